"""Facts made by people who use the library: checked where they are written."""

from __future__ import annotations

from datetime import datetime

from ..contact import Contact
from ..errors import ApiError, WhatsAppError
from .events import AgeStated, ConsentEvent, OptedIn, OptedOut, hashed_id
from .purpose import ALL, Purpose

STOPPED_MARKETING = 131050  # Meta's code: the person used WhatsApp's own stop control


def opted_in(
    contact: Contact,
    *,
    now: datetime,
    purpose: str,
    evidence: str,
    method: str,
    wording: str,
    at: datetime | None,
    confirmed_at: datetime | None,
    expires_at: datetime | None,
) -> OptedIn:
    """An opt-in that can count.

    Raises:
        ValueError: It is for everything, for no known purpose, or proves nothing; a time is
            naive, or it ends before it begins.
    """
    if purpose == ALL:
        raise ValueError("purpose must be one: an agreement to everything is not specific")
    if not evidence.strip():
        raise ValueError("evidence must not be empty: an opt-in that proves nothing is none")
    fact = OptedIn(
        contact=contact,
        at=at or now,
        purpose=purpose,
        evidence=evidence,
        method=method,
        wording=wording,
        confirmed_at=confirmed_at,
        expires_at=expires_at,
        recorded_at=now,
    )
    if expires_at is not None and expires_at <= fact.at:
        raise ValueError("expires_at must be later than the opt-in")
    return fact


def opted_out(
    contact: Contact, *, now: datetime, purpose: str, via: str, at: datetime | None
) -> OptedOut:
    """An opt-out.

    Raises:
        ValueError: *purpose* is none, or *at* is naive.
    """
    return OptedOut(contact=contact, at=at or now, purpose=purpose, via=via, recorded_at=now)


def age(contact: Contact, *, now: datetime, age: int) -> AgeStated:
    """A person's age at *now*.

    Raises:
        ValueError: *age* is not from 0 to 150.
    """
    return AgeStated(contact=contact, at=now, age=age)


def stopped_marketing(contact: Contact, *, at: datetime, source: str) -> OptedOut:
    """The opt-out behind Meta's code 131050.

    Args:
        contact: Who used WhatsApp's own stop control.
        at: When we learned of it.
        source: What told us; the same source gives the same fact.
    """
    return OptedOut(
        id=hashed_id("131050", *contact.keys, source),
        contact=contact,
        at=at,
        purpose=Purpose.MARKETING,
        via="131050",
    )


def facts_of_error(
    error: WhatsAppError, contact: Contact, *, now: datetime
) -> tuple[ConsentEvent, ...]:
    """What Meta's refusal of a send says about the recipient's consent."""
    if isinstance(error, ApiError) and error.code == STOPPED_MARKETING:
        return (stopped_marketing(contact, at=now, source=now.isoformat()),)
    return ()
