"""Decisions the gold cases leave open."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from tests.consent.ledgers import ANA, NOW, NUMBER, attempt, judge
from whatsapp_biz import consent
from whatsapp_biz.consent.events import NATIVE_RESUME
from whatsapp_biz.contact import Contact

H = timedelta(hours=1)
S = timedelta(seconds=1)


def wrote(ago: timedelta = H, kind: str = "text", contact: Contact = ANA, **more):
    return consent.CustomerMessaged(
        contact=contact, at=NOW - ago, kind=kind, phone_number_id=NUMBER, **more
    )


def agreed(purpose: str = "utility", ago: timedelta = 24 * H, contact: Contact = ANA, **more):
    given = {"evidence": "form:v3", **more}
    return consent.OptedIn(contact=contact, at=NOW - ago, purpose=purpose, **given)


def refused(purpose: str = "all", ago: timedelta = H, contact: Contact = ANA, via: str = "email"):
    return consent.OptedOut(contact=contact, at=NOW - ago, purpose=purpose, via=via)


WINDOW_EDGES = [
    (24 * H - 61 * S, True),
    (24 * H - 60 * S, False),
    (24 * H, False),
    (-300 * S, True),
    (-301 * S, False),
]


@pytest.mark.parametrize(("ago", "allowed"), WINDOW_EDGES)
def test_the_window_is_half_open_and_closes_a_minute_early(ago, allowed):
    assert judge([wrote(ago)], attempt("text")).allowed is allowed


@pytest.mark.parametrize(
    ("ago", "reason"),
    [(30 * 24 * H, "read_receipt"), (30 * 24 * H + S, "no_inbound_message")],
    ids=["thirty days", "a second more"],
)
def test_a_read_receipt_reaches_back_thirty_days(ago, reason):
    assert judge([wrote(ago)], attempt("read_receipt")).reason == reason


def test_a_read_receipt_names_a_message_of_this_person():
    ledger = [wrote(id="known")]

    assert judge(ledger, attempt("read_receipt", message_id="known")).allowed
    assert judge(ledger, attempt("typing", message_id="known")).allowed
    other = judge(ledger, attempt("typing", message_id="somebody else's"))
    assert other.reason == "no_inbound_message"


@pytest.mark.parametrize(
    ("ago", "allowed"), [(300 * S, True), (301 * S, False)], ids=["five minutes", "later"]
)
def test_an_opt_out_is_acknowledged_within_five_minutes(ago, allowed):
    ledger = [wrote(ago), refused(ago=ago, via="keyword")]

    assert judge(ledger, attempt("opt_out_ack")).allowed is allowed


def test_there_is_nothing_to_acknowledge_without_an_opt_out():
    assert judge([wrote()], attempt("opt_out_ack")).reason == "nothing_to_acknowledge"


def test_an_opt_out_by_letter_is_not_acknowledged_in_the_chat():
    ledger = [wrote(S), refused(ago=S, via="letter")]

    assert judge(ledger, attempt("opt_out_ack")).reason == "opted_out"


CONFIRMATIONS = [
    (72 * H, None, "opt_in_confirmation"),
    (72 * H + S, None, "confirmation_window_closed"),
    (H, NOW, "already_confirmed"),
    (-H, None, "consent_not_yet_valid"),
]


@pytest.mark.parametrize(("ago", "confirmed", "reason"), CONFIRMATIONS)
def test_a_form_entry_may_be_confirmed_for_three_days(ago, confirmed, reason):
    ledger = [agreed("marketing", ago, confirmed_at=confirmed)]

    assert judge(ledger, attempt("opt_in_confirmation", "utility")).reason == reason


def test_free_form_utility_is_an_answer_inside_the_window():
    assert judge([wrote()], attempt("text", "utility")).reason == "session_open"
    assert judge([agreed()], attempt("text", "utility")).reason == "no_session"


def test_meta_s_word_on_a_template_is_taken_where_it_is_stricter():
    stated_utility = attempt("template", "utility", meta_category="marketing")
    stated_marketing = attempt("template", "marketing", meta_category="utility")
    not_stated = attempt("template", None, meta_category="utility")

    assert judge([agreed()], stated_utility).reason == "purpose_mismatch"
    assert judge([agreed()], stated_marketing).reason == "purpose_mismatch"
    assert judge([agreed()], not_stated).reason == "opt_in"


def test_what_is_no_kind_of_message_is_refused():
    assert judge([wrote()], attempt("hologram")).reason == "unknown_kind"
    assert judge([wrote()], attempt("call", "newsletter")).reason == "unknown_category"


def test_asking_to_call_is_barred_by_a_refusal_of_calls():
    ledger = [wrote(), refused("calls")]

    assert judge(ledger, attempt("call_permission_request")).reason == "opted_out"


def test_a_child_is_not_asked_to_be_called():
    ledger = [wrote(), consent.AgeStated(contact=ANA, at=NOW, age=12)]

    assert judge(ledger, attempt("call_permission_request")).reason == "age_below_minimum"
    assert judge(ledger, attempt("text")).reason == "session_open"


@pytest.mark.parametrize(
    ("grants", "reason"),
    [
        ([], "no_call_permission"),
        ([agreed("utility")], "no_call_permission"),
        ([agreed("calls", evidence="")], "no_evidence"),
        ([agreed("calls", -H)], "consent_not_yet_valid"),
        ([agreed("calls", expires_at=NOW)], "call_permission_expired"),
        ([agreed("calls")], "call_permission"),
    ],
    ids=["nothing", "chat only", "unproven", "future", "expired", "good"],
)
def test_a_call_needs_its_own_permission(grants, reason):
    assert judge(grants, attempt("call")).reason == reason


def test_a_sales_call_needs_marketing_too():
    calls, marketing = agreed("calls"), agreed("marketing", confirmed_at=NOW)
    selling = attempt("call", "marketing")

    assert judge([calls], selling).reason == "purpose_mismatch"
    assert judge([calls, marketing], selling).allowed
    assert judge([calls, marketing, refused("marketing")], selling).reason == "opted_out"
    minor = consent.AgeStated(contact=ANA, at=NOW, age=15)
    assert judge([calls, marketing, minor], selling).reason == "age_below_minimum"
    assert judge([calls, minor], attempt("call")).allowed


def test_french_consent_to_sales_calls_lasts_a_year_from_the_day_the_law_says():
    grants = [
        agreed("calls", 400 * 24 * H),
        agreed("marketing", 400 * 24 * H),
    ]
    selling = attempt("call", "marketing")

    assert judge(grants, selling, "FR").reason == "consent_expired"
    before_the_law = datetime(2026, 8, 10, 12, tzinfo=NOW.tzinfo)
    assert judge(grants, selling, "FR", before_the_law).allowed


def test_native_resume_restores_an_opt_in_and_creates_none():
    resumed = agreed("marketing", H, evidence=NATIVE_RESUME, method=NATIVE_RESUME)
    template = attempt("template", "marketing")

    assert judge([resumed], template, "IE").reason == "double_opt_in_missing"
    assert judge([agreed("marketing"), resumed], template, "IE").allowed
    stopped = refused("marketing", 2 * H, via="native_stop")
    assert judge([agreed("marketing"), stopped, resumed], template, "IE").allowed
    assert judge([agreed("marketing"), stopped], template, "IE").reason == "opted_out"


def test_a_recycled_number_carries_no_opt_in_and_every_opt_out():
    first = Contact(phone=ANA.phone, bsuid="DE.first")
    second = Contact(phone=ANA.phone, bsuid="DE.second")
    ledger = [agreed(), wrote(3 * H, contact=first), wrote(H, "reaction", contact=second)]

    assert judge(ledger[:2], attempt("template", "utility")).allowed
    assert judge(ledger, attempt("template", "utility")).reason == "reconsent_required"
    assert judge(ledger, attempt("text")).reason == "no_session"
    again = agreed(ago=H / 2, contact=second)
    assert judge([*ledger, again], attempt("template", "utility")).allowed
    stop = refused(ago=H / 4, contact=first)
    assert judge([*ledger, again, stop], attempt("template", "utility")).reason == "opted_out"


def test_a_new_number_under_the_same_id_is_asked_again():
    old = Contact(phone="+4915123456780", bsuid="DE.same")
    new = Contact(phone=ANA.phone, bsuid="DE.same")
    ledger = [agreed(contact=old), wrote(H, "reaction", contact=new)]

    assert judge(ledger, attempt("template", "utility")).reason == "reconsent_required"


def test_age_grows_with_time_and_the_latest_statement_counts():
    birthday = consent.AgeStated(contact=ANA, at=NOW - timedelta(days=2 * 366), age=14)
    standing = consent.fold([birthday], phone_number_id=NUMBER)
    assert standing.age(NOW) == 16

    later = consent.AgeStated(contact=ANA, at=NOW, age=15)
    lower = consent.AgeStated(contact=ANA, at=NOW, age=13)
    standing = consent.fold([later, birthday, lower], phone_number_id=NUMBER)
    assert standing.age(NOW) == 13


def test_revocation_wins_every_tie():
    ledger = [agreed(ago=H), refused("utility", ago=H)]

    assert judge(ledger, attempt("template", "utility")).reason == "opted_out"


def test_instants_are_compared_whatever_their_offset():
    east = timezone(timedelta(hours=9))
    ledger = [
        consent.OptedIn(
            contact=ANA, at=(NOW - H).astimezone(east), purpose="utility", evidence="form"
        ),
        refused("utility", ago=2 * H),
    ]

    assert judge(ledger, attempt("template", "utility")).allowed


@pytest.mark.parametrize(
    "make",
    [
        lambda at: consent.OptedIn(contact=ANA, at=at, purpose="utility"),
        lambda at: consent.OptedOut(contact=ANA, at=at),
        lambda at: consent.CustomerMessaged(
            contact=ANA, at=at, kind="text", phone_number_id=NUMBER
        ),
        lambda at: consent.AgeStated(contact=ANA, at=at, age=20),
        lambda at: consent.OptedIn(contact=ANA, at=NOW, purpose="utility", expires_at=at),
        lambda at: consent.OptedIn(contact=ANA, at=NOW, purpose="utility", confirmed_at=at),
    ],
    ids=["opt-in", "opt-out", "inbound", "age", "expiry", "confirmation"],
)
def test_naive_instants_are_refused_where_they_are_written(make):
    with pytest.raises(ValueError, match="must be aware"):
        make(NOW.replace(tzinfo=None))


def test_facts_name_a_known_purpose():
    with pytest.raises(ValueError, match="purpose must be one of"):
        consent.OptedIn(contact=ANA, at=NOW, purpose="newsletter")


def test_nothing_personal_stands_in_reprs():
    shown = repr([agreed(), refused(), wrote(), attempt("text"), judge([], attempt("text"))])
    shown += str(judge([agreed()], attempt("template", "utility")))

    assert "5123456" not in shown
    assert "form:v3" not in shown


@pytest.mark.parametrize(
    "kind",
    ["text", "image", "video", "audio", "document", "sticker", "location", "contacts",
     "interactive", "flow", "order"],
)  # fmt: skip
def test_every_free_form_kind_is_an_answer_inside_the_window(kind):
    assert judge([wrote()], attempt(kind)).reason == "session_open"
    assert judge([], attempt(kind)).reason == "no_session"


def test_an_opt_out_by_button_is_acknowledged_too():
    ledger = [wrote(S), refused(ago=S, via="button")]

    assert judge(ledger, attempt("opt_out_ack")).allowed


@pytest.mark.parametrize(("ahead", "allowed"), [(300, True), (301, False)])
def test_an_opt_out_a_little_ahead_of_our_clock_is_acknowledged(ahead, allowed):
    ledger = [wrote(-ahead * S), refused(ago=-ahead * S, via="keyword")]

    assert judge(ledger, attempt("opt_out_ack")).allowed is allowed


def test_a_minor_is_not_asked_to_confirm():
    entry = agreed("marketing", H)
    minor = consent.AgeStated(contact=ANA, at=NOW, age=15)

    assert judge([entry, minor], attempt("opt_in_confirmation")).reason == "age_below_minimum"


def test_a_form_entry_of_this_instant_may_be_confirmed():
    assert judge([agreed("marketing", 0 * H)], attempt("opt_in_confirmation")).allowed


def test_a_message_from_before_stop_opens_nothing_for_a_later_opt_in():
    ledger = [wrote(3 * H), refused(ago=2 * H), agreed("marketing", H, confirmed_at=NOW)]

    assert judge(ledger, attempt("text", "marketing")).reason == "no_session"
    assert judge([*ledger, wrote(H)], attempt("text", "marketing")).allowed


def test_fourteen_is_old_enough_for_an_order_update_and_too_young_for_advertising():
    age = consent.AgeStated(contact=ANA, at=NOW, age=14)
    ledger = [agreed("utility"), agreed("marketing", confirmed_at=NOW), age]

    assert judge(ledger, attempt("template", "utility")).allowed
    assert judge(ledger, attempt("template", "marketing")).reason == "age_below_minimum"


def test_refusing_marketing_refuses_no_plain_call():
    ledger = [agreed("calls"), refused("marketing")]

    assert judge(ledger, attempt("call")).allowed


def test_agreeing_to_everything_is_no_permission_to_call():
    assert judge([agreed("all")], attempt("call")).reason == "no_call_permission"


@pytest.mark.parametrize(
    ("age", "reason"),
    [(365 * 24 * H - S, "call_permission"), (365 * 24 * H, "consent_expired")],
    ids=["the last second of the year", "a year"],
)
def test_the_french_year_ends_to_the_second(age, reason):
    grants = [agreed("calls", 400 * 24 * H), agreed("marketing", age)]

    assert judge(grants, attempt("call", "marketing"), "FR").reason == reason


def test_a_message_just_as_far_ahead_as_clocks_may_differ_can_be_marked_read():
    assert judge([wrote(-300 * S)], attempt("read_receipt")).allowed
    assert not judge([wrote(-301 * S)], attempt("read_receipt")).allowed


def test_a_permit_says_until_when():
    window = judge([wrote(H)], attempt("text"))
    lasting = judge([agreed()], attempt("template", "utility"))
    ending = judge([agreed(expires_at=NOW + H)], attempt("template", "utility"))
    receipt = judge([wrote(H)], attempt("read_receipt"))

    assert window.until == NOW + 23 * H - 60 * S
    assert ending.until == NOW + H
    assert lasting.until is receipt.until is None
