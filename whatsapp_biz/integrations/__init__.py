"""Webhooks on the web: the same inbox behind ASGI and WSGI."""

from __future__ import annotations

from .asgi import webhook_asgi
from .wsgi import webhook_wsgi

__all__ = ["webhook_asgi", "webhook_wsgi"]
