"""What learning rates, optimizers and schedules are worth to a network that reads digits."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import jax
import jax.numpy as jnp

from gen.experiments.experiment import Arm, Experiment, Train
from gen.experiments.training import curve, trained
from gen.networks.digits import TRAIN, Digits, images
from gen.networks.loss import cross_entropy
from gen.optimizer import Array
from gen.optimizers import OPTIMIZERS

HIDDEN, STEPS = 32, 400
STEPS_PER_DECADE = 3  # of the sweep


@cache
def compiled(optimizer: str, sweep: tuple[float, ...], batch: int) -> Callable[..., Any]:
    """Return what trains at every rate, from a seed and by the multipliers of a schedule."""
    rates, rule = jnp.asarray(sweep, jnp.float32), OPTIMIZERS[optimizer]()
    inputs, labels = (jnp.asarray(part) for part in images())

    def judged(answers: Array) -> dict[str, Array]:
        right = jnp.argmax(answers, axis=1) == labels
        return {
            "loss": cross_entropy(answers[:TRAIN], labels[:TRAIN]),
            "held-out loss": cross_entropy(answers[TRAIN:], labels[TRAIN:]),
            "accuracy": jnp.mean(right[TRAIN:]),
        }

    @jax.jit
    def train(seed: Array, multipliers: Array) -> dict[str, Array]:
        network = Digits(HIDDEN, batch, seed)
        x = trained(rule, rates, network.loss(), network.start(), multipliers)
        return jax.vmap(lambda x: judged(network.logits(x, inputs)))(x)

    return train


def prepare(arm: Arm, steps: int) -> Train:
    """Train at every rate; tell the loss on all training digits, and what held-out ones say."""
    train = compiled(arm.optimizer, arm.sweep, arm.options["batch"])
    multipliers = curve(arm.options["schedule"], steps)
    return lambda seed: train(seed, multipliers)


def decades(first: int, last: int) -> tuple[float, ...]:
    """Return the rates of a sweep between two powers of ten."""
    places = range(STEPS_PER_DECADE * first, STEPS_PER_DECADE * last + 1)
    return tuple(float(f"{10 ** (k / STEPS_PER_DECADE):.3g}") for k in places)


SWEEPS = {
    "sgd": decades(-3, 1),
    "momentum": decades(-4, 1),
    "adagrad": decades(-3, 1),
    "rmsprop": decades(-5, 0),
    "adam": decades(-5, 0),
    "lion": decades(-5, 0),
}
SIZES = {"hidden": HIDDEN, "weights": 64 * HIDDEN + HIDDEN + 10 * HIDDEN + 10}
TUNING, REPORTING = (0, 1, 2), (10, 11, 12, 13, 14)
OPTIMIZERS_AND_RATES = Experiment(
    "digits-rates",
    {
        slug: Arm(slug, sweep, {"batch": 64, "schedule": "constant"})
        for slug, sweep in SWEEPS.items()
    },
    TUNING,
    REPORTING,
    STEPS,
    chosen_by="loss",
    prepare=prepare,
    sizes={**SIZES, "batch": 64},
)

# Small batches, so that there is noise for a falling rate to calm.
SMALL = 16
AROUND = {
    "momentum": (0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32),
    "adam": (0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128),
}
SHAPES_OF_SCHEDULES = Experiment(
    "digits-schedules",
    {
        f"{slug} {schedule}": Arm(slug, AROUND[slug], {"batch": SMALL, "schedule": schedule})
        for slug in AROUND
        for schedule in ("constant", "linear", "cosine", "warmup-cosine")
    },
    TUNING,
    REPORTING,
    STEPS,
    chosen_by="loss",
    prepare=prepare,
    sizes={**SIZES, "batch": SMALL},
)
