"""Contours as path data: smooth curves through few whole numbers, as exact as a byte budget allows."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

import numpy as np

from gen.draw.contours import cuts, edge, simplified
from gen.draw.ink import Box, Terrain

# From the finest to the coarsest: every how many-th height, units to a pixel, and how many pixels off a point may be.
EXACTNESS = [(1, 4, 0.1), (1, 4, 0.2), (1, 2, 0.3), (1, 2, 0.5), (1, 1, 0.6), (1, 1, 0.9), (2, 2, 0.4), (2, 1, 0.7)]
EXACTNESS += [(3, 1, 0.5), (3, 1, 0.8), (5, 1, 0.6), (5, 1, 0.9), (7, 1, 0.8), (10, 1, 0.8), (10, 1, 1.5), (15, 1, 1.5)]


def deltas(points: Iterable[Iterable[int]]) -> str:
    """Return relative coordinates with as few separators as a path needs."""
    return "".join(f"{v}" if v < 0 else f" {v}" for point in points for v in point).lstrip()


@lru_cache(maxsize=32)
def fitting(terrain: Terrain, budget: int) -> tuple[int, list[tuple[int, str]]]:
    """Return (heights' numbers, path data), as exact as fits in `budget` bytes, and the units to a pixel.

    A rugged surface is drawn coarser, and if that is not enough with fewer heights.
    """
    border = edge(terrain.box)
    for stride, fine, tolerance in EXACTNESS:
        paths: list[tuple[int, str]] = []
        left = budget
        for k, rings in list(enumerate(cuts(terrain), 1))[stride - 1 :: stride]:
            paths.append((k, "".join(_curve(simplified(ring, tolerance), border, fine) for ring in rings)))
            left -= len(paths[-1][1])
            if left < 0:
                break
        if left >= 0:
            break
    return fine, paths


def _curve(ring: np.ndarray, border: Box, fine: int) -> str:
    """Return a closed quadratic B-spline whose control points are the ring's, with sharp corners on the border.

    Its knots are the midpoints, whole numbers at twice the resolution of the controls, so that "t", which mirrors
    the control before, never drifts. After a line "t" has nothing to mirror and is a line: from a corner to a knot.
    """
    p = 2 * np.rint(ring[:-1] * fine).astype(int)
    if len(p) < 3:
        return ""
    sharp = border.touches(ring[:-1])
    first = int(np.argmax(sharp))
    p, sharp = np.roll(p, -first, axis=0), np.roll(sharp, -first)
    knots = (p + np.roll(p, -1, axis=0)) // 2
    if not sharp[0]:
        start = knots[-1]
        begin = f"M{start[0]} {start[1]}q{deltas([(p[0] - start).tolist(), (knots[0] - start).tolist()])}"
        return f"{begin}t{deltas(np.diff(knots, axis=0).tolist())}z"
    return _cornered(p.tolist(), knots.tolist(), sharp.tolist())


def _cornered(controls: list[list[int]], knots: list[list[int]], sharp: list[bool]) -> str:
    stops: list[tuple[str, list[int]]] = []
    for control, knot, corner, corner_next in zip(controls, knots, sharp, [*sharp[1:], sharp[0]], strict=True):
        stops += [("l", control)] if corner else []
        stops += [] if corner and corner_next else [("t", knot)]
    (x, y), text = controls[0], f"M{controls[0][0]} {controls[0][1]}"
    for letter, group in groupby(stops[1:], itemgetter(0)):
        moves = []
        for _, (to_x, to_y) in group:
            moves.append((to_x - x, to_y - y))
            x, y = to_x, to_y
        text += letter + deltas(moves)
    return text + "z"
