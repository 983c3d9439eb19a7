"""Small linear systems in plain arithmetic, so that NumPy, JAX and the browser take the same steps."""

from __future__ import annotations

from gen.arithmetic import Array

TINY = 1e-300  # what is not above it is zero to a division: one over it could overflow


def dot(a: Array, b: Array) -> Array:
    """Return the inner product along the last axis, kept with length one so that it multiplies vectors."""
    return a.__array_namespace__().sum(a * b, axis=-1, keepdims=True)


def norm(a: Array) -> Array:
    """Return the length along the last axis, kept with length one."""
    return a.__array_namespace__().sqrt(dot(a, a))


def outer(a: Array, b: Array) -> Array:
    """Return the matrix a bᵀ, of shape (..., d, d)."""
    return a[..., :, None] * b[..., None, :]


def times(a: Array, b: Array) -> Array:
    """Return the matrix `a` of shape (..., n, d) times the vector `b` of shape (..., d)."""
    return a.__array_namespace__().sum(a * b[..., None, :], axis=-1)


def identity(x: Array) -> Array:
    """Return the identity matrix for each vector of `x`, of shape (..., d, d)."""
    return x.__array_namespace__().eye(x.shape[-1]) + 0 * x[..., None]


def definite(a: Array, damping: Array) -> Array:
    """Return whether a + damping·I is positive definite: all its pivots are positive. Shape (..., 1)."""
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
    """Return x of shape (..., d) with (a + damping·I) x = b, for `a` of shape (..., d, d) and `b` (..., d).

    Gaussian elimination with partial pivoting, for the few dimensions of a loss surface. A library's solver
    raises when one system of a batch is singular, and the browser has none; here a singular system gives
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
    return xp.stack(x, axis=-1)
