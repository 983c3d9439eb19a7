"""Handwritten digits, 8 by 8 pixels, and a network of one hidden layer that learns to read them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import jax
import jax.numpy as jnp
import numpy as np
from jax.flatten_util import ravel_pytree
from sklearn.datasets import load_digits

from gen.networks.loss import NetworkLoss, cross_entropy
from gen.optimizer import Array

PIXELS, CLASSES, TRAIN = 64, 10, 1437  # of 1,797 images the last fifth is held out


@cache
def images() -> tuple[np.ndarray, np.ndarray]:
    """Return scikit-learn's digits as (1797, 64) in [0, 1], and their labels."""
    data = load_digits()
    return (data.data / 16).astype(np.float32), data.target.astype(np.int32)


@dataclass(frozen=True)
class Digits:
    """A 64-`hidden`-10 network with tanh units.

    Equal seeds give equal weights and equal minibatches.
    """

    hidden: int = 64
    batch: int = 64
    seed: int = 0

    def start(self) -> Array:
        """Return the first weights as one vector, drawn with variance 1 / fan-in."""
        keys = jax.random.split(jax.random.key(self.seed))
        return ravel_pytree(
            {
                "w1": jax.random.normal(keys[0], (PIXELS, self.hidden)) / PIXELS**0.5,
                "b1": jnp.zeros(self.hidden),
                "w2": jax.random.normal(keys[1], (self.hidden, CLASSES)) / self.hidden**0.5,
                "b2": jnp.zeros(CLASSES),
            }
        )[0]

    def logits(self, x: Array, inputs: Array) -> Array:
        """Return the network's answers (n, 10) to `inputs` (n, 64) under the weights `x`.

        The layers lie in `x` in the alphabetical order of their names.
        """
        b1, b2, w1, w2 = jnp.split(x, np.cumsum([self.hidden, CLASSES, PIXELS * self.hidden]))
        hidden = jnp.tanh(inputs @ w1.reshape(PIXELS, self.hidden) + b1)
        return hidden @ w2.reshape(self.hidden, CLASSES) + b2

    def loss(self) -> NetworkLoss:
        """Return the cross-entropy on a minibatch of training images, drawn anew at each step."""
        inputs, labels = (jnp.asarray(part[:TRAIN]) for part in images())

        def sample(t: Array) -> tuple[Array, Array]:
            key = jax.random.fold_in(jax.random.key(self.seed + 1), t)
            chosen = jax.random.choice(key, TRAIN, (self.batch,), replace=False)
            return inputs[chosen], labels[chosen]

        shapes = ((self.hidden,), (CLASSES,), (PIXELS, self.hidden), (self.hidden, CLASSES))
        return NetworkLoss(
            lambda x, some, answers: cross_entropy(self.logits(x, some), answers), sample, shapes
        )

    def accuracy(self, x: Array) -> float:
        """Return the share of held-out digits that the weights `x` read correctly."""
        inputs, labels = (part[TRAIN:] for part in images())
        return float(jnp.mean(jnp.argmax(self.logits(x, inputs), axis=1) == labels))
