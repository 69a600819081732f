"""Events are values: they compare, pickle, tell duplicates apart and show nobody."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from typing import Any

import attrs
import pytest

from tests.meta_examples import webhook_examples
from whatsapp_biz import webhooks
from whatsapp_biz.webhooks import (
    AccountEvent,
    PersonEvent,
    ReportedError,
    StatusChanged,
    TextReceived,
    parse,
)

from .shapes import (
    BODY,
    NAME,
    PRIVATE,
    USER_ID,
    WA_ID,
    contact,
    message,
    messages,
    status,
    statuses,
    update,
    value,
)

_PREFERENCE = {
    "wa_id": WA_ID,
    "user_id": USER_ID,
    "category": "marketing_messages",
    "value": "stop",
    "detail": BODY,
    "timestamp": 1750016800,
}
_GROUP = {
    "group_id": WA_ID,
    "type": BODY,
    "subject": NAME,
    "removed_participants": [{"wa_id": WA_ID}],
}
_TEMPLATE = {
    "message_template_name": BODY,
    "message_template_language": BODY,
    "event": BODY,
}
PAYLOADS = {
    "text": messages(message()),
    "name in the type of a system message": messages(message("system", {"type": NAME, "body": BODY})),
    "image": messages(message("image", {"id": WA_ID, "caption": BODY})),
    "odd sender": messages(message(**{"from": BODY})),
    "short sender": messages(message(**{"from": NAME[:5]})),
    "user id alone": update(value(messages=[message(**{"from": None}, from_user_id=USER_ID)])),
    "status": statuses(status(status=BODY, recipient_user_id=USER_ID, biz_opaque_callback_data=BODY)),
    "failed": statuses(status(status="failed", errors=[{"code": 1, "title": BODY}])),
    "payment": statuses(status(type="payment", status=BODY)),
    "unknown type": messages(message(BODY, {"body": BODY})),
    "unknown field": update({"name": NAME}, BODY),
    "preference": update(value(user_preferences=[_PREFERENCE]), "user_preferences"),
    "group": update(value(groups=[_GROUP]), "group_settings_update"),
    "template": update(_TEMPLATE, "message_template_status_update"),
    "account": update({"event": BODY}, "account_update"),
    "call": update(value(calls=[{"id": WA_ID, "event": BODY, "from": WA_ID}]), "calls"),
    "error": update(value(errors=[{"code": 1, "title": BODY}])),
    "click": update(value(user_actions=[{"action_type": BODY}])),
    "history": update(value(history=[{"threads": [{"id": WA_ID}]}]), "history"),
    "echo": update(value(message_echoes=[message(to=WA_ID)]), "message_echoes"),
    "handover": update({"sender": {"phone_number": WA_ID}, "type": BODY}, "messaging_handovers"),
}  # fmt: skip


@pytest.mark.parametrize("name", PAYLOADS)
def test_an_event_shows_no_number_name_or_body(name: str) -> None:
    for event in parse(PAYLOADS[name]):
        shown = repr(event) + str(event) + f"{event}"
        assert [text for text in (*PRIVATE, NAME[:5], BODY[:6]) if text in shown] == []


def test_an_error_shows_its_code_only() -> None:
    assert repr(ReportedError(131050, BODY, BODY)) == "ReportedError(131050)"


def test_an_event_with_nothing_to_show_shows_its_class() -> None:
    assert repr(AccountEvent(waba_id=WA_ID)) == "AccountEvent()"


def test_an_event_shows_enough_to_be_found_again() -> None:
    assert repr(parse(messages(message()))[0]) == (
        "TextReceived(+49•••01, #560be3, at=2025-06-15T19:46:40+00:00)"
    )


@pytest.mark.parametrize("name", PAYLOADS)
def test_events_pickle_copy_and_compare(name: str) -> None:
    events = parse(PAYLOADS[name])

    assert events
    assert pickle.loads(pickle.dumps(events)) == events
    assert tuple(map(copy.deepcopy, events)) == events
    assert parse(copy.deepcopy(PAYLOADS[name])) == events
    assert len(set(events)) == len(events)


def test_metas_examples_pickle_and_compare() -> None:
    for example in webhook_examples().values():
        events = parse(example)
        assert pickle.loads(pickle.dumps(events)) == events


def test_an_event_cannot_be_changed() -> None:
    (event,) = parse(messages(message()))

    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        event.body = "something else"  # type: ignore[misc, union-attr]


def test_a_changed_copy_is_another_event() -> None:
    (event,) = parse(messages(message()))
    changed = attrs.evolve(event, body="something else")  # type: ignore[call-arg]

    assert changed != event
    assert changed.raw is event.raw  # type: ignore[union-attr]


def test_events_of_two_classes_are_never_equal() -> None:
    assert TextReceived(id="a") != StatusChanged(id="a")
    assert TextReceived(id="a") != "a"


# Duplicates ---------------------------------------------------------------------------------


def _key(payload: Any) -> str | None:
    (event,) = parse(payload)
    return event.dedup_key


def test_a_redelivery_has_the_same_key_and_shows_no_id() -> None:
    first, again = _key(messages(message())), _key(messages(message(), contacts=[]))

    assert first == again
    assert first is not None
    assert len(first) == 32
    assert set(first) <= set("0123456789abcdef")


def test_what_differs_has_another_key() -> None:
    keys = [
        _key(messages(message())),
        _key(messages(message(id="wamid.other"))),
        _key(messages(message("reaction", {"message_id": "wamid.1"}))),
        _key(statuses(status())),
        _key(statuses(status(status="read"))),
        _key(statuses(status(recipient_type="group", recipient_participant_id="1"))),
        _key(statuses(status(recipient_type="group", recipient_participant_id="2"))),
        _key(statuses(status(type="payment"))),
        _key(update(value(standby={"messages": [message()]}), "standby")),
        _key(update(value(standby={"statuses": [status()]}), "standby")),
        _key(PAYLOADS["preference"]),
        _key(PAYLOADS["call"]),
    ]

    assert None not in keys
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(messages(message(id="")), id="message"),
        pytest.param(statuses(status(id=None)), id="status"),
        pytest.param(statuses(status(id=None, type="payment")), id="payment"),
        pytest.param(
            update(value(user_preferences=[{"value": "stop"}]), "user_preferences"),
            id="preference",
        ),
        pytest.param(PAYLOADS["account"], id="account"),
    ],
)
def test_without_an_id_nothing_is_taken_for_a_duplicate(payload: Any) -> None:
    assert _key(payload) is None


# The person ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wa_id", "user_id", "expected"),
    [
        (WA_ID, USER_ID, (f"+{WA_ID}", USER_ID)),
        (WA_ID, "nonsense", (f"+{WA_ID}", None)),
        ("nonsense", USER_ID, (None, USER_ID)),
    ],
    ids=["both", "an odd user id", "an odd number"],
)
def test_a_sender_is_read_from_whichever_id_is_sound(
    wa_id: str, user_id: str, expected: tuple[str | None, str | None]
) -> None:
    sender = PersonEvent(wa_id=wa_id, user_id=user_id).sender

    assert sender is not None
    assert (sender.phone, sender.bsuid) == expected


@pytest.mark.parametrize("wa_id", [None, "", "0", "nonsense", "9" * 50])
def test_without_a_sound_id_there_is_no_sender(wa_id: str | None) -> None:
    assert PersonEvent(wa_id=wa_id).sender is None


def test_an_advertisement_and_a_forward_are_told() -> None:
    item = message(referral={"source_type": "ad"}, context={"frequently_forwarded": True})
    (event,) = parse(messages(item))

    assert isinstance(event, TextReceived)
    assert event.referral == {"source_type": "ad"}
    assert event.forwarded
    assert not TextReceived().forwarded
    assert TextReceived().referral is None


# The room -----------------------------------------------------------------------------------


def test_the_room_loads_neither_httpx_nor_cattrs_nor_cryptography() -> None:
    code = (
        "import sys, whatsapp_biz.webhooks;"
        "print([m for m in ('httpx', 'cattrs', 'cryptography', 'asyncio') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_every_public_name_exists() -> None:
    assert [name for name in webhooks.__all__ if not hasattr(webhooks, name)] == []
    assert len(set(webhooks.__all__)) == len(webhooks.__all__)


def test_contacts_are_the_only_source_of_names() -> None:
    (event,) = parse(update(value(contacts=[contact()], messages=[message()])))

    assert isinstance(event, TextReceived)
    assert event.sender_name == NAME
