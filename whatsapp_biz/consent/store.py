"""Where facts are kept: two methods, sync or async, and what a store may add."""

from __future__ import annotations

from collections.abc import Awaitable, Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from ..contact import Contact
    from .events import ConsentEvent


@runtime_checkable
class ConsentStore(Protocol):
    """Where consent facts are kept. Prove yours with `testing.ConsentStoreContract`.

    A fact is found under every one of ``event.contact.keys``. Facts are never changed.
    """

    def append(self, event: ConsentEvent, /) -> None:
        """Keep *event*. Once this returns, `history` includes it, come power cut or crash.

        Appending an ``event.id`` that is already kept changes nothing.
        """
        ...

    def history(self, contact: Contact, /) -> Iterable[ConsentEvent]:
        """Every fact that shares a key with *contact*, each once, in any order."""
        ...


@runtime_checkable
class AsyncConsentStore(Protocol):
    """`ConsentStore` with ``async def``."""

    def append(self, event: ConsentEvent, /) -> Awaitable[None]:
        """As `ConsentStore.append`."""
        ...

    def history(self, contact: Contact, /) -> Awaitable[Iterable[ConsentEvent]]:
        """As `ConsentStore.history`."""
        ...


class Claim(StrEnum):
    """What became of an attempt to take one webhook event."""

    TAKEN = "taken"
    """It is yours: handle it, then `finish` or `release` it."""
    BUSY = "busy"
    """Another worker has it: answer 503, Meta will deliver it again."""
    DONE = "done"
    """It was handled before: skip it."""


@runtime_checkable
class SupportsClaims(Protocol):
    """A store that sees to it that each webhook event is handled once (optional)."""

    def claim(self, key: str, /, *, now: datetime, lease: timedelta) -> Claim:
        """Take *key* in one atomic step; a lease that ran out may be taken again."""
        ...

    def finish(self, key: str, /, *, now: datetime) -> None:
        """Mark *key* as handled; from now on `claim` answers DONE."""
        ...

    def release(self, key: str, /) -> None:
        """Give *key* back: its handler failed."""
        ...


@runtime_checkable
class AsyncSupportsClaims(Protocol):
    """`SupportsClaims` with ``async def``."""

    def claim(self, key: str, /, *, now: datetime, lease: timedelta) -> Awaitable[Claim]:
        """As `SupportsClaims.claim`."""
        ...

    def finish(self, key: str, /, *, now: datetime) -> Awaitable[None]:
        """As `SupportsClaims.finish`."""
        ...

    def release(self, key: str, /) -> Awaitable[None]:
        """As `SupportsClaims.release`."""
        ...


AnyConsentStore = ConsentStore | AsyncConsentStore
"""A store of either colour."""
