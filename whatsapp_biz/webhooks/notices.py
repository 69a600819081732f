"""How everything but messages and statuses is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import events as e
from .people import person_of
from .reading import (
    Json,
    Origin,
    error_of,
    errors_of,
    id_of,
    moment,
    number_of,
    object_of,
    objects_of,
    phone_number_id_of,
    text_of,
)

if TYPE_CHECKING:
    from datetime import datetime

    from .events import Event


def preference_of(item: Json, origin: Origin) -> Event:
    """The event behind one of ``user_preferences``.

    Raises:
        ValueError: It does not say what was chosen.
    """
    _, waba_id, phone_number_id, _, people = origin
    value = text_of(item, "value")
    if value is None:
        raise ValueError("a preference without value")
    wa_id, user_id = id_of(item, "wa_id"), text_of(item, "user_id")
    person = person_of(people, wa_id, user_id)
    return e.PreferenceChanged(
        wa_id=wa_id or person[0],
        user_id=user_id or person[1],
        at=moment(item.get("timestamp")),
        phone_number_id=phone_number_id,
        waba_id=waba_id,
        raw=item,
        category=text_of(item, "category") or "",
        value=value,
        detail=text_of(item, "detail"),
    )


def call_of(item: Json, origin: Origin) -> Event:
    """The event behind one of ``calls``."""
    _, waba_id, phone_number_id, _, _ = origin
    direction = text_of(item, "direction") or ""
    person = "to" if direction == "BUSINESS_INITIATED" else "from"
    return e.CallEvent(
        id=text_of(item, "id") or "",
        wa_id=id_of(item, person),
        user_id=text_of(item, f"{person}_user_id"),
        at=moment(item.get("timestamp")),
        phone_number_id=phone_number_id,
        waba_id=waba_id,
        raw=item,
        event=text_of(item, "event") or "",
        direction=direction,
        status=text_of(item, "status") or "",
        duration=number_of(item, "duration"),
        callback_data=text_of(item, "biz_opaque_callback_data"),
        errors=errors_of(item),
    )


def call_status_of(item: Json, origin: Origin) -> Event:
    """The event behind one of the ``statuses`` of calls."""
    _, waba_id, phone_number_id, _, _ = origin
    return e.CallEvent(
        id=text_of(item, "id") or "",
        wa_id=id_of(item, "recipient_id"),
        user_id=text_of(item, "recipient_user_id"),
        at=moment(item.get("timestamp")),
        phone_number_id=phone_number_id,
        waba_id=waba_id,
        raw=item,
        event="status",
        direction="BUSINESS_INITIATED",
        status=text_of(item, "status") or "",
        callback_data=text_of(item, "biz_opaque_callback_data"),
        errors=errors_of(item),
    )


def click_of(item: Json, origin: Origin) -> Event:
    """The event behind one of ``user_actions``."""
    _, waba_id, phone_number_id, _, _ = origin
    action_type = text_of(item, "action_type") or ""
    return e.LinkClicked(
        action_type=action_type,
        at=moment(item.get("timestamp")),
        click=object_of(item, f"{action_type}_data"),
        phone_number_id=phone_number_id,
        waba_id=waba_id,
        raw=item,
    )


def group_of(item: Json, origin: Origin) -> Event:
    """The event behind one of ``groups``."""
    field, waba_id, phone_number_id, _, _ = origin
    subject = object_of(item, "group_subject") or {}
    description = object_of(item, "group_description") or {}
    return e.GroupChanged(
        at=moment(item.get("timestamp")),
        waba_id=waba_id,
        raw=item,
        field=field,
        type=text_of(item, "type") or "",
        group_id=text_of(item, "group_id") or "",
        phone_number_id=phone_number_id,
        request_id=text_of(item, "request_id"),
        subject=text_of(item, "subject") or text_of(subject, "text"),
        description=text_of(item, "description") or text_of(description, "text"),
        reason=text_of(item, "reason"),
        initiated_by=_initiator(item),
        added=objects_of(item, "added_participants"),
        removed=objects_of(item, "removed_participants"),
        failed=objects_of(item, "failed_participants"),
    )


def _initiator(item: Json) -> str | None:
    """Meta's samples put ``initiated_by`` beside the participants or into each of them."""
    for holder in (item, *objects_of(item, "removed_participants")):
        initiator = text_of(holder, "initiated_by")
        if initiator is not None:
            return initiator
    return None


