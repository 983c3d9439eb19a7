"""Train a network with a rule: the same `step` that draws the figures, compiled by JAX."""

from __future__ import annotations

import jax

from gen.layers import fitted
from gen.networks.loss import NetworkLoss
from gen.optimizer import Array, Optimizer


def train(optimizer: Optimizer, loss: NetworkLoss, start: Array, steps: int) -> tuple[Array, Array]:
    """Return the weights after `steps` minibatch steps, and the minibatch loss before each step.

    Works under jax.vmap over hyperparameters or seeds. A diverging run ends in NaN or infinity, and
    says nothing.
    """
    rule = fitted(optimizer, loss)

    def advance(carry: tuple[Array, Array], t: Array) -> tuple[tuple[Array, Array], Array]:
        x, state = carry
        now = loss.at(t)
        return rule.step(x, state, t, now), now.value(x)

    def run(x: Array) -> tuple[Array, Array]:
        (x, _), losses = jax.lax.scan(advance, (x, rule.init(x)), jax.numpy.arange(1, steps + 1))
        return x, losses

    return jax.jit(run)(start)  # type: ignore[no-any-return]
