"""From a decoded payload to events: total, nothing is dropped, nothing raises.

What is not of a documented shape becomes `Unrecognised`, and its neighbours are still read.

Source: https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/components
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from .events import ECHO, MESSAGES, STANDBY, Unrecognised
from .inbound import echo_of, message_of, status_of
from .notices import (
    NOTICE_FIELDS,
    TEMPLATE_FIELDS,
    call_of,
    call_status_of,
    click_of,
    error_event_of,
    group_of,
    handover_of,
    history_of,
    notice_of,
    preference_of,
    template_of,
    user_id_change_of,
)
from .people import people_of
from .reading import ODD, Json, Origin, id_of, moment, object_of, phone_number_id_of

if TYPE_CHECKING:
    from datetime import datetime

    from .events import Event
    from .reading import People

_ItemReader: TypeAlias = Callable[[Json, Origin], "Event"]

_GROUPS: dict[str, _ItemReader] = {"groups": group_of, "errors": error_event_of}
_ECHOES: dict[str, _ItemReader] = {"message_echoes": echo_of, "errors": error_event_of}

# Fields whose value holds lists, and who reads the items of which list.
_LISTS: dict[str, dict[str, _ItemReader]] = {
    "messages": {
        "messages": message_of,
        "statuses": status_of,
        "errors": error_event_of,
        "user_actions": click_of,
    },
    "standby": {
        "messages": message_of,
        "statuses": status_of,
        "message_echoes": echo_of,
        "errors": error_event_of,
    },
    "smb_message_echoes": _ECHOES,
    "message_echoes": _ECHOES,
    "user_preferences": {"user_preferences": preference_of, "errors": error_event_of},
    "user_id_update": {"user_id_update": user_id_change_of},
    "calls": {"calls": call_of, "statuses": call_status_of, "errors": error_event_of},
    "group_lifecycle_update": _GROUPS,
    "group_participants_update": _GROUPS,
    "group_settings_update": _GROUPS,
    "group_status_update": _GROUPS,
    # Files of old chats come one by one, as messages.
    "history": {"history": history_of, "messages": history_of, "errors": error_event_of},
}

_NO_PEOPLE: People = {}

_CHANNELS = {"standby": STANDBY, "smb_message_echoes": ECHO, "message_echoes": ECHO}


def parse(payload: object) -> tuple[Event, ...]:
    """Everything *payload* says, in its order.

    Args:
        payload: What `decode` gives; any other JSON value gives one `Unrecognised`.
    """
    events: list[Event] = []
    entries = payload.get("entry") if isinstance(payload, dict) else None
    if type(entries) is not list or not entries:
        return (Unrecognised("", "no entries", "", payload),)
    for entry in entries:
        changes = entry.get("changes") if type(entry) is dict else None
        if type(changes) is not list or not changes:
            events.append(Unrecognised("", "an entry without changes", "", entry))
            continue
        waba_id = id_of(entry, "id") or ""
        for change in changes:
            field = change.get("field") if type(change) is dict else None
            if type(field) is not str or type(value := change.get("value")) is not dict:
                events.append(Unrecognised("", "no field with a value", waba_id, change))
                continue
            before = len(events)
            if field in _LISTS:
                _read_lists(field, value, waba_id, events)
            else:
                _read_value(field, value, waba_id, moment(entry.get("time")), events)
            if len(events) == before:
                events.append(Unrecognised(field, "nothing known in it", waba_id, change))
    return tuple(events)


def _read_lists(field: str, value: Json, waba_id: str, events: list[Event]) -> None:
    if field == "standby":
        # One level deeper than elsewhere, with metadata and contacts left outside.
        value = {**value, **(object_of(value, "standby") or {})}
    # Statuses name the recipient themselves.
    nobody = "statuses" in value and "messages" not in value
    people = _NO_PEOPLE if nobody else people_of(value)
    channel = _CHANNELS.get(field, MESSAGES)
    origin = (field, waba_id, phone_number_id_of(value), channel, people)
    readers = _LISTS[field]
    # In Meta's order, whatever lists there are.
    for name in value:
        if name not in readers:
            continue
        items = value[name]
        if type(items) is not list:
            events.append(Unrecognised(field, "a list was expected", waba_id, items))
            continue
        read = readers[name]
        for item in items:
            try:
                events.append(read(item, origin))
            except ODD:
                events.append(Unrecognised(field, "an unknown type or shape", waba_id, item))


def _read_value(
    field: str, value: Json, waba_id: str, at: datetime | None, events: list[Event]
) -> None:
    if field in NOTICE_FIELDS:
        events.append(notice_of(value, at, waba_id, field))
    elif field in TEMPLATE_FIELDS:
        events.extend(template_of(value, at, waba_id))
    elif field == "messaging_handovers":
        events.append(handover_of(value, at, waba_id))
