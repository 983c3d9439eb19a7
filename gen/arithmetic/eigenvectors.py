"""Eigenvectors and singular vectors by Jacobi's rotations, whose order is fixed (Jacobi, 1846).

A library picks its method, and the order of its sums, by the processor. Here each round turns n/2
disjoint pairs of axes at once, and n − 1 rounds, a sweep, pair everyone with everyone. What is
small enough counts as zero, and turning by zero changes no bit: so those of a batch that rest may
be set aside before a sweep, and each of its matrices gets the same result as alone.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.functions import namespace
from gen.arithmetic.vectors import total

SWEEPS = 16  # at most; each squares the error of the one before, and 8 rows need about seven
NOTHING = 2.0**-50  # an entry no larger than this share of the largest is as good as zero


def eigen(a: Array) -> tuple[Array, Array]:
    """Return the eigenvalues (..., n) of symmetric (..., n, n), smallest first, and eigenvectors.

    Of a matrix that is not finite they are NaN and axes, and no one else's in the batch are.
    """
    xp = namespace(a)
    finite = xp.all(xp.isfinite(a), axis=(-2, -1), keepdims=True)
    tame = xp.where(finite, a, xp.eye(a.shape[-1]))
    values, vectors = xp.linalg.eigh(tame) if xp is not np else _jacobi(tame)
    return xp.where(finite[..., 0], values, xp.nan), vectors


def singular(a: Array) -> tuple[Array, Array, Array]:
    """Return u (..., n, k), values (..., k) from the largest, and v (..., m, k) of `a` (..., n, m).

    a = u diag(values) vᵀ with k the smaller of n and m, by one-sided rotations (Hestenes, 1958). To
    a value of zero belongs a column of zeros in u: nothing is stretched into that direction.
    """
    if a.shape[-1] > a.shape[-2]:
        u, values, v = singular(a.mT)
        return v, values, u
    size = a.shape[-1]
    columns = _even(_inside_out(a.mT))
    axes = _even(_identity(size, columns))
    scale = np.abs(columns).max(axis=(0, 1))
    for _ in range(SWEEPS):
        resting = True
        for _ in range(len(columns) - 1):
            first, second = _halves(columns)
            apart, one, two = (_fold(x) for x in (first * second, first * first, second * second))
            nothing = NOTHING * np.maximum(np.sqrt(one * two), NOTHING * scale * scale)
            c, s = _turn(one, two, np.where(np.abs(apart) <= nothing, 0.0, apart))
            resting = resting and not np.any(s)
            columns, axes = _turned(columns, c, s), _turned(axes, c, s)
        if resting:
            break
    values = np.sqrt(_fold(columns * columns))
    ranks = np.argsort(-values, axis=0, stable=True)[:size]
    values, columns, axes = _ranked(ranks, values, columns, axes)
    u = columns / np.where(values > 0, values, 1.0)[:, None]
    batch = a.shape[:-2]
    return (
        _outside(u, batch).mT,
        values.T.reshape(*batch, size),
        _outside(axes, batch).mT[..., :size, :],
    )


def orthonormal(a: Array) -> Array:
    """Return orthonormal columns that span those of square `a` (..., n, n): the q of a = q r.

    By Householder's mirrors (1958), which also know what to do with columns that depend on others.
    """
    xp, n = namespace(a), a.shape[-1]
    if xp is not np:
        return xp.linalg.qr(a)[0]
    q = np.eye(n) + 0 * a
    for k in range(n - 1):
        mirror = a[..., k:, k]
        ahead = np.sqrt(total(mirror * mirror))
        first = mirror[..., 0] + np.where(mirror[..., 0] < 0, -ahead, ahead)
        mirror = np.concat([first[..., None], mirror[..., 1:]], axis=-1)
        size = total(mirror * mirror)
        twice = (2 / np.where(size > 0, size, 1.0))[..., None, None]
        column, row = mirror[..., :, None], mirror[..., None, :]
        below, beside = a[..., k:, :], q[..., :, k:]
        below = below - twice * column * total(column * below, -2, keepdims=True)
        beside = beside - twice * total(beside * row, keepdims=True) * row
        a = np.concat([a[..., :k, :], below], axis=-2)
        q = np.concat([q[..., :, :k], beside], axis=-1)
    return q


def _jacobi(a: Array) -> tuple[Array, Array]:
    size, batch = a.shape[-1], a.shape[:-2]
    a = _even(_even(_inside_out(a)).swapaxes(0, 1))
    axes = _even(_identity(size, a))
    nothing = NOTHING * np.abs(a).max(axis=(0, 1))
    going, whole, all_axes = np.arange(a.shape[-1]), a.copy(), axes.copy()
    for _ in range(SWEEPS):
        restless = np.abs(a[_meetings(len(a))]).max(axis=0) > nothing[going]
        if not restless.all():
            rest = going[~restless]
            whole[..., rest], all_axes[..., rest] = a[..., ~restless], axes[..., ~restless]
            # Unlike an index, this leaves the batch the last in memory.
            a, axes = (np.compress(restless, each, axis=-1) for each in (a, axes))
            going = going[restless]
            if len(going) == 0:
                break
        a, axes = _swept(a, axes, nothing[going])
    whole[..., going], all_axes[..., going] = a, axes
    a, axes = whole, all_axes
    values = a[np.arange(len(a)), np.arange(len(a))]
    real = np.any(axes != 0, axis=1)  # not what made an odd number of axes even
    ranks = np.argsort(np.where(real, values, np.inf), axis=0, stable=True)[:size]
    values, axes = _ranked(ranks, values, axes)
    return values.T.reshape(*batch, size), _outside(axes, batch).mT


def _swept(a: Array, axes: Array, nothing: Array) -> tuple[Array, Array]:
    """Return both after each row was turned with every other."""
    pairs = np.arange(len(a) // 2)
    partners = pairs + len(pairs)
    for _ in range(len(a) - 1):
        apart = a[pairs, partners]
        apart = np.where(np.abs(apart) <= nothing, 0.0, apart)
        c, s = _turn(a[pairs, pairs], a[partners, partners], apart)
        a = _turned(_turned(a, c, s).swapaxes(0, 1), c, s).swapaxes(0, 1)
        axes = _turned(axes, c, s)
    return a, axes


def _inside_out(a: Array) -> Array:
    """Return matrices (..., n, m) as (n, m, batch): operations are then on long rows of numbers."""
    flat = a.reshape(math.prod(a.shape[:-2]), *a.shape[-2:])
    return np.ascontiguousarray(np.moveaxis(flat, 0, -1))


def _outside(a: Array, batch: tuple[int, ...]) -> Array:
    """Undo `_inside_out`."""
    return np.moveaxis(a, -1, 0).reshape(*batch, *a.shape[:2])


def _identity(size: int, like: Array) -> Array:
    return np.broadcast_to(np.eye(size)[..., None], (size, size, like.shape[-1]))


def _even(a: Array) -> Array:
    """Return `a` with a row of zeros more where their number is odd."""
    return np.pad(a, [(0, len(a) % 2), (0, 0), (0, 0)]) if len(a) % 2 else a


def _halves(a: Array) -> tuple[Array, Array]:
    return a[: len(a) // 2], a[len(a) // 2 :]


def _fold(a: Array) -> Array:
    """Return the sums along the middle axis."""
    return total(np.moveaxis(a, 1, 0).T).T


def _turn(first: Array, second: Array, apart: Array) -> tuple[Array, Array]:
    """Return cosine and sine of the smaller of the two turns that make `apart` zero."""
    with np.errstate(all="ignore"):
        slope = (second - first) / (2 * apart)
        tangent = np.where(slope < 0, -1.0, 1.0) / (np.abs(slope) + np.sqrt(1 + slope * slope))
    tangent = np.where(apart == 0, 0.0, tangent)
    c = 1 / np.sqrt(1 + tangent * tangent)
    return c, tangent * c


def _turned(a: Array, c: Array, s: Array) -> Array:
    """Return `a` with each row turned with its partner, and seated beside the next one.

    As in a tournament: in n − 1 rounds, i and i + n/2 are all pairs in turn, and sit as at first.
    """
    first, second = _halves(a)
    c, s = c[:, None], s[:, None]
    top, bottom = c * first, s * first
    top -= s * second
    bottom += c * second
    return _seated(top, bottom)


def _seated(top: Array, bottom: Array) -> Array:
    if len(top) == 1:
        return np.concat([top, bottom])
    return np.concat([top[:1], bottom[:1], top[1:-1], bottom[1:], top[-1:]])


@cache
def _meetings(size: int) -> tuple[Array, Array]:
    """Return in which row and which column a sweep looks at each pair, if nothing is turned."""
    seats, met = np.arange(size), []
    for _ in range(size - 1):
        met.append(_halves(seats))
        seats = _seated(*met[-1])
    rows, columns = (np.concat(each) for each in zip(*met, strict=True))
    return rows, columns


def _ranked(ranks: Array, values: Array, *rows: Array) -> tuple[Array, ...]:
    """Return `values`, and the rows that belong to them, in the order of `ranks`."""
    ordered = (np.take_along_axis(each, ranks[:, None], axis=0) for each in rows)
    return (np.take_along_axis(values, ranks, axis=0), *ordered)
