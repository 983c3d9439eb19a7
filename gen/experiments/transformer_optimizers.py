"""Which optimizer is ahead on a small transformer, each at a rate of its own, at four budgets.

The newest rules are often quoted as so many percent faster than AdamW. Here all of them train the
network of gen.experiments.character_transformer, with warm-up and a cosine. Weight decay is off for
all of them, so that AdamW is Adam.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import jax
import jax.numpy as jnp

from gen.arithmetic.matrices import length
from gen.experiments.character_transformer import (
    CONTEXT,
    HELD_OUT,
    SHAPES,
    SIZES,
    Transformer,
    text,
)
from gen.experiments.experiment import Arm, Experiment, Train
from gen.experiments.training import curve
from gen.layers import ByLayer, fitted
from gen.networks.loss import NetworkLoss
from gen.optimizer import Array
from gen.optimizers import OPTIMIZERS
from gen.optimizers.muon import Muon

STEPS, QUARTERS = 480, 4
REST = 0.016  # Adam's best rate, for what Muon is not made for
INSIDE = tuple(shape for name, shape in SHAPES.items() if name[-1].isdigit() and len(shape) == 2)
FIRST = sum(math.prod(SHAPES[name]) for name in ("tokens", "places"))
LAST = FIRST + sum(map(math.prod, INSIDE))


@dataclass(frozen=True)
class Asked:
    """A loss that was asked for its gradient, and has no more to say."""

    gradient: Array

    def grad(self, x: Array) -> Array:
        """Return the gradient."""
        return self.gradient


@dataclass(frozen=True)
class Parted:
    """A rule for the matrices inside the network; Adam for embeddings, last layer and vectors."""

    inner: ByLayer
    rest: Any

    def init(self, x: Array) -> dict[str, Any]:
        """Return the states of both."""
        inside, outside = parted(x)
        return {"inside": self.inner.init(inside), "outside": self.rest.init(outside)}

    def step(self, x: Array, state: Any, t: Array, loss: Any) -> tuple[Array, dict[str, Any]]:
        """Step both from the same point."""
        (inside, outside), (g_inside, g_outside) = parted(x), parted(loss.grad(x))
        inside, within = self.inner.step(inside, state["inside"], t, Asked(g_inside))  # type: ignore[arg-type]
        outside, without = self.rest.step(outside, state["outside"], t, Asked(g_outside))
        whole = jnp.concat([outside[:FIRST], inside, outside[FIRST:]])
        return whole, {"inside": within, "outside": without}


def parted(x: Array) -> tuple[Array, Array]:
    """Return the weights of the matrices inside the network, and all others."""
    return x[FIRST:LAST], jnp.concat([x[:FIRST], x[LAST:]])


@dataclass(frozen=True)
class Uneven:
    """Muon without its orthogonalization: steps as long as its own, along its momentum."""

    muon: Muon
    acts_on: ClassVar[str] = "matrix"

    def init(self, x: Array) -> Mapping[str, Array]:
        """Return Muon's state."""
        return self.muon.init(x)

    def step(self, x: Array, state: Any, t: Array, loss: Any) -> tuple[Array, Mapping[str, Array]]:
        """Step along what Muon would orthogonalize."""
        moved, state = self.muon.step(x, state, t, loss)
        ahead = self.muon.beta * state["m"] + (1 - self.muon.beta) * loss.grad(x)
        return x - length(moved - x) / (length(ahead) + 1e-30) * ahead, state


def ruled(arm: Arm, rate: Array, multiplier: Array, loss: NetworkLoss) -> Any:
    """Return an arm's rule for all weights, at a rate and where its schedule is."""
    rule: Any = replace(OPTIMIZERS[arm.optimizer](), **arm.options["knobs"], lr=rate * multiplier)
    if not arm.options["inside"]:
        return fitted(rule, loss)
    inner = rule if arm.options["even"] else Uneven(rule)
    return Parted(ByLayer(inner, INSIDE), OPTIMIZERS["adam"](lr=REST * multiplier))  # type: ignore[arg-type]


def trained(arm: Arm, rate: Array, seed: Array, multipliers: Array) -> Array:
    """Return the held-out loss after each quarter of the run."""
    network = Transformer(seed, before=True)
    # Not clipped: what clips has no second derivative.
    loss = NetworkLoss(network.on, network.loss().sample, tuple(SHAPES.values()))
    start = network.start()
    kept = jnp.asarray(text()[-HELD_OUT:].reshape(-1, CONTEXT + 1))

    def advance(carry: Any, now: tuple[Array, Array]) -> tuple[Any, None]:
        t, multiplier = now
        return ruled(arm, rate, multiplier, loss).step(*carry, t, loss.at(t)), None

    def quarter(carry: Any, now: tuple[Array, Array]) -> tuple[Any, Array]:
        carry = jax.lax.scan(advance, carry, now)[0]
        return carry, network.on(carry[0], kept)

    state = ruled(arm, rate, jnp.float32(1), loss).init(start)
    steps = jnp.arange(1, len(multipliers) + 1)
    quarters = tuple(each.reshape(QUARTERS, -1) for each in (steps, multipliers))
    return jax.lax.scan(quarter, (start, state), quarters)[1]  # type: ignore[arg-type]


