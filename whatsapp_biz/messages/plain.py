"""Text, media, locations, reactions."""

from __future__ import annotations

import math
import re
from typing import Any

import attrs

from . import limits
from ._value import (
    MessageValue,
    check_flag,
    check_id,
    check_optional,
    check_text,
    check_unicode,
    wrong,
)

# As lenient as Meta's own samples, which hold "http(s)://image-url".
_LINK = re.compile(r"http[^:\s]*://\S+\Z", re.IGNORECASE)


@attrs.frozen(eq=False, repr=False)
class Text(MessageValue):
    """A text message.

    Args:
        body: 1 to 4096 characters; WhatsApp's markdown works.
        preview_url: Whether to show a preview of the first http or https address in it.

    Raises:
        ValueError: A value is outside its limits.

    Source: https://developers.facebook.com/docs/whatsapp/cloud-api/messages/text-messages
    """

    kind = "text"

    body: str
    preview_url: bool | None = attrs.field(default=None, kw_only=True)

    def _check(self) -> None:
        check_text("Text.body", self.body, limits.TEXT_BODY)
        check_flag("Text.preview_url", self.preview_url)

    def _wire(self) -> dict[str, Any]:
        if self.preview_url is None:
            return {"type": "text", "text": {"body": self.body}}
        return {"type": "text", "text": {"body": self.body, "preview_url": self.preview_url}}


@attrs.frozen(eq=False, repr=False, kw_only=True)
class _Media(MessageValue):
    """A file, addressed by Meta's media id or by a public link."""

    id: str | None = None
    link: str | None = None

    def _check(self) -> None:
        name = type(self).__name__
        if (self.id is None) == (self.link is None):
            raise ValueError(f"{name} needs exactly one of id= and link=")
        if self.id is not None:
            check_id(f"{name}.id", self.id)
        else:
            _check_link(f"{name}.link", self.link)

    def _wire(self) -> dict[str, Any]:
        media = {"id": self.id} if self.id is not None else {"link": self.link}
        return {"type": self.kind, self.kind: media}


def _check_link(where: str, value: object) -> None:
    if not isinstance(value, str) or not _LINK.match(value):
        raise ValueError(f"{where} must be a public http or https address, without blanks")
    check_unicode(where, value)


@attrs.frozen(eq=False, repr=False, kw_only=True)
class _Captioned(_Media):
    caption: str | None = None

    def _check(self) -> None:
        super()._check()
        check_optional(f"{type(self).__name__}.caption", self.caption, limits.CAPTION)

    def _wire(self) -> dict[str, Any]:
        wire = super()._wire()
        if self.caption is not None:
            wire[self.kind]["caption"] = self.caption
        return wire


@attrs.frozen(eq=False, repr=False)
class Image(_Captioned):
    """A JPEG or PNG, at most 5 MB.

    Args:
        id: Media id, from an upload; or
        link: Public address, fetched by Meta and cached for ten minutes.
        caption: 1 to 1024 characters.

    Raises:
        ValueError: Both or neither of *id* and *link*, or a value is outside its limits.

    Source: https://developers.facebook.com/docs/whatsapp/cloud-api/messages/image-messages
    """

    kind = "image"


@attrs.frozen(eq=False, repr=False)
class Video(_Captioned):
    """An MP4 or 3GPP with H.264 and AAC, at most 16 MB; arguments as for `Image`.

    Source: https://developers.facebook.com/docs/whatsapp/cloud-api/messages/video-messages
    """

    kind = "video"


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Document(_Captioned):
    """A file of any kind, at most 100 MB; arguments as for `Image`, and a name.

    Args:
        filename: What the person sees; its ending chooses the icon.

    Source: https://developers.facebook.com/docs/whatsapp/cloud-api/messages/document-messages
    """

    kind = "document"

    filename: str | None = None

    def _check(self) -> None:
        super()._check()
        check_optional("Document.filename", self.filename)

    def _wire(self) -> dict[str, Any]:
        wire = super()._wire()
        if self.filename is not None:
            wire["document"]["filename"] = self.filename
        return wire


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Audio(_Media):
    """A sound file, at most 16 MB, by *id* or *link* as for `Image`; no caption.

    Args:
        voice: Whether it is a voice message, which must be OGG with Opus.

    Source: https://developers.facebook.com/docs/whatsapp/cloud-api/messages/audio-messages
    """

    kind = "audio"

    voice: bool | None = None

    def _check(self) -> None:
        super()._check()
        check_flag("Audio.voice", self.voice)

    def _wire(self) -> dict[str, Any]:
        wire = super()._wire()
        if self.voice is not None:
            wire["audio"]["voice"] = self.voice
        return wire


