"""`SteppingClock`: a clock that moves when told to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from ..clock import require_aware

_START = datetime(2026, 1, 1, 12, tzinfo=UTC)


class SteppingClock:
    """A `Clock` for tests; it stands still between steps.

    Args:
        start: The first instant it tells, aware; noon UTC on 1 January 2026 unless stated.

    Raises:
        TypeError: *start* is no `datetime`.
        ValueError: *start* is naive.
    """

    def __init__(self, start: datetime = _START) -> None:
        self._now = require_aware(start, "start")

    def __call__(self) -> datetime:
        """The instant the clock shows."""
        return self._now

    def advance(self, **by: float) -> datetime:
        """Move by `timedelta`'s arguments, e.g. ``hours=25``; back if negative. Return the time.

        Raises:
            TypeError: *by* names what `timedelta` does not know.
        """
        self._now += timedelta(**by)
        return self._now

    def wait(self, seconds: float, /) -> None:
        """Move forward by as much: a client with this clock loses no time when it waits."""
        self.advance(seconds=seconds)

    def set(self, at: datetime) -> None:
        """Move to *at*.

        Raises:
            TypeError: *at* is no `datetime`.
            ValueError: *at* is naive.
        """
        self._now = require_aware(at, "at")

    def __repr__(self) -> str:
        return f"SteppingClock({self._now.isoformat()})"
