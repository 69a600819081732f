"""How messages and statuses are read; the hot path of webhooks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

from . import events as e
from .people import person_of
from .reading import (
    Json,
    Origin,
    errors_of,
    id_of,
    moment,
    object_of,
    objects_of,
    storable,
    text_of,
)

if TYPE_CHECKING:
    from .events import Event

Common: TypeAlias = tuple[
    str, str | None, str | None, datetime | None, str, str, str, Json, str | None, str | None
]
"""The fields of `MessageEvent`, in order."""


def message_of(message: Json, origin: Origin) -> Event:
    """The event behind one of ``messages``.

    Raises:
        KeyError: Of an unknown ``type``.
        AttributeError, TypeError, ValueError: It is not of the documented shape.
    """
    _, waba_id, phone_number_id, channel, people = origin
    build = _BUILDERS[message["type"]]
    wa_id, user_id = id_of(message, "from"), text_of(message, "from_user_id")
    person = person_of(people, wa_id, user_id)
    context = message.get("context")
    common = (
        text_of(message, "id") or "",
        wa_id or person[0],
        user_id or person[1],
        moment(message.get("timestamp")),
        phone_number_id,
        waba_id,
        channel,
        message,
        person[2],
        text_of(context, "id") if type(context) is dict else None,
    )
    return build(common, message)


def _text(common: Common, message: Json) -> Event:
    return e.TextReceived(*common, storable(message["text"]["body"]))


def _media(common: Common, message: Json) -> Event:
    kind = message["type"]
    media = message[kind]
    return e.MediaReceived(
        *common,
        kind,
        id_of(media, "id") or "",
        text_of(media, "mime_type"),
        text_of(media, "sha256"),
        text_of(media, "caption"),
        text_of(media, "filename"),
        text_of(media, "url"),
        media.get("voice") is True,
        media.get("animated") is True,
    )


def _location(common: Common, message: Json) -> Event:
    place = message["location"]
    return e.LocationReceived(
        *common,
        float(place["latitude"]),
        float(place["longitude"]),
        text_of(place, "name"),
        text_of(place, "address"),
        text_of(place, "url"),
    )


def _contacts(common: Common, message: Json) -> Event:
    return e.ContactsReceived(*common, objects_of(message, "contacts"))


def _reaction(common: Common, message: Json) -> Event:
    reaction = message["reaction"]
    return e.ReactionReceived(
        *common, text_of(reaction, "message_id") or "", text_of(reaction, "emoji")
    )


def _button(common: Common, message: Json) -> Event:
    button = message["button"]
    return e.ButtonTapped(*common, text_of(button, "payload") or "", text_of(button, "text") or "")


def _choice(common: Common, answer: Json) -> Event:
    kind = answer["type"]
    choice = answer[kind]
    return e.ReplyChosen(
        *common,
        text_of(choice, "id") or "",
        text_of(choice, "title") or "",
        text_of(choice, "description"),
        kind,
    )


def _flow(common: Common, answer: Json) -> Event:
    reply = answer["nfm_reply"]
    return e.FlowCompleted(
        *common,
        text_of(reply, "name"),
        text_of(reply, "body"),
        text_of(reply, "response_json") or "",
    )


def _call_permission(common: Common, answer: Json) -> Event:
    reply = answer["call_permission_reply"]
    return e.CallPermissionAnswered(
        *common,
        text_of(reply, "response") or "",
        reply.get("is_permanent") is True,
        moment(reply.get("expiration_timestamp")),
        text_of(reply, "response_source"),
    )


def _interactive(common: Common, message: Json) -> Event:
    answer = message["interactive"]
    build = _ANSWERS.get(answer["type"])
    if build is not None:
        return build(common, answer)
    return e.InteractiveReceived(*common, text_of(answer, "type") or "")


def _order(common: Common, message: Json) -> Event:
    order = message["order"]
    return e.OrderReceived(
        *common,
        id_of(order, "catalog_id"),
        text_of(order, "text"),
        objects_of(order, "product_items"),
    )


def _system(common: Common, message: Json) -> Event:
    system = message["system"]
    return e.SystemNotice(
        *common,
        text_of(system, "type") or "",
        text_of(system, "body"),
        id_of(system, "wa_id") or id_of(system, "new_wa_id"),
        text_of(system, "user_id"),
        text_of(system, "previous_user_id"),
    )


def _unsupported(common: Common, message: Json) -> Event:
    what = object_of(message, "unsupported") or {}
    return e.UnsupportedReceived(*common, text_of(what, "type"), errors_of(message))


def _edited(common: Common, message: Json) -> Event:
    edit = message["edit"]
    return e.MessageEdited(
        *common,
        text_of(edit, "original_message_id") or "",
        _body_of(object_of(edit, "message") or {}),
    )


def _revoked(common: Common, message: Json) -> Event:
    return e.MessageRevoked(*common, text_of(message["revoke"], "original_message_id") or "")


def _body_of(message: Json) -> str | None:
    """The text or the caption of *message*, if it has one."""
    kind = message.get("type")
    content = object_of(message, kind) if isinstance(kind, str) else None
    if content is None:
        content = object_of(message, "text") or {}
    return text_of(content, "body") or text_of(content, "caption")


_Builder: TypeAlias = Callable[[Common, Json], "Event"]

_BUILDERS: dict[str, _Builder] = {
    "text": _text,
    **dict.fromkeys(("image", "video", "audio", "document", "sticker"), _media),
    "location": _location,
    "contacts": _contacts,
    "reaction": _reaction,
    "button": _button,
    "interactive": _interactive,
    "order": _order,
    "system": _system,
    "edit": _edited,
    "revoke": _revoked,
    # Old names of what Meta does not hand on.
    **dict.fromkeys(("unsupported", "unknown", "ephemeral", "deleted"), _unsupported),
}

_ANSWERS: dict[str, _Builder] = {
    "button_reply": _choice,
    "list_reply": _choice,
    "nfm_reply": _flow,
    "call_permission_reply": _call_permission,
}


def echo_of(message: Json, origin: Origin) -> Event:
    """The event behind one of ``message_echoes``."""
    _, waba_id, phone_number_id, channel, _ = origin
    return e.MessageEchoed(
        text_of(message, "id") or "",
        id_of(message, "to"),
        text_of(message, "to_user_id"),
        moment(message.get("timestamp")),
        phone_number_id,
        waba_id,
        channel,
        message,
        None,
        None,
        text_of(message, "type") or "",
        _body_of(message),
    )


def status_of(status: Json, origin: Origin) -> Event:
    """The event behind one of ``statuses``.

    Raises:
        KeyError: It lacks ``status``.
        AttributeError, TypeError: It is not of the documented shape.
    """
    if status.get("type") == "payment":
        return _payment(status, origin)
    _, waba_id, phone_number_id, channel, _ = origin
    wa_id, user_id = id_of(status, "recipient_id"), text_of(status, "recipient_user_id")
    group_id = None
    if status.get("recipient_type") == "group":
        group_id = wa_id
        # Meta's own samples spell it both ways.
        wa_id = id_of(status, "recipient_participant_id") or id_of(
            status, "participant_recipient_id"
        )
        user_id = text_of(status, "recipient_participant_user_id") or text_of(
            status, "participant_recipient_user_id"
        )
    return e.StatusChanged(
        text_of(status, "id") or "",
        wa_id,
        user_id,
        moment(status.get("timestamp")),
        phone_number_id,
        waba_id,
        channel,
        status,
        storable(status["status"]),
        errors_of(status) if "errors" in status else (),
        text_of(status, "biz_opaque_callback_data"),
        object_of(status, "pricing"),
        group_id,
    )


def _payment(status: Json, origin: Origin) -> Event:
    _, waba_id, phone_number_id, channel, _ = origin
    payment = object_of(status, "payment")
    return e.PaymentStatusChanged(
        text_of(status, "id") or "",
        id_of(status, "recipient_id"),
        text_of(status, "recipient_user_id"),
        moment(status.get("timestamp")),
        phone_number_id,
        waba_id,
        channel,
        status,
        text_of(status, "status") or "",
        id_of(payment or {}, "reference_id"),
        payment,
    )
