"""What may be tried again, and after how long."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whatsapp_biz import errors
from whatsapp_biz.consent.decision import Attempt, Refusal
from whatsapp_biz.contact import Contact
from whatsapp_biz.errors import GraphError, api_error
from whatsapp_biz.retry import RetryPolicy, may_repeat, wait_before

both = pytest.mark.parametrize("idempotent", [False, True], ids=["send", "idempotent"])


def said(code: int, *, transient: bool = False, status: int = 500, after: float | None = None):
    wait = None if after is None else timedelta(seconds=after)
    return api_error(
        GraphError(status=status, code=code, is_transient=transient, retry_after=wait)
    )


# Whether ------------------------------------------------------------------------------------


@both
def test_what_never_left_may_be_repeated(idempotent):
    assert may_repeat(errors.TransportError("refused"), idempotent=idempotent)


def test_what_may_have_been_sent_is_not_sent_again():
    assert not may_repeat(errors.DeliveryUnknown("stalled"), idempotent=False)
    assert may_repeat(errors.DeliveryUnknown("stalled"), idempotent=True)


@both
@pytest.mark.parametrize("code", [2, 4, 80007, 130429, 131016, 131056, 131057])
@pytest.mark.parametrize("status", [400, 403, 429, 500])
def test_what_was_rejected_for_now_may_be_repeated(code, status, idempotent):
    assert may_repeat(said(code, status=status), idempotent=idempotent)


NEVER = [
    0, 3, 10, 33, 100, 190, 200, 299, 368, 613, 130403, 130472, 130497, 131005, 131008, 131009,
    131021, 131026, 131030, 131031, 131042, 131045, 131047, 131048, 131049, 131050, 131051,
    131053, 131062, 132000, 132001, 132015, 133004, 133010, 133016,
]  # fmt: skip


@both
@pytest.mark.parametrize("code", NEVER)
@pytest.mark.parametrize("status", [400, 429, 500, 503])
def test_what_waiting_cannot_mend_is_not_repeated_whatever_the_status(code, status, idempotent):
    assert not may_repeat(said(code, status=status, after=1), idempotent=idempotent)


@both
@pytest.mark.parametrize(
    "code",
    [3, 10, 100, 190, 368, 130403, 130472, 131026, 131031, 131045, 131047, 131048, 131049, 131050],
)
def test_a_mark_as_passing_does_not_make_a_person_reachable(code, idempotent):
    assert not may_repeat(said(code, transient=True, after=1), idempotent=idempotent)


@pytest.mark.parametrize("code", [1, 131000, 135000])
def test_an_unknown_fault_is_repeated_only_if_it_is_passing_and_harmless(code):
    assert may_repeat(said(code, transient=True), idempotent=True)
    assert not may_repeat(said(code, transient=True), idempotent=False)
    assert not may_repeat(said(code), idempotent=True)
    assert not may_repeat(said(code), idempotent=False)


@both
def test_any_other_fault_meta_calls_passing_may_be_repeated(idempotent):
    assert may_repeat(said(999_999, transient=True), idempotent=idempotent)
    assert not may_repeat(said(999_999), idempotent=idempotent)


def refused() -> Refusal:
    attempt = Attempt(kind="text", contact=Contact(bsuid="DE.a"), phone_number_id="1")
    return Refusal(
        reason="opted_out", attempt=attempt, at=datetime(2026, 1, 1, tzinfo=UTC), rules="1"
    )


@both
@pytest.mark.parametrize(
    "error",
    [
        errors.ConsentRefused(refused()),
        errors.RecipientOptedOut(refused()),
        errors.LedgerUnavailable("locked"),
        errors.UnsafeStore("volatile"),
        errors.ConfigurationError("no token"),
        errors.SendPathRefused("no"),
        errors.MediaRefused("no"),
        errors.EventBusy("busy"),
        errors.SignatureMismatch("no"),
        errors.WhatsAppError("whatever"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_nothing_else_is_repeated(error, idempotent):
    assert not may_repeat(error, idempotent=idempotent)


@given(st.integers(), st.booleans(), st.integers(100, 599))
def test_a_send_is_never_repeated_where_a_harmless_call_is_not(code, transient, status):
    error = said(code, transient=transient, status=status)

    assert may_repeat(error, idempotent=True) or not may_repeat(error, idempotent=False)


# After how long -----------------------------------------------------------------------------

POLICY = RetryPolicy(first_wait=timedelta(seconds=2), longest_wait=timedelta(seconds=30))


def seconds(error: object, *, policy: RetryPolicy = POLICY) -> list[float]:
    return [wait_before(error, n, policy=policy).total_seconds() for n in range(1, 7)]


@pytest.mark.parametrize(
    "error",
    [errors.TransportError("x"), errors.DeliveryUnknown("x"), said(130429), None],
    ids=["transport", "unknown", "throttled", "nothing"],
)
def test_waits_double_up_to_the_longest(error):
    assert seconds(error) == [2, 4, 8, 16, 30, 30]


def test_too_many_messages_to_one_person_wait_by_powers_of_four():
    assert seconds(said(131056)) == [4, 16, 30, 30, 30, 30]
    patient = RetryPolicy(longest_wait=timedelta(days=1))
    assert seconds(said(131056), policy=patient) == [4, 16, 64, 256, 1024, 4096]


@pytest.mark.parametrize("code", [131056, 130429])
def test_metas_own_wait_goes_before_ours(code):
    assert seconds(said(code, after=7)) == [7] * 6
    assert seconds(said(code, after=0)) == [0] * 6


def test_no_wait_is_longer_than_the_longest():
    assert seconds(said(130429, after=99_999)) == [30] * 6
    assert wait_before(said(131056), 10, policy=RetryPolicy()) == timedelta(seconds=60)
    short = RetryPolicy(first_wait=timedelta(minutes=5), longest_wait=timedelta(seconds=1))
    assert seconds(None, policy=short) == [1] * 6


def test_jitter_lengthens_a_wait_and_keeps_its_bound():
    waits = [
        wait_before(None, repeat, policy=POLICY, jitter=jitter).total_seconds()
        for repeat, jitter in ((1, 0.0), (1, 0.5), (2, 0.25), (4, 0.5), (4, 0.99), (5, 1.0))
    ]

    assert waits == [2, 3, 5, 24, 30, 30]
    assert wait_before(said(4, after=10), 1, policy=POLICY, jitter=0.5) == timedelta(seconds=15)


@given(
    st.integers(1, 10),
    st.timedeltas(timedelta(microseconds=1), timedelta(days=1)),
    st.timedeltas(timedelta(microseconds=1), timedelta(days=1)),
    st.sampled_from([None, said(131056), said(4, after=12)]),
)
def test_waits_never_shrink_and_keep_their_bound(repeat, first, longest, error):
    policy = RetryPolicy(first_wait=first, longest_wait=longest)
    wait, next_wait = (wait_before(error, n, policy=policy) for n in (repeat, repeat + 1))

    assert timedelta(0) < wait <= next_wait <= longest


# The policy ---------------------------------------------------------------------------------


def test_the_usual_policy_is_modest():
    policy = RetryPolicy()

    assert policy.attempts == 3
    assert seconds(None, policy=policy) == [0.5, 1, 2, 4, 8, 16]
    assert policy.longest_wait == timedelta(seconds=60)
    assert policy.deadline == timedelta(seconds=120)


@pytest.mark.parametrize("attempts", [1, 2, 10])
def test_one_to_ten_attempts_are_allowed(attempts):
    assert RetryPolicy(attempts=attempts).attempts == attempts


@pytest.mark.parametrize("attempts", [0, -1, 11, 10**6])
def test_other_numbers_of_attempts_are_refused(attempts):
    with pytest.raises(ValueError, match="attempts"):
        RetryPolicy(attempts=attempts)


@pytest.mark.parametrize("name", ["first_wait", "longest_wait", "deadline"])
@pytest.mark.parametrize("length", [timedelta(0), timedelta(seconds=-1)], ids=["zero", "negative"])
def test_a_length_is_longer_than_nothing(name, length):
    with pytest.raises(ValueError, match=f"{name} must be longer than nothing"):
        RetryPolicy(**{name: length})
    assert getattr(RetryPolicy(**{name: timedelta.resolution}), name) == timedelta.resolution


def test_a_policy_cannot_be_changed_nor_given_by_position():
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        RetryPolicy().attempts = 5
    with pytest.raises(TypeError):
        RetryPolicy(5)
