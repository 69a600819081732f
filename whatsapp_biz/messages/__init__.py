"""What can be sent: frozen values that know their wire form."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .base import Message

if TYPE_CHECKING:
    from .components import (
        CarouselCard,
        CatalogButton,
        CopyCodeButton,
        Currency,
        DateTime,
        FlowButton,
        QuickReplyButton,
        UrlButton,
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
    from .interactive import Button, CtaUrl, ListMenu, ListRow, ListSection, ReplyButtons
    from .parse import from_payload
    from .plain import Audio, Document, Image, Location, Reaction, Sticker, Text, Video
    from .raw import RawMessage
    from .signals import ReadReceipt, Typing
    from .template import Template

__all__ = [
    "Audio",
    "Button",
    "CarouselCard",
    "CatalogButton",
    "ContactAddress",
    "ContactCard",
    "ContactEmail",
    "ContactName",
    "ContactOrg",
    "ContactPhone",
    "ContactUrl",
    "Contacts",
    "CopyCodeButton",
    "CtaUrl",
    "Currency",
    "DateTime",
    "Document",
    "FlowButton",
    "Image",
    "ListMenu",
    "ListRow",
    "ListSection",
    "Location",
    "Message",
    "QuickReplyButton",
    "RawMessage",
    "Reaction",
    "ReadReceipt",
    "ReplyButtons",
    "Sticker",
    "Template",
    "Text",
    "Typing",
    "UrlButton",
    "Video",
    "from_payload",
]

# Each class costs half a millisecond to build: a room is entered when one of its names is used.
_ROOMS = {
    "contacts": "ContactAddress ContactCard ContactEmail ContactName ContactOrg ContactPhone "
    "ContactUrl Contacts",
    "components": "CarouselCard CatalogButton CopyCodeButton Currency DateTime FlowButton "
    "QuickReplyButton UrlButton",
    "interactive": "Button CtaUrl ListMenu ListRow ListSection ReplyButtons",
    "parse": "from_payload",
    "plain": "Audio Document Image Location Reaction Sticker Text Video",
    "raw": "RawMessage",
    "signals": "ReadReceipt Typing",
    "template": "Template",
}
_HOMES = {name: room for room, names in _ROOMS.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{_HOMES[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
