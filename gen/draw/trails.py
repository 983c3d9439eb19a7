"""Trails: what a run leaves on a panel, and where it left the picture if it diverged."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from gen.draw.ink import Box, Glyph, Mark, Path, Trail
from gen.palette import PAGE, Hue

HEAD = 4.5  # radius of the marker that moves
RIM = 1.3  # of the page's color around it
DOT = 2.6  # radius of the small ones it leaves behind
FAR = 40_000.0  # pixels; a diverging run goes on for millions, more than a renderer's floats hold


def near(points: np.ndarray) -> np.ndarray:
    """Return the points with those beyond FAR pulled in along their own step."""
    p = np.array(points, dtype=float)
    for t in np.flatnonzero((np.abs(p) > FAR).any(axis=1)):
        base = p[t - 1] if t else np.zeros(2)
        reach = np.abs(p[t] - base).max()
        p[t] = np.clip(base + (p[t] - base) * (FAR / max(reach, FAR)), -2 * FAR, 2 * FAR)
    return p


def within(points: np.ndarray) -> np.ndarray:
    """Return the points with every coordinate within FAR."""
    return np.asarray(np.clip(points, -FAR, FAR))


def exit_from(box: Box, points: np.ndarray) -> tuple[float, float]:
    """Return where the path last crosses the edge of `box` on its way out."""
    inside = np.flatnonzero(box.holds(points))
    t = int(inside[-1]) if len(inside) else 0
    a, b = points[t], points[min(t + 1, len(points) - 1)]
    low, high = np.array([box.left, box.top]), np.array([box.right, box.bottom])
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.where(b > a, (high - a) / (b - a), np.where(b < a, (low - a) / (b - a), np.inf))
    x, y = a + (b - a) * min(1.0, float(shares.min()))
    return float(x), float(y)


def dots(trail: Trail, step: int) -> bool:
    """Return whether the trail leaves a small marker at `step`."""
    return trail.every > 0 and step > 0 and step % trail.every == 0 and not 0 <= trail.lost <= step


@lru_cache(maxsize=64)  # both themes draw the same
def finished(trail: Trail) -> tuple[Mark, ...]:
    """Return the trail after the last step: line, dots, head, or a cross where it was lost."""
    return tuple(_finished(trail))


def _finished(trail: Trail) -> Iterator[Mark]:
    points = near(trail.points)
    yield Path(points, trail.hue, trail.width, clip=trail.clip)
    for t in np.flatnonzero(trail.clip.holds(points)).tolist():
        if dots(trail, t):
            yield Glyph(float(points[t, 0]), float(points[t, 1]), trail.shape, trail.hue, DOT)
    if trail.lost >= 0:
        yield from lost_marks(trail.clip, points, trail.hue)
    elif not trail.curve and trail.clip.holds(points[-1:])[0]:
        yield from head(float(points[-1, 0]), float(points[-1, 1]), trail)


def lost_marks(box: Box, points: np.ndarray, hue: Hue) -> Iterator[Glyph]:
    """Yield the cross at the edge of the picture where a diverging run left it."""
    x, y = exit_from(box, points)
    yield Glyph(x, y, "cross", PAGE, HEAD + 2 + RIM)
    yield Glyph(x, y, "cross", hue, HEAD + 2)


def head(x: float, y: float, trail: Trail) -> Iterator[Glyph]:
    """Yield the moving marker, with a rim of the page's color."""
    yield Glyph(x, y, trail.shape, PAGE, HEAD + RIM)
    yield Glyph(x, y, trail.shape, trail.hue, HEAD)
