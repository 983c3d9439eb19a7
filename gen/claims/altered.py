"""Losses with one thing changed: a cause is taken away by moving, turning or stretching them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from gen.arithmetic.vectors import times
from gen.losses import Wrapped
from gen.optimizer import Array


@dataclass(frozen=True)
class Stretched(Wrapped):
    """A loss multiplied by a constant."""

    factor: float

    def value(self, x: Array) -> Array:
        """Return the loss, of shape (...)."""
        return self.factor * self.loss.value(x)

    def grad(self, x: Array) -> Array:
        """Return the gradient, of shape (..., d)."""
        return self.factor * self.loss.grad(x)


@dataclass(frozen=True)
class Moved(Wrapped):
    """A surface on another part of the map: its point 0 lies at `to`."""

    to: Any

    def value(self, x: Array) -> Array:
        """Return the loss, of shape (...)."""
        return self.loss.value(x - np.asarray(self.to))

    def grad(self, x: Array) -> Array:
        """Return the gradient, of shape (..., 2)."""
        return self.loss.grad(x - np.asarray(self.to))


DIAGONAL = np.array([[1.0, -1.0], [1.0, 1.0]]) / 2**0.5


@dataclass(frozen=True)
class Turned(Wrapped):
    """A loss that is seen after its weights were turned: by 45 degrees, or by another rotation."""

    turn: Any = None

    @property
    def rotation(self) -> np.ndarray:
        """The matrix (d, d) that turns a point of the loss to where it is now."""
        return DIAGONAL if self.turn is None else np.asarray(self.turn)

    def there(self, x: Array) -> np.ndarray:
        """Return where points (..., d) of the loss itself are now."""
        return np.asarray(times(self.rotation, x))

    def value(self, x: Array) -> Array:
        """Return the loss, of shape (...)."""
        return self.loss.value(times(self.rotation.T, x))

    def grad(self, x: Array) -> Array:
        """Return the gradient, of shape (..., d)."""
        return times(self.rotation, self.loss.grad(times(self.rotation.T, x)))

    def diagonal(self, x: Array) -> Array:
        """Return the diagonal of the Hessian, of shape (..., d)."""
        hessian = self.loss.hess(times(self.rotation.T, x))
        return np.einsum("ji,...ik,jk->...j", self.rotation, hessian, self.rotation)
