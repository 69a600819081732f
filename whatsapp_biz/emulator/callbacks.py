"""Taking webhooks to a callback address on this machine."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlencode, urlsplit

import attrs
import h11

if TYPE_CHECKING:
    from .deliveries import Delivery

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
PATIENCE = 10.0  # seconds to wait for the callback
# Seconds before each attempt. Meta goes on for days; a test would not wait.
ATTEMPTS = (0.0, 0.0, 1.0, 4.0)
_CHUNK = 65_536  # bytes


class CallbackRefused(ValueError):
    """The address is not on this machine, or did not pass the handshake."""


@attrs.frozen
class _Answer:
    status: int
    body: bytes


class Courier:
    """Delivers webhooks one after the other, again where the callback does not answer 200.

    Attributes:
        lost: How many webhooks nobody took.
    """

    def __init__(self) -> None:
        self.lost = 0
        self._queue: asyncio.Queue[Delivery] = asyncio.Queue()
        self._target = urlsplit("")

    async def connect(self, url: str, *, verify_token: str, challenge: str) -> None:
        """Shake hands with the callback, as Meta does before it sends anything.

        Args:
            url: On this machine, plain http.
            verify_token: What the callback expects.
            challenge: What it must echo.

        Raises:
            CallbackRefused: It is elsewhere, does not answer, or answers something else.
        """
        target = urlsplit(url)
        if target.scheme != "http" or target.hostname not in LOOPBACK:
            raise CallbackRefused("webhooks go to http://127.0.0.1 or http://localhost only")
        asked = {
            "hub.mode": "subscribe",
            "hub.verify_token": verify_token,
            "hub.challenge": challenge,
        }
        query = urlencode(asked)
        answer = await _try(target, "GET", query, {}, b"")
        if answer is None or answer.status != 200 or answer.body.decode("latin-1") != challenge:
            raise CallbackRefused("the callback did not answer 200 with the challenge")
        self._target = target

    def take(self, told: Delivery) -> None:
        """Put *told* in line."""
        self._queue.put_nowait(told)

    async def idle(self) -> None:
        """Wait until nothing is in line."""
        await self._queue.join()

    async def run(self) -> None:
        """Deliver for ever."""
        while True:
            told = await self._queue.get()
            try:
                self.lost += not await self._delivered(told)
            finally:
                self._queue.task_done()

    async def _delivered(self, told: Delivery) -> bool:
        for wait in ATTEMPTS:
            await asyncio.sleep(wait)
            answer = await _try(self._target, "POST", "", told.headers, told.body)
            if answer is not None and answer.status == 200:
                return True
        return False


async def _try(
    target: SplitResult, method: str, query: str, headers: dict[str, str], body: bytes
) -> _Answer | None:
    """The answer, or None if there is none in time."""
    asked = "&".join(part for part in (target.query, query) if part)
    request = h11.Request(
        method=method,
        target=(target.path or "/") + (f"?{asked}" if asked else ""),
        headers=[
            ("Host", target.netloc.rpartition("@")[2]),
            ("Connection", "close"),
            ("Content-Length", str(len(body))),
            *headers.items(),
        ],
    )
    try:
        return await asyncio.wait_for(_exchange(target, request, body), PATIENCE)
    except (OSError, TimeoutError, h11.RemoteProtocolError):
        return None


async def _exchange(target: SplitResult, request: h11.Request, body: bytes) -> _Answer:
    reader, writer = await asyncio.open_connection(target.hostname, target.port or 80)
    try:
        connection = h11.Connection(h11.CLIENT)
        events = (request, h11.Data(data=body), h11.EndOfMessage())
        writer.write(b"".join(connection.send(event) or b"" for event in events))
        await writer.drain()
        status, received = 0, bytearray()
        while not isinstance(event := connection.next_event(), h11.EndOfMessage):
            if event is h11.NEED_DATA:
                connection.receive_data(await reader.read(_CHUNK))
            else:
                status = getattr(event, "status_code", status)
                received += getattr(event, "data", b"")
        return _Answer(status, bytes(received))
    finally:
        writer.close()
