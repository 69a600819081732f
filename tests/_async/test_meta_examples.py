"""Meta's own examples, sent through the client under consent, accepted by the emulator."""

from __future__ import annotations

import pytest

from tests.messages.test_meta_examples import UNMODELLED
from tests.meta_examples import message_examples, webhook_examples
from whatsapp_biz import AsyncWhatsApp
from whatsapp_biz.messages import from_payload
from whatsapp_biz.webhooks import Unrecognised, parse

ANA = "+49 151 23456789"
MESSAGES = message_examples()
CONTENT = {"text", "interactive"}
TYPED = sorted(MESSAGES.keys() - UNMODELLED)


async def prepared(body, wa, message_id):
    """*body* with ids of files and messages that exist, its template registered."""
    kind = body.get("type") or next(iter(CONTENT & body.keys()), "")
    if "id" in body.get(kind, {}):
        body[kind]["id"] = await wa.media.upload(b"data", mime_type=MIME_TYPES[kind])
    if "message_id" in body:
        body["message_id"] = message_id
    if kind == "reaction":
        body["reaction"]["message_id"] = message_id
    if kind == "template":
        template = body["template"]
        wa.emulator.add_template(template["name"], language=template["language"]["code"])
        async for _ in wa.templates.list():
            pass
    return body


MIME_TYPES = {
    "audio": "audio/mpeg",
    "document": "application/pdf",
    "sticker": "image/webp",
    "video": "video/mp4",
    "image": "image/jpeg",
}


def test_there_are_41_of_them():
    assert len(TYPED) == 41


@pytest.mark.anyio
@pytest.mark.parametrize("name", TYPED)
async def test_meta_s_example_is_sent_under_consent(name, emulator):
    async with AsyncWhatsApp.sandbox(emulator=emulator) as wa:
        (event,) = await wa.webhooks.receive(*emulator.customer(ANA).says("Hello?"))
        body = await prepared(MESSAGES[name], wa, event.id)

        sent = await wa.send(from_payload(body), to=ANA)

    assert emulator.requests[-1].status == 200
    assert sent.permit.allowed
    if sent.id is not None:
        accepted = emulator.outbox[-1].body
        kind = accepted["type"]
        assert accepted[kind] == body[kind]


@pytest.mark.parametrize("name", sorted(webhook_examples()))
def test_meta_s_webhook_is_read(name):
    events = parse(webhook_examples()[name])

    assert events
    assert not any(isinstance(event, Unrecognised) for event in events)
