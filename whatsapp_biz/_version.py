"""The version, and how we introduce ourselves."""

from __future__ import annotations

import platform

VERSION = "0.1.0"
USER_AGENT = f"whatsapp-biz/{VERSION} python/{platform.python_version()}"
