"""Angles between vectors, and vectors cut to a length."""

from __future__ import annotations

import math

from gen.arithmetic import Array
from gen.arithmetic.functions import namespace
from gen.arithmetic.vectors import norm

DEGREES = 180 / math.pi


def arctangent(x: Array) -> Array:
    """Return the angle in radians whose tangent is x ≥ 0: halved thrice, then summed."""
    xp = namespace(x)
    for _ in range(3):
        x = x / (1 + xp.sqrt(1 + x * x))
    square, found = x * x, 0.0
    for k in reversed(range(10)):
        found = (-1 if k % 2 else 1) / (2 * k + 1) + square * found
    return 8 * x * found


def angle_between(a: Array, b: Array) -> Array:
    """Return the angle in degrees between vectors (..., 2) of one quadrant."""
    xp = namespace(a)
    across = xp.abs(a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0])
    along = a[..., 0] * b[..., 0] + a[..., 1] * b[..., 1]
    return arctangent(across / xp.maximum(along, 1e-12)) * DEGREES


def by_norm(g: Array, threshold: Array) -> Array:
    """Return vectors (..., 2), shortened to the threshold where they are longer."""
    length = norm(g)
    return g * namespace(g).minimum(1.0, threshold / namespace(g).maximum(length, 1e-12))


def by_value(g: Array, threshold: Array) -> Array:
    """Return vectors of which each part is cut at the threshold."""
    xp = namespace(g)
    return xp.maximum(xp.minimum(g, threshold), -threshold)
