"""Which tokens are learned when most are rare: SGD and Adam on embeddings (Kunstner et al., 2024).

The network is the smallest that has embeddings: it reads a token and predicts the next one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import jax
import jax.numpy as jnp
import numpy as np

from gen.experiments.experiment import Arm, Experiment, Train
from gen.experiments.training import curve, trained
from gen.networks.loss import NetworkLoss, cross_entropy
from gen.optimizer import Array
from gen.optimizers import OPTIMIZERS

TOKENS, WIDTH, BATCH = 512, 16, 128
SURE = 0.7  # how often a token is followed by its own successor, and not by just any token
GROUPS = 5  # from the commonest tokens to the rarest, each a fifth of a Zipf-distributed text


def frequencies(rare: bool) -> np.ndarray:
    """Return how often each token occurs: as one over its rank (Zipf), or all alike."""
    weights = 1 / np.arange(1, TOKENS + 1) if rare else np.ones(TOKENS)
    return np.asarray(weights / weights.sum())


def groups() -> np.ndarray:
    """Return the group of each token; the same tokens, however often they occur."""
    often = frequencies(rare=True)
    return ((np.cumsum(often) - often / 2) * GROUPS).astype(int)


def drawn(often: Array, key: Array) -> Array:
    """Return a batch of tokens that occur so often."""
    edges = jnp.cumsum(often)[:-1]
    return jnp.searchsorted(edges, jax.random.uniform(key, (BATCH,)))


@dataclass(frozen=True)
class Bigrams:
    """A table of embeddings and one of answers, trained on pairs of a token and the next."""

    often: Array
    seed: Array | int

    @property
    def successor(self) -> Array:
        """Each token's own successor."""
        return jax.random.permutation(jax.random.key(self.seed + 1000), TOKENS)

    def start(self) -> Array:
        """Return the first weights as one vector, drawn with variance 1 / width."""
        return jax.random.normal(jax.random.key(self.seed), (2 * TOKENS * WIDTH,)) / WIDTH**0.5

    def logits(self, x: Array, tokens: Array) -> Array:
        """Return what the weights `x` answer to `tokens` (n,), of shape (n, TOKENS)."""
        embeddings, answers = jnp.split(x, 2)
        return embeddings.reshape(TOKENS, WIDTH)[tokens] @ answers.reshape(WIDTH, TOKENS)

    def loss(self) -> NetworkLoss:
        """Return the cross-entropy on pairs that are drawn anew at each step."""
        often, successor = self.often, self.successor

        def sample(t: Array) -> tuple[Array, Array]:
            keys = jax.random.split(jax.random.fold_in(jax.random.key(self.seed + 2000), t), 3)
            tokens, any_token = drawn(often, keys[0]), drawn(often, keys[1])
            own = jax.random.uniform(keys[2], (BATCH,)) < SURE
            return tokens, jnp.where(own, successor[tokens], any_token)

        return NetworkLoss(
            lambda x, tokens, following: cross_entropy(self.logits(x, tokens), following),
            sample,
            ((TOKENS, WIDTH), (WIDTH, TOKENS)),
        )

    def excess(self, x: Array) -> Array:
        """Return, for each token, by how much its loss is above the lowest possible one."""
        answered = jax.nn.log_softmax(self.logits(x, jnp.arange(TOKENS)))
        true = SURE * jax.nn.one_hot(self.successor, TOKENS) + (1 - SURE) * self.often
        return jnp.sum(true * (jnp.log(true) - answered), axis=1)


@cache
def compiled(optimizer: str, sweep: tuple[float, ...], steps: int) -> Callable[..., Array]:
    """Return what trains at every rate, from a seed, on tokens that occur so often."""
    rates, rule = jnp.asarray(sweep, jnp.float32), OPTIMIZERS[optimizer]()

    @jax.jit
    def excess(seed: Array, often: Array) -> Array:
        network = Bigrams(often, seed)
        x = trained(rule, rates, network.loss(), network.start(), curve("constant", steps))
        return jax.vmap(network.excess)(x)

    return excess


def prepare(arm: Arm, steps: int) -> Train:
    """Train at every rate; tell the excess loss of all tokens and of each group."""
    often, group = frequencies(arm.options["rare"]), groups()
    excess = compiled(arm.optimizer, arm.sweep, steps)

    def train(seed: int) -> dict[str, np.ndarray]:
        found = np.asarray(excess(seed, jnp.asarray(often, jnp.float32)), float)
        parts = {f"group {g + 1}": np.where(group == g, often, 0) for g in range(GROUPS)}
        return {"loss": found @ often} | {
            name: found @ (part / part.sum()) for name, part in parts.items()
        }

    return train


RATES = {
    "sgd": (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0),
    "momentum": (0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2),
    "adam": (0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128),
}
ZIPF_EMBEDDINGS = Experiment(
    "zipf-embeddings",
    {
        f"{kind} {slug}": Arm(slug, RATES[slug], {"rare": kind == "rare"})
        for kind in ("rare", "even")
        for slug in RATES
    },
    tuning=(0, 1, 2),
    reporting=(10, 11, 12, 13, 14),
    steps=500,
    chosen_by="loss",
    prepare=prepare,
    sizes={
        "tokens": TOKENS,
        "width": WIDTH,
        "batch": BATCH,
        "weights": 2 * TOKENS * WIDTH,
        "sure": SURE,
        "tokens_by_group": np.bincount(groups()).tolist(),
    },
)
