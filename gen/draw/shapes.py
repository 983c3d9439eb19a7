"""The markers, as polygons of radius one: every renderer draws the same ten."""

from __future__ import annotations

from math import cos, pi, sin

import numpy as np

Polygon = tuple[tuple[float, float], ...]


def _regular(corners: int, turn: float = 0.0, waist: float = 1.0, size: float = 1.0) -> Polygon:
    """Return a polygon whose first corner points up; `waist` < 1 pulls every other corner in."""
    angles = [2 * pi * (k / corners + turn) - pi / 2 for k in range(corners)]
    radii = [size * (waist if k % 2 else 1.0) for k in range(corners)]
    return tuple(
        (round(r * cos(a), 3), round(r * sin(a), 3)) for a, r in zip(angles, radii, strict=True)
    )


def _plus(turn: float) -> Polygon:
    arm, half = 1.1, 0.36
    corner = [(half, -half), (half, -arm), (-half, -arm), (-half, -half)]
    quarter = [
        (x * cos(q) - y * sin(q), x * sin(q) + y * cos(q))
        for q in (0, -pi / 2, pi, pi / 2)
        for x, y in corner
    ]
    c, s = cos(turn), sin(turn)
    return tuple((round(x * c - y * s, 3), round(x * s + y * c, 3)) for x, y in quarter)


CIRCLE = 0.95  # its radius, so that it looks as large as the others
SHAPES: dict[str, Polygon] = {
    "circle": _regular(20, size=CIRCLE),
    "square": _regular(4, turn=1 / 8, size=1.2),
    "triangle": _regular(3, size=1.25),
    "diamond": _regular(4, size=1.2),
    "star": _regular(10, waist=0.45, size=1.35),
    "plus": _plus(0),
    "cross": _plus(pi / 4),
    "pentagon": _regular(5, size=1.1),
    "hexagon": _regular(6, size=1.1),
    "down": _regular(3, turn=1 / 2, size=1.25),
}


def arrowhead(tails: np.ndarray, tips: np.ndarray, width: float) -> np.ndarray:
    """Return the seven corners of each arrow, of shape (..., 7, 2); a short one is all head."""
    way = tips - tails
    length = np.linalg.norm(way, axis=-1, keepdims=True)
    along = np.divide(way, length, out=np.zeros_like(way), where=length > 0)
    across = np.stack([-along[..., 1], along[..., 0]], axis=-1)
    head = np.minimum(4.5 * width, length)
    neck = tips - head * along
    half = across * np.minimum(width / 2, head / 6)
    barb = across * 0.42 * head
    return np.stack(
        [tails + half, neck + half, neck + barb, tips, neck - barb, neck - half, tails - half],
        axis=-2,
    )
