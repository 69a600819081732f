"""What holds for every ledger."""

from __future__ import annotations

from datetime import timedelta

import attrs
from hypothesis import given
from hypothesis import strategies as st

from tests.consent.ledgers import (
    ANA,
    NOW,
    attempts,
    countries,
    facts,
    inbound,
    judge,
    ledgers,
    opt_ins,
)
from whatsapp_biz import consent
from whatsapp_biz.consent import codec


@given(ledgers, attempts, countries, st.randoms(use_true_random=False))
def test_order_and_repetition_never_matter(ledger, attempt, country, random):
    shuffled = ledger + random.sample(ledger, len(ledger) // 2)
    random.shuffle(shuffled)

    assert judge(shuffled, attempt, country).reason == judge(ledger, attempt, country).reason


@given(attempts, countries)
def test_an_empty_ledger_permits_nothing(attempt, country):
    assert not judge([], attempt, country).allowed


@given(ledgers, attempts, countries)
def test_a_permit_names_a_fact_in_the_ledger(ledger, attempt, country):
    decision = judge(ledger, attempt, country)

    assert not decision.allowed or decision.basis in ledger


@given(ledgers, attempts, countries)
def test_every_refusal_has_a_remedy(ledger, attempt, country):
    decision = judge(ledger, attempt, country)

    assert decision.allowed or decision.remedy in decision.explain()


@given(st.lists(opt_ins | inbound, max_size=8), attempts, countries)
def test_after_an_opt_out_from_everything_nothing_goes(ledger, attempt, country):
    latest = max((fact.at for fact in ledger), default=NOW)
    stop = consent.OptedOut(contact=ANA, at=latest, via="email")

    decision = judge([*ledger, stop], attempt, country)

    assert not decision.allowed or decision.reason == "read_receipt"


@given(ledgers, attempts, countries, facts)
def test_more_opt_outs_never_allow_more(ledger, attempt, country, fact):
    before = judge(ledger, attempt, country)
    stop = consent.OptedOut(contact=ANA, at=fact.at, purpose="marketing", via="email")

    after = judge([*ledger, stop], attempt, country)

    assert before.allowed or not after.allowed


@given(st.lists(inbound, max_size=8), attempts)
def test_writing_to_one_number_opens_no_window_on_another(ledger, attempt):
    elsewhere = [attrs.evolve(fact, phone_number_id="200") for fact in ledger]

    assert not judge(elsewhere, attempt).allowed


@given(facts)
def test_a_fact_survives_the_codec(fact):
    assert codec.loads(codec.dumps(fact)) == fact


@given(st.text() | st.binary().map(lambda raw: raw.decode("latin-1")))
def test_the_codec_reads_or_refuses_anything(text):
    try:
        codec.loads(text)
    except consent.UnreadableFact:
        pass


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
)


@given(facts, st.data())
def test_a_changed_fact_is_read_or_refused(fact, data):
    values = codec.to_dict(fact)
    name = data.draw(st.sampled_from(sorted(values)))
    values[name] = data.draw(json_values)

    try:
        codec.from_dict(values)
    except consent.UnreadableFact:
        pass


@given(ledgers, attempts)
def test_a_lower_margin_is_the_only_thing_that_lengthens_the_window(ledger, attempt):
    now = NOW
    strict = consent.Policy(margin=timedelta(hours=1)).rules("DE", now=now)
    standing = consent.fold(ledger, phone_number_id="100")

    if consent.decide(attempt, standing, now=now, rules=strict).allowed:
        usual = consent.Policy().rules("DE", now=now)
        assert consent.decide(attempt, standing, now=now, rules=usual).allowed
