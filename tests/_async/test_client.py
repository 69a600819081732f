"""The client: settings, nouns and verbs."""

from __future__ import annotations

import copy
import logging
import pickle
from datetime import timedelta
from io import BytesIO

import pytest

from tests.worlds import ANA, STRANGER, TEXT, offer, shipped, zero_waits
from whatsapp_biz import AsyncWhatsApp, ConsentRefused, Contact, MemoryStore, errors
from whatsapp_biz.consent import CustomerMessaged, OptedIn, OptedOut, Purpose
from whatsapp_biz.messages import Reaction, Typing
from whatsapp_biz.stores.sqlite import SQLiteStore


@pytest.fixture
async def wa(emulator):
    async with AsyncWhatsApp.sandbox(emulator=emulator, retry=zero_waits()) as wa:
        yield wa


async def events_of(wa, delivery):
    return await wa.webhooks.receive(*delivery)


# Settings ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({}, "token is missing: pass token= or set WHATSAPP_TOKEN"),
        ({"token": "t"}, "phone_number_id is missing: pass phone_number_id="),
    ],
    ids=["token", "number"],
)
def test_a_missing_setting_is_named(given, missing):
    with pytest.raises(errors.ConfigurationError, match=missing):
        AsyncWhatsApp(**given)


def test_a_look_alike_is_named_and_not_read(monkeypatch):
    monkeypatch.setenv("WHATSAPP_ACCESS_TOKEN", "canary-secret-look-alike")

    with pytest.raises(errors.ConfigurationError, match="WHATSAPP_ACCESS_TOKEN is set, but"):
        AsyncWhatsApp()


@pytest.mark.anyio
async def test_settings_come_from_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("WHATSAPP_TOKEN", "canary-secret-token")
    monkeypatch.setenv("WHATSAPP_PHONE_NUMBER_ID", "1234")
    monkeypatch.setenv("WHATSAPP_APP_SECRET", "canary-secret-new, canary-secret-old")
    monkeypatch.setenv("WHATSAPP_CONSENT_STORE", str(tmp_path / "mine.sqlite3"))

    wa = AsyncWhatsApp()
    await wa.consent.opt_out(ANA)
    await wa.aclose()

    assert wa.phone_number_id == "1234"
    assert (tmp_path / "mine.sqlite3").exists()
    assert wa.webhooks is wa.webhooks


