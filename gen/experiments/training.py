"""Train with one of our rules at many learning rates at once, with a schedule, with clipping."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import jax
import jax.numpy as jnp

from gen.layers import fitted
from gen.networks.loss import NetworkLoss
from gen.optimizer import Array, Optimizer
from gen.schedules import SCHEDULES

Schedule = Callable[[Array, Array], Array]


def linear(t: Array, total: Array) -> Array:
    """Fall to nothing along a straight line."""
    return 1.0 - (t - 1.0) / total


def wait(t: Array, total: Array) -> Array:
    """Stand still for the first tenth of the run, in which a rule only collects its averages."""
    return jnp.where(t <= 0.1 * total, 0.0, 1.0)


CURVES: dict[str, Schedule] = {**SCHEDULES, "linear": linear, "wait": wait}


@dataclass(frozen=True)
class Clipped(NetworkLoss):
    """A network's loss whose gradients are shortened to `longest` (Pascanu et al., 2013)."""

    longest: Any = math.inf

    def grad(self, x: Array) -> Array:
        """Return the gradient, at most `longest` long."""
        g = super().grad(x)
        return g * jnp.minimum(1.0, self.longest / jnp.maximum(jnp.linalg.norm(g), 1e-30))


def curve(schedule: str, steps: int) -> Array:
    """Return what a schedule multiplies the rate by at each step."""
    t = jnp.arange(1, steps + 1, dtype=jnp.float32)
    return CURVES[schedule](t, jnp.float32(steps))


def trained(
    rule: Optimizer, rates: Array, loss: NetworkLoss, start: Array, multipliers: Array
) -> Array:
    """Return the weights (rates, d) after a minibatch step for each of `multipliers`."""

    def run(rate: Array) -> Array:
        def advance(
            carry: tuple[Array, Any], now: tuple[Array, Array]
        ) -> tuple[tuple[Array, Any], None]:
            t, multiplier = now
            scheduled = fitted(replace(rule, lr=rate * multiplier), loss)
            return scheduled.step(*carry, t, loss.at(t)), None

        state = fitted(replace(rule, lr=rate), loss).init(start)
        steps = jnp.arange(1, len(multipliers) + 1)
        return jax.lax.scan(advance, (start, state), (steps, multipliers))[0][0]

    return jax.vmap(run)(rates)
