from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from whatsapp_biz.testing import SteppingClock

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_a_stepping_clock_stands_still_until_told() -> None:
    clock = SteppingClock(NOON)

    assert clock() == clock() == NOON


def test_a_stepping_clock_advances_by_what_timedelta_takes() -> None:
    clock = SteppingClock(NOON)

    assert clock.advance(hours=25, seconds=1) == NOON + timedelta(hours=25, seconds=1)
    assert clock.advance(days=-1) == NOON + timedelta(hours=1, seconds=1)
    assert clock() == NOON + timedelta(hours=1, seconds=1)


def test_a_stepping_clock_can_be_set() -> None:
    clock = SteppingClock()
    clock.set(NOON)

    assert clock() == NOON


def test_a_stepping_clock_starts_aware() -> None:
    assert SteppingClock()().utcoffset() == timedelta(0)


def test_a_stepping_clock_refuses_naive_instants() -> None:
    with pytest.raises(ValueError, match="start must be aware"):
        SteppingClock(datetime(2026, 3, 1))  # noqa: DTZ001
    with pytest.raises(ValueError, match="at must be aware"):
        SteppingClock().set(datetime(2026, 3, 1))  # noqa: DTZ001


def test_a_stepping_clock_refuses_units_timedelta_does_not_know() -> None:
    with pytest.raises(TypeError, match="months"):
        SteppingClock().advance(months=1)


def test_a_stepping_clock_shows_its_time() -> None:
    assert repr(SteppingClock(NOON)) == "SteppingClock(2026-03-01T12:00:00+00:00)"
