"""A recurrent network with much to remember: with and without clipping, by SGD and by Adam.

Its task is the adding problem (Hochreiter & Schmidhuber, 1997): of a sequence of numbers two are
marked, one in each half, and their sum is asked for at the end.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import jax
import jax.numpy as jnp

from gen.experiments.experiment import Arm, Experiment, Train
from gen.experiments.training import Clipped, curve, trained
from gen.layers import split
from gen.networks.loss import NetworkLoss
from gen.optimizer import Array
from gen.optimizers import OPTIMIZERS

HIDDEN, BATCH, HELD_OUT = 32, 16, 512
SHAPES = {
    "hear": (2, HIDDEN),
    "recall": (HIDDEN, HIDDEN),
    "bias": (HIDDEN,),
    "answer": (HIDDEN, 1),
    "level": (1,),
}
GUESS = 1 / 6  # the mean square error of always answering 1, the variance of two uniform numbers


def sequences(key: Array, many: int, length: int) -> tuple[Array, Array]:
    """Return inputs (many, length, 2), each a number and whether it is marked, and the sums."""
    numbers, first, second = jax.random.split(key, 3)
    half, every = length // 2, jnp.arange(length)
    values = jax.random.uniform(numbers, (many, length))
    places = (
        jax.random.randint(first, (many, 1), 0, half),
        jax.random.randint(second, (many, 1), half, length),
    )
    marks = sum((every == place).astype(values.dtype) for place in places)
    return jnp.stack([values, marks], axis=-1), jnp.sum(values * marks, axis=1)


@dataclass(frozen=True)
class Recurrent:
    """One layer of tanh units that hear each input and what they were themselves before it."""

    seed: Any
    length: int

    def start(self) -> Array:
        """Return the first weights as one vector, drawn with variance 1 / fan-in, or zero."""
        keys = jax.random.split(jax.random.key(self.seed), len(SHAPES))
        return jnp.concatenate(
            [
                jnp.zeros(shape[0])
                if len(shape) == 1
                else jax.random.normal(key, (math.prod(shape),)) / math.sqrt(shape[0])
                for key, shape in zip(keys, SHAPES.values(), strict=True)
            ]
        )

    def answers(self, x: Array, inputs: Array) -> Array:
        """Return what it answers to inputs (n, length, 2) under the weights `x`."""
        hear, recall, bias, answer, level = split(x, [*SHAPES.values()])

        def round_(h: Array, heard: Array) -> tuple[Array, None]:
            return jnp.tanh(heard @ hear + h @ recall + bias[:, 0]), None

        h = jnp.zeros((inputs.shape[0], HIDDEN))
        h, _ = jax.lax.scan(round_, h, jnp.swapaxes(inputs, 0, 1))
        return (h @ answer)[:, 0] + level[0, 0]

    def on(self, x: Array, inputs: Array, sums: Array) -> Array:
        """Return the mean square error."""
        return jnp.mean((self.answers(x, inputs) - sums) ** 2)

    def loss(self, longest: Any = math.inf) -> NetworkLoss:
        """Return the loss on sequences that are drawn anew at each step."""

        def sample(t: Array) -> tuple[Array, Array]:
            key = jax.random.fold_in(jax.random.key(self.seed + 1000), t)
            return sequences(key, BATCH, self.length)

        return Clipped(self.on, sample, tuple(SHAPES.values()), longest=longest)


@cache
def compiled(optimizer: str, length: int, steps: int) -> Callable[..., Any]:
    """Return what trains at every rate, from a seed, with gradients of at most a length."""
    inputs, sums = sequences(jax.random.key(1), HELD_OUT, length)

    @jax.jit
    def train(seed: Array, rates: Array, longest: Array) -> dict[str, Array]:
        network, rule = Recurrent(seed, length), OPTIMIZERS[optimizer]()
        start = network.start()
        x = trained(rule, rates, network.loss(longest), start, curve("cosine", steps))
        loss = jax.vmap(lambda x: network.on(x, inputs, sums))(x)
        began = network.on(start, inputs, sums)
        return {"loss": loss, "diverged": jnp.where(loss < began, 0.0, 1.0)}

    return train


def prepare(arm: Arm, steps: int) -> Train:
    """Train at every rate; tell the held-out error, and which runs end higher than they began."""
    train = compiled(arm.optimizer, arm.options["length"], steps)
    rates = jnp.asarray(arm.sweep, jnp.float32)
    return lambda seed: train(seed, rates, arm.options["longest"])


RATES = {
    "sgd": (0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56),
    "adam": (0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032),
}
LONG, SHORT, LONGEST = 40, 10, 0.3
CLIPPING_A_RECURRENT_NETWORK = Experiment(
    "adding-problem",
    {
        f"{kind}{slug}{how}": Arm(slug, RATES[slug], {"length": length, "longest": longest})
        for kind, slug, length in (("", "sgd", LONG), ("", "adam", LONG), ("short ", "sgd", SHORT))
        for how, longest in (("", math.inf), (" clipped", LONGEST))
    },
    tuning=(0, 1),
    reporting=(10, 11, 12, 13, 14, 15),
    steps=1500,
    chosen_by="loss",
    prepare=prepare,
    sizes={
        "length": LONG,
        "short": SHORT,
        "longest": LONGEST,
        "batch": BATCH,
        "hidden": HIDDEN,
        "weights": sum(map(math.prod, SHAPES.values())),
        "guess": GUESS,
    },
    counted=("diverged",),
)
