"""The promises of a consent store, as tests its author runs."""

# ruff: noqa: S101 - it is a test suite; pytest rewrites its asserts

from __future__ import annotations

import logging
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from threading import Barrier
from typing import TYPE_CHECKING, Any, TypeVar, cast

import pytest

from ..consent.events import OptedIn, OptedOut
from ..consent.store import Claim, SupportsClaims
from ..contact import Contact
from ..stores.adopt import is_async
from ..stores.blocking import BlockingStore
from ._examples import (
    ANA,
    ANA_ID,
    AWKWARD_INSTANTS,
    AWKWARD_TEXTS,
    BEN,
    LEASE,
    NOON,
    ONE_OF_EACH_KIND,
    SPELLINGS,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..consent.events import ConsentEvent
    from ..consent.store import AsyncConsentStore, ConsentStore

CONTRACT_VERSION = "1.0"
"""Grows when a promise is added; a store says which version it passes."""

THREADS = 8

_T = TypeVar("_T")


class ConsentStoreContract:
    """Subclass it, provide your empty store, run pytest: every promise is one test.

    ::

        class TestMyStore(ConsentStoreContract):
            @pytest.fixture
            def store(self, tmp_path):
                with MyStore(tmp_path / "consent.db") as store:
                    yield store

    An async store is returned unopened: it runs on a loop the contract owns, which enters it if
    it is an async context manager. No pytest plugin is needed. To state that a promise is not
    kept, override its test and mark it ``@pytest.mark.xfail(reason="…")``.
    """

    @pytest.fixture
    def store(self) -> ConsentStore | AsyncConsentStore:
        """Your store, empty: override this."""
        raise NotImplementedError("return your empty store from a fixture named `store`")

    @pytest.fixture
    def reopen(self) -> Callable[[], ConsentStore | AsyncConsentStore] | None:
        """A function that makes a second store on the same data: override it if there is one."""
        return None

    @pytest.fixture
    def kept(self, store: ConsentStore | AsyncConsentStore) -> Iterator[ConsentStore]:
        """The store as the promises use it: without ``await``."""
        if is_async(store):
            with BlockingStore(cast("AsyncConsentStore", store)) as blocking:
                yield blocking
        else:
            yield cast("ConsentStore", store)

    @pytest.fixture
    def claims(self, kept: ConsentStore) -> SupportsClaims:
        """The store as `SupportsClaims`; its promises are skipped if it is none."""
        if not isinstance(kept, SupportsClaims):
            pytest.skip("the store has no claim, finish and release: nothing to check")
        return kept

    # Facts ----------------------------------------------------------------------------------

    def test_strangers_have_no_history(self, kept: ConsentStore) -> None:
        """Whoever is not known has an empty history; asking does not raise."""
        assert list(kept.history(ANA)) == []
        assert list(kept.history(Contact(bsuid=ANA_ID))) == []

    def test_what_was_written_is_read(self, kept: ConsentStore) -> None:
        """Once `append` returned, `history` has it, and what came before."""
        for count, event in enumerate(ONE_OF_EACH_KIND, start=1):
            kept.append(event)
            assert event in list(kept.history(ANA))
            assert len(list(kept.history(ANA))) == count

    def test_reading_changes_nothing(self, kept: ConsentStore) -> None:
        """A history can be read again."""
        kept.append(_refusal("1", ANA))

        assert _ids(kept, ANA) == _ids(kept, ANA) == ["1"]

    def test_appending_twice_changes_nothing(self, kept: ConsentStore) -> None:
        """The same fact, delivered again, is there once."""
        for _ in range(3):
            kept.append(_refusal("1", ANA))

        assert list(kept.history(ANA)) == [_refusal("1", ANA)]

    def test_the_first_fact_of_an_id_stays(self, kept: ConsentStore) -> None:
        """An id that is kept is never overwritten: facts do not change."""
        refusal = OptedOut(id="1", contact=ANA, at=NOON, purpose="all", via="keyword")
        kept.append(refusal)
        kept.append(OptedIn(id="1", contact=ANA, at=NOON, purpose="marketing", evidence="late"))

        assert list(kept.history(ANA)) == [refusal]

    def test_facts_of_one_instant_are_all_kept(self, kept: ConsentStore) -> None:
        """A grant and a refusal of the same microsecond are two facts."""
        grant = OptedIn(id="1", contact=ANA, at=NOON, purpose="marketing", evidence="form")
        refusal = OptedOut(id="2", contact=ANA, at=NOON, purpose="marketing")
        kept.append(refusal)
        kept.append(grant)

        assert _ids(kept, ANA) == ["1", "2"]

    @pytest.mark.parametrize("event", ONE_OF_EACH_KIND, ids=lambda event: type(event).__name__)
    def test_every_kind_of_fact_comes_back_equal(
        self, kept: ConsentStore, event: ConsentEvent
    ) -> None:
        """Each field of each kind survives."""
        kept.append(event)

        assert list(kept.history(ANA)) == [event]

    @pytest.mark.parametrize("case", AWKWARD_INSTANTS)
    def test_instants_survive_to_the_microsecond(self, kept: ConsentStore, case: str) -> None:
        """Instants come back aware and exact, whatever their offset."""
        at = AWKWARD_INSTANTS[case]
        kept.append(OptedOut(id="1", contact=ANA, at=at, recorded_at=at))
        (event,) = cast("list[OptedOut]", list(kept.history(ANA)))

        assert event.recorded_at is not None
        for instant in (event.at, event.recorded_at):
            assert instant.utcoffset() is not None
            assert instant == at

    @pytest.mark.parametrize("case", AWKWARD_TEXTS)
    def test_any_text_survives(self, kept: ConsentStore, case: str) -> None:
        """Evidence and ids hold what people and webhooks send, not what a database likes."""
        text = AWKWARD_TEXTS[case]
        event = OptedIn(
            id=f"id {text}", contact=ANA, at=NOON, purpose="utility", evidence=text, wording=text
        )
        kept.append(event)
        kept.append(event)

        assert list(kept.history(ANA)) == [event]

    def test_a_thousand_facts_of_one_person_are_kept(self, kept: ConsentStore) -> None:
        """No page size or limit cuts a history."""
        expected = sorted(str(number) for number in range(1_000))
        for number in expected:
            kept.append(_refusal(number, ANA))

        assert _ids(kept, ANA) == expected

    # People ---------------------------------------------------------------------------------

    def test_people_do_not_see_each_other(self, kept: ConsentStore) -> None:
        """One person's facts never appear in another's history."""
        kept.append(_refusal("1", ANA))
        kept.append(_refusal("2", BEN))
        kept.append(_refusal("3", Contact(bsuid=ANA_ID)))

        assert _ids(kept, ANA) == ["1"]
        assert _ids(kept, BEN) == ["2"]
        assert _ids(kept, Contact(bsuid=ANA_ID)) == ["3"]

    def test_ids_that_begin_alike_are_two_people(self, kept: ConsentStore) -> None:
        """Keys are compared whole and with their case."""
        kept.append(_refusal("1", Contact(bsuid="DE.abc")))

        for other in ("DE.abcd", "DE.ab", "DE.ABC"):
            assert _ids(kept, Contact(bsuid=other)) == []

    def test_a_fact_is_found_under_every_key(self, kept: ConsentStore) -> None:
        """Who is known by number and id is found by either and by both, once."""
        both = Contact(ANA.phone, bsuid=ANA_ID)
        kept.append(_refusal("1", both))

        for known_as in (ANA, Contact(bsuid=ANA_ID), both):
            assert _ids(kept, known_as) == ["1"]

    def test_all_keys_of_a_person_are_searched(self, kept: ConsentStore) -> None:
        """Facts filed under the number and under the id meet when both are known."""
        kept.append(_refusal("1", ANA))
        kept.append(_refusal("2", Contact(bsuid=ANA_ID)))

        assert _ids(kept, Contact(ANA.phone, bsuid=ANA_ID)) == ["1", "2"]

    @pytest.mark.parametrize("country", SPELLINGS)
    def test_the_spellings_of_a_number_meet(self, kept: ConsentStore, country: str) -> None:
        """A refusal from the `wa_id` is found by the number that was dialled, and back."""
        first, second = (Contact(spelling) for spelling in SPELLINGS[country])
        kept.append(_refusal("1", first))
        kept.append(_refusal("2", second))

        assert _ids(kept, first) == _ids(kept, second) == ["1", "2"]

    # Many at once ---------------------------------------------------------------------------

    def test_eight_threads_lose_nothing(self, kept: ConsentStore) -> None:
        """Facts appended at the same time are all kept."""

        def append(thread: int) -> None:
            for number in range(25):
                kept.append(_refusal(f"{thread}-{number}", ANA))

        _at_once(append)

        assert len(_ids(kept, ANA)) == THREADS * 25

    def test_one_id_appended_at_once_is_kept_once(self, kept: ConsentStore) -> None:
        """A webhook delivered to eight workers is one fact, and one of theirs."""
        offers = [
            OptedOut(id="1", contact=ANA, at=NOON, via=f"worker-{thread}")
            for thread in range(THREADS)
        ]

        _at_once(lambda thread: kept.append(offers[thread]))

        (event,) = kept.history(ANA)
        assert event in offers

    def test_a_refusal_is_seen_by_every_thread_at_once(self, kept: ConsentStore) -> None:
        """No thread reads an older history after `append` returned."""
        _at_once(lambda _: list(kept.history(ANA)))
        kept.append(_refusal("1", ANA))

        assert _at_once(lambda _: _ids(kept, ANA)) == [["1"]] * THREADS

    def test_reopening_keeps_everything(
        self,
        kept: ConsentStore,
        reopen: Callable[[], ConsentStore | AsyncConsentStore] | None,
    ) -> None:
        """A second store on the same data has every fact, and knows the ids."""
        if reopen is None:
            pytest.skip("no `reopen` fixture: whether facts outlive the store was not checked")
        for event in ONE_OF_EACH_KIND:
            kept.append(event)

        with _opened(reopen()) as again:
            again.append(_refusal("refusal", ANA))
            found = sorted(again.history(ANA), key=lambda event: event.id)

        assert found == sorted(ONE_OF_EACH_KIND, key=lambda event: event.id)

    # Privacy --------------------------------------------------------------------------------

    def test_nothing_of_a_person_is_shown(
        self, kept: ConsentStore, caplog: pytest.LogCaptureFixture
    ) -> None:
        """Neither logs, at any level, nor the store's repr hold a number, an id or evidence."""
        person = Contact(ANA.phone, bsuid=ANA_ID)
        with caplog.at_level(logging.DEBUG):
            kept.append(
                OptedIn(id="1", contact=person, at=NOON, purpose="utility", evidence="proof-7731")
            )
            list(kept.history(person))
        shown = repr(kept) + str(kept)
        shown += "".join(f"{record.getMessage()} {record.args}" for record in caplog.records)

        for secret in ("15123456701", "1A2B3C", "proof-7731"):
            assert secret not in shown.replace(" ", "")

    # Claims ---------------------------------------------------------------------------------

    def test_a_claim_is_taken_once(self, claims: SupportsClaims) -> None:
        """Whoever comes second finds it busy, until the lease ends."""
        assert claims.claim("a", now=NOON, lease=LEASE) == Claim.TAKEN
        assert claims.claim("a", now=NOON, lease=LEASE) == Claim.BUSY
        assert claims.claim("a", now=NOON + LEASE * 0.99, lease=LEASE) == Claim.BUSY

    def test_claims_do_not_touch_each_other(self, claims: SupportsClaims) -> None:
        """Each key is its own claim."""
        claims.claim("a", now=NOON, lease=LEASE)
        claims.finish("a", now=NOON)

        assert claims.claim("b", now=NOON, lease=LEASE) == Claim.TAKEN
        claims.release("b")
        assert claims.claim("a", now=NOON, lease=LEASE) == Claim.DONE

    def test_what_is_finished_stays_done(self, claims: SupportsClaims) -> None:
        """A handled event is never handled again, long after its lease."""
        claims.claim("a", now=NOON, lease=LEASE)
        claims.finish("a", now=NOON)
        claims.release("a")

        assert claims.claim("a", now=NOON, lease=LEASE) == Claim.DONE
        assert claims.claim("a", now=NOON + timedelta(days=7), lease=LEASE) == Claim.DONE

    def test_finishing_twice_is_fine(self, claims: SupportsClaims) -> None:
        """Two workers that both handled it may both say so."""
        for _ in range(2):
            claims.finish("a", now=NOON)

        assert claims.claim("a", now=NOON, lease=LEASE) == Claim.DONE

    def test_a_lease_that_ran_out_may_be_taken_again(self, claims: SupportsClaims) -> None:
        """A worker that died does not keep an event for ever; its heir has a lease of its own."""
        claims.claim("a", now=NOON, lease=LEASE)

        assert claims.claim("a", now=NOON + LEASE, lease=LEASE) == Claim.TAKEN
        assert claims.claim("a", now=NOON + LEASE * 1.5, lease=LEASE) == Claim.BUSY

    def test_what_is_released_may_be_taken_at_once(self, claims: SupportsClaims) -> None:
        """A handler that failed gives the event back; giving back nothing is fine."""
        claims.release("a")
        claims.claim("a", now=NOON, lease=LEASE)
        claims.release("a")

        assert claims.claim("a", now=NOON, lease=LEASE) == Claim.TAKEN

    def test_of_eight_who_claim_one_takes(self, claims: SupportsClaims) -> None:
        """Taking is one atomic step."""
        keys = [f"event {number}" for number in range(5)]
        answers = _at_once(lambda _: [claims.claim(key, now=NOON, lease=LEASE) for key in keys])

        for of_one_key in zip(*answers, strict=True):
            assert sorted(of_one_key) == [Claim.BUSY] * (THREADS - 1) + [Claim.TAKEN]

    @pytest.mark.parametrize("case", AWKWARD_TEXTS)
    def test_any_text_can_be_claimed(self, claims: SupportsClaims, case: str) -> None:
        """Keys come from webhooks and hold anything."""
        text = AWKWARD_TEXTS[case]

        assert claims.claim(text, now=NOON, lease=LEASE) == Claim.TAKEN
        claims.finish(text, now=NOON)
        assert claims.claim(text, now=NOON, lease=LEASE) == Claim.DONE

    # The contract itself --------------------------------------------------------------------

    def test_no_promise_was_removed(self) -> None:
        """A promise may be declared broken, with a reason; it may not disappear."""
        for name, promise in vars(ConsentStoreContract).items():
            if not name.startswith("test_"):
                continue
            present = getattr(type(self), name)
            assert present is promise or _is_declared_broken(present), (
                f"{name} was overridden without @pytest.mark.xfail(reason=…)"
            )


def _is_declared_broken(test: object) -> bool:
    marks: list[pytest.Mark] = getattr(test, "pytestmark", [])
    return any(mark.name == "xfail" and mark.kwargs.get("reason") for mark in marks)


def _refusal(event_id: str, contact: Contact) -> OptedOut:
    return OptedOut(id=event_id, contact=contact, at=NOON)


def _ids(store: ConsentStore, contact: Contact) -> list[str]:
    return sorted(event.id for event in store.history(contact))


def _opened(store: ConsentStore | AsyncConsentStore) -> AbstractContextManager[ConsentStore]:
    """*store* for use in ``with``, whether it is async, has an end, or neither."""
    if is_async(store):
        return BlockingStore(cast("AsyncConsentStore", store))
    if isinstance(store, AbstractContextManager):
        return cast("AbstractContextManager[ConsentStore]", store)
    return nullcontext(cast("ConsentStore", store))


def _at_once(work: Callable[[int], _T]) -> list[_T]:
    """What *work* returns in each of `THREADS` threads that start together."""
    start = Barrier(THREADS)

    def run(thread: int) -> Any:
        start.wait()
        return work(thread)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)  # seconds; threads change places as often as they can
    try:
        with ThreadPoolExecutor(THREADS) as pool:
            return list(pool.map(run, range(THREADS)))
    finally:
        sys.setswitchinterval(interval)
