"""What Meta would tell the business, byte by byte."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import b64encode
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import whatsapp_biz.emulator
from whatsapp_biz.emulator import Customer, Delivery, EmulatedClock, Emulator
from whatsapp_biz.emulator.deliveries import meta_json
from whatsapp_biz.emulator.http import EmulatedRequest

from .conftest import NUMBER, Business, value_of


def test_a_delivery_unpacks_to_body_and_headers(ana: Customer) -> None:
    told = ana.says("Hi")

    body, headers = told

    assert (body, headers) == (told.body, told.headers)


def test_a_delivery_is_signed_over_its_bytes(emulator: Emulator, ana: Customer) -> None:
    told = ana.says("Grüße an alle / 👋")

    expected = hmac.new(emulator.app_secret.encode(), told.body, hashlib.sha256).hexdigest()

    assert told.headers["X-Hub-Signature-256"] == f"sha256={expected}"


def test_a_body_is_written_as_meta_writes_it(ana: Customer) -> None:
    body = ana.says("ü/👋").body

    assert b'"body":"\\u00fc\\/\\ud83d\\udc4b"' in body
    assert b": " not in body
    assert body.isascii()


@given(st.recursive(st.text() | st.integers(), st.lists, max_leaves=5))
def test_whatever_is_written_reads_the_same(value: Any) -> None:
    written = meta_json(value)

    assert json.loads(written) == value
    assert b"/" not in written.replace(b"\\/", b"")


def _message(told: Delivery) -> dict[str, Any]:
    return value_of(told)["messages"][0]


def test_a_message_names_its_sender_in_every_way(emulator: Emulator, ana: Customer) -> None:
    value = value_of(ana.says("Hi", message_id="wamid.1"))

    assert value["metadata"]["phone_number_id"] == emulator.phone_number_id
    assert value["contacts"] == [
        {"profile": {"name": "Ana"}, "wa_id": ana.wa_id, "user_id": ana.bsuid}
    ]
    assert value["messages"] == [
        {
            "from": ana.wa_id,
            "from_user_id": ana.bsuid,
            "id": "wamid.1",
            "timestamp": str(int(emulator.clock().timestamp())),
            "type": "text",
            "text": {"body": "Hi"},
        }
    ]


def test_user_ids_can_be_left_out() -> None:
    emulator = Emulator(user_ids=False)
    business = Business(emulator)
    ana = emulator.customer(NUMBER)

    told = [ana.says("Hi").body, business.text(ana.number).content, ana.stops_marketing().body]
    told += [status.body for status in emulator.deliveries()]

    assert len(told) == 5
    assert not any(b"user_id" in body for body in told)


def test_somebody_who_hides_their_number_has_none_in_webhooks(emulator: Emulator) -> None:
    hidden = emulator.customer("DE.1A2B3C", name="Bo")

    value = value_of(hidden.says("Hi"))

    assert value["contacts"] == [{"profile": {"name": "Bo"}, "user_id": "DE.1A2B3C"}]
    assert "from" not in value["messages"][0]
    assert hidden.number == "DE.1A2B3C"


def test_a_given_user_id_is_kept(emulator: Emulator) -> None:
    ana = emulator.customer(NUMBER, bsuid="DE.1A2B3C")

    assert _message(ana.says("Hi"))["from_user_id"] == "DE.1A2B3C"


@pytest.mark.parametrize(
    ("act", "kind", "content"),
    [
        pytest.param(
            lambda ana: ana.taps("stop", "Stop promotions"),
            "button",
            {"payload": "stop", "text": "Stop promotions"},
            id="taps",
        ),
        pytest.param(
            lambda ana: ana.taps("stop"), "button", {"payload": "stop", "text": "stop"}, id="bare"
        ),
        pytest.param(
            lambda ana: ana.chooses("1", "Yes"),
            "interactive",
            {"type": "button_reply", "button_reply": {"id": "1", "title": "Yes"}},
            id="chooses",
        ),
        pytest.param(
            lambda ana: ana.picks("1", "Bread", "brown"),
            "interactive",
            {
                "type": "list_reply",
                "list_reply": {"id": "1", "title": "Bread", "description": "brown"},
            },
            id="picks",
        ),
        pytest.param(
            lambda ana: ana.picks("1", "Bread"),
            "interactive",
            {"type": "list_reply", "list_reply": {"id": "1", "title": "Bread"}},
            id="picks plainly",
        ),
    ],
)
def test_an_answer_quotes_the_message_it_answers(
    business: Business, ana: Customer, act: Any, kind: str, content: dict[str, Any]
) -> None:
    business.template(ana.number, "spring_offer")

    message = _message(act(ana))

    assert (message["type"], message[kind]) == (kind, content)
    assert message["context"]["id"] == ana.inbox[0].id


def test_an_answer_to_nothing_quotes_nothing(ana: Customer) -> None:
    assert "context" not in _message(ana.taps("stop"))


def test_a_reaction_names_its_message(business: Business, ana: Customer) -> None:
    business.template(ana.number, "hello_world")
    target = ana.inbox[0]

    told = [_message(ana.reacts("👍", to=to))["reaction"] for to in (target, target.id)]

    assert told == [{"message_id": target.id, "emoji": "👍"}] * 2


def test_any_other_message_can_be_sent(ana: Customer) -> None:
    assert _message(ana.sends("location", {"latitude": 1}))["location"] == {"latitude": 1}


def test_a_picture_can_be_fetched_by_its_id_and_its_address(
    business: Business, ana: Customer
) -> None:
    image = _message(ana.sends_image(b"picture", mime_type="image/jpeg", caption="Look"))["image"]

    assert image["caption"] == "Look"
    assert image["mime_type"] == "image/jpeg"
    assert image["sha256"] == b64encode(hashlib.sha256(b"picture").digest()).decode()
    assert business.http.get(image["url"]).content == b"picture"
    assert business.http.get(business.http.get(image["id"]).json()["url"]).content == b"picture"


def test_a_customer_s_picture_lives_seven_days(business: Business, ana: Customer) -> None:
    image = _message(ana.sends_image())["image"]

    business.emulator.clock.advance(days=7)

    assert business.http.get(image["id"]).status_code == 400


@pytest.mark.parametrize("choice", ["stop", "resume"])
def test_a_preference_is_told_with_its_instant(
    emulator: Emulator, ana: Customer, choice: str
) -> None:
    told = ana.stops_marketing() if choice == "stop" else ana.resumes_marketing()
    preference = value_of(told)["user_preferences"][0]

    assert told.field == "user_preferences"
    assert (preference["value"], preference["category"]) == (choice, "marketing_messages")
    assert preference["timestamp"] == int(emulator.clock().timestamp())
    assert preference["wa_id"] == ana.wa_id


def test_a_status_echoes_what_the_business_attached(business: Business, ana: Customer) -> None:
    ana.says("Hi")
    business.send(ana.number, text={"body": "Yes?"}, biz_opaque_callback_data="order 4711")

    told = [value_of(due)["statuses"][0] for due in business.emulator.deliveries()]

    assert [status["biz_opaque_callback_data"] for status in told] == ["order 4711"] * 2
    assert [status["status"] for status in told] == ["sent", "delivered"]
    assert told[0]["recipient_id"] == ana.wa_id
    assert told[0]["pricing"]["category"] == "service"


def test_a_failure_says_why(business: Business) -> None:
    business.text(NUMBER)

    value = value_of(business.emulator.deliveries()[0])

    assert value["statuses"][0]["errors"][0]["code"] == 131047
    assert value["statuses"][0]["errors"][0]["error_data"]["details"]
    assert "contacts" not in value


def test_each_status_is_given_once(business: Business) -> None:
    business.template(NUMBER, "hello_world")

    assert len(business.emulator.deliveries()) == 2
    assert business.emulator.deliveries() == ()


def test_a_sink_gets_every_webhook_as_it_arises(business: Business, ana: Customer) -> None:
    business.template(ana.number, "hello_world")
    taken: list[Delivery] = []

    business.emulator.deliver_to(taken.append)
    said = ana.says("Hi")
    business.text(ana.number)
    ana.reads()

    kinds = [next(iter(value_of(told).keys() & {"messages", "statuses"})) for told in taken]
    assert kinds == ["statuses"] * 2 + ["messages"] + ["statuses"] * 4
    assert taken[2] is said
    assert business.emulator.deliveries() == ()


def emulated_request() -> EmulatedRequest:
    return EmulatedRequest(method="POST", path="/v26.0/1/messages", body=b"private")


def test_the_room_has_no_other_names() -> None:
    with pytest.raises(AttributeError, match="Telegram"):
        _ = whatsapp_biz.emulator.Telegram


def test_nothing_shows_a_number_a_name_or_a_text(business: Business, ana: Customer) -> None:
    told = ana.says("very private")
    business.text(ana.number, "very private")
    ana.sends_image(caption="very private")
    world = business.emulator.world

    shown = repr(
        [
            told,
            ana,
            ana.inbox,
            business.emulator,
            business.emulator.outbox,
            business.emulator.requests,
            world,
            list(world.everyone()),
            list(world.media.values()),
            emulated_request(),
            EmulatedClock(),
        ]
    )

    assert "private" not in shown
    assert "Ana" not in shown
    assert "15123456701" not in shown
    assert world.token not in shown