@attrs.frozen(eq=False, repr=False)
class Sticker(_Media):
    """A WebP of 512 by 512 pixels, at most 100 KB (500 KB if animated), by *id* or *link*.

    Source: https://developers.facebook.com/docs/whatsapp/cloud-api/messages/sticker-messages
    """

    kind = "sticker"


@attrs.frozen(eq=False, repr=False)
class Location(MessageValue):
    """A place on the map.

    Args:
        latitude: Degrees, -90 to 90; digits in a str are sent as they are.
        longitude: Degrees, -180 to 180, likewise.
        name: Of the place.
        address: Of the place.

    Raises:
        ValueError: A coordinate is no number or out of range, or a text is empty.

    Source: https://developers.facebook.com/docs/whatsapp/cloud-api/messages/location-messages
    """

    kind = "location"

    latitude: float | str
    longitude: float | str
    name: str | None = attrs.field(default=None, kw_only=True)
    address: str | None = attrs.field(default=None, kw_only=True)

    def _check(self) -> None:
        _check_degrees("Location.latitude", self.latitude, 90)
        _check_degrees("Location.longitude", self.longitude, 180)
        check_optional("Location.name", self.name)
        check_optional("Location.address", self.address)

    def _wire(self) -> dict[str, Any]:
        place: dict[str, Any] = {"latitude": self.latitude, "longitude": self.longitude}
        if self.name is not None:
            place["name"] = self.name
        if self.address is not None:
            place["address"] = self.address
        return {"type": "location", "location": place}


_DECIMAL = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{1,32})?\Z", re.ASCII)


def _check_degrees(where: str, value: object, most: int) -> None:
    if isinstance(value, str):
        degrees = float(value) if _DECIMAL.match(value) else math.nan
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        degrees = value
    else:
        raise wrong(where, "a number", value)
    if not -most <= degrees <= most:
        raise ValueError(f"{where} must be degrees from -{most} to {most}")


@attrs.frozen(eq=False, repr=False)
class Reaction(MessageValue):
    """An emoji put to a message, or its removal.

    Args:
        emoji: One emoji; ``""`` removes the one that is there.
        message_id: The message reacted to, at most 30 days old and no reaction itself.

    Raises:
        ValueError: *emoji* is no emoji, or *message_id* no id.

    Source: https://developers.facebook.com/docs/whatsapp/cloud-api/messages/reaction-messages
    """

    kind = "reaction"

    emoji: str
    message_id: str = attrs.field(kw_only=True)

    def _check(self) -> None:
        check_id("Reaction.message_id", self.message_id)
        if not _may_be_emoji(self.emoji):
            raise ValueError('Reaction.emoji must be one emoji, or "" to remove it')
        check_unicode("Reaction.emoji", self.emoji)

    def _wire(self) -> dict[str, Any]:
        return {
            "type": "reaction",
            "reaction": {"message_id": self.message_id, "emoji": self.emoji},
        }


def _may_be_emoji(text: object) -> bool:
    """False for whatever carries words: a reaction must not be a text in disguise."""
    if text == "":
        return True
    if not isinstance(text, str) or text.isascii() or len(text) > limits.EMOJI:
        return False
    # U+2139, the information sign, is the one emoji Unicode files as a letter.
    return not any(c.isspace() or (c.isalpha() and c != "\u2139") for c in text)
