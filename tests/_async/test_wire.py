"""What a send comes to when the network, or whoever answers, misbehaves."""

from __future__ import annotations

import logging
import pickle
import time
import tracemalloc
from datetime import timedelta
from traceback import TracebackException

import httpx
import httpx2
import pytest
from pytest_httpx import HTTPXMock

from tests.raw_server import (
    ACCEPTED,
    FAULTS,
    SLOW,
    Peer,
    RawServer,
    bombs,
    closed_port,
    closes_after_reading,
    floods,
    http,
    says,
    stalls,
)
from tests.talking import NUMBER, PHONE_NUMBER_ID, THRICE, TOKEN, async_client
from whatsapp_biz import RetryPolicy
from whatsapp_biz.errors import (
    DeliveryUnknown,
    NotAuthorised,
    RateLimited,
    TransportError,
    WhatsAppError,
)

GRAPH = f"https://graph.facebook.com/v26.0/{PHONE_NUMBER_ID}/messages"
DATE = "Mon, 23 Nov 2026 09:00:00 GMT"


def graph_error(code: int, message: str, *, status: str, **headers: str) -> bytes:
    """Meta's error envelope."""
    return http(
        b'{"error":{"message":"%s","type":"OAuthException","code":%d}}' % (message.encode(), code),
        status=status,
        **headers,
    )


# Nothing was sent -------------------------------------------------------------------------------


@pytest.mark.anyio
async def test_a_refused_connection_is_tried_again_and_nothing_left() -> None:
    tries: list[object] = []
    with closed_port() as url:
        async with async_client(url, retry=THRICE, on_decision=tries.append) as wa:
            with pytest.raises(TransportError) as caught:
                await wa.send("Hi", to=NUMBER)

    assert type(caught.value) is TransportError
    assert caught.value.delivery == "not_sent"
    assert len(tries) == 3


@pytest.mark.anyio
async def test_a_server_without_tls_is_not_talked_to_in_the_clear() -> None:
    with RawServer(stalls) as server:
        url = server.url.replace("http://", "https://")
        async with async_client(url, seconds=0.3) as wa:
            with pytest.raises(TransportError) as caught:
                await wa.send("Hi", to=NUMBER)

    assert type(caught.value) is TransportError
    assert server.requests == []


# It may have been sent --------------------------------------------------------------------------


@pytest.mark.anyio
@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
async def test_what_may_have_been_sent_is_never_sent_again(fault) -> None:
    began = time.monotonic()
    with RawServer(fault) as server:
        async with async_client(server.url, retry=THRICE) as wa:
            with pytest.raises(DeliveryUnknown) as caught:
                await wa.send("Hi", to=NUMBER, callback_data="order-7")

    assert caught.value.delivery == "unknown"
    assert caught.value.callback_data == "order-7"
    assert len(str(caught.value)) <= 200
    assert server.connections == 1
    assert len(server.requests) <= 1
    assert time.monotonic() - began < 2


@pytest.mark.anyio
@pytest.mark.parametrize("slow", SLOW.values(), ids=SLOW)
async def test_the_whole_exchange_has_one_deadline(slow) -> None:
    with RawServer(slow) as server:
        async with async_client(server.url, seconds=1, retry=THRICE) as wa:
            began = time.monotonic()
            with pytest.raises(DeliveryUnknown):
                await wa.send("Hi", to=NUMBER)
            took = time.monotonic() - began

    assert 0.9 < took < 1.5
    assert len(server.requests) == 1


@pytest.mark.anyio
async def test_a_gzip_bomb_is_not_unpacked() -> None:
    with RawServer(bombs) as server:
        async with async_client(server.url) as wa:
            tracemalloc.start()
            with pytest.raises(DeliveryUnknown):
                await wa.send("Hi", to=NUMBER)
            _, peak = tracemalloc.get_traced_memory()
            tracemalloc.stop()

    assert peak < 45_000_000


@pytest.mark.anyio
async def test_an_endless_answer_is_not_read_on() -> None:
    with RawServer(floods) as server:
        async with async_client(server.url) as wa:
            with pytest.raises(DeliveryUnknown, match="larger"):
                await wa.send("Hi", to=NUMBER)

    assert server.written < 25_000_000


@pytest.mark.anyio
@pytest.mark.parametrize(
    "status",
    ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"],
    ids=lambda status: status[:3],
)
async def test_a_redirect_is_not_followed(status) -> None:
    with RawServer(says()) as spy:
        elsewhere = http(b"", status=status, location=f"{spy.url}/v26.0/1/messages")
        with RawServer(says(elsewhere)) as server:
            async with async_client(server.url) as wa:
                with pytest.raises(DeliveryUnknown):
                    await wa.send("Hi", to=NUMBER)

    assert spy.connections == 0
    assert len(server.requests) == 1


