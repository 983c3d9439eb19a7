"""Where rules are compared for a few steps: every surface, as it is or cut through a matrix."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from gen.losses import Wrapped
from gen.surface import Surface
from gen.surfaces import SURFACES
from gen.surfaces.rosenbrock import ROSENBROCK
from tests.parity import MATRICES, Reference


@dataclass(frozen=True)
class Slice:
    """A surface over the matrices of a shape.

    Two directions of the weights are its coordinates; along all others nothing changes.
    """

    surface: Surface
    shape: tuple[int, int]

    def __post_init__(self) -> None:
        directions = np.random.default_rng(0).normal(size=(int(np.prod(self.shape)), 2))
        object.__setattr__(self, "plane", np.linalg.qr(directions)[0])

    @property
    def slug(self) -> str:
        return f"{self.surface.slug} through {self.shape[0]} × {self.shape[1]}"

    @property
    def shapes(self) -> tuple[tuple[int, ...], ...]:
        return (self.shape,)

    def value(self, x: Any) -> Any:
        return self.surface.value(x @ self.plane)

    def grad(self, x: Any) -> Any:
        return self.surface.grad(x @ self.plane) @ self.plane.T

    def at(self, t: int) -> Slice:
        return self


def grounds(reference: Reference, rng: np.random.Generator) -> Iterator[tuple[Any, np.ndarray]]:
    """Yield each surface without noise, as the reference can run on it, and a point of its window.

    The point is random. A reference that is compared neither on Rosenbrock nor on matrices of any
    kind needs losses of its own, and gets none.
    """
    for surface in SURFACES.values():
        point = rng.uniform(*np.array(surface.window).T)
        if ROSENBROCK in reference.losses and not surface.noise_level:
            yield surface, point
        if MATRICES[0] in reference.losses and not surface.noise_level:
            ground = Slice(surface, MATRICES[2].shapes[0])
            yield ground, ground.plane @ point


def another(loss: Any, number: int) -> tuple[Any, np.ndarray]:
    """Return the loss number `number` of the kind of `loss`, and a start.

    It is another quadratic, or the same surface from elsewhere.
    """
    if isinstance(loss, Wrapped):
        inner, start = another(loss.loss, number)
        return dataclasses.replace(loss, loss=inner), start
    if hasattr(loss, "seed"):
        loss = dataclasses.replace(loss, seed=number)
        return loss, np.array(loss.start)
    return loss, np.array(loss.start) + 0.1 * np.random.default_rng(number).normal(
        size=len(loss.start)
    )
