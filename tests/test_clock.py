"""The clock: only instants that cannot be misread."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

import pytest

from whatsapp_biz.clock import require_aware, utc_now


class Nowhere(tzinfo):
    """A time zone that does not know its own offset."""

    def utcoffset(self, dt):
        return None


def test_the_usual_clock_tells_the_present_in_utc():
    before = datetime.now(UTC)
    told = utc_now()
    after = datetime.now(UTC)

    assert before <= told <= after
    assert told.utcoffset() == timedelta(0)
    assert told.tzinfo is UTC


@pytest.mark.parametrize("offset", [timedelta(0), timedelta(hours=-11), timedelta(minutes=345)])
def test_an_aware_instant_is_handed_back_as_it_is(offset):
    at = datetime(2026, 11, 23, 12, tzinfo=timezone(offset))

    assert require_aware(at, "at") is at


@pytest.mark.parametrize(
    "at",
    [datetime(2026, 11, 23), datetime(2026, 11, 23, tzinfo=Nowhere()), datetime.max],  # noqa: DTZ001, DTZ901
    ids=["no zone", "a zone without an offset", "the last naive instant"],
)
def test_a_naive_instant_is_refused_by_the_name_of_its_argument(at):
    with pytest.raises(ValueError, match="confirmed_at must be aware: add an offset"):
        require_aware(at, "confirmed_at")


@pytest.mark.parametrize("at", [date(2026, 11, 23), 1_780_000_000, "2026-11-23T12:00Z", None])
def test_what_is_no_datetime_is_refused_by_its_type(at):
    with pytest.raises(TypeError, match=f"at must be a datetime, not {type(at).__name__}"):
        require_aware(at, "at")
