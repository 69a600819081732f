"""The emulator over real HTTP on this machine."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
from typing import Any

import httpx
import pytest

from whatsapp_biz.emulator import Emulator, EmulatorServer
from whatsapp_biz.emulator.callbacks import CallbackRefused

from .callback import Callback
from .conftest import NUMBER, hello


def test_a_sync_client_can_send_several_times(server: EmulatorServer, http: httpx.Client) -> None:
    path, body = hello(server.emulator)

    told = [http.post(path, json=body).status_code for _ in range(5)]

    assert told == [200] * 5
    assert len(server.emulator.outbox) == 5


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_an_async_client_can_send_at_once(
    server: EmulatorServer, anyio_backend: str
) -> None:
    import anyio

    path, body = hello(server.emulator)
    headers = {"Authorization": f"Bearer {server.emulator.token}"}
    async with (
        httpx.AsyncClient(base_url=server.url, headers=headers) as client,
        anyio.create_task_group() as group,
    ):
        for _ in range(10):
            group.start_soon(lambda: client.post(path, json=body))

    assert len(server.emulator.outbox) == 10


def test_it_listens_on_this_machine_only(server: EmulatorServer) -> None:
    assert server.url.startswith("http://127.0.0.1:")


def test_a_stopped_server_lets_go_of_its_port(emulator: Emulator) -> None:
    with EmulatorServer(emulator) as first:
        url = first.url

    with pytest.raises(httpx.ConnectError):
        httpx.get(url)
    with EmulatorServer(emulator, port=int(url.rpartition(":")[2])) as second:
        assert second.url == url


def test_a_taken_port_is_told_at_once(server: EmulatorServer) -> None:
    port = int(server.url.rpartition(":")[2])

    with pytest.raises(OSError, match="address"), EmulatorServer(Emulator(), port=port):
        pass


def test_a_server_that_does_not_run_has_no_webhooks(emulator: Emulator) -> None:
    with pytest.raises(RuntimeError, match="not running"):
        EmulatorServer(emulator).settle()


def test_a_file_goes_up_and_down(server: EmulatorServer, http: httpx.Client) -> None:
    data = bytes(range(256)) * 1000
    uploaded = http.post(
        f"/v26.0/{server.emulator.phone_number_id}/media",
        data={"messaging_product": "whatsapp"},
        files={"file": ("a.pdf", data, "application/pdf")},
    )

    url = http.get(f"/v26.0/{uploaded.json()['id']}").json()["url"]

    assert url.startswith(server.url)
    assert http.get(url).content == data


def test_a_customer_s_picture_lies_on_the_server(
    server: EmulatorServer, http: httpx.Client
) -> None:
    told = server.emulator.customer(NUMBER).sends_image(b"picture")

    value = json.loads(told.body)["entry"][0]["changes"][0]["value"]

    assert http.get(value["messages"][0]["image"]["url"]).content == b"picture"


@pytest.mark.parametrize("kind", ["connect_error", "read_timeout_after_processing"])
def test_a_fault_without_an_answer_closes_the_connection(
    server: EmulatorServer, http: httpx.Client, kind: Any
) -> None:
    path, body = hello(server.emulator)
    server.emulator.fail_next(raises=kind)

    with pytest.raises(httpx.RemoteProtocolError):
        http.post(path, json=body)

    assert len(server.emulator.outbox) == (1 if kind.endswith("after_processing") else 0)
    assert http.post(path, json=body).status_code == 200


def test_head_and_odd_methods_are_answered(http: httpx.Client) -> None:
    assert http.head("/v26.0/1/messages").status_code == 501
    assert http.request("BREW", "/v26.0/1/messages").status_code == 501


def _raw(server: EmulatorServer, request: bytes) -> bytes:
    address = ("127.0.0.1", int(server.url.rpartition(":")[2]))
    with socket.create_connection(address, timeout=5) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        received = b""
        while chunk := connection.recv(65_536):
            received += chunk
    return received


def test_what_is_no_http_is_refused(server: EmulatorServer) -> None:
    assert _raw(server, b"hello\r\n\r\n").startswith(b"HTTP/1.1 400 ")


def test_half_a_request_is_dropped(server: EmulatorServer) -> None:
    assert b"200 OK" not in _raw(server, b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Le")
    assert _raw(server, b"") == b""


def test_a_client_that_waits_to_be_asked_is_asked(server: EmulatorServer) -> None:
    head = b"POST /emulator/reset HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
    more = b"Content-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n"
    address = ("127.0.0.1", int(server.url.rpartition(":")[2]))
    with socket.create_connection(address, timeout=5) as connection:
        connection.sendall(head + more)
        asked = connection.recv(65_536)
        connection.sendall(b"{}")
        answered = connection.recv(65_536)

    assert asked.startswith(b"HTTP/1.1 100 ")
    assert answered.startswith(b"HTTP/1.1 200 ")


def test_a_body_beyond_every_limit_is_refused(
    server: EmulatorServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("whatsapp_biz.emulator.server.MAX_BODY", 10)
    head = b"POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 11\r\n\r\n"

    assert _raw(server, head + b"x" * 11).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize("host", ["example.com", "127.0.0.1.example.com", ""])
def test_a_foreign_name_for_this_machine_is_refused(http: httpx.Client, host: str) -> None:
    assert http.get("/", headers={"Host": host}).status_code == 403


# Webhooks -----------------------------------------------------------------------------------


def test_a_callback_is_shaken_hands_with_and_then_told(
    server: EmulatorServer, http: httpx.Client
) -> None:
    emulator = server.emulator
    with Callback(emulator.verify_token) as callback:
        path, body = hello(emulator)
        http.post(path, json=body)
        server.connect_webhook(callback.url)
        emulator.customer(NUMBER).says("Grüße")
        server.settle()

    told = [json.loads(raw)["entry"][0]["changes"][0]["value"] for raw in callback.bodies]
    assert [next(iter(value.keys() & {"statuses", "messages"})) for value in told] == [
        "statuses",
        "statuses",
        "messages",
    ]
    for raw, headers in zip(callback.bodies, callback.headers, strict=True):
        expected = hmac.new(emulator.app_secret.encode(), raw, hashlib.sha256).hexdigest()
        assert headers["X-Hub-Signature-256"] == f"sha256={expected}"


def test_a_callback_that_fails_is_told_again(server: EmulatorServer) -> None:
    with Callback("mine", answers=(500,)) as callback:
        server.connect_webhook(callback.url, verify_token="mine")
        server.emulator.customer(NUMBER).says("Hi")
        server.settle()

    assert len(callback.bodies) == 2
    assert callback.bodies[0] == callback.bodies[1]


def test_a_callback_that_never_answers_loses_its_webhooks(
    server: EmulatorServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("whatsapp_biz.emulator.callbacks.ATTEMPTS", (0.0, 0.0))
    with Callback("mine") as callback:
        server.connect_webhook(callback.url, verify_token="mine")
    server.emulator.customer(NUMBER).says("Hi")
    server.settle()

    assert callback.bodies == []
    assert server._service.courier.lost == 1


@pytest.mark.parametrize(
    "url", ["http://example.com/hook", "https://127.0.0.1/hook", "ftp://localhost/", "x"]
)
def test_webhooks_never_leave_this_machine(server: EmulatorServer, url: str) -> None:
    with pytest.raises(CallbackRefused, match="only"):
        server.connect_webhook(url)


def test_a_callback_with_another_verify_token_is_not_used(server: EmulatorServer) -> None:
    with (
        Callback("mine") as callback,
        pytest.raises(CallbackRefused, match="challenge"),
    ):
        server.connect_webhook(callback.url, verify_token="yours")


def test_a_callback_nobody_runs_is_not_used(server: EmulatorServer) -> None:
    with Callback("mine") as callback:
        url = callback.url

    with pytest.raises(CallbackRefused, match="did not answer"):
        server.connect_webhook(url)
