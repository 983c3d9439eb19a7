"""A surface from everywhere: a grid of starts, all minima, and when runs come near to them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from gen.arithmetic.vectors import distance
from gen.measurements.local_minima import traps
from gen.simulate import Trajectory
from gen.surface import CLOSE, Surface

SIDE = 6  # starts across and down: an even number, so that none falls on a surface's axis
ROUNDING = 1e-15  # what is left of a gap below that share of it is rounding


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


def distances(points: np.ndarray, surface: Surface) -> np.ndarray:
    """Return how far each of `points` (..., 2) is from the nearest lowest minimum."""
    return np.asarray(distance(points[..., None, :], np.array(surface.minima)).min(axis=-1))


def arrival_steps(away: np.ndarray) -> np.ndarray:
    """Return from which step on each run (steps + 1, ...) is close; one more than it has if never.

    `away` is how far it is at each step.
    """
    far = away[::-1] > CLOSE
    return np.where(far.any(axis=0), len(away) - far.argmax(axis=0), 0)


def ends(run: Trajectory, surface: Surface) -> dict[str, Any]:
    """Return which share of the gap each run has left, and whether it found a minimum."""
    kept = run.diverged_at < 0
    first, last = (np.maximum(run.values[t] - surface.lowest, 0) for t in (0, -1))
    end = np.where(kept, reached(run.points[-1], surface), -1)
    return {
        "left": np.where(kept, np.clip(last / first, ROUNDING, 1), 1.0),
        "found": (end >= 0) & (end < minima(surface)[1]),  # a lowest one
        "arrived": end >= 0,  # at any, traps included
    }
