"""A run for a live figure: the steps that gen.simulate takes, in NumPy and on traced knobs."""

from __future__ import annotations

from typing import Any

from gen.arithmetic import Array
from gen.arithmetic.functions import namespace
from gen.arithmetic.loop import history
from gen.arithmetic.vectors import stacked
from gen.layers import fitted
from gen.optimizer import Optimizer
from gen.simulate import BOUND
from gen.surface import Surface


def walked(optimizer: Optimizer, surface: Surface, start: Any, steps: int) -> tuple[Array, Array]:
    """Return the points (steps + 1, 2) of a run from `start`, and where it was lost, or −1.

    `start` is a pair of numbers or of knobs. As in `simulate`, a run that leaves all bounds stays
    at its last point within them. Noise has no traced form; a rule that
    asks for it cannot be in a live figure.
    """
    rule = fitted(optimizer, surface)
    here = 0 * optimizer.lr  # a number of the world that the knobs are in
    x = stacked([coordinate + here for coordinate in start])
    state = rule.init(x)
    names = tuple(state)

    def step(t: Array, lost: Array, x: Array, *values: Array) -> tuple[Array, ...]:
        xp = namespace(x)
        there, state = rule.step(x, dict(zip(names, values, strict=True)), t, surface)
        far, height = xp.abs(there), xp.abs(surface.value(there))
        held = (far[0] <= BOUND) & (far[1] <= BOUND) & (height < xp.inf) & (lost < 0)
        gone = xp.where(held | (lost >= 0), lost, t)
        return t + 1, gone, xp.where(held, there, x), *(state[name] for name in names)

    _, lost, points, *_ = history(steps, step, 1, -1, x, *state.values())
    return points, lost[-1]
