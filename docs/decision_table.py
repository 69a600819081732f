"""Writes ``decisions.md`` from the real `decide`: ``python docs/decision_table.py``."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from whatsapp_biz.consent import (
    ALL,
    AgeStated,
    Attempt,
    ConsentEvent,
    CustomerMessaged,
    OptedIn,
    OptedOut,
    Policy,
    Purpose,
    decide,
    fold,
)
from whatsapp_biz.contact import Contact

PAGE = Path(__file__).with_name("decisions.md")

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
NUMBER = "434550510739899"
ANA = Contact("+49 151 23456789")
MESSAGE = "the message they wrote"

INTRO = """\
# Decision table

What the guard says, by what is known of the person (rows) and what is asked (columns). This page
is written by `docs/decision_table.py`, which asks `decide` itself; a test fails if the two differ.
A reason code in **bold** allows; any other refuses, and links to what would help.

The person lives in Germany. "Opted in" means a valid opt-in for the column's purpose, confirmed
from their own number. "STOP" is an opt-out from everything."""
FREE_FORM = """\
## Free-form messages

Texts, media, interactive messages and the like. `purpose=` is `service` unless you say
otherwise."""
TEMPLATES = """\
## Templates

A template's purpose is its category: the stricter of what you state and what Meta last said."""
SIGNALS = """\
## Signals

Reactions, typing indicators and read receipts are about a message the person wrote."""
CALLS = """\
## Calls

Asking to call is a free-form message. Calls themselves are judged, a sales call by an opt-in to
marketing as well, but this version places none."""
FLAWS = """\
## Opt-ins that do not count

One opt-in is on record, and something is wrong with it. The columns are templates."""
COUNTRIES = """\
## Marketing templates by country

The same marketing template, by where the recipient lives. Countries without a preset are judged
like Germany. With `Policy(controller_country=...)` the preset of your own country applies
beside the recipient's, and the stricter one holds."""

SERVICE, UTILITY = Purpose.SERVICE, Purpose.UTILITY
AUTHENTICATION, MARKETING = Purpose.AUTHENTICATION, Purpose.MARKETING


def wrote(hours: float) -> CustomerMessaged:
    """They wrote *hours* ago."""
    at = NOW - timedelta(hours=hours)
    return CustomerMessaged(id=MESSAGE, contact=ANA, at=at, kind="text", phone_number_id=NUMBER)


def opted_in(
    purpose: str,
    *,
    days: float = 30,
    contact: Contact = ANA,
    evidence: str = "form",
    confirmed: bool = True,
    expires_at: datetime | None = None,
) -> OptedIn:
    """They agreed to *purpose* so many days ago."""
    at = NOW - timedelta(days=days)
    return OptedIn(
        id="opt-in",
        contact=contact,
        at=at,
        purpose=purpose,
        evidence=evidence,
        confirmed_at=at if confirmed else None,
        expires_at=expires_at,
    )


def said_stop(hours: float) -> OptedOut:
    """They said STOP *hours* ago."""
    at = NOW - timedelta(hours=hours)
    return OptedOut(id="stop", contact=ANA, at=at, purpose=ALL, via="keyword")


