"""One webhook address behind each web interface, knocked at in the same way."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import attrs
import httpx

from whatsapp_biz import AsyncWhatsApp, WhatsApp
from whatsapp_biz.emulator import Emulator
from whatsapp_biz.integrations import webhook_asgi, webhook_wsgi
from whatsapp_biz.redact import Secret
from whatsapp_biz.webhooks import HEADER, sign

Headers = Iterable[tuple[str, str | bytes]]
Client = AsyncWhatsApp | WhatsApp


Maker = Callable[[type[Any]], Any]
"""Makes a client of the class it is given."""


def sandbox(kind: type[Any]) -> Any:
    """A client on an emulator."""
    return kind.sandbox()


@attrs.frozen
class Reply:
    """What whoever knocked got back."""

    status: int
    headers: dict[str, str]
    text: str


class Door:
    """A webhook address.

    Args:
        wa: Whose it is.
        app: What serves it.
    """

    def __init__(self, wa: Client, app: Any) -> None:
        self.wa = wa
        self.app = app

    @property
    def meta(self) -> Emulator:
        return self.wa.emulator

    def get(self, **query: str) -> Reply:
        """Ask, with ``hub_x`` for ``hub.x``."""
        named = {name.replace("hub_", "hub."): value for name, value in query.items()}
        return self.knock("GET", query=str(httpx.QueryParams(named)))

    def post(self, body: bytes, headers: Headers) -> Reply:
        """Deliver *body*."""
        return self.knock("POST", body=body, headers=headers)

    def signature(self, body: bytes) -> str:
        """What Meta would sign *body* with."""
        return sign(body, Secret(self.meta.app_secret))

    def post_signed(self, body: bytes) -> Reply:
        """Deliver *body* as Meta would."""
        return self.post(body, [(HEADER, self.signature(body))])

    def post_json(self, value: Any) -> Reply:
        """Deliver *value* as Meta would."""
        return self.post_signed(json.dumps(value).encode())

    def knock(
        self, method: str, *, query: str = "", body: bytes = b"", headers: Headers = ()
    ) -> Reply:
        """Make any request."""
        raise NotImplementedError

    def pour(self, body: Iterable[bytes]) -> Reply:
        """Deliver a body whose length is not announced."""
        raise NotImplementedError


class AsgiDoor(Door):
    """Behind ASGI."""

    def knock(
        self, method: str, *, query: str = "", body: bytes = b"", headers: Headers = ()
    ) -> Reply:
        return self._ask(method, f"/webhook?{query}", body, headers)

    def pour(self, body: Iterable[bytes]) -> Reply:
        async def parts() -> Any:
            for part in body:
                yield part

        return self._ask("POST", "/webhook", parts(), ())

    def _ask(self, method: str, url: str, content: Any, headers: Headers) -> Reply:
        raw = [(name.encode(), _latin(value)) for name, value in headers]

        async def main() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://hook") as http:
                return await http.request(method, url, content=content, headers=raw)

        answer = asyncio.run(main())
        return Reply(answer.status_code, dict(answer.headers), answer.text)


class WsgiDoor(Door):
    """Behind WSGI, with ``wsgiref`` watching that both sides keep to it."""

    def knock(
        self, method: str, *, query: str = "", body: bytes = b"", headers: Headers = ()
    ) -> Reply:
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "QUERY_STRING": query,
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
        }
        for name, value in headers:
            key = name.upper().replace("-", "_")
            if key not in {"CONTENT_LENGTH", "CONTENT_TYPE"}:
                key = f"HTTP_{key}"
            text = _latin(value).decode("latin-1")
            # As web servers do with a header that comes twice.
            environ[key] = f"{environ[key]},{text}" if key in environ else text
        return self._ask(environ)

    def pour(self, body: Iterable[bytes]) -> Reply:
        environ = {
            "REQUEST_METHOD": "POST",
            "QUERY_STRING": "",
            "wsgi.input": io.BytesIO(b"".join(body)),
            "wsgi.input_terminated": True,
        }
        return self._ask(environ)

    def _ask(self, environ: dict[str, Any]) -> Reply:
        setup_testing_defaults(environ)
        started: list[tuple[str, list[tuple[str, str]]]] = []

        def start_response(
            status: str, headers: list[tuple[str, str]], exc_info: object = None
        ) -> Callable[[bytes], object]:
            started.append((status, headers))
            return lambda data: None

        parts = validator(self.app)(environ, start_response)
        try:
            text = b"".join(parts).decode()
        finally:
            parts.close()
        ((status, answered),) = started
        return Reply(int(status.split()[0]), dict(answered), text)


def _latin(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode("latin-1")


def asgi(on_event: Callable[[Any], None], make: Maker = sandbox) -> Door:
    """An async client behind ASGI, with a handler that awaits."""

    async def handle(event: Any) -> None:
        await asyncio.sleep(0)
        on_event(event)

    wa = make(AsyncWhatsApp)
    return AsgiDoor(wa, webhook_asgi(wa, handle))


def asgi_in_threads(on_event: Callable[[Any], None], make: Maker = sandbox) -> Door:
    """A sync client behind ASGI."""
    wa = make(WhatsApp)
    return AsgiDoor(wa, webhook_asgi(wa, on_event))


def wsgi(on_event: Callable[[Any], None], make: Maker = sandbox) -> Door:
    """A sync client behind WSGI."""
    wa = make(WhatsApp)
    return WsgiDoor(wa, webhook_wsgi(wa, on_event))


DOORS = {"asgi": asgi, "asgi in threads": asgi_in_threads, "wsgi": wsgi}
