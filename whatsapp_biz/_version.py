"""The version, and how we introduce ourselves."""

from __future__ import annotations

import platform

__version__ = "0.1.0"
USER_AGENT = f"whatsapp-biz/{__version__} python/{platform.python_version()}"