@pytest.mark.anyio
async def test_the_constructor_touches_neither_disk_nor_network(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    AsyncWhatsApp("canary-secret-token", phone_number_id="1234")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.anyio
async def test_a_timeout_is_longer_than_nothing():
    with pytest.raises(errors.ConfigurationError, match="timeout"):
        AsyncWhatsApp("canary-secret-token", phone_number_id="1", timeout=timedelta(0))


def test_without_an_app_secret_there_is_no_inbox():
    wa = AsyncWhatsApp("canary-secret-token", phone_number_id="1", store=MemoryStore())

    with pytest.raises(errors.ConfigurationError, match="app_secret is missing"):
        _ = wa.webhooks


@pytest.mark.parametrize("secret", ["", " ", ","])
def test_an_empty_app_secret_is_refused(secret):
    with pytest.raises(errors.ConfigurationError, match="app secret cannot be right"):
        AsyncWhatsApp("canary-secret-token", phone_number_id="1", app_secret=secret)


def test_without_an_account_id_there_are_no_templates():
    wa = AsyncWhatsApp("canary-secret-token", phone_number_id="1", store=MemoryStore())

    with pytest.raises(errors.ConfigurationError, match="business_account_id is missing"):
        _ = wa.templates


def test_a_client_that_talks_to_meta_has_no_emulator():
    wa = AsyncWhatsApp("canary-secret-token", phone_number_id="1", store=MemoryStore())

    with pytest.raises(errors.ConfigurationError, match="no sandbox"):
        _ = wa.emulator


def test_a_client_shows_no_secret_and_is_not_pickled():
    wa = AsyncWhatsApp(
        "canary-secret-token",
        phone_number_id="1",
        app_secret="canary-secret-app",
        verify_token="canary-secret-verify",
        store=MemoryStore(),
    )

    assert "canary" not in repr(wa) + repr(vars(wa)) + repr(wa._config)
    with pytest.raises(TypeError):
        pickle.dumps(wa)


@pytest.mark.anyio
async def test_the_default_store_is_named_once_in_the_log(tmp_path, monkeypatch, caplog):
    monkeypatch.chdir(tmp_path)
    caplog.set_level(logging.INFO, "whatsapp_biz")

    AsyncWhatsApp("canary-secret-token", phone_number_id="1")

    assert caplog.text.count("consent is kept in SQLiteStore('consent.sqlite3'") == 1


# Sending ----------------------------------------------------------------------------------


@pytest.mark.anyio
async def test_a_recipient_that_is_nobody_is_refused_where_it_is_written(wa, emulator):
    for nobody in ("", "hello", "0151 2345678", "+49", "tel:+4915123456789"):
        with pytest.raises(ValueError, match="phone number"):
            await wa.send(TEXT, to=nobody)

    assert emulator.requests == []


@pytest.mark.anyio
async def test_a_reply_quotes_and_stays_on_the_number_it_came_to(wa, emulator):
    (event,) = await events_of(wa, emulator.customer(ANA).says("Hello?"))

    await wa.reply(event, "Hi")

    body = emulator.outbox[0].body
    assert body["context"] == {"message_id": event.id}
    assert body["text"] == {"body": "Hi"}


@pytest.mark.anyio
async def test_a_message_to_another_of_our_numbers_is_not_answered_from_this_one(emulator):
    async with AsyncWhatsApp.sandbox(emulator=emulator) as wa:
        (event,) = await events_of(wa, emulator.customer(ANA).says("Hello?"))
        other = AsyncWhatsApp("canary-secret-token", phone_number_id="77", store=MemoryStore())

        for verb in (other.mark_read, other.typing):
            with pytest.raises(ValueError, match="another business number"):
                await verb(event)
        with pytest.raises(ValueError, match="another business number"):
            await other.reply(event, TEXT)


@pytest.mark.anyio
async def test_typing_and_read_receipts_concern_messages_we_received(wa, emulator):
    (event,) = await events_of(wa, emulator.customer(ANA).says("Hello?"))

    assert (await wa.typing(event)).id is None
    assert (await wa.mark_read(event)).permit.reason == "read_receipt"
    with pytest.raises(ConsentRefused) as refused:
        await wa.send(Typing("wamid.somebody-else"), to=ANA)
    assert refused.value.reason == "no_inbound_message"


@pytest.mark.anyio
async def test_a_reaction_answers_a_message(wa, emulator):
    (event,) = await events_of(wa, emulator.customer(ANA).says("Hello?"))

    await wa.send(Reaction("👍", message_id=event.id), to=ANA)

    assert emulator.outbox[0].type == "reaction"


@pytest.mark.anyio
async def test_advertising_inside_the_window_needs_an_opt_in(wa, emulator):
    await events_of(wa, emulator.customer(ANA).says("Hello?"))

    with pytest.raises(errors.OptInMissing):
        await wa.send(TEXT, to=ANA, purpose=Purpose.MARKETING)
    with pytest.raises(ConsentRefused) as refused:
        await wa.send(TEXT, to=ANA, purpose="newsletter")
    assert refused.value.reason == "unknown_category"


@pytest.mark.anyio
async def test_a_template_is_for_what_its_category_says(wa):
    with pytest.raises(ValueError, match="a template's purpose is its category"):
        await wa.send(shipped(), to=ANA, purpose="service")
    with pytest.raises(ConsentRefused) as refused:
        await wa.send(shipped(category=None), to=ANA)
    assert refused.value.reason == "unknown_category"


@pytest.mark.anyio
async def test_meta_s_category_is_learned_and_the_stricter_counts(wa, emulator):
    await wa.consent.opt_in(ANA, purpose="utility", evidence="form:v3")
    disguised = offer(category="utility")
    assert (await wa.consent.check(disguised, to=ANA)).allowed

    async for _ in wa.templates.list(name="spring_offer"):
        pass

    with pytest.raises(errors.OptInMissing) as refused:
        await wa.send(disguised, to=ANA)
    assert refused.value.reason == "purpose_mismatch"
    assert (await wa.consent.check(shipped(), to=ANA)).allowed
    await wa.templates.get((await wa.templates.list(name="order_shipped").first()).id)
    assert (await wa.consent.check(shipped(category=None), to=ANA)).allowed


@pytest.mark.anyio
async def test_a_person_is_known_by_number_and_by_id(wa, emulator):
    ana = emulator.customer(ANA, bsuid="DE.ana1")
    await events_of(wa, ana.says("Hello?"))
    hidden = Contact(bsuid="DE.ana1")
    emulator.clock.advance(minutes=1)

    assert (await wa.send(TEXT, to=hidden)).permit.reason == "session_open"
    await wa.consent.opt_out(hidden)
    with pytest.raises(errors.RecipientOptedOut):
        await wa.send(TEXT, to=ANA)


@pytest.mark.anyio
async def test_an_opt_out_under_one_name_holds_under_every_other(emulator):
    store = MemoryStore()
    both = Contact(phone=ANA, bsuid="DE.ana1")
    store.append(OptedOut(contact=Contact(bsuid="DE.ana1"), at=emulator.clock(), via="email"))
    store.append(
        OptedIn(
            contact=Contact(phone=ANA),
            at=emulator.clock() - timedelta(days=1),
            purpose="utility",
            evidence="form:v3",
        )
    )
    store.append(
        CustomerMessaged(
            contact=both,
            at=emulator.clock() - timedelta(days=2),
            kind="text",
            phone_number_id=emulator.phone_number_id,
        )
    )

    async with AsyncWhatsApp.sandbox(emulator=emulator, store=store) as wa:
        with pytest.raises(errors.RecipientOptedOut):
            await wa.send(shipped(), to=ANA)
        assert len(await wa.consent.history(ANA)) == 3


@pytest.mark.anyio
async def test_results_show_no_number_pickle_and_compare(wa, emulator):
    await events_of(wa, emulator.customer(ANA).says("Hello?"))
    sent = await wa.send(TEXT, to=ANA)

    assert "5123456" not in repr(sent) + str(sent) + str(sent.permit)
    assert sent.id not in repr(sent)
    assert pickle.loads(pickle.dumps(sent)) == copy.copy(sent) == sent
    assert sent.response.status == 200
    assert sent.response.headers["facebook-api-version"] == "v26.0"


# Consent ----------------------------------------------------------------------------------


@pytest.mark.anyio
async def test_an_opt_in_is_checked_where_it_is_written(wa):
    for problem, given in {
        "not specific": {"purpose": "all", "evidence": "form"},
        "purpose must be one of": {"purpose": "news", "evidence": "form"},
        "proves nothing": {"purpose": "utility", "evidence": " "},
        "must be later": {
            "purpose": "utility",
            "evidence": "form",
            "expires_at": wa.emulator.clock(),
        },
        "must be aware": {
            "purpose": "utility",
            "evidence": "form",
            "at": wa.emulator.clock().replace(tzinfo=None),
        },
    }.items():
        with pytest.raises(ValueError, match=problem):
            await wa.consent.opt_in(ANA, **given)

    assert await wa.consent.history(ANA) == ()


@pytest.mark.anyio
async def test_an_opt_out_needs_no_more_than_a_person(wa):
    await wa.consent.opt_out(ANA)

    (fact,) = await wa.consent.history(ANA)
    assert (fact.purpose, fact.via) == ("all", "manual")


@pytest.mark.anyio
async def test_a_minor_gets_no_advertising(wa):
    await wa.consent.opt_in(
        ANA, purpose="marketing", evidence="form:v3", confirmed_at=wa.emulator.clock()
    )
    assert (await wa.consent.check(offer(), to=ANA)).allowed

    await wa.consent.state_age(ANA, age=15)

    with pytest.raises(errors.RecipientIneligible):
        await wa.send(offer(), to=ANA)


@pytest.mark.anyio
async def test_where_id_and_number_differ_the_stricter_country_counts(wa):
    irish = Contact(phone="+353851234567")
    german_id = Contact(phone="+353851234567", bsuid="DE.1")
    await wa.consent.opt_in(german_id, purpose="marketing", evidence="form:v3")

    assert (await wa.consent.check(offer(), to=irish)).allowed
    assert (await wa.consent.check(offer(), to=german_id)).reason == "double_opt_in_missing"


@pytest.mark.anyio
async def test_a_person_is_explained(wa, emulator):
    await events_of(wa, emulator.customer(ANA).says("Hello?"))
    await wa.consent.opt_in(ANA, purpose="utility", evidence="form:v3")

    known = await wa.consent.explain(ANA)

    assert (known.opt_ins, known.opt_outs) == (1, 0)
    assert known.window_until == emulator.clock() + timedelta(hours=24) - timedelta(seconds=60)
    assert str(known).splitlines() == [
        "+49•••89: 1 opt-ins, 0 opt-outs",
        "customer service window: open for 23 h 59 min",
        "text service: allowed (session_open)",
        "template marketing: refused (purpose_mismatch)",
        "template utility: allowed (opt_in)",
        "template authentication: allowed (session_open)",
        "call: refused (no_call_permission)",
    ]
    assert "window: closed" in str(await wa.consent.explain(STRANGER))


# Nouns ------------------------------------------------------------------------------------


@pytest.mark.anyio
async def test_templates_page_by_themselves(wa, emulator):
    names = [template.name async for template in wa.templates.list(limit=1)]
    pages = [page async for page in wa.templates.list(limit=2).by_page()]

    assert len(names) == len(emulator.world.templates)
    assert [len(page.items) for page in pages][:2] == [2, 2]
    assert await wa.templates.list(name="no_such_template").first() is None


@pytest.mark.anyio
async def test_nothing_is_fetched_before_iteration(wa, emulator):
    wa.templates.list()

    assert emulator.requests == []


@pytest.mark.anyio
@pytest.mark.parametrize("kind", ["bytes", "path", "file"])
async def test_media_goes_up_and_comes_back(wa, kind, tmp_path):
    data = bytes(range(256)) * 2000
    (tmp_path / "photo.png").write_bytes(data)
    sources = {"bytes": data, "path": tmp_path / "photo.png", "file": BytesIO(data)}

    media_id = await wa.media.upload(sources[kind], mime_type="image/png", filename="photo.png")
    info = await wa.media.get(media_id)

    assert (info.mime_type, info.file_size) == ("image/png", len(data))
    assert await wa.media.download(info) == await wa.media.download(media_id) == data
    assert await wa.media.delete(media_id)
    with pytest.raises(errors.ApiError):
        await wa.media.get(media_id)


@pytest.mark.anyio
async def test_a_string_is_no_file(wa):
    with pytest.raises(TypeError, match="not a str"):
        await wa.media.upload("/etc/passwd", mime_type="text/plain")


@pytest.mark.anyio
async def test_a_file_that_is_not_there_says_so(wa, tmp_path, emulator):
    with pytest.raises(FileNotFoundError):
        await wa.media.upload(tmp_path / "none.png", mime_type="image/png")

    assert emulator.requests == []


@pytest.mark.anyio
async def test_a_download_is_no_larger_than_wanted(wa):
    media_id = await wa.media.upload(b"x" * 1000, mime_type="image/png")

    with pytest.raises(errors.MediaRefused, match="over the limit of 999"):
        await wa.media.download(media_id, largest=999)


@pytest.mark.anyio
async def test_an_upload_repeats_from_where_the_file_stood(wa, emulator):
    file = BytesIO(b"headerbody")
    file.seek(6)
    emulator.fail_next(graph_code=130429)

    media_id = await wa.media.upload(file, mime_type="text/plain")

    assert await wa.media.download(media_id) == b"body"


@pytest.mark.anyio
async def test_the_profile_is_read_and_changed(wa):
    await wa.profile.update(about="Succulents", websites=["https://shop.example"])

    profile = await wa.profile.get()
    assert (profile.about, profile.websites) == ("Succulents", ["https://shop.example"])
    with pytest.raises(ValueError, match="about must have at most 139 characters"):
        await wa.profile.update(about="x" * 140)


@pytest.mark.anyio
async def test_raw_calls_reach_what_has_no_method_yet(wa, emulator):
    answer = await wa.request(
        "GET", f"{emulator.phone_number_id}/whatsapp_business_profile", query={"fields": "about"}
    )

    assert answer["data"]
    with pytest.raises(errors.SendPathRefused):
        await wa.request("POST", f"{emulator.phone_number_id}/messages", body={})


@pytest.mark.anyio
async def test_a_raw_post_is_not_done_twice_and_a_raw_get_may_be(wa, emulator):
    path = f"{emulator.phone_number_id}/whatsapp_business_profile"
    emulator.fail_next(raises="read_timeout_after_processing")
    with pytest.raises(errors.DeliveryUnknown):
        await wa.request("POST", path, body={"messaging_product": "whatsapp"})
    assert len(emulator.requests) == 1

    emulator.fail_next(raises="read_timeout_after_processing")
    assert await wa.request("GET", path, query={"fields": "about"})


@pytest.mark.anyio
async def test_ids_from_elsewhere_cannot_turn_a_call_into_a_send(wa, emulator):
    for hostile in (f"{emulator.phone_number_id}/messages", "1/calls", "1/messages?x="):
        with pytest.raises((errors.SendPathRefused, ValueError)):
            await wa.media.get(hostile)
        with pytest.raises((errors.SendPathRefused, ValueError)):
            await wa.media.delete(hostile)
        with pytest.raises((errors.SendPathRefused, ValueError)):
            await wa.templates.get(hostile)

    assert emulator.requests == []


@pytest.mark.anyio
async def test_a_store_that_was_passed_in_stays_open(emulator, tmp_path):
    with SQLiteStore(tmp_path / "consent.sqlite3") as store:
        async with AsyncWhatsApp.sandbox(emulator=emulator, store=store) as wa:
            await wa.consent.opt_out(ANA)

        assert len(store.history(Contact.parse(ANA))) == 1
