# Generated from whatsapp_biz/_async/connections.py by scripts/unasync.py; edit that file instead.
"""Connections kept last-in-first-out, each request under one total deadline.

httpx's own pool opens a new connection for nearly every message once more than twenty are in
flight, and bounds each read instead of the whole exchange. This pool sits behind httpx's own
transport, so that tests which replace the transport's ``handle_request`` keep working.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable, Iterator
from typing import Any, cast

import httpcore
import httpx

from .._colour import Slots, discard, home, network

MOST_CONNECTIONS = 256
IDLE_SECONDS = 30.0  # Meta closes idle connections later than this


class Deadline:
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


class DeadlineStream(httpcore.NetworkStream):
    """A socket whose every operation ends by the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        left = self._deadline.left(timeout, httpcore.ReadTimeout)
        return self._stream.read(max_bytes, timeout=left)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        left = self._deadline.left(timeout, httpcore.WriteTimeout)
        self._stream.write(buffer, timeout=left)

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = self._deadline.left(timeout, httpcore.ConnectTimeout)
        stream = self._stream.start_tls(ssl_context, server_hostname, left)
        return DeadlineStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class DeadlineBackend(httpcore.NetworkBackend):
    """Opens sockets that keep the deadline."""

    def __init__(self, deadline: Deadline) -> None:
        self._backend = network()
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        left = self._deadline.left(timeout, httpcore.ConnectTimeout)
        stream = self._backend.connect_tcp(host, port, left, local_address, socket_options)
        return DeadlineStream(stream, self._deadline)


class Kept:
    """One connection and its deadline."""

    __slots__ = ("connection", "deadline", "origin")

    def __init__(self, origin: httpcore.Origin, ssl_context: ssl.SSLContext | None) -> None:
        self.origin = str(origin)
        self.deadline = Deadline()
        self.connection = httpcore.HTTPConnection(
            origin,
            ssl_context=ssl_context,
            keepalive_expiry=IDLE_SECONDS,
            network_backend=DeadlineBackend(self.deadline),
        )


class Body:
    """The body of an answer; closing it gives the connection back."""

    def __init__(self, response: httpcore.Response, kept: Kept, pool: Pool) -> None:
        self._stream = cast("Any", response.stream)
        self._kept = kept
        self._pool = pool

    def __iter__(self) -> Iterator[bytes]:
        for part in self._stream:
            yield part

    def close(self) -> None:
        try:
            self._stream.close()
        finally:
            self._pool.give_back(self._kept)


class Pool:
    """Connections by origin; the one used last is used next."""

    def __init__(self, ssl_context: ssl.SSLContext | None) -> None:
        self._ssl_context = ssl_context
        self._idle: dict[str, list[Kept]] = {}
        self._slots = Slots(MOST_CONNECTIONS)
        self._home = home()

    def handle_request(self, request: httpcore.Request) -> httpcore.Response:
        timeouts = request.extensions.get("timeout", {})
        deadline = time.monotonic() + timeouts.get("total", float("inf"))
        if not self._slots.acquire(timeouts.get("pool") or IDLE_SECONDS):
            raise httpcore.PoolTimeout("no connection came free in time")
        try:
            kept = self._take(request.url.origin)
        except BaseException:
            self._slots.release()
            raise
        kept.deadline.at = deadline
        try:
            response = kept.connection.handle_request(request)
        except BaseException:
            self._slots.release()
            discard(kept.connection)
            raise
        return httpcore.Response(
            status=response.status,
            headers=response.headers,
            content=Body(response, kept, self),
            extensions=response.extensions,
        )

    def _take(self, origin: httpcore.Origin) -> Kept:
        home = home()
        if self._home != home:
            # After a fork, or under another event loop, the sockets are not ours to use.
            self._idle, self._home = {}, home
        idle = self._idle.setdefault(str(origin), [])
        while idle:
            kept = idle.pop()
            if not kept.connection.has_expired():
                return kept
            discard(kept.connection)
        return Kept(origin, self._ssl_context)

    def give_back(self, kept: Kept) -> None:
        """Keep the connection for the next request if it is good for one."""
        self._slots.release()
        kept.deadline.at = float("inf")
        if kept.connection.is_idle():
            self._idle.setdefault(kept.origin, []).append(kept)

    def close(self) -> None:
        """Close what is idle; what is in use closes when it is done."""
        if self._home == home():
            for idle in self._idle.values():
                while idle:
                    discard(idle.pop().connection)

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class KeptTransport(httpx.HTTPTransport):
    """httpx's own transport over `Pool`."""

    def __init__(self, ssl_context: ssl.SSLContext) -> None:
        super().__init__(verify=ssl_context)
        self._pool = cast("Any", Pool(ssl_context))
