"""Names of places on a map, each where no path runs over it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from gen.arithmetic.vectors import norm
from gen.draw.ink import Box
from gen.draw.letters import TEXT, text_width
from gen.draw.marks import Content, Line, Note, Spot
from gen.draw.trails import HEAD, near

if TYPE_CHECKING:
    from gen.draw.panel import Panel

ROOM = 3  # pixels around a name
FAR_OFF = 24  # from here on a thin line says whose name it is
DISTANCES = (11, 16, 24, 34, 48, 64, 84, 112, 144)  # from the place to its name
# Across and down, the most usual place first.
SIDES = ((0, -1), (0, 1), (1, 0), (-1, 0), (1, -1), (1, 1), (-1, -1), (-1, 1))


def names(panel: Panel, places: Iterable[tuple[float, float, str]]) -> Iterator[Content]:
    """Yield a name for each of `places` (x, y, text), clear of the panel's marks and each other."""
    taken = [_steps(panel, mark) for mark in (*panel.marks, *panel.ways)]
    for x, y, text in places:
        at = panel.at((x, y))
        name, nearest = _best(at, text, panel.box, np.concatenate(taken))
        taken.append(_filling(name))
        if norm(nearest - at) > FAR_OFF:
            yield Line(_back(panel, np.stack([at, nearest])), width=0.8)
        left, base = _back(panel, np.array([name.left, name.bottom - 3]))
        yield Note(float(left), float(base), text)


def _best(at: np.ndarray, text: str, box: Box, busy: np.ndarray) -> tuple[Box, np.ndarray]:
    """Return where a name meets the fewest of `busy`, the nearest such, and its nearest point."""
    wide, high = text_width(text, TEXT), TEXT + 1
    found, least = (Box(at[0], at[1], wide, high), at), np.inf
    for distance in DISTANCES:
        for across, down in SIDES:
            nearest = at + distance * np.array([across, down]) / (1.4 if across and down else 1)
            name = Box(
                nearest[0] - wide * (1 - across) / 2, nearest[1] - high * (1 - down) / 2, wide, high
            )
            inside = box.holds([(name.left - 2, name.top - 2), (name.right + 2, name.bottom + 2)])
            meets = grown(name, ROOM).holds(busy).sum() if inside.all() else np.inf
            if meets < least:
                found, least = (name, nearest), meets
            if least == 0:
                return found
    return found


def grown(box: Box, by: float) -> Box:
    """Return the box with room all around."""
    return Box(box.left - by, box.top - by, box.width + 2 * by, box.height + 2 * by)


def _steps(panel: Panel, mark: Content) -> np.ndarray:
    """Return points of the panel, in pixels, that a mark covers."""
    if isinstance(mark, Spot):
        x, y = panel.at((mark.x, mark.y))
        reach = max(mark.size, HEAD)
        return _filling(Box(x - reach, y - reach, 2 * reach, 2 * reach))
    if not isinstance(mark, Line):
        return np.empty((0, 2))
    p = near(panel.at(mark.points))
    inside = panel.box.holds(p)
    seen = np.flatnonzero(inside[:-1] | inside[1:])
    shares = np.linspace(0, 1, 24)[:, None, None]
    return np.concatenate([p, (p[seen] + shares * (p[seen + 1] - p[seen])).reshape(-1, 2)])


def _filling(box: Box) -> np.ndarray:
    """Return a grid of points in a box."""
    x, y = np.meshgrid(np.linspace(box.left, box.right, 12), np.linspace(box.top, box.bottom, 6))
    return np.stack([x, y], axis=-1).reshape(-1, 2)


def _back(panel: Panel, pixels: np.ndarray) -> np.ndarray:
    """Return where pixels stand on the linear axes of a panel."""
    b, x, y = panel.box, panel.x, panel.y
    across = x.low + (pixels[..., 0] - b.left) / b.width * (x.high - x.low)
    up = y.low + (b.bottom - pixels[..., 1]) / b.height * (y.high - y.low)
    return np.stack([across, up], axis=-1)
