"""The contract catches stores that break it: one wrong store, or more, per promise."""

from __future__ import annotations

import copy
import logging
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import attrs
import pytest

from whatsapp_biz.consent.events import AgeStated, OptedIn
from whatsapp_biz.consent.store import Claim
from whatsapp_biz.stores import MemoryStore
from whatsapp_biz.testing import CONTRACT_VERSION, ConsentStoreContract
from whatsapp_biz.testing._examples import ONE_OF_EACH_KIND
from whatsapp_biz.testing.contract import THREADS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from whatsapp_biz.consent.events import ConsentEvent
    from whatsapp_biz.contact import Contact

pytest_plugins = ["pytester"]


class Meeting:
    """Makes a race certain: each thread's first visit waits for all the others."""

    def __init__(self) -> None:
        self._barrier = threading.Barrier(THREADS)
        self._seen: set[int] = set()

    def wait(self) -> None:
        if threading.get_ident() not in self._seen:
            self._seen.add(threading.get_ident())
            self._barrier.wait(timeout=10)


class Forgets(MemoryStore):
    def append(self, event: ConsentEvent, /) -> None:
        pass


class KeepsTheLastFactOnly(MemoryStore):
    def history(self, contact: Contact, /) -> list[ConsentEvent]:
        return super().history(contact)[-1:]


class RaisesForStrangers(MemoryStore):
    def history(self, contact: Contact, /) -> list[ConsentEvent]:
        return list(self._facts[contact.keys[0]].values())


class ReadsOnce(MemoryStore):
    def history(self, contact: Contact, /) -> list[ConsentEvent]:
        return [e for key in contact.keys for e in self._facts.pop(key, {}).values()]


class AddsDuplicates(MemoryStore):
    def append(self, event: ConsentEvent, /) -> None:
        super().append(event)
        super().append(attrs.evolve(event, id=event.id + "'"))


class Overwrites(MemoryStore):
    def append(self, event: ConsentEvent, /) -> None:
        self._ids.discard(event.id)
        super().append(event)


class KeepsOneFactPerInstant(MemoryStore):
    def history(self, contact: Contact, /) -> list[ConsentEvent]:
        return list({event.at: event for event in super().history(contact)}.values())


class DropsAges(MemoryStore):
    def append(self, event: ConsentEvent, /) -> None:
        if not isinstance(event, AgeStated):
            super().append(event)


class DropsWordings(MemoryStore):
    def append(self, event: ConsentEvent, /) -> None:
        super().append(attrs.evolve(event, wording="") if isinstance(event, OptedIn) else event)


class KeepsWholeSeconds(MemoryStore):
    def append(self, event: ConsentEvent, /) -> None:
        super().append(attrs.evolve(event, at=event.at.replace(microsecond=0)))


class DropsOffsets(MemoryStore):
    def append(self, event: ConsentEvent, /) -> None:
        naive = copy.copy(event)
        object.__setattr__(naive, "at", event.at.replace(tzinfo=None))
        super().append(naive)


class KeepsAsciiOnly(MemoryStore):
    def append(self, event: ConsentEvent, /) -> None:
        assert isinstance(event, OptedIn)
        text = event.evidence.encode("ascii", "replace").decode()
        super().append(attrs.evolve(event, evidence=text))


class StopsAtNul(MemoryStore):
    def append(self, event: ConsentEvent, /) -> None:
        assert isinstance(event, OptedIn)
        super().append(attrs.evolve(event, evidence=event.evidence.partition("\0")[0]))


class RefusesSurrogates(MemoryStore):
    def append(self, event: ConsentEvent, /) -> None:
        event.id.encode()
        super().append(event)


class ReturnsOnePage(MemoryStore):
    def history(self, contact: Contact, /) -> list[ConsentEvent]:
        return super().history(contact)[:500]


class ShowsEveryone(MemoryStore):
    def history(self, contact: Contact, /) -> list[ConsentEvent]:
        return [event for facts in self._facts.values() for event in facts.values()]


