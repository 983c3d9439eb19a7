"""Natural gradient, against a loop that never heard of our Fisher matrices.

It sums the outer products of the scores.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from gen.surfaces.gaussian import GAUSSIAN
from gen.surfaces.softmax import SOFTMAX
from tests.parity import reference


@dataclass(frozen=True)
class Logistic:
    """Logistic regression on random inputs whose labels are drawn from a model of the same kind."""

    seed: int
    d: int
    n: int = 40

    def __post_init__(self) -> None:
        rng = np.random.default_rng(self.seed)
        inputs = rng.normal(size=(self.n, self.d)) * np.geomspace(1, 0.2, self.d)
        object.__setattr__(self, "inputs", inputs)
        object.__setattr__(
            self, "labels", (rng.random(self.n) < self.chances(rng.normal(size=self.d))) + 0.0
        )
        object.__setattr__(self, "start", rng.normal(size=self.d))

    @property
    def shapes(self) -> tuple[tuple[int, ...], ...]:
        return ((self.d,),)

    def chances(self, x: Any) -> Any:
        return 1 / (1 + np.exp(-x @ self.inputs.T))

    def value(self, x: Any) -> Any:
        p = self.chances(x)
        return -np.mean(self.labels * np.log(p) + (1 - self.labels) * np.log(1 - p), axis=-1)

    def grad(self, x: Any) -> Any:
        return (self.chances(x) - self.labels) @ self.inputs / self.n

    def fisher(self, x: Any) -> Any:
        p = self.chances(x)
        return np.einsum("...n,ni,nj->...ij", p * (1 - p) / self.n, self.inputs, self.inputs)

    def at(self, t: int) -> Logistic:
        return self


def scores(loss: Any, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the gradients (k, d) of log p for every outcome, and their chances (k,).

    The outcomes are all that the model can produce.
    """
    if loss is SOFTMAX:
        p = np.exp([*x, 0.0])
        p /= p.sum()
        return np.eye(3)[:, :2] - p[:2], p
    if loss is GAUSSIAN:
        # Exact with five points: what is summed has degree four in z.
        z, chances = np.polynomial.hermite_e.hermegauss(5)
        return np.stack([z, z**2 - 1], axis=-1) / x[1], chances / chances.sum()
    p = loss.chances(x)
    outcomes = np.concatenate([(1 - p)[:, None] * loss.inputs, -p[:, None] * loss.inputs])
    return outcomes, np.concatenate([p, 1 - p]) / loss.n


@reference(
    "natural-gradient",
    "transcription",
    "NumPy loop from Amari (1998)",
    option="the Fisher matrix as the sum of score × scoreᵀ over all outcomes",
    losses=(GAUSSIAN, SOFTMAX, Logistic(1, 2), Logistic(2, 5), Logistic(3, 8)),
    lr=(0.01, 0.5),
    damping=(0.0, 0.1),
)
def by_scores(rule, loss, start, steps):
    points = [start]
    for _ in range(steps):
        x = points[-1]
        s, chances = scores(loss, x)
        fisher = s.T @ (chances[:, None] * s)
        damped = fisher + rule.damping * np.eye(len(x))
        points.append(x - rule.lr * np.linalg.solve(damped, loss.grad(x)))
    return np.array(points)
