"""`MemoryStore`: facts in a dict, gone with the process."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, ClassVar

from ..clock import require_aware
from ..consent.store import Claim
from ._leases import require_lease

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from ..consent.events import ConsentEvent
    from ..contact import Contact


class MemoryStore:
    """Keeps facts in this process: for tests, notebooks and the sandbox.

    It forgets every opt-out when the process ends: do not send to real people with it. Safe
    across threads.
    """

    reads_on_loop: ClassVar[bool] = True
    """A read takes microseconds: async clients call `history` without a thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ids: set[str] = set()
        self._facts: dict[str, dict[str, ConsentEvent]] = {}
        self._leases: dict[str, datetime] = {}
        self._done: dict[str, datetime] = {}

    def append(self, event: ConsentEvent, /) -> None:
        """Keep *event*; an id that is already kept changes nothing."""
        with self._lock:
            if event.id in self._ids:
                return
            self._ids.add(event.id)
            for key in event.contact.keys:
                self._facts.setdefault(key, {})[event.id] = event

    def history(self, contact: Contact, /) -> list[ConsentEvent]:
        """Every fact that shares a key with *contact*, each once, in order of arrival."""
        found: dict[str, ConsentEvent] = {}
        with self._lock:
            for key in contact.keys:
                found.update(self._facts.get(key, {}))
        return list(found.values())

    def claim(self, key: str, /, *, now: datetime, lease: timedelta) -> Claim:
        """Take *key* until *now* + *lease*, unless another has it or it is done.

        Raises:
            TypeError: *now* is no `datetime`.
            ValueError: *now* is naive, or *lease* is not positive.
        """
        until = require_aware(now, "now") + require_lease(lease)
        with self._lock:
            if key in self._done:
                return Claim.DONE
            if key in self._leases and now < self._leases[key]:
                return Claim.BUSY
            self._leases[key] = until
            return Claim.TAKEN

    def finish(self, key: str, /, *, now: datetime) -> None:
        """Mark *key* as handled, for good.

        Raises:
            TypeError: *now* is no `datetime`.
            ValueError: *now* is naive.
        """
        require_aware(now, "now")
        with self._lock:
            self._leases.pop(key, None)
            self._done.setdefault(key, now)

    def release(self, key: str, /) -> None:
        """Give *key* back, so that it can be taken at once; what is done stays done."""
        with self._lock:
            self._leases.pop(key, None)

    def forget_claims(self, *, before: datetime) -> int:
        """Drop what was done, or whose lease ran out, before *before*; return how many.

        Raises:
            TypeError: *before* is no `datetime`.
            ValueError: *before* is naive.
        """
        require_aware(before, "before")
        forgotten = 0
        with self._lock:
            for claims in (self._done, self._leases):
                for key in [key for key, at in claims.items() if at < before]:
                    del claims[key]
                    forgotten += 1
        return forgotten

    def __repr__(self) -> str:
        return f"MemoryStore({len(self._ids)} facts)"
