"""Each kind of message and status has its class and its fields."""

from __future__ import annotations

from typing import Any

import pytest

from whatsapp_biz.webhooks import (
    ButtonTapped,
    CallPermissionAnswered,
    ContactsReceived,
    FlowCompleted,
    InteractiveReceived,
    LocationReceived,
    MediaReceived,
    MessageEdited,
    MessageRevoked,
    OrderReceived,
    PaymentStatusChanged,
    ReactionReceived,
    ReplyChosen,
    SystemNotice,
    TextReceived,
    UnsupportedReceived,
    decode,
)

from .shapes import (
    AT,
    BODY,
    NAME,
    PHONE_NUMBER_ID,
    STAMP,
    WA_ID,
    as_sent,
    contact,
    message,
    messages,
    one,
    status,
    statuses,
    update,
    value,
)

# Kinds --------------------------------------------------------------------------------------

INTERACTIVE = {
    "button": {"type": "button_reply", "button_reply": {"id": "stop", "title": "Stop"}},
    "list": {
        "type": "list_reply",
        "list_reply": {"id": "a", "title": "A", "description": "first"},
    },
    "flow": {
        "type": "nfm_reply",
        "nfm_reply": {"name": "flow", "body": "Sent", "response_json": '{"a": 1}'},
    },
    "call": {
        "type": "call_permission_reply",
        "call_permission_reply": {
            "response": "accept",
            "is_permanent": False,
            "expiration_timestamp": int(STAMP),
            "response_source": "user_action",
        },
    },
    "payment": {"type": "payment_method", "payment_method": {"payment_method": "pix"}},
}


@pytest.mark.parametrize(
    ("item", "expected", "kind", "words"),
    [
        (message(), TextReceived, "text", (BODY,)),
        (message(referral={"source_type": "ad"}), TextReceived, "ctwa_ad", (BODY,)),
        (message("image", {"id": "1", "caption": "stop"}), MediaReceived, "image", ("stop",)),
        (message("video", {"id": "1"}), MediaReceived, "video", ()),
        (message("audio", {"id": "1", "voice": True}), MediaReceived, "audio", ()),
        (message("document", {"id": "1", "filename": "a.pdf"}), MediaReceived, "document", ()),
        (message("sticker", {"id": "1", "animated": True}), MediaReceived, "sticker", ()),
        (
            message("location", {"latitude": 52.5, "longitude": 13}),
            LocationReceived,
            "location",
            (),
        ),
        (message("contacts", [{"name": {}}]), ContactsReceived, "contacts", ()),
        (message("reaction", {"message_id": "wamid.1"}), ReactionReceived, "reaction", ()),
        (
            message("button", {"payload": "stop-promotions", "text": "Stop"}),
            ButtonTapped,
            "button",
            ("stop-promotions", "Stop"),
        ),
        (
            message("interactive", INTERACTIVE["button"]),
            ReplyChosen,
            "interactive",
            ("stop", "Stop"),
        ),
        (message("interactive", INTERACTIVE["list"]), ReplyChosen, "interactive", ("a", "A")),
        (message("interactive", INTERACTIVE["flow"]), FlowCompleted, "flow", ()),
        (
            message("interactive", INTERACTIVE["call"]),
            CallPermissionAnswered,
            "call_permission",
            (),
        ),
        (message("interactive", INTERACTIVE["payment"]), InteractiveReceived, "interactive", ()),
        (
            message("order", {"catalog_id": "1", "text": "bitte", "product_items": [{}]}),
            OrderReceived,
            "order",
            ("bitte",),
        ),
        (message("system", {"type": "user_changed_number"}), SystemNotice, "system", ()),
        (message("unsupported", {"type": "poll"}), UnsupportedReceived, "unsupported", ()),
        (message("unknown", {}), UnsupportedReceived, "unsupported", ()),
        (
            message("edit", {"message": {"type": "text", "text": {"body": "STOP"}}}),
            MessageEdited,
            "edit",
            ("STOP",),
        ),
        (message("revoke", {"original_message_id": "wamid.1"}), MessageRevoked, "revoke", ()),
        (message("reaction", {}, referral={}), ReactionReceived, "reaction", ()),
    ],
    ids=lambda case: case.__name__ if isinstance(case, type) else "",
)
def test_each_kind_of_message_has_its_class(
    item: dict[str, Any], expected: type, kind: str, words: tuple[str, ...]
) -> None:
    event = one(messages(item))

    assert type(event) is expected
    assert event.kind == kind
    assert event.words == words


