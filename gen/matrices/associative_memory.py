"""An associative memory: one matrix answers eight keys, some asked for often, some hardly ever."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gen.arithmetic.functions import exp, log
from gen.arithmetic.matrices import product
from gen.arithmetic.vectors import outer, total
from gen.layers import split
from gen.optimizer import Array
from gen.problem import Problem, View, flat, rotation

SIZE = 8
# How often the data's own answer is not the right one; without it the loss would fall forever.
WRONG = 0.1


@dataclass(frozen=True, eq=False)
class AssociativeMemory(Problem):
    """Cross-entropy of softmax(W k) over keys k, asked for in proportion to 1/rank (Zipf, 1949)."""

    slug = "associative-memory"
    title = "Associative memory"
    idea = (
        "Eight facts in one matrix: the most common is asked for eight times as often as the "
        "rarest."
    )
    formula = (
        r"\begin{aligned} L(W) &= -\sum_{i,j} p_i\, T_{ij} \log q_{ij}, \\ "
        r"q_i &= \operatorname{softmax}(W k_i), \quad p_i \propto 1/i \end{aligned}"
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
        return np.asarray(weights / total(weights))

    @cached_property
    def targets(self) -> np.ndarray:
        """How often each answer is given to each key, of shape (keys, answers)."""
        each = WRONG / (SIZE - 1)
        return np.full((SIZE, SIZE), each) + (1 - SIZE * each) * np.eye(SIZE)

    @cached_property
    def lowest(self) -> float:
        """The entropy of the answers: no map can tell which of them are wrong."""
        return float(-total(self.targets[0] * log(self.targets[0])))

    @cached_property
    def goal(self) -> np.ndarray:
        """The smallest of the maps that answer as the data do.

        One number added to all scores of a key changes nothing.
        """
        scores = log(self.targets)
        centered = scores - total(scores, keepdims=True) / SIZE
        return np.asarray(product(centered.T, self.keys))

    @cached_property
    def views(self) -> tuple[View, View]:
        """What is known of the commonest key and of the rarest: how far its own answer leads."""
        margins = np.eye(SIZE) - 1 / SIZE
        common, rare = (
            View(f"{words} key", outer(margins[i], self.keys[i]))
            for words, i in (("commonest", 0), ("rarest", -1))
        )
        return common, rare

    def scores(self, whole: Array) -> tuple[Array, Array]:
        """Return the scores (..., keys, answers) that a map gives, and the largest of each key."""
        scores = product(self.keys, whole.mT)
        return scores, scores.max(axis=-1, keepdims=True)

    def answers(self, x: Array) -> Array:
        """Return the probability of each answer to each key, of shape (..., keys, answers)."""
        scores, top = self.scores(self.whole(x))
        odds = exp(scores - top)
        return odds / total(odds, keepdims=True)

    def of_map(self, whole: Array) -> Array:
        """Return the loss of a map, of shape (...)."""
        scores, top = self.scores(whole)
        logarithms = top[..., 0] + log(total(exp(scores - top)))
        return total(self.often * (logarithms - total(self.targets * scores)))

    def grad(self, x: Array) -> Array:
        """Return the gradient, of shape (..., d)."""
        error = self.often[:, None] * (self.answers(x) - self.targets)
        return flat(product(error.mT, self.keys))

    def hvp(self, x: Array, v: Array) -> Array:
        """Return the Hessian times `v`, of shape (..., d)."""
        p, moved = self.answers(x), product(self.keys, split(v, self.shapes)[0].mT)
        change = self.often[:, None] * p * (moved - total(p * moved, keepdims=True))
        return flat(product(change.mT, self.keys))

    def factors(self, x: Array, index: int) -> tuple[Array, Array]:
        """Return both moments, averaged apart.

        The outputs' depend on the inputs, so their product only comes near.
        """
        p = self.answers(x)
        weighed = self.often[:, None] * p
        outputs = total(weighed, -2)[..., None, :] * np.eye(SIZE) - product(weighed.mT, p)
        return 0 * outputs + product(self.keys.T * self.often, self.keys), outputs


ASSOCIATIVE_MEMORY = AssociativeMemory()
