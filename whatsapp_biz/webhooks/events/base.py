"""What all webhook events have in common."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

import attrs

from ...consent.events import MESSAGE_KINDS, hashed_id
from ...contact import Contact
from ...redact import mask_id

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

MESSAGES = "messages"
"""The channel of what was written to us."""
STANDBY = "standby"
"""The channel of what another app, e.g. an agent of Meta's, is answering: do not answer it."""
ECHO = "echo"
"""The channel of what the business itself wrote elsewhere, e.g. in the phone app."""

_PLAIN_WORD = re.compile(r"[A-Za-z][A-Za-z_]{0,39}\Z")


def shown(word: str) -> str:
    """*word* if it looks like one of Meta's own terms, else only that there is one."""
    return word if _PLAIN_WORD.match(word) else "…"


def contact_of(wa_id: str | None, user_id: str | None) -> Contact | None:
    """Whoever has these ids; None if neither can be one."""
    for phone, bsuid in ((wa_id, user_id), (wa_id, None), (None, user_id)):
        try:
            return Contact(phone or None, bsuid or None)
        except ValueError:
            continue
    return None


class Event:
    """What a webhook says: frozen, compares by its fields, and pickles.

    ``raw`` is the part of the payload it was read from, shared and not copied. It does not
    count when events are compared.
    """

    raw: Any

    @property
    def dedup_key(self) -> str | None:
        """The same for every delivery of one event; None if Meta gives it no id."""
        return None

    def _shown(self) -> str:
        """What `repr` may tell."""
        return ""

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return {**vars(self), "raw": None} == {**vars(other), "raw": None}

    def __hash__(self) -> int:
        values = vars(self)
        return hash((type(self), values.get("id"), values.get("at")))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._shown()})"


@attrs.frozen(repr=False)
class ReportedError:
    """An error as webhooks tell it.

    Args:
        code: Meta's error code; 0 if there is none. Branch on this.
        title: Meta's short text.
        details: Meta's longer text.

    Source: https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes
    """

    code: int = 0
    title: str = ""
    details: str = ""

    def __repr__(self) -> str:
        return f"ReportedError({self.code})"


@attrs.frozen(slots=False, eq=False, repr=False)
class PersonEvent(Event):
    """Something one person did, or that befell a message to them.

    Args:
        id: Meta's id, usually a ``wamid``; empty if there is none.
        wa_id: The person's number in digits, as Meta writes it; None for people with a
            username whose number is not shown.
        user_id: The person's business-scoped user id, if stated.
        at: Meta's timestamp, in UTC; None if it makes no sense.
        phone_number_id: The business number concerned; empty if not stated.
        waba_id: The WhatsApp Business Account; empty if not stated.
        channel: ``"messages"``, ``"standby"`` or ``"echo"``.
        raw: The part of the payload this was read from.
    """

    id: str = ""
    wa_id: str | None = None
    user_id: str | None = None
    at: datetime | None = None
    phone_number_id: str = ""
    waba_id: str = ""
    channel: str = MESSAGES
    raw: Mapping[str, Any] = attrs.field(factory=dict)

    @property
    def sender(self) -> Contact | None:
        """The person; None if neither id can be read."""
        return contact_of(self.wa_id, self.user_id)

    def _shown(self) -> str:
        person = self.sender
        parts = [person.masked if person is not None else "unknown"]
        if self.id:
            parts.append(mask_id(self.id))
        if self.at is not None:
            parts.append(f"at={self.at.isoformat()}")
        return ", ".join(parts)


@attrs.frozen(slots=False, eq=False, repr=False)
class MessageEvent(PersonEvent):
    """A message of a person to the business.

    Args:
        sender_name: The profile name people chose for themselves, if stated.
        reply_to: Id of the message this one answers, if any.
    """

    sender_name: str | None = None
    reply_to: str | None = None

    KIND: ClassVar[str] = ""

    @property
    def kind(self) -> str:
        """What consent judges it as, e.g. ``"text"``, ``"ctwa_ad"`` or ``"reaction"``."""
        kind = self._kind()
        return "ctwa_ad" if kind in MESSAGE_KINDS and "referral" in self.raw else kind

    @property
    def words(self) -> tuple[str, ...]:
        """The texts in which an opt-out may stand."""
        return ()

    @property
    def dedup_key(self) -> str | None:
        """The same for every delivery of this message; None if it has no id."""
        return hashed_id(self.id, self._kind(), self.channel) if self.id else None

    @property
    def group_id(self) -> str | None:
        """The group it was written in; None for a chat between two."""
        group = self.raw.get("group_id")
        return group if isinstance(group, str) else None

    @property
    def forwarded(self) -> bool:
        """Whether the person passed it on rather than wrote it."""
        context = self.raw.get("context")
        return isinstance(context, dict) and bool(
            context.get("forwarded") or context.get("frequently_forwarded")
        )

    @property
    def referral(self) -> Mapping[str, Any] | None:
        """The advertisement the person came from, as Meta describes it."""
        referral = self.raw.get("referral")
        return referral if isinstance(referral, dict) else None

    def _kind(self) -> str:
        return self.KIND


@attrs.frozen(slots=False, eq=False, repr=False)
class Unrecognised(Event):
    """Something this version cannot read; nothing of it is lost.

    Args:
        field: The webhook field it came under; empty if there is none.
        reason: What was odd, without any content.
        waba_id: The WhatsApp Business Account; empty if not stated.
        raw: The part of the payload that could not be read, of any JSON type.
    """

    field: str = ""
    reason: str = ""
    waba_id: str = ""
    raw: Any = None

    def _shown(self) -> str:
        return f"{shown(self.field)}, {self.reason}"
