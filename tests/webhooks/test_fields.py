"""Each webhook field beside messages has its event."""

from __future__ import annotations

from typing import Any

import pytest

from whatsapp_biz.webhooks import (
    AccountNotice,
    CallEvent,
    ErrorReported,
    GroupChanged,
    HistoryReceived,
    LinkClicked,
    MessageEchoed,
    PreferenceChanged,
    StatusChanged,
    SystemNotice,
    TemplateCategoryChanged,
    TemplateQualityChanged,
    TemplateStatusChanged,
    TextReceived,
    ThreadHandedOver,
    parse,
)
from whatsapp_biz.webhooks.notices import NOTICE_FIELDS

from .shapes import (
    AT,
    BODY,
    NAME,
    PHONE_NUMBER_ID,
    STAMP,
    USER_ID,
    WA_ID,
    WABA_ID,
    contact,
    message,
    messages,
    one,
    status,
    update,
    value,
)

# Other fields -------------------------------------------------------------------------------


@pytest.mark.parametrize("choice", ["stop", "resume", "signup", "perhaps"])
def test_a_preference_is_read(choice: str) -> None:
    item = {"wa_id": WA_ID, "user_id": USER_ID, "category": "marketing_messages", "value": choice,
            "timestamp": int(STAMP)}  # fmt: skip
    event = one(update(value(contacts=[], user_preferences=[item]), "user_preferences"))

    assert type(event) is PreferenceChanged
    assert (event.value, event.category, event.at) == (choice, "marketing_messages", AT)
    assert event.sender.bsuid == USER_ID


def test_a_preference_may_name_its_person_beside_it() -> None:
    item = {"category": "marketing_messages", "value": "stop", "timestamp": STAMP}
    event = one(update(value(contacts=[contact()], user_preferences=[item]), "user_preferences"))

    assert (event.wa_id, event.user_id) == (WA_ID, USER_ID)


TEMPLATE = {
    "message_template_id": 12345,
    "message_template_name": "order_shipped",
    "message_template_language": "de",
}


def test_a_template_status_is_read() -> None:
    content = {
        **TEMPLATE,
        "event": "REJECTED",
        "reason": None,
        "message_template_category": "UTILITY",
    }
    event = one(update(content, "message_template_status_update", time=int(STAMP)))

    assert event == TemplateStatusChanged(
        AT, WABA_ID, content, "12345", "order_shipped", "de", "REJECTED", "UTILITY"
    )


@pytest.mark.parametrize(
    "field", ["message_template_quality_update", "message_template_status_update"]
)
def test_a_template_quality_is_read_under_either_field(field: str) -> None:
    content = {**TEMPLATE, "previous_quality_score": "GREEN", "new_quality_score": "RED"}
    event = one(update(content, field))

    assert type(event) is TemplateQualityChanged
    assert (event.previous_score, event.new_score) == ("GREEN", "RED")


def test_a_template_category_is_announced_and_then_changed() -> None:
    field = "template_category_update"
    notice = one(
        update({**TEMPLATE, "correct_category": "MARKETING", "new_category": "UTILITY"}, field)
    )
    done = one(
        update({**TEMPLATE, "previous_category": "UTILITY", "new_category": "MARKETING"}, field)
    )

    assert type(notice) is type(done) is TemplateCategoryChanged
    assert (notice.new_category, notice.correct_category) == ("UTILITY", "MARKETING")
    assert (done.previous_category, done.new_category) == ("UTILITY", "MARKETING")


@pytest.mark.parametrize("field", sorted(NOTICE_FIELDS))
def test_every_documented_account_field_is_a_notice(field: str) -> None:
    event = one(update({"event": "SOMETHING", "phone_number_id": "7"}, field, time=int(STAMP)))

    assert type(event) is AccountNotice
    assert (event.field, event.event, event.phone_number_id, event.at) == (
        field,
        "SOMETHING",
        "7",
        AT,
    )


def test_removed_participants_tell_who_removed_them() -> None:
    group = {
        "group_id": "G1",
        "type": "group_participants_remove",
        "timestamp": STAMP,
        "removed_participants": [{"wa_id": 4915123456701, "initiated_by": "business"}],
    }
    event = one(update(value(groups=[group]), "group_participants_update"))

    assert type(event) is GroupChanged
    assert (event.group_id, event.initiated_by, event.at) == ("G1", "business", AT)
    assert len(event.removed) == 1


def test_a_renamed_group_tells_its_name() -> None:
    group = {"group_id": "G1", "type": "group_settings_update", "group_subject": {"text": "New"}}

    assert one(update(value(groups=[group]), "group_settings_update")).subject == "New"