def prepare(arm: Arm, steps: int) -> Train:
    """Train at every rate for the arm's share of the steps; tell the loss on held-out text.

    What is told along the run is not what a run of that length would end at: the rate has not
    fallen yet.
    """
    rates = jnp.asarray(arm.sweep, jnp.float32)
    multipliers = curve(arm.options["schedule"], int(steps * arm.options["share"]))

    @jax.jit
    def train(seed: Array) -> dict[str, Array]:
        losses = jax.vmap(lambda rate: trained(arm, rate, seed, multipliers))(rates)
        along = {"at 50": losses[:, 1], "at 75": losses[:, 2]}  # percent of the run
        return {"loss": losses[:, -1], **(along if arm.options["share"] == 1 else {})}

    return train


def doubling(first: float, count: int = 6) -> tuple[float, ...]:
    """Return rates a factor of 2 apart."""
    return tuple(first * 2**k for k in range(count))


SWEEPS = {
    "momentum": doubling(0.04),
    "adam": doubling(0.002),
    "lion": doubling(0.001),
    "sophia": doubling(0.0005),
    "adan": doubling(0.008),
    "schedule-free-adamw": doubling(0.004),
    "prodigy": doubling(0.25),
    "shampoo": doubling(0.1),
    "soap": doubling(0.004),
    "muon": doubling(0.005),
}
KNOBS: dict[str, dict[str, float]] = {
    slug: {"weight_decay": 0.0} for slug in SWEEPS if hasattr(OPTIMIZERS[slug], "weight_decay")
}


def arm(optimizer: str, share: float = 1, first: float = 0, **others: Any) -> Arm:
    """Return an arm: a rule for all weights, or `inside` the network with Adam for the rest.

    `memory` are those of its knobs that are not the authors'; `first` is its lowest rate.
    """
    # Its authors run it without a decay of the rate, which its average stands for.
    schedule = "warmup" if optimizer == "schedule-free-adamw" else "warmup-cosine"
    knobs = KNOBS.get(optimizer, {}) | others.pop("memory", {})
    options = {"schedule": schedule, "inside": False, "even": True, "knobs": knobs, "share": share}
    sweep = doubling(first) if first else SWEEPS[optimizer]
    return Arm(optimizer, sweep, options | others)


SHORT = 0.8  # a memory of the gradient shorter than the authors'
ARMS: dict[str, dict[str, Any]] = {
    **{slug: {"optimizer": slug} for slug in SWEEPS if slug != "muon"},
    "muon": {"optimizer": "muon", "inside": True},
    # What is taken away: the axes of SOAP, and Muon's orthogonalization.
    "soap unturned": {"optimizer": "adam", "memory": {"beta1": 0.95, "beta2": 0.95}},
    "muon uneven": {"optimizer": "muon", "inside": True, "even": False, "first": 0.0025},
    "adam short": {"optimizer": "adam", "memory": {"beta1": SHORT}},
    "muon short": {"optimizer": "muon", "inside": True, "memory": {"beta": SHORT}},
}
SHARES = (0.4, 0.6, 0.8)


def experiment(slug: str, arms: dict[str, Arm]) -> Experiment:
    """Return an experiment with these arms; the steps are those of the whole budget."""
    sizes = {**SIZES, "share": 0.1, "rest": REST, "short": SHORT, "shares": list(SHARES)}
    return Experiment(slug, arms, (0, 1), (10, 11, 12), STEPS, "loss", prepare, sizes, alike=0.01)


ALL_AT_ONE_BUDGET = experiment(
    "transformer-optimizers", {name: arm(**others) for name, others in ARMS.items()}
)
SHORTER_RUNS = experiment(
    "transformer-budgets",
    {
        f"{name} {share:g}": arm(**ARMS[name], share=share)
        for name in ("adam", "soap", "muon", "adam short")
        for share in SHARES
    },
)
MUON_OTHERWISE = experiment(
    "transformer-muon",
    {
        "muon everywhere": arm("muon"),
        **{
            f"muon short {share:g}": arm(**ARMS["muon short"], first=0.01, share=share)
            for share in (*SHARES, 1)
        },
    },
)
