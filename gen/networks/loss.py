"""A network's loss: one vector of weights, JAX for derivatives, a new minibatch every step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Self

import jax
import jax.numpy as jnp

import gen.networks.loop  # noqa: F401 (leaves loops to JAX)
from gen.optimizer import Array


@dataclass(frozen=True)
class NetworkLoss:
    """The mean loss of a batch, as a function of all weights in one vector of shape (d,).

    `function(weights, *batch)` returns a scalar. `sample(t)` returns the batch of step t, so that a
    rule which asks twice within one step, as SAM does, sees the same minibatch. `shapes` are those
    of the layers, in the order in which they lie in the vector.
    """

    function: Callable[..., Array]
    sample: Callable[[Any], tuple[Array, ...]]
    shapes: tuple[tuple[int, ...], ...]
    batch: tuple[Array, ...] = ()
    t: Any = 0

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

    def diagonal(self, x: Array) -> Array:
        """Return an unbiased estimate of the Hessian's diagonal, of shape (d,).

        It takes one product with a random vector (Hutchinson, 1989).
        """
        signs = jax.random.rademacher(self._key(0), x.shape, x.dtype)
        return signs * self.hvp(x, signs)

    def noise(self, x: Array) -> Array:
        """Return this step's standard normal noise, of the shape of `x`."""
        return jax.random.normal(self._key(1), x.shape, x.dtype)

    def _key(self, purpose: int) -> Array:
        return jax.random.fold_in(jax.random.key(purpose), self.t)

    def at(self, t: Any) -> Self:
        """Return the loss on the minibatch of step `t`."""
        return replace(self, batch=self.sample(t), t=t)


def cross_entropy(logits: Array, labels: Array) -> Array:
    """Return the mean of −log p(label), from `logits` (n, classes) and integer `labels` (n,)."""
    return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(logits), labels[:, None], axis=1))
