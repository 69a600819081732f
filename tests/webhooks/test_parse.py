"""Every entry, change, message and status becomes an event; nothing raises or is dropped."""

from __future__ import annotations

import json
from copy import copy
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.meta_examples import webhook_examples
from whatsapp_biz.webhooks import (
    ButtonTapped,
    ContactsReceived,
    ErrorReported,
    GroupChanged,
    LocationReceived,
    MediaReceived,
    MessageEvent,
    OrderReceived,
    ReactionReceived,
    ReplyChosen,
    StatusChanged,
    SystemNotice,
    TextReceived,
    Unrecognised,
    UnsupportedReceived,
    decode,
    parse,
)

from .shapes import (
    AT,
    BODY,
    NAME,
    PHONE_NUMBER_ID,
    STAMP,
    USER_ID,
    WA_ID,
    WABA_ID,
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

# Meta's own examples ------------------------------------------------------------------------


def test_all_of_metas_examples_are_recognised() -> None:
    examples = webhook_examples()
    events = {name: parse(example) for name, example in examples.items()}

    assert len(examples) == 16
    assert [
        name
        for name, found in events.items()
        if len(found) != 1 or isinstance(found[0], Unrecognised)
    ] == []


def test_metas_examples_are_of_the_expected_kinds() -> None:
    found = {type(event) for example in webhook_examples().values() for event in parse(example)}

    assert found == {
        TextReceived, ReactionReceived, MediaReceived, LocationReceived, ContactsReceived,
        UnsupportedReceived, ButtonTapped, ReplyChosen, OrderReceived, SystemNotice, GroupChanged,
    }  # fmt: skip


def _mutated(part: Any, data: st.DataObject) -> Any:
    """*part* with something in it replaced, removed or repeated."""
    if isinstance(part, dict) and part and data.draw(st.booleans()):
        key = data.draw(st.sampled_from(sorted(part)))
        changed = dict(part)
        changed[key] = _mutated(part[key], data)
        if data.draw(st.integers(0, 9)) == 0:
            del changed[key]
        return changed
    if isinstance(part, list) and part and data.draw(st.booleans()):
        return [_mutated(item, data) for item in part] * data.draw(st.integers(0, 2))
    if isinstance(part, dict | list) and data.draw(st.integers(0, 3)):
        return part
    return data.draw(ODD_VALUES)


ODD_VALUES = st.sampled_from(
    [None, True, 0, -1, 1e20, 10**30, "", "x", "\ud800", "\0", [], [None], {}, {"": None}, [[]]]
)


@given(data=st.data())
def test_a_mutated_example_never_raises(data: st.DataObject) -> None:
    example = data.draw(st.sampled_from(list(webhook_examples().values())))

    for event in parse(_mutated(example, data)):
        _use(event)


# Totality -----------------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
_KEYS = st.sampled_from(
    ["id", "from", "type", "text", "body", "timestamp", "status", "statuses", "messages",
     "contacts", "profile", "name", "wa_id", "context", "interactive", "metadata", "errors",
     "groups", "calls", "standby", "user_preferences", "value", "system", "edit", "message"]
)  # fmt: skip
SHAPED = st.recursive(
    ODD_VALUES | st.sampled_from(["text", "image", "interactive", "system", "group", STAMP]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=5),
    max_leaves=25,
)
_FIELDS = st.sampled_from(
    ["messages", "standby", "smb_message_echoes", "user_preferences", "calls", "history",
     "group_participants_update", "message_template_status_update", "messaging_handovers",
     "user_id_update", "account_update", "flows", "nonsense"]
)  # fmt: skip


def _use(event: Any) -> None:
    """Everything an event offers, used."""
    assert repr(event)
    assert event == copy(event)
    assert isinstance(hash(event), int)
    assert event.dedup_key is None or len(event.dedup_key) == 32
    for name in ("sender", "recipient", "kind", "words", "group_id", "forwarded", "referral",
                 "response", "codes"):  # fmt: skip
        getattr(event, name, None)
    for word in getattr(event, "words", ()):
        word.encode("utf-8")


@given(JSON)
def test_arbitrary_json_never_raises(payload: object) -> None:
    for event in parse(payload):
        _use(event)


@given(field=_FIELDS, content=SHAPED)
def test_an_arbitrary_value_never_raises_and_never_vanishes(field: str, content: Any) -> None:
    events = parse(update(content, field))

    assert events
    for event in events:
        _use(event)


@given(
    kind=st.sampled_from(["text", "image", "interactive", "system", "edit", "order"]),
    content=SHAPED,
)
def test_an_arbitrary_message_never_raises_and_never_vanishes(kind: str, content: Any) -> None:
    events = parse(messages(message(kind, content), content))

    assert len(events) == 2
    for event in events:
        _use(event)


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(None, id="null"),
        pytest.param([], id="a list"),
        pytest.param({}, id="nothing"),
        pytest.param({"entry": 5}, id="entry 5"),
        pytest.param({"entry": []}, id="no entry"),
        pytest.param({"entry": [None]}, id="entry null"),
        pytest.param({"entry": [{"id": "1"}]}, id="no changes"),
        pytest.param({"entry": [{"id": "1", "changes": []}]}, id="empty changes"),
        pytest.param({"entry": [{"id": "1", "changes": [None]}]}, id="change null"),
        pytest.param({"entry": [{"changes": [{"value": {}}]}]}, id="no field"),
        pytest.param({"entry": [{"changes": [{"field": [], "value": {}}]}]}, id="field a list"),
        pytest.param(update([]), id="value a list"),
        pytest.param(update({}), id="value empty"),
        pytest.param(update(value(messages={})), id="messages an object"),
        pytest.param(update(value(messages=[])), id="messages empty"),
        pytest.param(update(value(messages=[None])), id="message null"),
        pytest.param(messages({"type": "text"}), id="a text without text"),
        pytest.param(messages({"type": []}), id="type a list"),
        pytest.param(messages({}), id="a message without type"),
        pytest.param(messages(message("hologram")), id="an unknown type"),
        pytest.param(messages(message(content={"body": 5})), id="a body that is no text"),
        pytest.param(statuses({"id": "wamid.1"}), id="a status without status"),
        pytest.param(update({"a": 1}, "a_new_field"), id="an unknown field"),
        pytest.param(update({}, "message_template_status_update"), id="a template event without"),
        pytest.param(update(value(standby=5), "standby"), id="standby 5"),
        pytest.param(update(value(user_preferences=[{}]), "user_preferences"), id="no preference"),
    ],
)
def test_what_is_odd_is_kept_as_unrecognised(payload: Any) -> None:
    event = one(payload)

    assert isinstance(event, Unrecognised)
    assert event.reason


