"""Somebody with a phone, and what they can do with it."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, Any

from . import deliveries, ids
from .media import download_address, sha256
from .sending import advance
from .world import INBOUND_MEDIA_LIFETIME, Inbound, Outgoing

if TYPE_CHECKING:
    from ..contact import Contact
    from .deliveries import Delivery
    from .emulator import Emulator
    from .world import Person

# One white pixel.
_PIXEL = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAwMCAO+ip1sAAAAASUVORK5CYII="
)


class Customer:
    """One customer of the emulated business; made by `Emulator.customer`.

    Everything they write comes back as a `Delivery`, the webhook Meta would send about it, and
    opens their customer service window.
    """

    def __init__(self, emulator: Emulator, contact: Contact, name: str) -> None:
        self._emulator = emulator
        self._contact = contact
        self._name = name

    def __repr__(self) -> str:
        return f"Customer({self._contact.masked})"

    # Who they are -----------------------------------------------------------------------

    @property
    def number(self) -> str:
        """Their number as it is dialled, ``+`` and digits; a user id where it is hidden."""
        return self._contact.phone or self.bsuid

    @property
    def wa_id(self) -> str | None:
        """The number under which WhatsApp knows them; None where it is hidden."""
        return self._person.wa_id

    @property
    def bsuid(self) -> str:
        """Their business-scoped user id."""
        return self._person.bsuid

    @property
    def inbox(self) -> list[Outgoing]:
        """What reached their phone, oldest first."""
        person = self._person
        sent = self._emulator.world.outbox.values()
        return [message for message in sent if message.person is person and message.reached]

    # What they write --------------------------------------------------------------------

    def says(self, text: str, *, message_id: str | None = None) -> Delivery:
        """Write *text*."""
        return self.sends("text", {"body": text}, text=text, message_id=message_id)

    def taps(self, payload: str, text: str | None = None) -> Delivery:
        """Tap the quick reply of a template.

        Args:
            payload: What the business attached to the button.
            text: What stands on the button; *payload* if it is not given.
        """
        shown = payload if text is None else text
        return self.sends("button", {"payload": payload, "text": shown}, text=shown, answer=True)

    def chooses(self, id: str, title: str) -> Delivery:  # noqa: A002 - Meta's word
        """Tap a reply button."""
        reply = {"type": "button_reply", "button_reply": {"id": id, "title": title}}
        return self.sends("interactive", reply, text=title, answer=True)

    def picks(self, id: str, title: str, description: str | None = None) -> Delivery:  # noqa: A002
        """Pick a row of a list."""
        row = {"id": id, "title": title}
        if description is not None:
            row["description"] = description
        reply = {"type": "list_reply", "list_reply": row}
        return self.sends("interactive", reply, text=title, answer=True)

    def sends_image(
        self, data: bytes = _PIXEL, *, mime_type: str = "image/png", caption: str | None = None
    ) -> Delivery:
        """Send a picture; Meta keeps the file for seven days."""
        with self._emulator.lock:
            world = self._emulator.world
            media = world.keep(data, mime_type, sha256(data), INBOUND_MEDIA_LIFETIME)
            image = {
                "mime_type": mime_type,
                # Webhooks give the hash in base64, look-ups in hex.
                "sha256": b64encode(bytes.fromhex(media.sha256)).decode(),
                "id": media.id,
                "url": download_address(world, media, world.origin),
            }
            if caption is not None:
                image["caption"] = caption
            return self.sends("image", image, text=caption or "[image]")

    def reacts(self, emoji: str, to: str | Outgoing) -> Delivery:
        """React to a message; this opens no window."""
        target = to if isinstance(to, str) else to.id
        content = {"reaction": {"message_id": target, "emoji": emoji}, "type": "reaction"}
        return self._writes(content, emoji, message_id=None, opens=False)

    def sends(
        self,
        kind: str,
        content: dict[str, Any],
        *,
        text: str = "",
        message_id: str | None = None,
        answer: bool = False,
    ) -> Delivery:
        """Send a message of any kind.

        Args:
            kind: Meta's type, e.g. ``"location"``.
            content: The object of that name.
            text: What stands on the emulator's page.
            message_id: Made up if it is not given.
            answer: Whether it quotes the newest message they got.
        """
        told: dict[str, Any] = {"type": kind, kind: content}
        inbox = self.inbox
        if answer and inbox:
            number = self._emulator.world.display_number
            told["context"] = {"from": number, "id": inbox[-1].id}
        return self._writes(told, text or f"[{kind}]", message_id=message_id, opens=True)

    # What else they do ------------------------------------------------------------------

    def reads(self) -> None:
        """Open the chat: whatever was delivered is read, and a webhook about each is due."""
        with self._emulator.lock:
            for message in self.inbox:
                if message.status == "delivered":
                    advance(self._emulator.world, message, "read")
        self._emulator.flush()

    def blocks(self) -> None:
        """Block the business: its messages are accepted and never arrive."""
        self._person.blocked = True

    def unblocks(self) -> None:
        """Take the block back."""
        self._person.blocked = False

    def leaves_whatsapp(self) -> None:
        """Give WhatsApp up: messages to them fail with 131026."""
        self._person.on_whatsapp = False

    def stops_marketing(self) -> Delivery:
        """Stop the business's marketing messages in WhatsApp's own settings."""
        return self._prefers("stop")

    def resumes_marketing(self) -> Delivery:
        """Allow them again."""
        return self._prefers("resume")

    # ------------------------------------------------------------------------------------

    @property
    def _person(self) -> Person:
        person = self._emulator.world.person(self._contact)
        person.name = self._name or person.name
        return person

    def _prefers(self, choice: str) -> Delivery:
        with self._emulator.lock:
            person = self._person
            person.marketing_stopped = choice == "stop"
            told = deliveries.user_preference(self._emulator.world, person, choice)
        return self._emulator.tell(told)

    def _writes(
        self, content: dict[str, Any], text: str, *, message_id: str | None, opens: bool
    ) -> Delivery:
        with self._emulator.lock:
            world, person = self._emulator.world, self._person
            address = person.wa_id or person.bsuid
            inbound = Inbound(
                id=message_id
                or ids.wamid(address, world.seed, "in", world.serial(), inbound=True),
                person=person,
                at=world.clock(),
                text=text,
            )
            world.received(inbound)
            if opens:
                person.last_inbound[world.phone_number_id] = inbound.at
            told = deliveries.message(world, inbound, content)
        return self._emulator.tell(told)
