"""A network's loss as an oracle: one flat vector of weights, JAX for the derivatives, a new minibatch every step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

import jax
import jax.numpy as jnp

from gen.optimizer import Array


@dataclass(frozen=True)
class NetworkLoss:
    """The mean loss of a batch, as a function of all weights in one vector of shape (d,).

    `function(weights, *batch)` returns a scalar. `sample(t)` returns the batch of step t, so that a rule which
    asks twice within one step, as SAM does, sees the same minibatch.
    """

    function: Callable[..., Array]
    sample: Callable[[Any], tuple[Array, ...]]
    batch: tuple[Array, ...] = ()

    def value(self, x: Array) -> Array:
        """Return the loss, a scalar."""
        return self.function(x, *self.batch)

    def grad(self, x: Array) -> Array:
        """Return the gradient, of shape (d,)."""
        return jax.grad(self.function)(x, *self.batch)

    def hess(self, x: Array) -> Array:
        """Return the Hessian, of shape (d, d): for small networks only."""
        return jax.hessian(self.function)(x, *self.batch)

    def hvp(self, x: Array, v: Array) -> Array:
        """Return the Hessian times `v`, without forming it."""
        return jax.jvp(self.grad, (x,), (v,))[1]

    def at(self, t: Any) -> Self:
        """Return the loss on the minibatch of step `t`."""
        return type(self)(self.function, self.sample, self.sample(t))


def cross_entropy(logits: Array, labels: Array) -> Array:
    """Return the mean of −log p(label), from `logits` (n, classes) and integer `labels` (n,)."""
    return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(logits), labels[:, None], axis=1))
