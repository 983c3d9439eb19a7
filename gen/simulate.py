"""The only loop: take an optimizer from a start down a loss, and keep every point on the way."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from gen.arithmetic.vectors import planar
from gen.knobs import finite
from gen.layers import fitted
from gen.optimizer import Loss, Optimizer, State

Schedule = Callable[[Any, Any], Any]
Lost = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]

# A run that has left every window by orders of magnitude will not come back; stopping it here keeps
# numbers finite.
BOUND = 1e6

# How often runs that are lost are looked for, and the share of them that is worth the copying.
LOOK, WORTHWHILE = 8, 0.1

MOST = 10**8  # numbers that the points of a run may have: 0.8 GB


@dataclass(frozen=True)
class Trajectory:
    """What a run did. One that diverged stays at its last point in bounds from `diverged_at` on."""

    points: np.ndarray  # (steps + 1, ..., d), the start first
    values: np.ndarray  # (steps + 1, ...)
    # The step that left all bounds or turned NaN, or -1: an int, or an array over the batch.
    diverged_at: Any

    @property
    def steps(self) -> int:
        """How many steps were taken."""
        return len(self.points) - 1


def simulate(
    optimizer: Optimizer,
    loss: Loss,
    start: Any,
    steps: int,
    schedule: Schedule | None = None,
    *,
    lost: Lost | None = None,
) -> Trajectory:
    """Run `steps` steps from `start`, of shape (..., d), and return all points and values.

    Leading axes of `start` and of the optimizer's hyperparameters broadcast together: each is a run
    of its own. `schedule(t, steps)` multiplies the learning rate at step t, counted from 1.
    Neither divergence nor overflow raises or warns.

    Of a batch of one axis, on a loss that answers all alike, `lost(x, value, first)` may say, by
    points, losses and first losses, which runs are of no more interest: they may be left there.

    Raises TypeError or ValueError for an argument that makes no sense, a start that has not the
    dimension of the loss, more points than fit, or a schedule that returns no finite number.
    """
    _check(optimizer, loss, schedule)
    count = _count(steps)
    x, rule = _batch(_point(start, loss), optimizer)
    if (count + 1) * x.size > MOST:
        raise ValueError(
            f"{steps} steps of points of shape {x.shape} are too many: over {MOST:.0e} numbers"
        )
    with np.errstate(all="ignore"):
        return _run(rule, loss, x, count, schedule, lost)


def _check(optimizer: Any, loss: Any, schedule: Any) -> None:
    if not isinstance(optimizer, Optimizer):
        raise TypeError(
            f"the optimizer must be an instance such as Adam(lr=0.1), not {optimizer!r}"
        )
    asked = [getattr(loss, question, None) for question in ("value", "grad", "at")]
    if isinstance(loss, type) or not all(map(callable, asked)):
        raise TypeError(f"the loss must be an instance with value, grad and at, not {loss!r}")
    if schedule is not None and not callable(schedule):
        raise TypeError(f"the schedule must be a function of step and steps, not {schedule!r}")


def _count(steps: Any) -> int:
    wanted = "the number of steps must be a whole number, at least 0"
    if isinstance(steps, bool | np.bool_) or not hasattr(steps, "__index__"):
        raise TypeError(f"{wanted}, not {steps!r}")
    if (count := operator.index(steps)) < 0:
        raise ValueError(f"{wanted}, not {steps!r}")
    return count


def _point(start: Any, loss: Any) -> np.ndarray:
    shapes = getattr(loss, "shapes", None)
    d = None if shapes is None else sum(map(math.prod, shapes))
    wanted = f"a point of {d or 'some'} finite numbers, or an array of such points"
    x = finite("the start", wanted, start)
    if x.ndim == 0 or x.shape[-1] != (d or x.shape[-1] or 1):
        raise ValueError(f"the start must be {wanted}, not {start!r}")
    return x


def _batch(x: np.ndarray, optimizer: Optimizer) -> tuple[np.ndarray, Optimizer]:
    names = [knob.name for knob in optimizer.hyperparameters()]
    # NumPy's numbers overflow to infinity, alone as in an array; Python's raise.
    knobs = {name: np.asarray(getattr(optimizer, name), dtype=float)[()] for name in names}
    shapes = {"the start": x.shape} | {name: knob.shape for name, knob in knobs.items()}
    try:
        shape = np.broadcast_shapes(*shapes.values())
    except ValueError:
        told = ", ".join(f"{name} {shape}" for name, shape in shapes.items() if shape)
        raise ValueError(f"these shapes do not broadcast together: {told}") from None
    return np.broadcast_to(x, shape), replace(optimizer, **knobs)


def _scheduled(optimizer: Optimizer, schedule: Schedule, t: int, steps: int) -> Optimizer:
    try:
        multiplier = schedule(np.float64(t), np.float64(steps))
    except Exception as error:
        error.add_note(f"the schedule raised this at step {t} of {steps}")
        raise
    what = f"at step {t} of {steps}, what the schedule returns"
    if finite(what, "a finite number", multiplier).ndim:
        raise ValueError(f"{what} must be one number, not {multiplier!r}")
    rate = optimizer.lr * multiplier
    finite(f"at step {t} of {steps}, the scheduled rate", "finite", rate)
    return replace(optimizer, lr=rate)


def _run(
    optimizer: Optimizer,
    loss: Loss,
    x: np.ndarray,
    steps: int,
    schedule: Schedule | None,
    lost: Lost | None,
) -> Trajectory:
    rule, x = fitted(optimizer, loss), planar(x)
    points = np.moveaxis(np.empty((x.shape[-1], steps + 1, *x.shape[:-1])), 0, -1)
    values = np.empty((steps + 1, *x.shape[:-1]))
    points[0], values[0] = x, loss.at(0).value(x)
    state, going = rule.init(x), None
    for t in range(1, steps + 1):
        if schedule is not None:
            rule = fitted(_scheduled(optimizer, schedule, t, steps), loss)
        now = loss.at(t)
        x, state = rule.step(x, state, t, now)
        value = now.value(x)
        if going is None:
            points[t], values[t] = x, value
        else:
            points[t, going], values[t, going] = x, value
        if lost is None or t % LOOK:
            continue
        going = np.arange(len(x)) if going is None else going
        out = lost(x, value, values[0, going])
        if out.mean() > WORTHWHILE:
            points[t:, going[out]], values[t:, going[out]] = x[out], value[out]
            optimizer, x, state = _without(out, optimizer, x, state)
            rule, going = fitted(optimizer, loss), going[~out]
            if len(going) == 0:
                break
    return _kept(points, values)


def _without(
    out: np.ndarray, optimizer: Optimizer, x: np.ndarray, state: State
) -> tuple[Optimizer, np.ndarray, State]:
    """Return all that belongs to the other runs of a batch of one axis."""

    def others(array: Any) -> Any:
        if np.ndim(array) < x.ndim or len(array) != len(x):
            return array  # one for all
        # An index would turn around how it lies in memory.
        return np.moveaxis(np.compress(~out, np.moveaxis(array, 0, -1), axis=-1), -1, 0)

    knobs = {knob.name: others(getattr(optimizer, knob.name)) for knob in fields(optimizer)}
    return (
        replace(optimizer, **knobs),
        others(x),
        {name: others(array) for name, array in state.items()},
    )


def _kept(points: np.ndarray, values: np.ndarray) -> Trajectory:
    """Return the run, each of a batch held where it last was in bounds."""
    # NaN compares false, so a NaN is outside too.
    outside = ~((np.abs(points) <= BOUND).all(axis=-1) & np.isfinite(values))
    outside[0] = ~np.isfinite(values[0])  # a run may begin anywhere
    gone = np.logical_or.accumulate(outside, axis=0)
    for t in 1 + np.flatnonzero(gone[1:].any(axis=tuple(range(1, gone.ndim)))):
        points[t] = np.where(gone[t][..., None], points[t - 1], points[t])
        values[t] = np.where(gone[t], values[t - 1], values[t])
    diverged_at = np.where(gone[-1], outside.argmax(axis=0), -1)
    return Trajectory(points, values, int(diverged_at) if diverged_at.ndim == 0 else diverged_at)
