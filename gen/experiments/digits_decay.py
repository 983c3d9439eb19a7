"""Two ways to pull weights to zero, where few digits are there to learn from: L2 and decay."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from gen.experiments.experiment import Arm, Experiment, Train
from gen.experiments.training import curve, trained
from gen.networks.digits import CLASSES, PIXELS, TRAIN, Digits, images
from gen.networks.loss import NetworkLoss, cross_entropy
from gen.optimizer import Array
from gen.optimizers import OPTIMIZERS

HIDDEN, FEW, BATCH = 32, 100, 20
SHAPES = ((HIDDEN,), (CLASSES,), (PIXELS, HIDDEN), (HIDDEN, CLASSES))


@dataclass(frozen=True)
class Penalized(NetworkLoss):
    """A network's loss with an L2 penalty: λ/2 times the squared length of all weights."""

    decay: Any = 0.0

    def grad(self, x: Array) -> Array:
        """Return the gradient, the penalty's within it."""
        return super().grad(x) + self.decay * x


@dataclass(frozen=True)
class FewDigits:
    """A network and the few images that its seed draws for it to learn from."""

    seed: Any
    drawn: Array  # all that are not held out, in an order of its own; it learns from the first FEW

    @property
    def network(self) -> Digits:
        """The network."""
        return Digits(HIDDEN, BATCH, self.seed)

    def loss(self, decay: Any) -> NetworkLoss:
        """Return the loss on a minibatch of its images, drawn anew at each step."""
        few = self.drawn[:FEW]
        inputs, labels = (jnp.asarray(part)[few] for part in images())

        def sample(t: Array) -> tuple[Array, Array]:
            key = jax.random.fold_in(jax.random.key(self.seed + 2000), t)
            chosen = jax.random.randint(key, (BATCH,), 0, FEW)
            return inputs[chosen], labels[chosen]

        return Penalized(
            lambda x, some, answers: cross_entropy(self.network.logits(x, some), answers),
            sample,
            SHAPES,
            decay=decay,
        )

    def judged(self, x: Array) -> dict[str, Array]:
        """Return its loss on the images that it might have had, and how it reads the held-out."""
        inputs, labels = (jnp.asarray(part) for part in images())
        answers = self.network.logits(x, inputs)
        spare, right = self.drawn[FEW:], jnp.argmax(answers, axis=1) == labels
        return {
            "spare loss": cross_entropy(answers[spare], labels[spare]),
            "held-out loss": cross_entropy(answers[TRAIN:], labels[TRAIN:]),
            "accuracy": jnp.mean(right[TRAIN:]),
        }


@cache
def compiled(optimizer: str, steps: int) -> Callable[..., Any]:
    """Return what trains from a seed, on images in an order, with each pair of rate and decay."""
    multipliers = curve("cosine", steps)

    @jax.jit
    def train(seed: Array, drawn: Array, rates: Array, decays: Array) -> dict[str, Array]:
        few = FewDigits(seed, drawn)

        def run(rate: Array, decay: Array) -> dict[str, Array]:
            rule: Any = OPTIMIZERS[optimizer]()
            if hasattr(rule, "weight_decay"):
                rule, decay = replace(rule, weight_decay=decay), 0.0
            start = few.network.start()
            return few.judged(trained(rule, rate[None], few.loss(decay), start, multipliers)[0])

        return jax.vmap(run)(rates, decays)

    return train


def prepare(arm: Arm, steps: int) -> Train:
    """Train with every decay at the arm's rate; an arm without a rate trains at every rate."""
    train, sweep = compiled(arm.optimizer, steps), jnp.asarray(arm.sweep, jnp.float32)
    rate = arm.options["rate"]
    pairs = (0 * sweep + rate, sweep) if rate else (sweep, 0 * sweep)

    def cell(seed: int) -> dict[str, Array]:
        drawn = np.random.default_rng(seed).permutation(TRAIN)
        found: dict[str, Array] = train(seed, jnp.asarray(drawn), *pairs)
        return found

    return cell


RATES = (0.004, 0.008, 0.016, 0.032, 0.064, 0.128)
DECAYS = {
    "l2": ("adam", tuple(2.0**k * 1e-3 for k in range(-5, 4))),
    "decay": ("adamw", tuple(2.0**k * 0.1 for k in range(-3, 6))),
}
L2_AND_DECAY = Experiment(
    "digits-decay",
    {
        "bare": Arm("adam", (0.001, 0.002, *RATES[:-1]), {"rate": None}),
        **{
            f"{kind} {rate}": Arm(optimizer, decays, {"rate": rate})
            for kind, (optimizer, decays) in DECAYS.items()
            for rate in RATES
        },
    },
    tuning=(0, 1, 2, 3, 4, 5, 6, 7, 8),
    reporting=(10, 11, 12, 13, 14, 15, 16),
    steps=2000,
    chosen_by="spare loss",
    prepare=prepare,
    sizes={
        "few": FEW,
        "batch": BATCH,
        "hidden": HIDDEN,
        "weights": sum(map(math.prod, SHAPES)),
        "rates": list(RATES),
    },
)
