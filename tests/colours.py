"""What tests of both colours need and each colour does its own way: ``async_x`` and ``x``."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest

from tests.raw_server import PATIENCE
from whatsapp_biz._async import connections as async_connections
from whatsapp_biz._sync import connections

__all__ = [
    "async_connections",
    "async_interrupted",
    "async_run",
    "async_together",
    "connections",
    "interrupted",
    "run",
    "together",
]

T = TypeVar("T")


def async_run(call: Callable[[], Awaitable[T]]) -> T:
    """Call it on an event loop of its own."""

    async def main() -> T:
        return await call()

    return asyncio.run(main())


def run(call: Callable[[], T]) -> T:
    """Call it."""
    return call()


async def async_together(times: int, call: Callable[[], Awaitable[T]]) -> list[T]:
    """Call it that often at once, in tasks."""
    return list(await asyncio.gather(*(call() for _ in range(times))))


def together(times: int, call: Callable[[], T]) -> list[T]:
    """Call it that often at once, in threads."""
    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(lambda _: call(), range(times)))


async def async_interrupted(call: Callable[[], Awaitable[object]], when: threading.Event) -> None:
    """Call it and cancel its task once *when* is set."""
    task = asyncio.ensure_future(call())
    assert await asyncio.to_thread(when.wait, PATIENCE)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def interrupted(call: Callable[[], object], when: threading.Event) -> None:
    """Call it in the main thread and press Ctrl-C once *when* is set."""
    main = threading.main_thread().ident
    assert main is not None

    def press() -> None:
        if when.wait(PATIENCE):
            signal.pthread_kill(main, signal.SIGINT)

    thread = threading.Thread(target=press)
    thread.start()
    with pytest.raises(KeyboardInterrupt):
        call()
    thread.join()
