"""Sums, products and small linear systems, in an order that NumPy and the browser share."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.functions import namespace

TINY = 1e-300  # what is not above it is zero to a division: one over it could overflow


def planar(x: np.ndarray) -> np.ndarray:
    """Return a copy whose last axis comes first in memory: then a coordinate is one long row."""
    return np.moveaxis(np.moveaxis(x, -1, 0).copy(), 0, -1)


def stacked(parts: Sequence[Array]) -> Array:
    """Return `parts` (...) as one array (..., n): in NumPy a planar one."""
    xp = namespace(parts[0])
    if xp is not np:
        return xp.stack(parts, axis=-1)
    rows = np.stack(parts)
    return rows.transpose(*range(1, rows.ndim), 0)


def total(x: Array, axis: int = -1, keepdims: bool = False) -> Array:
    """Return the sum along the last axis, or the one before (−2): one half is added to the other.

    A library's sum may add in an order of its own on each processor and for each layout in memory.
    """

    def part(x: Array, first: int, end: int) -> Array:
        return x[..., first:end] if axis == -1 else x[..., first:end, :]

    while (n := x.shape[axis]) > 1:
        half = n // 2
        folded = part(x, 0, half) + part(x, half, 2 * half)
        if n % 2:
            folded = x.__array_namespace__().concat([folded, part(x, n - 1, n)], axis=axis)
        x = folded
    return x if keepdims else x[..., 0] if axis == -1 else x[..., 0, :]


def dot(a: Array, b: Array) -> Array:
    """Return the inner product along the last axis, kept with length one: it multiplies vectors."""
    return total(a * b, keepdims=True)


def norm(a: Array) -> Array:
    """Return the length along the last axis, kept with length one."""
    return a.__array_namespace__().sqrt(dot(a, a))


def distance(a: Array, b: Array) -> Array:
    """Return how far the points `a` and `b` (..., d) are apart, of shape (...)."""
    return norm(a - b)[..., 0]


def outer(a: Array, b: Array) -> Array:
    """Return the matrix a bᵀ, of shape (..., d, d)."""
    return a[..., :, None] * b[..., None, :]


def times(a: Array, b: Array) -> Array:
    """Return the matrix `a` of shape (..., n, d) times the vector `b` of shape (..., d)."""
    return total(a * b[..., None, :])


def identity(x: Array) -> Array:
    """Return the identity matrix for each vector of `x`, of shape (..., d, d)."""
    return x.__array_namespace__().eye(x.shape[-1]) + 0 * x[..., None]


def definite(a: Array, damping: Array) -> Array:
    """Return whether a + damping·I is positive definite, of shape (..., 1).

    It is where all its pivots are positive.
    """
    d = a.shape[-1]
    rows = [
        [a[..., i, j, None] + damping if i == j else a[..., i, j, None] for j in range(d)]
        for i in range(d)
    ]
    good = rows[0][0] > 0
    for k in range(d - 1):
        for i in range(k + 1, d):
            factor = rows[i][k] / rows[k][k]
            rows[i] = [low - factor * high for high, low in zip(rows[k], rows[i], strict=True)]
        good = good & (rows[k + 1][k + 1] > 0)
    return good


def solve(a: Array, b: Array, damping: Array = 0.0) -> Array:
    """Return x (..., d) with (a + damping·I) x = b, for `a` (..., d, d) and `b` (..., d).

    Gaussian elimination with partial pivoting, for few dimensions. A library's solver raises when
    one system of a batch is singular, and the browser has none; here a singular system gives
    infinities or NaN, in its own row only. `damping` broadcasts against `b`.
    """
    xp, d = a.__array_namespace__(), a.shape[-1]
    damping = damping + 0 * b
    rows = [
        [a[..., i, j] + damping[..., i] if i == j else a[..., i, j] for j in range(d)]
        for i in range(d)
    ]
    for i in range(d):
        rows[i].append(b[..., i])
    for k in range(d):
        for i in range(k + 1, d):
            swap = xp.abs(rows[i][k]) > xp.abs(rows[k][k])
            pairs = [
                (xp.where(swap, low, high), xp.where(swap, high, low))
                for high, low in zip(rows[k], rows[i], strict=True)
            ]
            rows[k], rows[i] = [p for p, _ in pairs], [q for _, q in pairs]
        for i in range(k + 1, d):
            factor = rows[i][k] / rows[k][k]
            rows[i] = [low - factor * high for high, low in zip(rows[k], rows[i], strict=True)]
    x: list[Array] = [None] * d
    for k in reversed(range(d)):
        known = rows[k][d]
        for j in range(k + 1, d):
            known = known - rows[k][j] * x[j]
        x[k] = known / rows[k][k]
    return stacked(x)
