"""How good is a rule on a surface? From a grid of starts, all at the rate that serves them best.

What counts is the gap that is left: the loss above the lowest minimum, as a share of what it was at
the start. Its logarithm is a number of decades, and decades from different surfaces can be
compared. They are averaged over the starts: where there are several minima, a median would jump
from nothing to everything as one more start finds them.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from gen.arithmetic.vectors import distance
from gen.cast import Cast
from gen.measurements.local_minima import traps
from gen.measurements.rate_search import BUDGET, ENOUGH, ONE_RATE, RATES, gained, smallest_of_best
from gen.measurements.register import measurement, recall
from gen.optimizer import Optimizer
from gen.optimizers import RACERS
from gen.simulate import simulate
from gen.surface import CLOSE, Surface
from gen.surfaces import SURFACES

SIDE = 6  # starts across and down: an even number, so that none falls on a surface's axis
ROUNDING = 1e-15  # what is left of a gap below that share of it is rounding

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


def lattice(surface: Surface, side: int = SIDE) -> np.ndarray:
    """Return the middles of `side` by `side` equal cells of the window, row by row from below."""
    share = (np.arange(side) + 0.5) / side
    (x_low, x_high), (y_low, y_high) = surface.window
    x, y = np.meshgrid(x_low + share * (x_high - x_low), y_low + share * (y_high - y_low))
    return np.stack([x.ravel(), y.ravel()], axis=-1)


def starts(surface: Surface) -> np.ndarray:
    """Return the points of the lattice from which there is something to gain."""
    points = lattice(surface)
    with np.errstate(all="ignore"):
        values = surface.value(points)
    return np.asarray(points[np.isfinite(values) & (values > surface.lowest)])


@lru_cache(maxsize=64)
def minima(surface: Surface) -> tuple[np.ndarray, int]:
    """Return every minimum in the window, the lowest first, and how many are the lowest."""
    return np.concatenate([surface.minima, traps(surface).reshape(-1, 2)]), len(surface.minima)


def reached(points: np.ndarray, surface: Surface) -> np.ndarray:
    """Return the index in `minima` at which each of `points` (..., 2) is, or -1 at none."""
    away = distance(points[..., None, :], minima(surface)[0])
    return np.where(away.min(axis=-1) <= CLOSE, away.argmin(axis=-1), -1)


@lru_cache(maxsize=4096)
def standing(optimizer: type[Optimizer], surface: Surface, rate: float | None = None) -> Standing:
    """Return how `optimizer` stands on `surface`, at `rate` or at its best rate there.

    Of rates that are as good as the best the smallest is chosen. What a build has measured and kept
    is not measured again.
    """
    known = (recall(f"standings-of-{optimizer.slug}") if rate in KEPT else None) or {}
    found = (
        known[_key(surface, rate)]
        if _key(surface, rate) in known
        else _facts(optimizer, surface, rate)
    )
    lr, decades, left, lowest, any_minimum = (found[name] for name in FACTS)
    return Standing(
        optimizer(lr=lr),
        surface,
        starts(surface),
        *map(np.asarray, (decades, left, lowest, any_minimum)),
    )


KEPT = (None, ONE_RATE)
FACTS = ("lr", "decades", "left", "found", "arrived")


def _facts(optimizer: type[Optimizer], surface: Surface, rate: float | None) -> dict[str, Any]:
    if rate is not None:
        return facts_at(optimizer(lr=rate), surface)
    rule = optimizer(lr=np.array(RATES)[:, None, None])
    scores = gained(simulate(rule, surface, starts(surface), BUDGET), surface.lowest).mean(axis=1)
    return facts_at(optimizer(lr=RATES[smallest_of_best(scores)]), surface)


def facts_at(rule: Optimizer, surface: Surface) -> dict[str, Any]:
    """Return FACTS of a rule on a surface, from each start of the grid."""
    run = simulate(rule, surface, starts(surface), BUDGET)
    kept = run.diverged_at < 0
    first, last = (np.maximum(run.values[t] - surface.lowest, 0) for t in (0, -1))
    ends = np.where(kept, reached(run.points[-1], surface), -1)
    found = (ends >= 0) & (ends < minima(surface)[1])
    left = np.where(kept, np.clip(last / first, ROUNDING, 1), 1.0)
    measured = (float(rule.lr), gained(run, surface.lowest), left, found, ends >= 0)
    return dict(zip(FACTS, measured, strict=True))


EVERYWHERE = [Cast((slug,), tuple(SURFACES)) for slug in RACERS]


@measurement("standings-of-{optimizer}", casts=EVERYWHERE)
def standings(
    optimizers: Sequence[type[Optimizer]], surfaces: Sequence[Surface]
) -> dict[str, dict[str, Any]]:
    """Return how an optimizer stands on each surface, at each of KEPT."""
    return {
        _key(surface, rate): _plain(_facts(optimizers[0], surface, rate))
        for surface, rate in itertools.product(surfaces, KEPT)
    }


def _key(surface: Surface, rate: float | None) -> str:
    return surface.slug if rate is None else f"{surface.slug} at {rate:g}"


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.tolist() if isinstance(value, np.ndarray) else value
        for name, value in facts.items()
    }
