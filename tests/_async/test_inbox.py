"""The inbox: verified, recorded, then handled, once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.worlds import ANA, TEXT, shipped
from whatsapp_biz import AsyncWhatsApp, MemoryStore, errors
from whatsapp_biz.consent import OptedOut
from whatsapp_biz.redact import Secret
from whatsapp_biz.webhooks import TextReceived, Unrecognised, sign


@pytest.fixture
async def wa(emulator):
    async with AsyncWhatsApp.sandbox(emulator=emulator) as wa:
        yield wa


@pytest.fixture
def ana(emulator):
    return emulator.customer(ANA, name="Canary Name")


@pytest.mark.anyio
async def test_the_handshake_is_answered(wa, emulator):
    query = {
        "hub.mode": "subscribe",
        "hub.verify_token": emulator.verify_token,
        "hub.challenge": "1158201444",
    }

    assert wa.webhooks.challenge(query) == "1158201444"
    with pytest.raises(errors.ChallengeMismatch):
        wa.webhooks.challenge({**query, "hub.verify_token": "wrong"})


@pytest.mark.anyio
async def test_without_a_verify_token_no_handshake_is_answered():
    wa = AsyncWhatsApp(
        "canary-secret-token",
        phone_number_id="1",
        app_secret="canary-secret-app",
        store=MemoryStore(),
    )

    with pytest.raises(errors.ConfigurationError, match="verify_token is missing"):
        wa.webhooks.challenge({})


@pytest.mark.anyio
async def test_the_ledger_is_current_before_any_handler_runs(wa, ana):
    async def answer(event):
        await wa.reply(event, TEXT)

    await wa.webhooks.handle(*ana.says("Hello?"), answer)

    assert len(wa.emulator.outbox) == 1


@pytest.mark.anyio
async def test_a_stop_shuts_the_door_before_its_own_handler(wa, ana):
    seen = []

    async def answer(event):
        seen.append(event)
        await wa.reply(event, TEXT)

    with pytest.raises(errors.RecipientOptedOut):
        await wa.webhooks.handle(*ana.says("STOP"), answer)

    assert len(seen) == 1
    assert wa.emulator.outbox == []


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("words", "scope", "via"),
    [("stop promotions", "marketing", "keyword"), ("Abmelden bitte", "all", "keyword")],
)
async def test_words_opt_out(wa, ana, words, scope, via):
    await wa.webhooks.receive(*ana.says(words))

    facts = await wa.consent.history(ANA)
    assert [(f.purpose, f.via) for f in facts if isinstance(f, OptedOut)] == [(scope, via)]


@pytest.mark.anyio
async def test_a_button_opts_out(wa, ana):
    await wa.webhooks.receive(*ana.taps("STOP_PROMOTIONS", "Keine Angebote mehr"))

    facts = await wa.consent.history(ANA)
    assert [(f.purpose, f.via) for f in facts if isinstance(f, OptedOut)] == [
        ("marketing", "button")
    ]


@pytest.mark.anyio
async def test_whatsapp_s_own_switch_stops_and_resumes_marketing(wa, ana, emulator):
    await wa.consent.opt_in(
        ANA, purpose="utility", evidence="form:v3", at=emulator.clock() - timedelta(days=1)
    )
    await wa.webhooks.receive(*ana.stops_marketing())

    assert (await wa.consent.check(shipped(), to=ANA)).allowed
    assert (await wa.consent.explain(ANA)).decisions[1].reason == "opted_out"
    emulator.clock.advance(hours=1)
    await wa.webhooks.receive(*ana.resumes_marketing())
    assert (await wa.consent.explain(ANA)).decisions[1].reason == "opted_out"


@pytest.mark.anyio
async def test_a_failed_status_131050_opts_out_of_marketing(wa, ana, emulator):
    await wa.webhooks.receive(*ana.says("Hello?"))
    emulator.fail_next_message(131050)
    await wa.send(TEXT, to=ANA)

    for delivery in emulator.deliveries():
        await wa.webhooks.receive(*delivery)

    facts = await wa.consent.history(ANA)
    assert [(f.purpose, f.via) for f in facts if isinstance(f, OptedOut)] == [
        ("marketing", "131050")
    ]


@pytest.mark.anyio
async def test_redelivery_changes_nothing(wa, ana):
    delivery = ana.says("STOP")
    await wa.webhooks.receive(*delivery)
    before = await wa.consent.history(ANA)

    await wa.webhooks.receive(*delivery)

    assert await wa.consent.history(ANA) == before


@pytest.mark.anyio
async def test_an_event_is_handled_once_however_often_it_is_delivered(wa, ana):
    delivery, seen = ana.says("Hello?"), []

    for _ in range(3):
        await wa.webhooks.handle(*delivery, seen.append)

    assert [type(event) for event in seen] == [TextReceived]


@pytest.mark.anyio
async def test_a_handler_that_fails_is_given_the_event_again(wa, ana):
    delivery, calls = ana.says("Hello?"), []

    def fail_first(event):
        calls.append(event)
        if len(calls) == 1:
            raise RuntimeError("first time")

    with pytest.raises(RuntimeError, match="first time"):
        await wa.webhooks.handle(*delivery, fail_first)
    for _ in range(2):
        await wa.webhooks.handle(*delivery, fail_first)

    assert len(calls) == 2


@pytest.mark.anyio
async def test_an_event_another_worker_has_is_left_to_it(wa, ana, emulator):
    delivery, seen = ana.says("Hello?"), []

    async def meanwhile(event):
        with pytest.raises(errors.EventBusy):
            await wa.webhooks.handle(*delivery, seen.append)

    await wa.webhooks.handle(*delivery, meanwhile)

    assert seen == []


@pytest.mark.anyio
async def test_an_event_of_a_worker_that_died_is_taken_over(emulator, ana):
    store, seen = MemoryStore(), []
    async with AsyncWhatsApp.sandbox(emulator=emulator, store=store) as wa:
        delivery = ana.says("Hello?")
        (event,) = await wa.webhooks.receive(*delivery)
        store.claim(event.dedup_key, now=emulator.clock(), lease=timedelta(minutes=10))

        with pytest.raises(errors.EventBusy):
            await wa.webhooks.handle(*delivery, seen.append)
        emulator.clock.advance(minutes=11)
        await wa.webhooks.handle(*delivery, seen.append)

    assert len(seen) == 1


class PlainStore:
    """Two methods and no claims."""

    def __init__(self):
        self.kept = MemoryStore()

    def append(self, event):
        self.kept.append(event)

    def history(self, contact):
        return self.kept.history(contact)


@pytest.mark.anyio
async def test_a_store_of_two_methods_serves(emulator, ana):
    seen = []
    async with AsyncWhatsApp.sandbox(emulator=emulator, store=PlainStore()) as wa:
        await wa.webhooks.handle(*ana.says("Hello?"), seen.append)
        await wa.reply(seen[0], TEXT)

    assert len(emulator.outbox) == 1


@pytest.mark.anyio
async def test_a_forged_webhook_records_nothing(wa, ana):
    body, headers = ana.says("STOP")

    with pytest.raises(errors.SignatureMismatch):
        await wa.webhooks.receive(body + b" ", headers)
    with pytest.raises(errors.SignatureMissing):
        await wa.webhooks.receive(body, {})
    with pytest.raises(errors.SignatureMismatch):
        await wa.webhooks.receive(body, {**headers, "x-hub-signature-256": "sha256=00"})

    assert await wa.consent.history(ANA) == ()


@pytest.mark.anyio
async def test_either_secret_counts_while_one_is_rotated(emulator, ana):
    wa = AsyncWhatsApp(
        "canary-secret-token",
        phone_number_id=emulator.phone_number_id,
        app_secret=["canary-secret-new", emulator.app_secret],
        store=MemoryStore(),
    )
    body, headers = ana.says("Hello?")

    wa.webhooks.verify(body, headers)
    wa.webhooks.verify(body, {"X-HUB-SIGNATURE-256": sign(body, Secret("canary-secret-new"))})
    with pytest.raises(errors.SignatureMismatch):
        wa.webhooks.verify(body, {"x-hub-signature-256": sign(body, Secret("canary-secret-old"))})


@pytest.mark.anyio
async def test_signed_nonsense_is_unrecognised_and_kept(wa, emulator):
    body = b'{"object":"whatsapp_business_account","entry":5}'
    headers = {"X-Hub-Signature-256": sign(body, Secret(emulator.app_secret))}

    (event,) = await wa.webhooks.receive(body, headers)

    assert isinstance(event, Unrecognised)
