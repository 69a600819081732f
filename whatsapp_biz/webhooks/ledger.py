"""What events mean for consent: event in, facts out. Pure."""

from __future__ import annotations

from datetime import datetime

from ..consent import keywords
from ..consent.categories import Categories
from ..consent.events import (
    NATIVE_RESUME,
    OPENING_KINDS,
    ConsentEvent,
    CustomerMessaged,
    OptedIn,
    OptedOut,
    hashed_id,
)
from ..consent.keywords import Saying
from ..consent.purpose import ALL, Purpose
from ..consent.recording import STOPPED_MARKETING, stopped_marketing
from ..contact import Contact
from .events import (
    ButtonTapped,
    CallEvent,
    Event,
    MessageEvent,
    PreferenceChanged,
    StatusChanged,
    TemplateCategoryChanged,
    TemplateStatusChanged,
)


def consent_events(event: Event, *, now: datetime) -> tuple[ConsentEvent, ...]:
    """The facts in *event*; the same event always gives the same facts.

    Args:
        event: From `parse`.
        now: Stands in for a timestamp that cannot be read, where an opt-out depends on it.
    """
    match event:
        case PreferenceChanged():
            return _preference(event, now)
        case StatusChanged(status="failed") if STOPPED_MARKETING in event.codes:
            contact = event.recipient
            return (
                ()
                if contact is None
                else (stopped_marketing(contact, at=event.at or now, source=event.id),)
            )
        case MessageEvent():
            return _message(event, now)
        case CallEvent():
            return _call(event)
        case _:
            return ()


def _message(event: MessageEvent, now: datetime) -> tuple[ConsentEvent, ...]:
    contact = event.sender
    if contact is None or event.kind in {"echo", "system"}:
        return ()
    facts: list[ConsentEvent] = []
    # What is said in a group opens no window between the business and one of its members.
    if event.at is not None and event.phone_number_id and event.group_id is None:
        facts.append(
            CustomerMessaged(
                id=hashed_id("message", _source(event)),
                contact=contact,
                at=event.at,
                kind=event.kind,
                phone_number_id=event.phone_number_id,
            )
        )
    scope = _refused(event.words, contact)
    if scope is not None:
        facts.append(
            OptedOut(
                id=hashed_id("stop", _source(event)),
                contact=contact,
                at=event.at or now,
                purpose=scope,
                via="button" if isinstance(event, ButtonTapped) else "keyword",
            )
        )
    return tuple(facts)


def _source(event: MessageEvent) -> str:
    """What tells *event* from every other; its id, if Meta gave it one."""
    if event.id or event.sender is None:
        return event.id
    moment = "" if event.at is None else event.at.isoformat()
    return hashed_id(*event.sender.keys, moment, *event.words)


def _call(event: CallEvent) -> tuple[ConsentEvent, ...]:
    contact = event.sender
    if contact is None or event.at is None or not event.phone_number_id:
        return ()
    if event.kind not in OPENING_KINDS:
        return ()
    return (
        CustomerMessaged(
            id=hashed_id("call", event.id, event.kind),
            contact=contact,
            at=event.at,
            kind=event.kind,
            phone_number_id=event.phone_number_id,
        ),
    )


def _refused(words: tuple[str, ...], contact: Contact) -> str | None:
    """The widest scope any of *words* opts out from."""
    found = [keywords.match(text, country=contact.country) for text in words if text]
    scopes = {match.scope for match in found if match.saying is Saying.OPT_OUT}
    if not scopes:
        return None
    return ALL if ALL in scopes else Purpose.MARKETING


def _preference(event: PreferenceChanged, now: datetime) -> tuple[ConsentEvent, ...]:
    contact = event.sender
    # Only marketing has this switch; a word we do not know yet changes nothing by itself.
    if contact is None or event.category != "marketing_messages":
        return ()
    at = event.at or now
    key = hashed_id("preference", *contact.keys, event.value, at.isoformat())
    match event.value:
        case "stop":
            return (
                OptedOut(
                    id=key, contact=contact, at=at, purpose=Purpose.MARKETING, via="native_stop"
                ),
            )
        case "resume":
            return (
                OptedIn(
                    id=key,
                    contact=contact,
                    at=at,
                    purpose=Purpose.MARKETING,
                    evidence=NATIVE_RESUME,
                    method=NATIVE_RESUME,
                ),
            )
        case _:
            return ()


def learn_category(event: Event, categories: Categories) -> None:
    """Tell *categories* what *event* says of a template's category, now or announced."""
    match event:
        case TemplateCategoryChanged():
            said = (event.new_category, event.correct_category)
            categories.learn(event.name, event.language, *said)
        case TemplateStatusChanged():
            categories.learn(event.name, event.language, event.category)
        case _:
            pass
