"""`SQLiteStore` among processes: killed, forked, side by side."""

from __future__ import annotations

import ctypes
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from whatsapp_biz.consent.events import OptedOut
from whatsapp_biz.consent.store import Claim
from whatsapp_biz.contact import Contact
from whatsapp_biz.errors import LedgerUnavailable
from whatsapp_biz.stores import SQLiteStore

if TYPE_CHECKING:
    from collections.abc import Callable

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ANA = Contact("+49 1512 3456701")
KILLS = 20
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")

WRITER = """
import itertools, sys
from datetime import UTC, datetime
from whatsapp_biz.consent.events import OptedOut
from whatsapp_biz.contact import Contact
from whatsapp_biz.stores import SQLiteStore

path, name, count = sys.argv[1:]
ana = Contact("+49 1512 3456701")
store = SQLiteStore(path)
for number in range(int(count)):
    event = OptedOut(id=f"{name}-{number}", contact=ana, at=datetime(2026, 3, 1, tzinfo=UTC))
    store.append(event)
    print(event.id, flush=True)
"""


def writer(path: Path, name: str, count: int) -> subprocess.Popen[str]:
    root = Path(__file__).parents[2]
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), name, str(count)],
        env={"PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
        text=True,
    )


def kept(path: Path) -> set[str]:
    with SQLiteStore(path) as store:
        return {event.id for event in store.history(ANA)}


def test_no_acknowledged_refusal_is_lost_when_the_writer_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "consent.sqlite3"
    chance = random.Random(40)
    acknowledged: set[str] = set()
    for kill in range(KILLS):
        with writer(path, f"run{kill}", 100_000) as process:
            assert process.stdout is not None
            for _ in range(chance.randrange(1, 60)):
                acknowledged.add(process.stdout.readline().strip())
            process.send_signal(signal.SIGKILL)
            # The last line may be cut short; what is whole was acknowledged.
            acknowledged |= {
                line.strip() for line in process.stdout.read().splitlines(keepends=True)
                if line.endswith("\n")
            }  # fmt: skip

    assert acknowledged <= kept(path)
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()


def test_processes_that_start_and_write_together_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "consent.sqlite3"
    processes = [writer(path, f"process{number}", 100) for number in range(3)]
    said = [process.communicate()[0].split() for process in processes]

    assert [len(ids) for ids in said] == [100] * 3
    assert {event_id for ids in said for event_id in ids} == kept(path)
    assert {path} == set(path.parent.iterdir())  # no draft, no log left behind


def test_of_two_stores_on_one_file_one_takes_the_claim(tmp_path: Path) -> None:
    path = tmp_path / "consent.sqlite3"
    with SQLiteStore(path) as one, SQLiteStore(path) as other:
        lease = timedelta(minutes=1)

        assert one.claim("event", now=NOON, lease=lease) == Claim.TAKEN
        assert other.claim("event", now=NOON, lease=lease) == Claim.BUSY
        one.finish("event", now=NOON)
        assert other.claim("event", now=NOON, lease=lease) == Claim.DONE


def test_a_read_waits_for_no_writer_in_this_process(tmp_path: Path) -> None:
    writing, done = threading.Event(), threading.Event()

    def slow(connection: sqlite3.Connection) -> None:
        writing.set()
        assert done.wait(timeout=10)

    with SQLiteStore(tmp_path / "consent.sqlite3") as store, ThreadPoolExecutor(1) as pool:
        pending = pool.submit(store._file.write, slow)
        assert writing.wait(timeout=10)
        assert store.history(ANA) == []
        done.set()
        pending.result()


# Forks --------------------------------------------------------------------------------------


def in_a_child(work: Callable[[], str], *, fork: Callable[[], int] = os.fork) -> str:
    receiver, sender = os.pipe()
    child = fork()
    if child == 0:
        try:
            os.write(sender, work().encode())
        finally:
            os._exit(0)
    os.close(sender)
    with os.fdopen(receiver) as answer:
        said = answer.read()
    os.waitpid(child, 0)
    return said


def refuse(store: SQLiteStore, event_id: str) -> str:
    store.append(OptedOut(id=event_id, contact=ANA, at=NOON))
    return " ".join(sorted(event.id for event in store.history(ANA)))


@needs_fork
def test_a_fork_opens_the_file_anew_and_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "consent.sqlite3"
    with SQLiteStore(path) as store:
        refuse(store, "1 before")

        assert in_a_child(lambda: refuse(store, "2 child")) == "1 before 2 child"
        assert in_a_child(lambda: refuse(store, "3 sibling")) == "1 before 2 child 3 sibling"
        refuse(store, "4 parent")

    assert len(kept(path)) == 4


@needs_fork
def test_no_connection_is_open_while_the_process_forks(tmp_path: Path) -> None:
    with SQLiteStore(tmp_path / "consent.sqlite3") as store:
        refuse(store, "1")
        assert store._file._writer is not None

        assert in_a_child(lambda: str(store._file._writer)) == "None"
        assert store._file._writer is None
        assert refuse(store, "2") == "1 2"


@needs_fork
def test_the_parent_may_close_while_the_child_writes_on(tmp_path: Path) -> None:
    path = tmp_path / "consent.sqlite3"
    store = SQLiteStore(path)
    refuse(store, "1 before")
    told, tell = os.pipe()

    def work() -> str:
        refuse(store, "2 child")
        os.read(told, 1)  # until the parent has closed
        refuse(store, "3 child")
        store.close()
        return "done"

    receiver, sender = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(sender, work().encode())
        finally:
            os._exit(0)
    store.close()
    os.write(tell, b"x")
    os.waitpid(child, 0)
    said = os.read(receiver, 10)
    for end in (told, tell, receiver, sender):
        os.close(end)

    assert said == b"done"
    assert kept(path) == {"1 before", "2 child", "3 child"}


@needs_fork
def test_a_fork_python_was_not_told_of_is_refused(tmp_path: Path) -> None:
    def attempt() -> str:
        said = []
        for work in (lambda: store.history(ANA), lambda: refuse(store, "2")):
            try:
                work()
            except LedgerUnavailable as exc:
                said.append(str(exc))
        store.close()
        return "\n".join(said)

    with SQLiteStore(tmp_path / "consent.sqlite3") as store:
        refuse(store, "1")
        fork = ctypes.PyDLL(None).fork

        assert in_a_child(attempt, fork=fork).count("a fork that Python was not told of") == 2
        assert refuse(store, "3") == "1 3"


def test_connections_of_another_process_are_neither_used_nor_closed(tmp_path: Path) -> None:
    with SQLiteStore(tmp_path / "consent.sqlite3") as store:
        refuse(store, "1")
        store._file._pid += 1
        with pytest.raises(LedgerUnavailable, match="lazy-apps"):
            store.history(ANA)
        with pytest.raises(LedgerUnavailable, match="lazy-apps"):
            refuse(store, "2")
        store._file._disconnect()
        store._file._pid -= 1

        assert refuse(store, "3") == "1 3"


@needs_fork
def test_forking_while_threads_write_neither_hangs_nor_loses(tmp_path: Path) -> None:
    path = tmp_path / "consent.sqlite3"
    with SQLiteStore(path) as store, ThreadPoolExecutor(2) as pool:
        writers = [
            pool.submit(lambda n=n: [refuse(store, f"thread{n}-{i}") for i in range(40)])
            for n in range(2)
        ]
        for number in range(5):
            assert f"child{number}" in in_a_child(lambda: refuse(store, f"child{number}"))  # noqa: B023
        for pending in writers:
            pending.result()

    assert len(kept(path)) == 85
