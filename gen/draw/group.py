"""Groups: marks that stand together, as a legend's sample and its words do, and move as one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from gen.draw.extent import extent, union
from gen.draw.ink import Box, Glyph, Link, Mark, Morph, Path, Trail, Words
from gen.draw.stretch import Way

NEAR = (9.0, 4.0)  # pixels, across and down, between what belongs together


@dataclass(frozen=True, eq=False)
class Group:
    """Marks and the box around them."""

    marks: tuple[Mark, ...]
    box: Box

    @property
    def anchor(self) -> tuple[float, float]:
        """The point that keeps its place; the rest keeps its distance from it."""
        words = next((mark for mark in self.marks if isinstance(mark, Words)), None)
        b = self.box
        if words is None:
            return (b.left + b.right) / 2, (b.top + b.bottom) / 2
        if words.turned:
            return b.left, words.y
        return {"start": b.left, "middle": words.x, "end": b.right}[words.anchor], b.top

    def shifted(self, dx: float, dy: float) -> Group:
        """Return it further right and down."""
        return Group(tuple(shifted(mark, dx, dy) for mark in self.marks), _box(self.box, dx, dy))


def groups(marks: Sequence[Mark]) -> tuple[Group, ...]:
    """Return marks that are near each other together, in their order."""
    boxes = [extent(mark) for mark in marks]
    there = [(mark, box) for mark, box in zip(marks, boxes, strict=True) if box is not None]
    edges = np.array([(b.left, b.top, b.right, b.bottom) for _, b in there]).reshape(-1, 4)
    low, high = edges[:, :2], edges[:, 2:]
    near = (np.maximum(low[:, None] - high[None], low[None] - high[:, None]) <= NEAR).all(axis=-1)
    found, left = [], set(range(len(there)))
    while left:
        together: set[int] = set()
        fringe = {min(left)}
        while fringe:
            together |= fringe
            fringe = set(np.flatnonzero(near[sorted(fringe)].any(axis=0)).tolist()) - together
        left -= together
        members = [there[i] for i in sorted(together)]
        found.append(Group(tuple(mark for mark, _ in members), union(box for _, box in members)))
    return tuple(found)


def held(group: Group, panels: Iterable[tuple[Box, Box]], across: Way, down: Way) -> Group:
    """Return a group where it belongs now: in its panel, of (before, after), if it is in one."""
    b = group.box
    x, y = (b.left + b.right) / 2, (b.top + b.bottom) / 2
    for old, new in panels:
        if old.holds([(x, y)])[0]:
            across = Way((old.left, old.right), (new.left, new.right))
            down = Way((old.top, old.bottom), (new.top, new.bottom))
            return group.shifted(float(across.at(x)) - x, float(down.at(y)) - y)
    x, y = group.anchor
    return group.shifted(float(across.at(x)) - x, float(down.at(y)) - y)


def shifted(mark: Mark, dx: float, dy: float) -> Mark:
    """Return a mark further right and down."""
    if isinstance(mark, Words | Glyph):
        return replace(mark, x=mark.x + dx, y=mark.y + dy)
    if isinstance(mark, Path | Trail | Morph):
        points = np.asarray(mark.points, dtype=float) + (dx, dy)
        if mark.clip is None:
            return replace(mark, points=points)
        return replace(mark, points=points, clip=_box(mark.clip, dx, dy))
    if isinstance(mark, Link):
        lines = tuple(np.asarray(line) + (dx, dy) for line in mark.lines)
        return replace(mark, box=_box(mark.box, dx, dy), lines=lines)
    return replace(mark, box=_box(mark.box, dx, dy))


def _box(box: Box, dx: float, dy: float) -> Box:
    return replace(box, left=box.left + dx, top=box.top + dy)
