"""What became of what the business sent, and of calls.

Source: https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/components#statuses-object
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from ...consent.events import hashed_id
from .base import Event, PersonEvent, ReportedError, shown

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ...contact import Contact


@attrs.frozen(slots=False, eq=False, repr=False)
class StatusChanged(PersonEvent):
    """A message of the business moved on. Statuses arrive in any order, and repeatedly.

    Args:
        status: ``sent``, ``delivered``, ``read``, ``played``, ``failed``, or another.
        errors: Why it failed.
        callback_data: What was sent along as ``biz_opaque_callback_data``.
        pricing: What Meta charges, as Meta puts it.
        group_id: The group it went to, if any; ``wa_id`` is then one participant.
    """

    status: str = ""
    errors: tuple[ReportedError, ...] = ()
    callback_data: str | None = None
    pricing: Mapping[str, Any] | None = None
    group_id: str | None = None

    @property
    def recipient(self) -> Contact | None:
        """To whom it was sent; None if neither id can be read."""
        return self.sender

    @property
    def codes(self) -> tuple[int, ...]:
        """Meta's error codes."""
        return tuple(error.code for error in self.errors)

    @property
    def dedup_key(self) -> str | None:
        """The same for every delivery of this status; None if the message has no id."""
        if not self.id:
            return None
        participant = (self.wa_id or self.user_id or "") if self.group_id is not None else ""
        return hashed_id(self.id, "status", self.status, participant, self.channel)

    def _shown(self) -> str:
        return f"{shown(self.status)}, {super()._shown()}"


@attrs.frozen(slots=False, eq=False, repr=False)
class PaymentStatusChanged(PersonEvent):
    """A payment asked for in a chat moved on.

    Args:
        status: ``pending``, ``captured``, ``failed``, or another.
        reference_id: The business' own id of the payment.
        payment: The whole of it, as Meta puts it.
    """

    status: str = ""
    reference_id: str | None = None
    payment: Mapping[str, Any] | None = None

    @property
    def dedup_key(self) -> str | None:
        """The same for every delivery of this status; None if the payment has no id."""
        if not self.id:
            return None
        moment = "" if self.at is None else self.at.isoformat()
        return hashed_id(self.id, "payment", self.status, moment)

    def _shown(self) -> str:
        return f"{shown(self.status)}, {super()._shown()}"


@attrs.frozen(slots=False, eq=False, repr=False)
class CallEvent(PersonEvent):
    """A call began, ended or changed; ``wa_id`` is the person, whoever called.

    Args:
        event: ``connect``, ``terminate``, or ``status`` for how a call of ours fares.
        direction: ``USER_INITIATED`` or ``BUSINESS_INITIATED``; empty if not stated.
        status: ``RINGING``, ``ACCEPTED``, ``REJECTED``, ``COMPLETED`` or ``FAILED``.
        duration: Whole seconds, once it ended.
        callback_data: What was sent along as ``biz_opaque_callback_data``.
        errors: Why it failed.
    """

    event: str = ""
    direction: str = ""
    status: str = ""
    duration: int | None = None
    callback_data: str | None = None
    errors: tuple[ReportedError, ...] = ()

    @property
    def kind(self) -> str:
        """``"call"`` if the person calls, ``"call_accepted"`` if they take ours.

        Anything else about calls is ``"call_event"``.
        """
        if self.event == "connect" and self.direction == "USER_INITIATED":
            return "call"
        if self.event == "status" and self.status == "ACCEPTED":
            return "call_accepted"
        return "call_event"

    @property
    def dedup_key(self) -> str | None:
        """The same for every delivery of this event; None if the call has no id."""
        return hashed_id(self.id, "call", self.event, self.status) if self.id else None

    def _shown(self) -> str:
        return f"{shown(self.event)}, {super()._shown()}"


@attrs.frozen(slots=False, eq=False, repr=False)
class ErrorReported(Event):
    """An error that belongs to no single message.

    Args:
        error: What Meta says.
        phone_number_id: The business number concerned; empty if not stated.
        waba_id: The WhatsApp Business Account; empty if not stated.
        raw: The error as Meta sends it.
    """

    error: ReportedError = attrs.field(factory=ReportedError)
    phone_number_id: str = ""
    waba_id: str = ""
    raw: Mapping[str, Any] = attrs.field(factory=dict)

    def _shown(self) -> str:
        return str(self.error.code)


@attrs.frozen(slots=False, eq=False, repr=False)
class LinkClicked(Event):
    """Somebody followed a link of a marketing message; Meta does not say who.

    Args:
        action_type: ``marketing_messages_link_click``, or another.
        at: When, in UTC; None if the timestamp makes no sense.
        click: The details, as Meta puts them.
        phone_number_id: The business number concerned; empty if not stated.
        waba_id: The WhatsApp Business Account; empty if not stated.
        raw: The action as Meta sends it.
    """

    action_type: str = ""
    at: datetime | None = None
    click: Mapping[str, Any] | None = None
    phone_number_id: str = ""
    waba_id: str = ""
    raw: Mapping[str, Any] = attrs.field(factory=dict)

    def _shown(self) -> str:
        return shown(self.action_type)
