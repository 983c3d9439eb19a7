"""A run for a live figure: the steps that gen.simulate takes, in NumPy and on traced knobs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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


@dataclass(frozen=True, eq=False)
class Given:
    """A loss of which only the gradient of this step is known."""

    slope: Array

    def grad(self, x: Array) -> Array:
        """Return it, wherever one stands."""
        return self.slope


def always(rule: Optimizer) -> Callable[[Array], Optimizer]:
    """Return what names the same rule at every step."""
    return lambda t: rule


def pushed(
    rule: Callable[[Array], Optimizer], slopes: Callable[[Array], Array], steps: int, x: Array
) -> tuple[Array, ...]:
    """Return the points (steps + 1,) of a run of one weight from `x` that is given its gradients.

    At step t, counted from 1, its rule is `rule(t)` and its gradient `slopes(t)`. What the rule
    remembers follows. One weight at a time, because plain numbers are much faster in the browser.
    """
    state = rule(1).init(x)
    names = tuple(state)

    def step(t: Array, x: Array, *values: Array) -> tuple[Array, ...]:
        loss: Any = Given(slopes(t))
        there, state = rule(t).step(x, dict(zip(names, values, strict=True)), t, loss)
        return t + 1, there, *(state[name] for name in names)

    return history(steps, step, 1, x, *state.values())[1:]
