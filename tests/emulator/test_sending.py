"""Who gets a message, who does not, and by which road the business learns of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from whatsapp_biz.emulator import Customer, Emulator
from whatsapp_biz.emulator.rules import RULES, Road, road_of

from .conftest import NUMBER, Business, code_of, statuses

DAY = timedelta(hours=24)


def test_a_text_to_a_stranger_is_accepted_and_then_fails(business: Business) -> None:
    response = business.text(NUMBER)

    assert response.status_code == 200
    assert statuses(business.emulator) == [("failed", 131047)]


@pytest.mark.parametrize(
    ("waited", "outcome"),
    [
        pytest.param(timedelta(0), [("sent", None), ("delivered", None)], id="at once"),
        pytest.param(
            timedelta(hours=23, minutes=59), [("sent", None), ("delivered", None)], id="23:59 h"
        ),
        pytest.param(DAY - timedelta(seconds=1), [("sent", None), ("delivered", None)], id="1 s"),
        pytest.param(DAY, [("failed", 131047)], id="24 h"),
        pytest.param(DAY * 30, [("failed", 131047)], id="a month"),
    ],
)
def test_the_window_closes_24_hours_after_the_customer_wrote(
    business: Business, ana: Customer, waited: timedelta, outcome: list[object]
) -> None:
    ana.says("Hello?")

    business.emulator.clock.advance(seconds=waited.total_seconds())
    business.text(ana.number)

    assert statuses(business.emulator) == outcome


def test_a_template_needs_no_window(business: Business, ana: Customer) -> None:
    business.template(ana.number, "order_shipped", "4711", language="de")

    assert [message.text for message in ana.inbox] == ["Ihre Bestellung 4711 kommt."]


def test_a_reaction_opens_no_window(business: Business, ana: Customer) -> None:
    business.template(ana.number, "hello_world")
    ana.reacts("👍", to=ana.inbox[0])
    business.emulator.deliveries()

    business.text(ana.number)

    assert statuses(business.emulator) == [("failed", 131047)]


@pytest.mark.parametrize("name", ["hello_world", "order_shipped", "code"])
def test_whoever_stopped_marketing_still_gets_other_templates(
    business: Business, ana: Customer, name: str
) -> None:
    ana.stops_marketing()

    business.template(ana.number, name, *(["1"] if name != "hello_world" else []))

    assert statuses(business.emulator) == [("sent", None), ("delivered", None)]


def test_whoever_stopped_marketing_gets_no_offers_until_they_resume(
    business: Business, ana: Customer
) -> None:
    ana.stops_marketing()
    business.template(ana.number, "spring_offer")
    stopped = statuses(business.emulator)

    ana.resumes_marketing()
    business.template(ana.number, "spring_offer")

    assert stopped == [("failed", 131050)]
    assert statuses(business.emulator) == [("sent", None), ("delivered", None)]


def test_a_message_to_somebody_who_blocked_the_business_never_arrives(
    business: Business, ana: Customer
) -> None:
    ana.says("Hello?")
    ana.blocks()

    response = business.text(ana.number)

    assert response.status_code == 200
    assert statuses(business.emulator) == [("sent", None)]
    assert ana.inbox == []


def test_a_lifted_block_lets_messages_through_again(business: Business, ana: Customer) -> None:
    ana.says("Hello?")
    ana.blocks()
    ana.unblocks()

    business.text(ana.number)

    assert len(ana.inbox) == 1


def test_somebody_without_whatsapp_cannot_be_reached(business: Business, ana: Customer) -> None:
    ana.leaves_whatsapp()

    business.template(ana.number, "hello_world")

    assert statuses(business.emulator) == [("failed", 131026)]


@pytest.mark.parametrize("code", sorted(RULES), ids=str)
def test_every_code_takes_the_road_of_its_row(code: int) -> None:
    emulator = Emulator()
    business = Business(emulator)
    emulator.fail_next_message(code)

    response = business.template(NUMBER, "hello_world")

    if RULES[code].road is Road.WEBHOOK:
        assert response.status_code == 200
        assert statuses(emulator) == [("failed", code)]
    else:
        assert (response.status_code, code_of(response)) == (RULES[code].status, code)
        assert emulator.outbox == []


@pytest.mark.parametrize("code", [131026, 131047, 131050, 131053])
def test_any_code_can_be_told_to_come_in_the_answer(code: int) -> None:
    emulator = Emulator(synchronous={code})
    business = Business(emulator)
    emulator.fail_next_message(code)

    response = business.template(NUMBER, "hello_world")

    assert (response.status_code, code_of(response)) == (400, code)
    assert emulator.outbox == []
    assert emulator.deliveries() == ()


def test_a_code_nobody_knows_comes_in_the_answer() -> None:
    assert road_of(999_999) is Road.ANSWER


def test_a_read_message_is_told_once(business: Business, ana: Customer) -> None:
    ana.says("Hello?")
    business.text(ana.number)
    business.emulator.deliveries()

    ana.reads()
    ana.reads()

    assert statuses(business.emulator) == [("read", None)]


def test_of_a_reaction_only_sent_is_told(business: Business, ana: Customer) -> None:
    ana.says("Hello?", message_id="wamid.1")

    business.send(ana.number, type="reaction", reaction={"message_id": "wamid.1", "emoji": "👍"})

    assert statuses(business.emulator) == [("sent", None)]
    assert [message.text for message in ana.inbox] == ["👍"]


@pytest.mark.parametrize(
    ("dialled", "wa_id"),
    [
        pytest.param("+52 55 1234 5601", "5215512345601", id="MX"),
        pytest.param("+52 1 55 1234 5601", "5215512345601", id="MX 1"),
        pytest.param("+54 11 2345 6701", "5491123456701", id="AR"),
        pytest.param("+54 9 11 2345 6701", "5491123456701", id="AR 9"),
        pytest.param("+55 31 9 8765 4301", "553187654301", id="BR 9"),
        pytest.param("+55 31 8765 4301", "553187654301", id="BR"),
        pytest.param("4915123456701", "4915123456701", id="DE without plus"),
        pytest.param("+1 (650) 555-0101", "16505550101", id="US"),
    ],
)
def test_the_answer_names_the_number_as_whatsapp_knows_it(
    business: Business, dialled: str, wa_id: str
) -> None:
    told = business.template(dialled, "hello_world").json()["contacts"][0]

    assert (told["input"], told["wa_id"]) == (dialled, wa_id)


def test_every_spelling_of_a_number_is_one_person(business: Business) -> None:
    ana = business.emulator.customer("+52 55 1234 5601")
    ana.says("Hola")

    business.text("+52 1 55 1234 5601")

    assert len(ana.inbox) == 1


def test_somebody_who_hides_their_number_is_reached_by_their_user_id(business: Business) -> None:
    hidden = business.emulator.customer("DE.1A2B3C", name="Bo")
    hidden.says("Hello?")

    body = {"messaging_product": "whatsapp", "recipient": "DE.1A2B3C", "text": {"body": "Hi"}}
    told = business.post(body).json()["contacts"]

    assert told == [{"input": "DE.1A2B3C", "user_id": "DE.1A2B3C"}]
    assert [message.to for message in hidden.inbox] == ["DE.1A2B3C"]


def test_a_user_id_nobody_has_leads_nowhere(business: Business) -> None:
    business.post(
        {
            "messaging_product": "whatsapp",
            "recipient": "DE.404",
            "type": "template",
            "template": {"name": "hello_world", "language": {"code": "en_US"}},
        }
    )

    assert statuses(business.emulator) == [("failed", 131026)]


def test_a_code_cannot_go_to_a_user_id(business: Business) -> None:
    business.emulator.customer("DE.1A2B3C")
    template = {
        "name": "code",
        "language": {"code": "en_US"},
        "components": [{"type": "body", "parameters": [{"type": "text", "text": "123456"}]}],
    }
    body = {"messaging_product": "whatsapp", "type": "template", "template": template}

    assert code_of(business.post({**body, "recipient": "DE.1A2B3C"})) == 131062


def test_runs_of_one_seed_give_the_same_ids() -> None:
    def ids() -> list[str]:
        business = Business(Emulator(seed=7))
        return [business.template(NUMBER, "hello_world").text for _ in range(3)]

    assert ids() == ids()
    assert len(set(ids())) == 3
    assert Emulator(seed=7).token != Emulator(seed=8).token


def test_reset_forgets_everybody(business: Business, ana: Customer) -> None:
    ana.says("Hello?")
    business.emulator.clock.advance(hours=1)
    business.text(ana.number)
    business.emulator.fail_next(status=503)

    business.emulator.reset()

    assert business.emulator.outbox == []
    assert business.emulator.requests == []
    assert business.emulator.deliveries() == ()
    assert business.emulator.clock().hour == 9
    business.text(ana.number)
    assert statuses(business.emulator) == [("failed", 131047)]
