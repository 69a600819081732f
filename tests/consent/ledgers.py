"""Ledgers made by Hypothesis, and the words tests use about them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from whatsapp_biz import consent
from whatsapp_biz.consent.guard import FREE_FORM_KINDS
from whatsapp_biz.contact import Contact

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ANA = Contact(phone="+4915123456789")
NUMBER = "100"

times = st.integers(-3 * 86_400, 600).map(lambda seconds: NOW + timedelta(seconds=seconds))
scopes = st.sampled_from([*map(str, consent.Purpose), consent.ALL])
opt_ins = st.builds(
    consent.OptedIn,
    id=st.uuids().map(str),
    contact=st.just(ANA),
    at=times,
    purpose=scopes,
    evidence=st.sampled_from(["", "form:v3"]),
    method=st.sampled_from(["web_form", "native_resume"]),
    confirmed_at=st.none() | times,
    expires_at=st.none() | times,
)
opt_outs = st.builds(
    consent.OptedOut,
    id=st.uuids().map(str),
    contact=st.just(ANA),
    at=times,
    purpose=scopes,
    via=st.sampled_from(["keyword", "email"]),
)
inbound = st.builds(
    consent.CustomerMessaged,
    id=st.uuids().map(str),
    contact=st.just(ANA),
    at=times,
    kind=st.sampled_from(["text", "call", "reaction", "unsupported"]),
    phone_number_id=st.sampled_from([NUMBER, "200"]),
)
ages = st.builds(
    consent.AgeStated,
    id=st.uuids().map(str),
    contact=st.just(ANA),
    at=times,
    age=st.integers(8, 40),
)
facts = opt_ins | opt_outs | inbound | ages
ledgers = st.lists(facts, max_size=8)
attempts = st.builds(
    consent.Attempt,
    kind=st.sampled_from(
        [*sorted(FREE_FORM_KINDS), "template", "call", "read_receipt", "opt_out_ack",
         "opt_in_confirmation", "hologram"]
    ),
    contact=st.just(ANA),
    phone_number_id=st.just(NUMBER),
    category=st.none() | st.sampled_from([*map(str, consent.Purpose), "newsletter"]),
)  # fmt: skip
countries = st.sampled_from(["DE", "IE", "US", "FR", "IN", "GB", None])


def judge(
    ledger: list[consent.ConsentEvent],
    attempt: consent.Attempt,
    country: str | None = "DE",
    now: datetime = NOW,
) -> consent.Decision:
    """What the guard says."""
    return consent.decide(
        attempt,
        consent.fold(ledger, phone_number_id=NUMBER),
        now=now,
        rules=consent.Policy().rules(country, now=now),
    )


def attempt(kind: str, category: str | None = None, **more: object) -> consent.Attempt:
    """An attempt to reach Ana."""
    return consent.Attempt(
        kind=kind, contact=ANA, phone_number_id=NUMBER, category=category, **more
    )
