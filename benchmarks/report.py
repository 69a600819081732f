"""Results as a table for people and as JSON."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from .results import Area, Case, number

_COMPARED = ("whatsapp-biz", "httpx", "httpcore", "attrs", "pywa", "heyoo")


def as_json(areas: Mapping[str, Area], *, seconds: float) -> dict[str, Any]:
    """Everything, as plain JSON values."""
    return {
        "machine": machine(),
        "seconds": seconds,
        "areas": {name: area.to_dict() for name, area in areas.items()},
    }


def machine() -> dict[str, Any]:
    """What the figures were taken on."""
    return {
        "python": platform.python_version(),
        "system": platform.platform(),
        "cpus": os.cpu_count(),
        "load": list(os.getloadavg()) if hasattr(os, "getloadavg") else [],
        "versions": {name: _version(name) for name in _COMPARED},
    }


def lines(areas: Mapping[str, Area], *, seconds: float) -> Iterator[str]:
    """A table for each case, then what they amount to."""
    for area in areas.values():
        for case in area.cases:
            yield from _table(case)
            yield ""
    for area in areas.values():
        yield from map(str, area.findings)
    told = machine()
    versions = ", ".join(f"{name} {found}" for name, found in told["versions"].items())
    yield ""
    yield f"{versions}; Python {told['python']}, {told['cpus']} CPUs; {seconds:.0f} s."
    yield "Quote ratios, and only within one run."


def _table(case: Case) -> Iterator[str]:
    heads = [f"{metric} {unit}" for metric, unit in case.metrics.items()]
    heads += [f"least {heads[0]}", *(f"× {name}" for name in case.references)]
    rows = {name: _cells(case, name) for name in case.rounds.samples}
    wide = max(map(len, (*rows, *case.missing, case.title)))
    widths = [
        max(map(len, (head, *(cells[column] for cells in rows.values()))))
        for column, head in enumerate(heads)
    ]
    yield _row(case.title, heads, wide, widths)
    yield "-" * (wide + sum(widths) + 2 * len(widths))
    for name, cells in rows.items():
        facts = case.facts.get(name, {})
        told = "; ".join(f"{what}: {value or 'nothing'}" for what, value in facts.items())
        yield f"{_row(name, cells, wide, widths)}  {told}".rstrip()
    for name, why in case.missing.items():
        yield f"{name:<{wide}}  {why}"


def _cells(case: Case, name: str) -> list[str]:
    rounds = case.rounds
    return [
        *(number(rounds.median(name, metric)) for metric in case.metrics),
        number(rounds.least(name, case.metric)),
        *(number(case.ratio(name, to)) for to in case.references),
    ]


def _row(name: str, cells: list[str], wide: int, widths: list[int]) -> str:
    right = (f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True))
    return "  ".join((f"{name:<{wide}}", *right))


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
