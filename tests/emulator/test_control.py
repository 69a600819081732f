"""The emulator's own routes and its page."""

from __future__ import annotations

import json
import threading
from typing import Any

import httpx
import pytest

from whatsapp_biz.emulator import EmulatorServer

from .callback import Callback
from .conftest import NUMBER, hello, statuses

# Control routes -----------------------------------------------------------------------------


def test_a_test_in_any_language_can_play_the_customer(
    server: EmulatorServer, http: httpx.Client
) -> None:
    path, body = hello(server.emulator)
    people = "/emulator/customers/%2B49%201512%203456701"

    said = http.post(f"{people}/says", json={"text": "Hi", "name": "Ana"}).json()
    sent = http.post(
        path, json={**body, "type": "text", "text": {"body": "Yes?"}} | _no_template()
    )
    http.post(f"{people}/reads", json={})
    tapped = http.post(f"{people}/taps", json={"payload": "stop"}).json()
    blocked = http.post(f"{people}/blocks", json={}).json()

    assert json.loads(said["body"])["object"] == "whatsapp_business_account"
    assert said["headers"]["X-Hub-Signature-256"].startswith("sha256=")
    assert b'"payload":"stop"' in tapped["body"].encode()
    assert blocked == {"success": True}
    assert sent.status_code == 200
    outbox = http.get("/emulator/outbox").json()["data"]
    assert [(message["text"], message["status"]) for message in outbox] == [("Yes?", "read")]
    due = http.get("/emulator/deliveries").json()["data"]
    assert len(due) == 3
    assert http.get("/emulator/deliveries").json() == {"data": []}


def _no_template() -> dict[str, Any]:
    return {"template": {"name": "x", "language": {"code": "x"}}}


@pytest.mark.parametrize(
    ("deed", "given"),
    [
        ("chooses", {"id": "1", "title": "Yes"}),
        ("picks", {"id": "1", "title": "Yes"}),
        ("reacts", {"emoji": "👍", "to": "wamid.1"}),
        ("unblocks", {}),
        ("stops_marketing", {}),
        ("resumes_marketing", {}),
    ],
)
def test_everything_a_customer_does_has_a_route(
    http: httpx.Client, deed: str, given: dict[str, str]
) -> None:
    assert http.post(f"/emulator/customers/{NUMBER}/{deed}", json=given).status_code == 200


def test_the_clock_can_be_advanced_by_a_request(
    server: EmulatorServer, http: httpx.Client
) -> None:
    told = http.post("/emulator/clock/advance", json={"hours": 25}).json()

    assert told == {"now": "2026-11-24T10:00:00+00:00"}


def test_templates_faults_and_resets_have_routes(
    server: EmulatorServer, http: httpx.Client
) -> None:
    path, body = hello(server.emulator)
    added = http.post("/emulator/templates", json={"name": "new_one", "body_variables": 0})
    http.post("/emulator/fail_next", json={"graph_code": 130429})
    failed = http.post(path, json=body)
    http.post(path, json=body)
    http.post("/emulator/reset", json={})

    assert added.json()["id"].isdigit()
    assert failed.json()["error"]["code"] == 130429
    assert server.emulator.outbox == []


def test_a_callback_can_be_named_by_a_request(server: EmulatorServer, http: httpx.Client) -> None:
    with Callback("mine") as callback:
        told = http.post("/emulator/webhook", json={"url": callback.url, "verify_token": "mine"})
        path, body = hello(server.emulator)
        http.post(path, json=body)
        server.settle()

    assert told.json() == {"success": True}
    assert len(callback.bodies) == 2
    assert statuses(server.emulator) == []


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("webhook", {"url": "http://example.com"}),
        ("webhook", {"url": 5}),
        ("customers/x/says", {"text": "Hi"}),
        ("customers/+4915123456701/says", {"text": 5}),
        ("customers/+4915123456701/says", {"words": "Hi"}),
        ("clock/advance", {"hours": -1}),
        ("clock/advance", {"hours": "many"}),
        ("clock/advance", {"days": 10**12}),
        ("templates", {"name": 5}),
        ("fail_next", {}),
    ],
    ids=str,
)
def test_an_order_that_makes_no_sense_is_refused(
    http: httpx.Client, path: str, body: dict[str, Any]
) -> None:
    assert http.post(f"/emulator/{path}", json=body).status_code == 400


def test_an_order_must_come_as_json(http: httpx.Client) -> None:
    plain = {"Content-Type": "text/plain"}

    assert http.post("/emulator/reset", content="{}", headers=plain).status_code == 400
    for content in ("[]", "{", "[" * 100_000):
        json_type = {"Content-Type": "application/json"}
        answer = http.post("/emulator/reset", content=content, headers=json_type)
        assert answer.status_code == 400


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_emulator_has_no_other_routes(http: httpx.Client, method: str) -> None:
    for path in ("/emulator/nowhere", "/emulator/customers/x/y/z"):
        assert http.request(method, path, json={}).status_code == 404


# The page -----------------------------------------------------------------------------------


def test_the_page_shows_what_was_sent_and_what_was_not(
    server: EmulatorServer, http: httpx.Client
) -> None:
    emulator = server.emulator
    path, body = hello(emulator)
    ana = emulator.customer(NUMBER, name="Ana")
    empty = http.get("/").text
    ana.says("Hello?")
    http.post(path, json=body)
    http.post(path, json={**body, "template": {"name": "x", "language": {"code": "en_US"}}})
    ana.stops_marketing()
    ana.blocks()
    ana.leaves_whatsapp()
    http.post(path, json=body)
    page = http.get("/")

    assert "window closed" in empty
    assert page.headers["content-type"].startswith("text/html")
    for shown in (
        "Ana",
        "Hello?",
        "Hello from the emulator.",
        "refused 132001",
        "failed 131026",
        "window open 24 h 00 min",
        "stopped marketing",
        "blocked the business",
        "not on WhatsApp",
    ):
        assert shown in page.text


def test_nobody_is_shown_where_nobody_is(http: httpx.Client) -> None:
    assert "Nobody has written" in http.get("/").text


def test_what_people_write_stays_text(server: EmulatorServer, http: httpx.Client) -> None:
    script = "<script>alert('1')</script>"
    server.emulator.customer(NUMBER, name=script).says(script + "\ud800")
    page = http.get("/")

    assert "<script" not in page.text
    assert "&lt;script&gt;" in page.text
    assert "script-src" not in page.headers["content-security-policy"]
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_a_customer_can_write_while_requests_come_in(
    server: EmulatorServer, http: httpx.Client
) -> None:
    path, body = hello(server.emulator)
    ana = server.emulator.customer(NUMBER)
    writing = threading.Thread(target=lambda: [ana.says("Hi") for _ in range(50)])

    writing.start()
    for _ in range(20):
        http.post(path, json=body)
    writing.join()

    assert len(server.emulator.world.inbound) == 50
    assert len(server.emulator.outbox) == 20
