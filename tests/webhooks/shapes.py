"""Webhook bodies as Meta shapes them, built from small parts."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from whatsapp_biz.redact import Secret
from whatsapp_biz.webhooks import parse

SECRET = Secret("0123456789abcdef0123456789abcdef")
WA_ID = "4915123456701"
USER_ID = "DE.1A2B3C4D5E"
NAME = "Änne Beispiel"
BODY = "Wann kommt mein Paket?"
WABA_ID = "102290129340398"
PHONE_NUMBER_ID = "106540352242922"
STAMP = "1750016800"
AT = datetime(2025, 6, 15, 19, 46, 40, tzinfo=UTC)
"""The instant of *STAMP*."""
PRIVATE = (WA_ID, USER_ID, NAME, BODY)
"""What no repr may show."""


def update(value: Any, field: str = "messages", **entry: Any) -> dict[str, Any]:
    """One entry with one change."""
    change = {"value": value, "field": field}
    return {
        "object": "whatsapp_business_account",
        "entry": [{"id": WABA_ID, **entry, "changes": [change]}],
    }


def value(**parts: Any) -> dict[str, Any]:
    """A value with its metadata."""
    return {
        "messaging_product": "whatsapp",
        "metadata": {
            "display_phone_number": "15550783881",
            "phone_number_id": PHONE_NUMBER_ID,
        },
        **parts,
    }


def contact(**parts: Any) -> dict[str, Any]:
    return {"profile": {"name": NAME}, "wa_id": WA_ID, "user_id": USER_ID, **parts}


def message(kind: str = "text", content: Any = None, **parts: Any) -> dict[str, Any]:
    """A message of *kind*; a text unless told otherwise."""
    return {
        "from": WA_ID,
        "id": "wamid.HBgNNDkxNTEyMzQ1Njcw",
        "timestamp": STAMP,
        "type": kind,
        kind: {"body": BODY} if content is None else content,
        **parts,
    }


def messages(*items: Any, **parts: Any) -> dict[str, Any]:
    """An update that holds *items*."""
    return update(value(**{"contacts": [contact()], "messages": list(items), **parts}))


def status(**parts: Any) -> dict[str, Any]:
    return {
        "id": "wamid.HBgNNDkxNTEyMzQ1Njcw",
        "status": "delivered",
        "timestamp": STAMP,
        "recipient_id": WA_ID,
        **parts,
    }


def statuses(*items: Any) -> dict[str, Any]:
    return update(value(statuses=list(items)))


def as_sent(payload: Any) -> bytes:
    """*payload* in the bytes Meta sends: compact, ``\\u`` escapes, slashes escaped."""
    return json.dumps(payload, separators=(",", ":")).replace("/", "\\/").encode()


def one(payload: Any) -> Any:
    """The only event in *payload*."""
    (event,) = parse(payload)
    return event
