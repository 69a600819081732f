"""``POST /{phone_number_id}/messages``: the one request that needs a permit.

Source: https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages
"""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any, final

import attrs

from .. import errors
from .._http import Request, Response, dump
from ..consent.categories import Categories
from ..consent.decision import Attempt, Permit
from ..consent.events import hashed_id
from ..contact import Contact
from ..messages import Message, Text
from ..redact import mask_id
from .base import payload

CALLBACK_DATA = 512  # characters
_ABOUT_A_MESSAGE = frozenset({"typing", "read_receipt"})
_TYPES = frozenset(
    {
        "text", "image", "video", "audio", "document", "sticker", "location", "contacts",
        "reaction", "interactive", "template",
    }
)  # fmt: skip
_READ_KEYS = frozenset({"status", "message_id", "typing_indicator"})
_ENVELOPE = frozenset(
    {"messaging_product", "recipient_type", "to", "recipient", "context",
     "biz_opaque_callback_data", "category", "ttl_seconds", "direct_send_config"}
)  # fmt: skip


def message_fact_id(message_id: str) -> str:
    """The ledger's id for the message Meta calls *message_id*."""
    return hashed_id("message", message_id)


@attrs.frozen(kw_only=True)
class Sent:
    """Meta accepted the message; its statuses follow by webhook.

    Args:
        id: The ``wamid``; None for read receipts and typing indicators, which have none.
        contact: Who it went to.
        permit: The decision it left on; ``permit.basis`` is the fact that allowed it.
        wa_id: How WhatsApp spells the recipient's number, if it said so.
        user_id: The recipient's business-scoped user id, if Meta said so.
        message_status: ``accepted``, ``held_for_quality_assessment`` or ``paused``.
        callback_data: Comes back in every status of this message.
        response: The raw answer; in no repr and no comparison.
    """

    id: str | None = attrs.field(repr=lambda id_: mask_id(id_) if id_ else "None")
    contact: Contact
    permit: Permit
    wa_id: str | None = attrs.field(default=None, repr=False)
    user_id: str | None = attrs.field(default=None, repr=False)
    message_status: str = "accepted"
    callback_data: str = ""
    response: Response | None = attrs.field(default=None, repr=False, eq=False)


@final
class Send:
    """One message on its way to one person.

    Args:
        message: What to send; a str is a text.
        contact: Who it is for.
        phone_number_id: The business number it leaves from.
        purpose: What a free-form message is for; ``"service"`` if None. A template's purpose
            is its category.
        reply_to: Id of the message it quotes.
        callback_data: Up to 512 characters that come back in its statuses; random if None.
        categories: What Meta last said of templates.

    Raises:
        ValueError: *purpose* is given for a template, *callback_data* is too long, or the
            message's payload tries to address itself.
    """

    __slots__ = ("attempt", "body", "callback_data", "contact", "idempotent", "path")

    def __init__(
        self,
        message: Message | str,
        *,
        contact: Contact,
        phone_number_id: str,
        purpose: str | None = None,
        reply_to: str | None = None,
        callback_data: str | None = None,
        categories: Categories | None = None,
    ) -> None:
        if isinstance(message, str):
            message = Text(message)
        contact = Contact.of(contact)
        content = as_written(message.payload())
        kind = kind_on_wire(content)
        if kind == "template" and purpose is not None:
            raise ValueError("purpose must not be given: a template's purpose is its category")
        about = kind in _ABOUT_A_MESSAGE
        self.contact = contact
        self.path = f"{phone_number_id}/messages"
        self.callback_data = _callback_data(callback_data)
        self.body = dump(content_with_envelope(content, contact, reply_to, self.callback_data))
        # A message that names a received one is harmless to repeat; it shows no content.
        self.idempotent = about
        self.attempt = Attempt(
            kind=kind,
            contact=contact,
            phone_number_id=phone_number_id,
            category=message.category if kind == "template" else purpose,
            meta_category=None if categories is None else categories.of(content.get("template")),
            message_id=message_fact_id(content["message_id"]) if about else None,
            digest=hashlib.sha256(self.body).hexdigest(),
        )

    def request(self, permit: Permit) -> Request:
        """The request, if *permit* was given for exactly this.

        Raises:
            TypeError: *permit* is no permit, or one for something else.
        """
        if type(permit) is not Permit or permit.attempt is not self.attempt:
            raise TypeError("a send needs the permit that was given for it")
        return Request(method="POST", path=self.path, body=self.body)

    def parse(self, response: Response, permit: Permit) -> Sent:
        """What became of it.

        Raises:
            ApiError: Meta refused.
            DeliveryUnknown: The answer cannot be read; it may have been sent.
        """
        body = payload(response)
        if self.idempotent:
            return Sent(id=None, contact=self.contact, permit=permit, response=response)
        message, person = _first(body.get("messages")), _first(body.get("contacts"))
        message_id = message.get("id")
        if not isinstance(message_id, str) or not message_id:
            raise errors.DeliveryUnknown("Meta answered 200 without a message id")
        return Sent(
            id=message_id,
            contact=self.contact,
            permit=permit,
            wa_id=person.get("wa_id"),
            user_id=person.get("user_id"),
            message_status=message.get("message_status", "accepted"),
            callback_data=self.callback_data,
            response=response,
        )

    def __repr__(self) -> str:
        # Tracebacks with locals show it half built, too.
        attempt: Attempt | None = getattr(self, "attempt", None)
        return f"Send({attempt.kind}, to {attempt.contact.masked})" if attempt else "Send(…)"


