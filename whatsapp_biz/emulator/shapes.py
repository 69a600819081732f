"""Whether a message has the shape and the sizes Meta asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .interactive import check_interactive
from .nodes import (
    Checks,
    Node,
    a_choice,
    a_file,
    a_list,
    a_number,
    a_text,
    an_object,
    either,
    maybe_flag,
    maybe_text,
)
from .rules import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

# https://developers.facebook.com/docs/whatsapp/cloud-api/messages/text-messages
TEXT_BODY = 4096  # characters
CAPTION = 1024  # characters; …/messages/image-messages
CONTACTS = 257  # contact cards; …/messages/contacts-messages
CALLBACK_DATA = 512  # characters; …/reference/messages
TEMPLATE_NAME = 512  # characters
TEMPLATE_BUTTONS = 10  # …/business-management-api/message-templates/components

_ENVELOPE = frozenset(
    {
        "messaging_product", "recipient_type", "to", "recipient", "type", "context",
        "biz_opaque_callback_data", "recipient_identity_key_hash", "category", "ttl_seconds",
        "direct_send_config",
    }
)  # fmt: skip
_DIRECT_SEND = ("category", "ttl_seconds", "direct_send_config")


def check_message(body: dict[str, Any]) -> Refusal | None:
    """The first thing wrong with the body of a message, but for who it is for."""
    return next(_message(Node("", body)), None)


def check_read(body: dict[str, Any]) -> Refusal | None:
    """The first thing wrong with a read receipt or a typing indicator."""
    return next(_read(Node("", body)), None)


def type_of(body: dict[str, Any]) -> str:
    """The type of a message; where none is given, that of its content, else ``text``."""
    if body.get("type"):
        return str(body["type"]).lower()
    return next((kind for kind in _TYPES if kind in body), "text")


def media_ids(body: dict[str, Any]) -> list[tuple[str, str]]:
    """Every file of a message that is named by its id, with what it is used as."""
    found: list[tuple[str, str]] = []
    rest: list[Any] = [body]
    while rest:
        value = rest.pop()
        if isinstance(value, list):
            rest.extend(value)
        elif isinstance(value, dict):
            rest.extend(value.values())
            found += [
                (kind, value[kind]["id"])
                for kind in _FILES
                if isinstance(value.get(kind), dict) and isinstance(value[kind].get("id"), str)
            ]
    return found


def _message(body: Node) -> Checks:
    yield from _product(body)
    if unknown := set(body.value) - _ENVELOPE - set(_TYPES):
        yield Refusal(100, f"There is no parameter {min(unknown)[:40]!r}.")
    for name in _DIRECT_SEND:
        if not body[name].absent:
            yield Refusal(100, f"{name} needs Direct Send, which this account does not have.")
    yield from maybe_text(body["type"])
    kind = Node("type", type_of(body.value))
    yield from a_choice(kind, frozenset(_TYPES))
    if not body["context"].absent:
        yield from a_text(body["context"]["message_id"])
        if kind.value == "reaction":
            yield body["context"].invalid("cannot be used with a reaction")
    yield from maybe_text(body["biz_opaque_callback_data"], most=CALLBACK_DATA)
    yield from _TYPES[kind.value](body[kind.value])


def _read(body: Node) -> Checks:
    yield from _product(body)
    yield from a_choice(body["status"], frozenset({"read"}))
    yield from a_text(body["message_id"])
    if not body["typing_indicator"].absent:
        yield from a_choice(body["typing_indicator"]["type"], frozenset({"text"}))


def _product(body: Node) -> Checks:
    if body["messaging_product"].value != "whatsapp":
        yield Refusal(100, "messaging_product is required and must be whatsapp.")


def _text(text: Node) -> Checks:
    yield from an_object(text)
    yield from a_text(text["body"], most=TEXT_BODY)
    yield from maybe_flag(text["preview_url"])


def _captioned(file: Node) -> Checks:
    yield from a_file(file)
    yield from maybe_text(file["caption"], most=CAPTION)


def _document(file: Node) -> Checks:
    yield from _captioned(file)
    yield from maybe_text(file["filename"])


def _bare(file: Node) -> Checks:
    yield from a_file(file)
    if not file["caption"].absent:
        yield file["caption"].misshapen("is not allowed here")


def _audio(file: Node) -> Checks:
    yield from _bare(file)
    yield from maybe_flag(file["voice"])


def _location(place: Node) -> Checks:
    yield from an_object(place)
    yield from a_number(place["latitude"], least=-90, most=90)
    yield from a_number(place["longitude"], least=-180, most=180)
    yield from maybe_text(place["name"])
    yield from maybe_text(place["address"])


def _contacts(cards: Node) -> Checks:
    yield from a_list(cards, most=CONTACTS)
    for card in cards.items():
        name = card["name"]
        yield from an_object(name)
        yield from a_text(name["formatted_name"])
        parts = ("first_name", "last_name", "middle_name", "suffix", "prefix")
        if all(name[part].absent for part in parts):
            yield name.invalid("needs one more part beside formatted_name")


def _reaction(reaction: Node) -> Checks:
    yield from an_object(reaction)
    yield from a_text(reaction["message_id"])
    if reaction["emoji"].absent:
        yield reaction["emoji"].missing()
    yield from maybe_text(reaction["emoji"])


# Templates ----------------------------------------------------------------------------------

_COMPONENTS = frozenset(
    {
        "header", "body", "footer", "button", "carousel", "limited_time_offer", "order_status",
        "tap_target_configuration",
    }
)  # fmt: skip
_PARAMETERS = frozenset(
    {
        "text", "currency", "date_time", "image", "video", "document", "gif", "location",
        "product", "payload", "coupon_code", "action", "limited_time_offer", "ttl_minutes",
        "tap_target_configuration", "group_id", "order_status", "order_details",
    }
)  # fmt: skip


def _template(template: Node) -> Checks:
    yield from an_object(template)
    yield from a_text(template["name"], most=TEMPLATE_NAME)
    yield from an_object(template["language"])
    yield from a_text(template["language"]["code"])
    if not template["components"].absent:
        yield from a_list(template["components"], least=0)
        yield from _components(template["components"])


def _components(components: Node) -> Checks:
    buttons = 0
    for part in components.items():
        yield from a_text(part["type"])
        kind = part["type"].value.lower()
        yield from a_choice(Node(part["type"].path, kind), _COMPONENTS)
        if kind == "button":
            buttons += 1
            yield from a_text(part["sub_type"])
            yield from a_number(part["index"], least=0, most=TEMPLATE_BUTTONS - 1)
        if buttons > TEMPLATE_BUTTONS:
            yield components.misshapen(f"must have at most {TEMPLATE_BUTTONS} buttons")
        if not part["parameters"].absent:
            yield from a_list(part["parameters"], least=0)
            for parameter in part["parameters"].items():
                yield from _parameter(parameter, strict=kind in {"header", "body"})


def _parameter(parameter: Node, *, strict: bool) -> Checks:
    yield from a_text(parameter["type"])
    kind = parameter["type"].value.lower()
    yield from a_choice(Node(parameter["type"].path, kind), _PARAMETERS)
    if kind in _FILES:
        yield from either(parameter[kind], "id", "link")
    if kind == "text" and (parameter["text"].absent or parameter["text"].value == ""):
        yield parameter["text"].missing()
    if kind == "text" and strict and not isinstance(parameter["text"].value, str):
        yield Refusal(132012, f"{parameter['text'].path} must be a string.")


_FILES = frozenset({"image", "video", "document", "audio", "sticker", "gif"})
_TYPES: dict[str, Callable[[Node], Checks]] = {
    "text": _text,
    "image": _captioned,
    "video": _captioned,
    "document": _document,
    "audio": _audio,
    "sticker": _bare,
    "location": _location,
    "contacts": _contacts,
    "reaction": _reaction,
    "interactive": check_interactive,
    "template": _template,
}
