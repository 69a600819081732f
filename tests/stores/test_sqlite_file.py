"""A file that could lose a refusal raises; it never reads as a shorter history."""

from __future__ import annotations

import os
import random
import sqlite3
import stat
import traceback
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from whatsapp_biz.consent.events import OptedIn, OptedOut
from whatsapp_biz.contact import Contact
from whatsapp_biz.errors import LedgerUnavailable, UnsafeStore
from whatsapp_biz.stores import SQLiteStore, _sqlite_file
from whatsapp_biz.stores.sqlite import _checksum

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ANA = Contact("+49 1512 3456701")
SHORT_WAIT = timedelta(milliseconds=20)
NOBODY = 65534


def refusal(event_id: str, contact: Contact = ANA) -> OptedOut:
    return OptedOut(id=event_id, contact=contact, at=NOON)


def pragma(connection: sqlite3.Connection | None, name: str) -> object:
    assert connection is not None
    [(value,)] = connection.execute(f"PRAGMA {name}")
    return value


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "consent.sqlite3"


# Settings -----------------------------------------------------------------------------------


def test_every_commit_reaches_the_disk(path: Path) -> None:
    with SQLiteStore(path) as store:
        for connection in (store._file._writer, store._file._reader):
            assert pragma(connection, "synchronous") == 2  # FULL
            assert pragma(connection, "fullfsync") == 1
            assert pragma(connection, "journal_mode") == "wal"


def test_only_the_owner_may_read_the_file(path: Path) -> None:
    with SQLiteStore(path) as store:
        store.append(refusal("1"))

        for file in path.parent.iterdir():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("name", [":memory:", "", "file:consent?mode=memory", "file::memory:"])
def test_a_store_that_forgets_is_not_called_sqlite(name: str) -> None:
    with pytest.raises(UnsafeStore, match="use MemoryStore"):
        SQLiteStore(name)


def test_making_a_store_touches_no_disk(path: Path) -> None:
    SQLiteStore(path)

    assert not path.exists()


def test_a_store_needs_no_with(path: Path) -> None:
    store = SQLiteStore(str(path))
    store.append(refusal("1"))

    assert [refusal("1")] == store.history(ANA)
    store.close()