class ComparesPrefixes(MemoryStore):
    def history(self, contact: Contact, /) -> list[ConsentEvent]:
        return [
            event
            for key, facts in self._facts.items()
            if key.startswith(contact.keys[0])
            for event in facts.values()
        ]


class IgnoresCase(MemoryStore):
    def history(self, contact: Contact, /) -> list[ConsentEvent]:
        return [
            event
            for key, facts in self._facts.items()
            if key.casefold() == contact.keys[0].casefold()
            for event in facts.values()
        ]


class FilesUnderOneKey(MemoryStore):
    def append(self, event: ConsentEvent, /) -> None:
        self._facts.setdefault(event.contact.keys[0], {})[event.id] = event


class SearchesOneKey(MemoryStore):
    def history(self, contact: Contact, /) -> list[ConsentEvent]:
        return list(self._facts.get(contact.keys[0], {}).values())


class ReturnsFactsOncePerKey(MemoryStore):
    def history(self, contact: Contact, /) -> list[ConsentEvent]:
        return [e for key in contact.keys for e in self._facts.get(key, {}).values()]


class FilesNumbersAsWritten(MemoryStore):
    def append(self, event: ConsentEvent, /) -> None:
        self._facts.setdefault(str(event.contact.phone), {})[event.id] = event

    def history(self, contact: Contact, /) -> list[ConsentEvent]:
        return list(self._facts.get(str(contact.phone), {}).values())


class ReadsThenWritesBack(MemoryStore):
    def __init__(self) -> None:
        super().__init__()
        self._kept: list[ConsentEvent] = []
        self._meeting = Meeting()

    def append(self, event: ConsentEvent, /) -> None:
        read = list(self._kept)
        self._meeting.wait()
        self._kept = [*read, event]

    def history(self, contact: Contact, /) -> list[ConsentEvent]:
        return self._kept


class LooksThenInserts(MemoryStore):
    def __init__(self) -> None:
        super().__init__()
        self._kept: list[ConsentEvent] = []
        self._meeting = Meeting()

    def append(self, event: ConsentEvent, /) -> None:
        known = any(event.id == kept.id for kept in self._kept)
        self._meeting.wait()
        if not known:
            self._kept.append(event)

    def history(self, contact: Contact, /) -> list[ConsentEvent]:
        return self._kept


class CachesReads(MemoryStore):
    def __init__(self) -> None:
        super().__init__()
        self._cache: dict[Contact, list[ConsentEvent]] = {}

    def history(self, contact: Contact, /) -> list[ConsentEvent]:
        return self._cache.setdefault(contact, super().history(contact))


class LogsPeople(MemoryStore):
    def append(self, event: ConsentEvent, /) -> None:
        logging.getLogger("store").debug("keeping a fact for %s", event.contact.phone)
        super().append(event)


class ShowsPeople(MemoryStore):
    def __repr__(self) -> str:
        return f"ShowsPeople({list(self._facts)})"


class AlwaysTakes(MemoryStore):
    def claim(self, key: str, /, *, now: datetime, lease: timedelta) -> Claim:
        return Claim.TAKEN


class TakesForEver(MemoryStore):
    def claim(self, key: str, /, *, now: datetime, lease: timedelta) -> Claim:
        return super().claim(key, now=now, lease=timedelta(days=365))


class HasOneClaim(MemoryStore):
    def claim(self, key: str, /, *, now: datetime, lease: timedelta) -> Claim:
        return super().claim("the only one", now=now, lease=lease)


class ForgetsWhatIsDone(MemoryStore):
    def finish(self, key: str, /, *, now: datetime) -> None:
        self.release(key)


class UndoesOnRelease(MemoryStore):
    def release(self, key: str, /) -> None:
        super().release(key)
        self._done.pop(key, None)


class NeverReleases(MemoryStore):
    def release(self, key: str, /) -> None:
        pass


