"""Runs as experiments need them: from several starts, at several rates, seen until they arrive."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from gen.arithmetic.vectors import norm
from gen.measurements.grid import arrival_steps, distances
from gen.measurements.rate_search import BUDGET, RATES, gained, starts_around, tuned
from gen.optimizer import Array, Optimizer
from gen.simulate import Schedule, Trajectory, simulate
from gen.surface import Surface

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


def exact(surfaces: Iterable[Surface]) -> list[Surface]:
    """Return the surfaces without noise."""
    return [surface for surface in surfaces if not surface.noise_level]


def rises(optimizer: type[Optimizer], surfaces: Iterable[Surface]) -> list[float]:
    """Return the largest rise of the loss in a step on each surface without noise.

    Nine starts on each, 120 steps at the defaults.
    """
    return [
        float(np.diff(path(optimizer, surface, BUDGET, around(surface)).values, axis=0).max())
        for surface in exact(surfaces)
    ]


def scores(
    rule: Optimizer, loss: Any, starts: np.ndarray, schedule: Schedule | None = None
) -> np.ndarray:
    """Return the decades that a rule gains from `starts` (n, d), on average.

    Settings of shape (…, 1, 1), such as EACH_RATE, have a score each.
    """
    run = simulate(rule, loss, starts, BUDGET, schedule)
    return np.asarray(gained(run, loss.lowest).mean(axis=-1))


def lengths(points: np.ndarray) -> np.ndarray:
    """Return how long the steps between points (steps + 1, ..., d) are."""
    return np.asarray(norm(np.diff(points, axis=0))[..., 0])


def walk(rule: Optimizer, loss: Any, steps: int, start: Any = None) -> tuple[np.ndarray, list[Any]]:
    """Return the points of a run, and what the rule remembers after each step.

    Unlike `simulate` it keeps what is out of all bounds, and tests do not move its start.
    """
    x = np.atleast_1d(np.asarray(loss.start if start is None else start, dtype=float))
    state, points, states = rule.init(x), [x], []
    with np.errstate(all="ignore"):
        for t in range(1, steps + 1):
            x, state = rule.step(x, state, t, loss.at(t))
            points.append(x)
            states.append(state)
    return np.array(points), states


def states_of(rule: Optimizer, loss: Any, steps: int, start: Any, name: str) -> np.ndarray:
    """Return one part of what a rule remembers, before the first step and after each."""
    first = rule.init(np.asarray(start, dtype=float))
    return np.array([state[name] for state in (first, *walk(rule, loss, steps, start)[1])])


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
    return walk(rule, Script(gradients), len(gradients), x)[0]


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


def scattered(surface: Surface, count: int = 1000) -> np.ndarray:
    """Return random starts in the picture."""
    low, high = np.array(surface.window, dtype=float).T
    return np.asarray(low + (high - low) * np.random.default_rng(0).random((count, 2)))


def shares(
    rule: Optimizer, surface: Surface, starts: np.ndarray, steps: int, within: float = 0.05
) -> np.ndarray:
    """Return the share of runs that end in a lowest minimum; one for each (…, 1, 1) setting."""
    ends = simulate(rule, surface, starts, steps).points[-1]
    return np.asarray((distances(ends, surface) < within).mean(axis=-1))


def each(*rates: float) -> np.ndarray:
    """Return rates as EACH_RATE has them: each from every one of starts (n, 2)."""
    return np.array(rates)[:, None, None]
