"""Reading messages from the wire: exact, and total."""

from __future__ import annotations

import json
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.messages.samples import MESSAGES
from whatsapp_biz.messages import (
    Message,
    RawMessage,
    ReadReceipt,
    ReplyButtons,
    Template,
    Text,
    Typing,
    from_payload,
)

ENVELOPE = {
    "messaging_product": "whatsapp",
    "recipient_type": "individual",
    "to": "+16505550101",
    "recipient": "US.1A2B3C",
    "context": {"message_id": "wamid.1"},
    "biz_opaque_callback_data": "x",
    "recipient_identity_key_hash": "x",
}
TEXT = {"type": "text", "text": {"body": "Hi"}}


def test_the_envelope_is_left_out():
    assert from_payload({**ENVELOPE, **TEXT}) == Text("Hi")


def test_a_missing_type_is_told_from_the_content():
    assert from_payload({"text": {"body": "Hi"}}) == Text("Hi")
    assert from_payload({"text": {"body": "Hi"}}).payload() == TEXT


UNKNOWN_KEYS = {
    "beside the content": {**TEXT, "new": 1},
    "in the content": {"type": "text", "text": {"body": "Hi", "new": [{"deep": None}]}},
    "null for absent": {"type": "image", "image": {"id": "1", "caption": None, "link": None}},
    "in a language": {
        "type": "template",
        "template": {
            "name": "x",
            "language": {"code": "de", "policy": "deterministic"},
            "namespace": "n",
            "components": [],
        },
    },
    "in buttons": {
        "type": "template",
        "template": {
            "name": "x",
            "language": {"code": "de"},
            "components": [
                {"type": "button", "sub_type": "QUICK_REPLY", "index": 0, "new": 1},
                {"type": "BUTTON", "sub_type": "url", "index": "1", "parameters": []},
                {"type": "body", "parameters": [{"type": "text", "text": True}]},
            ],
        },
    },
    "in reply buttons": {
        "type": "interactive",
        "new": 0,
        "interactive": {
            "type": "button",
            "new": 1,
            "header": {"type": "image", "new": 2, "image": {"id": "1", "new": 3}},
            "body": {"text": "b", "new": 4},
            "footer": {"text": "f", "new": 5},
            "action": {
                "new": 6,
                "buttons": [
                    {"type": "reply", "new": 7, "reply": {"id": "a", "title": "a", "new": 8}}
                ],
            },
        },
    },
    "in lists": {
        "type": "interactive",
        "interactive": {
            "type": "list",
            "header": {"type": "text", "text": "h", "new": 1},
            "body": {"text": "b"},
            "footer": None,
            "action": {
                "button": "a",
                "new": 2,
                "sections": [
                    {"title": "t", "new": 3, "rows": [{"id": "1", "title": "a", "n": 4}]}
                ],
            },
        },
    },
    "in link buttons": {
        "type": "interactive",
        "interactive": {
            "type": "cta_url",
            "body": {"text": "b"},
            "action": {
                "name": "cta_url",
                "parameters": {"display_text": "a", "url": "https://example.com", "new": 1},
            },
        },
    },
    "in contacts": {
        "type": "contacts",
        "contacts": [
            {
                "name": {"formatted_name": "A", "first_name": "A", "new": 1},
                "phones": [{"phone": "+1 650 555 0101", "new": 2}, {"wa_id": "16505550101"}],
                "emails": [],
                "org": {"company": "C", "new": 3},
                "new": 4,
            }
        ],
    },
    "in a typing indicator": {
        "status": "read",
        "message_id": "wamid.1",
        "new": 1,
        "typing_indicator": {"type": "text", "new": 2},
    },
    "in a type of its own": {"type": "brand_new", "brand_new": [1, {"a": "b"}], "new": 1},
}


@pytest.mark.parametrize("name", UNKNOWN_KEYS)
def test_unknown_keys_are_kept_at_every_level(name):
    payload = UNKNOWN_KEYS[name]
    before = json.dumps(payload)

    message = from_payload(payload)

    assert payload == message.payload()
    assert before == json.dumps(payload)
    assert message == from_payload(message.payload())
    assert isinstance(message, RawMessage) is (name == "in a type of its own")


def test_types_without_a_class_are_kept_raw():
    flow = {"type": "interactive", "interactive": {"type": "flow", "action": {}}}

    message = from_payload(flow)

    assert isinstance(message, RawMessage)
    assert (message.kind, message.category) == ("interactive", None)


def test_each_kind_is_read_as_its_class():
    assert isinstance(from_payload({"status": "read", "message_id": "a"}), ReadReceipt)
    assert isinstance(from_payload(MESSAGES["typing"].payload()), Typing)
    assert isinstance(from_payload(MESSAGES["template"].payload()), Template)
    assert isinstance(from_payload(MESSAGES["reply buttons"].payload()), ReplyButtons)


