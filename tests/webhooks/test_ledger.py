"""What events mean for consent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from whatsapp_biz import errors
from whatsapp_biz.consent import CustomerMessaged, OptedIn, OptedOut
from whatsapp_biz.consent.categories import Categories
from whatsapp_biz.consent.recording import facts_of_error
from whatsapp_biz.contact import Contact
from whatsapp_biz.webhooks import events as e
from whatsapp_biz.webhooks.ledger import consent_events, learn_category

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
AT = NOW - timedelta(minutes=3)
WHO = {"wa_id": "4915123456701", "user_id": "DE.ana1", "at": AT, "phone_number_id": "100"}
ANA = Contact(phone="+4915123456701", bsuid="DE.ana1")


def meaning(event):
    """Facts without their ids."""
    return [
        (type(fact).__name__, getattr(fact, "kind", None) or fact.purpose, fact.at)
        for fact in consent_events(event, now=NOW)
    ]


MESSAGED = [
    (e.TextReceived(**WHO, id="w", body="hi"), "text"),
    (e.TextReceived(**WHO, id="w", body="hi", raw={"referral": {}}), "ctwa_ad"),
    (e.MediaReceived(**WHO, id="w", media_type="image"), "image"),
    (e.LocationReceived(**WHO, id="w"), "location"),
    (e.ReactionReceived(**WHO, id="w", emoji="👍"), "reaction"),
    (e.OrderReceived(**WHO, id="w"), "order"),
    (e.UnsupportedReceived(**WHO, id="w"), "unsupported"),
    (e.CallEvent(**WHO, id="c", event="connect", direction="USER_INITIATED"), "call"),
    (e.CallEvent(**WHO, id="c", event="status", status="ACCEPTED"), "call_accepted"),
]


@pytest.mark.parametrize(("event", "kind"), MESSAGED, ids=[kind for _, kind in MESSAGED])
def test_what_a_person_sends_is_kept_with_whatsapp_s_own_time(event, kind):
    (fact,) = consent_events(event, now=NOW)

    assert isinstance(fact, CustomerMessaged)
    assert (fact.kind, fact.at, fact.contact, fact.phone_number_id) == (kind, AT, ANA, "100")


NOTHING = [
    e.StatusChanged(**WHO, id="w", status="read"),
    e.StatusChanged(**WHO, id="w", status="failed", errors=(e.ReportedError(131047),)),
    e.StatusChanged(**WHO, id="w", status="sent", errors=(e.ReportedError(131050),)),
    e.SystemNotice(**WHO, id="w", type="user_changed_number"),
    e.MessageEchoed(**WHO, id="w", channel="echo", body="STOP"),
    e.CallEvent(**WHO, id="c", event="terminate", direction="USER_INITIATED"),
    e.CallEvent(**WHO, id="c", event="connect", direction="BUSINESS_INITIATED"),
    e.PreferenceChanged(**WHO, category="marketing_messages", value="maybe"),
    e.PreferenceChanged(**WHO, category="something_else", value="stop"),
    e.GroupChanged(type="group_create"),
    e.Unrecognised(field="messages"),
    e.TextReceived(id="w", body="hi", at=AT, phone_number_id="100"),
    e.TextReceived(**{**WHO, "at": None}, id="w", body="hi"),
    e.TextReceived(**{**WHO, "phone_number_id": ""}, id="w", body="hi"),
    e.TextReceived(**WHO, id="w", body="hi", raw={"group_id": "g"}),
]


@pytest.mark.parametrize("event", NOTHING, ids=range(len(NOTHING)))
def test_what_says_nothing_about_consent_is_no_fact(event):
    assert consent_events(event, now=NOW) == ()


STOPS = [
    (e.TextReceived(**WHO, id="w", body="Stop"), "all"),
    (e.TextReceived(**WHO, id="w", body="STOP\x00"), "all"),
    (e.TextReceived(**WHO, id="w", body="stop promotions"), "marketing"),
    (e.TextReceived(**WHO, id="w", body="stop", channel="standby"), "all"),
    (e.MediaReceived(**WHO, id="w", media_type="image", caption="Abmelden"), "all"),
    (e.ButtonTapped(**WHO, id="w", payload="x", text="Unsubscribe"), "all"),
    (e.ButtonTapped(**WHO, id="w", payload="STOP_MARKETING", text="Nein"), "marketing"),
    (e.ButtonTapped(**WHO, id="w", payload="STOP_MARKETING", text="Stop"), "all"),
    (e.ReplyChosen(**WHO, id="w", choice_id="stop", title="Keine Lust"), "all"),
]


@pytest.mark.parametrize(("event", "scope"), STOPS, ids=range(len(STOPS)))
def test_an_opt_out_is_found_wherever_it_stands(event, scope):
    assert ("OptedOut", scope, AT) in meaning(event)


def test_an_opt_out_in_a_group_counts_although_it_opens_no_window():
    event = e.TextReceived(**WHO, id="w", body="STOP", raw={"group_id": "g"})

    assert meaning(event) == [("OptedOut", "all", AT)]


def test_an_opt_out_without_a_time_counts_now():
    event = e.TextReceived(**{**WHO, "at": None}, id="w", body="STOP")

    assert meaning(event) == [("OptedOut", "all", NOW)]


@pytest.mark.parametrize("words", ["Start", "YES", "where does the bus stop?"])
def test_nothing_a_person_says_is_an_opt_in(words):
    event = e.TextReceived(**WHO, id="w", body=words)

    assert meaning(event) == [("CustomerMessaged", "text", AT)]


def test_whatsapp_s_own_switch():
    stop = e.PreferenceChanged(**WHO, category="marketing_messages", value="stop")
    resume = e.PreferenceChanged(**WHO, category="marketing_messages", value="resume")

    (stopped,) = consent_events(stop, now=NOW)
    (resumed,) = consent_events(resume, now=NOW)
    assert isinstance(stopped, OptedOut)
    assert (stopped.purpose, stopped.via) == ("marketing", "native_stop")
    assert isinstance(resumed, OptedIn)
    assert (resumed.purpose, resumed.method) == ("marketing", "native_resume")


def test_a_failed_status_131050_is_an_opt_out_from_marketing():
    event = e.StatusChanged(**WHO, id="w", status="failed", errors=(e.ReportedError(131050),))

    assert meaning(event) == [("OptedOut", "marketing", AT)]


def test_the_same_event_gives_the_same_facts():
    for event in [event for event, _ in MESSAGED + STOPS]:
        assert consent_events(event, now=NOW) == consent_events(event, now=NOW)


def test_events_without_an_id_are_not_mistaken_for_each_other():
    others = [
        e.TextReceived(**WHO, body="STOP"),
        e.TextReceived(**WHO, body="stop please"),
        e.TextReceived(**{**WHO, "at": NOW}, body="STOP"),
        e.TextReceived(**{**WHO, "wa_id": "4915123456702", "user_id": None}, body="STOP"),
    ]

    ids = [fact.id for event in others for fact in consent_events(event, now=NOW)]
    assert len(set(ids)) == len(ids) == 8


def test_the_ids_of_facts_do_not_show_the_number_in_a_wamid():
    event = e.TextReceived(**WHO, id="wamid.HBgNNDkxNTEyMzQ1Njc", body="hi")

    (fact,) = consent_events(event, now=NOW)
    assert "wamid" not in fact.id


def test_a_send_refused_with_131050_is_an_opt_out_from_marketing():
    stopped = errors.api_error(errors.GraphError(status=400, code=131050))
    other = errors.api_error(errors.GraphError(status=400, code=131047))

    (fact,) = facts_of_error(stopped, ANA, now=NOW)
    assert (fact.contact, fact.purpose, fact.via) == (ANA, "marketing", "131050")
    assert facts_of_error(other, ANA, now=NOW) == ()
    assert facts_of_error(errors.TransportError("x"), ANA, now=NOW) == ()


def test_categories_are_learned_and_an_announced_stricter_one_counts_already():
    known = Categories()
    offer = {"name": "offer", "language": {"code": "de"}}

    learn_category(e.TemplateStatusChanged(name="offer", language="de", category="UTILITY"), known)
    assert known.of(offer) == "utility"
    learn_category(
        e.TemplateCategoryChanged(
            name="offer", language="de", new_category="UTILITY", correct_category="MARKETING"
        ),
        known,
    )
    assert known.of(offer) == "marketing"
    learn_category(e.Unrecognised(), known)
    learn_category(e.TemplateStatusChanged(name="offer", language="de"), known)
    assert known.of(offer) == "marketing"
