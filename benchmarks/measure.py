"""Interleaved rounds, and ratios that are taken inside a round."""

from __future__ import annotations

import gc
import random
from collections.abc import Callable, Mapping
from statistics import median
from typing import TypeAlias

import attrs

Sample: TypeAlias = dict[str, float]
"""What one variant cost in one round, by metric."""

Variant: TypeAlias = Callable[[], Sample]
"""Runs once; gives what it cost."""


@attrs.frozen
class Settings:
    """How long to measure.

    Args:
        rounds: How often each variant runs; None for what the area usually takes.
        quick: A look instead of a measurement.
    """

    rounds: int | None = None
    quick: bool = False

    def count(self, full: int, quick: int) -> int:
        """*full*, or *quick* if it has to be quick."""
        return quick if self.quick else full

    def rounds_or(self, full: int, quick: int) -> int:
        """The rounds asked for; else *full*, or *quick* if it has to be quick."""
        return self.rounds or self.count(full, quick)


@attrs.frozen
class Rounds:
    """The samples of every variant, in the order of the rounds."""

    samples: Mapping[str, list[Sample]]

    def median(self, variant: str, metric: str) -> float:
        """The median over all rounds."""
        return median(sample[metric] for sample in self.samples[variant])

    def least(self, variant: str, metric: str) -> float:
        """The minimum over all rounds."""
        return min(sample[metric] for sample in self.samples[variant])

    def ratio(self, variant: str, to: str, metric: str) -> float:
        """How many times *to* the variant costs: a ratio per round, their median."""
        pairs = zip(self.samples[variant], self.samples[to], strict=True)
        return median(mine[metric] / theirs[metric] for mine, theirs in pairs)


def interleave(variants: Mapping[str, Variant], *, rounds: int) -> Rounds:
    """Run every variant once per round, in a fresh random order; one more round warms up."""
    samples: dict[str, list[Sample]] = {name: [] for name in variants}
    order = list(variants)
    for variant in variants.values():
        variant()
    # What was set up so far is left out of the collections that fall into the measurement.
    gc.collect()
    gc.freeze()
    for _ in range(rounds):
        random.shuffle(order)
        for name in order:
            samples[name].append(variants[name]())
    gc.unfreeze()
    return Rounds(samples)


def percentile(values: list[int], share: float) -> float:
    """The value that *share* (0 to 1) of *values* do not exceed."""
    return float(sorted(values)[min(len(values) - 1, int(share * len(values)))])
