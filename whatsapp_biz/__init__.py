"""Typed client for Meta's WhatsApp Business Cloud API that messages nobody without consent.

Names are loaded when they are first used, so that importing the package costs next to nothing
and the webhook half never loads an HTTP library.
"""

from __future__ import annotations

# What type checkers know as `typing.TYPE_CHECKING`; importing typing costs more than all this.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from . import errors as errors
    from . import messages as messages
    from . import webhooks as webhooks
    from ._async.client import AsyncWhatsApp as AsyncWhatsApp
    from ._sync.client import WhatsApp as WhatsApp
    from ._version import __version__ as __version__
    from .consent import Category as Category
    from .consent import Decision as Decision
    from .consent import Permit as Permit
    from .consent import Policy as Policy
    from .consent import Purpose as Purpose
    from .consent import Refusal as Refusal
    from .contact import Contact as Contact
    from .errors import ConsentRefused as ConsentRefused
    from .errors import DeliveryUnknown as DeliveryUnknown
    from .errors import LedgerUnavailable as LedgerUnavailable
    from .errors import WhatsAppError as WhatsAppError
    from .messages import Audio as Audio
    from .messages import Button as Button
    from .messages import Contacts as Contacts
    from .messages import CtaUrl as CtaUrl
    from .messages import Document as Document
    from .messages import Image as Image
    from .messages import ListMenu as ListMenu
    from .messages import ListRow as ListRow
    from .messages import ListSection as ListSection
    from .messages import Location as Location
    from .messages import Reaction as Reaction
    from .messages import ReplyButtons as ReplyButtons
    from .messages import Sticker as Sticker
    from .messages import Template as Template
    from .messages import Text as Text
    from .messages import Video as Video
    from .operations.send import Sent as Sent
    from .retry import RetryPolicy as RetryPolicy
    from .stores.memory import MemoryStore as MemoryStore
    from .stores.sqlite import SQLiteStore as SQLiteStore

_HOMES = {
    "AsyncWhatsApp": "_async.client",
    "Audio": "messages",
    "Button": "messages",
    "Category": "consent",
    "ConsentRefused": "errors",
    "Contact": "contact",
    "Contacts": "messages",
    "CtaUrl": "messages",
    "Decision": "consent",
    "DeliveryUnknown": "errors",
    "Document": "messages",
    "Image": "messages",
    "LedgerUnavailable": "errors",
    "ListMenu": "messages",
    "ListRow": "messages",
    "ListSection": "messages",
    "Location": "messages",
    "MemoryStore": "stores.memory",
    "Permit": "consent",
    "Policy": "consent",
    "Purpose": "consent",
    "Reaction": "messages",
    "Refusal": "consent",
    "ReplyButtons": "messages",
    "RetryPolicy": "retry",
    "SQLiteStore": "stores.sqlite",
    "Sent": "operations.send",
    "Sticker": "messages",
    "Template": "messages",
    "Text": "messages",
    "Video": "messages",
    "WhatsApp": "_sync.client",
    "WhatsAppError": "errors",
}
_ROOMS = ("consent", "emulator", "errors", "messages", "testing", "webhooks")

__all__ = [
    "AsyncWhatsApp",
    "Audio",
    "Button",
    "Category",
    "ConsentRefused",
    "Contact",
    "Contacts",
    "CtaUrl",
    "Decision",
    "DeliveryUnknown",
    "Document",
    "Image",
    "LedgerUnavailable",
    "ListMenu",
    "ListRow",
    "ListSection",
    "Location",
    "MemoryStore",
    "Permit",
    "Policy",
    "Purpose",
    "Reaction",
    "Refusal",
    "ReplyButtons",
    "RetryPolicy",
    "SQLiteStore",
    "Sent",
    "Sticker",
    "Template",
    "Text",
    "Video",
    "WhatsApp",
    "WhatsAppError",
    "__version__",
    "errors",
    "messages",
    "webhooks",
]


def __getattr__(name: str) -> object:
    from importlib import import_module

    if name == "__version__":
        from ._version import __version__

        return __version__
    if name in _ROOMS:
        return import_module(f".{name}", __name__)
    if name in _HOMES:
        value = getattr(import_module(f".{_HOMES[name]}", __name__), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
