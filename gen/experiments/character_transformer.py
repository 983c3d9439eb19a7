"""A small transformer that reads letters: with and without warm-up, with and without clipping.

Its text is written by a seeded generator: words of a made-up language, the frequent ones far more
often than the rare (Zipf), and now and then a word that was there shortly before.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from gen.experiments.experiment import Arm, Experiment, Train
from gen.experiments.training import Clipped, curve, trained
from gen.layers import split
from gen.networks.loss import NetworkLoss, cross_entropy
from gen.optimizer import Array
from gen.optimizers import OPTIMIZERS

LETTERS, LAYERS, WIDTH, HEADS, CONTEXT, BATCH = 16, 2, 32, 4, 32, 8
WORDS, COPIED, LENGTH, HELD_OUT = 100, 0.3, 40_000, 4_092
PARTS = {
    "attend": (WIDTH, 3 * WIDTH),
    "collect": (WIDTH, WIDTH),
    "widen": (WIDTH, 4 * WIDTH),
    "narrow": (4 * WIDTH, WIDTH),
}
SHAPES = {
    "tokens": (LETTERS, WIDTH),
    "places": (CONTEXT, WIDTH),
    **{f"{name} {layer}": PARTS[name] for layer in range(LAYERS) for name in PARTS},
    **{f"scale {layer}.{part}": (WIDTH,) for layer in range(LAYERS) for part in (0, 1)},
    "answer": (WIDTH, LETTERS),
}
FAN_IN = {"tokens": WIDTH, "places": WIDTH}  # of embeddings


@cache
def text() -> np.ndarray:
    """Return LENGTH letters, as numbers; 0 is the space between words."""
    rng = np.random.default_rng(0)
    words = [np.append(rng.integers(1, LETTERS, rng.integers(2, 7)), 0) for _ in range(WORDS)]
    often = 1 / np.arange(1, WORDS + 1)
    said = list(rng.choice(WORDS, LENGTH // 3, p=often / often.sum()))
    for i in range(4, len(said)):
        if rng.random() < COPIED:
            said[i] = said[i - rng.integers(1, 4)]
    return np.concatenate([words[word] for word in said])[:LENGTH].astype(np.int32)


def normed(x: Array, scale: Array) -> Array:
    """Return each row of x with mean 0 and variance 1, times a learned scale."""
    centered = x - jnp.mean(x, axis=-1, keepdims=True)
    return scale * centered / jnp.sqrt(jnp.mean(centered**2, axis=-1, keepdims=True) + 1e-5)


@dataclass(frozen=True)
class Transformer:
    """LAYERS blocks, normalized after each sum as in Vaswani et al. (2017), or `before` it."""

    seed: Any
    before: bool = False

    def start(self) -> Array:
        """Return the first weights as one vector, drawn with variance 1 / fan-in."""
        keys = jax.random.split(jax.random.key(self.seed), len(SHAPES))
        return jnp.concatenate(
            [
                jnp.ones(shape[0])
                if len(shape) == 1
                else jax.random.normal(key, (math.prod(shape),))
                / math.sqrt(FAN_IN.get(name, shape[0]))
                for key, (name, shape) in zip(keys, SHAPES.items(), strict=True)
            ]
        )

    def logits(self, x: Array, letters: Array) -> Array:
        """Return what is expected after each of `letters` (n, CONTEXT) under the weights `x`."""
        parts = [
            part[..., 0] if part.shape[-1] == 1 else part for part in split(x, [*SHAPES.values()])
        ]
        w = dict(zip(SHAPES, parts, strict=True))
        h = w["tokens"][letters] + w["places"]
        for layer in range(LAYERS):
            own = {name: w[f"{name} {layer}"] for name in PARTS}
            h = self.added(h, w[f"scale {layer}.0"], partial(attention, own))
            h = self.added(h, w[f"scale {layer}.1"], partial(thought, own))
        return (normed(h, 1.0) if self.before else h) @ w["answer"]

    def added(self, h: Array, scale: Array, part: Callable[[Array], Array]) -> Array:
        """Return h plus what a part of the network makes of it, normalized before or after."""
        return h + part(normed(h, scale)) if self.before else normed(h + part(h), scale)

    def on(self, x: Array, letters: Array) -> Array:
        """Return the mean loss of telling each of `letters` (n, CONTEXT + 1) from those before."""
        answers = self.logits(x, letters[:, :-1])
        return cross_entropy(answers.reshape(-1, LETTERS), letters[:, 1:].ravel())

    def loss(self, longest: Any = math.inf) -> NetworkLoss:
        """Return the loss on pieces of text that are drawn anew at each step."""
        written = jnp.asarray(text()[:-HELD_OUT])

        def sample(t: Array) -> tuple[Array]:
            key = jax.random.fold_in(jax.random.key(self.seed + 1000), t)
            first = jax.random.randint(key, (BATCH, 1), 0, len(written) - CONTEXT)
            return (written[first + jnp.arange(CONTEXT + 1)],)

        return Clipped(self.on, sample, tuple(SHAPES.values()), longest=longest)


def attention(w: Mapping[str, Array], y: Array) -> Array:
    """Return what every letter collects from those before it, by HEADS heads."""
    q, k, v = (
        part.reshape(*part.shape[:-1], HEADS, -1) for part in jnp.split(y @ w["attend"], 3, axis=-1)
    )
    weight = jnp.einsum("bqhd,bkhd->bhqk", q, k) / math.sqrt(WIDTH // HEADS)
    before = jnp.tril(jnp.ones((CONTEXT, CONTEXT), bool))
    share = jax.nn.softmax(jnp.where(before, weight, -1e9), axis=-1)
    return jnp.einsum("bhqk,bkhd->bqhd", share, v).reshape(y.shape) @ w["collect"]


def thought(w: Mapping[str, Array], y: Array) -> Array:
    """Return what a layer of hidden units makes of each letter by itself."""
    return jax.nn.relu(y @ w["widen"]) @ w["narrow"]


@cache
def compiled(optimizer: str, sweep: tuple[float, ...], before: bool) -> Callable[..., Any]:
    """Return what trains at every rate; it takes seed, schedule and where gradients are clipped."""
    rates, rule = jnp.asarray(sweep, jnp.float32), OPTIMIZERS[optimizer]()
    kept = jnp.asarray(text()[-HELD_OUT:].reshape(-1, CONTEXT + 1))

    @jax.jit
    def train(seed: Array, multipliers: Array, longest: Array) -> dict[str, Array]:
        network = Transformer(seed, before)
        x = trained(rule, rates, network.loss(longest), network.start(), multipliers)
        return {"loss": jax.vmap(lambda x: network.on(x, kept))(x)}

    return train


def prepare(arm: Arm, steps: int) -> Train:
    """Train at every rate; tell the loss on text that was held out."""
    train = compiled(arm.optimizer, arm.sweep, arm.options["before"])
    multipliers = curve(arm.options["schedule"], steps)
    return lambda seed: train(seed, multipliers, arm.options["longest"])


def first_steps(arm: Arm, steps: int) -> Train:
    """Let a rule collect its averages at the first weights, from several draws of minibatches.

    Tell, at each step of the sweep, how long its step would be beside one that moves every weight
    by the rate, by what factor its divisor differs between draws, and how far the draws agree.
    """
    rule: Any = OPTIMIZERS[arm.optimizer](lr=1.0)

    @jax.jit
    def collected(seed: Array) -> tuple[Array, Array]:
        network = Transformer(seed)
        x, loss = network.start(), network.loss()

        def collect(draw: Array) -> tuple[Array, Array]:
            def advance(state: Any, t: Array) -> tuple[Any, tuple[Array, Array]]:
                moved, state = rule.step(x, state, t, loss.at(1000 * draw + t))
                divisor = jnp.sqrt(state["v"] / (1 - rule.beta2**t))
                return state, (moved - x, divisor)

            moves, divisors = jax.lax.scan(advance, rule.init(x), jnp.arange(1, steps + 1))[1]
            looked = jnp.asarray(arm.sweep, int) - 1
            return moves[looked], divisors[looked]

        found: tuple[Array, Array] = jax.lax.map(collect, jnp.arange(DRAWS))
        return found

    def train(seed: int) -> dict[str, list[float]]:
        moves, divisors = (np.asarray(part, float) for part in collected(seed))
        seen = [alike(moves[:, i], divisors[:, i]) for i in range(len(arm.sweep))]
        return {name: [each[name] for each in seen] for name in seen[0]}

    return train


def alike(steps: np.ndarray, divisors: np.ndarray) -> dict[str, float]:
    """Return how long steps (draws, d) are, how far divisors differ, how far steps agree."""
    used = (divisors > 0).all(axis=0)  # letters that a minibatch lacks have no gradient
    low, high = np.quantile(divisors[:, used], (0.1, 0.9), axis=0)
    units = steps / np.linalg.norm(steps, axis=1, keepdims=True)
    return {
        "length": float(np.sqrt(np.mean(steps[:, used] ** 2))),
        "spread": float(np.median(high / low)),
        "agreement": float(np.mean((units @ units.T)[np.triu_indices(len(steps), 1)])),
    }


SWEEPS = {
    "adam": (0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128),
    "momentum": (0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28),
}
LONGEST = 0.5


def arm(
    optimizer: str, schedule: str = "constant", longest: float = math.inf, before: bool = False
) -> Arm:
    """Return an arm: a rule with a schedule, gradients clipped or not, one of the two networks."""
    options = {"schedule": schedule, "longest": longest, "before": before}
    return Arm(optimizer, SWEEPS[optimizer], options)


SIZES = {
    "layers": LAYERS,
    "width": WIDTH,
    "heads": HEADS,
    "context": CONTEXT,
    "batch": BATCH,
    "letters": LETTERS,
    "weights": sum(map(math.prod, SHAPES.values())),
}
WARM_UP_AND_CLIPPING = Experiment(
    "character-transformer",
    {
        "adam": arm("adam"),
        "adam warm-up": arm("adam", "warmup"),
        "adam wait": arm("adam", "wait"),
        "adam clipped": arm("adam", longest=LONGEST),
        "momentum": arm("momentum"),
        "momentum clipped": arm("momentum", longest=LONGEST),
        "pre-norm adam": arm("adam", before=True),
        "pre-norm adam warm-up": arm("adam", "warmup", before=True),
    },
    tuning=(0, 1),
    reporting=(10, 11, 12),
    steps=200,
    chosen_by="loss",
    prepare=prepare,
    sizes={**SIZES, "longest": LONGEST, "share": 0.1},
)
DRAWS = 16
FIRST_STEPS = Experiment(
    "first-steps",
    {"adam": Arm("adam", (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0))},
    tuning=(),
    reporting=(10, 11, 12),
    steps=100,
    chosen_by="",
    prepare=first_steps,
    sizes={**SIZES, "draws": DRAWS},
)
