"""The file behind `SQLiteStore`: made, checked, migrated, opened."""

from __future__ import annotations

import os
import sqlite3
import uuid
from typing import TYPE_CHECKING

from ..errors import LedgerUnavailable, UnsafeStore

if TYPE_CHECKING:
    from datetime import timedelta
    from pathlib import Path

APPLICATION_ID = 0x57424C47  # "WBLG"; tells our files from other programs' databases

# Version n of the schema is what the first n entries make. Entries are only ever added.
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        # One row per key of a fact, the rows of one key side by side: `history` is one look-up.
        # The index repeats the keys, so that a damaged one shows as a contradiction.
        """
        CREATE TABLE fact (
            key TEXT NOT NULL, id BLOB NOT NULL, body TEXT NOT NULL, checksum INTEGER NOT NULL,
            PRIMARY KEY (key, id)
        ) WITHOUT ROWID
        """,
        "CREATE INDEX fact_by_id ON fact (id)",
        """
        CREATE TABLE claim (
            key BLOB PRIMARY KEY, held_until INTEGER NOT NULL, done_at INTEGER
        ) WITHOUT ROWID
        """,
    ),
)

# Larger files are not read through when opened: integrity_check takes about 8 ms a MiB.
# Their rows still carry checksums, and damaged pages raise when a read meets them.
CHECKED_UP_TO = 32 * 2**20  # bytes

FAILURES = (
    sqlite3.Error,
    UnicodeDecodeError,  # sqlite3 quotes a damaged schema in its message, and trips over it
)

_SETTINGS = (
    # An opt-out must survive a power cut: in WAL mode, NORMAL may lose the last commits.
    # Source: https://www.sqlite.org/pragma.html#pragma_synchronous
    "PRAGMA synchronous = FULL",
    # On macOS a plain fsync leaves the data in the drive's cache; elsewhere this does nothing.
    "PRAGMA fullfsync = ON",
    # A damaged page is noticed when it is read, not believed.
    "PRAGMA cell_size_check = ON",
    # A file someone else prepared runs no functions of ours.
    "PRAGMA trusted_schema = OFF",
)


def open_file(
    path: Path, *, busy_timeout: timedelta
) -> tuple[sqlite3.Connection, sqlite3.Connection]:
    """A reader and a writer on the store at *path*, which is made if it does not exist.

    Raises:
        UnsafeStore: The file is damaged, empty, not ours, or of a newer version.
        LedgerUnavailable: It cannot be made, opened or written now.
    """
    problem: LedgerUnavailable
    try:
        # Looked for first: whoever makes a store at this moment makes the file before the log.
        has_log = path.with_name(f"{path.name}-wal").exists()
        if not path.exists():
            if has_log:
                raise UnsafeStore(
                    f"{path.name} is gone but its log {path.name}-wal is not: restore it from a "
                    "backup, or delete the log if nobody's refusals are missed"
                )
            _make(path, busy_timeout)
        elif path.stat().st_size == 0:
            # Ours are never empty, see `_make`: this one was cut off, opt-outs and all.
            raise UnsafeStore(
                f"{path.name} is empty, so it lost what it kept: restore it from a backup, "
                "or delete it if it never held a fact"
            )
        return _open_existing(path, busy_timeout)
    except FAILURES as exc:
        problem = unavailable(exc)
    except OSError as exc:
        problem = LedgerUnavailable(f"{path.name} cannot be made or opened: {exc.strerror}")
    raise problem


def unavailable(error: sqlite3.Error | UnicodeDecodeError) -> LedgerUnavailable:
    """What *error* means to whoever runs the store; without SQLite's own words."""
    # The low byte of an extended code is its primary code: https://www.sqlite.org/rescode.html
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    damage = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
    if code in damage or isinstance(error, UnicodeDecodeError):
        return damaged()
    name = getattr(error, "sqlite_errorname", type(error).__name__)
    return LedgerUnavailable(f"{_MEANINGS.get(code, 'the consent store did not answer')} ({name})")


