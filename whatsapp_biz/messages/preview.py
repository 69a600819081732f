"""A message as the HTML bubble a notebook shows."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from .contacts import Contacts
from .interactive import CtaUrl, Header, ListMenu, ReplyButtons
from .plain import Audio, Document, Image, Location, Reaction, Sticker, Text, Video
from .template import Template

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .base import Message

# Colours are set for text and ground alike, so that dark notebooks change neither.
_BUBBLE = (
    "display:inline-block;max-width:22em;margin:4px;padding:8px 12px;border-radius:8px;"
    "background:#d9fdd3;color:#111b21;font-family:sans-serif;overflow-wrap:anywhere"
)
_PLAIN = "white-space:pre-wrap"
_BOLD = "font-weight:bold;white-space:pre-wrap"
_FAINT = "color:#667781;font-size:85%;white-space:pre-wrap"
_TAP = (
    "color:#00695c;text-align:center;border-top:1px solid #b5dfae;margin-top:6px;padding-top:6px"
)


def bubble(message: Message) -> str:
    """*message* as HTML, roughly as the person will see it; every value is escaped."""
    return f'<div style="{_BUBBLE}">{"".join(_lines(message))}</div>'


def _line(style: str, text: object) -> str:
    return f'<div style="{style}">{escape(str(text))}</div>'


def _lines(message: Message) -> Iterable[str]:
    match message:
        case Text(body=body):
            yield _line(_PLAIN, body)
        case Image() | Video() | Audio() | Document() | Sticker():
            yield from _file(message)
        case Location():
            yield _line(_PLAIN, f"📍 {message.name or 'Location'}")
            yield _line(_FAINT, message.address or f"{message.latitude}, {message.longitude}")
        case Contacts(cards=cards):
            for card in cards:
                yield _line(_PLAIN, f"👤 {card.name.formatted_name}")
        case Reaction(emoji=emoji):
            yield _line(_PLAIN, emoji or "reaction removed")
        case ReplyButtons() | ListMenu() | CtaUrl():
            yield from _interactive(message)
        case Template():
            yield from _template(message)
        case _:
            yield _line(_FAINT, message.kind.replace("_", " "))


def _file(message: Image | Video | Audio | Document | Sticker) -> Iterable[str]:
    name = message.filename if isinstance(message, Document) else None
    yield _line(_PLAIN, f"📎 {name or message.kind}")
    yield _line(_FAINT, message.link or f"media id {message.id}")
    if isinstance(message, (Image, Video, Document)) and message.caption is not None:
        yield _line(_PLAIN, message.caption)


def _header(header: Header | None) -> Iterable[str]:
    if isinstance(header, str):
        yield _line(_BOLD, header)
    elif header is not None:
        yield from _file(header)


def _interactive(message: ReplyButtons | ListMenu | CtaUrl) -> Iterable[str]:
    yield from _header(message.header)
    yield _line(_PLAIN, message.body)
    if message.footer is not None:
        yield _line(_FAINT, message.footer)
    match message:
        case ReplyButtons(buttons=buttons):
            for button in buttons:
                yield _line(_TAP, f"↩ {button.title}")
        case ListMenu(button=button, sections=sections):
            yield _line(_TAP, f"☰ {button}")
            for section in sections:
                yield from (_line(_FAINT, f"• {row.title}") for row in section.rows)
        case _:
            yield _line(_TAP, f"↗ {message.text}")
            yield _line(_FAINT, message.url)


def _template(message: Template) -> Iterable[str]:
    yield _line(_BOLD, f"{message.name} ({message.language})")
    for component in message.components:
        values = [_value(parameter) for parameter in component.get("parameters", ())]
        yield _line(_FAINT, f"{component.get('type', 'component')}: {', '.join(values) or '…'}")


def _value(parameter: dict[str, Any]) -> str:
    value = parameter.get("text", parameter.get("payload", parameter.get("type", "…")))
    return str(value)