def test_a_reaction_without_emoji_was_taken_back() -> None:
    removed = one(messages(message("reaction", {"message_id": "wamid.1", "emoji": ""})))
    given_ = one(messages(message("reaction", {"message_id": "wamid.1", "emoji": "👍"})))

    assert (removed.emoji, given_.emoji) == (None, "👍")


def test_a_flow_reply_is_read_when_asked_for() -> None:
    event = one(messages(message("interactive", INTERACTIVE["flow"])))

    assert event.response_json == '{"a": 1}'
    assert event.response == {"a": 1}


@pytest.mark.parametrize("text", ["", "[]", "{", "[" * 100_000], ids=["", "list", "cut", "deep"])
def test_a_flow_reply_that_is_no_object_is_none(text: str) -> None:
    assert FlowCompleted(response_json=text).response is None


def test_a_call_permission_tells_until_when() -> None:
    event = one(messages(message("interactive", INTERACTIVE["call"])))

    assert (event.response, event.expires_at, event.source) == ("accept", AT, "user_action")


def test_a_changed_number_names_old_and_new() -> None:
    system = {"type": "user_changed_number", "wa_id": "4915123456799", "body": f"User {NAME}"}
    item = message("system", system)
    event = one(update(value(messages=[item])))

    assert (event.wa_id, event.new_wa_id) == (WA_ID, "4915123456799")


def test_a_changed_user_id_names_old_and_new() -> None:
    system = {"type": "user_changed_user_id", "user_id": "DE.NEW", "previous_user_id": "DE.OLD"}
    event = one(update(value(messages=[message("system", system)])))

    assert (event.previous_user_id, event.new_user_id) == ("DE.OLD", "DE.NEW")


def test_an_unsupported_message_tells_why() -> None:
    item = message("unsupported", {"type": "poll"}, errors=[{"code": 131051}])
    event = one(messages(item))

    assert event.unsupported_type == "poll"
    assert [error.code for error in event.errors] == [131051]


def test_a_message_in_a_group_names_the_group() -> None:
    assert one(messages(message(group_id="G1"))).group_id == "G1"


# Statuses -----------------------------------------------------------------------------------


def test_a_failed_status_carries_codes_and_callback_data() -> None:
    error = {"code": 131050, "title": "t", "error_data": {"details": "d"}}
    event = one(
        statuses(status(status="failed", errors=[error], biz_opaque_callback_data="send-7"))
    )

    assert event.codes == (131050,)
    assert event.errors[0].details == "d"
    assert event.callback_data == "send-7"
    assert event.recipient.keys == (f"phone:{WA_ID}",)
    assert (event.status, event.at, event.phone_number_id) == ("failed", AT, PHONE_NUMBER_ID)


def test_a_status_nobody_knows_yet_is_kept_as_it_is() -> None:
    assert one(statuses(status(status="levitated"))).status == "levitated"


def test_a_status_may_name_nobody() -> None:
    event = one(statuses({"id": "wamid.1", "status": "sent"}))

    assert event.recipient is None
    assert event.at is None


@pytest.mark.parametrize("name", ["recipient_participant_id", "participant_recipient_id"])
def test_a_group_status_belongs_to_one_participant(name: str) -> None:
    item = status(recipient_type="group", recipient_id="G1", **{name: "4915123456702"})
    event = one(statuses(item))

    assert (event.group_id, event.wa_id) == ("G1", "4915123456702")


def test_a_payment_status_is_no_message_status() -> None:
    item = status(type="payment", status="captured", payment={"reference_id": "order-7"})
    event = one(statuses(item))

    assert type(event) is PaymentStatusChanged
    assert (event.status, event.reference_id) == ("captured", "order-7")


# Texts --------------------------------------------------------------------------------------


def test_a_nul_after_stop_survives() -> None:
    body = b'{"entry":[{"changes":[{"field":"messages","value":{"messages":[{"type":"text","text":{"body":"STOP\\u0000"}}]}}]}]}'

    assert one(decode(body)).words == ("STOP\0",)


def test_a_lone_surrogate_is_replaced_in_the_event_and_kept_in_raw() -> None:
    item = message(content={"body": "STOP \ud800"}, id="wamid.\udfff")
    event = one(decode(as_sent(update(value(
        contacts=[contact(profile={"name": "\ud83d"})], messages=[item]
    )))))  # fmt: skip

    assert event.body == "STOP \ufffd"
    assert event.id == "wamid.\ufffd"
    assert event.sender_name == "\ufffd"
    assert event.raw["text"]["body"] == "STOP \ud800"


def test_an_emoji_is_no_lone_surrogate() -> None:
    event = one(decode(as_sent(messages(message(content={"body": "ok 👍"})))))

    assert event.body == "ok 👍"
