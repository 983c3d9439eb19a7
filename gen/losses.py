"""Wrappers around a loss: what a rule, itself unchanged, sees of noisy or clipped gradients.

Also two losses of one weight, on which figures and claims try a rule by hand.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np

from gen.arithmetic.functions import namespace
from gen.arithmetic.noise import mixed, normals
from gen.arithmetic.vectors import norm
from gen.optimizer import Array, Loss


@dataclass(frozen=True)
class Wrapped:
    """A loss that passes every question on; subclasses change the answer to one."""

    loss: Loss

    def value(self, x: Array) -> Array:
        """Return the loss, of shape (...)."""
        return self.loss.value(x)

    def grad(self, x: Array) -> Array:
        """Return the gradient, of shape (..., d)."""
        return self.loss.grad(x)

    def hess(self, x: Array) -> Array:
        """Return the Hessian, of shape (..., d, d)."""
        return self.loss.hess(x)

    def hvp(self, x: Array, v: Array) -> Array:
        """Return the Hessian times `v`, of shape (..., d)."""
        return self.loss.hvp(x, v)

    def diagonal(self, x: Array) -> Array:
        """Return the diagonal of the Hessian, of shape (..., d)."""
        return self.loss.diagonal(x)

    def noise(self, x: Array) -> Array:
        """Return this step's draw of standard normal noise, of the shape of `x`."""
        return self.loss.noise(x)

    def __getattr__(self, question: str) -> Any:
        """Pass on a question that only some losses answer, such as `fisher`."""
        # Asked by copy and pickle before there is a loss.
        if question.startswith("__") or question == "loss":
            raise AttributeError(question)
        return getattr(self.loss, question)

    def at(self, t: int) -> Self:
        """Return the oracle of step `t`."""
        return replace(self, loss=self.loss.at(t))


@dataclass(frozen=True)
class Noisy(Wrapped):
    """Add Gaussian noise of standard deviation `sigma` to each coordinate of the gradient.

    The noise of a step is one draw, as a minibatch is: a rule that asks twice in one step sees the
    same noise. Equal seeds, from 0 to 2³² − 1, give equal runs on every machine; each run of a
    batch has noise of its own.
    """

    sigma: float
    seed: int
    step: int = 0

    def grad(self, x: Array) -> Array:
        """Return the gradient plus this step's noise."""
        return self.loss.grad(x) + self.sigma * normals(x, self.step, self._seeds(x.shape[:-1]))

    def _seeds(self, batch: tuple[int, ...]) -> np.ndarray:
        runs = np.arange(math.prod(batch), dtype=np.uint32).reshape(*batch, 1)
        # Scrambled, so that runs of neighboring seeds share no noise, nor with what surfaces have.
        own = mixed(np.asarray([self.seed], np.uint32))
        return np.asarray(mixed(own + runs + np.uint32(1)))

    def at(self, t: int) -> Self:
        """Return the oracle of step `t`, with its own draw of noise."""
        return replace(self, loss=self.loss.at(t), step=t)


@dataclass(frozen=True)
class Clipped(Wrapped):
    """Shorten gradients longer than `norm` to it (Pascanu et al., 2013, arXiv:1211.5063)."""

    norm: float

    def grad(self, x: Array) -> Array:
        """Return the gradient, at most `norm` long."""
        xp, g = x.__array_namespace__(), self.loss.grad(x)
        length = norm(g)
        return xp.where(length > self.norm, g * (self.norm / xp.where(length > 0, length, 1.0)), g)


class Kinked:
    """A slope of 25, then 1, then 25 again: equation 4.11 of Lessard, Recht & Packard (2016)."""

    def grad(self, x: Array) -> Array:
        """Return the gradient."""
        xp = namespace(x)
        return xp.where(x < 1, 25 * x, xp.where(x < 2, x + 24, 25 * x - 24))


class Wells:
    """(x² − 1)²/4, of x (..., 1): minima at −1 and 1, and a hill between them."""

    shapes = ((1,),)

    def value(self, x: Array) -> Array:
        """Return the loss, of shape (...)."""
        square = x[..., 0] * x[..., 0]
        return (square - 1) * (square - 1) / 4

    def grad(self, x: Array) -> Array:
        """Return the slope, of shape (..., 1)."""
        return x * x * x - x

    def hess(self, x: Array) -> Array:
        """Return the curvature, of shape (..., 1, 1): negative between −1/√3 and 1/√3."""
        return (3 * x * x - 1)[..., None]

    def at(self, t: int) -> Wells:
        """Return the same at every step."""
        return self