def test_a_store_stays_where_it_was_made(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(path.parent)
    with SQLiteStore(path.name) as store:
        monkeypatch.chdir("/")
        store.append(refusal("1"))

    assert path.exists()


def test_a_name_with_signs_of_a_url_is_a_name(tmp_path: Path) -> None:
    path = tmp_path / "a?b#c%20é.sqlite3"
    with SQLiteStore(path) as store:
        store.append(refusal("1"))

    assert [path] == list(tmp_path.iterdir())


def test_a_negative_wait_is_refused(path: Path) -> None:
    with pytest.raises(ValueError, match="busy_timeout must not be negative"):
        SQLiteStore(path, busy_timeout=timedelta(seconds=-1))


def test_closing_twice_is_fine_and_closed_is_closed(path: Path) -> None:
    store = SQLiteStore(path)
    with store:
        store.append(refusal("1"))
    store.close()

    with pytest.raises(LedgerUnavailable, match="closed"):
        store.history(ANA)
    with pytest.raises(LedgerUnavailable, match="closed"):
        store.append(refusal("2"))


def test_migrating_twice_changes_nothing(path: Path) -> None:
    with SQLiteStore(path) as store:
        store.append(refusal("1"))
        store.migrate()
        store.migrate()

        assert [refusal("1")] == store.history(ANA)


def test_a_store_shows_its_file_and_nobody(path: Path) -> None:
    with SQLiteStore(path) as store:
        store.append(refusal("1"))

        assert repr(store) == "SQLiteStore('consent.sqlite3')"


# Files that are refused ---------------------------------------------------------------------


@pytest.fixture
def old(path: Path) -> Path:
    """A closed store with refusals in it."""
    with SQLiteStore(path) as store:
        store.append(refusal("1"))
    return path


def change(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(statement)
    connection.close()


def test_a_file_of_a_newer_version_is_left_alone(old: Path) -> None:
    change(old, "PRAGMA user_version = 99")
    before = old.read_bytes()

    with pytest.raises(UnsafeStore, match="written by a newer version"):
        SQLiteStore(old).history(ANA)
    assert before == old.read_bytes()


def test_an_older_file_is_brought_up_to_date(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    newer = (*_sqlite_file.MIGRATIONS, ("CREATE TABLE more (n)",))
    monkeypatch.setattr(_sqlite_file, "MIGRATIONS", newer)
    for _ in range(2):
        with SQLiteStore(old) as store:
            assert pragma(store._file._writer, "user_version") == len(newer)
            assert [refusal("1")] == store.history(ANA)


def test_a_migration_that_fails_changes_nothing(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = (*_sqlite_file.MIGRATIONS, ("CREATE TABLE more (n)", "nonsense"))
    with monkeypatch.context() as patched:
        patched.setattr(_sqlite_file, "MIGRATIONS", broken)
        with pytest.raises(LedgerUnavailable):
            SQLiteStore(old).migrate()

    with SQLiteStore(old) as store:
        assert [refusal("1")] == store.history(ANA)


def test_another_programs_database_is_left_alone(path: Path) -> None:
    change(path, "CREATE TABLE orders (n)")

    with pytest.raises(UnsafeStore, match="another program's"):
        SQLiteStore(path).append(refusal("1"))


def test_a_file_that_is_no_database_is_left_alone(path: Path) -> None:
    path.write_bytes(b"name,phone\n" * 1000)

    with pytest.raises(UnsafeStore, match="damaged or no SQLite database"):
        SQLiteStore(path).history(ANA)
    assert path.read_bytes() == b"name,phone\n" * 1000


def test_an_empty_file_is_not_taken_for_a_new_store(path: Path) -> None:
    path.touch()

    with pytest.raises(UnsafeStore, match="is empty"):
        SQLiteStore(path).history(ANA)


def test_a_log_without_its_file_is_not_mixed_into_a_new_store(path: Path) -> None:
    path.with_name("consent.sqlite3-wal").write_bytes(b"x" * 100)

    with pytest.raises(UnsafeStore, match="is gone but its log"):
        SQLiteStore(path).append(refusal("1"))
    assert not path.exists()


def test_a_missing_directory_is_named_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(LedgerUnavailable, match="No such file or directory"):
        SQLiteStore(tmp_path / "missing" / "consent.sqlite3").append(refusal("1"))
    assert list(tmp_path.iterdir()) == []


def test_a_directory_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(LedgerUnavailable):
        SQLiteStore(tmp_path).history(ANA)


def test_whoever_makes_the_file_second_uses_the_first_ones(old: Path) -> None:
    _sqlite_file._make(old, SHORT_WAIT)

    with SQLiteStore(old) as store:
        assert [refusal("1")] == store.history(ANA)
    assert [old] == list(old.parent.iterdir())


def test_a_file_system_without_a_log_is_refused() -> None:
    connection = sqlite3.connect(":memory:")
    with pytest.raises(UnsafeStore, match="cannot keep a write-ahead log"):
        _sqlite_file._require_wal(connection, "consent.sqlite3")
    connection.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork to become another user")
def test_a_file_that_cannot_be_written_says_so(
    old: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    # Root may write anything, so the attempt is made as nobody, who must be able to get there.
    base = tmp_path_factory.getbasetemp().parent
    for directory in [parent for parent in old.parents if parent.is_relative_to(base)]:
        directory.chmod(0o755)
    old.chmod(0o444)

    said = in_a_child(lambda: complaint(old), as_nobody=os.getuid() == 0)

    assert "cannot be written" in said


def complaint(path: Path) -> str:
    try:
        SQLiteStore(path).migrate()
    except LedgerUnavailable as exc:
        return str(exc)
    return "nothing"


def in_a_child(work, *, as_nobody: bool) -> str:  # type: ignore[no-untyped-def]
    receiver, sender = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if as_nobody:
                os.setuid(NOBODY)
            os.write(sender, work().encode())
        finally:
            os._exit(0)
    os.close(sender)
    with os.fdopen(receiver) as answer:
        said = answer.read()
    os.waitpid(child, 0)
    return said


# Disks that fill up and locks that stay ----------------------------------------------------


def test_a_full_disk_refuses_and_keeps_what_was_kept(path: Path) -> None:
    with SQLiteStore(path) as store:
        store.append(refusal("1"))
        writer = store._file._writer
        pages = pragma(writer, "page_count")
        pragma(writer, f"max_page_count = {pages}")
        with pytest.raises(LedgerUnavailable, match="disk is full"):
            store.append(OptedIn(contact=ANA, at=NOON, purpose="utility", evidence="x" * 50_000))

        assert [refusal("1")] == store.history(ANA)
        pragma(writer, "max_page_count = 1000000")
        store.append(refusal("2"))
        assert len(store.history(ANA)) == 2


def test_a_fact_that_is_no_json_is_not_half_kept(path: Path) -> None:
    with SQLiteStore(path) as store:
        with pytest.raises(TypeError):
            store.append(OptedIn(contact=ANA, at=NOON, purpose="utility", evidence=object()))  # type: ignore[arg-type]
        store.append(refusal("1"))

        assert [refusal("1")] == store.history(ANA)


def test_a_lock_that_stays_refuses_writes_and_lets_reads_pass(old: Path) -> None:
    with SQLiteStore(old, busy_timeout=SHORT_WAIT) as store:
        other = sqlite3.connect(old, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LedgerUnavailable, match="locked for too long"):
            store.append(refusal("2"))

        assert [refusal("1")] == store.history(ANA)
        other.close()
        store.append(refusal("2"))


def test_what_fails_shows_no_person(old: Path) -> None:
    with SQLiteStore(old, busy_timeout=SHORT_WAIT) as store:
        other = sqlite3.connect(old, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LedgerUnavailable) as of_append:
            store.append(OptedIn(contact=ANA, at=NOON, purpose="utility", evidence="proof-7731"))
        other.execute("UPDATE fact SET body = 'no fact', checksum = 0")
        other.execute("COMMIT")
        other.close()
        with pytest.raises(LedgerUnavailable) as of_history:
            store.history(ANA)

    for raised in (of_append, of_history):
        error = raised.value
        assert error.__context__ is error.__cause__ is None
        # The first frame is this test's own.
        frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)][1:]
        shown = str(error) + "".join(repr(frame.f_locals) for frame in frames)
        assert "15123456701" not in shown
        assert "proof-7731" not in shown


# Damage -------------------------------------------------------------------------------------

PEOPLE = [Contact(f"+49 1512 34567{n:02}", bsuid=f"DE.{n:02}abc") for n in range(20)]


def filled(path: Path) -> None:
    with SQLiteStore(path) as store:
        for number, person in enumerate(PEOPLE):
            for kind in ("grant", "word"):
                store.append(
                    OptedIn(
                        id=f"{kind}-{number}",
                        contact=person,
                        at=NOON,
                        purpose="marketing",
                        evidence="x" * (6_000 if number == 0 else 40),  # one in overflow pages
                    )
                )
            store.append(refusal(f"refusal-{number}", person))


def outcome(path: Path) -> str:
    """What asking about everyone gives: all facts, an error, or something worse."""
    by_key = [Contact(person.phone) for person in PEOPLE]
    by_key += [Contact(bsuid=person.bsuid) for person in PEOPLE]
    store = SQLiteStore(path)
    try:
        histories = [store.history(person) for person in by_key]
    except LedgerUnavailable:
        return "raised"
    finally:
        store.close()
    for number, history in zip([*range(len(PEOPLE))] * 2, histories, strict=True):
        expected = {f"{kind}-{number}" for kind in ("grant", "word", "refusal")}
        if {event.id for event in history} != expected or any(
            event.contact != PEOPLE[number] or event.at != NOON for event in history
        ):
            return f"a wrong history of person {number}"
    return "whole"


def test_a_flipped_byte_raises_or_changes_nothing(tmp_path: Path) -> None:
    original = tmp_path / "original.sqlite3"
    filled(original)
    sound = original.read_bytes()
    chance = random.Random(46)
    header = range(100)
    anywhere = chance.sample(range(100, len(sound)), 300)
    outcomes = {}
    for position in (*header, *anywhere):
        damaged = bytearray(sound)
        damaged[position] ^= chance.randrange(1, 256)
        path = tmp_path / f"{position}.sqlite3"
        path.write_bytes(damaged)
        outcomes[position] = outcome(path)

    assert set(outcomes.values()) == {"raised", "whole"}


@pytest.mark.parametrize("kept", [1, 50, 100, 512, 4096, 5000, 8192, 20480, -4096, -1])
def test_a_file_that_was_cut_raises(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "consent.sqlite3"
    filled(path)
    whole = path.read_bytes()
    path.write_bytes(whole[:kept])

    assert outcome(path) == "raised"


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE fact SET body = replace(body, 'opted_out', 'opted_in')",
        "UPDATE fact SET body = CAST(body AS BLOB)",
        "UPDATE fact SET checksum = checksum + 1",
        "UPDATE fact SET key = 'phone:4915123456701' WHERE key = 'phone:4915123456702'",
        "DROP TABLE fact",
    ],
    ids=["another body", "a blob", "another checksum", "another key", "no table"],
)
def test_a_row_that_is_not_what_was_written_raises(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "consent.sqlite3"
    filled(path)
    change(path, damage)

    assert outcome(path) == "raised"


def test_a_large_file_is_not_read_through_when_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_sqlite_file, "CHECKED_UP_TO", 0)
    path = tmp_path / "consent.sqlite3"
    filled(path)

    assert outcome(path) == "whole"


def test_a_fact_of_a_newer_version_stops_messages_to_that_person_only(path: Path) -> None:
    ben = Contact("+49 1512 3456702")
    with SQLiteStore(path) as store:
        store.append(refusal("1"))
        store.append(refusal("2", ben))
        [(key, fact_id)] = store._file._writer.execute(  # type: ignore[union-attr]
            "SELECT key, id FROM fact WHERE key = ?", ANA.keys
        )
        body = '{"v":2,"type":"opted_out"}'
        store._file._writer.execute(  # type: ignore[union-attr]
            "UPDATE fact SET body = ?, checksum = ? WHERE id = ?",
            (body, _checksum(key, body), fact_id),
        )
        with pytest.raises(LedgerUnavailable, match="upgrade whatsapp-biz"):
            store.history(ANA)

        assert [refusal("2", ben)] == store.history(ben)
