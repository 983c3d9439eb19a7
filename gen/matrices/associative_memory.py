"""An associative memory: one matrix that is to answer eight keys, some asked for all the time and some hardly ever."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gen.layers import split
from gen.optimizer import Array
from gen.problem import Problem, View, flat, rotation

SIZE = 8
WRONG = 0.1  # how often the data's own answer is not the right one; without it the loss would fall forever


@dataclass(frozen=True, eq=False)
class AssociativeMemory(Problem):
    """Cross-entropy of softmax(W k) over keys k that are asked for with probability ∝ 1/rank (Zipf, 1949)."""

    slug = "associative-memory"
    title = "Associative memory"
    idea = "Eight facts in one matrix: the most common is asked for eight times as often as the rarest."
    formula = (
        r"\begin{aligned} L(W) &= -\sum_{i,j} p_i\, T_{ij} \log q_{ij}, \\ q_i &= \operatorname{softmax}(W k_i), "
        r"\quad p_i \propto 1/i \end{aligned}"
    )
    source = "Cabannes, Dohmatob & Bietti, 2024, arXiv:2310.02984"
    shapes = ((SIZE, SIZE),)
    exact = False

    @cached_property
    def keys(self) -> np.ndarray:
        """The keys, one a row, at right angles to each other and to no axis."""
        return rotation(SIZE, 6)

    @cached_property
    def often(self) -> np.ndarray:
        """How often each key is asked for."""
        weights = 1 / np.arange(1, SIZE + 1)
        return np.asarray(weights / weights.sum())

    @cached_property
    def targets(self) -> np.ndarray:
        """How often each answer is given to each key, of shape (keys, answers)."""
        return WRONG / (SIZE - 1) * np.ones((SIZE, SIZE)) + (
            1 - WRONG * SIZE / (SIZE - 1)
        ) * np.eye(SIZE)

    @cached_property
    def lowest(self) -> float:
        """The entropy of the answers: no map can tell which of them are wrong."""
        return float(-(self.targets[0] * np.log(self.targets[0])).sum())

    @cached_property
    def goal(self) -> np.ndarray:
        """The smallest of the maps that answer as the data do: one number added to all scores changes nothing."""
        scores = np.log(self.targets)
        return np.asarray((scores - scores.mean(axis=1, keepdims=True)).T @ self.keys)

    @cached_property
    def views(self) -> tuple[View, View]:
        """What is known of the commonest key and of the rarest: by how much its own answer's score leads."""
        margins = np.eye(SIZE) - 1 / SIZE
        common, rare = (
            View(f"{words} key", np.outer(margins[i], self.keys[i]))
            for words, i in (("commonest", 0), ("rarest", -1))
        )
        return common, rare

    def answers(self, x: Array) -> Array:
        """Return the probability of each answer to each key, of shape (..., keys, answers)."""
        scores = self.keys @ self.whole(x).mT
        odds = np.exp(scores - scores.max(axis=-1, keepdims=True))
        return odds / odds.sum(axis=-1, keepdims=True)

    def of_map(self, whole: Array) -> Array:
        """Return the loss of a map, of shape (...)."""
        scores = self.keys @ whole.mT
        top = scores.max(axis=-1, keepdims=True)
        total = top[..., 0] + np.log(np.exp(scores - top).sum(axis=-1))
        return (self.often * (total - (self.targets * scores).sum(axis=-1))).sum(axis=-1)

    def grad(self, x: Array) -> Array:
        """Return the gradient, of shape (..., d)."""
        error = self.often[:, None] * (self.answers(x) - self.targets)
        return flat(error.mT @ self.keys)

    def hvp(self, x: Array, v: Array) -> Array:
        """Return the Hessian times `v`, of shape (..., d)."""
        p, moved = self.answers(x), self.keys @ split(v, self.shapes)[0].mT
        change = self.often[:, None] * p * (moved - (p * moved).sum(axis=-1, keepdims=True))
        return flat(change.mT @ self.keys)

    def factors(self, x: Array, index: int) -> tuple[Array, Array]:
        """Return both moments, averaged apart: the outputs' depend on the inputs, so their product only comes near."""
        p = self.answers(x)
        outputs = (self.often[:, None] * p).sum(axis=-2)[..., None, :] * np.eye(SIZE) - (
            self.often[:, None] * p
        ).mT @ p
        return 0 * outputs + (self.keys.T * self.often) @ self.keys, outputs


ASSOCIATIVE_MEMORY = AssociativeMemory()
