"""A client of each colour that talks to a raw server, with one person who may be answered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from whatsapp_biz import AsyncWhatsApp, Contact, MemoryStore, RetryPolicy, WhatsApp
from whatsapp_biz.consent.events import CustomerMessaged

TOKEN = "canary-secret-wire-token"
PHONE_NUMBER_ID = "106540352242922"
NUMBER = "+49 1512 3456701"
ONCE = RetryPolicy(attempts=1)
THRICE = RetryPolicy(attempts=3, first_wait=timedelta(milliseconds=1))


def store() -> MemoryStore:
    """A store that knows that the person wrote a minute ago."""
    kept = MemoryStore()
    at = datetime.now(UTC) - timedelta(minutes=1)
    kept.append(
        CustomerMessaged(
            contact=Contact(NUMBER), at=at, kind="text", phone_number_id=PHONE_NUMBER_ID
        )
    )
    return kept


def _options(url: str | None, seconds: float, options: dict[str, Any]) -> dict[str, Any]:
    return {
        "phone_number_id": PHONE_NUMBER_ID,
        "store": store(),
        "base_url": url,
        "timeout": timedelta(seconds=seconds),
        "retry": ONCE,
        **options,
    }


def async_client(url: str | None, *, seconds: float = 5.0, **options: Any) -> AsyncWhatsApp:
    """A client of the server at *url*."""
    return AsyncWhatsApp(TOKEN, **_options(url, seconds, options))


def client(url: str | None, *, seconds: float = 5.0, **options: Any) -> WhatsApp:
    """A client of the server at *url*."""
    return WhatsApp(TOKEN, **_options(url, seconds, options))
