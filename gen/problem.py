"""What a matrix problem is: a loss whose weights are small matrices, so that their singular values can be watched."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, ClassVar, Self

import numpy as np

from gen.arithmetic.noise import normals
from gen.layers import split
from gen.optimizer import Array

SMALL = 0.1  # what weights are like at the start


@dataclass(frozen=True, eq=False)
class View:
    """One direction in which a map can be looked at: a matrix of the map's shape, and what it is in a few words."""

    words: str
    direction: np.ndarray


@dataclass(frozen=True, eq=False)
class Problem(ABC):
    """A loss of weights in one vector (..., d), cut into layers of `shapes`; a layer W gives outputs W a to inputs a.

    Leading axes are a batch.
    """

    slug: ClassVar[str]
    title: ClassVar[str]
    idea: ClassVar[str]
    formula: ClassVar[str]  # LaTeX
    source: ClassVar[str]  # where it comes from
    shapes: ClassVar[tuple[tuple[int, int], ...]]
    exact: ClassVar[bool] = (
        True  # whether each layer's Gauss-Newton matrix is the product of its factors
    )

    t: int = 0

    @property
    @abstractmethod
    def goal(self) -> np.ndarray:
        """The map that the layers together are to become, a matrix."""

    @property
    def solution(self) -> np.ndarray:
        """Weights (d,) that make the goal, of all that do the smallest."""
        return np.asarray(flat(self.goal))

    @cached_property
    def curvatures(self) -> np.ndarray:
        """The eigenvalues of the Hessian at the solution, from the smallest."""
        return np.linalg.eigvalsh(self.hess(self.solution))

    @property
    def limit(self) -> float:
        """2/λmax there: at larger rates gradient descent cannot rest."""
        return float(2 / self.curvatures[-1])

    @property
    def start(self) -> np.ndarray:
        """Where every run begins, of shape (d,): small random weights."""
        return np.asarray(self.starts(1)[0])

    def starts(self, count: int) -> np.ndarray:
        """Return `count` draws of small random weights, of shape (count, d): the same ones every time."""
        size = sum(rows * columns for rows, columns in self.shapes)
        return SMALL * np.random.default_rng(5).normal(size=(count, size))

    @property
    def lowest(self) -> float:
        """The loss of the goal."""
        return 0.0

    @property
    @abstractmethod
    def views(self) -> tuple[View, View]:
        """What the loss sees most of the map, and what it sees least."""

    def whole(self, x: Array) -> Array:
        """Return the map that the layers make together, of shape (..., n, m)."""
        first, *others = split(x, self.shapes)
        for layer in others:
            first = layer @ first
        return first

    def learned(self, whole: Array) -> Array:
        """Return how much of the goal a map (..., n, m) has in each of the two views, (..., 2): 1 is all of it."""
        looks = np.stack(
            [view.direction / (view.direction * self.goal).sum() for view in self.views]
        )
        return (whole[..., None, :, :] * looks).sum(axis=(-2, -1))

    def sliced(self, shares: Array) -> Array:
        """Return the loss of maps that have `shares` (..., 2) of the goal in the two views, and all of the rest."""
        parts = [
            view.direction * (view.direction * self.goal).sum() / squared(view.direction)
            for view in self.views
        ]
        return self.of_map(
            self.goal + ((shares - 1)[..., None, None] * np.stack(parts)).sum(axis=-3)
        )

    @abstractmethod
    def of_map(self, whole: Array) -> Array:
        """Return the loss of a map (..., n, m), of shape (...)."""

    def value(self, x: Array) -> Array:
        """Return the loss, of shape (...)."""
        return self.of_map(self.whole(x))

    @abstractmethod
    def grad(self, x: Array) -> Array:
        """Return the gradient, of shape (..., d)."""

    @abstractmethod
    def hvp(self, x: Array, v: Array) -> Array:
        """Return the Hessian times `v`, of shape (..., d)."""

    @abstractmethod
    def factors(self, x: Array, index: int) -> tuple[Array, Array]:
        """Return the second moments of a layer's inputs, and of its output gradients with targets from the model."""

    def hess(self, x: Array) -> Array:
        """Return the Hessian, of shape (..., d, d), a column at a time."""
        return self.hvp(x[..., None, :], np.eye(x.shape[-1]) + 0 * x[..., None, :])

    def diagonal(self, x: Array) -> Array:
        """Return the diagonal of the Hessian, of shape (..., d)."""
        return np.diagonal(self.hess(x), axis1=-2, axis2=-1)

    def noise(self, x: Array) -> Array:
        """Return this step's draw of standard normal noise, of the shape of `x`."""
        return normals(x, self.t)

    def at(self, t: int) -> Self:
        """Return the problem at step `t`: only its noise differs."""
        return replace(self, t=t)


def flat(matrix: Array) -> Array:
    """Return matrices (..., n, m) as vectors (..., n·m), row by row."""
    return matrix.reshape((*matrix.shape[:-2], -1))


def rotation(n: int, seed: int) -> np.ndarray:
    """Return a random rotation or reflection of n dimensions."""
    return np.linalg.qr(np.random.default_rng(seed).normal(size=(n, n)))[0]


def squared(a: Array) -> Any:
    """Return the sum of the squares of matrices (..., n, m), of shape (...)."""
    return (a * a).sum(axis=(-2, -1))
