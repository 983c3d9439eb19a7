"""What the matrix rules compute with: products, roots and eigenvectors of matrices on the last two axes."""

from __future__ import annotations

from functools import reduce

from gen.arithmetic import Array

FEW = 2  # rows and columns for which a product is written out, the same in NumPy, one by one or batched, and JavaScript


def product(*factors: Array) -> Array:
    """Return the product of matrices (..., n, k), (..., k, m), …, from the left to the right."""
    return reduce(_times, factors)


def _times(a: Array, b: Array) -> Array:
    if max(*a.shape[-2:], *b.shape[-2:]) > FEW:
        return a @ b
    return a.__array_namespace__().sum(a[..., :, :, None] * b[..., None, :, :], axis=-2)


def length(a: Array) -> Array:
    """Return the Frobenius norm, of shape (..., 1, 1)."""
    xp = a.__array_namespace__()
    return xp.sqrt(xp.sum(xp.sum(a * a, axis=-1, keepdims=True), axis=-2, keepdims=True))


def rows(x: Array) -> Array:
    """Return an identity matrix (..., n, n) for the rows of the matrices `x` (..., n, m)."""
    return x.__array_namespace__().eye(x.shape[-2]) + 0 * x[..., :, :1]


def columns(x: Array) -> Array:
    """Return an identity matrix (..., m, m) for the columns of the matrices `x` (..., n, m)."""
    return rows(x.mT)


def trace(a: Array) -> Array:
    """Return the sum of the diagonal, of shape (..., 1, 1)."""
    xp = a.__array_namespace__()
    return xp.sum(xp.sum(a * xp.eye(a.shape[-1]), axis=-1, keepdims=True), axis=-2, keepdims=True)


def eigen(a: Array) -> tuple[Array, Array]:
    """Return the eigenvalues (..., n), from the smallest, and eigenvectors of a symmetric matrix (..., n, n).

    A library raises when one matrix of a batch is not finite; here its eigenvalues are NaN, and no one else's.
    """
    xp = a.__array_namespace__()
    finite = xp.all(xp.isfinite(a), axis=(-2, -1), keepdims=True)
    values, vectors = xp.linalg.eigh(xp.where(finite, a, xp.eye(a.shape[-1])))
    return xp.where(finite[..., 0], values, xp.nan), vectors


def inverse_root(a: Array, p: int) -> Array:
    """Return a^(−1/p) for a symmetric matrix (..., n, n) with positive eigenvalues and `p` 1, 2 or 4.

    Of two rows in plain arithmetic, so that the browser has it; of more by the library's eigenvectors.
    """
    n = a.shape[-1]
    if n == 1:
        return _inverse_root(a, p)
    if n > FEW:
        values, vectors = eigen(a)
        return (vectors * _inverse_root(values, p)[..., None, :]) @ vectors.mT
    xp = a.__array_namespace__()
    mean, half = (a[..., 0, 0] + a[..., 1, 1]) / 2, (a[..., 0, 0] - a[..., 1, 1]) / 2
    radius = xp.sqrt(half**2 + a[..., 0, 1] ** 2)
    large = mean + radius
    small = (
        a[..., 0, 0] * a[..., 1, 1] - a[..., 0, 1] ** 2
    ) / large  # not mean − radius, which would cancel
    high, low = _inverse_root(large, p), _inverse_root(small, p)
    slope = xp.where(radius > 0, (high - low) / xp.where(radius > 0, 2 * radius, 1.0), 0.0)
    middle, off = (high + low) / 2, slope * a[..., 0, 1]
    top, bottom = middle + slope * half, middle - slope * half
    return xp.stack([xp.stack([top, off], axis=-1), xp.stack([off, bottom], axis=-1)], axis=-2)


def _inverse_root(x: Array, p: int) -> Array:
    # By square roots, which round alike everywhere; powers do not.
    while p > 1:
        x, p = x.__array_namespace__().sqrt(x), p // 2
    return 1 / x
