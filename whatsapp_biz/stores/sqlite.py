"""`SQLiteStore`: facts in one durable file, the embedded default."""

from __future__ import annotations

import hashlib
import os
import zlib
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from ..clock import require_aware
from ..consent import codec
from ..consent.store import Claim
from ..errors import LedgerUnavailable, UnsafeStore
from ._leases import require_lease
from ._sqlite_connections import Connections
from ._sqlite_file import damaged

if TYPE_CHECKING:
    import sqlite3
    from types import TracebackType
    from typing import Self

    from ..consent.events import ConsentEvent
    from ..contact import Contact

_BUSY_TIMEOUT = timedelta(seconds=5)
_DECODED_FACTS = 4096  # kept ready per store, about 1 KiB each
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class SQLiteStore:
    """Keeps facts in one SQLite file; what `append` returned from survives a power cut.

    Safe across threads, processes and forks. The file is opened at first use or by ``with``,
    and belongs on a local disk: network file systems lose locks. Bytes that rot in it raise
    `UnsafeStore` instead of shortening a history; files over 32 MiB are not read through when
    opened, so there a damaged index may go unseen until ``PRAGMA integrity_check`` is run.

    Args:
        path: The file; made, readable by its owner only, if it does not exist.
        busy_timeout: How long to wait for another process's write, 5 seconds unless stated.

    Raises:
        ValueError: *busy_timeout* is negative.
        UnsafeStore: *path* names no file, as ``":memory:"``.

    Source: https://www.sqlite.org/wal.html
    """

    reads_on_loop: ClassVar[bool] = True
    """A read takes microseconds, less than a hop to a thread, and waits for no writer: async
    clients call `history` on the event loop. Writes wait for the disk and go to a thread."""

    def __init__(
        self, path: str | os.PathLike[str], *, busy_timeout: timedelta = _BUSY_TIMEOUT
    ) -> None:
        name = os.fspath(path)
        if not name or ":memory:" in name or name.startswith("file:"):
            raise UnsafeStore("SQLiteStore needs a plain file path; use MemoryStore() for memory")
        if busy_timeout < timedelta(0):
            raise ValueError("busy_timeout must not be negative")
        path = Path(name).absolute()  # a process that changes its directory keeps its file
        self._name = path.name
        self._file = Connections(path, busy_timeout=busy_timeout)
        # Facts are frozen, so one decoded value serves every read of the same text.
        self._decode = lru_cache(_DECODED_FACTS)(codec.loads)

    # Facts ----------------------------------------------------------------------------------

    def append(self, event: ConsentEvent, /) -> None:
        """Keep *event*, durably; an id that is already kept changes nothing.

        Raises:
            LedgerUnavailable: It was not kept: the disk is full, the file is locked, …
        """
        self._file.write(partial(_keep, event))

    def history(self, contact: Contact, /) -> list[ConsentEvent]:
        """Every fact that shares a key with *contact*, each once.

        Raises:
            UnsafeStore: The file is damaged.
            LedgerUnavailable: It cannot be read now, or holds a fact of a newer version.
        """
        while (facts := self._read(contact)) is None:
            self.migrate()
        if isinstance(facts, LedgerUnavailable):
            raise facts
        return facts

    def _read(self, contact: Contact) -> list[ConsentEvent] | LedgerUnavailable | None:
        """The facts, what prevents reading them, or None if the file is not open.

        Returned, not raised: no frame of the traceback holds keys or bodies.
        """
        # A fact filed under two keys comes twice, in the same words.
        facts: dict[str, ConsentEvent] = {}
        try:
            for key in contact.keys:
                rows = self._file.read("SELECT body, checksum FROM fact WHERE key = ?", key)
                if not isinstance(rows, list):
                    return rows
                for body, checksum in rows:
                    if not isinstance(body, str) or checksum != _checksum(key, body):
                        return damaged()
                    facts[body] = self._decode(body)
        except codec.UnreadableFact as exc:
            return LedgerUnavailable(str(exc))
        return list(facts.values())

    # Claims ---------------------------------------------------------------------------------

    def claim(self, key: str, /, *, now: datetime, lease: timedelta) -> Claim:
        """Take *key* until *now* + *lease*, unless another has it or it is done.

        Raises:
            TypeError: *now* is no `datetime`.
            ValueError: *now* is naive, or *lease* is not positive.
            LedgerUnavailable: The store did not answer; nothing was taken.
        """
        start = _microseconds(require_aware(now, "now"))
        until = start + require_lease(lease) // timedelta(microseconds=1)
        return self._file.write(partial(_claim, _fingerprint(key), start, until))

    def finish(self, key: str, /, *, now: datetime) -> None:
        """Mark *key* as handled, for good.

        Raises:
            TypeError: *now* is no `datetime`.
            ValueError: *now* is naive.
            LedgerUnavailable: The store did not answer; it was not marked.
        """
        done_at = _microseconds(require_aware(now, "now"))
        self._file.write(partial(_finish, _fingerprint(key), done_at))

    def release(self, key: str, /) -> None:
        """Give *key* back, so that it can be taken at once; what is done stays done.

        Raises:
            LedgerUnavailable: The store did not answer; the lease has to run out.
        """
        self._file.write(partial(_release, _fingerprint(key)))

    def forget_claims(self, *, before: datetime) -> int:
        """Drop what was done, or whose lease ran out, before *before*; return how many.

        Raises:
            TypeError: *before* is no `datetime`.
            ValueError: *before* is naive.
            LedgerUnavailable: The store did not answer; nothing was dropped.
        """
        return self._file.write(partial(_forget, _microseconds(require_aware(before, "before"))))

    # The file -------------------------------------------------------------------------------

    def migrate(self) -> None:
        """Open the file now and bring it to this version's schema; any number of times.

        Raises:
            UnsafeStore: The file is damaged, empty, not ours, or of a newer version.
            LedgerUnavailable: It cannot be made, opened or written now, or the store is closed.
        """
        self._file.open()

    def close(self) -> None:
        """Close the file for good; closing twice is fine."""
        self._file.close()
        self._decode.cache_clear()

    def __enter__(self) -> Self:
        self.migrate()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"SQLiteStore({self._name!r})"


