"""What `MemoryStore` and `SQLiteStore` do with claims beyond the contract."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from whatsapp_biz.consent.events import OptedOut
from whatsapp_biz.consent.store import Claim, ConsentStore, SupportsClaims
from whatsapp_biz.contact import Contact
from whatsapp_biz.stores import MemoryStore, SQLiteStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LEASE = timedelta(minutes=5)


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MemoryStore | SQLiteStore]:
    if request.param == "memory":
        yield MemoryStore()
        return
    with SQLiteStore(tmp_path / "consent.sqlite3") as store:
        yield store


def test_a_store_is_what_the_protocols_say(store: MemoryStore | SQLiteStore) -> None:
    assert isinstance(store, ConsentStore)
    assert isinstance(store, SupportsClaims)
    assert store.reads_on_loop


def test_old_claims_can_be_forgotten_and_new_ones_stay(store: MemoryStore | SQLiteStore) -> None:
    week = timedelta(days=7)
    store.finish("done long ago", now=NOON - week)
    store.claim("died long ago", now=NOON - week, lease=LEASE)
    store.finish("done now", now=NOON)
    store.claim("held now", now=NOON, lease=LEASE)

    assert store.forget_claims(before=NOON) == 2
    assert store.forget_claims(before=NOON) == 0
    assert store.claim("done long ago", now=NOON, lease=LEASE) == Claim.TAKEN
    assert store.claim("done now", now=NOON, lease=LEASE) == Claim.DONE
    assert store.claim("held now", now=NOON, lease=LEASE) == Claim.BUSY


def test_a_lease_is_a_length_of_time(store: MemoryStore | SQLiteStore) -> None:
    with pytest.raises(ValueError, match="lease must be positive"):
        store.claim("a", now=NOON, lease=timedelta(0))


def test_naive_instants_are_refused(store: MemoryStore | SQLiteStore) -> None:
    naive = NOON.replace(tzinfo=None)
    with pytest.raises(ValueError, match="now must be aware"):
        store.claim("a", now=naive, lease=LEASE)
    with pytest.raises(ValueError, match="now must be aware"):
        store.finish("a", now=naive)
    with pytest.raises(ValueError, match="before must be aware"):
        store.forget_claims(before=naive)


def test_a_memory_store_shows_counts_only() -> None:
    store = MemoryStore()
    store.append(OptedOut(contact=Contact("+49 1512 3456701"), at=NOON))

    assert repr(store) == "MemoryStore(1 facts)"


def test_an_id_is_one_fact_whoever_it_is_about(store: MemoryStore | SQLiteStore) -> None:
    ana, ben = Contact("+49 1512 3456701"), Contact("+49 1512 3456702")
    store.append(OptedOut(id="1", contact=ana, at=NOON))
    store.append(OptedOut(id="1", contact=ben, at=NOON))

    assert len(store.history(ana)) == 1
    assert store.history(ben) == []
