"""What the matrix rules compute with: products and roots of matrices on the last two axes."""

from __future__ import annotations

from functools import reduce

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.eigenvectors import eigen
from gen.arithmetic.functions import namespace
from gen.arithmetic.vectors import total

FEW = 2  # rows of a matrix whose roots are written out, for the browser


def product(*factors: Array) -> Array:
    """Return the product of matrices (..., n, k), (..., k, m), …, from the left to the right."""
    return reduce(_times, factors)


def _times(a: Array, b: Array) -> Array:
    xp = namespace(a)
    if xp is np:
        batch = np.broadcast_shapes(a.shape[:-2], b.shape[:-2])
        # The batch last in memory, whatever the factors are like: rows of numbers are long then.
        terms = np.empty((a.shape[-2], *b.shape[-2:], *batch))
        terms = terms.transpose(*range(3, terms.ndim), 0, 1, 2)
        np.multiply(a[..., :, :, None], b[..., None, :, :], out=terms)
        return total(terms, axis=-2)
    if not hasattr(xp, "tape"):
        return a @ b
    return total(a[..., :, :, None] * b[..., None, :, :], axis=-2)


def squared(a: Array) -> Array:
    """Return the sum of the squares of matrices (..., n, m), of shape (...)."""
    return total(total(a * a))


def length(a: Array) -> Array:
    """Return the Frobenius norm, of shape (..., 1, 1)."""
    return a.__array_namespace__().sqrt(squared(a))[..., None, None]


def rows(x: Array) -> Array:
    """Return an identity matrix (..., n, n) for the rows of the matrices `x` (..., n, m)."""
    return 0 * x[..., :, :1] + x.__array_namespace__().eye(x.shape[-2])


def columns(x: Array) -> Array:
    """Return an identity matrix (..., m, m) for the columns of the matrices `x` (..., n, m)."""
    return rows(x.mT)


def trace(a: Array) -> Array:
    """Return the sum of the diagonal, of shape (..., 1, 1)."""
    return total(total(a * a.__array_namespace__().eye(a.shape[-1])))[..., None, None]


def inverse(a: Array) -> Array:
    """Return the inverse of symmetric positive definite (..., n, n).

    By Gauss–Jordan elimination, a column at a time.
    """
    xp, eye = namespace(a), a.__array_namespace__().eye(a.shape[-1])
    both = xp.concat([a, eye + 0 * a], axis=-1)
    for k in range(a.shape[-1]):
        row = both[..., k : k + 1, :] / both[..., k : k + 1, k : k + 1]
        # The others lose their share of the row, and the row itself is divided by its pivot.
        both = both - (both[..., :, k : k + 1] - eye[:, k : k + 1]) * row
    return both[..., a.shape[-1] :]


def inverse_root(a: Array, p: int) -> Array:
    """Return a^(−1/p) of symmetric matrices (..., n, n), positive definite, with `p` 1, 2 or 4."""
    n = a.shape[-1]
    if n == 1:
        return _inverse_root(a, p)
    if n == FEW:
        return _of_two_rows(a, p)
    if p == 1:
        return inverse(a)
    values, vectors = eigen(a)
    return product(vectors * _inverse_root(values, p)[..., None, :], vectors.mT)


def _of_two_rows(a: Array, p: int) -> Array:
    xp, off = a.__array_namespace__(), a[..., 0, 1]
    mean, half = (a[..., 0, 0] + a[..., 1, 1]) / 2, (a[..., 0, 0] - a[..., 1, 1]) / 2
    radius = xp.sqrt(half * half + off * off)
    large = mean + radius
    # Not mean − radius, which would cancel.
    small = (a[..., 0, 0] * a[..., 1, 1] - off * off) / large
    high, low = _inverse_root(large, p), _inverse_root(small, p)
    slope = xp.where(radius > 0, (high - low) / xp.where(radius > 0, 2 * radius, 1.0), 0.0)
    middle, beside = (high + low) / 2, slope * off
    top, bottom = middle + slope * half, middle - slope * half
    return xp.stack(
        [xp.stack([top, beside], axis=-1), xp.stack([beside, bottom], axis=-1)], axis=-2
    )


def _inverse_root(x: Array, p: int) -> Array:
    while p > 1:
        x, p = x.__array_namespace__().sqrt(x), p // 2
    return 1 / x