# Meta asks to wait ------------------------------------------------------------------------------


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1", timedelta(seconds=1)),
        ("99999", timedelta(seconds=99999)),
        ("Mon, 23 Nov 2026 09:00:07 GMT", timedelta(seconds=7)),
        ("Mon, 23 Nov 2026 08:00:00 GMT", timedelta(0)),
        ("Mon, 23 Nov 2026 10:00:00 +0100", timedelta(0)),
        ("soon", None),
        ("-1", None),
        ("1.5", None),
        ("9" * 5000, None),
        ("", None),
        pytest.param(
            "Fri, 31 Dec 9999 23:59:59 -2300",
            None,
        ),
    ],
    ids=[
        "seconds", "a day", "a date", "a date gone by", "a date elsewhere", "a word", "negative",
        "a fraction", "5,000 digits", "nothing", "a date after the last",
    ],
)  # fmt: skip
async def test_how_long_to_wait_is_read_if_it_makes_sense(value, expected) -> None:
    busy = graph_error(130429, "Slow down", status="429 Slow", retry_after=value, date=DATE)
    with RawServer(says(busy)) as server:
        async with async_client(server.url) as wa:
            with pytest.raises(RateLimited) as caught:
                await wa.send("Hi", to=NUMBER)

    assert caught.value.retry_after == expected


@pytest.mark.anyio
async def test_no_wait_is_longer_than_the_policy_allows() -> None:
    busy = graph_error(130429, "Slow down", status="429 Slow", retry_after="99999")
    policy = RetryPolicy(attempts=2, longest_wait=timedelta(milliseconds=1))
    with RawServer(says(busy), says()) as server:
        async with async_client(server.url, retry=policy) as wa:
            sent = await wa.send("Hi", to=NUMBER)

    assert sent.id == "wamid.accepted"
    assert len(server.requests) == 2


# The token is nowhere ---------------------------------------------------------------------------


@pytest.fixture
def everything_logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """All that our libraries say, down to the least."""
    for name in ("", "httpx", "httpcore", "whatsapp_biz"):
        caplog.set_level(logging.DEBUG, logger=name)
    return caplog


def assert_shown_nowhere(error: WhatsAppError, caplog: pytest.LogCaptureFixture) -> None:
    """Neither the error, nor its trace with locals, its pickle or the log shows the token."""
    trace = TracebackException(type(error), error, error.__traceback__, capture_locals=True)
    shown = [str(error), repr(error), "".join(trace.format()), caplog.text]

    assert [text for text in shown if TOKEN in text] == []
    assert TOKEN.encode() not in pickle.dumps(error)
    assert type(pickle.loads(pickle.dumps(error))) is type(error)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


@pytest.mark.anyio
@pytest.mark.parametrize("fault", (FAULTS | SLOW).values(), ids=FAULTS | SLOW)
async def test_no_fault_shows_the_token(fault, everything_logged) -> None:
    with RawServer(fault) as server:
        async with async_client(server.url, seconds=0.3) as wa:
            with pytest.raises(DeliveryUnknown) as caught:
                await wa.send("Hi", to=NUMBER)

    assert_shown_nowhere(caught.value, everything_logged)


@pytest.mark.anyio
async def test_a_refused_connection_does_not_show_the_token(everything_logged) -> None:
    with closed_port() as url:
        async with async_client(url, retry=THRICE) as wa:
            with pytest.raises(TransportError) as caught:
                await wa.send("Hi", to=NUMBER)

    assert_shown_nowhere(caught.value, everything_logged)


@pytest.mark.anyio
async def test_an_error_of_metas_does_not_show_the_token(everything_logged) -> None:
    expired = graph_error(190, "Session has expired", status="401 No")
    with RawServer(says(expired)) as server:
        async with async_client(server.url) as wa:
            with pytest.raises(NotAuthorised) as caught:
                await wa.send("Hi", to=NUMBER)

    assert_shown_nowhere(caught.value, everything_logged)


@pytest.mark.anyio
async def test_a_token_that_meta_repeats_is_not_shown(everything_logged) -> None:
    said = f"Malformed access token {TOKEN}"
    with RawServer(says(graph_error(190, said, status="400 No"))) as server:
        del said  # this frame is in the traceback too
        async with async_client(server.url) as wa:
            with pytest.raises(NotAuthorised) as caught:
                await wa.send("Hi", to=NUMBER)

    assert_shown_nowhere(caught.value, everything_logged)


@pytest.mark.anyio
async def test_the_token_arrives_in_one_header_and_nowhere_else() -> None:
    with RawServer(says()) as server:
        async with async_client(server.url) as wa:
            await wa.send("Hi", to=NUMBER)

    (seen,) = server.requests
    assert f"\r\nAuthorization: Bearer {TOKEN}\r\n".encode() in seen.head
    assert (seen.head + seen.body).count(TOKEN.encode()) == 1