class FinishesOnce(MemoryStore):
    def finish(self, key: str, /, *, now: datetime) -> None:
        if key in self._done:
            raise KeyError
        super().finish(key, now=now)


class LooksThenTakes(MemoryStore):
    def __init__(self) -> None:
        super().__init__()
        self._meeting = Meeting()

    def claim(self, key: str, /, *, now: datetime, lease: timedelta) -> Claim:
        free = key not in self._leases
        self._meeting.wait()
        self._leases[key] = now + lease
        return Claim.TAKEN if free else Claim.BUSY


class RefusesNulKeys(MemoryStore):
    def claim(self, key: str, /, *, now: datetime, lease: timedelta) -> Claim:
        if "\0" in key:
            raise ValueError
        return super().claim(key, now=now, lease=lease)


GRANT, *_, AGE = ONE_OF_EACH_KIND

WRONG: list[tuple[type[MemoryStore], str, dict[str, Any]]] = [
    (RaisesForStrangers, "test_strangers_have_no_history", {}),
    (Forgets, "test_what_was_written_is_read", {}),
    (KeepsTheLastFactOnly, "test_what_was_written_is_read", {}),
    (ReadsOnce, "test_reading_changes_nothing", {}),
    (AddsDuplicates, "test_appending_twice_changes_nothing", {}),
    (Overwrites, "test_the_first_fact_of_an_id_stays", {}),
    (KeepsOneFactPerInstant, "test_facts_of_one_instant_are_all_kept", {}),
    (DropsAges, "test_every_kind_of_fact_comes_back_equal", {"event": AGE}),
    (DropsWordings, "test_every_kind_of_fact_comes_back_equal", {"event": GRANT}),
    (KeepsWholeSeconds, "test_instants_survive_to_the_microsecond", {"case": "microseconds"}),
    (DropsOffsets, "test_instants_survive_to_the_microsecond", {"case": "another offset"}),
    (KeepsAsciiOnly, "test_any_text_survives", {"case": "non-ASCII"}),
    (StopsAtNul, "test_any_text_survives", {"case": "NUL"}),
    (RefusesSurrogates, "test_any_text_survives", {"case": "lone surrogate"}),
    (ReturnsOnePage, "test_a_thousand_facts_of_one_person_are_kept", {}),
    (ShowsEveryone, "test_people_do_not_see_each_other", {}),
    (ComparesPrefixes, "test_ids_that_begin_alike_are_two_people", {}),
    (IgnoresCase, "test_ids_that_begin_alike_are_two_people", {}),
    (FilesUnderOneKey, "test_a_fact_is_found_under_every_key", {}),
    (ReturnsFactsOncePerKey, "test_a_fact_is_found_under_every_key", {}),
    (SearchesOneKey, "test_all_keys_of_a_person_are_searched", {}),
    (FilesNumbersAsWritten, "test_the_spellings_of_a_number_meet", {"country": "Mexico"}),
    (ReadsThenWritesBack, "test_eight_threads_lose_nothing", {}),
    (LooksThenInserts, "test_one_id_appended_at_once_is_kept_once", {}),
    (CachesReads, "test_a_refusal_is_seen_by_every_thread_at_once", {}),
    (MemoryStore, "test_reopening_keeps_everything", {"reopen": MemoryStore}),
    (LogsPeople, "test_nothing_of_a_person_is_shown", {}),
    (ShowsPeople, "test_nothing_of_a_person_is_shown", {}),
    (AlwaysTakes, "test_a_claim_is_taken_once", {}),
    (HasOneClaim, "test_claims_do_not_touch_each_other", {}),
    (ForgetsWhatIsDone, "test_what_is_finished_stays_done", {}),
    (UndoesOnRelease, "test_what_is_finished_stays_done", {}),
    (FinishesOnce, "test_finishing_twice_is_fine", {}),
    (TakesForEver, "test_a_lease_that_ran_out_may_be_taken_again", {}),
    (NeverReleases, "test_what_is_released_may_be_taken_at_once", {}),
    (LooksThenTakes, "test_of_eight_who_claim_one_takes", {}),
    (RefusesNulKeys, "test_any_text_can_be_claimed", {"case": "NUL"}),
]


