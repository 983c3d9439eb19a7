"""A loss of one weight with two wells, for figures in which a number is worked through by hand."""

from __future__ import annotations

from gen.arithmetic import Array
from gen.arithmetic.functions import namespace


class Wells:
    """x⁴/4 − x²/2 + 1/4, of x (..., 1): minima at −1 and 1, and a hill between them."""

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


def segment(*corners: tuple[Array, Array]) -> Array:
    """Return a line through points whose coordinates are numbers, some of them from knobs."""
    zero = sum(x + y for x, y in corners) * 0
    xp = namespace(zero)
    rows = [xp.stack([x + zero, y + zero], axis=-1) for x, y in corners]
    return xp.stack(rows, axis=-2)
