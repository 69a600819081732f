"""The bare ASGI app: on its own, and in Starlette."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from whatsapp_biz import AsyncWhatsApp, WhatsApp
from whatsapp_biz.integrations import webhook_asgi
from whatsapp_biz.webhooks import HEADER, MAX_BODY, TextReceived

ANA = "+49 1512 3456701"


@pytest.fixture
def wa() -> AsyncWhatsApp:
    return AsyncWhatsApp.sandbox()


@pytest.fixture
def hello(wa: AsyncWhatsApp) -> Any:
    """A message from Ana as Meta delivers it."""
    return wa.emulator.customer(ANA, name="Canary Name").says("canary-body-hello")


class Server:
    """What an ASGI server does for one request.

    Args:
        parts: The body as it comes in; None is the client going away.
    """

    def __init__(self, *parts: bytes | None) -> None:
        self._parts = parts
        self.received = 0
        self.sent: list[Any] = []

    async def receive(self) -> dict[str, Any]:
        part = self._parts[self.received]
        self.received += 1
        if part is None:
            return {"type": "http.disconnect"}
        more = self.received < len(self._parts)
        return {"type": "http.request", "body": part, "more_body": more}

    async def send(self, message: Any) -> None:
        self.sent.append(message)

    async def serve(self, app: Any, headers: Any = (), **scope: Any) -> int:
        """The status *app* answers with."""
        raw = [(name.lower().encode(), value.encode()) for name, value in headers]
        request = {"type": "http", "method": "POST", "headers": raw, **scope}
        await app(request, self.receive, self.send)
        assert [message["type"] for message in self.sent] == [
            "http.response.start",
            "http.response.body",
        ]
        return self.sent[0]["status"]


def connected(app: Any, **options: Any) -> httpx.AsyncClient:
    """A browser in front of *app*."""
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app, **options), base_url="http://hook"
    )


# Bare -------------------------------------------------------------------------------------------


@pytest.mark.anyio
async def test_a_body_may_come_in_pieces(wa, hello):
    seen: list[Any] = []
    pieces = Server(b"", hello.body[:7], hello.body[7:100], b"", hello.body[100:], b"")

    assert await pieces.serve(webhook_asgi(wa, seen.append), hello.headers.items()) == 200
    assert [type(event) for event in seen] == [TextReceived]


@pytest.mark.anyio
async def test_a_handshake_needs_no_more_than_the_query(wa):
    query = f"hub.mode=subscribe&hub.verify_token={wa.emulator.verify_token}&hub.challenge=42"
    server = Server()

    assert (
        await server.serve(webhook_asgi(wa, print), method="GET", query_string=query.encode())
        == 200
    )
    assert dict(server.sent[0]["headers"])[b"content-length"] == b"2"
    assert server.sent[1]["body"] == b"42"


@pytest.mark.anyio
async def test_a_body_announced_as_too_long_is_not_waited_for(wa):
    server = Server(b"x")
    headers = [("Content-Length", str(MAX_BODY + 1))]

    assert await server.serve(webhook_asgi(wa, print), headers) == 413
    assert server.received == 0


@pytest.mark.anyio
async def test_a_body_that_goes_on_is_left_at_three_megabytes(wa):
    server = Server(*[b"x" * 1_000_000] * 100)

    assert await server.serve(webhook_asgi(wa, print)) == 413
    assert server.received == 4


@pytest.mark.anyio
@pytest.mark.parametrize("length", ["-1", "x", "1e9", "5, 5", "9" * 30])
async def test_a_length_that_is_none_is_passed_over(wa, hello, length):
    seen: list[Any] = []
    headers = [("Content-Length", length), *hello.headers.items()]

    assert await Server(hello.body).serve(webhook_asgi(wa, seen.append), headers) == 200
    assert len(seen) == 1


@pytest.mark.anyio
async def test_half_a_body_is_not_handled(wa, hello):
    seen: list[Any] = []
    server = Server(hello.body[:100], None)

    assert await server.serve(webhook_asgi(wa, seen.append), hello.headers.items()) == 400
    assert seen == []


@pytest.mark.anyio
@pytest.mark.parametrize("kind", ["websocket", "lifespan"])
async def test_nothing_but_http_is_served(wa, kind):
    with pytest.raises(RuntimeError, match=kind):
        await webhook_asgi(wa, print)({"type": kind}, Server().receive, Server().send)


@pytest.mark.anyio
async def test_the_handler_may_answer_the_person(wa, hello):
    async def answer(event: Any) -> None:
        await wa.reply(event, "canary-body-answer")

    assert await Server(hello.body).serve(webhook_asgi(wa, answer), hello.headers.items()) == 200
    assert [message.reached for message in wa.emulator.outbox] == [True]


# A sync client ----------------------------------------------------------------------------------


@pytest.mark.anyio
async def test_a_sync_client_does_not_hold_up_the_loop():
    loop, here = asyncio.get_running_loop(), threading.get_ident()
    threads: list[int] = []

    def handle(event: Any) -> None:
        # Comes back only while the loop is free to run it.
        asyncio.run_coroutine_threadsafe(asyncio.sleep(0), loop).result(5)
        threads.append(threading.get_ident())

    wa = WhatsApp.sandbox()
    hello = wa.emulator.customer(ANA).says("Hello?")

    assert await Server(hello.body).serve(webhook_asgi(wa, handle), hello.headers.items()) == 200
    assert len(threads) == 1
    assert here not in threads


async def handle_async(event: Any) -> None:
    """A handler that a sync client cannot await."""


class HandlesAsync:
    """A handler that does not look async."""

    async def __call__(self, event: Any) -> None:
        """Do nothing."""


def hands_on(event: Any) -> Any:
    """Another one."""
    return handle_async(event)


@pytest.mark.filterwarnings("ignore:coroutine:RuntimeWarning")
@pytest.mark.anyio
@pytest.mark.parametrize(
    "handler",
    [
        handle_async,
        HandlesAsync(),
        hands_on,
    ],
    ids=["async def", "async __call__", "returns a coroutine"],
)
async def test_no_event_is_lost_on_a_handler_the_client_cannot_await(handler):
    wa = WhatsApp.sandbox()
    hello = wa.emulator.customer(ANA).says("Hello?")

    with pytest.raises(TypeError, match="async"):
        await Server(hello.body).serve(webhook_asgi(wa, handler), hello.headers.items())


# In Starlette -----------------------------------------------------------------------------------


@pytest.mark.anyio
async def test_a_starlette_route_serves_it(wa, hello):
    seen: list[Any] = []
    app = Starlette()
    app.add_route("/webhook", webhook_asgi(wa, seen.append), methods=["GET", "POST"])
    handshake = {
        "hub.mode": "subscribe",
        "hub.verify_token": wa.emulator.verify_token,
        "hub.challenge": "1158201444",
    }
    async with connected(app) as meta:
        asked = await meta.get("/webhook", params=handshake)
        delivered = [
            await meta.post("/webhook", content=hello.body, headers=hello.headers)
            for _ in range(3)
        ]
        forged = await meta.post("/webhook", content=hello.body, headers={HEADER: "sha256=0"})
        put = await meta.put("/webhook", content=hello.body, headers=hello.headers)

    assert (asked.status_code, asked.text) == (200, "1158201444")
    assert [one.status_code for one in delivered] == [200, 200, 200]
    assert (forged.status_code, put.status_code) == (403, 405)
    assert len(seen) == 1


@pytest.mark.anyio
async def test_starlette_answers_500_to_a_failing_handler_and_the_next_delivery_runs_it(wa, hello):
    runs: list[Any] = []

    async def handle(event: Any) -> None:
        runs.append(event)
        if len(runs) == 1:
            raise LookupError("the shop is closed")

    app = Starlette()
    app.add_route("/webhook", webhook_asgi(wa, handle), methods=["GET", "POST"])
    async with connected(app, raise_app_exceptions=False) as meta:
        answers = [
            await meta.post("/webhook", content=hello.body, headers=hello.headers)
            for _ in range(3)
        ]

    assert [answer.status_code for answer in answers] == [500, 200, 200]
    assert len(runs) == 2


@pytest.mark.anyio
async def test_a_starlette_mount_redirects_which_meta_does_not_follow(wa, hello):
    app = Starlette(routes=[Mount("/webhook", webhook_asgi(wa, print))])
    async with connected(app) as meta:
        answer = await meta.post("/webhook", content=hello.body, headers=hello.headers)

    assert answer.status_code == 307
