"""The facts consent is judged by: frozen, aware, in any order, any number of times."""

from __future__ import annotations

import hashlib
import uuid
from datetime import datetime
from typing import Any, TypeAlias

import attrs

from ..clock import require_aware
from ..contact import Contact
from .purpose import ALL, Purpose

MESSAGE_KINDS = frozenset(
    {
        "text", "image", "video", "audio", "document", "sticker", "location", "contacts",
        "interactive", "button", "flow", "order", "ctwa_ad",
    }
)  # fmt: skip
"""Inbound kinds that are messages: they open the customer service window and can be read."""

OPENING_KINDS = MESSAGE_KINDS | {"call", "call_accepted"}
"""Inbound kinds that open the customer service window.

Source: https://developers.facebook.com/docs/whatsapp/cloud-api/guides/send-messages
"""

NATIVE_RESUME = "native_resume"
"""The method of an opt-in by WhatsApp's own switch (``user_preferences``: ``resume``)."""

_SCOPES = frozenset({*Purpose, ALL})


def _aware(_: object, attribute: attrs.Attribute[Any], value: datetime | None) -> None:
    if value is not None:
        require_aware(value, attribute.name)


def _scope(_: object, attribute: attrs.Attribute[str], value: str) -> None:
    if value not in _SCOPES:
        raise ValueError(f"{attribute.name} must be one of {', '.join(sorted(_SCOPES))}")


def _filled(_: object, attribute: attrs.Attribute[str], value: str) -> None:
    if not value:
        raise ValueError(f"{attribute.name} must not be empty")


def new_id() -> str:
    """A random id for a fact that has no natural one."""
    return uuid.uuid4().hex


def hashed_id(*parts: str) -> str:
    """The same id for the same *parts*: redelivered webhooks give the same fact.

    Message ids carry phone numbers in base64, so they are kept hashed.
    """
    joined = "\x1f".join(parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:32]


class _Fact:
    """Facts show their kind, their instant and a masked contact; nothing else."""

    __slots__ = ()

    def __repr__(self) -> str:
        fact: Any = self
        return f"{type(self).__name__}({fact.contact.masked}, at={fact.at.isoformat()})"


@attrs.frozen(kw_only=True, repr=False)
class OptedIn(_Fact):
    """The person agreed to one purpose.

    Args:
        id: Unique; appending the same id twice changes nothing.
        contact: Who agreed.
        at: When they agreed.
        purpose: One `Purpose`. ``"all"`` is kept if found in old records, and never suffices.
        evidence: What proves it, e.g. ``"form:checkout-v3#sha256:9f2c"``; empty proves nothing.
        method: How it was given, e.g. ``"web_form"``, ``"chat"``, ``"paper"``.
        wording: Id or version of the text that was agreed to.
        confirmed_at: When the number itself confirmed (double opt-in); None if it did not.
        expires_at: First instant at which it no longer counts; None if it has no end.
        recorded_at: When it reached the ledger; never judged by.
    """

    id: str = attrs.field(factory=new_id, validator=_filled)
    contact: Contact
    at: datetime = attrs.field(validator=_aware)
    purpose: str = attrs.field(converter=str, validator=_scope)
    evidence: str = ""
    method: str = ""
    wording: str = ""
    confirmed_at: datetime | None = attrs.field(default=None, validator=_aware)
    expires_at: datetime | None = attrs.field(default=None, validator=_aware)
    recorded_at: datetime | None = attrs.field(default=None, validator=_aware)


@attrs.frozen(kw_only=True, repr=False)
class OptedOut(_Fact):
    """The person refused one purpose or everything.

    Args:
        id: Unique; appending the same id twice changes nothing.
        contact: Who refused.
        at: When they refused. A future instant counts now.
        purpose: One `Purpose`, or ``"all"``.
        via: How it reached us, e.g. ``"keyword"``, ``"native_stop"``, ``"email"``, ``"131050"``.
        recorded_at: When it reached the ledger; never judged by.
    """

    id: str = attrs.field(factory=new_id, validator=_filled)
    contact: Contact
    at: datetime = attrs.field(validator=_aware)
    purpose: str = attrs.field(default=ALL, converter=str, validator=_scope)
    via: str = ""
    recorded_at: datetime | None = attrs.field(default=None, validator=_aware)


@attrs.frozen(kw_only=True, repr=False)
class CustomerMessaged(_Fact):
    """Something arrived from the person; its *kind* says whether it opens a window.

    Args:
        id: Unique; for messages the hash of the ``wamid``, so that redelivery changes nothing.
        contact: Who wrote.
        at: WhatsApp's own timestamp of the message, never the time of receipt.
        kind: ``"text"``, ``"image"``, ``"call"``, ``"reaction"``, …
        phone_number_id: The business number it came to; windows belong to one number.
    """

    id: str = attrs.field(factory=new_id, validator=_filled)
    contact: Contact
    at: datetime = attrs.field(validator=_aware)
    kind: str = attrs.field(validator=_filled)
    phone_number_id: str = attrs.field(validator=_filled)


@attrs.frozen(kw_only=True, repr=False)
class AgeStated(_Fact):
    """The person's age became known.

    Args:
        id: Unique; appending the same id twice changes nothing.
        contact: Whose age.
        at: When they were *age* years old.
        age: Whole years, 0 to 150.
    """

    id: str = attrs.field(factory=new_id, validator=_filled)
    contact: Contact
    at: datetime = attrs.field(validator=_aware)
    age: int = attrs.field(validator=[attrs.validators.ge(0), attrs.validators.le(150)])


ConsentEvent: TypeAlias = OptedIn | OptedOut | CustomerMessaged | AgeStated
