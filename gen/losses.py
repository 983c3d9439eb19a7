"""Wrappers around a loss: what a rule sees when gradients are noisy or clipped. The rule itself stays as it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np

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
        if (
            question.startswith("__") or question == "loss"
        ):  # asked by copy and pickle before there is a loss
            raise AttributeError(question)
        return getattr(self.loss, question)

    def at(self, t: int) -> Self:
        """Return the oracle of step `t`."""
        return replace(self, loss=self.loss.at(t))


@dataclass(frozen=True)
class Noisy(Wrapped):
    """Add Gaussian noise of standard deviation `sigma` to each coordinate of the gradient.

    The noise of a step is one draw, as a minibatch is: a rule that asks twice in one step sees the same noise.
    Equal seeds give equal runs; each run of a batch has noise of its own.
    """

    sigma: float
    seed: int
    step: int = 0

    def grad(self, x: Array) -> Array:
        """Return the gradient plus this step's noise."""
        noise = np.random.default_rng([self.seed, self.step]).standard_normal(x.shape)
        return self.loss.grad(x) + self.sigma * noise

    def at(self, t: int) -> Self:
        """Return the oracle of step `t`, with its own draw of noise."""
        return replace(self, loss=self.loss.at(t), step=t)


@dataclass(frozen=True)
class Clipped(Wrapped):
    """Shorten every gradient longer than `norm` to that length (Pascanu et al., 2013, arXiv:1211.5063)."""

    norm: float

    def grad(self, x: Array) -> Array:
        """Return the gradient, at most `norm` long."""
        xp, g = x.__array_namespace__(), self.loss.grad(x)
        length = norm(g)
        return xp.where(length > self.norm, g * (self.norm / xp.where(length > 0, length, 1.0)), g)
