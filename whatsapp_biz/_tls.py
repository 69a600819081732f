"""One TLS context for the process: loading the roots costs 20 ms."""

from __future__ import annotations

import ssl
from functools import lru_cache

import httpx


@lru_cache(maxsize=1)
def context() -> ssl.SSLContext:
    """The context every client shares."""
    return httpx.create_ssl_context()
