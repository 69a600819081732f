"""Webhook bodies as Meta writes them, each one different."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable
from typing import Any, TypeAlias

APP_SECRET = "0123456789abcdef0123456789abcdef"
PHONE_NUMBER_ID = "106540352242922"
_DISPLAY_NUMBER = "15550783881"
_WABA_ID = "102290129340398"
_WA_ID = "4915123456701"
_USER_ID = "DE.13491208655302741918"
_SECONDS = 1_795_000_000  # of the first message
_BATCH = 100

Signed: TypeAlias = tuple[bytes, str]
"""A body and its ``X-Hub-Signature-256``."""


def kinds() -> dict[str, tuple[int, Callable[[int], Signed]]]:
    """How many events a body holds, and what makes the n-th body, by kind."""
    return {
        "text": (1, lambda n: _signed(_entry(messages=[_text(n)]))),
        "status": (1, lambda n: _signed(_entry(statuses=[_status(n)]))),
        "button reply": (1, lambda n: _signed(_entry(messages=[_reply(n, "button_reply")]))),
        "list reply": (1, lambda n: _signed(_entry(messages=[_reply(n, "list_reply")]))),
        f"{_BATCH} entries": (
            _BATCH,
            lambda n: _signed(*(_entry(messages=[_text(m)]) for m in _numbers(n))),
        ),
        f"{_BATCH} in one change": (
            _BATCH,
            lambda n: _signed(_entry(messages=[_text(m) for m in _numbers(n)])),
        ),
    }


def _numbers(batch: int) -> range:
    return range(batch * _BATCH, (batch + 1) * _BATCH)


def _signed(*entries: dict[str, Any]) -> Signed:
    payload = {"object": "whatsapp_business_account", "entry": list(entries)}
    body = json.dumps(payload, separators=(",", ":")).encode()
    return body, "sha256=" + hmac.digest(APP_SECRET.encode(), body, "sha256").hex()


def _entry(**items: Any) -> dict[str, Any]:
    value = {
        "messaging_product": "whatsapp",
        "metadata": {
            "display_phone_number": _DISPLAY_NUMBER,
            "phone_number_id": PHONE_NUMBER_ID,
        },
        "contacts": [{"profile": {"name": "Ana"}, "wa_id": _WA_ID, "user_id": _USER_ID}],
        **items,
    }
    return {"id": _WABA_ID, "changes": [{"value": value, "field": "messages"}]}


def _message(n: int, **content: Any) -> dict[str, Any]:
    return {
        "from": _WA_ID,
        "from_user_id": _USER_ID,
        "id": f"wamid.HBgNNDkxNTEyMzQ1NjcwMRUCABIYFDNB{n:012d}AA==",
        "timestamp": str(_SECONDS + n),
        **content,
    }


def _text(n: int) -> dict[str, Any]:
    return _message(n, type="text", text={"body": f"Is the red one, number {n}, still there?"})


def _reply(n: int, kind: str) -> dict[str, Any]:
    choice = {"id": f"choice-{n}", "title": "Tomorrow"}
    if kind == "list_reply":
        choice["description"] = "Between 9 and 12"
    context = {"from": _DISPLAY_NUMBER, "id": f"wamid.HBgNNDkxNTEyMzQ1NjcwMRUCABEYEjc{n:012d}AA=="}
    return _message(
        n, context=context, type="interactive", interactive={"type": kind, kind: choice}
    )


def _status(n: int) -> dict[str, Any]:
    return {
        "id": f"wamid.HBgNNDkxNTEyMzQ1NjcwMRUCABEYEjc{n:012d}AA==",
        "status": "delivered",
        "timestamp": str(_SECONDS + n),
        "recipient_id": _WA_ID,
        "recipient_user_id": _USER_ID,
        "pricing": {
            "billable": True,
            "pricing_model": "PMP",
            "category": "utility",
            "type": "regular",
        },
    }
