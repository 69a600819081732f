"""What people send to the business, one class for each kind.

Source: https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/payload-examples
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar

import attrs

from .base import MessageEvent, ReportedError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@attrs.frozen(slots=False, eq=False, repr=False)
class TextReceived(MessageEvent):
    """A text."""

    body: str = ""

    KIND: ClassVar[str] = "text"

    @property
    def words(self) -> tuple[str, ...]:
        """The body."""
        return (self.body,)


@attrs.frozen(slots=False, eq=False, repr=False)
class MediaReceived(MessageEvent):
    """A file.

    Args:
        media_type: ``image``, ``video``, ``audio``, ``document`` or ``sticker``.
        media_id: Under which it can be fetched for 7 days; empty if not stated.
        mime_type: What the sender's phone says it is.
        sha256: Of the file, in base64.
        caption: The text below it.
        filename: The sender's name for a document: never use it as a path.
        url: Where it lies for some minutes; needs the token.
        voice: Whether an audio was recorded in the chat.
        animated: Whether a sticker moves.
    """

    media_type: str = ""
    media_id: str = ""
    mime_type: str | None = None
    sha256: str | None = None
    caption: str | None = None
    filename: str | None = None
    url: str | None = None
    voice: bool = False
    animated: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """The caption, if any."""
        return () if self.caption is None else (self.caption,)

    def _kind(self) -> str:
        return self.media_type


@attrs.frozen(slots=False, eq=False, repr=False)
class LocationReceived(MessageEvent):
    """A place.

    Args:
        latitude: Degrees.
        longitude: Degrees.
    """

    latitude: float = 0.0
    longitude: float = 0.0
    name: str | None = None
    address: str | None = None
    url: str | None = None

    KIND: ClassVar[str] = "location"


@attrs.frozen(slots=False, eq=False, repr=False)
class ContactsReceived(MessageEvent):
    """Address cards. That somebody forwards a card says nothing about whose number it is.

    Args:
        contacts: The cards as Meta sends them.
    """

    contacts: tuple[Mapping[str, Any], ...] = ()

    KIND: ClassVar[str] = "contacts"


@attrs.frozen(slots=False, eq=False, repr=False)
class ReactionReceived(MessageEvent):
    """An emoji put on a message, or taken off.

    Args:
        message_id: The message it is on.
        emoji: None if the reaction was taken back.
    """

    message_id: str = ""
    emoji: str | None = None

    KIND: ClassVar[str] = "reaction"


@attrs.frozen(slots=False, eq=False, repr=False)
class ButtonTapped(MessageEvent):
    """A tap on a quick-reply button of a template.

    Args:
        payload: What the sender of the template attached; the same in every language.
        text: The button's label.
    """

    payload: str = ""
    text: str = ""

    KIND: ClassVar[str] = "button"

    @property
    def words(self) -> tuple[str, ...]:
        """The payload and the label."""
        return (self.payload, self.text)


@attrs.frozen(slots=False, eq=False, repr=False)
class ReplyChosen(MessageEvent):
    """A tap on a reply button, or a row chosen from a list.

    Args:
        choice_id: The id the business gave it.
        title: Its label.
        description: The second line of a list row.
        choice_type: ``button_reply`` or ``list_reply``.
    """

    choice_id: str = ""
    title: str = ""
    description: str | None = None
    choice_type: str = ""

    KIND: ClassVar[str] = "interactive"

    @property
    def words(self) -> tuple[str, ...]:
        """The id and the label."""
        return (self.choice_id, self.title)


@attrs.frozen(slots=False, eq=False, repr=False)
class FlowCompleted(MessageEvent):
    """A form that was filled in.

    Args:
        name: ``flow`` or ``address_message``.
        body: What the chat shows, e.g. ``Sent``.
        response_json: The answers, as the JSON text Meta sends.
    """

    name: str | None = None
    body: str | None = None
    response_json: str = ""

    KIND: ClassVar[str] = "flow"

    @property
    def response(self) -> dict[str, Any] | None:
        """The answers; None if they are not a JSON object."""
        try:
            answers = json.loads(self.response_json)
        except (ValueError, RecursionError):
            return None
        return answers if isinstance(answers, dict) else None


@attrs.frozen(slots=False, eq=False, repr=False)
class CallPermissionAnswered(MessageEvent):
    """An answer to the question whether the business may call.

    Args:
        response: ``accept`` or ``reject``.
        is_permanent: Whether it holds until taken back.
        expires_at: When a permission ends; None if it does not, or none was given.
        source: ``user_action``, or ``automatic`` where WhatsApp answered by itself.
    """

    response: str = ""
    is_permanent: bool = False
    expires_at: datetime | None = None
    source: str | None = None

    KIND: ClassVar[str] = "call_permission"


@attrs.frozen(slots=False, eq=False, repr=False)
class InteractiveReceived(MessageEvent):
    """An interactive answer without a class of its own, e.g. a payment method.

    Args:
        interactive_type: Meta's name for it; its content is in ``raw``.
    """

    interactive_type: str = ""

    KIND: ClassVar[str] = "interactive"


@attrs.frozen(slots=False, eq=False, repr=False)
class OrderReceived(MessageEvent):
    """A shopping basket.

    Args:
        catalog_id: Where the products are listed.
        text: What the person wrote with it.
        items: The products as Meta sends them.
    """

    catalog_id: str | None = None
    text: str | None = None
    items: tuple[Mapping[str, Any], ...] = ()

    KIND: ClassVar[str] = "order"

    @property
    def words(self) -> tuple[str, ...]:
        """The text, if any."""
        return () if self.text is None else (self.text,)


@attrs.frozen(slots=False, eq=False, repr=False)
class SystemNotice(MessageEvent):
    """A change of the person's number, user id or identity; ``wa_id`` is the former number.

    Args:
        type: ``user_changed_number``, ``user_changed_user_id``, ``customer_identity_changed``,
            or another.
        body: Meta's sentence about it; names the person.
        new_wa_id: The number from now on.
        new_user_id: The user id from now on.
        previous_user_id: The user id until now.
    """

    type: str = ""
    body: str | None = None
    new_wa_id: str | None = None
    new_user_id: str | None = None
    previous_user_id: str | None = None

    KIND: ClassVar[str] = "system"


@attrs.frozen(slots=False, eq=False, repr=False)
class UnsupportedReceived(MessageEvent):
    """A message whose content Meta does not hand on.

    Args:
        unsupported_type: What it was, e.g. ``poll``, if Meta tells.
        errors: Meta's reasons.
    """

    unsupported_type: str | None = None
    errors: tuple[ReportedError, ...] = ()

    KIND: ClassVar[str] = "unsupported"


@attrs.frozen(slots=False, eq=False, repr=False)
class MessageEdited(MessageEvent):
    """A message was changed by its author.

    Args:
        original_message_id: The message as it was first sent.
        body: The text, or the caption, as it now stands.
    """

    original_message_id: str = ""
    body: str | None = None

    KIND: ClassVar[str] = "edit"

    @property
    def words(self) -> tuple[str, ...]:
        """The text as it now stands."""
        return () if self.body is None else (self.body,)


@attrs.frozen(slots=False, eq=False, repr=False)
class MessageRevoked(MessageEvent):
    """A message was deleted for everyone by its author.

    Args:
        original_message_id: The message that is gone.
    """

    original_message_id: str = ""

    KIND: ClassVar[str] = "revoke"


@attrs.frozen(slots=False, eq=False, repr=False)
class MessageEchoed(MessageEvent):
    """A message the business itself sent elsewhere; ``wa_id`` is the customer it went to.

    Args:
        message_type: ``text``, ``image``, …
        body: The text or the caption.
    """

    message_type: str = ""
    body: str | None = None

    KIND: ClassVar[str] = "echo"