def _promises() -> Iterable[str]:
    return (name for name in vars(ConsentStoreContract) if name.startswith("test_"))


@pytest.mark.parametrize(
    ("wrong", "promise", "case"), WRONG, ids=[f"{kind.__name__}-{name}" for kind, name, _ in WRONG]
)
def test_a_store_that_breaks_a_promise_fails_it(
    wrong: type[MemoryStore],
    promise: str,
    case: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    if promise == "test_nothing_of_a_person_is_shown":
        case = {"caplog": caplog}
    check: Callable[..., None] = getattr(ConsentStoreContract(), promise)

    with pytest.raises((AssertionError, LookupError, ValueError)):
        check(wrong(), **case)


def test_every_promise_is_broken_by_some_wrong_store() -> None:
    broken = {promise for _, promise, _ in WRONG}

    assert broken | {"test_no_promise_was_removed"} == set(_promises())


def test_a_promise_that_was_overridden_without_a_reason_is_noticed() -> None:
    class Lenient(ConsentStoreContract):
        def test_eight_threads_lose_nothing(self, kept: object) -> None:  # type: ignore[override]
            pass

    with pytest.raises(AssertionError, match="test_eight_threads_lose_nothing was overridden"):
        Lenient().test_no_promise_was_removed()


def test_a_promise_that_was_deleted_is_noticed() -> None:
    class Lenient(ConsentStoreContract):
        test_people_do_not_see_each_other = None  # type: ignore[assignment]

    with pytest.raises(AssertionError, match="test_people_do_not_see_each_other"):
        Lenient().test_no_promise_was_removed()


def test_a_promise_may_be_declared_broken_with_a_reason() -> None:
    class Honest(ConsentStoreContract):
        @pytest.mark.xfail(reason="our database has no lone surrogates")
        def test_any_text_survives(self, kept: object, case: str) -> None:  # type: ignore[override]
            pass

    Honest().test_no_promise_was_removed()


AUTHORS_FILE = """
import pytest
from whatsapp_biz.testing import ConsentStoreContract

class MyStore:
    def __init__(self):
        self.facts = {}

    async def append(self, event, /):
        for key in event.contact.keys:
            self.facts.setdefault(key, {}).setdefault(event.id, event)

    async def history(self, contact, /):
        found = {}
        for key in contact.keys:
            found.update(self.facts.get(key, {}))
        return found.values()

class TestMyStore(ConsentStoreContract):
    @pytest.fixture
    def store(self):
        return MyStore()

class TestNoStore(ConsentStoreContract):
    pass
"""


def test_an_author_needs_pytest_and_one_fixture(
    pytester: pytest.Pytester, request: pytest.FixtureRequest
) -> None:
    pytester.syspathinsert(request.config.rootpath)
    pytester.makepyfile(AUTHORS_FILE)

    ran = pytester.runpytest(
        "-p", "no:anyio", "-p", "no:cacheprovider", "-rs", "-k", "TestMyStore"
    )

    assert "failed" not in ran.parseoutcomes()
    assert "errors" not in ran.parseoutcomes()
    ran.stdout.fnmatch_lines(["SKIPPED*no `reopen` fixture*", "SKIPPED*no claim*"])


def test_an_author_without_a_store_is_told_what_to_write(
    pytester: pytest.Pytester, request: pytest.FixtureRequest
) -> None:
    pytester.syspathinsert(request.config.rootpath)
    pytester.makepyfile(AUTHORS_FILE)

    ran = pytester.runpytest("-p", "no:cacheprovider", "-k", "TestNoStore and strangers")

    ran.stdout.fnmatch_lines(["*return your empty store from a fixture named `store`*"])


def test_the_contract_has_a_version() -> None:
    assert CONTRACT_VERSION == "1.0"
