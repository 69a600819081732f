"""The bare WSGI app: on its own, and in a server."""

from __future__ import annotations

import io
from typing import Any
from wsgiref.handlers import SimpleHandler
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import httpx
import pytest

from tests.integrations.doors import WsgiDoor
from whatsapp_biz import AsyncWhatsApp, WhatsApp
from whatsapp_biz.integrations import webhook_wsgi
from whatsapp_biz.webhooks import HEADER, MAX_BODY

ANA = "+49 1512 3456701"


@pytest.fixture
def wa() -> WhatsApp:
    return WhatsApp.sandbox()


@pytest.fixture
def hello(wa: WhatsApp) -> Any:
    """A message from Ana as Meta delivers it."""
    return wa.emulator.customer(ANA, name="Canary Name").says("canary-body-hello")


class Untouched(io.RawIOBase):
    """An input that must not be read."""

    def read(self, size: int = -1) -> bytes:
        if size:
            raise AssertionError("the body was read")
        return b""


def environ(body: bytes, **parts: Any) -> dict[str, Any]:
    """A request as a server hands it over; nothing says how long it is."""
    made: dict[str, Any] = {"REQUEST_METHOD": "POST", "wsgi.input": io.BytesIO(body), **parts}
    setup_testing_defaults(made)
    return made


def status_of(app: Any, request: dict[str, Any]) -> int:
    """What *app* answers, unwatched: the request itself is out of order."""
    started: list[str] = []
    list(app(request, lambda status, headers: started.append(status)))
    return int(started[0].split()[0])


def test_an_async_client_is_refused_before_the_first_request():
    with pytest.raises(TypeError, match="webhook_asgi"):
        webhook_wsgi(AsyncWhatsApp.sandbox(), print)  # type: ignore[arg-type]


def test_httpx_drives_it(wa, hello):
    seen: list[Any] = []
    app = validator(webhook_wsgi(wa, seen.append))
    handshake = {
        "hub.mode": "subscribe",
        "hub.verify_token": wa.emulator.verify_token,
        "hub.challenge": "1158201444",
    }
    with httpx.Client(transport=httpx.WSGITransport(app=app), base_url="http://hook") as meta:
        asked = meta.get("/webhook", params=handshake)
        delivered = meta.post("/webhook", content=hello.body, headers=hello.headers)
        forged = meta.post("/webhook", content=hello.body, headers={HEADER: "sha256=0"})

    assert (asked.status_code, asked.text) == (200, "1158201444")
    assert (delivered.status_code, forged.status_code) == (200, 403)
    assert len(seen) == 1


@pytest.mark.parametrize("length", [{}, {"CONTENT_LENGTH": ""}], ids=["missing", "empty"])
def test_a_body_without_a_length_is_not_waited_for(wa, hello, length):
    request = environ(hello.body, **{**length, "wsgi.input": Untouched()})
    request["HTTP_X_HUB_SIGNATURE_256"] = hello.headers[HEADER]

    assert status_of(webhook_wsgi(wa, print), request) == 403


def test_a_body_announced_as_too_long_is_not_read(wa):
    length = str(MAX_BODY + 1)
    request = environ(b"", **{"CONTENT_LENGTH": length, "wsgi.input": Untouched()})

    assert status_of(webhook_wsgi(wa, print), request) == 413


@pytest.mark.parametrize("length", ["-1", "x", "1e9", "5, 5", "\u0663", "9" * 30], ids=ascii)
def test_a_length_that_is_none_counts_as_missing(wa, hello, length):
    request = environ(hello.body, CONTENT_LENGTH=length)
    request["HTTP_X_HUB_SIGNATURE_256"] = hello.headers[HEADER]

    assert status_of(webhook_wsgi(wa, print), request) == 403


def test_a_body_that_ends_early_is_not_handled(wa, hello):
    seen: list[Any] = []
    request = environ(hello.body[:100], CONTENT_LENGTH=str(len(hello.body)))
    request["HTTP_X_HUB_SIGNATURE_256"] = hello.headers[HEADER]

    assert status_of(webhook_wsgi(wa, seen.append), request) == 403
    assert seen == []


def test_a_body_that_the_server_unchunked_is_read_to_its_end(wa, hello):
    seen: list[Any] = []
    request = environ(hello.body, **{"wsgi.input_terminated": True})
    request["HTTP_X_HUB_SIGNATURE_256"] = hello.headers[HEADER]

    assert status_of(webhook_wsgi(wa, seen.append), request) == 200
    assert len(seen) == 1


def test_the_handler_may_answer_the_person(wa, hello):
    door = WsgiDoor(wa, webhook_wsgi(wa, lambda event: wa.reply(event, "canary-body-answer")))

    assert door.post(hello.body, hello.headers.items()).status == 200
    assert [message.reached for message in wa.emulator.outbox] == [True]


def test_the_server_answers_500_to_a_failing_handler_and_the_next_delivery_runs_it(wa, hello):
    runs: list[Any] = []

    def handle(event: Any) -> None:
        runs.append(event)
        if len(runs) == 1:
            raise LookupError("the shop is closed")

    app = webhook_wsgi(wa, handle)
    statuses = []
    for _ in range(3):
        request = environ(hello.body, CONTENT_LENGTH=str(len(hello.body)))
        request["HTTP_X_HUB_SIGNATURE_256"] = hello.headers[HEADER]
        out = io.BytesIO()
        SimpleHandler(io.BytesIO(hello.body), out, io.StringIO(), request).run(app)
        statuses.append(out.getvalue().split(b"\r\n")[0])

    assert [status.split()[1] for status in statuses] == [b"500", b"200", b"200"]
    assert len(runs) == 2


async def handle_async(event: Any) -> None:
    """A handler that nobody here can await."""


def test_an_async_handler_is_named_and_loses_no_event(wa, hello):
    seen: list[Any] = []
    with pytest.raises(TypeError, match="the handler is async"):
        WsgiDoor(wa, webhook_wsgi(wa, handle_async)).post(hello.body, hello.headers.items())

    mended = WsgiDoor(wa, webhook_wsgi(wa, seen.append))
    assert mended.post(hello.body, hello.headers.items()).status == 200
    assert len(seen) == 1
