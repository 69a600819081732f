"""``python -m benchmarks``: measure and print."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from . import guard, imports, report, send, webhooks
from .measure import Settings
from .results import Area

AREAS: dict[str, Callable[[Settings], Area]] = {
    "import": imports.run,
    "webhooks": webhooks.run,
    "guard": guard.run,
    "send": send.run,
}
_STDOUT = "-"


def main(argv: Sequence[str] | None = None) -> int:
    """Measure what was asked for.

    Args:
        argv: What stands behind the command.

    Returns:
        0; figures are never judged by the exit code.
    """
    told = _parser().parse_args(argv)
    settings = Settings(rounds=told.rounds, quick=told.quick)
    began = time.monotonic()
    areas = {}
    for name in told.only or AREAS:
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        areas[name] = AREAS[name](settings)
    seconds = time.monotonic() - began
    if told.json is not None:
        text = json.dumps(report.as_json(areas, seconds=seconds), indent=2)
        if told.json == _STDOUT:
            print(text)
            return 0
        Path(told.json).write_text(f"{text}\n", encoding="utf-8")
    for line in report.lines(areas, seconds=seconds):
        print(line)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="What the library costs, beside its floor and its peers. Loopback only.",
    )
    parser.add_argument("--rounds", type=_positive, help="how often each variant runs")
    parser.add_argument(
        "--only", action="append", choices=AREAS, help="one area; can be given several times"
    )
    parser.add_argument("--quick", action="store_true", help="a look, in under 40 seconds")
    parser.add_argument(
        "--json",
        nargs="?",
        const=_STDOUT,
        metavar="FILE",
        help="JSON to FILE beside the table; without FILE, to stdout instead of it",
    )
    return parser


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return value


if __name__ == "__main__":
    sys.exit(main())
