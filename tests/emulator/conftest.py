"""A fresh emulator, and a business that talks to it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from whatsapp_biz.emulator import Customer, Delivery, Emulator, EmulatorServer

if TYPE_CHECKING:
    from collections.abc import Iterator

NUMBER = "+49 1512 3456701"
GRAPH = "https://graph.facebook.com/v26.0"


class Business:
    """A client of the emulator that knows nothing of the library."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        self.http = httpx.Client(
            transport=emulator.transport,
            base_url=GRAPH,
            headers={"Authorization": f"Bearer {emulator.token}"},
        )

    def post(self, body: Any) -> httpx.Response:
        return self.http.post(f"{self.emulator.phone_number_id}/messages", json=body)

    def send(self, to: str, **content: Any) -> httpx.Response:
        return self.post({"messaging_product": "whatsapp", "to": to, **content})

    def text(self, to: str, body: str = "Hi") -> httpx.Response:
        return self.send(to, type="text", text={"body": body})

    def template(
        self, to: str, name: str, *values: str, language: str = "en_US"
    ) -> httpx.Response:
        parameters = [{"type": "text", "text": value} for value in values]
        components = [{"type": "body", "parameters": parameters}] if values else []
        template = {"name": name, "language": {"code": language}, "components": components}
        return self.send(to, type="template", template=template)

    def upload(self, data: bytes, mime: str = "image/png") -> httpx.Response:
        return self.http.post(
            f"{self.emulator.phone_number_id}/media",
            data={"messaging_product": "whatsapp", "type": mime},
            files={"file": ("a file.bin", data, mime)},
        )


def code_of(response: httpx.Response) -> int | None:
    """Meta's error code in an answer, None for a success."""
    error = response.json().get("error")
    return None if error is None else error["code"]


def value_of(delivery: Delivery) -> dict[str, Any]:
    """What a webhook says."""
    return json.loads(delivery.body)["entry"][0]["changes"][0]["value"]


def statuses(emulator: Emulator) -> list[tuple[str, int | None]]:
    """The statuses that are due, each with its error code."""
    told = [status for due in emulator.deliveries() for status in value_of(due)["statuses"]]
    return [(s["status"], s["errors"][0]["code"] if "errors" in s else None) for s in told]


@pytest.fixture
def emulator() -> Emulator:
    return Emulator()


@pytest.fixture
def business(emulator: Emulator) -> Business:
    return Business(emulator)


@pytest.fixture
def ana(emulator: Emulator) -> Customer:
    return emulator.customer(NUMBER, name="Ana")


@pytest.fixture
def server(emulator: Emulator) -> Iterator[EmulatorServer]:
    with EmulatorServer(emulator) as running:
        yield running


@pytest.fixture
def http(server: EmulatorServer) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {server.emulator.token}"}
    with httpx.Client(base_url=server.url, headers=headers) as client:
        yield client


def hello(emulator: Emulator) -> tuple[str, dict[str, Any]]:
    """Where to post the simplest template, and its body."""
    template = {"name": "hello_world", "language": {"code": "en_US"}}
    body = {"messaging_product": "whatsapp", "to": NUMBER, "type": "template"}
    return f"/v26.0/{emulator.phone_number_id}/messages", {**body, "template": template}
