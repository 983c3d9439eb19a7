"""What a matrix problem is: a loss of small matrices, whose singular values can be watched."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from gen.arithmetic.eigenvectors import eigen, orthonormal
from gen.arithmetic.matrices import product, squared
from gen.arithmetic.noise import normals
from gen.arithmetic.vectors import total
from gen.layers import split
from gen.losses import Wrapped
from gen.optimizer import Array

SMALL = 0.1  # what weights are like at the start


@dataclass(frozen=True, eq=False)
class View:
    """One direction to look at a map in: a matrix of its shape, and what it is in a few words."""

    words: str
    direction: np.ndarray


@dataclass(frozen=True, eq=False)
class Problem(ABC):
    """A loss of weights in one vector (..., d), cut into layers of `shapes`.

    Leading axes are a batch. A layer W gives outputs W a to inputs a.
    """

    slug: ClassVar[str]
    title: ClassVar[str]
    idea: ClassVar[str]
    formula: ClassVar[str]  # LaTeX
    source: ClassVar[str]  # where it comes from
    shapes: ClassVar[tuple[tuple[int, int], ...]]
    # Whether each layer's Gauss-Newton matrix is the product of its factors.
    exact: ClassVar[bool] = True

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
        return np.asarray(eigen(self.hess(self.solution))[0])

    @property
    def limit(self) -> float:
        """2/λmax there: at larger rates gradient descent cannot rest."""
        return float(2 / self.curvatures[-1])

    @property
    def start(self) -> np.ndarray:
        """Where every run begins, of shape (d,): small random weights."""
        return np.asarray(self.starts(1)[0])

    def starts(self, count: int) -> np.ndarray:
        """Return `count` draws of small random weights, (count, d): the same ones every time."""
        size = sum(rows * columns for rows, columns in self.shapes)
        return SMALL * draws((count, size), seed=5)

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
            first = product(layer, first)
        return first

    def learned(self, whole: Array) -> Array:
        """Return how much of the goal a map (..., n, m) has in each view, (..., 2); 1 is all."""
        looks = [view.direction / inner(view.direction, self.goal) for view in self.views]
        return inner(whole[..., None, :, :], np.stack(looks))

    def sliced(self, shares: Array) -> Array:
        """Return the loss of maps with `shares` (..., 2) of the goal in the views, and all else."""
        more = (shares - 1)[..., None, None]
        parts = [
            view.direction * inner(view.direction, self.goal) / squared(view.direction)
            for view in self.views
        ]
        return self.of_map(
            self.goal + more[..., 0, :, :] * parts[0] + more[..., 1, :, :] * parts[1]
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
        """Return the second moments of a layer's inputs and of its output gradients.

        The targets of these gradients are drawn from the model.
        """

    def hess(self, x: Array) -> Array:
        """Return the Hessian, of shape (..., d, d), a column at a time."""
        return self.hvp(x[..., None, :], np.eye(x.shape[-1]) + 0 * x[..., None, :])

    def diagonal(self, x: Array) -> Array:
        """Return the diagonal of the Hessian, of shape (..., d)."""
        return np.diagonal(self.hess(x), axis1=-2, axis2=-1)

    def noise(self, x: Array) -> Array:
        """Return the noise of step 0, of the shape of `x`; `at(t)` has that of step `t`."""
        return normals(x, 0)

    def at(self, t: int) -> Moment:
        """Return the problem at step `t`: only its noise differs."""
        return Moment(self, t)


@dataclass(frozen=True)
class Moment(Wrapped):
    """A problem at one step: the same one, so that what it knows of itself is found once."""

    loss: Problem
    t: int

    def noise(self, x: Array) -> Array:
        """Return this step's draw of standard normal noise, of the shape of `x`."""
        return normals(x, self.t)

    def at(self, t: int) -> Moment:
        """Return the problem at step `t`."""
        return Moment(self.loss, t)


def flat(matrix: Array) -> Array:
    """Return matrices (..., n, m) as vectors (..., n·m), row by row."""
    return matrix.reshape((*matrix.shape[:-2], matrix.shape[-2] * matrix.shape[-1]))


def inner(a: Array, b: Array) -> Array:
    """Return the inner product of matrices (..., n, m), of shape (...)."""
    return total(total(a * b))


def draws(shape: tuple[int, int], seed: int) -> np.ndarray:
    """Return standard normal numbers; a row is the same however many there are."""
    return np.asarray(normals(np.zeros(shape), 0, 1000 * seed + np.arange(shape[0])[:, None]))


def rotation(n: int, seed: int) -> np.ndarray:
    """Return a random rotation or reflection of n dimensions."""
    return np.asarray(orthonormal(draws((n, n), seed)))
