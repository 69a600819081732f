"""Stores meet clients of either colour, and say so when they do not fit."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import anyio
import pytest

from whatsapp_biz.consent.events import OptedOut
from whatsapp_biz.consent.store import (
    AsyncConsentStore,
    AsyncSupportsClaims,
    Claim,
    SupportsClaims,
)
from whatsapp_biz.contact import Contact
from whatsapp_biz.errors import LedgerUnavailable
from whatsapp_biz.stores import BlockingStore, MemoryStore, SQLiteStore
from whatsapp_biz.stores.adopt import for_async, for_sync

from .test_contract_is_kept import AsyncStoreWithClaims, TinyAsyncStore, TinyStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from whatsapp_biz.consent.events import ConsentEvent

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ANA = Contact("+49 1512 3456701")
REFUSAL = OptedOut(id="1", contact=ANA, at=NOON)
pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class NotesThreads(MemoryStore):
    def __init__(self) -> None:
        super().__init__()
        self.threads: dict[str, int] = {}

    def append(self, event: ConsentEvent, /) -> None:
        self.threads["append"] = threading.get_ident()
        super().append(event)

    def history(self, contact: Contact, /) -> list[ConsentEvent]:
        self.threads["history"] = threading.get_ident()
        return super().history(contact)


class NotesThreadsAndMayBlock(NotesThreads):
    reads_on_loop = False


class LazyStore(TinyStore):
    """Does its reading while the result is iterated."""

    read_in: int | None = None

    def history(self, contact: Contact, /) -> Iterator[ConsentEvent]:
        self.read_in = threading.get_ident()
        yield from super().history(contact)


class HalfAsync(MemoryStore):
    async def append(self, event: ConsentEvent, /) -> None:  # type: ignore[override]
        pass


def test_a_sync_client_takes_a_sync_store_as_it_is() -> None:
    store = MemoryStore()

    assert for_sync(store) is store


def test_a_sync_client_refuses_an_async_store_and_says_what_to_do() -> None:
    with pytest.raises(TypeError, match=r"use AsyncWhatsApp, or wrap it: BlockingStore\(store\)"):
        for_sync(TinyAsyncStore())


async def test_an_async_client_takes_an_async_store_as_it_is() -> None:
    store = TinyAsyncStore()

    assert for_async(store) is store


@pytest.mark.parametrize("adopt", [for_sync, for_async])
def test_a_store_of_two_colours_is_refused(adopt: Any) -> None:
    with pytest.raises(TypeError, match="must both be async, or none"):
        adopt(HalfAsync())


@pytest.mark.parametrize("adopt", [for_sync, for_async])
@pytest.mark.parametrize("thing", [{}, "consent.sqlite3", None], ids=["dict", "str", "None"])
def test_what_is_no_store_is_refused(adopt: Any, thing: object) -> None:
    with pytest.raises(TypeError, match="needs append and history"):
        adopt(thing)


async def test_writes_never_block_the_loop() -> None:
    store = NotesThreads()
    await for_async(store).append(REFUSAL)

    assert store.threads["append"] != threading.get_ident()


async def test_quick_reads_stay_on_the_loop_once_the_file_is_open() -> None:
    store = NotesThreads()
    view = for_async(store)
    await view.history(ANA)
    assert store.threads["history"] != threading.get_ident()
    await view.history(ANA)

    assert store.threads["history"] == threading.get_ident()


async def test_reads_that_may_block_go_to_a_thread() -> None:
    store = NotesThreadsAndMayBlock()
    view = for_async(store)
    for _ in range(2):
        await view.history(ANA)

        assert store.threads["history"] != threading.get_ident()


async def test_a_lazy_history_is_read_in_the_thread() -> None:
    store = LazyStore()
    view = for_async(store)
    await view.append(REFUSAL)

    assert list(await view.history(ANA)) == [REFUSAL]
    assert store.read_in not in {None, threading.get_ident()}


async def test_an_append_under_way_is_finished_when_its_caller_is_cancelled() -> None:
    begun, go_on = threading.Event(), threading.Event()

    class Slow(MemoryStore):
        def append(self, event: ConsentEvent, /) -> None:
            begun.set()
            assert go_on.wait(timeout=10)
            super().append(event)

    store = Slow()
    async with anyio.create_task_group() as group:
        group.start_soon(for_async(store).append, REFUSAL)
        await anyio.to_thread.run_sync(begun.wait)
        group.cancel_scope.cancel()
        go_on.set()

    assert store.history(ANA) == [REFUSAL]


async def test_a_view_has_claims_if_its_store_has() -> None:
    view = for_async(MemoryStore())

    assert isinstance(view, AsyncConsentStore)
    assert isinstance(view, AsyncSupportsClaims)
    lease = timedelta(minutes=1)
    assert await view.claim("a", now=NOON, lease=lease) == Claim.TAKEN
    await view.release("a")
    await view.finish("a", now=NOON)
    assert await view.claim("a", now=NOON, lease=lease) == Claim.DONE
    assert not isinstance(for_async(TinyStore()), AsyncSupportsClaims)


def test_a_view_shows_its_store_and_nobody() -> None:
    assert repr(for_async(MemoryStore())) == "AsyncStoreViewWithClaims(MemoryStore(0 facts))"


# BlockingStore ------------------------------------------------------------------------------


def test_a_blocking_store_has_claims_if_its_store_has() -> None:
    assert isinstance(BlockingStore(AsyncStoreWithClaims(MemoryStore())), SupportsClaims)
    assert not isinstance(BlockingStore(TinyAsyncStore()), SupportsClaims)


def test_a_blocking_store_suits_a_sync_client() -> None:
    store = BlockingStore(TinyAsyncStore())

    assert for_sync(store) is store


def test_a_blocking_store_works_inside_with_only() -> None:
    store = BlockingStore(TinyAsyncStore())
    with pytest.raises(LedgerUnavailable, match="inside `with BlockingStore"):
        store.append(REFUSAL)
    with store:
        store.append(REFUSAL)
    with pytest.raises(LedgerUnavailable, match="inside `with BlockingStore"):
        store.history(ANA)


def test_a_blocking_store_leaves_no_thread_behind() -> None:
    before = threading.active_count()
    with BlockingStore(TinyAsyncStore()):
        assert threading.active_count() == before + 1

    assert threading.active_count() == before


def test_a_store_that_cannot_be_entered_leaves_no_thread_behind() -> None:
    class Unreachable(TinyAsyncStore):
        async def __aenter__(self) -> Any:
            raise LedgerUnavailable("no server")

    before = threading.active_count()
    with pytest.raises(LedgerUnavailable, match="no server"), BlockingStore(Unreachable()):
        pass

    assert threading.active_count() == before


def test_a_blocking_store_passes_errors_on() -> None:
    class Failing(TinyAsyncStore):
        async def append(self, event: ConsentEvent, /) -> None:
            raise LedgerUnavailable("no server")

    with BlockingStore(Failing()) as store, pytest.raises(LedgerUnavailable, match="no server"):
        store.append(REFUSAL)


def test_a_blocking_store_shows_its_store_and_nobody() -> None:
    store = BlockingStore(AsyncStoreWithClaims(MemoryStore()))

    assert repr(store).startswith("BlockingStore(<")


async def test_the_file_is_opened_off_the_loop(tmp_path: Path) -> None:
    with SQLiteStore(tmp_path / "consent.sqlite3") as store:
        view = for_async(store)
        await view.append(REFUSAL)

        assert list(await view.history(ANA)) == list(await view.history(ANA)) == [REFUSAL]
