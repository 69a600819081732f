"""Which rules apply to whom: presets by country, the stricter of two."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, TypeVar

import attrs

from . import presets
from .events import OPENING_KINDS
from .purpose import Purpose

T = TypeVar("T")

WINDOW = timedelta(hours=24)  # the customer service window; Meta, "Send messages"
MARGIN = timedelta(seconds=60)  # closed this much early, for clocks that differ
SKEW = timedelta(seconds=300)  # how far ahead an inbound timestamp may be
MESSAGE_HORIZON = timedelta(days=30)  # read receipts, typing, reactions; Meta
ACKNOWLEDGEMENT = timedelta(seconds=300)  # one neutral confirmation of an opt-out
CONFIRMATION = timedelta(hours=72)  # to ask for the second step of a double opt-in

STRICTEST = "DE"


@attrs.frozen(kw_only=True)
class Rules:
    """What holds for one recipient on one day, resolved.

    Args:
        version: Names the countries and the day the tables were reviewed.
        confirmed: Purposes whose opt-in must be confirmed from the number itself.
        marketing_age: Years from which own consent to marketing is effective.
        contact_age: Years from which the business may start a conversation.
        marketing_templates_barred: Meta delivers none to this country.
        sales_call_consent: How long consent to sales calls lasts; None if for ever.
        window: The customer service window less the safety margin.
        opening_kinds: Inbound kinds that open it.
    """

    version: str
    confirmed: frozenset[str]
    marketing_age: int
    contact_age: int
    marketing_templates_barred: bool
    sales_call_consent: timedelta | None
    window: timedelta
    opening_kinds: frozenset[str] = OPENING_KINDS


def _margin(_: object, attribute: attrs.Attribute[Any], value: timedelta) -> None:
    if not timedelta(0) <= value < WINDOW:
        raise ValueError(f"{attribute.name} must be from 0 s to under 24 h")


def _country(_: object, attribute: attrs.Attribute[Any], value: str | None) -> None:
    if value is not None and not (len(value) == 2 and value.isascii() and value.isupper()):
        raise ValueError(f"{attribute.name} must be two capitals (ISO 3166-1), e.g. DE")


@attrs.frozen(kw_only=True)
class Policy:
    """How the guard judges; it can be tightened, never loosened.

    Args:
        controller_country: Where the business sits. Its preset applies beside the recipient's;
            the stricter of the two holds.
        margin: How early the customer service window closes for us, 0 s to under 24 h.

    Raises:
        ValueError: A value would loosen Meta's own limits, or is no country.
    """

    controller_country: str | None = attrs.field(default=None, validator=_country)
    margin: timedelta = attrs.field(default=MARGIN, validator=_margin)

    @staticmethod
    def exactly(policy: Policy | None) -> Policy:
        """*policy* itself, the default if it is None.

        Raises:
            TypeError: It is of a subclass, which could make rules of its own.
        """
        if policy is None:
            return Policy()
        if type(policy) is not Policy:
            raise TypeError("policy must be a Policy itself: subclasses could loosen it")
        return policy

    def rules(self, *countries: str | None, now: datetime) -> Rules:
        """The rules for a recipient.

        Args:
            countries: Where the recipient may be (ISO 3166-1 alpha-2; None if not known); of
                several, the strictest holds.
            now: Rules are those of this day.
        """
        return _rules(countries, self.controller_country, self.margin, now.date())


def _values(
    table: dict[str, tuple[presets.Dated[T], ...]], places: tuple[str, ...], on: date
) -> list[T]:
    found = (presets.in_force(table.get(place, ()), on) for place in places)
    return [entry.value for entry in found if entry is not None]


@lru_cache(maxsize=512)
def _rules(
    countries: tuple[str | None, ...], controller: str | None, margin: timedelta, on: date
) -> Rules:
    recipient = tuple(map(_known, countries)) or (STRICTEST,)
    places = recipient if controller is None else (*recipient, _known(controller))
    confirmed = True in _values(presets.CONFIRMED_MARKETING, places, on)
    # What Meta delivers where depends on the recipient alone.
    barred = True in _values(presets.MARKETING_TEMPLATES_BARRED, recipient, on)
    return Rules(
        version=f"{'+'.join(places)}@{presets.REVIEWED.isoformat()}",
        confirmed=frozenset({str(Purpose.MARKETING)} if confirmed else ()),
        marketing_age=max(
            _values(presets.MARKETING_AGE, places, on), default=presets.PLATFORM_AGE
        ),
        contact_age=max(_values(presets.CONTACT_AGE, places, on), default=presets.PLATFORM_AGE),
        marketing_templates_barred=barred,
        sales_call_consent=min(_values(presets.SALES_CALL_CONSENT, places, on), default=None),
        window=WINDOW - margin,
    )


def _known(country: str | None) -> str:
    return country if country is not None and country in presets.PRESETS else STRICTEST
