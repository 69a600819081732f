"""Every store that ships, and every wrapper around one, keeps the contract."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import anyio
import pytest

from whatsapp_biz.stores import BlockingStore, MemoryStore, SQLiteStore
from whatsapp_biz.stores.adopt import for_async
from whatsapp_biz.testing import ConsentStoreContract

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime, timedelta
    from pathlib import Path
    from types import TracebackType

    from whatsapp_biz.consent.events import ConsentEvent
    from whatsapp_biz.consent.store import Claim, ConsentStore
    from whatsapp_biz.contact import Contact


class TinyStore:
    """The two methods a store needs, in a dict."""

    def __init__(self) -> None:
        self._facts: dict[str, dict[str, ConsentEvent]] = {}

    def append(self, event: ConsentEvent, /) -> None:
        for key in event.contact.keys:
            self._facts.setdefault(key, {}).setdefault(event.id, event)

    def history(self, contact: Contact, /) -> Iterator[ConsentEvent]:
        found = {k: e for key in contact.keys for k, e in list(self._facts.get(key, {}).items())}
        yield from found.values()


class TinyAsyncStore:
    """An async store without claims; it lives on the loop that entered it."""

    def __init__(self) -> None:
        self._store = TinyStore()

    async def __aenter__(self) -> Self:
        self._lock = anyio.Lock()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: object, traceback: TracebackType | None
    ) -> None:
        del self._lock

    async def append(self, event: ConsentEvent, /) -> None:
        async with self._lock:
            self._store.append(event)

    async def history(self, contact: Contact, /) -> list[ConsentEvent]:
        async with self._lock:
            return list(self._store.history(contact))


class AsyncStoreWithClaims:
    """An async store with claims, and nothing to enter."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def append(self, event: ConsentEvent, /) -> None:
        self._store.append(event)

    async def history(self, contact: Contact, /) -> list[ConsentEvent]:
        return self._store.history(contact)

    async def claim(self, key: str, /, *, now: datetime, lease: timedelta) -> Claim:
        return self._store.claim(key, now=now, lease=lease)

    async def finish(self, key: str, /, *, now: datetime) -> None:
        self._store.finish(key, now=now)

    async def release(self, key: str, /) -> None:
        self._store.release(key)


class TestMemoryStore(ConsentStoreContract):
    @pytest.fixture
    def store(self) -> MemoryStore:
        return MemoryStore()


class TestSQLiteStore(ConsentStoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[SQLiteStore]:
        with SQLiteStore(tmp_path / "consent.sqlite3") as store:
            yield store

    @pytest.fixture
    def reopen(self, tmp_path: Path) -> Callable[[], SQLiteStore]:
        return lambda: SQLiteStore(tmp_path / "consent.sqlite3")


class TestAStoreOfTwoMethods(ConsentStoreContract):
    @pytest.fixture
    def store(self) -> TinyStore:
        return TinyStore()


class TestAnAsyncStore(ConsentStoreContract):
    @pytest.fixture
    def store(self) -> TinyAsyncStore:
        return TinyAsyncStore()


class TestAnAsyncStoreWithClaims(ConsentStoreContract):
    @pytest.fixture
    def store(self) -> AsyncStoreWithClaims:
        return AsyncStoreWithClaims(MemoryStore())

    @pytest.fixture
    def reopen(self, store: AsyncStoreWithClaims) -> Callable[[], AsyncStoreWithClaims]:
        return lambda: AsyncStoreWithClaims(store._store)


class TestBlockingStore(ConsentStoreContract):
    @pytest.fixture
    def store(self) -> Iterator[BlockingStore]:
        with BlockingStore(AsyncStoreWithClaims(MemoryStore())) as store:
            yield store


class TestTheAsyncViewOfAFile(ConsentStoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[object]:
        with SQLiteStore(tmp_path / "consent.sqlite3") as store:
            yield for_async(store)

    @pytest.fixture
    def reopen(self, tmp_path: Path) -> Callable[[], ConsentStore]:
        return lambda: SQLiteStore(tmp_path / "consent.sqlite3")


class TestTheAsyncViewOfTwoMethods(ConsentStoreContract):
    @pytest.fixture
    def store(self) -> object:
        return for_async(TinyStore())
