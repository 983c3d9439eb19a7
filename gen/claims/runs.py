"""Runs as experiments need them: from several starts, at several rates, seen until they arrive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from gen.losses import Wrapped
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


@dataclass(frozen=True)
class Turned(Wrapped):
    """A loss of two variables, turned by 45 degrees."""

    def value(self, x: Array) -> Array:
        """Return the loss, of shape (...)."""
        return np.asarray(self.loss.value(turned(x, -1)))

    def grad(self, x: Array) -> Array:
        """Return the gradient, of shape (..., 2)."""
        return turned(self.loss.grad(turned(x, -1)))


def turned(x: Array, way: int = 1) -> np.ndarray:
    """Return points or slopes (..., 2) turned by 45 degrees, or back again."""
    first, second = x[..., 0], x[..., 1]
    both = np.stack([first - way * second, second + way * first], axis=-1)
    return np.asarray(both / np.sqrt(2.0))


@dataclass(frozen=True)
class Moved(Wrapped):
    """A loss that is moved by `by`, and its minimum with it."""

    by: tuple[float, ...]

    def value(self, x: Array) -> Array:
        """Return the loss, of shape (...)."""
        return self.loss.value(x - np.array(self.by))

    def grad(self, x: Array) -> Array:
        """Return the gradient, of shape (..., d)."""
        return self.loss.grad(x - np.array(self.by))


@dataclass(frozen=True)
class Bowl:
    """The loss ½Σλx² in as many dimensions as there are curvatures λ."""

    curvatures: np.ndarray

    def value(self, x: Array) -> np.ndarray:
        """Return the loss, of shape (...)."""
        return np.asarray((self.curvatures * x**2).sum(axis=-1) / 2)

    def grad(self, x: Array) -> np.ndarray:
        """Return the gradient, of shape (..., d)."""
        return np.asarray(self.curvatures * x)

    def at(self, t: int) -> Bowl:
        """Return the loss as it is at step `t`: always the same."""
        return self


def highest_lately(run: Trajectory, steps: int) -> np.ndarray:
    """Return the highest loss of each run in its last steps."""
    return np.asarray(run.values[-steps:].max(axis=0))


def first_below(values: np.ndarray, bound: float) -> np.ndarray:
    """Return at which step each column is first at most `bound`; one more than it has if never."""
    below = values <= bound
    return np.where(below.any(axis=0), below.argmax(axis=0), len(values))
