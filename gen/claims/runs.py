"""Runs as experiments need them: from several starts, at several rates, seen until they arrive."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.measurements.rate_search import BUDGET, RATES, starts_around, tuned
from gen.optimizer import Array, Optimizer, State
from gen.simulate import Schedule, Trajectory, simulate
from gen.surface import CLOSE, Surface

EACH_RATE = np.array(RATES)[:, None, None]  # beside starts of shape (n, 2): every rate from each


def column(*values: float) -> np.ndarray:
    """Return values of a hyperparameter, each for a run of its own, of shape (n, 1)."""
    return np.array(values)[:, None]


def path(
    optimizer: type[Optimizer],
    surface: Surface,
    steps: int,
    start: Any = None,
    schedule: Schedule | None = None,
    **knobs: Any,
) -> Trajectory:
    """Return a run from `start`, or from the surface's own."""
    whence = surface.start if start is None else start
    return simulate(optimizer(**knobs), surface, whence, steps, schedule)


def around(surface: Surface) -> np.ndarray:
    """Return the nine starts from which a rate is judged, the surface's own first."""
    return starts_around(surface, surface.start)


def distances(points: np.ndarray, surface: Surface) -> np.ndarray:
    """Return how far each of `points` (..., 2) is from the nearest lowest minimum."""
    away = points[..., None, :] - np.array(surface.minima)
    return np.asarray(np.sqrt((away**2).sum(axis=-1)).min(axis=-1))


def arrival_steps(away: np.ndarray) -> np.ndarray:
    """Return after how many steps each run is close for good, or one more than it has."""
    far = away[::-1] > CLOSE
    return np.where(far.any(axis=0), len(away) - far.argmax(axis=0), 0)


def arrivals(optimizer: type[Optimizer], surface: Surface, **knobs: Any) -> np.ndarray:
    """Return the steps to a minimum from each of the nine starts, at the tuned rate or at `lr`."""
    rule = optimizer(**knobs) if "lr" in knobs else tuned(optimizer, surface)
    return arrival_steps(
        distances(simulate(rule, surface, around(surface), BUDGET).points, surface)
    )


def ends(optimizer: type[Optimizer], surface: Surface) -> np.ndarray:
    """Return how far from a minimum runs from the nine starts end, at the tuned rate."""
    run = simulate(tuned(optimizer, surface), surface, around(surface), BUDGET)
    return distances(run.points[-1], surface)


class Script:
    """A loss whose gradient is what the script says at each step, wherever one stands."""

    def __init__(self, gradients: Any) -> None:
        """Take the gradients of steps 1, 2 and so on; after the last they begin again."""
        self.gradients, self.t = gradients, 1

    def grad(self, x: Array) -> Array:
        """Return the gradient of this step."""
        return 0 * x + self.gradients[(self.t - 1) % len(self.gradients)]

    def at(self, t: int) -> Script:
        """Go to a step."""
        self.t = t
        return self


def scripted(rule: Optimizer, gradients: Any, x: Any = 0.0) -> np.ndarray:
    """Return the points (steps + 1, d) of a rule that is given these gradients one by one."""
    loss: Any = Script(gradients)
    points = [np.atleast_1d(np.asarray(x, dtype=float))]
    state: State = rule.init(points[0])
    for t in range(1, len(gradients) + 1):
        after, state = rule.step(points[-1], state, t, loss.at(t))
        points.append(after)
    return np.array(points)
