"""Where the time comes from: a function returning an aware instant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol, runtime_checkable

Clock = Callable[[], datetime]
"""Returns the present instant, aware (with an offset)."""


@runtime_checkable
class WaitingClock(Protocol):
    """A `Clock` that also does the waiting: a clock for tests moves instead of standing by."""

    def __call__(self) -> datetime:
        """The present instant."""
        ...

    def wait(self, seconds: float, /) -> None:
        """Let that much time pass."""
        ...


def utc_now() -> datetime:
    """The present instant in UTC: the `Clock` every client uses unless given another."""
    return datetime.now(UTC)


def require_aware(at: datetime, name: str) -> datetime:
    """Return *at* unchanged if it carries an offset.

    Raises:
        TypeError: *at* is no `datetime`.
        ValueError: *at* is naive, so the instant it means cannot be known.
    """
    if not isinstance(at, datetime):
        raise TypeError(f"{name} must be a datetime, not {type(at).__name__}")
    if at.tzinfo is None or at.utcoffset() is None:
        raise ValueError(f"{name} must be aware: add an offset, e.g. tzinfo=datetime.UTC")
    return at
