"""What the law of each country asks, as dated data with its source. Not legal advice."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Generic, TypeVar

import attrs

T = TypeVar("T")

REVIEWED = date(2026, 11, 23)
"""When these tables were last read against their sources."""


@attrs.frozen
class Dated(Generic[T]):
    """A rule's value and the day from which it is in force."""

    value: T
    since: date
    source: str


def in_force(entries: tuple[Dated[T], ...], on: date) -> Dated[T] | None:
    """The entry of *entries* (oldest first) in force on a day; None before the first."""
    current = None
    for entry in entries:
        if entry.since <= on:
            current = entry
    return current


_GDPR = date(2018, 5, 25)
_ARTICLE_8 = "GDPR Art. 8 and the national law on it"


def _ages(age: int, countries: str) -> dict[str, tuple[Dated[int], ...]]:
    return dict.fromkeys(countries.split(), (Dated(age, _GDPR, _ARTICLE_8),))


MARKETING_AGE: dict[str, tuple[Dated[int], ...]] = {
    **_ages(13, "BE EE FI LV MT PT SE IS NO"),
    **_ages(14, "AT BG CY IT LT ES"),
    **_ages(15, "CZ FR GR SI"),
    **_ages(16, "DE HR HU IE LI LU NL PL RO SK"),
    "DK": (
        Dated(13, _GDPR, _ARTICLE_8),
        Dated(15, date(2024, 1, 1), "Danish Data Protection Act § 6(2) as amended"),
    ),
    "GB": (Dated(13, _GDPR, "UK Data Protection Act 2018 s. 9"),),
    "US": (Dated(13, date(2000, 4, 21), "COPPA, 16 CFR Part 312"),),
    "BR": (Dated(18, date(2020, 9, 18), "LGPD art. 14; the preset keeps marketing to adults"),),
    "IN": (Dated(18, date(2025, 11, 14), "DPDP Act s. 9 and Rules 2025"),),
}
"""Whole years from which a person's own consent to marketing is effective."""

CONTACT_AGE: dict[str, tuple[Dated[int], ...]] = {
    "IN": (Dated(18, date(2025, 11, 14), "DPDP Act s. 9: verifiable parental consent below"),),
}
"""Whole years for any message the business starts, where higher than the platform's."""

PLATFORM_AGE = 13  # years; WhatsApp terms, in Europe again since 2024-04-11

CONFIRMED_MARKETING: dict[str, tuple[Dated[bool], ...]] = {
    "DE": (Dated(True, date(2011, 2, 10), "BGH I ZR 164/09: proof of each declaration"),),
    "AT": (Dated(True, date(2019, 10, 9), "DSB 2019-10-09: confirmed opt-in under Art. 32"),),
}
"""Where marketing consent must be confirmed from the number itself (double opt-in)."""

MARKETING_TEMPLATES_BARRED: dict[str, tuple[Dated[bool], ...]] = {
    "US": (Dated(True, date(2025, 4, 1), "Meta: per-user marketing template limits"),),
}
"""Where WhatsApp delivers no marketing templates."""

SALES_CALL_CONSENT: dict[str, tuple[Dated[timedelta], ...]] = {
    "FR": (Dated(timedelta(days=365), date(2026, 8, 11), "Loi 2025-594, décret 2026-662"),),
}
"""How long consent to sales calls lasts from collection."""

PRESETS = frozenset(MARKETING_AGE)
"""Countries with a preset; every other is judged by the strictest, DE."""
