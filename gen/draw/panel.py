"""A panel: two axes in a box, and what is drawn between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from gen.draw.ink import Box, Glyph, Mark, Path, Points, Terrain, Trail, Words
from gen.draw.scale import Axis
from gen.palette import GRID, INK, PAGE, QUIET, Hue
from gen.surface import Surface


@dataclass(frozen=True, eq=False)
class Line:
    """Values on the panel's axes, joined. With `moving`, a point a step: it grows as the animation plays.

    `marker` stands on each `every`-th point (0: none). `label` is written at its last point inside the panel.
    """

    points: Points
    hue: Hue = INK
    marker: str = ""
    every: int = 0
    width: float = 2.0
    dash: tuple[float, ...] = ()
    label: str = ""
    moving: bool = False
    lost: int = -1


@dataclass(frozen=True)
class Guide:
    """A dashed line across the panel at one value of x, or of y."""

    x: float | None = None
    y: float | None = None
    label: str = ""


@dataclass(frozen=True)
class Span:
    """A shaded range of x, said in a few words."""

    low: float
    high: float
    label: str = ""
    hue: Hue = QUIET


@dataclass(frozen=True)
class Spot:
    """A single marker at a point of the panel, with a word beside it."""

    x: float
    y: float
    shape: str = "cross"
    hue: Hue = INK
    label: str = ""
    size: float = 4.0


@dataclass(frozen=True, eq=False)
class Panel:
    """A box with an x axis, a y axis and marks; over a surface's contours if it has one."""

    box: Box
    x: Axis
    y: Axis
    marks: tuple[Line | Guide | Span | Spot, ...] = ()
    surface: Surface | None = None
    title: str = ""
    grid: bool = field(default=True)

    def at(self, points: Points) -> np.ndarray:
        """Return where `points` of the axes stand in pixels."""
        p = np.asarray(points, dtype=float)
        x = self.box.left + self.box.width * self.x.place(p[..., 0])
        y = self.box.bottom - self.box.height * self.y.place(p[..., 1])
        return np.stack([x, y], axis=-1)

    def ink(self) -> Iterator[Mark]:
        """Yield everything in drawing order."""
        if self.surface is not None:
            yield Terrain(self.surface, self.box, ((self.x.low, self.x.high), (self.y.low, self.y.high)))
        yield from self._axes()
        for mark in self.marks:
            yield from DRAW[type(mark)](self, mark)

    def _axes(self) -> Iterator[Mark]:
        b = self.box
        grid = self.grid and self.surface is None
        for value, text in self.x.ticks(b.width):
            x = b.left + b.width * float(self.x.place(value))
            yield Path([(x, b.bottom if not grid else b.top), (x, b.bottom + 4)], GRID if grid else QUIET)
            yield Words(x, b.bottom + 15, text, 10, QUIET, "middle")
        for value, text in self.y.ticks(b.height):
            y = b.bottom - b.height * float(self.y.place(value))
            yield Path([(b.left - 4, y), (b.left if not grid else b.right, y)], GRID if grid else QUIET)
            yield Words(b.left - 6, y + 3.5, text, 10, QUIET, "end")
        corners = [(b.left, b.top), (b.right, b.top), (b.right, b.bottom), (b.left, b.bottom), (b.left, b.top)]
        yield Path(corners, QUIET)
        yield Words(b.left + b.width / 2, b.bottom + 29, self.x.label, 10, QUIET, "middle")
        yield Words(b.left - 32, b.top + b.height / 2, self.y.label, 10, QUIET, "middle", turned=True)
        yield Words(b.left, b.top - 7, self.title, 11, INK)

    def _line(self, line: Line) -> Iterator[Mark]:
        points = self.at(line.points)
        if line.moving:
            yield Trail(points, line.hue, line.marker or "circle", self.box, line.every, line.lost, line.width)
            return
        if line.width:
            yield Path(points, line.hue, line.width, line.dash, clip=self.box)
        inside = self.box.holds(points)
        if line.every:
            for x, y in points[:: line.every][inside[:: line.every]]:
                yield Glyph(float(x), float(y), line.marker or "circle", line.hue, 3.5)
        if line.label and inside.any():
            x, y = points[inside][-1]
            yield Words(float(x) + 7, float(y) + 3.5, line.label, 10, bold=True)

    def _guide(self, guide: Guide) -> Iterator[Mark]:
        b = self.box
        if guide.x is not None:
            x = b.left + b.width * float(self.x.place(guide.x))
            yield Path([(x, b.top), (x, b.bottom)], INK, 1.2, (4, 3))
            yield Words(x + 4, b.top + 12, guide.label, 10)
        if guide.y is not None:
            y = b.bottom - b.height * float(self.y.place(guide.y))
            yield Path([(b.left, y), (b.right, y)], INK, 1.2, (4, 3))
            yield Words(b.left + 5, y - 5, guide.label, 10)

    def _span(self, span: Span) -> Iterator[Mark]:
        b = self.box
        left, right = (b.left + b.width * float(np.clip(self.x.place(v), 0, 1)) for v in (span.low, span.high))
        corners = [(left, b.top), (right, b.top), (right, b.bottom), (left, b.bottom)]
        yield Path(corners, None, fill=span.hue, opacity=0.16)
        yield Words((left + right) / 2, b.bottom - 8, span.label, 10, QUIET, "middle")

    def _spot(self, spot: Spot) -> Iterator[Mark]:
        x, y = (float(v) for v in self.at((spot.x, spot.y)))
        yield Glyph(x, y, spot.shape, PAGE, spot.size + 1.4)
        yield Glyph(x, y, spot.shape, spot.hue, spot.size)
        yield Words(x + 8, y - 6, spot.label, 10)


DRAW = {Line: Panel._line, Guide: Panel._guide, Span: Panel._span, Spot: Panel._spot}
