"""What concerns the account, its templates, and what people prefer.

Source: https://developers.facebook.com/docs/whatsapp/business-management-api/webhooks
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from ...consent.events import hashed_id
from .base import Event, PersonEvent, ReportedError, shown

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@attrs.frozen(slots=False, eq=False, repr=False)
class PreferenceChanged(PersonEvent):
    """A person stopped or resumed a kind of messages in WhatsApp itself.

    Args:
        category: ``marketing_messages``, or another.
        value: ``stop``, ``resume``, ``signup``, or another.
        detail: Meta's sentence about it.
    """

    category: str = ""
    value: str = ""
    detail: str | None = None

    @property
    def dedup_key(self) -> str | None:
        """The same for every delivery of this change; None without person or instant."""
        person = self.user_id or self.wa_id
        if person is None or self.at is None:
            return None
        return hashed_id(
            "preference",
            self.phone_number_id,
            person,
            self.category,
            self.value,
            self.at.isoformat(),
        )

    def _shown(self) -> str:
        return f"{shown(self.value)}, {super()._shown()}"


@attrs.frozen(slots=False, eq=False, repr=False)
class ThreadHandedOver(PersonEvent):
    """Another app, or ours, is now answering a person.

    Args:
        type: ``control_passed``, ``control_taken``, or another.
        previous_owner: Its role, e.g. ``ai_agent``.
        new_owner: Its role.
    """

    type: str = ""
    previous_owner: str | None = None
    new_owner: str | None = None

    def _shown(self) -> str:
        return f"{shown(self.type)}, {super()._shown()}"


@attrs.frozen(slots=False, eq=False, repr=False)
class AccountEvent(Event):
    """Something about the account.

    Args:
        at: When Meta sent it, in UTC; None if not stated.
        waba_id: The WhatsApp Business Account; empty if not stated.
        raw: The value as Meta sends it.
    """

    at: datetime | None = None
    waba_id: str = ""
    raw: Mapping[str, Any] = attrs.field(factory=dict)


@attrs.frozen(slots=False, eq=False, repr=False)
class TemplateEvent(AccountEvent):
    """Something about one template.

    Args:
        template_id: Meta's id, in digits.
        name: The template's name.
        language: Its language code.
    """

    template_id: str = ""
    name: str = ""
    language: str = ""

    def _shown(self) -> str:
        return f"{shown(self.name)}, {shown(self.language)}"


@attrs.frozen(slots=False, eq=False, repr=False)
class TemplateStatusChanged(TemplateEvent):
    """A template was approved, rejected, paused or disabled.

    Args:
        status: ``APPROVED``, ``REJECTED``, ``PAUSED``, ``DISABLED``, or another.
        category: The category Meta has it under, if stated.
        reason: Why, if Meta tells.
    """

    status: str = ""
    category: str | None = None
    reason: str | None = None

    def _shown(self) -> str:
        return f"{super()._shown()}, {shown(self.status)}"


@attrs.frozen(slots=False, eq=False, repr=False)
class TemplateCategoryChanged(TemplateEvent):
    """A template's category was changed, or will be in 24 hours.

    Args:
        previous_category: Until now; None in the notice before the change.
        new_category: In force now. Meta calls it new even in the notice before the change.
        correct_category: Coming in 24 hours; None once the change is done.
    """

    previous_category: str | None = None
    new_category: str | None = None
    correct_category: str | None = None


@attrs.frozen(slots=False, eq=False, repr=False)
class TemplateQualityChanged(TemplateEvent):
    """A template's quality score changed.

    Args:
        previous_score: ``GREEN``, ``YELLOW``, ``RED`` or ``UNKNOWN``.
        new_score: As *previous_score*.
    """

    previous_score: str | None = None
    new_score: str | None = None


@attrs.frozen(slots=False, eq=False, repr=False)
class AccountNotice(AccountEvent):
    """Any other documented news about the account, its numbers, flows or payments.

    Args:
        field: The webhook field, e.g. ``account_update``.
        event: What happened, in Meta's word for it; None if the field has none.
        phone_number_id: The business number concerned; empty if not stated.
    """

    field: str = ""
    event: str | None = None
    phone_number_id: str = ""

    def _shown(self) -> str:
        return shown(self.field) + ("" if self.event is None else f", {shown(self.event)}")


@attrs.frozen(slots=False, eq=False, repr=False)
class GroupChanged(AccountEvent):
    """A group was made, deleted, suspended, renamed, joined or left.

    Args:
        field: The webhook field, e.g. ``group_participants_update``.
        type: ``group_create``, ``group_participants_remove``, or another.
        group_id: Meta's id of the group.
        phone_number_id: The business number that holds the group; empty if not stated.
        request_id: The request this answers, if any.
        subject: The group's name, if stated.
        description: The group's description, if stated.
        reason: Why, in Meta's word for it.
        initiated_by: ``business`` or ``participant``, if stated.
        added: Participants as Meta sends them.
        removed: Participants as Meta sends them.
        failed: Participants as Meta sends them.
    """

    field: str = ""
    type: str = ""
    group_id: str = ""
    phone_number_id: str = ""
    request_id: str | None = None
    subject: str | None = None
    description: str | None = None
    reason: str | None = None
    initiated_by: str | None = None
    added: tuple[Mapping[str, Any], ...] = ()
    removed: tuple[Mapping[str, Any], ...] = ()
    failed: tuple[Mapping[str, Any], ...] = ()

    def _shown(self) -> str:
        return f"{shown(self.type)}, {shown(self.field)}"


@attrs.frozen(slots=False, eq=False, repr=False)
class HistoryReceived(AccountEvent):
    """A part of the chats from before the number was connected. None of it is news.

    Args:
        phone_number_id: The business number; empty if not stated.
        phase: 0 to 2.
        chunk_order: Its place among the parts.
        progress: Per cent.
        threads: The chats as Meta sends them.
        errors: Why there is nothing, e.g. because the person does not share old chats.
    """

    phone_number_id: str = ""
    phase: int | None = None
    chunk_order: int | None = None
    progress: int | None = None
    threads: tuple[Mapping[str, Any], ...] = ()
    errors: tuple[ReportedError, ...] = ()

    def _shown(self) -> str:
        return f"{self.progress} %"
