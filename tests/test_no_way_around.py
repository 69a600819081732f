"""Every public method of both clients is walked: none lets a stranger be reached.

A method that is new must be put into one of the two tables below, or these tests fail.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cached_property
from importlib import import_module

import anyio
import attrs
import pytest

from tests.worlds import STRANGER, shipped
from whatsapp_biz import AsyncWhatsApp, Contact, Policy, WhatsApp, errors, messages
from whatsapp_biz.messages import from_payload
from whatsapp_biz.operations.media import MediaInfo
from whatsapp_biz.webhooks import TextReceived

NUMBER = Contact.parse(STRANGER)
SENDING_PATHS = ("messages", "marketing_messages", "calls", "messages_encrypted")

EVERY_MESSAGE = [
    messages.Text("hi"),
    messages.Image(link="https://shop.example/a.jpg"),
    messages.Video(id="1"),
    messages.Audio(id="1"),
    messages.Document(id="1", filename="a.pdf"),
    messages.Sticker(id="1"),
    messages.Location(52.5, 13.4),
    messages.Contacts([messages.ContactCard("Ana", phones=["+4915123456789"])]),
    messages.Reaction("👍", message_id="wamid.1"),
    messages.ReplyButtons("?", buttons=["yes"]),
    messages.ListMenu("?", button="b", rows=[messages.ListRow("a")]),
    messages.CtaUrl("?", text="open", url="https://shop.example"),
    messages.Typing("wamid.1"),
    messages.ReadReceipt("wamid.1"),
    *[shipped(category=category) for category in ("utility", "marketing", "authentication", None)],
    from_payload(
        {"type": "interactive", "interactive": {"type": "flow", "action": {"name": "flow"}}}
    ),
    from_payload({"type": "interactive", "interactive": {"type": "call_permission_request"}}),
]


def from_stranger(wa):
    """An event that never came through the inbox."""
    return TextReceived(
        id="wamid.1",
        wa_id=NUMBER.phone.removeprefix("+"),
        at=datetime(2026, 11, 23, 9, tzinfo=UTC),
        phone_number_id=wa.phone_number_id,
        body="hi",
    )


# How each method that can reach a sending path is called for a stranger, all ways it offers.
SENDING = {
    "send": lambda wa: [
        (lambda message=message, purpose=purpose: wa.send(message, to=STRANGER, purpose=purpose))
        for message in EVERY_MESSAGE
        for purpose in (None, "service", "utility", "marketing", "calls")
        if purpose is None or message.kind != "template"
    ],
    "reply": lambda wa: [
        (lambda message=message: wa.reply(from_stranger(wa), message)) for message in EVERY_MESSAGE
    ],
    "mark_read": lambda wa: [lambda: wa.mark_read(from_stranger(wa))],
    "typing": lambda wa: [lambda: wa.typing(from_stranger(wa))],
    "request": lambda wa: [
        (lambda method=method, path=path: wa.request(method, path, body={"to": NUMBER.phone}))
        for method in ("POST", "GET", "DELETE")
        for edge in SENDING_PATHS
        for path in (
            f"{wa.phone_number_id}/{edge}",
            f"/{wa.phone_number_id}/{edge}/",
            f"{wa.phone_number_id}/{edge.upper()}",
            f"v26.0/{wa.phone_number_id}/{edge}",
            f"{wa.phone_number_id}/{edge}.json",
        )
    ],
}

# Everything else, and why it cannot send.
HARMLESS = {
    "sandbox": "makes a client",
    "close": "closes",
    "aclose": "closes",
    "emulator": "the emulator behind a sandbox",
    "phone_number_id": "a string",
    "consent.opt_in": "writes to the ledger",
    "consent.opt_out": "writes to the ledger",
    "consent.state_age": "writes to the ledger",
    "consent.check": "judges without sending",
    "consent.explain": "judges without sending",
    "consent.history": "reads the ledger",
    "webhooks.challenge": "pure",
    "webhooks.verify": "pure",
    "webhooks.receive": "writes to the ledger",
    "webhooks.handle": "writes to the ledger",
    "templates.list": "GET below the account",
    "templates.get": "GET of one node, refused if its id names a sending edge",
    "media.upload": "POST /media",
    "media.get": "GET of one node, refused if its id names a sending edge",
    "media.download": "GET on media hosts",
    "media.delete": "DELETE of one node, refused if its id names a sending edge",
    "profile.get": "GET /whatsapp_business_profile",
    "profile.update": "POST /whatsapp_business_profile",
}


def noun_of(client, name):
    """The class behind a property of *client*, by the name in its annotation."""
    shell = client.__module__.rpartition(".")[0]
    rooms = [f"{shell}.inbox"]
    rooms += [f"{shell}.resources.{noun}" for noun in ("consent", "media", "profile", "templates")]
    (found,) = [vars(module)[name] for module in map(import_module, rooms) if name in vars(module)]
    return found


def public_names(client):
    """Every public method, nested ones with a dot."""
    for name, member in vars(client).items():
        if name.startswith("_"):
            continue
        if isinstance(member, cached_property):
            noun = noun_of(client, member.func.__annotations__["return"])
            for inner in vars(noun):
                if not inner.startswith("_"):
                    yield f"{name}.{inner}"
        else:
            yield name


@pytest.mark.parametrize("client", [WhatsApp, AsyncWhatsApp])
def test_every_public_method_is_in_one_of_the_tables(client):
    other = {"close"} if client is AsyncWhatsApp else {"aclose"}

    assert set(public_names(client)) == (SENDING.keys() | HARMLESS.keys()) - other


def test_both_clients_offer_the_same():
    ours, theirs = set(public_names(WhatsApp)), set(public_names(AsyncWhatsApp))

    assert ours - {"close"} == theirs - {"aclose"}


REFUSED = (errors.ConsentRefused, errors.SendPathRefused)


@pytest.mark.parametrize("name", SENDING)
def test_a_stranger_is_refused_by_every_method_with_nothing_on_the_wire(name):
    with WhatsApp.sandbox() as wa:
        for attempt in SENDING[name](wa):
            with pytest.raises(REFUSED):
                attempt()

        assert wa.emulator.requests == []


@pytest.mark.parametrize("name", SENDING)
def test_a_stranger_is_refused_by_every_async_method_with_nothing_on_the_wire(name):
    async def walk():
        async with AsyncWhatsApp.sandbox() as wa:
            for attempt in SENDING[name](wa):
                with pytest.raises(REFUSED):
                    await attempt()

            assert wa.emulator.requests == []

    anyio.run(walk)


@pytest.mark.parametrize(
    "tail",
    [
        "111/messages?method=POST&to=1&type=text",
        "111/media?method=post",
        "111/%6Dessages",
        "111/%256Dessages",
        "111/MESSAGES",
        "111/messages.json",
        "111/marketing_messages",
        "111/calls",
        "?batch=[]",
        "111?batch[0][method]=POST",
        "111?fields=messages.method(POST).to(1)",
    ],
)
def test_an_address_of_a_file_cannot_be_one_that_sends(tail):
    with WhatsApp.sandbox() as wa:
        for host in ("graph.facebook.com/v26.0", "lookaside.fbsbx.com"):
            info = MediaInfo(id="1", url=f"https://{host}/{tail}")
            with pytest.raises(errors.SendPathRefused):
                wa.media.download(info)

        assert wa.emulator.requests == []


class Disguised:
    """A message that says of itself what it is not."""

    kind = "read_receipt"
    category = None

    def __init__(self, payload):
        self._payload = payload

    def payload(self):
        return self._payload


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "text", "text": {"body": "hi"}},
        {"type": "template", "template": {"name": "offer", "language": {"code": "de"}}},
        {"type": "text", "text": {"body": "hi"}, "message_id": "wamid.1"},
    ],
    ids=["text", "template", "text about a message"],
)
def test_a_message_in_disguise_is_judged_by_what_goes_on_the_wire(payload):
    with WhatsApp.sandbox() as wa:
        wa.webhooks.receive(*wa.emulator.customer("+49 151 23456789").says("Hello?"))
        wa.emulator.clock.advance(hours=25)
        with pytest.raises(errors.ConsentRefused):
            wa.send(Disguised(payload), to="+49 151 23456789")

        assert wa.emulator.requests == []


@pytest.mark.parametrize(
    "more",
    [
        {"to": "+4915198765432"},
        {"recipient": "DE.1"},
        {"recipient_type": "group"},
        {"category": "utility"},
        {type("Key", (str,), {"__hash__": lambda s: 7, "__eq__": lambda s, o: s is o})("to"): "1"},
    ],
    ids=["to", "recipient", "group", "direct send", "a key in disguise"],
)
def test_a_message_cannot_address_itself(more):
    payload = {"type": "text", "text": {"body": "hi"}, **more}
    with WhatsApp.sandbox() as wa:
        wa.webhooks.receive(*wa.emulator.customer("+49 151 23456789").says("Hello?"))
        with pytest.raises(ValueError, match="must not carry an address|plain str keys"):
            wa.send(Disguised(payload), to="+49 151 23456789")

        assert wa.emulator.requests == []


class SomebodyElse(Contact):
    """Filed under one name, written to by another."""

    @property
    def keys(self):
        return Contact("+4915123456789").keys


class FormatsAs(str):
    """Text that is formatted as one thing and written as another."""

    __slots__ = ()

    def __format__(self, spec):
        return "DE.friend"

    __str__ = __format__


def test_a_contact_in_disguise_is_judged_by_who_is_written_to():
    with WhatsApp.sandbox() as wa:
        friend = wa.emulator.customer("+4915123456789", bsuid="DE.friend")
        wa.webhooks.receive(*friend.says("Hello?"))
        disguised = Contact.__new__(SomebodyElse)
        object.__setattr__(disguised, "phone", NUMBER.phone)
        object.__setattr__(disguised, "bsuid", None)

        for to in (disguised, FormatsAs("DE.stranger"), Contact(bsuid=FormatsAs("DE.stranger"))):
            with pytest.raises(errors.ConsentRefused):
                wa.send("hi", to=to)

        assert wa.emulator.requests == []


class Lax(Policy):
    """A policy with rules of its own."""

    def rules(self, country, *, now):
        return attrs.evolve(super().rules(country, now=now), window=timedelta(days=9))


@pytest.mark.parametrize("client", [WhatsApp, AsyncWhatsApp])
def test_no_policy_of_one_s_own_opens_the_gate(client):
    with pytest.raises(TypeError, match="subclasses could loosen it"):
        client.sandbox(policy=Lax())


def test_clients_cannot_be_subclassed_in_types():
    for client in (WhatsApp, AsyncWhatsApp):
        assert getattr(client, "__final__", False)