def test_the_neighbours_of_something_odd_are_still_read() -> None:
    payload = messages(message(id="wamid.1"), None, message("hologram"), message(id="wamid.2"))
    payload["entry"].insert(0, 5)
    payload["entry"].append(
        {"id": WABA_ID, "changes": [5, *messages(message())["entry"][0]["changes"]]}
    )

    kinds = [type(event) for event in parse(payload)]

    assert kinds == [
        Unrecognised, TextReceived, Unrecognised, Unrecognised, TextReceived, Unrecognised,
        TextReceived,
    ]  # fmt: skip


def test_what_was_not_understood_is_kept_by_reference() -> None:
    payload = messages(message("hologram", id="wamid.1"))
    event = one(payload)

    assert event.raw is payload["entry"][0]["changes"][0]["value"]["messages"][0]
    assert event.field == "messages"
    assert event.waba_id == WABA_ID


# Batches ------------------------------------------------------------------------------------


def test_a_hundred_entries_give_a_hundred_events_in_order() -> None:
    payload: dict[str, Any] = {"object": "whatsapp_business_account", "entry": []}
    for number in range(100):
        payload["entry"] += messages(message(id=f"wamid.{number}"))["entry"]

    events = parse(decode(as_sent(payload)))

    assert [event.id for event in events] == [f"wamid.{number}" for number in range(100)]


def test_ten_thousand_messages_of_as_many_people_are_read_in_bounded_time() -> None:
    people = [contact(wa_id=f"49151{number:08}", user_id=None) for number in range(10_000)]
    items = [
        message(id=f"wamid.{number}", **{"from": f"49151{number + 5_000:08}"})
        for number in range(10_000)
    ]
    body = as_sent(update(value(contacts=people, messages=items)))

    start = perf_counter()
    events = parse(decode(body))
    elapsed = perf_counter() - start

    assert [event.id for event in events] == [f"wamid.{number}" for number in range(10_000)]
    assert [event.sender_name for event in events] == [NAME] * 5_000 + [None] * 5_000
    assert elapsed < 2.0


def test_messages_statuses_and_errors_of_one_value_are_all_read() -> None:
    payload = update(
        value(
            messages=[message()],
            statuses=[status()],
            errors=[{"code": 131000, "title": "Something went wrong"}],
        )
    )

    assert [type(event) for event in parse(payload)] == [
        TextReceived, StatusChanged, ErrorReported,
    ]  # fmt: skip


