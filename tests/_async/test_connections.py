"""Connections: opened seldom, used again safely, given back whatever happens."""

from __future__ import annotations

import gc
import os
import ssl
import threading
from contextlib import suppress

import pytest

from tests.colours import async_connections, async_interrupted, async_run, async_together
from tests.raw_server import (
    ACCEPTED,
    FAULTS,
    SLOW,
    RawServer,
    closes_after_reading,
    http,
    says,
    says_and_closes,
    says_once_all_are_here,
    stalls,
)
from tests.talking import NUMBER, async_client
from whatsapp_biz import _tls
from whatsapp_biz.errors import DeliveryUnknown, TransportError


@pytest.mark.anyio
async def test_messages_in_a_row_share_one_connection() -> None:
    with RawServer(says()) as server:
        async with async_client(server.url) as wa:
            for _ in range(20):
                await wa.send("Hi", to=NUMBER)

    assert len(server.requests) == 20
    assert server.connections == 1


@pytest.mark.anyio
async def test_a_second_wave_opens_no_new_connections() -> None:
    with RawServer(*[says_once_all_are_here(50)] * 50, says()) as server:
        async with async_client(server.url) as wa:
            first = await async_together(50, lambda: wa.send("Hi", to=NUMBER))
            second = await async_together(50, lambda: wa.send("Hi", to=NUMBER))

    assert [sent.id for sent in first + second] == ["wamid.accepted"] * 100
    assert len(server.requests) == 100
    assert server.connections == 50


