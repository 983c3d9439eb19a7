"""Contours as path data: smooth curves through few whole numbers, as exact as a budget allows."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby, product
from operator import itemgetter

import numpy as np

from gen.draw.contours import cuts, edge
from gen.draw.ink import Box, Terrain
from gen.draw.simplify import significance

Rings = list[tuple[np.ndarray, np.ndarray]]  # points, and what each of them is worth

# From the finest to the coarsest: units to a pixel, and how many pixels a point may be off.
QUALITIES = (
    (4, 0.1),
    (4, 0.2),
    (4, 0.3),
    (2, 0.3),
    (2, 0.4),
    (2, 0.5),
    (2, 0.7),
    (1, 0.6),
    (1, 0.75),
    (1, 0.9),
)
STRIDES = (1, 2, 3, 5, 7, 10, 15)  # if that is not enough, only every how many-th height
SMALLEST = 3  # points of a ring that ends where it began: fewer enclose nothing
LEAST = 4  # bytes for a point: two numbers, each with a space or a sign
ELEMENT = 170  # bytes around a cut's path data, and to use it three times


def deltas(points: Iterable[Iterable[int]]) -> str:
    """Return relative coordinates with as few separators as a path needs."""
    return "".join(f"{v}" if v < 0 else f" {v}" for point in points for v in point).lstrip()


@lru_cache(maxsize=128)
def fitting(terrain: Terrain, fine: int, budget: int) -> tuple[int, list[tuple[int, str]]]:
    """Return units to a pixel, at most `fine`, and (a cut's number, path data), within `budget`.

    A rugged surface is drawn coarser, and if that is not enough with fewer heights.
    """
    heights = list(enumerate(weighed(terrain, fine), 1))
    for stride, (units, tolerance) in product(
        STRIDES, [quality for quality in QUALITIES if quality[0] <= fine]
    ):
        paths = _paths(heights[stride - 1 :: stride], edge(terrain.box), units, tolerance, budget)
        if paths:
            return units, paths
    return 1, []


def _paths(
    heights: list[tuple[int, Rings]], border: Box, units: int, tolerance: float, budget: int
) -> list[tuple[int, str]]:
    """Return path data of each height, or nothing as soon as it is too much."""
    coarse = [(k, [ring[worth > tolerance] for ring, worth in rings]) for k, rings in heights]
    points = sum(len(ring) - 1 for _, rings in coarse for ring in rings if len(ring) > SMALLEST)
    if LEAST * points + ELEMENT * len(coarse) > budget:
        return []
    paths = []
    for k, rings in coarse:
        paths.append((k, "".join(_curve(ring, border, units) for ring in rings)))
        budget -= len(paths[-1][1]) + ELEMENT
        if budget < 0:
            return []
    return paths


@lru_cache(maxsize=128)
def weighed(terrain: Terrain, fine: int) -> list[Rings]:
    """Return, for each cut, its rings with what each of their points is worth."""
    all_rings = [ring for rings in cuts(terrain) for ring in rings]
    finest = min(tolerance for units, tolerance in QUALITIES if units <= fine)
    worth = iter(zip(all_rings, significance(all_rings, finest), strict=True))
    return [[next(worth) for _ in rings] for rings in cuts(terrain)]


def _curve(ring: np.ndarray, border: Box, fine: int) -> str:
    """Return a closed quadratic B-spline whose control points are the ring's, sharp on the border.

    Its knots are the midpoints, whole numbers at twice the resolution of the controls, so that "t",
    which mirrors the control before, never drifts. After a line "t" has nothing to mirror and is a
    line: from a corner to a knot.
    """
    if len(ring) <= SMALLEST:
        return ""
    p = 2 * np.rint(ring[:-1] * fine).astype(int)
    sharp = border.touches(ring[:-1])
    first = int(np.argmax(sharp))
    p, sharp = _from(first, p), _from(first, sharp)
    knots = (p + _from(1, p)) // 2
    if not sharp[0]:
        start = knots[-1]
        turn = deltas([(p[0] - start).tolist(), (knots[0] - start).tolist()])
        begin = f"M{start[0]} {start[1]}q{turn}"
        return f"{begin}t{deltas(np.diff(knots, axis=0).tolist())}z"
    return _cornered(p.tolist(), knots.tolist(), sharp.tolist())


def _from(first: int, ring: np.ndarray) -> np.ndarray:
    """Return the ring from another of its points on; NumPy's roll takes ten times as long."""
    return np.concatenate([ring[first:], ring[:first]])


def _cornered(controls: list[list[int]], knots: list[list[int]], sharp: list[bool]) -> str:
    stops: list[tuple[str, list[int]]] = []
    for control, knot, corner, corner_next in zip(
        controls, knots, sharp, [*sharp[1:], sharp[0]], strict=True
    ):
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
