"""What the consent guard costs before each send: read, fold, decide."""

from __future__ import annotations

import random
import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TypeAlias, TypeVar

import attrs

from whatsapp_biz import Category, Contact, MemoryStore, Purpose, SQLiteStore, Template, WhatsApp
from whatsapp_biz.clock import utc_now
from whatsapp_biz.consent.decision import Permit
from whatsapp_biz.consent.events import ConsentEvent, CustomerMessaged, OptedIn
from whatsapp_biz.messages import Message
from whatsapp_biz.operations.send import Send

from .measure import Sample, Settings, Variant, interleave, percentile
from .peers import FLOOR
from .results import Area, Case, Figure, Finding

PEOPLE = 10_000
GOAL = 25  # µs for one look-up in SQLite
_PHONE_NUMBER_ID = "106540352242922"
_QUERY = "SELECT body, checksum FROM fact WHERE key = ?"
_OFTEN = 100  # people who are asked about again and again

_SQLITE = "SQLiteStore: gate"
_FIRST = "SQLiteStore: gate, first read"
_PUBLIC = "SQLiteStore: consent.check"

_Store: TypeAlias = MemoryStore | SQLiteStore
T = TypeVar("T")


@attrs.frozen
class Crowd:
    """People of one kind.

    Args:
        title: What is known of each.
        facts: One for each person.
        message: What the guard is asked about, and allows.
    """

    title: str
    facts: list[ConsentEvent]
    message: Message | str


def run(settings: Settings) -> Area:
    """Ask the guard about people of each kind."""
    crowds = _crowds(settings.count(PEOPLE, 600))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "consent.sqlite3"
        with SQLiteStore(file) as kept, closing(sqlite3.connect(file)) as bare:
            remembered = MemoryStore()
            for crowd in crowds:
                for fact in crowd.facts:
                    kept.append(fact)
                    remembered.append(fact)
            cases = [_case(crowd, kept, remembered, bare, settings) for crowd in crowds]
    return Area(cases, [_finding(case) for case in cases])


def _case(
    crowd: Crowd,
    kept: SQLiteStore,
    remembered: MemoryStore,
    bare: sqlite3.Connection,
    settings: Settings,
) -> Case:
    many = settings.count(400, 60)
    people = [fact.contact for fact in crowd.facts]
    often = random.sample(people, min(_OFTEN, len(people)))

    def known() -> list[Contact]:
        return random.choices(often, k=many)

    def strange() -> list[Contact]:
        kept._decode.cache_clear()
        return random.sample(people, min(many, len(people)))

    def read(contact: Contact) -> object:
        return bare.execute(_QUERY, (contact.keys[0],)).fetchall()

    variants: dict[str, Variant] = {
        FLOOR: partial(_timed, read, known),
        "MemoryStore: gate": partial(_timed, *_gate(crowd, remembered, known)),
        "MemoryStore: consent.check": partial(_timed, _checked(crowd, remembered), known),
        "SQLiteStore: history": partial(_timed, kept.history, known),
        _SQLITE: partial(_timed, *_gate(crowd, kept, known)),
        _FIRST: partial(_timed, *_gate(crowd, kept, strange)),
        _PUBLIC: partial(_timed, _checked(crowd, kept), known),
    }
    return Case(
        title=f"guard, {crowd.title}",
        metrics={"p50": "µs", "p99": "µs"},
        rounds=interleave(variants, rounds=settings.rounds_or(25, 5)),
        against=(FLOOR,),
        facts={FLOOR: {"people in the store": settings.count(PEOPLE, 600)}},
    )


def _finding(case: Case) -> Finding:
    rounds = case.rounds
    return Finding(
        f"{case.title}, SQLite",
        (
            Figure(rounds.median(_SQLITE, "p50"), "µs a look-up", "≤", GOAL),
            Figure(rounds.median(_FIRST, "p50"), "µs the first time", "≤", GOAL),
            Figure(rounds.median(_PUBLIC, "p50"), "µs by consent.check", "≤", GOAL),
        ),
    )


def _client(store: _Store) -> WhatsApp:
    return WhatsApp("EMU_benchmark", phone_number_id=_PHONE_NUMBER_ID, store=store)


def _gate(
    crowd: Crowd, store: _Store, people: Callable[[], list[Contact]]
) -> tuple[Callable[[Send], object], Callable[[], list[Send]]]:
    """What every send pays: the gate's check of a message that is ready to go."""
    gate = _client(store)._gate

    def check(send: Send) -> object:
        return gate.check(send.attempt)

    def sends() -> list[Send]:
        return [
            Send(crowd.message, contact=contact, phone_number_id=_PHONE_NUMBER_ID)
            for contact in people()
        ]

    return check, sends


def _checked(crowd: Crowd, store: _Store) -> Callable[[Contact], object]:
    """The public way, which builds the message's body too."""
    consent = _client(store).consent
    return lambda contact: consent.check(crowd.message, to=contact)


def _timed(ask: Callable[[T], object], whom: Callable[[], list[T]]) -> Sample:
    took = []
    for subject in whom():
        began = time.perf_counter_ns()
        answer = ask(subject)
        took.append(time.perf_counter_ns() - began)
        if not answer or (hasattr(answer, "allowed") and not isinstance(answer, Permit)):
            raise ValueError("the guard was to allow this")
    return {"p50": percentile(took, 0.5) / 1e3, "p99": percentile(took, 0.99) / 1e3}


def _crowds(people: int) -> list[Crowd]:
    now = utc_now()
    numbers = [f"+491512{n:07d}" for n in range(people)]
    third = people // 3
    template = Template("order_shipped", language="en_US", category=Category.UTILITY)
    opted_in: list[ConsentEvent] = [
        OptedIn(
            contact=Contact(number),
            at=now,
            purpose=Purpose.UTILITY,
            evidence="form:checkout-v3",
            method="web_form",
            recorded_at=now,
        )
        for number in numbers[: people - 2 * third]
    ]
    wrote = [_wrote(Contact(number)) for number in numbers[people - 2 * third : people - third]]
    identified = [
        _wrote(Contact(number, f"DE.{number.removeprefix('+')}"))
        for number in numbers[people - third :]
    ]
    return [
        Crowd("one opt-in", opted_in, template),
        Crowd("one inbound message", wrote, "Hello"),
        Crowd("one inbound message, known by number and user id", identified, "Hello"),
    ]


def _wrote(contact: Contact) -> ConsentEvent:
    return CustomerMessaged(
        contact=contact, at=utc_now(), kind="text", phone_number_id=_PHONE_NUMBER_ID
    )