def as_written(content: dict[str, Any]) -> dict[str, Any]:
    """*content* as Meta will read it: what is judged is what is written, to the letter.

    A subclass of dict or str may say one thing when asked and another when written.

    Raises:
        TypeError, ValueError: It is no JSON object with plain keys.
    """
    if not isinstance(content, dict):
        raise TypeError("a message's payload must be a JSON object")
    plain = [name for name in content if type(name) is str]
    if len(plain) != len(content):
        raise ValueError("a message's payload must have plain str keys")
    try:
        written: dict[str, Any] = json.loads(dump(content))
    except UnicodeEncodeError:
        # Raised below without it: it carries the whole body.
        pass
    else:
        return written
    raise ValueError("a message must not hold half of a surrogate pair")


def kind_on_wire(content: dict[str, Any]) -> str:
    """What *content* will be to Meta. What a message says of itself is not asked.

    Raises:
        ValueError: It carries an address, or is no message.
    """
    if not _ENVELOPE.isdisjoint(content):
        raise ValueError("a message must not carry an address: give the recipient as to=")
    if "status" in content:
        if content["status"] != "read" or not content.keys() <= _READ_KEYS:
            raise ValueError("status must be read, beside a message_id and nothing else")
        if not isinstance(content.get("message_id"), str):
            raise ValueError("message_id must be the id of a received message")
        return "typing" if "typing_indicator" in content else "read_receipt"
    kind = content.get("type")
    if not isinstance(kind, str):
        raise ValueError("a message's payload must have a type")  # noqa: TRY004 - a missing value
    interactive = content.get("interactive")
    if isinstance(interactive, dict) and interactive.get("type") == "call_permission_request":
        return "call_permission_request"
    # The guard knows kinds that are no types of Meta's; a payload may not name them.
    return kind if kind in _TYPES else "unknown"


def content_with_envelope(
    content: dict[str, Any], contact: Contact, reply_to: str | None, callback_data: str
) -> dict[str, Any]:
    """*content* addressed; read receipts and typing indicators have no envelope."""
    body: dict[str, Any] = {"messaging_product": "whatsapp"}
    if "status" not in content:
        body["recipient_type"] = "individual"
        if contact.phone is not None:
            body["to"] = contact.phone
        else:
            body["recipient"] = contact.bsuid
        if reply_to is not None:
            body["context"] = {"message_id": reply_to}
        body["biz_opaque_callback_data"] = callback_data
    body.update(content)
    return body


def _callback_data(given: str | None) -> str:
    if given is None:
        return secrets.token_hex(12)
    if not 0 < len(given) <= CALLBACK_DATA:
        raise ValueError(f"callback_data must have 1 to {CALLBACK_DATA} characters")
    return given


def _first(values: object) -> dict[str, Any]:
    if isinstance(values, list) and values and isinstance(values[0], dict):
        return values[0]
    return {}


def quoted(sender: Contact | None, came_to: str, from_: str) -> Contact:
    """Who to answer.

    Raises:
        ValueError: Nobody is named, or the message came to another business number.
    """
    if sender is None:
        raise ValueError("the event names nobody who could be answered")
    if came_to != from_:
        raise ValueError("the event came to another business number: answer from that one")
    return sender
