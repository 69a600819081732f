"""What importing costs: one fresh Python each, wall time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

from .measure import Sample, Settings, Variant, interleave
from .peers import PYWA
from .results import Area, Case, Figure, Finding

BARE = "bare python"
PACKAGE = "import whatsapp_biz"
WEBHOOKS = "import whatsapp_biz.webhooks"
CLIENT = "from whatsapp_biz import WhatsApp"
HTTPX = "import httpx"
_PEER = f"import {PYWA}"
_STATEMENTS = {BARE: "pass"} | {
    statement: statement for statement in (PACKAGE, WEBHOOKS, CLIENT, HTTPX, _PEER)
}
# Of a development environment, not of an application: with click there, httpx loads its own
# command line (click, rich, pygments), which nearly doubles what it costs.
_WITHOUT_CLICK = "import sys; sys.modules['click'] = None; "
_HEAVY = ("httpx", "cattrs", "cryptography")
_ABOVE, _WALL = "above bare", "wall"


def run(settings: Settings) -> Area:
    """Import the package, its parts and its peers."""
    statements = dict(_STATEMENTS)
    missing = {}
    if find_spec(PYWA) is None:
        del statements[_PEER]
        missing[_PEER] = "not installed"
    with tempfile.TemporaryDirectory() as folder:
        # Everybody's bytecode is compiled by the warm-up, whatever lay about before.
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(Path(folder))}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        variants = {name: _variant(code, environment) for name, code in statements.items()}
        rounds = interleave(variants, rounds=settings.rounds_or(21, 5))
        loaded = {name: _loaded(name, environment) for name in (PACKAGE, WEBHOOKS)}
    for samples in rounds.samples.values():
        for sample, bare in zip(samples, rounds.samples[BARE], strict=True):
            sample[_ABOVE] = sample[_WALL] - bare[_WALL]
    case = Case(
        title="import",
        metrics={_ABOVE: "ms", _WALL: "ms"},
        rounds=rounds,
        against=(HTTPX,),
        missing=missing,
        facts={name: {"loads": found} for name, found in loaded.items()},
    )
    return Area([case], _findings(case))


def _findings(case: Case) -> list[Finding]:
    package, webhooks = (case.rounds.median(name, _ABOVE) for name in (PACKAGE, WEBHOOKS))
    return [
        Finding(PACKAGE, (Figure(package, "ms above bare python", "≤", 5),)),
        Finding(WEBHOOKS, (Figure(webhooks, "ms above bare python", "≤", 75),)),
        Finding(CLIENT, (Figure(case.ratio(CLIENT, HTTPX), "× import httpx", "≤", 1.5),)),
        *(
            Finding(name, (Figure(len(found), f"of {', '.join(_HEAVY)} loaded", "≤", 0),))
            for name in (PACKAGE, WEBHOOKS)
            for found in [case.facts[name]["loads"]]
        ),
    ]


def _variant(code: str, environment: dict[str, str]) -> Variant:
    def once() -> Sample:
        began = time.perf_counter()
        _python(code, environment)
        return {_WALL: (time.perf_counter() - began) * 1e3}

    return once


def _loaded(code: str, environment: dict[str, str]) -> list[str]:
    """Which of the heavy libraries *code* loads."""
    asked = (
        f"{code}; import json, sys; print(json.dumps([n for n in {_HEAVY} if n in sys.modules]))"
    )
    found: list[str] = json.loads(_python(asked, environment))
    return found


def _python(code: str, environment: dict[str, str]) -> bytes:
    """What *code* prints in a Python of its own."""
    command = [sys.executable, "-c", _WITHOUT_CLICK + code]
    return subprocess.run(command, check=True, env=environment, stdout=subprocess.PIPE).stdout
