"""What was measured, as values: cases, findings and their JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeAlias

import attrs

from .measure import Rounds

Sense: TypeAlias = Literal["≤", "≥"]


@attrs.frozen(kw_only=True)
class Case:
    """One task, done by several variants.

    Args:
        title: The task.
        metrics: Unit by metric; ratios are taken of the first.
        rounds: What was measured.
        against: Variants the others are compared with.
        missing: Why a variant has no figures.
        facts: Whatever else was found out, by variant.
    """

    title: str
    metrics: Mapping[str, str]
    rounds: Rounds
    against: Sequence[str] = ()
    missing: Mapping[str, str] = attrs.field(factory=dict)
    facts: Mapping[str, Mapping[str, Any]] = attrs.field(factory=dict)

    @property
    def metric(self) -> str:
        """The metric that ratios are taken of."""
        return next(iter(self.metrics))

    @property
    def references(self) -> list[str]:
        """Those of *against* that were measured."""
        return [name for name in self.against if name in self.rounds.samples]

    def ratio(self, variant: str, to: str) -> float:
        """How many times *to* the variant costs."""
        return self.rounds.ratio(variant, to, self.metric)

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        rows: dict[str, Any] = {
            name: {
                "median": {metric: self.rounds.median(name, metric) for metric in self.metrics},
                "min": {metric: self.rounds.least(name, metric) for metric in self.metrics},
                "ratio_to": {to: self.ratio(name, to) for to in self.references},
                "facts": dict(self.facts.get(name, {})),
            }
            for name in self.rounds.samples
        }
        rows |= {name: {"missing": why} for name, why in self.missing.items()}
        return {"title": self.title, "metrics": dict(self.metrics), "rows": rows}


@attrs.frozen
class Figure:
    """One number and its goal.

    Args:
        value: As measured.
        unit: What follows the number.
        sense: On which side of the goal it should be.
        goal: The number to reach.
    """

    value: float
    unit: str
    sense: Sense
    goal: float

    @property
    def met(self) -> bool:
        """Whether the goal was reached this time."""
        return self.value <= self.goal if self.sense == "≤" else self.value >= self.goal

    def __str__(self) -> str:
        missed = "" if self.met else ", MISSED"
        return f"{number(self.value)} {self.unit} (goal {self.sense} {self.goal:g}{missed})"


@attrs.frozen
class Finding:
    """What a reader wants to know first: one subject and its figures."""

    subject: str
    figures: tuple[Figure, ...]

    def __str__(self) -> str:
        return f"{self.subject}: {', '.join(map(str, self.figures))}"

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        figures = [attrs.asdict(figure) | {"met": figure.met} for figure in self.figures]
        return {"subject": self.subject, "figures": figures}


@attrs.frozen
class Area:
    """The cases of one subject, and what they amount to."""

    cases: list[Case]
    findings: list[Finding]

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        return {
            "cases": [case.to_dict() for case in self.cases],
            "findings": [finding.to_dict() for finding in self.findings],
        }


def number(value: float) -> str:
    """*value* with three digits that mean something."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
