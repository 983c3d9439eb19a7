"""How much each point of a line matters: what leaving it out costs (Douglas & Peucker, 1973)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gen.arithmetic.vectors import norm


def simplified(points: np.ndarray, tolerance: float) -> np.ndarray:
    """Return the few of `points` whose line stays within `tolerance` of all of them."""
    (worth,) = significance([points], tolerance)
    return points[worth > tolerance]


def significance(lines: Sequence[np.ndarray], floor: float) -> list[np.ndarray]:
    """Return up to which tolerance each point of each line is kept; zero for those under `floor`.

    All lines are split at once, level by level: a loop over the levels instead of one over
    thousands of segments.
    """
    points = np.concatenate(lines)
    ends = np.cumsum([len(line) for line in lines])
    worth = np.zeros(len(points))
    worth[ends - 1] = worth[np.append(0, ends[:-1])] = np.inf
    kept = np.flatnonzero(worth)
    first, last = kept[:-1], kept[1:]
    inner = last - first > 1
    first, last = first[inner], last[inner]
    while len(first):
        far, deviation = _farthest(points, first, last)
        split = deviation > floor
        first, last, far = first[split], last[split], far[split]
        worth[far] = np.minimum(deviation[split], np.minimum(worth[first], worth[last]))
        first, last = np.concatenate([first, far]), np.concatenate([far, last])
        inner = last - first > 1
        first, last = first[inner], last[inner]
    return np.split(worth, ends[:-1])


def _farthest(
    points: np.ndarray, first: np.ndarray, last: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return each stretch's inner point that is farthest from its chord, and how far that is."""
    sizes = last - first - 1
    starts = np.cumsum(sizes) - sizes
    stretch = np.repeat(np.arange(len(sizes)), sizes)
    inner = np.arange(sizes.sum()) - starts[stretch] + first[stretch] + 1
    chord = points[last] - points[first]
    length = norm(chord)[:, 0]
    offset = points[inner] - points[first][stretch]
    closed = length == 0  # a ring's chord is a point
    unit = np.divide(chord, length[:, None], where=~closed[:, None], out=np.zeros_like(chord))[
        stretch
    ]
    across = np.abs(offset[:, 0] * unit[:, 1] - offset[:, 1] * unit[:, 0])
    distance = np.where(closed[stretch], norm(offset)[:, 0], across)
    most = np.maximum.reduceat(distance, starts)
    reached = np.flatnonzero(distance == most[stretch])
    of = stretch[reached]
    return inner[reached[np.append(True, of[1:] != of[:-1])]], most
