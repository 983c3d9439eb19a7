"""A panel: two axes in a box, and what is drawn between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from gen.draw.arrows import arrowhead
from gen.draw.ink import (
    Box,
    Glyph,
    Ground,
    Mark,
    Morph,
    Mosaic,
    Path,
    Points,
    Terrain,
    Trail,
    Words,
)
from gen.draw.letters import TEXT, text_width, wrapped
from gen.draw.live import filled
from gen.draw.marks import Arrow, Cells, Content, Guide, Line, Note, Shape, Span, Spot
from gen.draw.names import names
from gen.draw.scale import Axis
from gen.draw.trails import DOT, HEAD, lost_marks, near, within
from gen.palette import GRID, INK, PAGE, QUIET, Hue


@dataclass(frozen=True, eq=False)
class Panel:
    """A box with an x axis, a y axis and marks; over a ground's contours if it has one.

    `places` (x, y, name) are named where no mark is in the way, nor any of `ways`, which are not
    drawn. The title may begin with a `sign`, a marker; a `caption` stands under the axis.
    """

    box: Box
    x: Axis
    y: Axis
    marks: tuple[Content, ...] = ()
    surface: Ground | None = None
    title: str = ""
    grid: bool = field(default=True)
    bare: bool = False  # without ticks and numbers
    places: tuple[tuple[float, float, str], ...] = ()
    ways: tuple[Line, ...] = ()
    sign: tuple[str, Hue] | None = None
    caption: str = ""

    @cached_property
    def named(self) -> tuple[Content, ...]:
        """The names of its places."""
        return tuple(names(self, self.places))

    def at(self, points: Points) -> np.ndarray:
        """Return where `points` of the axes stand in pixels."""
        p = np.asarray(points, dtype=float)
        x = self.box.left + self.box.width * self.x.place(p[..., 0])
        y = self.box.bottom - self.box.height * self.y.place(p[..., 1])
        return np.stack([x, y], axis=-1)

    def ink(self) -> Iterator[Mark]:
        """Yield everything in drawing order."""
        if self.surface is not None:
            yield Terrain(
                self.surface, self.box, ((self.x.low, self.x.high), (self.y.low, self.y.high))
            )
        yield from self._axes()
        for mark in (*self.marks, *self.named):
            yield from DRAW[type(mark)](self, mark)

    def _axes(self) -> Iterator[Mark]:
        b = self.box
        grid = self.grid and self.surface is None
        # All lines first, then all words: a writer can then say what they have in common once.
        across = [
            (b.left + b.width * float(self.x.place(v)), text) for v, text in self.x.ticks(b.width)
        ]
        up = [
            (b.bottom - b.height * float(self.y.place(v)), text)
            for v, text in self.y.ticks(b.height)
        ]
        top, right, hue = (b.top, b.right, GRID) if grid else (b.bottom, b.left, QUIET)
        if not self.bare:
            yield from (Path([(x, top), (x, b.bottom + 4)], hue) for x, _ in across)
            yield from (Path([(b.left - 4, y), (right, y)], hue) for y, _ in up)
        yield frame(b)
        yield from self._heads()
        under = b.bottom + 4
        if not self.bare:
            x, y = b.left + b.width / 2, b.top + b.height / 2
            yield from (
                Words(v, under + TEXT, text, hue=QUIET, anchor="middle") for v, text in across
            )
            yield from (
                Words(b.left - 6, v + 0.35 * TEXT, text, hue=QUIET, anchor="end") for v, text in up
            )
            under += (TEXT + 4) * (1 + bool(self.x.label))
            if text_width(self.x.label, TEXT) <= b.width:
                yield Words(x, under - 1, self.x.label, hue=QUIET, anchor="middle")
            else:
                yield Words(b.right + 4, under - 1, self.x.label, hue=QUIET, anchor="end")
            widest = max((text_width(text, 0.9 * TEXT) for _, text in up), default=0)
            beside = max(b.left - 15 - widest, TEXT + 1)
            yield Words(beside, y, self.y.label, hue=QUIET, anchor="middle", turned=True)
        for i, line in enumerate(wrapped(self.caption, TEXT, b.width + 16), 1):
            yield Words(b.left, under + (TEXT + 3) * i, line, hue=QUIET)

    def _heads(self) -> Iterator[Mark]:
        """Yield the title, in as many lines as it needs, the last one closest to the box."""
        if self.sign is not None:
            yield Glyph(self.box.left + HEAD, self.box.top - 11.5, *self.sign, HEAD)
        left = self.box.left + (2 * HEAD + 6 if self.sign else 0)
        lines = wrapped(self.title, TEXT, self.box.right - left)
        for i, line in enumerate(reversed(lines)):
            yield Words(left, self.box.top - 7 - (TEXT + 3) * i, line)

    def _cells(self, cells: Cells) -> Iterator[Mark]:
        yield Mosaic(self.box, cells.cells[::-1], cells.inks, cells.hatched[::-1])

    def _line(self, line: Line) -> Iterator[Mark]:
        points = near(self.at(line.points))
        if line.moving:
            yield Trail(
                points,
                line.hue,
                line.marker or "circle",
                self.box,
                line.every,
                line.lost,
                line.width,
            )
            return
        if line.width:
            yield Path(points, line.hue, line.width, line.dash, clip=self.box)
        inside = self.box.holds(points)
        if line.every:
            for x, y in points[:: line.every][inside[:: line.every]]:
                yield Glyph(float(x), float(y), line.marker or "circle", line.hue, DOT)
        if line.lost >= 0:
            yield from lost_marks(self.box, points, line.hue)
        if line.label and inside.any():
            x, y = points[inside][-1]
            yield Words(float(x) + 7, float(y) + 3.5, line.label, bold=True)

    def _guide(self, guide: Guide) -> Iterator[Mark]:
        b = self.box
        if guide.x is not None:
            x = b.left + b.width * float(self.x.place(guide.x))
            yield Path([(x, b.top), (x, b.bottom)], INK, 1.2, (4, 3))
            fits = x + 4 + text_width(guide.label, TEXT) <= b.right
            left = x + 4 if fits else x - 4 - text_width(guide.label, TEXT)
            yield Words(left, b.top + TEXT + 1, guide.label)
        if guide.y is not None:
            y = b.bottom - b.height * float(self.y.place(guide.y))
            yield Path([(b.left, y), (b.right, y)], INK, 1.2, (4, 3))
            yield Words(b.left + 5, y - 5, guide.label)

    def _span(self, span: Span) -> Iterator[Mark]:
        b = self.box
        left, right = (
            b.left + b.width * float(np.clip(self.x.place(v), 0, 1)) for v in (span.low, span.high)
        )
        corners = [(left, b.top), (right, b.top), (right, b.bottom), (left, b.bottom)]
        yield Path(corners, None, fill=span.hue, opacity=0.16)
        # A narrow span at an edge keeps its word inside of the panel.
        half = text_width(span.label, TEXT) / 2 + 3
        middle = min(max((left + right) / 2, b.left + half), b.right - half)
        yield Words(middle, b.bottom - 8, span.label, hue=QUIET, anchor="middle")

    def _spot(self, spot: Spot) -> Iterator[Mark]:
        x, y = (float(v) for v in self.at((spot.x, spot.y)))
        yield Glyph(x, y, spot.shape, PAGE, spot.size + 1.4)
        yield Glyph(x, y, spot.shape, spot.hue, spot.size)
        over = y - 11 - TEXT > self.box.top
        yield Words(x, y - 11 if over else y + 8 + TEXT, spot.label, anchor="middle")

    def _shape(self, shape: Shape) -> Iterator[Mark]:
        corners = within(self.at(shape.points))
        morph = Morph(
            corners, self.box, shape.hue, shape.width, shape.hue if shape.fill else None, shape.fill
        )
        yield from [morph] if len(corners) > 1 else morph.at(0)

    def _arrow(self, arrow: Arrow) -> Iterator[Mark]:
        tails, tips = within(self.at(arrow.tails)), within(self.at(arrow.tips))
        morph = Morph(arrowhead(tails, tips, arrow.width), self.box, None, fill=arrow.hue)
        yield from [morph] if len(tips) > 1 else morph.at(0)

    def _note(self, note: Note) -> Iterator[Mark]:
        x, y = (float(v) for v in self.at((note.x, note.y)))
        text = filled(note.text, note.values)
        yield Words(x, y, text, hue=note.hue, anchor=note.anchor)


DRAW: dict[type, Callable[[Panel, Any], Iterator[Mark]]] = {
    Cells: Panel._cells,
    Line: Panel._line,
    Guide: Panel._guide,
    Span: Panel._span,
    Spot: Panel._spot,
    Shape: Panel._shape,
    Arrow: Panel._arrow,
    Note: Panel._note,
}


def frame(b: Box) -> Path:
    """Return the edge of a box."""
    corners = [(b.left, b.top), (b.right, b.top), (b.right, b.bottom), (b.left, b.bottom)]
    return Path([*corners, corners[0]], QUIET)


def loose(mark: Content, box: Box) -> Iterator[Mark]:
    """Yield a mark as on axes from 0 to 1 over `box`, without a panel, as a legend needs it."""
    yield from DRAW[type(mark)](Panel(box, Axis(0, 1), Axis(0, 1)), mark)