# What is done inside a transaction ----------------------------------------------------------


def _keep(event: ConsentEvent, writer: sqlite3.Connection) -> None:
    fact_id = _fingerprint(event.id)
    if writer.execute("SELECT 1 FROM fact WHERE id = ? LIMIT 1", (fact_id,)).fetchone():
        return
    body = codec.dumps(event)
    writer.executemany(
        "INSERT INTO fact (key, id, body, checksum) VALUES (?, ?, ?, ?)",
        [(key, fact_id, body, _checksum(key, body)) for key in event.contact.keys],
    )


def _claim(key: bytes, now: int, until: int, writer: sqlite3.Connection) -> Claim:
    taken = writer.execute(
        "INSERT INTO claim (key, held_until) VALUES (?, ?) ON CONFLICT (key) DO UPDATE "
        "SET held_until = excluded.held_until WHERE done_at IS NULL AND held_until <= ?",
        (key, until, now),
    )
    if taken.rowcount == 1:
        return Claim.TAKEN
    [(done_at,)] = writer.execute("SELECT done_at FROM claim WHERE key = ?", (key,))
    return Claim.BUSY if done_at is None else Claim.DONE


def _finish(key: bytes, done_at: int, writer: sqlite3.Connection) -> None:
    writer.execute(
        "INSERT INTO claim (key, held_until, done_at) VALUES (?1, ?2, ?2) "
        "ON CONFLICT (key) DO UPDATE SET done_at = ?2 WHERE done_at IS NULL",
        (key, done_at),
    )


def _release(key: bytes, writer: sqlite3.Connection) -> None:
    writer.execute("DELETE FROM claim WHERE key = ? AND done_at IS NULL", (key,))


def _forget(before: int, writer: sqlite3.Connection) -> int:
    forgotten = writer.execute(
        "DELETE FROM claim WHERE coalesce(done_at, held_until) < ?", (before,)
    )
    return forgotten.rowcount


def _fingerprint(text: str) -> bytes:
    """16 bytes for any text: ids may hold what SQLite refuses, or a phone number."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _checksum(key: str, body: str) -> int:
    """Tells a damaged row, or one that an index wrongly points to, from what was written."""
    return zlib.crc32(f"{key} {body}".encode())


def _microseconds(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)