@pytest.mark.parametrize(
    ("item", "person", "kind"),
    [
        (
            {"event": "connect", "direction": "USER_INITIATED", "from": WA_ID, "to": "1"},
            WA_ID,
            "call",
        ),
        (
            {"event": "connect", "direction": "BUSINESS_INITIATED", "from": "1", "to": WA_ID},
            WA_ID,
            "call_event",
        ),
        (
            {"event": "terminate", "direction": "USER_INITIATED", "from": WA_ID},
            WA_ID,
            "call_event",
        ),
    ],
    ids=["they call", "we call", "the end"],
)
def test_a_call_names_the_person_whoever_called(
    item: dict[str, Any], person: str, kind: str
) -> None:
    event = one(update(value(calls=[{"id": "wacid.1", "timestamp": STAMP, **item}]), "calls"))

    assert type(event) is CallEvent
    assert (event.wa_id, event.kind) == (person, kind)


def test_an_accepted_call_of_ours_is_told_as_such() -> None:
    item = {"id": "wacid.1", "type": "call", "status": "ACCEPTED", "recipient_id": WA_ID}
    event = one(update(value(statuses=[item]), "calls"))

    assert (event.kind, event.wa_id) == ("call_accepted", WA_ID)


def test_what_the_business_sent_elsewhere_is_an_echo() -> None:
    item = message(to="4915123456702", **{"from": "15550783881"})
    event = one(update(value(message_echoes=[item]), "smb_message_echoes"))

    assert type(event) is MessageEchoed
    assert (event.kind, event.channel, event.wa_id) == ("echo", "echo", "4915123456702")
    assert (event.message_type, event.body, event.words) == ("text", BODY, ())


def test_standby_copies_are_read_and_told_apart() -> None:
    inner = {"messages": [message()], "statuses": [status()], "message_echoes": [message(to="1")]}
    events = parse(update(value(contacts=[contact()], standby=inner), "standby"))
    usual = one(messages(message()))

    assert [type(event) for event in events] == [TextReceived, StatusChanged, MessageEchoed]
    assert {event.channel for event in events} == {"standby"}  # type: ignore[union-attr]
    assert events[0].sender_name == NAME  # type: ignore[union-attr]
    assert events[0].words == (BODY,)  # type: ignore[union-attr]
    assert events[0].dedup_key != usual.dedup_key


def test_a_handover_names_the_roles() -> None:
    content = {
        "sender": {"phone_number": WA_ID, "user_id": USER_ID},
        "recipient": {"phone_number_id": PHONE_NUMBER_ID},
        "timestamp": STAMP,
        "type": "control_passed",
        "control_passed": {"previous_owner_role": "ai_agent", "new_owner_role": "escalation"},
    }
    event = one(update(content, "messaging_handovers"))

    assert type(event) is ThreadHandedOver
    assert (event.previous_owner, event.new_owner, event.at) == ("ai_agent", "escalation", AT)
    assert event.phone_number_id == PHONE_NUMBER_ID


def test_old_chats_are_no_news() -> None:
    chunk = {
        "metadata": {"phase": 1, "chunk_order": 2, "progress": 50},
        "threads": [{"id": WA_ID, "messages": [message()]}],
    }
    event = one(update(value(history=[chunk]), "history"))

    assert type(event) is HistoryReceived
    assert (event.phase, event.chunk_order, event.progress) == (1, 2, 50)
    assert len(event.threads) == 1


def test_a_click_names_nobody() -> None:
    action = "marketing_messages_link_click"
    item = {"action_type": action, "timestamp": STAMP, f"{action}_data": {"click_id": "7"}}
    event = one(update(value(user_actions=[item])))

    assert type(event) is LinkClicked
    assert (event.at, event.click) == (AT, {"click_id": "7"})


def test_a_user_id_update_reads_like_its_system_message() -> None:
    item = {
        "wa_id": WA_ID,
        "user_id": {"previous": "DE.OLD", "current": "DE.NEW"},
        "timestamp": STAMP,
    }
    event = one(update(value(user_id_update=[item]), "user_id_update"))

    assert type(event) is SystemNotice
    assert (event.user_id, event.new_user_id) == ("DE.OLD", "DE.NEW")


def test_an_error_of_no_message_is_told() -> None:
    event = one(update(value(errors=[{"code": 130429, "title": "Rate limit hit"}])))

    assert type(event) is ErrorReported
    assert (event.error.code, event.error.title) == (130429, "Rate limit hit")
