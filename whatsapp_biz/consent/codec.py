"""Facts as JSON, readable for ever: one line per fact, a version in each."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import attrs

from ..contact import Contact
from .events import AgeStated, ConsentEvent, CustomerMessaged, OptedIn, OptedOut

VERSION = 1
_NAMES: dict[str, type[ConsentEvent]] = {
    "opted_in": OptedIn,
    "opted_out": OptedOut,
    "customer_messaged": CustomerMessaged,
    "age_stated": AgeStated,
}
_TYPES = {kind: name for name, kind in _NAMES.items()}
_TIMES = frozenset({"at", "confirmed_at", "expires_at", "recorded_at"})
_FIELDS = {
    kind: tuple(field.name for field in attrs.fields(kind) if field.name != "contact")
    for kind in _TYPES
}


class UnreadableFact(ValueError):
    """A kept fact cannot be read; whoever it is about may not be written to."""


def to_dict(event: ConsentEvent) -> dict[str, Any]:
    """*event* as plain JSON values; instants in UTC to the microsecond."""
    kind = type(event)
    values: dict[str, Any] = {"v": VERSION, "type": _TYPES[kind]}
    values["contact"] = {
        name: value
        for name, value in (("phone", event.contact.phone), ("bsuid", event.contact.bsuid))
        if value is not None
    }
    for name in _FIELDS[kind]:
        value = getattr(event, name)
        if value is None or value == "":
            continue
        values[name] = value.astimezone(UTC).isoformat() if name in _TIMES else value
    return values


def from_dict(values: dict[str, Any]) -> ConsentEvent:
    """The fact behind `to_dict`'s *values*.

    Raises:
        UnreadableFact: They are of another version or kind, or a value is not what it must be.
    """
    try:
        if values["v"] != VERSION:
            raise UnreadableFact(f"a fact of version {values['v']!r}: upgrade whatsapp-biz")
        kind = _NAMES[values["type"]]
        fields: dict[str, Any] = {
            name: datetime.fromisoformat(value) if name in _TIMES else value
            for name, value in values.items()
            if name not in {"v", "type", "contact"}
        }
        return kind(contact=Contact(**values["contact"]), **fields)
    except (KeyError, TypeError, ValueError, AttributeError) as exc:
        problem = exc if isinstance(exc, UnreadableFact) else None
    raise problem or UnreadableFact("a kept fact is not of a known shape")


def dumps(event: ConsentEvent) -> str:
    """*event* as one line of JSON."""
    return json.dumps(to_dict(event), separators=(",", ":"), ensure_ascii=True)


def loads(text: str) -> ConsentEvent:
    """The fact behind `dumps`' *text*.

    Raises:
        UnreadableFact: *text* is no fact this version can read.
    """
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        raise UnreadableFact("a kept fact is not JSON")
    return from_dict(values)