def damaged() -> UnsafeStore:
    """The error for a file that does not say what was written to it."""
    return UnsafeStore(
        "the consent store's file is damaged or no SQLite database; "
        "nothing was changed: restore it from a backup"
    )


_MEANINGS = {
    sqlite3.SQLITE_BUSY: "another process kept the consent store locked for too long",
    sqlite3.SQLITE_FULL: "the consent store's disk is full: nothing was kept",
    sqlite3.SQLITE_READONLY: "the consent store's file cannot be written: mind its permissions",
    sqlite3.SQLITE_CANTOPEN: "the consent store's file cannot be opened: mind its directory",
    sqlite3.SQLITE_IOERR: "the consent store's disk failed",
}


def _make(path: Path, busy_timeout: timedelta) -> None:
    """Build an empty store beside *path*, then link it into place.

    So a store's file is never half made: whoever starts at the same moment finds nothing or a
    whole store, and a crash leaves a stray draft.
    """
    draft = path.with_name(f".{path.name}.{uuid.uuid4().hex}.draft")
    try:
        # Only the owner may read who agreed to what.
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        connection = _connect(draft, busy_timeout)
        try:
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            _migrate(connection, draft.name)
        finally:
            connection.close()
        os.link(draft, path)
    except FileExistsError:
        pass  # another process was faster; its store is as good
    finally:
        draft.unlink(missing_ok=True)


def _open_existing(
    path: Path, busy_timeout: timedelta
) -> tuple[sqlite3.Connection, sqlite3.Connection]:
    writer = _connect(path, busy_timeout)
    try:
        _require_sound(writer, path)
        _migrate(writer, path.name)
        reader = _connect(path, busy_timeout)
        reader.execute("PRAGMA query_only = ON")
    except BaseException:
        writer.close()
        raise
    return reader, writer


def _require_sound(connection: sqlite3.Connection, path: Path) -> None:
    if _number(connection, "application_id") != APPLICATION_ID:
        raise UnsafeStore(f"{path.name} is another program's database: name another file")
    if path.stat().st_size <= CHECKED_UP_TO:
        [(verdict,)] = connection.execute("PRAGMA integrity_check(1)")
        if verdict != "ok":
            raise damaged()


def _connect(path: Path, busy_timeout: timedelta) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.as_uri()}?mode=rw",  # never makes a file: `_make` does
        uri=True,
        timeout=busy_timeout.total_seconds(),
        isolation_level=None,  # transactions are written out, not guessed
        check_same_thread=False,  # `Connections` holds a lock around each use
    )
    try:
        for setting in _SETTINGS:
            connection.execute(setting)
        _require_wal(connection, path.name)
    except BaseException:
        connection.close()
        raise
    return connection


def _require_wal(connection: sqlite3.Connection, name: str) -> None:
    [(mode,)] = connection.execute("PRAGMA journal_mode = WAL")
    if mode != "wal":
        raise UnsafeStore(f"{name} lies on a file system that cannot keep a write-ahead log")


def _migrate(connection: sqlite3.Connection, name: str) -> None:
    """Bring the schema to the newest version, in one transaction."""
    try:
        # Taken even when there is nothing to do: it tells a file we cannot write to.
        connection.execute("BEGIN IMMEDIATE")
        version = _number(connection, "user_version")
        if version > len(MIGRATIONS):
            raise UnsafeStore(
                f"{name} was written by a newer version: upgrade whatsapp-biz "
                f"(schema {version}, this one knows {len(MIGRATIONS)})"
            )
        for steps in MIGRATIONS[version:]:
            for step in steps:
                connection.execute(step)
        if version < len(MIGRATIONS):
            connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _number(connection: sqlite3.Connection, pragma: str) -> int:
    [(number,)] = connection.execute(f"PRAGMA {pragma}")
    return int(number)
