"""What the claims about rules that use curvature share: states on the way, and batches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from gen.arithmetic.noise import normals
from gen.claims.ledger import Check, at_most
from gen.claims.runs import around, path
from gen.optimizer import Array, Optimizer
from gen.simulate import simulate
from gen.surface import Surface
from gen.surfaces.quadratic import QUADRATIC


class Paraboloid:
    """½xᵀHx with given curvatures along random axes: in d dimensions, and always the same."""

    def __init__(self, curvatures: Any, seed: int = 0) -> None:
        """Take the curvatures, of which there are as many as dimensions."""
        d = len(curvatures)
        self.shapes, self.start = ((d,),), normals(np.zeros(d), 1, seed)
        # Mirrors (Householder's) turn the axes.
        self.hessian = np.diag(np.array(curvatures, dtype=float))
        for k in range(d):
            axis = normals(np.zeros(d), 2 + k, seed)
            mirror = np.eye(d) - 2 * axis[:, None] * axis / (axis * axis).sum()
            self.hessian = np.einsum("ij,jk,kl", mirror, self.hessian, mirror)

    def value(self, x: Array) -> Array:
        """Return the height."""
        return (x * self.grad(x)).sum(axis=-1) / 2

    def grad(self, x: Array) -> Array:
        """Return Hx."""
        return (self.hessian * x[..., None, :]).sum(axis=-1)

    def hess(self, x: Array) -> Array:
        """Return H."""
        return self.hessian + 0 * x[..., None]

    def hvp(self, x: Array, v: Array) -> Array:
        """Return Hv."""
        return self.grad(v)

    def at(self, t: Any) -> Paraboloid:
        """Return the same at every step."""
        return self


class Chain:
    """Rosenbrock's function in many dimensions: one bend from each coordinate to the next."""

    def __init__(self, d: int) -> None:
        """Take the number of dimensions, at least 2."""
        self.shapes, self.start = ((d,),), np.where(np.arange(d) % 2, 1.0, -1.2)

    def value(self, x: Array) -> Array:
        """Return the loss."""
        bend = x[..., 1:] - x[..., :-1] ** 2
        return (100 * bend**2 + (1 - x[..., :-1]) ** 2).sum(axis=-1)

    def grad(self, x: Array) -> Array:
        """Return the gradient."""
        bend = x[..., 1:] - x[..., :-1] ** 2
        none = 0 * x[..., :1]
        own = -400 * bend * x[..., :-1] - 2 * (1 - x[..., :-1])
        return np.concatenate([own, none], -1) + np.concatenate([none, 200 * bend], -1)

    def at(self, t: Any) -> Chain:
        """Return the same at every step."""
        return self


def untouched_by_a_schedule(cls: type[Optimizer], surface: Surface) -> Check:
    """Check that a rate that falls by half over 60 steps changes no path from nine starts."""
    plain, falling = (
        path(cls, surface, 60, around(surface), schedule).points
        for schedule in (None, lambda t, n: 1 - t / (2 * n))
    )
    return at_most("how far the paths part", np.abs(plain - falling).max(), 0.0)


def tried(points: np.ndarray, directions: np.ndarray, first: np.ndarray, rho: float) -> np.ndarray:
    """Return how many lengths each step of one run tried, by how long it was."""
    moved = np.diff(points, axis=0)
    with np.errstate(all="ignore"):
        length = (moved * directions).sum(axis=-1) / (directions * directions).sum(axis=-1)
        return np.asarray(1 + np.round(np.log(length / first) / np.log(rho)))


@dataclass(frozen=True)
class Batches:
    """The valley, which every batch tilts its own way: loss and gradient alike.

    The third coordinate is the number of the run, whose batches are its own. The loss is flat
    along it, so that no rule moves it. With `whole`, losses are those of the whole valley.
    """

    sigma: float
    whole: bool = False
    t: int = 0

    shapes: ClassVar = ((3,),)

    def tilt(self, x: Array) -> Array:
        """Return what the batch adds to the gradient."""
        return self.sigma * normals(x[..., :2], self.t, x[..., 2:])

    def value(self, x: Array) -> Array:
        """Return the loss of the batch, or of the whole."""
        valley = QUADRATIC.value(x[..., :2])
        return valley if self.whole else valley + (self.tilt(x) * x[..., :2]).sum(axis=-1)

    def grad(self, x: Array) -> Array:
        """Return the gradient of the batch."""
        return _flat(QUADRATIC.grad(x[..., :2]) + self.tilt(x))

    def hess(self, x: Array) -> Array:
        """Return the Hessian, which is the same for every batch."""
        matrices = np.zeros((*x.shape, 3))
        matrices[..., :2, :2] = QUADRATIC.hess(x[..., :2])
        return matrices

    def hvp(self, x: Array, v: Array) -> Array:
        """Return the Hessian times v."""
        return _flat(QUADRATIC.hvp(x[..., :2], v[..., :2]))

    def at(self, t: Any) -> Batches:
        """Return the batch of a step."""
        return Batches(self.sigma, self.whole, t)


def _flat(x: Array) -> Array:
    return np.concatenate([x, 0 * x[..., :1]], axis=-1)


# Thirty-two runs from the valley's start, each with batches of its own.
RUNS = np.column_stack([np.tile(QUADRATIC.start, (32, 1)), np.arange(32.0)])


def loss_with_batches(
    cls: type[Optimizer], rates: Sequence[float], sigma: float = 0.1, whole: bool = False
) -> np.ndarray:
    """Return the median true loss over the last 100 of 300 steps of 32 runs, for each rate."""
    loss: Any = Batches(sigma, whole)
    points = simulate(cls(lr=np.array(rates)[:, None, None]), loss, RUNS, 300).points[-100:]
    return np.asarray(np.median(QUADRATIC.value(points[..., :2]), axis=(0, -1)))
