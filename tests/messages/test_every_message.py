"""What holds for every message."""

from __future__ import annotations

import copy
import json
import pickle

import attrs
import pytest

from tests.messages.samples import CANARY, CARD, MESSAGES
from whatsapp_biz import messages
from whatsapp_biz.messages import CarouselCard, Message, Text, from_payload

each = pytest.mark.parametrize("name", MESSAGES)


@each
def test_a_message_is_a_message(name):
    message = MESSAGES[name]

    assert isinstance(message, Message)
    assert message.kind
    assert message.category is None


@each
def test_what_is_read_from_the_wire_is_what_was_written_to_it(name):
    message = MESSAGES[name]

    assert message == from_payload(message.payload())
    assert message == from_payload(json.loads(json.dumps(message.payload())))


@each
def test_a_message_survives_pickle_and_copy(name):
    message = MESSAGES[name]

    for twin in (
        pickle.loads(pickle.dumps(message)),
        copy.copy(message),
        copy.deepcopy(message),
    ):
        assert message == twin
        assert hash(message) == hash(twin)
        assert message.payload() == twin.payload()


@each
def test_a_message_shows_no_text_number_or_id(name):
    shown = repr(MESSAGES[name]) + str(MESSAGES[name])

    assert CANARY not in shown
    assert "4711" not in shown


def test_the_parts_of_a_message_show_no_text_number_or_id():
    parts = [CARD, CARD.name, CARD.org, *CARD.phones, *CARD.emails, *CARD.addresses, *CARD.urls]
    parts += [*MESSAGES["reply buttons"].buttons, *MESSAGES["list"].sections]
    parts += [*MESSAGES["list"].sections[0].rows, CarouselCard(body=[CANARY])]
    shown = "".join(map(repr, parts))

    assert CANARY not in shown
    assert "3456701" not in shown


def test_a_message_shows_its_kind_and_its_lengths():
    assert repr(Text("Hello")) == "Text(‹5 characters›)"
    assert repr(MESSAGES["short list"]) == (
        "ListMenu(‹11 characters›, button=‹11 characters›, sections=‹1 items›)"
    )
    assert repr(MESSAGES["template by name"]) == (
        "Template('order_shipped', language='de', components=‹2 items›)"
    )


@each
def test_changing_a_payload_changes_no_message(name):
    message = MESSAGES[name]
    before = json.dumps(message.payload())

    payload = message.payload()
    for value in payload.values():
        if isinstance(value, (dict, list)):
            value.clear()
    payload["to"] = "somebody else"

    assert before == json.dumps(message.payload())


def test_a_message_cannot_be_changed():
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        MESSAGES["text"].body = "other"
    with pytest.raises(TypeError):
        MESSAGES["template"].components[0]["type"] = "other"
    with pytest.raises(TypeError):
        MESSAGES["text with more"].extra["text"]["new"][1].clear()


def test_changing_what_a_message_was_made_from_changes_no_message():
    component = {"type": "body", "parameters": [{"type": "text", "text": "a"}]}
    template = messages.Template("x", language="de", components=[component])

    component["parameters"][0]["text"] = "b"

    assert template.payload()["template"]["components"][0]["parameters"][0]["text"] == "a"


def test_messages_of_different_kinds_or_words_differ():
    assert len(set(MESSAGES.values())) == len(MESSAGES)
    assert Text("a") != Text("b")
    assert messages.ReadReceipt("a") != messages.Typing("a")


@each
def test_a_notebook_shows_a_message_as_an_escaped_bubble(name):
    html = MESSAGES[name]._repr_html_()

    assert html.startswith("<div style=")
    for forbidden in ("<style", "<svg", "var(", "<script"):
        assert forbidden not in html


def test_markup_in_a_message_stays_text():
    hostile = "<script>alert('x')</script>"
    shown = [
        Text(hostile),
        messages.ReplyButtons(hostile, buttons=["<b>"], footer=hostile, header=hostile),
        messages.Template("x", language="de", body=[hostile]),
        messages.Image(link="https://example.com/<script>"),
    ]

    for message in shown:
        assert "<script>" not in message._repr_html_()


def test_every_public_name_is_there():
    for name in messages.__all__:
        assert getattr(messages, name) is not None
    assert dir(messages) == sorted(messages.__all__)
    with pytest.raises(AttributeError):
        _ = messages.Nothing
