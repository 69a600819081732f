"""What the emulated Meta knows: people, messages, media, templates."""

from __future__ import annotations

import re
from collections import deque
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

import attrs

from ..contact import Contact, canonical_digits
from ..countries import country_of
from ..redact import mask_id, mask_phone, mask_text
from . import ids

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..clock import Clock
    from .deliveries import Delivery

Status = Literal["accepted", "sent", "delivered", "read", "failed"]

GRAPH = "https://graph.facebook.com"

# https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media
UPLOAD_LIFETIME = timedelta(days=30)
INBOUND_MEDIA_LIFETIME = timedelta(days=7)

_VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")


def _monday_morning() -> datetime:
    return datetime(2026, 11, 23, 9, tzinfo=UTC)


class EmulatedClock:
    """A clock that can be put forward; it stands still unless its source moves.

    Args:
        source: What it is put forward from.
    """

    def __init__(self, source: Clock = _monday_morning) -> None:
        self._source = source
        self._ahead = timedelta(0)

    def __call__(self) -> datetime:
        """The instant it shows."""
        return self._source() + self._ahead

    def advance(self, **by: float) -> None:
        """Move forward, e.g. ``advance(hours=25)``; the words are those of `timedelta`.

        Raises:
            ValueError: The clock would go back.
        """
        step = timedelta(**by)
        if step < timedelta(0):
            raise ValueError("the emulator's clock does not go back")
        self._ahead += step

    def wait(self, seconds: float, /) -> None:
        """Move forward by as much: whoever waits by this clock loses no time."""
        self.advance(seconds=seconds)

    def reset(self) -> None:
        """Show the source's time again."""
        self._ahead = timedelta(0)

    def __repr__(self) -> str:
        return f"EmulatedClock({self().isoformat()})"


@attrs.define(kw_only=True, eq=False, repr=False)
class Media:
    """A file Meta keeps for a while."""

    id: str
    data: bytes
    mime_type: str
    sha256: str
    expires_at: datetime

    def __repr__(self) -> str:
        return f"Media({self.mime_type}, {len(self.data)} bytes)"


