"""The only loop: take an optimizer from a start down a loss, and keep every point on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from gen.layers import fitted
from gen.optimizer import Loss, Optimizer

Schedule = Callable[[Any, Any], Any]

# A run that has left every window by orders of magnitude will not come back; stopping it here keeps numbers finite.
BOUND = 1e6


@dataclass(frozen=True)
class Trajectory:
    """What a run did. A run that diverged stays at its last point within bounds from `diverged_at` on."""

    points: np.ndarray  # (steps + 1, ..., d), the start first
    values: np.ndarray  # (steps + 1, ...)
    diverged_at: Any  # the step that left all bounds or turned NaN, or -1: an int, or an array over the batch

    @property
    def steps(self) -> int:
        """How many steps were taken."""
        return len(self.points) - 1


def simulate(
    optimizer: Optimizer, loss: Loss, start: Any, steps: int, schedule: Schedule | None = None
) -> Trajectory:
    """Run `steps` steps from `start`, of shape (..., d), and return all points and values.

    Leading axes of `start` and of the optimizer's hyperparameters broadcast together: each is a run of its own.
    `schedule(t, steps)` multiplies the learning rate at step t, counted from 1. Neither divergence nor overflow
    raises or warns. Raises ValueError for a start that is not finite or a negative number of steps.
    """
    x = np.asarray(start, dtype=float)
    if not np.all(np.isfinite(x)):
        raise ValueError(f"the start must be finite numbers, not {start!r}")
    if steps < 0:
        raise ValueError(f"the number of steps must not be negative, not {steps!r}")
    with np.errstate(all="ignore"):
        return _run(optimizer, loss, _batch(x, optimizer), steps, schedule)


def _batch(x: np.ndarray, optimizer: Optimizer) -> np.ndarray:
    knobs = [getattr(optimizer, knob.name) for knob in optimizer.hyperparameters()]
    return np.broadcast_arrays(x, *knobs)[0].copy()


def _scheduled(optimizer: Optimizer, schedule: Schedule, t: int, steps: int) -> Optimizer:
    return replace(optimizer, lr=optimizer.lr * schedule(np.float64(t), np.float64(steps)))


def _run(
    optimizer: Optimizer, loss: Loss, x: np.ndarray, steps: int, schedule: Schedule | None
) -> Trajectory:
    rule = fitted(optimizer, loss)
    state = rule.init(x)
    points = np.empty((steps + 1, *x.shape))
    values = np.empty((steps + 1, *x.shape[:-1]))
    points[0], values[0] = x, loss.at(0).value(x)
    diverged_at = np.where(np.isfinite(values[0]), -1, 0)
    for t in range(1, steps + 1):
        if schedule is not None:
            rule = fitted(_scheduled(optimizer, schedule, t, steps), loss)
        now = loss.at(t)
        x, state = rule.step(x, state, t, now)
        value = now.value(x)
        # NaN compares false, so a NaN is outside too.
        inside = np.all(np.abs(x) <= BOUND, axis=-1) & np.isfinite(value)
        diverged_at = np.where((diverged_at < 0) & ~inside, t, diverged_at)
        running = diverged_at < 0
        points[t] = np.where(running[..., None], x, points[t - 1])
        values[t] = np.where(running, value, values[t - 1])
    return Trajectory(points, values, int(diverged_at) if diverged_at.ndim == 0 else diverged_at)