# Who wrote ----------------------------------------------------------------------------------


def test_a_text_carries_everything_its_update_says() -> None:
    payload = messages(message(context={"id": "wamid.before", "forwarded": True}))
    event = one(payload)

    assert event == TextReceived(
        id="wamid.HBgNNDkxNTEyMzQ1Njcw",
        wa_id=WA_ID,
        user_id=USER_ID,
        at=AT,
        phone_number_id=PHONE_NUMBER_ID,
        waba_id=WABA_ID,
        sender_name=NAME,
        reply_to="wamid.before",
        body=BODY,
    )
    assert event.forwarded
    assert event.raw is payload["entry"][0]["changes"][0]["value"]["messages"][0]


def test_a_person_without_visible_number_is_known_by_user_id() -> None:
    item = message(from_user_id=USER_ID)
    del item["from"]
    event = one(
        update(value(contacts=[{"profile": {"name": NAME}, "user_id": USER_ID}], messages=[item]))
    )

    assert event.wa_id is None
    assert event.user_id == USER_ID
    assert event.sender_name == NAME
    assert event.sender.bsuid == USER_ID


def test_a_message_without_any_sender_is_still_delivered() -> None:
    item = message()
    del item["from"]
    event = one(update({"messages": [item]}))

    assert isinstance(event, TextReceived)
    assert event.sender is None
    assert event.phone_number_id == ""


def test_a_lean_message_takes_its_sender_from_the_only_contact() -> None:
    item = message()
    del item["from"]

    assert one(messages(item)).wa_id == WA_ID


def test_the_name_and_id_of_somebody_else_are_never_taken() -> None:
    event = one(messages(message(**{"from": "4915123456702"})))

    assert event.wa_id == "4915123456702"
    assert event.user_id is None
    assert event.sender_name is None


def test_two_spellings_of_one_mexican_number_are_one_person() -> None:
    people = [contact(wa_id="5215512345678", user_id="MX.1A")]
    event = one(update(value(contacts=people, messages=[message(**{"from": "525512345678"})])))

    assert event.user_id == "MX.1A"


def test_a_user_id_nobody_has_is_not_given_to_the_only_contact() -> None:
    item = message(from_user_id="DE.OTHER")
    del item["from"]
    event = one(messages(item))

    assert (event.wa_id, event.user_id, event.sender_name) == (None, "DE.OTHER", None)


def test_in_a_batch_everyone_keeps_their_own_name() -> None:
    people = [contact(), contact(wa_id="16505550123", user_id="US.1", profile={"name": "Bo"})]
    items = [message(**{"from": "16505550123"}), message()]
    first, second = parse(update(value(contacts=people, messages=items)))

    assert (first.sender_name, first.user_id) == ("Bo", "US.1")  # type: ignore[union-attr]
    assert (second.sender_name, second.user_id) == (NAME, USER_ID)  # type: ignore[union-attr]


@pytest.mark.parametrize("sender", [5, [], {}, True, None, "", "\ud800", "not a number"])
def test_an_odd_sender_loses_no_words(sender: Any) -> None:
    event = one(messages(message(content={"body": "STOP"}, **{"from": sender})))

    assert event.words == ("STOP",)
    repr(event)


@pytest.mark.parametrize("odd", [5, "x", [None], None, {"id": 5}], ids=repr)
@pytest.mark.parametrize("part", ["context", "contacts", "metadata", "id", "timestamp"])
def test_odd_accessories_lose_no_words(part: str, odd: Any) -> None:
    payload = messages(message(content={"body": "STOP"}))
    content = payload["entry"][0]["changes"][0]["value"]
    (content if part in content else content["messages"][0])[part] = odd

    assert one(payload).words == ("STOP",)


@pytest.mark.parametrize(
    "stamp", ["", "-1", -1, 0, 1e20, "1e20", "253402300799", 10**30, None, [], "soon", True]
)
def test_an_odd_timestamp_is_none_or_an_instant_and_never_raises(stamp: Any) -> None:
    at = one(messages(message(timestamp=stamp))).at

    assert at is None or stamp is True


@pytest.mark.parametrize("stamp", [STAMP, int(STAMP)])
def test_a_timestamp_may_be_text_or_number(stamp: Any) -> None:
    assert one(messages(message(timestamp=stamp))).at == AT


def test_parsing_changes_nothing_in_the_payload() -> None:
    payload = messages(message(), message("hologram"))
    before = json.dumps(payload)
    events = parse(payload)

    assert json.dumps(payload) == before
    assert isinstance(events[0], MessageEvent)
