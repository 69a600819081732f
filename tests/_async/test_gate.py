"""The gate: nothing leaves without a fresh permit, and nothing leaves twice."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from tests.worlds import ANA, STRANGER, TEXT, shipped, zero_waits
from whatsapp_biz import (
    AsyncWhatsApp,
    ConsentRefused,
    Contact,
    DeliveryUnknown,
    LedgerUnavailable,
    RetryPolicy,
    errors,
)
from whatsapp_biz.consent import OptedOut
from whatsapp_biz.stores.memory import MemoryStore


@pytest.fixture
def meta(emulator):
    return emulator


@pytest.fixture
async def wa(meta):
    async with AsyncWhatsApp.sandbox(emulator=meta, retry=zero_waits()) as wa:
        yield wa


async def open_window(wa, number=ANA):
    await wa.webhooks.receive(*wa.emulator.customer(number).says("Hello?"))


@pytest.mark.anyio
async def test_a_text_to_a_stranger_never_leaves(wa, meta):
    with pytest.raises(errors.WindowClosed) as refused:
        await wa.send(TEXT, to=STRANGER)

    assert refused.value.reason == "no_session"
    assert meta.requests == []


@pytest.mark.anyio
async def test_a_template_to_a_stranger_never_leaves(wa, meta):
    with pytest.raises(errors.OptInMissing) as refused:
        await wa.send(shipped(), to=STRANGER)

    assert refused.value.reason == "no_opt_in"
    assert meta.requests == []


@pytest.mark.anyio
async def test_an_answer_leaves_and_names_the_fact_that_allowed_it(wa, meta):
    await open_window(wa)

    sent = await wa.send(TEXT, to=ANA)

    assert sent.permit.basis.kind == "text"
    assert sent.id == meta.outbox[0].id
    assert [request.status for request in meta.requests] == [200]


@pytest.mark.anyio
async def test_a_refusal_is_three_frames_of_ours(wa):
    with pytest.raises(ConsentRefused) as refused:
        await wa.send(TEXT, to=STRANGER)

    ours = [entry for entry in refused.traceback if "whatsapp_biz" in str(entry.path)]
    assert [entry.name for entry in ours] == ["send", "send"]


@pytest.mark.anyio
async def test_every_decision_is_seen_before_it_is_acted_on(meta):
    seen = []

    def look(decision):
        seen.append((decision.reason, len(meta.requests)))

    async with AsyncWhatsApp.sandbox(emulator=meta, on_decision=look) as wa:
        await open_window(wa)
        await wa.send(TEXT, to=ANA)
        with pytest.raises(ConsentRefused):
            await wa.send(TEXT, to=STRANGER)

    assert seen == [("session_open", 0), ("no_session", 1)]


@pytest.mark.anyio
async def test_an_observer_that_fails_lets_nothing_leave(meta):
    def fail(_):
        raise RuntimeError("no")

    async with AsyncWhatsApp.sandbox(emulator=meta, on_decision=fail) as wa:
        await open_window(wa)
        with pytest.raises(RuntimeError):
            await wa.send(TEXT, to=ANA)

    assert meta.requests == []


@pytest.mark.anyio
async def test_a_revocation_during_back_off_holds_the_message(meta):
    store = MemoryStore()
    decisions = []

    def revoke_after_the_first(decision):
        decisions.append(decision.reason)
        if len(decisions) == 1:
            store.append(OptedOut(contact=decision.attempt.contact, at=meta.clock(), via="email"))

    async with AsyncWhatsApp.sandbox(
        emulator=meta, store=store, on_decision=revoke_after_the_first, retry=zero_waits()
    ) as wa:
        await open_window(wa)
        meta.clock.advance(minutes=1)
        meta.fail_next(graph_code=130429)
        with pytest.raises(errors.RecipientOptedOut):
            await wa.send(TEXT, to=ANA)

    assert decisions == ["session_open", "opted_out"]
    assert meta.outbox == []
    assert len(meta.requests) == 1


@pytest.mark.anyio
async def test_the_window_may_close_during_back_off(meta):
    def let_time_pass(_):
        meta.clock.advance(hours=24)

    async with AsyncWhatsApp.sandbox(
        emulator=meta, on_decision=let_time_pass, retry=zero_waits()
    ) as wa:
        await open_window(wa)
        meta.fail_next(graph_code=130429)
        with pytest.raises(ConsentRefused) as refused:
            await wa.send(TEXT, to=ANA)

    assert refused.value.reason == "session_expired"
    assert meta.outbox == []


@pytest.mark.anyio
@pytest.mark.parametrize("code", [4, 130429, 131056, 131016, 80007])
async def test_what_meta_surely_rejected_for_now_is_repeated(wa, meta, code):
    await open_window(wa)
    meta.fail_next(graph_code=code)

    await wa.send(TEXT, to=ANA)

    assert len(meta.outbox) == 1
    assert len(meta.requests) == 2


@pytest.mark.anyio
async def test_what_never_left_is_repeated(wa, meta):
    await open_window(wa)
    meta.fail_next(raises="connect_error", times=2)

    await wa.send(TEXT, to=ANA)

    assert len(meta.outbox) == 1


@pytest.mark.anyio
async def test_a_sandbox_waits_by_the_emulator_s_clock(meta):
    async with AsyncWhatsApp.sandbox(emulator=meta) as wa:
        await open_window(wa)
        before = meta.clock()
        meta.fail_next(graph_code=130429, retry_after=45)
        await wa.send(TEXT, to=ANA)

    # What Meta asks for, and at most as much again so that clients do not march in step.
    assert timedelta(seconds=45) <= meta.clock() - before <= timedelta(seconds=60)


@pytest.mark.anyio
async def test_a_wait_by_the_wall_lets_the_loop_go_on(meta):
    tick = RetryPolicy(first_wait=timedelta(milliseconds=1))
    async with AsyncWhatsApp.sandbox(emulator=meta, retry=tick) as wa:
        wa._gate._clock = partial(meta.clock)  # no clock that waits
        await open_window(wa)
        meta.fail_next(graph_code=130429)
        await wa.send(TEXT, to=ANA)

    assert len(meta.outbox) == 1


@pytest.mark.anyio
async def test_repeating_ends(wa, meta):
    await open_window(wa)
    meta.fail_next(graph_code=130429, times=9)

    with pytest.raises(errors.RateLimited):
        await wa.send(TEXT, to=ANA)

    assert len(meta.requests) == zero_waits().attempts


@pytest.mark.anyio
@pytest.mark.parametrize(
    "fault", ["read_timeout_after_processing", "read_timeout_before_processing"]
)
async def test_what_may_have_left_is_never_repeated(wa, meta, fault):
    await open_window(wa)
    meta.fail_next(raises=fault)

    with pytest.raises(DeliveryUnknown) as unknown:
        await wa.send(TEXT, to=ANA, callback_data="order-7")

    assert unknown.value.callback_data == "order-7"
    assert len(meta.requests) == 1


@pytest.mark.anyio
async def test_an_answer_that_is_not_meta_s_leaves_the_delivery_unknown(wa, meta):
    await open_window(wa)
    meta.fail_next(status=502)

    with pytest.raises(DeliveryUnknown):
        await wa.send(TEXT, to=ANA)

    assert len(meta.requests) == 1


@pytest.mark.anyio
@pytest.mark.parametrize("code", [131000, 131026, 131047, 131048, 131049, 368, 190, 100, 3])
async def test_what_meta_refused_for_good_is_not_repeated(wa, meta, code):
    await open_window(wa)
    meta.fail_next(graph_code=code)

    with pytest.raises(errors.ApiError) as refused:
        await wa.send(TEXT, to=ANA)

    assert refused.value.code == code
    assert len(meta.requests) == 1


@pytest.mark.anyio
async def test_131050_becomes_an_opt_out_from_marketing(wa, meta):
    await open_window(wa)
    meta.fail_next(graph_code=131050)

    with pytest.raises(errors.RecipientUnreachable):
        await wa.send(TEXT, to=ANA)

    facts = await wa.consent.history(ANA)
    assert [(fact.purpose, fact.via) for fact in facts if isinstance(fact, OptedOut)] == [
        ("marketing", "131050")
    ]


class BrokenStore:
    """A store that says nothing useful and everything personal."""

    def __init__(self, *, facts=None):
        self.facts = facts

    def append(self, event):
        raise OSError(f"cannot keep {ANA}")

    def history(self, contact):
        if self.facts is None:
            raise OSError(f"cannot read {ANA}")
        return self.facts


@pytest.mark.anyio
async def test_a_store_that_fails_lets_nothing_leave(meta):
    async with AsyncWhatsApp.sandbox(emulator=meta, store=BrokenStore()) as wa:
        with pytest.raises(LedgerUnavailable, match="nothing was sent") as failed:
            await wa.send(TEXT, to=ANA)
        with pytest.raises(LedgerUnavailable):
            await wa.consent.opt_out(ANA)
        with pytest.raises(LedgerUnavailable):
            await open_window(wa)

    assert meta.requests == []
    assert "5123456" not in str(failed.value)
    assert failed.value.__cause__ is failed.value.__context__ is None


@pytest.mark.anyio
async def test_a_store_that_mixes_people_up_lets_nothing_leave(meta):
    helpful = MemoryStore()
    async with AsyncWhatsApp.sandbox(emulator=meta, store=helpful) as wa:
        fact = await wa.consent.opt_in(ANA, purpose="utility", evidence="form:v3")

    for facts in ([fact], ["yes"], None):
        async with AsyncWhatsApp.sandbox(emulator=meta, store=BrokenStore(facts=facts)) as wa:
            with pytest.raises(LedgerUnavailable):
                await wa.send(shipped(), to=STRANGER)

    assert meta.requests == []


@pytest.mark.anyio
async def test_a_revocation_while_waiting_for_a_connection_holds_the_message(meta):
    store = MemoryStore()
    async with AsyncWhatsApp.sandbox(emulator=meta, store=store) as wa:
        await open_window(wa)
        meta.clock.advance(minutes=1)
        waited = []

        class RevokesMeanwhile:
            async def acquire(self, seconds):
                waited.append(seconds)
                who = Contact.parse(ANA)
                store.append(OptedOut(contact=who, at=meta.clock(), via="email"))
                return True

            def release(self):
                waited.append("released")

        wa._gate._places = RevokesMeanwhile()
        with pytest.raises(errors.RecipientOptedOut):
            await wa.send(TEXT, to=ANA)

    assert waited == [30.0, "released"]
    assert meta.requests == []


@pytest.mark.anyio
async def test_without_a_connection_in_time_nothing_is_sent(meta):
    class Full:
        async def acquire(self, seconds):
            return False

    async with AsyncWhatsApp.sandbox(emulator=meta, retry=zero_waits()) as wa:
        await open_window(wa)
        wa._gate._places = Full()
        with pytest.raises(errors.TransportError) as failed:
            await wa.send(TEXT, to=ANA)
        with pytest.raises(errors.TransportError):
            await wa.profile.get()

    assert failed.value.delivery == "not_sent"
    assert meta.requests == []
