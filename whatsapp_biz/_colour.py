"""The few primitives that differ by colour: each ``async_x`` has a blocking twin ``x``."""

from __future__ import annotations

import inspect
import os
import threading
import time
from collections.abc import Awaitable, Callable
from typing import Any, cast

import anyio
import anyio.lowlevel
import httpcore

from .clock import Clock, WaitingClock

AsyncHandler = Callable[[Any], Awaitable[object] | object]
"""What handles an event for an async client: ``def`` or ``async def``."""
Handler = Callable[[Any], object]
"""What handles an event for a sync client: ``def``; what it returns is not used."""


async def async_sleep(clock: Clock, seconds: float) -> None:
    """Wait by *clock*, without holding up the loop."""
    if isinstance(clock, WaitingClock):
        clock.wait(seconds)
    else:
        await anyio.sleep(seconds)


def sleep(clock: Clock, seconds: float) -> None:
    """Wait by *clock*."""
    if isinstance(clock, WaitingClock):
        clock.wait(seconds)
    else:
        time.sleep(seconds)


async def async_call(handler: AsyncHandler, event: object) -> None:
    """Call a handler of either colour."""
    result: object = handler(event)
    if inspect.isawaitable(result):
        await result


def call(handler: Handler, event: object) -> None:
    """Call a handler.

    Raises:
        TypeError: It is async: what it returned would never run.
    """
    result: object = handler(event)
    if inspect.isawaitable(result):
        if inspect.iscoroutine(result):
            result.close()
        raise TypeError("the handler is async: use AsyncWhatsApp, or write it with def")


async def async_discard(connection: httpcore.AsyncHTTPConnection) -> None:
    """Close a connection even while the task is being cancelled."""
    with anyio.CancelScope(shield=True):
        await connection.aclose()


def discard(connection: httpcore.HTTPConnection) -> None:
    """Close a connection."""
    connection.close()


def async_home() -> tuple[int, object]:
    """Where async sockets can be used: this process and this event loop."""
    return os.getpid(), anyio.lowlevel.current_token()


def home() -> tuple[int, object]:
    """Where blocking sockets can be used: this process."""
    return os.getpid(), None


class AsyncSlots:
    """A counted limit one can wait for."""

    def __init__(self, limit: int) -> None:
        self._semaphore = anyio.Semaphore(limit, fast_acquire=True)

    async def acquire(self, seconds: float) -> bool:
        """Take a slot; False if none came free in time."""
        with anyio.move_on_after(seconds):
            await self._semaphore.acquire()
            return True
        return False

    def release(self) -> None:
        """Give a slot back."""
        self._semaphore.release()


class Slots:
    """A counted limit one can wait for."""

    def __init__(self, limit: int) -> None:
        self._semaphore = threading.Semaphore(limit)

    def acquire(self, seconds: float) -> bool:
        """Take a slot; False if none came free in time."""
        return self._semaphore.acquire(timeout=seconds)

    def release(self) -> None:
        """Give a slot back."""
        self._semaphore.release()


def async_network() -> httpcore.AsyncNetworkBackend:
    """How async sockets are opened."""
    return cast("httpcore.AsyncNetworkBackend", httpcore.AnyIOBackend())


def network() -> httpcore.NetworkBackend:
    """How blocking sockets are opened."""
    return httpcore.SyncBackend()
