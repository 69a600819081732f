"""The emulator behind httpx, without a socket. The only room that imports httpx."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import httpx

from .faults import WireFault
from .http import EmulatedRequest

if TYPE_CHECKING:
    from .emulator import Emulator


class EmulatorTransport(httpx.BaseTransport):
    """Answers every request itself, whatever its host."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer *request*.

        Raises:
            httpx.TransportError: The emulator was told to fail so.
        """
        return _answer(self._emulator, request, request.read())


class AsyncEmulatorTransport(httpx.AsyncBaseTransport):
    """Answers every request itself, whatever its host."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer *request*.

        Raises:
            httpx.TransportError: The emulator was told to fail so.
        """
        return _answer(self._emulator, request, await request.aread())


def _answer(emulator: Emulator, request: httpx.Request, body: bytes) -> httpx.Response:
    url = request.url
    asked = EmulatedRequest(
        method=request.method,
        path=url.path,
        query=tuple(url.params.multi_items()),
        headers=request.headers,
        body=body,
        origin=f"{url.scheme}://{url.netloc.decode('ascii')}",
    )
    try:
        response = emulator.answer(asked)
    except WireFault as fault:
        _fail(fault, request)
    return httpx.Response(
        response.status, headers=dict(response.headers), content=response.body, request=request
    )


def _fail(fault: WireFault, request: httpx.Request) -> NoReturn:
    if fault.kind == "connect_error":
        raise httpx.ConnectError("emulated: no connection", request=request) from None
    raise httpx.ReadTimeout("emulated: no answer came", request=request) from None
