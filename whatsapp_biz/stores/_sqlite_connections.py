"""Two connections to one SQLite file, across threads and forks."""

from __future__ import annotations

import os
import sys
import threading
import weakref
from typing import TYPE_CHECKING, Any, TypeVar

from ..errors import LedgerUnavailable
from ._sqlite_file import FAILURES, open_file, unavailable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from datetime import timedelta
    from pathlib import Path

_T = TypeVar("_T")


class Connections:
    """A reader and a writer, opened at first use, a lock around each.

    Two, because a read must never wait for another thread's write to reach the disk. Whoever
    needs both locks takes the writer's first.

    Args:
        path: The file, absolute.
        busy_timeout: How long to wait for another process's write.
    """

    def __init__(self, path: Path, *, busy_timeout: timedelta) -> None:
        self._path = path
        self._busy_timeout = busy_timeout
        self._writing = threading.Lock()
        self._reading = threading.Lock()
        self._reader: sqlite3.Connection | None = None
        self._writer: sqlite3.Connection | None = None
        self._closed = False
        self._pid = 0
        with _forking:
            _everyone.add(self)

    def open(self) -> None:
        """Open the file unless it is open.

        Raises:
            UnsafeStore: The file is damaged, empty, not ours, or of a newer version.
            LedgerUnavailable: It cannot be made, opened or written now, or `close` was called.
        """
        with self._writing:
            self._opened_writer()

    def close(self) -> None:
        """Close the file for good; any number of times."""
        with self._writing, self._reading:
            self._closed = True
            self._disconnect()

    def read(self, query: str, value: str) -> list[Any] | LedgerUnavailable | None:
        """All rows of *query* for *value*; None if the file is not open.

        What prevents reading is returned, so that whoever raises it has no value in sight.
        """
        with self._reading:
            if self._reader is None:
                return None
            if self._pid != os.getpid():
                return _forked_unseen()
            try:
                return self._reader.execute(query, (value,)).fetchall()
            except FAILURES as exc:
                return unavailable(exc)

    def write(self, work: Callable[[sqlite3.Connection], _T]) -> _T:
        """Do *work* in one transaction: durable when this returns, undone when it raises.

        Raises:
            LedgerUnavailable: It was not done.
        """
        with self._writing:
            writer = self._opened_writer()
            try:
                return _in_transaction(writer, work)
            except FAILURES as exc:
                problem = unavailable(exc)
        # Outside the except block: SQLite's own traceback leads to keys and bodies.
        raise problem

    def _opened_writer(self) -> sqlite3.Connection:
        """The writer; the caller holds its lock."""
        if self._closed:
            raise LedgerUnavailable("the consent store is closed")
        if self._writer is None:
            reader, writer = open_file(self._path, busy_timeout=self._busy_timeout)
            with self._reading:
                self._reader, self._writer, self._pid = reader, writer, os.getpid()
            return writer
        if self._pid != os.getpid():
            raise _forked_unseen()
        return self._writer

    def _disconnect(self) -> None:
        """Close both connections; the caller holds both locks."""
        if self._reader is None or self._writer is None or self._pid != os.getpid():
            return  # connections of another process are not ours to close
        self._reader.close()
        self._writer.close()
        self._reader = self._writer = None

    # SQLite's locks belong to a process, but its notes about them would be inherited: even a
    # connection opened in the child would believe it holds the parent's. So nothing is open
    # while a process forks; parent and child open the file anew when they next need it.
    # Source: https://www.sqlite.org/howtocorrupt.html, section 2.6

    def pause(self) -> None:
        """Close the file and hold all users back until `resume`."""
        self._writing.acquire()
        self._reading.acquire()
        self._disconnect()

    def resume(self) -> None:
        """Let users in again; the first opens the file."""
        self._reading.release()
        self._writing.release()


def _in_transaction(writer: sqlite3.Connection, work: Callable[[sqlite3.Connection], _T]) -> _T:
    try:
        writer.execute("BEGIN IMMEDIATE")
        result = work(writer)
        writer.execute("COMMIT")
    finally:
        if writer.in_transaction:
            writer.execute("ROLLBACK")
    return result


_everyone: weakref.WeakSet[Connections] = weakref.WeakSet()
_paused: list[Connections] = []
_forking = threading.Lock()


def _before_fork() -> None:
    _forking.acquire()
    for connections in list(_everyone):
        connections.pause()
        _paused.append(connections)


def _after_fork() -> None:
    while _paused:
        _paused.pop().resume()
    _forking.release()


if sys.platform != "win32":  # pragma: no branch
    os.register_at_fork(
        before=_before_fork, after_in_parent=_after_fork, after_in_child=_after_fork
    )


def _forked_unseen() -> LedgerUnavailable:
    # C code can fork without running Python's hooks; uWSGI does.
    return LedgerUnavailable(
        "the consent store was opened before a fork that Python was not told of: "
        "open it in the worker (uWSGI: lazy-apps = true)"
    )
