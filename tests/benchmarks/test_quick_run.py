"""The benchmarks run and say what they found; how fast it was is judged by people."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
OURS = "whatsapp_biz"


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks", "--quick", "--rounds", "1", "--json"]
    command += ["--only", "webhooks", "--only", "guard"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=60)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def rows_of(case: dict[str, Any]) -> dict[str, Any]:
    return {name: row for name, row in case["rows"].items() if "missing" not in row}


def test_only_what_was_asked_for_is_measured(told: dict[str, Any]) -> None:
    assert {"machine", "seconds", "areas"} == told.keys()
    assert {"webhooks", "guard"} == told["areas"].keys()
    assert {"python", "system", "cpus", "load", "versions"} == told["machine"].keys()


@pytest.mark.parametrize(("area", "cases"), [("webhooks", 6), ("guard", 3)])
def test_every_row_has_figures_for_every_metric(
    told: dict[str, Any], area: str, cases: int
) -> None:
    assert cases == len(told["areas"][area]["cases"])
    for case in told["areas"][area]["cases"]:
        assert "floor" in case["rows"]
        for row in rows_of(case).values():
            assert {"median", "min", "ratio_to", "facts"} == row.keys()
            assert case["metrics"].keys() == row["median"].keys() == row["min"].keys()
            assert all(cost > 0 for cost in (*row["median"].values(), *row["min"].values()))


@pytest.mark.parametrize("area", ["webhooks", "guard"])
def test_every_row_is_compared_with_the_floor(told: dict[str, Any], area: str) -> None:
    for case in told["areas"][area]["cases"]:
        for row in rows_of(case).values():
            assert row["ratio_to"]["floor"] > 0
            assert all(ratio > 0 for ratio in row["ratio_to"].values())


@pytest.mark.parametrize("kind", ["100 entries", "100 in one change"])
def test_every_event_of_a_batch_arrives(told: dict[str, Any], kind: str) -> None:
    [case] = [case for case in told["areas"]["webhooks"]["cases"] if case["title"].endswith(kind)]

    assert case["rows"][OURS]["facts"] == {"events sent": 100, "events delivered": 100}


@pytest.mark.parametrize(("area", "findings"), [("webhooks", 6), ("guard", 3)])
def test_findings_carry_their_goals(told: dict[str, Any], area: str, findings: int) -> None:
    assert findings == len(told["areas"][area]["findings"])
    for finding in told["areas"][area]["findings"]:
        for figure in finding["figures"]:
            assert {"value", "unit", "sense", "goal", "met"} == figure.keys()
