"""How single values are read from a payload nothing is known about."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any, TypeAlias

from .events import ReportedError

Json: TypeAlias = dict[str, Any]

Person: TypeAlias = tuple[str | None, str | None, str | None]
"""``wa_id``, ``user_id`` and name."""

People: TypeAlias = dict[str | None, Person]
"""Everyone in ``contacts``, under each of their ids."""

Origin: TypeAlias = tuple[str, str, str, str, People]
"""``field``, ``waba_id``, ``phone_number_id``, channel and people: what all items of one
change share. A tuple, because it is made for every change and unpacked for every item."""

ODD = (AttributeError, KeyError, TypeError, ValueError, OverflowError)
"""What reading raises where a payload has another shape than Meta documents."""

_SURROGATES = re.compile("[\ud800-\udfff]")
_LATEST = 4_102_444_800  # 2100-01-01: later timestamps are mistakes, and break date arithmetic


def storable(text: str) -> str:
    """*text* with U+FFFD for every lone surrogate, which no encoding or database takes."""
    return text if text.isascii() else _SURROGATES.sub("\ufffd", text)


def moment(stamp: Any) -> datetime | None:
    """*stamp*, seconds since 1970 as number or text, in UTC; None if it makes no sense."""
    try:
        seconds = int(stamp)
    except (TypeError, ValueError, OverflowError):
        return None
    return datetime.fromtimestamp(seconds, UTC) if 0 < seconds < _LATEST else None


def text_of(holder: Json, name: str) -> str | None:
    """The text under *name*; None if there is none, or it is empty."""
    value = holder.get(name)
    if type(value) is str and value:
        return value if value.isascii() else storable(value)
    return None


def id_of(holder: Json, name: str) -> str | None:
    """The id under *name*, which Meta sometimes writes as a number; None if there is none."""
    value = holder.get(name)
    if type(value) is str and value:
        return value if value.isascii() else storable(value)
    return str(value) if type(value) is int else None


def phone_number_id_of(value: Json) -> str:
    """The business number *value* is about; empty if not stated."""
    metadata = value.get("metadata")
    return (id_of(metadata, "phone_number_id") or "") if type(metadata) is dict else ""


def number_of(holder: Json, name: str) -> int | None:
    """The whole number under *name*; None if there is none."""
    value = holder.get(name)
    return value if type(value) is int else None


def object_of(holder: Json, name: str) -> Json | None:
    """The object under *name*; None if there is none."""
    value = holder.get(name)
    return value if isinstance(value, dict) else None


def objects_of(holder: Json, name: str) -> tuple[Json, ...]:
    """The objects in the list under *name*; none if there is no list."""
    value = holder.get(name)
    return tuple(item for item in value if isinstance(item, dict)) if type(value) is list else ()


def errors_of(holder: Json) -> tuple[ReportedError, ...]:
    """The errors under ``errors``."""
    return tuple(error_of(error) for error in objects_of(holder, "errors"))


def error_of(error: Json) -> ReportedError:
    """One error as Meta writes it."""
    details = text_of(object_of(error, "error_data") or {}, "details")
    return ReportedError(
        code=number_of(error, "code") or 0,
        title=text_of(error, "title") or "",
        details=details or text_of(error, "message") or "",
    )
