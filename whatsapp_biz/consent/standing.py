"""Fold a person's facts into what they amount to; order and repetition never matter."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import attrs

from ..contact import Contact
from .events import AgeStated, ConsentEvent, CustomerMessaged, OptedIn, OptedOut


@attrs.frozen(repr=False)
class Standing:
    """Everything the guard needs to know about one person.

    Args:
        grants: Opt-ins of this person, newest first.
        opt_outs: Opt-outs of this person and of everyone who had their number or id.
        inbound: What they sent to one business number, newest first.
        ages: What is known of their age.
        voided: Opt-ins from before the number or id changed hands; they count for nothing.
    """

    grants: tuple[OptedIn, ...] = ()
    opt_outs: tuple[OptedOut, ...] = ()
    inbound: tuple[CustomerMessaged, ...] = ()
    ages: tuple[AgeStated, ...] = ()
    voided: tuple[OptedIn, ...] = ()

    def age(self, now: datetime) -> int | None:
        """The least age in whole years the person has at *now*; None if nothing is known.

        The latest statement counts; of two at one instant, the lower.
        """
        if not self.ages:
            return None
        stated = max(self.ages, key=lambda fact: (fact.at, -fact.age))
        return stated.age + max(0, (now - stated.at).days // 366)

    def __repr__(self) -> str:
        return (
            f"Standing({len(self.grants)} opt-ins, {len(self.opt_outs)} opt-outs, "
            f"{len(self.inbound)} inbound)"
        )


def fold(events: Iterable[ConsentEvent], *, phone_number_id: str) -> Standing:
    """What *events*, all about one person, amount to on one business number.

    A number seen with two ids, or an id with two numbers, has changed hands as far as we can
    tell: opt-ins and messages from before the newest pairing was first seen no longer count,
    opt-outs do.
    """
    facts = {event.id: event for event in sorted(events, key=_instant, reverse=True)}
    grants: list[OptedIn] = []
    opt_outs: list[OptedOut] = []
    inbound: list[CustomerMessaged] = []
    ages: list[AgeStated] = []
    for fact in facts.values():
        match fact:
            case OptedIn():
                grants.append(fact)
            case OptedOut():
                opt_outs.append(fact)
            case CustomerMessaged():
                if fact.phone_number_id == phone_number_id:
                    inbound.append(fact)
            case AgeStated():
                ages.append(fact)
    # One fact knows one identity.
    since = _identity_since(facts.values()) if len(facts) > 1 else None
    voided: tuple[OptedIn, ...] = ()
    if since is not None:
        voided = tuple(fact for fact in grants if fact.at < since)
        grants = [fact for fact in grants if fact.at >= since]
        inbound = [fact for fact in inbound if fact.at >= since]
        ages = [fact for fact in ages if fact.at >= since]
    return Standing(tuple(grants), tuple(opt_outs), tuple(inbound), tuple(ages), voided)


def _instant(event: ConsentEvent) -> tuple[datetime, str]:
    return (event.at, event.id)


def _identity_since(facts: Iterable[ConsentEvent]) -> datetime | None:
    """When the newest identity was first seen; None while there is only one."""
    first_seen: dict[str, datetime] = {}
    for fact in facts:
        for key in fact.contact.keys:
            if key not in first_seen or fact.at < first_seen[key]:
                first_seen[key] = fact.at
    changes: list[datetime] = []
    for kind in ("phone:", "bsuid:"):
        seen = [at for key, at in first_seen.items() if key.startswith(kind)]
        if len(seen) > 1:
            changes.append(max(seen))
    return max(changes, default=None)


def about(contact: Contact, facts: Iterable[ConsentEvent]) -> list[ConsentEvent]:
    """*facts* as a list, if a store may return them for *contact*.

    Raises:
        TypeError: One is no consent event.
        ValueError: One is about somebody else: its permission is not this person's.
    """
    listed = list(facts)
    keys = set(contact.keys)
    for fact in listed:
        if not isinstance(fact, ConsentEvent):
            raise TypeError("a store must return consent events")
        if fact.contact != contact and keys.isdisjoint(fact.contact.keys):
            raise ValueError("a store returned facts about somebody else")
    return listed


def stranger(facts: Iterable[ConsentEvent], seen: set[str]) -> Contact | None:
    """A contact in *facts* with a key that is not in *seen*: the same person by another name."""
    for fact in facts:
        contact = fact.contact
        for key in contact.keys:
            if key not in seen:
                # Only the name that is new: the other one has been looked up.
                new_phone = key.startswith("phone:")
                return Contact(phone=contact.phone) if new_phone else Contact(bsuid=contact.bsuid)
    return None