def verdict(
    kind: str,
    category: str | None,
    known: Iterable[ConsentEvent],
    *,
    country: str = "DE",
) -> str:
    """What `decide` says, as a cell."""
    attempt = Attempt(
        kind=kind,
        contact=ANA,
        phone_number_id=NUMBER,
        category=category,
        message_id=MESSAGE if kind in {"typing", "read_receipt"} else None,
    )
    standing = fold(known, phone_number_id=NUMBER)
    decision = decide(attempt, standing, now=NOW, rules=Policy().rules(country, now=NOW))
    if decision.allowed:
        return f"**{decision.reason}**"
    return f"[{decision.reason}](reasons.md#{decision.reason})"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table in Markdown."""
    columns = list(head)
    lines = (columns, ["---"] * len(columns), *rows)
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def known_of_a_person(purpose: str) -> dict[str, list[ConsentEvent]]:
    """What may be known: the rows of the first three tables."""
    return {
        "nothing known": [],
        "wrote 1 h ago": [wrote(1)],
        "wrote 25 h ago": [wrote(25)],
        "opted in": [opted_in(purpose)],
        "opted in, wrote 1 h ago": [opted_in(purpose), wrote(1)],
        "opted in, then STOP": [opted_in(purpose), said_stop(2)],
        "opted in, STOP, then wrote": [opted_in(purpose), said_stop(2), wrote(1)],
        "STOP, then opted in": [said_stop(2), opted_in(purpose, days=0.01)],
    }


def by_what_is_known(*asked: tuple[str, str, str | None, str]) -> str:
    """Rows of what is known, columns of what is *asked*: name, kind, category, purpose."""
    return table(
        ["what is known", *(name for name, *_ in asked)],
        (
            [
                known,
                *(
                    verdict(kind, category, known_of_a_person(purpose)[known])
                    for _, kind, category, purpose in asked
                ),
            ]
            for known in known_of_a_person(SERVICE)
        ),
    )


def flawed(purpose: str) -> dict[str, list[ConsentEvent]]:
    """Opt-ins to *purpose* that do not count."""
    before, after = Contact(ANA.phone, bsuid="DE.1A2B3C"), Contact(ANA.phone, bsuid="DE.4D5E6F")
    somebody_else = CustomerMessaged(
        contact=after, at=NOW - timedelta(days=2), kind="text", phone_number_id=NUMBER
    )
    return {
        "for another purpose": [opted_in(SERVICE)],
        "for everything at once": [opted_in(ALL)],
        "without evidence": [opted_in(purpose, evidence="")],
        "dated in the future": [opted_in(purpose, days=-1)],
        "ended": [opted_in(purpose, expires_at=NOW)],
        "not confirmed from the number itself": [opted_in(purpose, confirmed=False)],
        "from before the number changed hands": [opted_in(purpose, contact=before), somebody_else],
        "by somebody aged 12": [opted_in(purpose), AgeStated(contact=ANA, at=NOW, age=12)],
    }


def by_flaw() -> str:
    """Rows of flawed opt-ins, columns of template categories."""
    categories = (UTILITY, AUTHENTICATION, MARKETING)
    return table(
        ["the opt-in is", *categories],
        (
            [flaw, *(verdict("template", each, flawed(each)[flaw]) for each in categories)]
            for flaw in flawed(UTILITY)
        ),
    )


def by_country() -> str:
    """Rows of countries, columns of opt-ins and ages."""
    aged = {age: AgeStated(contact=ANA, at=NOW, age=age) for age in (14, 16)}
    columns: dict[str, list[ConsentEvent]] = {
        "not opted in": [],
        "opted in": [opted_in(MARKETING, confirmed=False)],
        "opted in and confirmed": [opted_in(MARKETING)],
        "confirmed, aged 14": [opted_in(MARKETING), aged[14]],
        "confirmed, aged 16": [opted_in(MARKETING), aged[16]],
    }
    places = {
        "Germany": "DE",
        "Austria": "AT",
        "France": "FR",
        "United Kingdom": "GB",
        "Brazil": "BR",
        "India": "IN",
        "United States": "US",
        "any without a preset": "JP",
    }
    return table(
        ["", *columns],
        (
            [place, *(verdict("template", MARKETING, k, country=code) for k in columns.values())]
            for place, code in places.items()
        ),
    )


def page() -> str:
    """The whole page."""
    free_form = by_what_is_known(
        ("a service text", "text", SERVICE, SERVICE),
        ("a utility text", "text", UTILITY, UTILITY),
        ("an authentication text", "text", AUTHENTICATION, AUTHENTICATION),
        ("a marketing text", "text", MARKETING, MARKETING),
    )
    templates = by_what_is_known(
        ("a utility template", "template", UTILITY, UTILITY),
        ("an authentication template", "template", AUTHENTICATION, AUTHENTICATION),
        ("a marketing template", "template", MARKETING, MARKETING),
        ("a template of unknown category", "template", None, UTILITY),
    )
    signals = by_what_is_known(
        ("a reaction", "reaction", None, SERVICE),
        ("a typing indicator", "typing", None, SERVICE),
        ("a read receipt", "read_receipt", None, SERVICE),
    )
    calls = by_what_is_known(
        ("a request to call", "call_permission_request", None, Purpose.CALLS),
        ("a call", "call", None, Purpose.CALLS),
        ("a sales call", "call", MARKETING, Purpose.CALLS),
    )
    sections = [INTRO, FREE_FORM, free_form, TEMPLATES, templates, SIGNALS, signals]
    sections += [CALLS, calls, FLAWS, by_flaw(), COUNTRIES, by_country()]
    return "\n\n".join(sections) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
