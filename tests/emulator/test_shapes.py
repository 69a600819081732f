"""What is refused because of how it is written."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whatsapp_biz.emulator import Customer, Emulator
from whatsapp_biz.emulator.shapes import check_message, check_read

from ..meta_examples import message_examples
from .conftest import NUMBER, Business, code_of
from .shape_cases import BAD, FINE


@pytest.mark.parametrize("name", FINE)
def test_a_message_within_meta_limits_arrives(
    business: Business, ana: Customer, name: str
) -> None:
    ana.says("Hello?")

    response = business.send(ana.number, **FINE[name])

    assert code_of(response) is None
    assert len(ana.inbox) == 1


@pytest.mark.parametrize("name", BAD)
def test_a_message_beyond_meta_limits_is_refused(
    business: Business, ana: Customer, name: str
) -> None:
    ana.says("Hello?")
    code, content = BAD[name]

    response = business.send(ana.number, **content)

    assert code_of(response) == code
    assert response.json()["error"]["error_data"]["details"]
    assert business.emulator.outbox == []


@pytest.mark.parametrize(
    ("code", "body"),
    [
        pytest.param(100, {"to": NUMBER, "text": {"body": "Hi"}}, id="no product"),
        pytest.param(
            131008, {"messaging_product": "whatsapp", "text": {"body": "Hi"}}, id="nobody"
        ),
        pytest.param(
            100,
            {"messaging_product": "whatsapp", "to": "0151", "text": {"body": "Hi"}},
            id="national number",
        ),
        pytest.param(
            100, {"messaging_product": "whatsapp", "to": 49, "text": {"body": "Hi"}}, id="a number"
        ),
        pytest.param(
            100,
            {
                "messaging_product": "whatsapp",
                "to": NUMBER,
                "recipient_type": "crowd",
                "text": {"body": "Hi"},
            },
            id="a crowd",
        ),
        pytest.param(
            131021,
            {"messaging_product": "whatsapp", "to": "+15550783881", "text": {"body": "Hi"}},
            id="itself",
        ),
        pytest.param(100, [1], id="a list"),
    ],
)
def test_an_envelope_that_is_no_good_is_refused(business: Business, code: int, body: Any) -> None:
    assert code_of(business.post(body)) == code


def test_group_messages_are_not_emulated(business: Business) -> None:
    response = business.send("1", recipient_type="group", text={"body": "Hi"})

    assert response.status_code == 501


def test_marking_a_known_message_as_read_succeeds(business: Business, ana: Customer) -> None:
    ana.says("Hello?", message_id="wamid.0")
    business.emulator.customer("+49 1512 3456702").says("Hello?", message_id="wamid.other")
    ana.says("Hello?", message_id="wamid.1")

    response = business.post(
        {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.1"}
    )

    inbound = business.emulator.world.inbound
    assert response.json() == {"success": True}
    assert [message.read for message in inbound.values()] == [True, False, True]


@pytest.mark.parametrize(
    ("code", "body"),
    [
        pytest.param(131009, {"status": "read", "message_id": "wamid.404"}, id="unknown"),
        pytest.param(131008, {"status": "read"}, id="no id"),
        pytest.param(100, {"status": "seen", "message_id": "wamid.1"}, id="odd status"),
        pytest.param(
            100,
            {"status": "read", "message_id": "wamid.1", "typing_indicator": {"type": "voice"}},
            id="odd indicator",
        ),
    ],
)
def test_marking_anything_else_as_read_is_refused(
    business: Business, ana: Customer, code: int, body: dict[str, Any]
) -> None:
    ana.says("Hello?", message_id="wamid.1")

    assert code_of(business.post({"messaging_product": "whatsapp", **body})) == code


def test_a_message_cannot_be_marked_after_thirty_days(business: Business, ana: Customer) -> None:
    ana.says("Hello?", message_id="wamid.1")
    business.emulator.clock.advance(days=31)

    body = {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.1"}

    assert code_of(business.post(body)) == 131009


# Meta's own examples ------------------------------------------------------------------------


def _prepared(body: Any, emulator: Emulator) -> Any:
    """*body* with links Meta left open made links, and the world it speaks of made real."""
    if isinstance(body, list):
        return [_prepared(part, emulator) for part in body]
    if not isinstance(body, dict):
        return body.replace("http(s)://", "https://") if isinstance(body, str) else body
    mimes = {
        "image": "image/png",
        "video": "video/mp4",
        "audio": "audio/ogg",
        "document": "application/pdf",
        "sticker": "image/webp",
    }
    for kind, mime in mimes.items():
        if isinstance(body.get(kind), dict) and "id" in body[kind]:
            uploaded = Business(emulator).upload(b"x", mime)
            body[kind]["id"] = uploaded.json()["id"]
    if isinstance(body.get("template"), dict):
        language = body["template"]["language"]["code"]
        emulator.add_template(body["template"]["name"], language=language)
    return {key: _prepared(value, emulator) for key, value in body.items()}


def test_all_fifty_of_meta_examples_are_accepted() -> None:
    answers = {}
    for name, example in message_examples().items():
        emulator = Emulator(synchronous={131026, 131047, 131050, 131053})
        named = example.get("message_id") or example.get("reaction", {}).get("message_id")
        emulator.customer(example.get("to", NUMBER)).says("Hello?", message_id=named)
        response = Business(emulator).post(_prepared(example, emulator))
        answers[name] = (response.status_code, response.json().get("error"))

    assert len(answers) == 50
    assert {name: told for name, told in answers.items() if told != (200, None)} == {}


# Anything at all ----------------------------------------------------------------------------

EMULATOR = Emulator()
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["type", "body", "text", "name", "action", "parameters", "components", "id"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(
    kind=st.sampled_from(
        ["text", "image", "contacts", "location", "reaction", "interactive", "template"]
    ),
    content=_JSON,
)
def test_no_content_whatsoever_breaks_the_checks(kind: str, content: Any) -> None:
    check_message({"messaging_product": "whatsapp", "type": kind, kind: content})


@given(st.dictionaries(st.sampled_from(["status", "message_id", "typing_indicator"]), _JSON))
def test_no_read_receipt_breaks_the_checks(body: dict[str, Any]) -> None:
    check_read({"messaging_product": "whatsapp", **body})


@given(content=_JSON, to=_JSON)
def test_no_body_whatsoever_breaks_the_route(content: Any, to: Any) -> None:
    body = {"messaging_product": "whatsapp", "to": to, "type": "template", "template": content}

    assert Business(EMULATOR).http.request(
        "POST",
        f"{EMULATOR.phone_number_id}/messages",
        content=json.dumps(body),
    ).status_code in {200, 400, 404}
