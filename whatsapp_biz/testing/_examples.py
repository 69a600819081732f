"""The people, facts and texts a store is tried with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

from ..consent.events import AgeStated, ConsentEvent, CustomerMessaged, OptedIn, OptedOut
from ..contact import Contact

if TYPE_CHECKING:
    from collections.abc import Sequence

NOON = datetime(2026, 1, 1, 12, 0, 0, 123456, tzinfo=UTC)
LEASE = timedelta(minutes=5)

ANA = Contact("+49 1512 3456701")
BEN = Contact("+49 1512 3456702")
ANA_ID = "DE.1A2B3C"

ONE_OF_EACH_KIND: Sequence[ConsentEvent] = (
    OptedIn(
        id="grant",
        contact=ANA,
        at=NOON,
        purpose="marketing",
        evidence="form:checkout-v3#sha256:9f2c",
        method="web_form",
        wording="newsletter-v2",
        confirmed_at=NOON + timedelta(minutes=3),
        expires_at=NOON + timedelta(days=365),
        recorded_at=NOON + timedelta(seconds=1),
    ),
    OptedOut(id="refusal", contact=ANA, at=NOON, purpose="all", via="keyword", recorded_at=NOON),
    CustomerMessaged(id="word", contact=ANA, at=NOON, kind="text", phone_number_id="15550100"),
    AgeStated(id="age", contact=ANA, at=NOON, age=34),
)

AWKWARD_TEXTS = {
    "non-ASCII": "Ja, schickt mir Angebote: 好的 👍🏽",
    "NUL": "STOP\x00",
    "lone surrogate": "STOP\ud800",
    "SQL": "'; DROP TABLE fact; --",
    "newlines": "one\r\ntwo\u2028three",
    "wildcards": "%_*?[a-z]\\",
    "10 kB": "x" * 10_240,
}

AWKWARD_INSTANTS = {
    "microseconds": datetime(2026, 1, 1, 12, 0, 0, 1, tzinfo=UTC),
    "another offset": datetime(2026, 1, 1, 12, tzinfo=timezone(timedelta(hours=5, minutes=30))),
    "before 1970": datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    "after 2038": datetime(2038, 1, 19, 3, 14, 8, tzinfo=UTC),
}

SPELLINGS = {
    "Mexico": ("+52 1 55 5550 1234", "+52 55 5550 1234"),
    "Argentina": ("+54 9 11 5550 1234", "+54 11 5550 1234"),
    "Brazil": ("+55 11 9 8550 1234", "+55 11 8550 1234"),
}
