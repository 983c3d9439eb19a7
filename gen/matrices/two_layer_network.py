"""A linear network of two layers: not convex, and it learns one singular value at a time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gen.arithmetic.functions import evenly
from gen.arithmetic.matrices import product, squared
from gen.arithmetic.vectors import outer
from gen.layers import join, split
from gen.optimizer import Array
from gen.problem import Problem, View, rotation

SIZE = 8
STRENGTHS = evenly(4, 0.125, SIZE)  # the singular values that are to be learned


@dataclass(frozen=True, eq=False)
class TwoLayers(Problem):
    """½‖W₂W₁ − M‖² from small random weights: Saxe, McClelland & Ganguli, 2014, arXiv:1312.6120."""

    slug = "two-layer-network"
    title = "Two-layer linear network"
    idea = (
        "Two layers in a row that have to agree: from small weights the start is almost a saddle."
    )
    formula = r"L(W_1, W_2) = \tfrac12 \lVert W_2 W_1 - M \rVert^2"
    source = "Saxe, McClelland & Ganguli, 2014, arXiv:1312.6120"
    shapes = ((SIZE, SIZE), (SIZE, SIZE))

    @cached_property
    def directions(self) -> tuple[np.ndarray, np.ndarray]:
        """The goal's outputs and inputs, one direction a column, from the strongest."""
        return rotation(SIZE, 3), rotation(SIZE, 4)

    @cached_property
    def goal(self) -> np.ndarray:
        """M, whose singular values fall from 4 to 1/8."""
        outputs, inputs = self.directions
        return np.asarray(product(outputs * STRENGTHS, inputs.T))

    @property
    def solution(self) -> np.ndarray:
        """Both layers share the strength of each direction alike."""
        outputs, inputs = (side * np.sqrt(STRENGTHS) for side in self.directions)
        return np.asarray(join([inputs.T, outputs], self.shapes))

    @cached_property
    def views(self) -> tuple[View, View]:
        """The goal's strongest singular direction, and its weakest."""
        outputs, inputs = self.directions
        strong, weak = (
            View(f"{words} direction", outer(outputs[:, i], inputs[:, i]))
            for words, i in (("strongest", 0), ("weakest", -1))
        )
        return strong, weak

    def of_map(self, whole: Array) -> Array:
        """Return the loss of a map, of shape (...)."""
        return 0.5 * squared(whole - self.goal)

    def grad(self, x: Array) -> Array:
        """Return the gradient, of shape (..., d)."""
        first, second = split(x, self.shapes)
        error = product(second, first) - self.goal
        return join([product(second.mT, error), product(error, first.mT)], self.shapes)

    def hvp(self, x: Array, v: Array) -> Array:
        """Return the Hessian times `v`: how the gradient changes along it."""
        (first, second), (d_first, d_second) = split(x, self.shapes), split(v, self.shapes)
        error = product(second, first) - self.goal
        change = product(d_second, first) + product(second, d_first)
        rows = product(second.mT, change) + product(d_second.mT, error)
        return join([rows, product(change, first.mT) + product(error, d_first.mT)], self.shapes)

    def factors(self, x: Array, index: int) -> tuple[Array, Array]:
        """Return both moments.

        The layer before shapes the inputs, and the layer behind what the outputs are worth.
        """
        first, second = split(x, self.shapes)
        one = np.eye(SIZE) + 0 * first
        return (one, product(second.mT, second)) if index == 0 else (product(first, first.mT), one)


TWO_LAYERS = TwoLayers()