@attrs.define(kw_only=True, eq=False)
class Template:
    """A message template of this business.

    Args:
        category: ``MARKETING``, ``UTILITY`` or ``AUTHENTICATION``.
        status: E.g. ``APPROVED``, ``PENDING``, ``PAUSED``.
        body_variables: How many values its body takes; None if nobody counts.
    """

    id: str
    name: str
    language: str
    category: str
    status: str = "APPROVED"
    components: tuple[dict[str, Any], ...] = ()
    body_variables: int | None = None

    @property
    def body(self) -> str:
        """The text of its body, with the variables as they were written."""
        return body_text(self.components)

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables of its body, in order."""
        return variables_of(self.body)


def body_text(components: tuple[dict[str, Any], ...]) -> str:
    """The text of the body among *components*, or nothing."""
    bodies = (part for part in components if str(part.get("type")).upper() == "BODY")
    return str(next(bodies, {}).get("text") or "")


def variables_of(text: str) -> tuple[str, ...]:
    """The distinct variables in *text*, in order."""
    return tuple(dict.fromkeys(_VARIABLE.findall(text)))


@attrs.define(kw_only=True, eq=False, repr=False)
class Person:
    """Somebody with, or without, WhatsApp."""

    wa_id: str | None
    bsuid: str
    name: str = ""
    last_inbound: dict[str, datetime] = attrs.field(factory=dict)
    blocked: bool = False
    marketing_stopped: bool = False
    on_whatsapp: bool = True

    @property
    def masked(self) -> str:
        """How the person may be shown."""
        return mask_phone(self.wa_id) if self.wa_id else mask_id(self.bsuid)

    def __repr__(self) -> str:
        return f"Person({self.masked})"


@attrs.define(kw_only=True, eq=False, repr=False)
class Inbound:
    """A message a customer wrote."""

    id: str
    person: Person
    at: datetime
    text: str
    read: bool = False


@attrs.define(kw_only=True, eq=False, repr=False)
class Outgoing:
    """A message the business sent and Meta accepted.

    Attributes:
        to: The recipient, ``+`` and digits, or a business-scoped user id.
        type: Meta's message type, e.g. ``"text"``.
        body: The whole JSON of the request.
        text: What a person would read.
        category: ``service``, or the template's.
        status: The newest status.
        reached: Whether it is on the customer's phone.
        code: Why it failed, Meta's code.
    """

    id: str
    to: str
    type: str
    body: dict[str, Any]
    text: str
    at: datetime
    person: Person
    category: str = "service"
    status: Status = "accepted"
    reached: bool = False
    code: int | None = None

    def __repr__(self) -> str:
        shown = f"{self.type}, {mask_text(self.text)}, {self.status}"
        return f"Outgoing({self.person.masked}, {shown})"


@attrs.frozen(kw_only=True, repr=False)
class Refused:
    """A message Meta refused in its answer."""

    person: Person
    at: datetime
    text: str
    code: int
    details: str


@attrs.define(eq=False, repr=False)
class World:
    """Everything behind the emulated API.

    Args:
        clock: Where the time comes from.
        seed: Runs with one seed give the same ids and tokens.
        user_ids: Whether webhooks and answers carry business-scoped user ids.
        synchronous: Codes refused in the answer though they usually come by webhook.
        origin: Scheme and host under which customers' files can be fetched.
    """

    clock: Clock
    seed: int = 0
    user_ids: bool = True
    synchronous: frozenset[int] = frozenset()
    origin: str = GRAPH

    token: str = attrs.field(init=False)
    app_secret: str = attrs.field(init=False)
    verify_token: str = attrs.field(init=False)
    phone_number_id: str = attrs.field(init=False)
    waba_id: str = attrs.field(init=False)
    display_number: str = attrs.field(init=False, default="15550783881")
    people: dict[str, Person] = attrs.field(init=False, factory=dict)
    inbound: dict[str, Inbound] = attrs.field(init=False, factory=dict)
    outbox: dict[str, Outgoing] = attrs.field(init=False, factory=dict)
    log: list[Inbound | Outgoing | Refused] = attrs.field(init=False, factory=list)
    media: dict[str, Media] = attrs.field(init=False, factory=dict)
    templates: dict[str, Template] = attrs.field(init=False, factory=dict)
    profile: dict[str, Any] = attrs.field(init=False, factory=dict)
    pending: deque[Delivery] = attrs.field(init=False, factory=deque)
    next_failures: deque[int] = attrs.field(init=False, factory=deque)
    _serial: int = attrs.field(init=False, default=0)

    def __attrs_post_init__(self) -> None:
        self.token = f"EMU_{ids.letters(48, self.seed, 'token')}"
        self.app_secret = ids.hexadecimal(32, self.seed, "app secret")
        self.verify_token = ids.letters(24, self.seed, "verify token")
        self.phone_number_id = ids.digits(15, self.seed, "phone number")
        self.waba_id = ids.digits(15, self.seed, "waba")
        self.profile = {"about": "Meta in a box", "vertical": "OTHER"}
        for template in _seeded():
            self.add_template(**template)

    def __repr__(self) -> str:
        return f"World({len(self.people)} people, {len(self.outbox)} messages)"

    def serial(self) -> int:
        """The next number of the run."""
        self._serial += 1
        return self._serial

    # People -----------------------------------------------------------------------------

    def person(self, contact: Contact) -> Person:
        """Whoever *contact* names; a newcomer is written down."""
        known = next((p for key in contact.keys if (p := self.people.get(key))), None)
        if known is None:
            wa_id = None if contact.phone is None else wa_id_of(contact.phone)
            known = Person(wa_id=wa_id, bsuid=contact.bsuid or self._bsuid(contact))
        if contact.bsuid is not None:
            known.bsuid = contact.bsuid
        if contact.phone is not None:
            known.wa_id = wa_id_of(contact.phone)
        for key in (*contact.keys, f"bsuid:{known.bsuid}"):
            self.people[key] = known
        return known

    def everyone(self) -> Iterator[Person]:
        """Each person once, in order of appearance."""
        yield from {id(person): person for person in self.people.values()}.values()

    def _bsuid(self, contact: Contact) -> str:
        country = contact.country or "XX"
        return f"{country}.{ids.digits(20, self.seed, 'bsuid', contact.keys[0])}"

    def received(self, inbound: Inbound) -> None:
        """Write down what a customer wrote."""
        self.inbound[inbound.id] = inbound
        self.log.append(inbound)

    def accepted(self, outgoing: Outgoing) -> None:
        """Write down a message Meta accepted."""
        self.outbox[outgoing.id] = outgoing
        self.log.append(outgoing)

    # Files and templates ----------------------------------------------------------------

    def keep(self, data: bytes, mime_type: str, digest: str, lifetime: timedelta) -> Media:
        """Keep a file for *lifetime* and give it an id."""
        media = Media(
            id=ids.digits(16, self.seed, "media", self.serial()),
            data=data,
            mime_type=mime_type,
            sha256=digest,
            expires_at=self.clock() + lifetime,
        )
        self.media[media.id] = media
        return media

    def find_media(self, media_id: str) -> Media | None:
        """The file, unless it is unknown, deleted or too old."""
        media = self.media.get(media_id)
        return media if media is not None and self.clock() < media.expires_at else None

    def add_template(
        self,
        name: str,
        *,
        language: str = "en_US",
        category: str = "UTILITY",
        status: str = "APPROVED",
        components: tuple[dict[str, Any], ...] = (),
        body_variables: int | None = None,
    ) -> Template:
        """Register a template; one of the same name and language is replaced."""
        if body_variables is None and components:
            body_variables = len(variables_of(body_text(components)))
        template = Template(
            id=ids.digits(16, self.seed, "template", name, language),
            name=name,
            language=language,
            category=category.upper(),
            status=status,
            components=components,
            body_variables=body_variables,
        )
        self.templates[template.id] = template
        return template


def wa_id_of(phone: str) -> str:
    """The number under which WhatsApp knows *phone*: Mexico 521, Argentina 549, Brazil short."""
    digits = canonical_digits(phone)
    country = country_of(digits)
    if country == "MX" and len(digits) == 12:
        return f"521{digits[2:]}"
    if country == "AR" and len(digits) == 12:
        return f"549{digits[2:]}"
    return digits


def _seeded() -> Iterator[dict[str, Any]]:
    def body(text: str, *more: dict[str, Any]) -> tuple[dict[str, Any], ...]:
        return ({"type": "BODY", "text": text}, *more)

    stop = {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Stop promotions"}]}
    halt = {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Keine Werbung"}]}
    yield {"name": "hello_world", "components": body("Hello from the emulator.")}
    shipped = {"en_US": "Your order {{1}} is on its way.", "de": "Ihre Bestellung {{1}} kommt."}
    for language, text in shipped.items():
        yield {"name": "order_shipped", "language": language, "components": body(text)}
    yield {
        "name": "code",
        "category": "AUTHENTICATION",
        "components": body("{{1}} is your code."),
    }
    spring = {"en_US": ("Spring is here.", stop), "de": ("Der Frühling ist da.", halt)}
    for language, (text, button) in spring.items():
        yield {
            "name": "spring_offer",
            "language": language,
            "category": "MARKETING",
            "components": body(text, button),
        }
