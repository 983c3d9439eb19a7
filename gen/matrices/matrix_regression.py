"""Matrix regression: find a linear map from inputs that hardly ever point in some directions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gen.arithmetic.functions import evenly
from gen.arithmetic.matrices import product
from gen.arithmetic.vectors import outer, times
from gen.layers import split
from gen.optimizer import Array
from gen.problem import Problem, View, draws, flat, inner, rotation

ROWS, COLUMNS, KAPPA = 6, 8, 300.0


@dataclass(frozen=True, eq=False)
class Regression(Problem):
    """½ tr((W − W*) C (W − W*)ᵀ): squared error of a linear layer.

    Its inputs have the second moments C.
    """

    slug = "matrix-regression"
    title = "Matrix regression"
    idea = (
        "A linear layer whose inputs are large in one direction and tiny in another; no direction "
        "is an axis."
    )
    formula = r"L(W) = \tfrac12 \operatorname{tr}\bigl((W - W^*)\, C\, (W - W^*)^\top\bigr)"
    source = "linear regression with correlated inputs, several outputs at once"
    shapes = ((ROWS, COLUMNS),)

    @cached_property
    def directions(self) -> np.ndarray:
        """What inputs are large in, tiny in, and between: one direction a column."""
        return rotation(COLUMNS, 1)

    @cached_property
    def inputs(self) -> np.ndarray:
        """The second moments C of the inputs: eigenvalues from 1 to 1/300, along no axes."""
        return np.asarray(
            product(self.directions * evenly(1, 1 / KAPPA, COLUMNS), self.directions.T)
        )

    @cached_property
    def goal(self) -> np.ndarray:
        """The map that the examples come from."""
        return draws((ROWS, COLUMNS), 2)

    @cached_property
    def views(self) -> tuple[View, View]:
        """What the layer makes of the inputs' largest direction, and of their smallest."""
        large, small = (
            View(f"inputs' {words} direction", outer(times(self.goal, axis), axis))
            for words, axis in zip(("largest", "smallest"), self.directions.T[[0, -1]], strict=True)
        )
        return large, small

    def of_map(self, whole: Array) -> Array:
        """Return the loss of a map, of shape (...)."""
        away = whole - self.goal
        return 0.5 * inner(away, product(away, self.inputs))

    def grad(self, x: Array) -> Array:
        """Return the gradient, of shape (..., d)."""
        return flat(product(split(x, self.shapes)[0] - self.goal, self.inputs))

    def hvp(self, x: Array, v: Array) -> Array:
        """Return the Hessian times `v`: the same everywhere."""
        return 0 * x + flat(product(split(v, self.shapes)[0], self.inputs))

    def factors(self, x: Array, index: int) -> tuple[Array, Array]:
        """Return C, and the identity: the noise of all outputs has variance one."""
        batch = np.zeros((*x.shape[:-1], 1, 1))
        return batch + self.inputs, batch + np.eye(ROWS)


REGRESSION = Regression()
