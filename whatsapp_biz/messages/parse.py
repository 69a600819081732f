"""From the wire back to messages: total, exact, the inverse of `payload`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from ._value import (
    CONTENT,
    DIRECT_SEND,
    ENVELOPE,
    MessageValue,
    Part,
    exact,
    freeze,
    items,
    refuse_reserved,
    thaw,
    wrong,
)
from .contacts import (
    ContactAddress,
    ContactCard,
    ContactEmail,
    ContactName,
    ContactOrg,
    ContactPhone,
    Contacts,
    ContactUrl,
)
from .interactive import Button, CtaUrl, Header, ListMenu, ListRow, ListSection, ReplyButtons
from .plain import Audio, Document, Image, Location, Reaction, Sticker, Text, Video
from .raw import RawMessage
from .signals import ReadReceipt, Typing
from .template import Template

if TYPE_CHECKING:
    from .base import Message

P = TypeVar("P", bound=Part)


def from_payload(payload: Mapping[str, Any]) -> Message:
    """The message behind *payload*, a message part or a whole request body.

    The envelope (recipient, context, …) is left out. Whatever else *payload* says is kept, so
    that ``from_payload(p).payload()`` equals *p* without its envelope. A missing ``type`` is
    told from the content. Types without a class here become `RawMessage`.

    Raises:
        ValueError: It is no message, breaks a limit, or is a Direct Send; the text names the
            field.
    """
    if not isinstance(payload, Mapping):
        raise wrong("a message", "a mapping", payload)
    wire: dict[str, Any] = thaw(freeze(payload, "the message"))
    for key in ENVELOPE:
        wire.pop(key, None)
    refuse_reserved(DIRECT_SEND & wire.keys())
    if "status" in wire:
        return _signal(wire)
    if "type" not in wire:
        wire["type"] = _told_by_content(wire)
    kind = wire["type"]
    if not isinstance(kind, str):
        raise wrong("type", "a str", kind)
    read = _READERS.get(kind)
    message = read(wire.get(kind), kind) if read is not None else None
    return RawMessage(wire) if message is None else exact(message, wire, "the message")


def _told_by_content(wire: dict[str, Any]) -> str:
    told = [key for key in wire if key in CONTENT]
    if len(told) != 1:
        raise ValueError("type is missing, and the content does not tell it")
    return told[0]


def _signal(wire: dict[str, Any]) -> ReadReceipt:
    if wire["status"] != "read":
        raise ValueError("status must be 'read'")
    kind = Typing if "typing_indicator" in wire else ReadReceipt
    return exact(kind(wire.get("message_id", "")), wire, "the message")


# Parts --------------------------------------------------------------------------------------


def _mapping(value: object, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise wrong(where, "a mapping", value)
    return value


def _fields(kind: type[P], value: object, where: str) -> P:
    """A *kind* whose fields go by their own names in *value*."""
    wire = _mapping(value, where)
    return kind(**{a.name: wire.get(a.name) for a in kind.__attrs_attrs__ if a.name != "extra"})


def _part(kind: type[P], value: object, where: str) -> P:
    wire = _mapping(value, where)
    return exact(_fields(kind, wire, where), wire, where)


def _list(value: object, where: str) -> list[tuple[Any, str]]:
    """The elements of *value* and where each stands."""
    return [(item, f"{where}[{n}]") for n, item in enumerate(items(where, value))]


def _parts(kind: type[P], wire: dict[str, Any], key: str, where: str) -> list[P]:
    given = _list(wire.get(key, ()), f"{where}.{key}")
    return [_part(kind, item, here) for item, here in given]


def _text(wire: dict[str, Any], key: str) -> str | None:
    if wire.get(key) is None:
        return None
    text = _mapping(wire[key], f"interactive.{key}").get("text")
    if not isinstance(text, str):
        raise wrong(f"interactive.{key}.text", "a str", text)
    return text


# Messages: each reader takes the content and the type --------------------------------------


def _plain(kind: type[MessageValue]) -> Callable[[object, str], MessageValue]:
    return lambda content, where: _fields(kind, content, where)


def _contacts(content: object, where: str) -> Contacts:
    return Contacts([_card(item, here) for item, here in _list(content, where)])


def _card(value: object, where: str) -> ContactCard:
    wire = _mapping(value, where)
    org = wire.get("org")
    card = ContactCard(
        _part(ContactName, wire.get("name"), f"{where}.name"),
        phones=_parts(ContactPhone, wire, "phones", where),
        emails=_parts(ContactEmail, wire, "emails", where),
        addresses=_parts(ContactAddress, wire, "addresses", where),
        urls=_parts(ContactUrl, wire, "urls", where),
        org=None if org is None else _part(ContactOrg, org, f"{where}.org"),
        birthday=wire.get("birthday"),
    )
    return exact(card, wire, where)


def _template(content: object, where: str) -> Template:
    wire = _mapping(content, where)
    language = _mapping(wire.get("language"), f"{where}.language")
    return Template(
        wire.get("name", ""),
        language=language.get("code", ""),
        components=wire.get("components"),
    )


def _interactive(content: object, where: str) -> MessageValue | None:
    wire = _mapping(content, where)
    kind = wire.get("type")
    if not isinstance(kind, str):
        raise wrong(f"{where}.type", "a str", kind)
    read = _INTERACTIVE.get(kind)
    if read is None:
        return None
    around = {"header": _header(wire.get("header")), "footer": _text(wire, "footer")}
    action = _mapping(wire.get("action"), f"{where}.action")
    return read(_text(wire, "body") or "", action, around)


def _header(value: object) -> Header | None:
    if value is None:
        return None
    where = "interactive.header"
    wire = _mapping(value, where)
    match wire.get("type"):
        case "text":
            return _text({"header": wire}, "header")
        case "image":
            return exact(_fields(Image, wire.get("image"), where), wire, where)
        case "video":
            return exact(_fields(Video, wire.get("video"), where), wire, where)
        case "document":
            return exact(_fields(Document, wire.get("document"), where), wire, where)
        case _:
            raise ValueError(f"{where}.type must be text, image, video or document")


def _reply_buttons(body: str, action: dict[str, Any], around: dict[str, Any]) -> ReplyButtons:
    buttons = []
    for item, where in _list(action.get("buttons"), "interactive.action.buttons"):
        wire = _mapping(item, where)
        reply = _mapping(wire.get("reply"), f"{where}.reply")
        button = Button(reply.get("title", ""), id=reply.get("id", ""))
        buttons.append(exact(button, wire, where))
    return ReplyButtons(body, buttons=buttons, **around)


def _list_menu(body: str, action: dict[str, Any], around: dict[str, Any]) -> ListMenu:
    sections = []
    for item, where in _list(action.get("sections"), "interactive.action.sections"):
        wire = _mapping(item, where)
        rows = _parts(ListRow, wire, "rows", where)
        sections.append(exact(ListSection(wire.get("title"), rows=rows), wire, where))
    return ListMenu(body, button=action.get("button", ""), sections=sections, **around)


def _cta_url(body: str, action: dict[str, Any], around: dict[str, Any]) -> CtaUrl:
    wire = _mapping(action.get("parameters"), "interactive.action.parameters")
    return CtaUrl(body, text=wire.get("display_text", ""), url=wire.get("url", ""), **around)


_INTERACTIVE: dict[str, Callable[[str, dict[str, Any], dict[str, Any]], MessageValue]] = {
    "button": _reply_buttons,
    "list": _list_menu,
    "cta_url": _cta_url,
}

_READERS: dict[str, Callable[[object, str], MessageValue | None]] = {
    **{
        kind.kind: _plain(kind)
        for kind in (Text, Image, Video, Audio, Document, Sticker, Location, Reaction)
    },
    "contacts": _contacts,
    "interactive": _interactive,
    "template": _template,
}
