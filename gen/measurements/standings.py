"""How good is a rule on a surface? From a grid of starts, all at the rate that serves them best.

What counts is the gap that is left: the loss above the lowest minimum, as a share of what it was at
the start. Its logarithm is a number of decades, and decades from different surfaces can be
compared. They are averaged over the starts: where there are several minima, a median would jump
from nothing to everything as one more start finds them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from gen.measurements.grid import SIDE, starts
from gen.measurements.rate_search import (
    BUDGET,
    ENOUGH,
    FACTS,
    KEPT,
    RATES,
    facts,
    on_surfaces_of,
    standing_in,
    standing_key,
    sweep,
)
from gen.measurements.register import recall_one
from gen.optimizer import Optimizer
from gen.simulate import simulate
from gen.surface import Surface

CRITERION = (
    f"the one of {len(RATES)} from {RATES[0]:g} to {RATES[-1]:g} that keeps the loss most decades "
    f"below its start in the last quarter of the steps, averaged over {SIDE} × {SIDE} starts; "
    f"at most {ENOUGH:g} count, a run that diverges has none, and of rates as good as the best "
    "the smallest is taken"
)


@dataclass(frozen=True, eq=False)
class Standing:
    """What one optimizer made of one surface, at one rate, from each start of the grid."""

    optimizer: Optimizer
    surface: Surface
    starts: np.ndarray  # (n, 2)
    decades: np.ndarray  # (n,) by how many each run shrank the gap, from none to ENOUGH
    left: np.ndarray  # (n,) the share of the gap that each run has left
    found: np.ndarray  # (n,) which runs ended at a lowest minimum
    arrived: np.ndarray  # (n,) which ended at any minimum, traps included

    @property
    def mean(self) -> float:
        """The decades gained from a start, on average."""
        return float(self.decades.mean())

    def numbers(self) -> dict[str, float]:
        """Return what prose may quote, under the optimizer's slug."""
        measured = {
            "decades": self.mean,
            "median_gap": float(np.median(self.left)),
            "hit_rate": float(self.found.mean()),
            "hit_rate_any": float(self.arrived.mean()),
        }
        return {f"{self.optimizer.slug}_{key}": value for key, value in measured.items()}


@lru_cache(maxsize=4096)
def standing(optimizer: type[Optimizer], surface: Surface, rate: float | None = None) -> Standing:
    """Return how `optimizer` stands on `surface`, at `rate` or at its best rate there.

    Of rates that are as good as the best the smallest is chosen. What a build has measured and kept
    is not measured again.
    """
    found = _kept(optimizer, surface, rate) or _facts(optimizer, surface, rate)
    lr, *measured = (found[name] for name in FACTS)
    return Standing(optimizer(lr=lr), surface, starts(surface), *map(np.asarray, measured))


def _kept(optimizer: type[Optimizer], surface: Surface, rate: float | None) -> Any:
    if rate not in KEPT:
        return None
    return recall_one(on_surfaces_of(optimizer), standing_key(surface, rate))


def _facts(optimizer: type[Optimizer], surface: Surface, rate: float | None) -> dict[str, Any]:
    if rate is not None:
        return facts_at(optimizer(lr=rate), surface)
    return standing_in(sweep(optimizer, surface, starts(surface)), surface, None)


def facts_at(rule: Optimizer, surface: Surface) -> dict[str, Any]:
    """Return FACTS of a rule on a surface, from each start of the grid."""
    return facts(float(rule.lr), simulate(rule, surface, starts(surface), BUDGET), surface)
