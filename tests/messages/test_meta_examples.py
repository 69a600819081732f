"""Every request Meta shows can be read, and goes out as Meta wrote it."""

from __future__ import annotations

import pytest

from tests.meta_examples import message_examples
from whatsapp_biz.messages import RawMessage, from_payload

ENVELOPE = {"messaging_product", "recipient_type", "to", "context"}
EXAMPLES = message_examples()
UNMODELLED = {
    "Send Catalog Message",
    "Send Draft Flow by ID",
    "Send Draft Flow by Name",
    "Send Published Flow by ID",
    "Send Published Flow by Name",
    "Send Multi-Product Message",
    "Send Single Product Message",
    "Send Order Details Message",
    "Send Order Status Message",
}


def without_envelope(body: dict) -> dict:
    return {key: value for key, value in body.items() if key not in ENVELOPE}


@pytest.mark.parametrize("name", sorted(EXAMPLES.keys() - UNMODELLED))
def test_metas_example_of_a_modelled_type_becomes_its_class_and_goes_out_as_it_came(name):
    body = EXAMPLES[name]

    message = from_payload(body)

    assert not isinstance(message, RawMessage)
    expected = without_envelope(body)
    if "status" not in body:
        expected.setdefault("type", message.kind)
    assert expected == message.payload()


@pytest.mark.parametrize("name", sorted(UNMODELLED))
def test_metas_example_of_any_other_type_goes_out_as_it_came(name):
    body = EXAMPLES[name]

    message = from_payload(body)

    assert isinstance(message, RawMessage)
    assert message.kind == "interactive"
    assert without_envelope(body) == message.payload()


def test_every_example_of_meta_is_tried():
    assert len(EXAMPLES) == 50
    assert EXAMPLES.keys() >= UNMODELLED