# Other HTTP clients -----------------------------------------------------------------------------


@pytest.mark.anyio
async def test_httpx_mock_intercepts_our_own_connections(httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_response(method="POST", url=GRAPH, json={"messages": [{"id": "wamid.mocked"}]})
    async with async_client(None) as wa:
        sent = await wa.send("Hi", to=NUMBER)

    (request,) = httpx_mock.get_requests()
    assert sent.id == "wamid.mocked"
    assert request.headers["Authorization"] == f"Bearer {TOKEN}"


@pytest.mark.anyio
async def test_httpx_mock_can_fail_our_own_connections(httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_exception(httpx.ReadTimeout("no answer"))
    async with async_client(None, retry=THRICE) as wa:
        with pytest.raises(DeliveryUnknown):
            await wa.send("Hi", to=NUMBER)

    assert len(httpx_mock.get_requests()) == 1


@pytest.mark.anyio
@pytest.mark.parametrize("library", [httpx, httpx2], ids=["httpx", "httpx2"])
async def test_a_client_passed_in_is_used_as_it_is_and_left_open(library) -> None:
    with RawServer(says()) as server:
        async with library.AsyncClient(headers={"X-Mine": "yes"}) as mine:
            async with async_client(server.url, http_client=mine) as wa:
                sent = await wa.send("Hi", to=NUMBER)
            still_works = await mine.get(server.url)

    assert sent.id == "wamid.accepted"
    assert still_works.status_code == 200
    assert b"x-mine: yes" in server.requests[0].head.lower()
    assert server.requests[0].head.count(TOKEN.encode()) == 1
    assert TOKEN.encode() not in server.requests[1].head


@pytest.mark.anyio
@pytest.mark.parametrize("library", [httpx, httpx2], ids=["httpx", "httpx2"])
async def test_a_client_passed_in_keeps_the_same_promises(library, everything_logged) -> None:
    with closed_port() as url:
        async with library.AsyncClient() as mine:
            wa = async_client(url, http_client=mine)
            with pytest.raises(TransportError) as refused:
                await wa.send("Hi", to=NUMBER)
    with RawServer(closes_after_reading) as server:
        async with library.AsyncClient() as mine:
            wa = async_client(server.url, http_client=mine, retry=THRICE)
            with pytest.raises(DeliveryUnknown) as unknown:
                await wa.send("Hi", to=NUMBER)

    assert refused.value.delivery == "not_sent"
    assert len(server.requests) == 1
    assert_shown_nowhere(refused.value, everything_logged)
    assert_shown_nowhere(unknown.value, everything_logged)


@pytest.mark.anyio
@pytest.mark.parametrize("library", [httpx, httpx2], ids=["httpx", "httpx2"])
async def test_a_client_passed_in_follows_no_redirect_with_a_message(library) -> None:
    with RawServer(says()) as spy:
        elsewhere = http(b"", status="307 There", location=f"{spy.url}/v26.0/1/messages")
        with RawServer(says(elsewhere)) as server:
            async with library.AsyncClient(follow_redirects=True) as mine:
                wa = async_client(server.url, http_client=mine)
                with pytest.raises(DeliveryUnknown):
                    await wa.send("Hi", to=NUMBER)

    assert spy.connections == 0


@pytest.mark.anyio
@pytest.mark.parametrize("slow", ["stall", "the body drips"])
async def test_the_deadline_holds_for_a_client_passed_in(slow) -> None:
    with RawServer(SLOW[slow]) as server:
        async with httpx.AsyncClient() as mine:
            wa = async_client(server.url, http_client=mine, seconds=0.5)
            began = time.monotonic()
            with pytest.raises(DeliveryUnknown):
                await wa.send("Hi", to=NUMBER)
            took = time.monotonic() - began

    assert took < 1


@pytest.mark.anyio
async def test_an_answer_behind_an_early_one_is_still_the_answer() -> None:
    with RawServer(says(b"HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n" + ACCEPTED)) as server:
        async with async_client(server.url) as wa:
            sent = await wa.send("Hi", to=NUMBER)

    assert sent.id == "wamid.accepted"


# Files ------------------------------------------------------------------------------------------


def late(peer: Peer) -> None:
    """Take the request, and longer than the client's timeout."""
    peer.read()
    time.sleep(0.4)
    peer.write(http(b'{"id":"5"}'))


@pytest.mark.anyio
async def test_a_file_may_take_longer_than_a_message() -> None:
    with RawServer(late) as server:
        async with async_client(server.url, seconds=0.2) as wa:
            assert await wa.media.upload(b"data", mime_type="image/png") == "5"
