"""Connections kept last-in-first-out, each request under one total deadline.

httpx's own pool opens a new connection for nearly every message once more than twenty are in
flight, and bounds each read instead of the whole exchange. This pool sits behind httpx's own
transport, so that tests which replace the transport's ``handle_async_request`` keep working.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import AsyncIterator, Iterable
from typing import Any, Self, cast

import httpcore
import httpx

from .._colour import AsyncSlots, async_discard, async_home, async_network

MOST_CONNECTIONS = 256
IDLE_SECONDS = 30.0  # Meta closes idle connections later than this


class AsyncDeadline:
    """When the present exchange on one connection must be over."""

    __slots__ = ("at",)

    def __init__(self) -> None:
        self.at = float("inf")

    def left(self, timeout: float | None, error: type[Exception]) -> float:
        """The shorter of *timeout* and what is left; *error* if nothing is."""
        left = self.at - time.monotonic()
        if left <= 0:
            raise error("the total deadline has passed")
        return left if timeout is None else min(timeout, left)


class AsyncDeadlineStream(httpcore.AsyncNetworkStream):
    """A socket whose every operation ends by the deadline."""

    def __init__(self, stream: httpcore.AsyncNetworkStream, deadline: AsyncDeadline) -> None:
        self._stream = stream
        self._deadline = deadline

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        left = self._deadline.left(timeout, httpcore.ReadTimeout)
        return await self._stream.read(max_bytes, timeout=left)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        left = self._deadline.left(timeout, httpcore.WriteTimeout)
        await self._stream.write(buffer, timeout=left)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.AsyncNetworkStream:
        left = self._deadline.left(timeout, httpcore.ConnectTimeout)
        stream = await self._stream.start_tls(ssl_context, server_hostname, left)
        return AsyncDeadlineStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class AsyncDeadlineBackend(httpcore.AsyncNetworkBackend):
    """Opens sockets that keep the deadline."""

    def __init__(self, deadline: AsyncDeadline) -> None:
        self._backend = async_network()
        self._deadline = deadline

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        left = self._deadline.left(timeout, httpcore.ConnectTimeout)
        stream = await self._backend.connect_tcp(host, port, left, local_address, socket_options)
        return AsyncDeadlineStream(stream, self._deadline)


class AsyncKept:
    """One connection and its deadline."""

    __slots__ = ("connection", "deadline", "origin")

    def __init__(self, origin: httpcore.Origin, ssl_context: ssl.SSLContext | None) -> None:
        self.origin = str(origin)
        self.deadline = AsyncDeadline()
        self.connection = httpcore.AsyncHTTPConnection(
            origin,
            ssl_context=ssl_context,
            keepalive_expiry=IDLE_SECONDS,
            network_backend=AsyncDeadlineBackend(self.deadline),
        )


class AsyncBody:
    """The body of an answer; closing it gives the connection back."""

    def __init__(self, response: httpcore.Response, kept: AsyncKept, pool: AsyncPool) -> None:
        self._stream = cast("Any", response.stream)
        self._kept = kept
        self._pool = pool

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._stream:
            yield part

    async def aclose(self) -> None:
        try:
            await self._stream.aclose()
        finally:
            await self._pool.give_back(self._kept)


class AsyncPool:
    """Connections by origin; the one used last is used next."""

    def __init__(self, ssl_context: ssl.SSLContext | None) -> None:
        self._ssl_context = ssl_context
        self._idle: dict[str, list[AsyncKept]] = {}
        self._slots = AsyncSlots(MOST_CONNECTIONS)
        self._home = async_home()

    async def handle_async_request(self, request: httpcore.Request) -> httpcore.Response:
        timeouts = request.extensions.get("timeout", {})
        deadline = time.monotonic() + timeouts.get("total", float("inf"))
        if not await self._slots.acquire(timeouts.get("pool") or IDLE_SECONDS):
            raise httpcore.PoolTimeout("no connection came free in time")
        try:
            kept = await self._take(request.url.origin)
        except BaseException:
            self._slots.release()
            raise
        kept.deadline.at = deadline
        try:
            response = await kept.connection.handle_async_request(request)
        except BaseException:
            self._slots.release()
            await async_discard(kept.connection)
            raise
        return httpcore.Response(
            status=response.status,
            headers=response.headers,
            content=AsyncBody(response, kept, self),
            extensions=response.extensions,
        )

    async def _take(self, origin: httpcore.Origin) -> AsyncKept:
        here = async_home()
        if self._home != here:
            # After a fork, or under another event loop, the sockets are not ours to use.
            self._idle, self._home = {}, here
        idle = self._idle.setdefault(str(origin), [])
        while True:
            try:
                kept = idle.pop()
            except IndexError:
                return AsyncKept(origin, self._ssl_context)
            if not kept.connection.has_expired():
                return kept
            await async_discard(kept.connection)

    async def give_back(self, kept: AsyncKept) -> None:
        """Keep the connection for the next request if it is good for one, else close it."""
        self._slots.release()
        kept.deadline.at = float("inf")
        if kept.connection.is_idle() and not _left_over(kept.connection):
            self._idle.setdefault(kept.origin, []).append(kept)
        else:
            await async_discard(kept.connection)

    async def aclose(self) -> None:
        """Close what is idle; what is in use closes when it is done."""
        if self._home == async_home():
            for idle in self._idle.values():
                while idle:
                    await async_discard(idle.pop().connection)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()


def _left_over(connection: httpcore.AsyncHTTPConnection) -> bool:
    """Whether the server sent more than its answer: it would be read as the next one.

    httpcore looks at the socket alone, and what h11 has read already is in no public place.
    """
    inner: Any = connection._connection  # noqa: SLF001
    buffered, _ = inner._h11_state.trailing_data  # noqa: SLF001
    return bool(buffered)


class AsyncKeptTransport(httpx.AsyncHTTPTransport):
    """httpx's own transport over `AsyncPool`."""

    def __init__(self, ssl_context: ssl.SSLContext) -> None:
        super().__init__(verify=ssl_context)
        self._pool = cast("Any", AsyncPool(ssl_context))