def history_of(item: Json, origin: Origin) -> Event:
    """The event behind one of ``history``."""
    _, waba_id, phone_number_id, _, _ = origin
    metadata = object_of(item, "metadata") or {}
    return e.HistoryReceived(
        waba_id=waba_id,
        raw=item,
        phone_number_id=phone_number_id,
        phase=number_of(metadata, "phase"),
        chunk_order=number_of(metadata, "chunk_order"),
        progress=number_of(metadata, "progress"),
        threads=objects_of(item, "threads"),
        errors=errors_of(item),
    )


def error_event_of(item: Json, origin: Origin) -> Event:
    """The event behind one of the ``errors`` that belong to no message."""
    _, waba_id, phone_number_id, _, _ = origin
    return e.ErrorReported(error_of(item), phone_number_id, waba_id, item)


def user_id_change_of(item: Json, origin: Origin) -> Event:
    """The event behind one of ``user_id_update``, the same as its ``system`` message."""
    _, waba_id, phone_number_id, channel, _ = origin
    ids = item["user_id"]
    return e.SystemNotice(
        wa_id=id_of(item, "wa_id"),
        user_id=text_of(ids, "previous"),
        at=moment(item.get("timestamp")),
        phone_number_id=phone_number_id,
        waba_id=waba_id,
        channel=channel,
        raw=item,
        type="user_changed_user_id",
        new_user_id=text_of(ids, "current"),
        previous_user_id=text_of(ids, "previous"),
    )


def handover_of(value: Json, at: datetime | None, waba_id: str) -> Event:
    """The event behind ``messaging_handovers``."""
    sender = object_of(value, "sender") or {}
    recipient = object_of(value, "recipient") or {}
    kind = text_of(value, "type") or ""
    roles = object_of(value, kind) or {}
    return e.ThreadHandedOver(
        wa_id=id_of(sender, "phone_number"),
        user_id=text_of(sender, "user_id"),
        at=moment(value.get("timestamp")) or at,
        phone_number_id=id_of(recipient, "phone_number_id") or phone_number_id_of(value),
        waba_id=waba_id,
        raw=value,
        type=kind,
        previous_owner=text_of(roles, "previous_owner_role"),
        new_owner=text_of(roles, "new_owner_role"),
    )


def template_of(value: Json, at: datetime | None, waba_id: str) -> tuple[Event, ...]:
    """The event behind the ``message_template_…`` fields, by content; none if nothing fits.

    Meta's own sample of a quality change comes under another field's name.
    """
    subject = (
        at,
        waba_id,
        value,
        id_of(value, "message_template_id") or "",
        text_of(value, "message_template_name") or "",
        text_of(value, "message_template_language") or "",
    )
    if "new_quality_score" in value:
        previous_score = text_of(value, "previous_quality_score")
        new_score = text_of(value, "new_quality_score")
        return (e.TemplateQualityChanged(*subject, previous_score, new_score),)
    if "new_category" in value or "correct_category" in value:
        previous_category = text_of(value, "previous_category")
        new_category = text_of(value, "new_category")
        correct_category = text_of(value, "correct_category")
        return (
            e.TemplateCategoryChanged(*subject, previous_category, new_category, correct_category),
        )
    status = text_of(value, "event")
    if status is None:
        return ()
    category = text_of(value, "message_template_category")
    return (e.TemplateStatusChanged(*subject, status, category, text_of(value, "reason")),)


def notice_of(value: Json, at: datetime | None, waba_id: str, field: str) -> Event:
    """The event behind every other documented *field*."""
    event = next(
        (text for text in (text_of(value, name) for name in _WHAT_HAPPENED) if text), None
    )
    return e.AccountNotice(
        at=at or moment(value.get("timestamp")),
        waba_id=waba_id,
        raw=value,
        field=field,
        event=event,
        phone_number_id=id_of(value, "phone_number_id") or phone_number_id_of(value),
    )


_WHAT_HAPPENED = ("event", "decision", "status", "type")
"""Where the fields that become an `AccountNotice` say what happened, the best first."""

TEMPLATE_FIELDS = frozenset(
    {
        "message_template_status_update",
        "message_template_quality_update",
        "template_category_update",
        "template_correct_category_detection",
    }
)

NOTICE_FIELDS = frozenset(
    {
        "account_alerts",
        "account_review_update",
        "account_settings_update",
        "account_update",
        "automatic_events",
        "business_capability_update",
        "business_username_update",
        "business_username_updates",
        "flows",
        "message_template_components_update",
        "partner_solutions",
        "payment_configuration_update",
        "phone_number_name_update",
        "phone_number_quality_update",
        "security",
        "smb_app_state_sync",
    }
)
