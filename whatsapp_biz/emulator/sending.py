"""What happens when the business posts to its messages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from ..contact import Contact
from . import deliveries, ids
from .http import Answer, EmulatedRequest, not_implemented
from .media import suits
from .rules import Refusal, Road, check_parameters, find_template, judge, road_of, title_of
from .shapes import check_message, check_read, media_ids, type_of
from .world import Outgoing, Person, Refused, Status, Template, World

# An older message can neither be marked as read nor be reacted to.
# https://developers.facebook.com/docs/whatsapp/cloud-api/guides/mark-message-as-read
TOUCHABLE = timedelta(days=30)


def post(world: World, request: EmulatedRequest) -> Answer:
    """Send a message, mark one as read, or show that somebody is typing."""
    body = request.json()
    if isinstance(body, Refusal):
        return body
    if "status" in body or "typing_indicator" in body:
        return _mark_read(world, body)
    if body.get("recipient_type") == "group" or body.get("type") == "pin":
        return not_implemented(request.method, f"{request.path} for a group")
    refusal = check_message(body)
    if refusal is not None:
        return refusal
    contact = _recipient(world, body)
    if isinstance(contact, Refusal):
        return contact
    person = _person(world, contact)
    template = _template(world, body, contact)
    if isinstance(template, Refusal):
        return _refuse(world, person, body, None, template)
    refusal = _known(world, body)
    if refusal is not None:
        return _refuse(world, person, body, template, refusal)
    refusal = _undelivered(world, body, person, template)
    if refusal is None:
        return _accept(world, person, body, template, contact)
    if road_of(refusal.code, synchronous=world.synchronous) is Road.ANSWER:
        return _refuse(world, person, body, template, refusal)
    return _accept(world, person, body, template, contact, code=refusal.code)


def advance(world: World, outgoing: Outgoing, *steps: Status) -> None:
    """Give *outgoing* its next statuses, each told by a webhook."""
    for step in steps:
        outgoing.status = step
        world.pending.append(deliveries.status(world, outgoing, step))


def text_of(body: dict[str, Any], template: Template | None = None) -> str:
    """What a person reads of a message."""
    kind = type_of(body)
    content = body.get(kind)
    if template is not None:
        return _rendered(template, body)
    if not isinstance(content, dict):
        return f"[{kind}]"
    inner = content.get("body")
    if isinstance(inner, dict):
        inner = inner.get("text")
    return str(inner or content.get("caption") or content.get("emoji") or f"[{kind}]")


# One step each ------------------------------------------------------------------------------


def _recipient(world: World, body: dict[str, Any]) -> Contact | Refusal:
    to, user_id = body.get("to"), body.get("recipient")
    if to is None and user_id is None:
        return Refusal(131008, "to is required.")
    if body.get("recipient_type", "individual") != "individual":
        return Refusal(100, "recipient_type must be individual or group.")
    try:
        contact = Contact(bsuid=user_id) if to is None else Contact(phone=to)
    except (TypeError, ValueError):
        return Refusal(100, "to is no phone number, or recipient no user id.")
    if contact.phone == f"+{world.display_number}":
        return Refusal(131021, "The business cannot write to itself.")
    return contact


def _person(world: World, contact: Contact) -> Person:
    stranger = contact.phone is None and contact.keys[0] not in world.people
    person = world.person(contact)
    if stranger:  # a user id nobody was given leads nowhere
        person.on_whatsapp = False
    return person


def _template(world: World, body: dict[str, Any], contact: Contact) -> Template | Refusal | None:
    if type_of(body) != "template":
        return None
    wanted = body["template"]
    found = find_template(world, wanted["name"], wanted["language"]["code"])
    if isinstance(found, Refusal):
        return found
    if found.category == "AUTHENTICATION" and contact.phone is None:
        return Refusal(131062, "An authentication template needs a phone number.")
    return check_parameters(found, wanted.get("components")) or found


def _known(world: World, body: dict[str, Any]) -> Refusal | None:
    """Whether the files and the message it names exist."""
    for _, media_id in media_ids(body):
        if world.find_media(media_id) is None:
            return Refusal(100, "There is no file of that id, or it has been deleted.")
    if type_of(body) == "reaction" and not _touchable(world, body["reaction"]["message_id"]):
        return Refusal(131009, "There is no message of that id from the last 30 days.")
    return None


def _undelivered(
    world: World, body: dict[str, Any], person: Person, template: Template | None
) -> Refusal | None:
    if world.next_failures:
        code = world.next_failures.popleft()
        return Refusal(code, f"The emulator was told to fail: {title_of(code).lower()}.")
    for used_as, media_id in media_ids(body):
        if not suits(world.media[media_id].mime_type, used_as):
            return Refusal(131053, f"The file cannot be used as {used_as}.")
    return judge(world, person, template)


def _accept(
    world: World,
    person: Person,
    body: dict[str, Any],
    template: Template | None,
    contact: Contact,
    *,
    code: int | None = None,
) -> Answer:
    kind = type_of(body)
    address = person.wa_id or person.bsuid
    outgoing = Outgoing(
        id=ids.wamid(address, world.seed, "out", world.serial(), inbound=False),
        to=contact.phone or person.bsuid,
        type=kind,
        body=body,
        text=text_of(body, template),
        at=world.clock(),
        person=person,
        category="service" if template is None else template.category.lower(),
        code=code,
    )
    world.accepted(outgoing)
    if code is not None:
        advance(world, outgoing, "failed")
    elif person.blocked:
        advance(world, outgoing, "sent")
    else:
        outgoing.reached = True
        # Of a reaction Meta reports `sent` only.
        advance(world, outgoing, *(("sent",) if kind == "reaction" else ("sent", "delivered")))
    return _accepted(world, outgoing, contact)


def _accepted(world: World, outgoing: Outgoing, contact: Contact) -> dict[str, Any]:
    person, body = outgoing.person, outgoing.body
    told = {"input": body.get("to", body.get("recipient"))}
    if contact.phone is not None and person.wa_id is not None:
        told["wa_id"] = person.wa_id
    if world.user_ids:
        told["user_id"] = person.bsuid
    message = {"id": outgoing.id}
    if outgoing.type == "template":
        message["message_status"] = "accepted"
    return {"messaging_product": "whatsapp", "contacts": [told], "messages": [message]}


def _refuse(
    world: World,
    person: Person,
    body: dict[str, Any],
    template: Template | None,
    refusal: Refusal,
) -> Refusal:
    world.log.append(
        Refused(
            person=person,
            at=world.clock(),
            text=text_of(body, template),
            code=refusal.code,
            details=refusal.details,
        )
    )
    return refusal


def _mark_read(world: World, body: dict[str, Any]) -> Answer:
    refusal = check_read(body)
    if refusal is not None:
        return refusal
    message = world.inbound.get(body["message_id"])
    if message is None or world.clock() - message.at > TOUCHABLE:
        return Refusal(131009, "There is no message of that id from the last 30 days.")
    for earlier in world.inbound.values():
        if earlier.person is message.person and earlier.at <= message.at:
            earlier.read = True
    return {"success": True}


def _touchable(world: World, message_id: str) -> bool:
    message = world.inbound.get(message_id) or world.outbox.get(message_id)
    return message is not None and world.clock() - message.at <= TOUCHABLE


def _rendered(template: Template, body: dict[str, Any]) -> str:
    text = template.body or f"[{template.name}]"
    components = body["template"].get("components") or ()
    values = [
        str(value.get("text") or value.get("payload") or f"[{value.get('type')}]")
        for part in components
        if part["type"].lower() == "body"
        for value in part.get("parameters") or ()
    ]
    for name, value in zip(template.variables, values, strict=False):
        text = text.replace(f"{{{{{name}}}}}", value)
    return text