@pytest.mark.anyio
@pytest.mark.parametrize(
    "goodbye",
    [b"", b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"],
    ids=["silently", "with a word"],
)
async def test_a_connection_the_server_closed_meanwhile_goes_unnoticed(goodbye) -> None:
    with RawServer(says_and_closes(ACCEPTED + goodbye), says()) as server:
        async with async_client(server.url) as wa:
            await wa.send("one", to=NUMBER)
            assert server.hung_up.wait(5)
            await wa.send("two", to=NUMBER)

    assert [(seen.text, seen.connection) for seen in server.requests] == [("one", 1), ("two", 2)]


@pytest.mark.anyio
async def test_a_connection_announced_to_close_is_not_used_again() -> None:
    last = http(b'{"messages":[{"id":"wamid.last"}]}', connection="close")
    with RawServer(says(last), says()) as server:
        async with async_client(server.url) as wa:
            await wa.send("one", to=NUMBER)
            await wa.send("two", to=NUMBER)

    assert [seen.connection for seen in server.requests] == [1, 2]


@pytest.mark.anyio
async def test_an_answer_nobody_asked_for_is_not_taken_for_the_next_one() -> None:
    stray = http(b'{"messages":[{"id":"wamid.stray"}]}')
    with RawServer(says(ACCEPTED + stray), says()) as server:
        async with async_client(server.url) as wa:
            sent = [await wa.send("one", to=NUMBER), await wa.send("two", to=NUMBER)]

    assert [one.id for one in sent] == ["wamid.accepted", "wamid.accepted"]


@pytest.mark.anyio
async def test_a_connection_is_not_used_again_after_an_interruption() -> None:
    with RawServer(stalls, says()) as server:
        async with async_client(server.url) as wa:
            await async_interrupted(lambda: wa.send("one", to=NUMBER), server.arrived)
            sent = [await wa.send("two", to=NUMBER), await wa.send("three", to=NUMBER)]

    assert [one.id for one in sent] == ["wamid.accepted", "wamid.accepted"]
    assert [seen.connection for seen in server.requests] == [1, 2, 2]


@pytest.mark.anyio
async def test_an_interruption_gives_its_place_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(async_connections, "MOST_CONNECTIONS", 1)
    with RawServer(stalls, stalls, says()) as server:
        async with async_client(server.url, seconds=2) as wa:
            for _ in range(2):
                server.arrived.clear()
                await async_interrupted(lambda: wa.send("Hi", to=NUMBER), server.arrived)
            sent = await wa.send("Hi", to=NUMBER)

    assert sent.id == "wamid.accepted"


@pytest.mark.anyio
@pytest.mark.parametrize("fault", (FAULTS | SLOW).values(), ids=FAULTS | SLOW)
async def test_a_fault_gives_its_place_back(fault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(async_connections, "MOST_CONNECTIONS", 1)
    with RawServer(fault, says()) as server:
        async with async_client(server.url, seconds=0.5) as wa:
            with pytest.raises(DeliveryUnknown):
                await wa.send("one", to=NUMBER)
            sent = await wa.send("two", to=NUMBER)

    assert sent.id == "wamid.accepted"


@pytest.mark.anyio
async def test_three_hundred_failures_leave_every_place_free() -> None:
    failures = async_connections.MOST_CONNECTIONS + 44
    with RawServer(*[closes_after_reading] * failures, says()) as server:
        async with async_client(server.url) as wa:
            for _ in range(failures):
                with pytest.raises(DeliveryUnknown):
                    await wa.send("Hi", to=NUMBER)
            sent = await wa.send("Hi", to=NUMBER)

    assert sent.id == "wamid.accepted"
    assert len(server.requests) == failures + 1


@pytest.mark.anyio
async def test_who_waits_in_vain_for_a_place_has_sent_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(async_connections, "MOST_CONNECTIONS", 0)
    with RawServer(says()) as server:
        async with async_client(server.url, seconds=0.2) as wa:
            with pytest.raises(TransportError) as caught:
                await wa.send("Hi", to=NUMBER)

    assert type(caught.value) is TransportError
    assert server.connections == 0


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
@pytest.mark.anyio
async def test_the_first_two_messages_at_once_share_one_pool(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    prepared, meeting = _tls.context(), threading.Barrier(2)

    def context() -> ssl.SSLContext:
        """Wait a moment for another thread that makes a pool as well."""
        with suppress(threading.BrokenBarrierError):
            meeting.wait(0.2)
        return prepared

    monkeypatch.setattr(_tls, "context", context)
    waves = [says_once_all_are_here(2)] * 2 + [says_once_all_are_here(2)] * 2
    with RawServer(*waves) as server:
        async with async_client(server.url) as wa:
            for _ in range(2):
                await async_together(2, lambda: wa.send("Hi", to=NUMBER))

    assert server.connections == 2


@pytest.mark.anyio
async def test_closing_ends_every_connection() -> None:
    with RawServer(*[says_once_all_are_here(5)] * 5) as server:
        wa = async_client(server.url)
        await async_together(5, lambda: wa.send("Hi", to=NUMBER))
        await wa.aclose()
        gc.collect()  # a socket left open would warn, and warnings fail

        assert server.all_left()


# Python offers no way to close the sockets of a loop that is gone: they go with their objects.
GONE_WITH_THE_LOOP = pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")


@GONE_WITH_THE_LOOP
def test_a_client_goes_on_under_another_event_loop() -> None:
    with RawServer(says()) as server:
        wa = async_client(server.url)
        first = async_run(lambda: wa.send("one", to=NUMBER))
        second = async_run(lambda: wa.send("two", to=NUMBER))
        async_run(wa.aclose)
        gc.collect()

    assert [first.id, second.id] == ["wamid.accepted", "wamid.accepted"]


@GONE_WITH_THE_LOOP
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_forked_process_opens_its_own_connection() -> None:
    with RawServer(says()) as server:
        wa = async_client(server.url)
        async_run(lambda: wa.send("parent", to=NUMBER))
        child = os.fork()
        if child == 0:
            try:
                async_run(lambda: wa.send("child", to=NUMBER))
            finally:
                os._exit(0)
        os.waitpid(child, 0)
        async_run(lambda: wa.send("parent again", to=NUMBER))
        async_run(wa.aclose)
        gc.collect()

    came_by = {seen.text: seen.connection for seen in server.requests}
    assert came_by.keys() == {"parent", "child", "parent again"}
    assert came_by["child"] not in {came_by["parent"], came_by["parent again"]}
