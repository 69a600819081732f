"""What a webhook costs: verify its signature, decode it, parse it."""

from __future__ import annotations

import hmac
import json
import time
from collections.abc import Callable
from functools import partial
from itertools import cycle, islice
from types import ModuleType
from typing import TypeAlias

from whatsapp_biz.redact import Secret
from whatsapp_biz.webhooks import Unrecognised, Verifier
from whatsapp_biz.webhooks.decode import decode
from whatsapp_biz.webhooks.parse import parse

from .bodies import APP_SECRET, PHONE_NUMBER_ID, Signed, kinds
from .measure import Sample, Settings, interleave
from .peers import FLOOR, OURS, PYWA, load, pywa_receiver
from .results import Area, Case, Figure, Finding

Receiver: TypeAlias = Callable[[bytes, str], object]

_METRIC = "per event sent"
_DELIVERED = "events delivered"


def run(settings: Settings) -> Area:
    """Receive webhooks of every kind."""
    receivers: dict[str, Receiver] = {FLOOR: _floor(), OURS: _ours()}
    missing = {}
    pywa = load(PYWA)
    if isinstance(pywa, str):
        missing[PYWA] = pywa
    else:
        receivers[PYWA] = pywa_receiver(
            pywa, app_secret=APP_SECRET, phone_number_id=PHONE_NUMBER_ID, on_event=None
        )
    cases, findings = [], []
    for kind, (size, make) in kinds().items():
        bodies = [make(n) for n in range(settings.count(64, 16) if size == 1 else 4)]
        posts = settings.count(1500, 300) if size == 1 else settings.count(20, 4)
        case = Case(
            title=f"verify+parse {kind}",
            metrics={_METRIC: "µs"},
            rounds=interleave(
                {name: partial(_timed, do, bodies, posts, size) for name, do in receivers.items()},
                rounds=settings.rounds_or(25, 5),
            ),
            against=(FLOOR, PYWA),
            missing=missing,
            facts={
                name: {"events sent": size, _DELIVERED: count}
                for name, count in _delivered(pywa, *bodies[0]).items()
            },
        )
        cases.append(case)
        findings.append(_finding(case, size))
    return Area(cases, findings)


def _finding(case: Case, size: int) -> Finding:
    if size > 1:
        delivered = {name: facts[_DELIVERED] for name, facts in case.facts.items()}
        theirs = f" ({PYWA}: {delivered[PYWA]})" if PYWA in delivered else ""
        figures = [
            Figure(delivered[OURS], f"of {size} events delivered{theirs}", "≥", size),
            Figure(case.ratio(OURS, FLOOR), "× floor", "≤", 1.8),
        ]
    else:
        figures = [Figure(case.ratio(OURS, FLOOR), "× floor", "≤", 1.5)]
        if PYWA in case.references:
            faster = case.ratio(PYWA, OURS)
            figures.append(Figure(faster, "× faster than pywa", "≥", 2.8))
    return Finding(case.title, tuple(figures))


def _floor() -> Receiver:
    key = APP_SECRET.encode()

    def receive(body: bytes, header: str) -> object:
        expected = hmac.digest(key, body, "sha256")
        if not hmac.compare_digest(expected, bytes.fromhex(header[7:])):
            raise ValueError("the signature is wrong")
        return json.loads(body)

    return receive


def _ours() -> Receiver:
    verifier = Verifier([Secret(APP_SECRET)])

    def receive(body: bytes, header: str) -> object:
        verifier.verify(body, header)
        return parse(decode(body))

    return receive


def _delivered(pywa: ModuleType | str, body: bytes, header: str) -> dict[str, int]:
    """How many of the events in *body* reach an application, by library."""
    events = parse(decode(body))
    delivered = {OURS: sum(not isinstance(event, Unrecognised) for event in events)}
    if isinstance(pywa, ModuleType):
        heard: list[None] = []
        receive = pywa_receiver(
            pywa,
            app_secret=APP_SECRET,
            phone_number_id=PHONE_NUMBER_ID,
            on_event=partial(heard.append, None),
        )
        receive(body, header)
        delivered[PYWA] = len(heard)
    return delivered


def _timed(receive: Receiver, bodies: list[Signed], posts: int, size: int) -> Sample:
    wanted = list(islice(cycle(bodies), posts))
    began = time.perf_counter_ns()
    for body, header in wanted:
        receive(body, header)
    return {_METRIC: (time.perf_counter_ns() - began) / 1e3 / (posts * size)}
