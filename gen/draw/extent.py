"""How far ink reaches: the smallest box around marks, in pixels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from gen.draw.ink import Box, Glyph, Mark, Morph, Path, Trail, Words
from gen.draw.letters import text_width

# Of a letter's size, over and under the line. Of all letters in the figures β and | reach furthest,
# 0.77 and 0.24 in DejaVu; the root sign alone is higher, by 0.01.
ASCENT, DESCENT = 0.8, 0.25


def extent(mark: Mark) -> Box | None:
    """Return the box around a mark; None around nothing."""
    if isinstance(mark, Words):
        return _of_words(mark) if mark.text else None
    if isinstance(mark, Glyph):
        return Box(mark.x - mark.size, mark.y - mark.size, 2 * mark.size, 2 * mark.size)
    if isinstance(mark, Path):
        return _of_path(mark)
    return mark.clip if isinstance(mark, Trail | Morph) else mark.box


def around(marks: Iterable[Mark]) -> Box:
    """Return the box around all of `marks`."""
    return union(extent(mark) for mark in marks)


def overlaps(boxes: Sequence[Box]) -> np.ndarray:
    """Return which of `boxes` have a place in common, as a table."""
    edges = np.array([(b.left, b.top, b.right, b.bottom) for b in boxes]).reshape(-1, 4)
    low, high = edges[:, :2], edges[:, 2:]
    return np.asarray((low[:, None] < high[None]).all(-1) & (low[None] < high[:, None]).all(-1))


def union(boxes: Iterable[Box | None]) -> Box:
    """Return the smallest box around all of `boxes`, of which there is one at least."""
    there = [box for box in boxes if box is not None]
    left, top = min(b.left for b in there), min(b.top for b in there)
    right, bottom = max(b.right for b in there), max(b.bottom for b in there)
    return Box(left, top, right - left, bottom - top)


def _of_words(words: Words) -> Box:
    wide = text_width(words.text, words.size, words.bold)
    before = {"start": 0.0, "middle": wide / 2, "end": wide}[words.anchor]
    rise, high = ASCENT * words.size, (ASCENT + DESCENT) * words.size
    if words.turned:
        return Box(words.x - rise, words.y + before - wide, high, wide)
    return Box(words.x - before, words.y - rise, wide, high)


def _of_path(path: Path) -> Box | None:
    points = np.asarray(path.points, dtype=float)
    if path.clip is not None:
        b = path.clip
        points = np.clip(points, (b.left, b.top), (b.right, b.bottom))
    if not len(points):
        return None
    (left, top), (right, bottom) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    return Box(left, top, right - left, bottom - top)