def interactive(**inner):
    return {"type": "interactive", "interactive": inner}


REFUSED = {
    "nothing": ({}, "type"),
    "no mapping": ([TEXT], "mapping"),
    "null": (None, "mapping"),
    "no content": ({"type": "text"}, "text"),
    "content that is none": ({"type": "text", "text": "Hi"}, "text"),
    "two contents": ({**TEXT, "template": {"name": "x", "language": {"code": "de"}}}, "template"),
    "two contents without a type": ({"text": {"body": "a"}, "image": {"id": "1"}}, "type"),
    "another content": ({"type": "pin", "template": {}}, "template"),
    "a type that is none": ({"type": ["text"], "text": {"body": "a"}}, "type"),
    "no type at all": ({"type": None, "text": {"body": "a"}}, "type"),
    "an upper-case type": ({"type": "TEMPLATE", "template": {}}, "type"),
    "another status": ({"status": "delivered", "message_id": "a"}, "status"),
    "a message that says it was read": ({**TEXT, "status": "read"}, "message_id"),
    "a receipt with a message": (
        {**TEXT, "status": "read", "message_id": "wamid.1"},
        "may not stand",
    ),
    "an odd typing indicator": (
        {"status": "read", "message_id": "a", "typing_indicator": {"type": "audio"}},
        "Typing",
    ),
    "direct send by category": ({**TEXT, "category": "utility"}, "Direct Send"),
    "direct send by lifetime": ({**TEXT, "ttl_seconds": 60}, "Direct Send"),
    "direct send by name": ({**TEXT, "direct_send_config": {}}, "Direct Send"),
    "a token": ({**TEXT, "access_token": "x"}, "access_token"),
    "a reaction without an emoji": (
        {"type": "reaction", "reaction": {"message_id": "a"}},
        "Reaction.emoji",
    ),
    "a template without a language": (
        {"type": "template", "template": {"name": "x"}},
        "template.language",
    ),
    "a template value with a newline": (
        {
            "type": "template",
            "template": {
                "name": "x",
                "language": {"code": "de"},
                "components": [{"type": "body", "parameters": [{"type": "text", "text": "a\n"}]}],
            },
        },
        "components[0].parameters[0].text",
    ),
    "no interactive type": (interactive(body={"text": "b"}), "interactive.type"),
    "no body": (
        interactive(type="button", action={"buttons": []}),
        "body",
    ),
    "an odd header": (
        interactive(type="button", header={"type": "audio"}, action={}, body={"text": "b"}),
        "interactive.header.type",
    ),
    "an odd footer": (
        interactive(type="button", footer={"text": 5}, action={}, body={"text": "b"}),
        "interactive.footer.text",
    ),
    "no buttons": (
        interactive(type="button", action={}, body={"text": "b"}),
        "interactive.action.buttons",
    ),
    "an odd button": (
        interactive(
            type="button",
            action={"buttons": [{"type": "other", "reply": {"id": "a", "title": "a"}}]},
            body={"text": "b"},
        ),
        "interactive.action.buttons[0]",
    ),
    "too deep": (json.loads('{"a":' * 90 + "1" + "}" * 90), "deep"),
    "half a surrogate pair": ({"type": "text", "text": {"body": "\ud800"}}, "Unicode"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_an_odd_shape_is_refused_with_the_name_of_the_field(name):
    payload, field = REFUSED[name]

    with pytest.raises(ValueError) as caught:  # noqa: PT011
        from_payload(payload)

    assert field in str(caught.value)


# Total --------------------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


def exact_or_refused(payload):
    try:
        message = from_payload(payload)
    except ValueError:
        return
    assert isinstance(message, Message)
    expected = {key: value for key, value in payload.items() if key not in ENVELOPE}
    if "status" not in expected:
        expected.setdefault("type", message.kind)
    assert expected == message.payload()
    assert message == from_payload(message.payload())


@given(JSON)
def test_any_json_is_a_message_or_refused(payload):
    exact_or_refused(payload)


@given(st.data())
def test_any_damage_to_a_message_is_kept_or_refused(data):
    payload = data.draw(
        st.sampled_from(sorted(MESSAGES)).map(lambda name: MESSAGES[name].payload())
    )
    for _ in range(data.draw(st.integers(1, 3))):
        damage(payload, data)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exact_or_refused(payload)


def damage(node, data):
    """Change one place somewhere below *node*."""
    keys = sorted(node) if isinstance(node, dict) else list(range(len(node)))
    if not keys:
        return
    key = data.draw(st.sampled_from(keys))
    if isinstance(node[key], (dict, list)) and data.draw(st.booleans()):
        damage(node[key], data)
    elif isinstance(node, dict) and data.draw(st.booleans()):
        node[data.draw(st.sampled_from([*keys, "text", "type", "new", "image", "id"]))] = node.pop(
            key
        )
    else:
        node[key] = data.draw(JSON)
