"""Failures on purpose, in process."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from whatsapp_biz.emulator import Customer, EmulatedClock, Emulator

from .conftest import GRAPH, NUMBER, Business, code_of


def test_the_next_answer_can_be_a_page_of_html(business: Business) -> None:
    business.emulator.fail_next(status=503, retry_after=7)

    failed = business.template(NUMBER, "hello_world")
    fine = business.template(NUMBER, "hello_world")

    assert (failed.status_code, failed.headers["retry-after"]) == (503, "7")
    assert failed.headers["content-type"] == "text/html"
    assert fine.status_code == 200
    assert len(business.emulator.outbox) == 1


@pytest.mark.parametrize(
    ("code", "status"), [(130429, 400), (2, 503), (190, 401), (131016, 500), (424242, 400)]
)
def test_the_next_answers_can_be_errors_of_graph(
    business: Business, code: int, status: int
) -> None:
    business.emulator.fail_next(graph_code=code, times=2)

    answers = [business.template(NUMBER, "hello_world") for _ in range(3)]

    told = [(answer.status_code, code_of(answer)) for answer in answers]
    assert told == [(status, code), (status, code), (200, None)]


@pytest.mark.parametrize(
    ("kind", "error", "processed", "seen"),
    [
        ("connect_error", httpx.ConnectError, 0, 0),
        ("read_timeout_before_processing", httpx.ReadTimeout, 0, 1),
        ("read_timeout_after_processing", httpx.ReadTimeout, 1, 1),
    ],
)
def test_the_connection_can_fail(
    business: Business, kind: Any, error: type[Exception], processed: int, seen: int
) -> None:
    business.emulator.fail_next(raises=kind)

    with pytest.raises(error):
        business.template(NUMBER, "hello_world")

    assert len(business.emulator.outbox) == processed
    assert [request.status for request in business.emulator.requests] == [None] * seen


def test_faults_come_in_order(business: Business) -> None:
    business.emulator.fail_next(status=500)
    business.emulator.fail_next(status=502)

    told = [business.template(NUMBER, "hello_world").status_code for _ in range(3)]

    assert told == [500, 502, 200]


@pytest.mark.parametrize(
    "fault",
    [
        {},
        {"status": 500, "graph_code": 2},
        {"status": 200},
        {"raises": "a_fit"},
        {"status": 500, "retry_after": "1\r\nx: y"},
    ],
    ids=str,
)
def test_a_fault_that_makes_no_sense_is_refused(emulator: Emulator, fault: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"fault|status|raises|retry_after"):
        emulator.fail_next(**fault)


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_an_async_client_speaks_to_the_same_world(
    emulator: Emulator, ana: Customer, anyio_backend: str
) -> None:
    ana.says("Hello?")
    headers = {"Authorization": f"Bearer {emulator.token}"}
    transport = emulator.async_transport

    async with httpx.AsyncClient(transport=transport, base_url=GRAPH, headers=headers) as client:
        body = {"messaging_product": "whatsapp", "to": ana.number, "text": {"body": "Hi"}}
        answer = await client.post(f"{emulator.phone_number_id}/messages", json=body)
        emulator.fail_next(raises="connect_error")
        with pytest.raises(httpx.ConnectError):
            await client.post(f"{emulator.phone_number_id}/messages", json=body)

    assert answer.status_code == 200
    assert [message.text for message in ana.inbox] == ["Hi"]


# The clock ----------------------------------------------------------------------------------


def test_the_clock_stands_still_until_it_is_advanced() -> None:
    clock = EmulatedClock()

    before = clock()
    clock.advance(hours=25)

    assert before == datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert clock() - before == timedelta(hours=25)


def test_the_clock_does_not_go_back() -> None:
    with pytest.raises(ValueError, match="go back"):
        EmulatedClock().advance(seconds=-1)


def test_another_clock_can_lead() -> None:
    instants = iter([datetime(2030, 1, 1, tzinfo=UTC), datetime(2030, 1, 2, tzinfo=UTC)])
    emulator = Emulator(clock=lambda: next(instants))

    emulator.clock.advance(hours=1)

    assert emulator.clock() == datetime(2030, 1, 1, 1, tzinfo=UTC)
    assert emulator.clock() == datetime(2030, 1, 2, 1, tzinfo=UTC)


def test_an_emulated_clock_can_be_shared() -> None:
    clock = EmulatedClock()

    assert Emulator(clock=clock).clock is clock


def test_leaving_the_emulator_forgets_everything() -> None:
    with Emulator() as emulator:
        Business(emulator).template(NUMBER, "hello_world")
        inside = len(emulator.outbox)

    assert (inside, emulator.outbox) == (1, [])
