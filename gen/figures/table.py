"""A table of decades: a row for each optimizer, colored by how far it is ahead of the yardstick."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gen.draw import Box, Cells, Glyph, Words
from gen.draw.ink import Mark
from gen.draw.legend import EDGE, Entry, Legend
from gen.draw.letters import TEXT, text_width
from gen.draw.panel import frame, loose
from gen.draw.picture import WIDTH
from gen.draw.trails import HEAD
from gen.figures.casts import LEVEL, YARDSTICK
from gen.optimizer import Optimizer
from gen.optimizers import OPTIMIZERS
from gen.palette import HUES, INK, PAGE, QUIET, Hue

NAMES, CELL, ROW, HEADING = 172, 24, 21, 28  # pixels
RIGHT = 40  # for the average
BASE = 15  # from the top of a row to the line that its words stand on
DARK_INK = Hue(INK.light, PAGE.dark)  # dark in both themes, for words on full colors
STEPS = (LEVEL, 1.0, 3.0)  # decades ahead or behind from which a cell is colored, and more so
SHARES = (0.25, 0.5, 0.75)
AHEAD, BEHIND = HUES["blue"], HUES["vermilion"]
INKS = tuple((hue, share) for hue in (AHEAD, BEHIND) for share in SHARES)


@dataclass(frozen=True, eq=False)
class Table:
    """What each of `optimizers` gains, in decades (rows, columns), under the columns' `titles`."""

    optimizers: Sequence[type[Optimizer]]
    titles: Sequence[str]
    gains: np.ndarray
    above: float = 36.0  # where the longest of the titles, which read upward, may begin

    @cached_property
    def leads(self) -> np.ndarray:
        """How far each row is above the yardstick's; zero where there is none."""
        base = [i for i, cls in enumerate(self.optimizers) if cls.slug == YARDSTICK]
        return self.gains - self.gains[base[0]] if base else 0 * self.gains

    @cached_property
    def base(self) -> float:
        """The line on which the titles begin that read upward."""
        return self.above + max(text_width(title, TEXT) for title in (*self.titles, "Average"))

    @cached_property
    def tops(self) -> list[float]:
        """Where each row begins; a new family has its name above it."""
        places: list[float] = []
        for before, cls in zip([None, *self.optimizers], self.optimizers, strict=False):
            new = before is None or before.family != cls.family
            places.append((places[-1] + ROW if places else self.base + 8 - HEADING) + HEADING * new)
        return places

    @property
    def width(self) -> int:
        """How wide the picture must be."""
        return max(WIDTH, math.ceil(NAMES + CELL * len(self.titles) + RIGHT + EDGE))

    @cached_property
    def legend(self) -> Legend:
        """What the colors mean."""
        known = YARDSTICK in OPTIMIZERS
        name = OPTIMIZERS[YARDSTICK].short_title().lower() if known else "the yardstick"
        texts = (f"ahead of {name}; by 1 decade; by 3", "behind it; by 1; by 3")
        cells = np.arange(len(INKS)).reshape(2, 1, -1)
        entries = [
            Entry(text, sample=_cells(row), room=3 * CELL)
            for text, row in zip(texts, cells, strict=True)
        ]
        return Legend(entries, EDGE, self.tops[-1] + ROW + 26)

    @property
    def bottom(self) -> float:
        """The line on which its last words stand."""
        return self.legend.bottom

    def ink(self) -> Iterator[Mark]:
        """Yield the table, and below it what its colors mean."""
        yield from self._grounds()
        yield from self._numbers()
        yield from self._names()
        yield from self._heads()
        yield from self.legend.ink()

    def _grounds(self) -> Iterator[Mark]:
        """Yield the colors, one mosaic for each unbroken run of rows."""
        level = np.searchsorted(STEPS, np.abs(self.leads), side="right") - 1
        number = np.where(level < 0, -1, np.where(self.leads > 0, level, level + len(STEPS)))
        breaks = np.flatnonzero(np.diff(self.tops) > ROW) + 1
        for rows in np.split(np.arange(len(self.tops)), breaks):
            box = Box(NAMES, self.tops[rows[0]], CELL * number.shape[1], ROW * len(rows))
            yield from loose(_cells(number[rows][::-1]), box)
            yield frame(box)

    def _numbers(self) -> Iterator[Words]:
        full = np.abs(self.leads) >= STEPS[-1]
        for dark in (False, True):  # neighbors of one color share a group
            for i, j in np.argwhere(full == dark):
                x, text, hue = _middle(j), number(self.gains[i, j]), DARK_INK if dark else INK
                yield Words(x, self.tops[i] + BASE, text, hue=hue, anchor="middle")
        right = _middle(len(self.titles)) + (RIGHT - CELL) / 2 + 4
        for mean, top in zip(self.gains.mean(axis=1), self.tops, strict=True):
            yield Words(right, top + BASE, number(mean), anchor="middle", bold=True)

    def _names(self) -> Iterator[Mark]:
        seen = set()
        for cls, top in zip(self.optimizers, self.tops, strict=True):
            if cls.family not in seen:
                seen.add(cls.family)
                family = cls.family[:1].upper() + cls.family[1:]
                yield Words(EDGE, top - 6, family, hue=QUIET, bold=True)
            yield Glyph(18, top + ROW / 2, cls.marker, HUES[cls.hue], HEAD)
            yield Words(28, top + BASE, cls.short_title())

    def _heads(self) -> Iterator[Words]:
        for j, title in enumerate(self.titles):
            yield Words(_middle(j) + 4.5, self.base, title, turned=True)
        right = _middle(len(self.titles)) + (RIGHT - CELL) / 2 + 7.5
        yield Words(right, self.base, "Average", bold=True, turned=True)


def number(decades: float) -> str:
    """Return decades as the table has them, with a true minus, and no zero below zero."""
    return f"{round(decades, 1) + 0.0:.1f}".replace("-", "−")


def _middle(column: int) -> float:
    return NAMES + CELL * (column + 0.5)


def _cells(numbers: np.ndarray) -> Cells:
    return Cells(numbers, INKS, np.zeros(numbers.shape, dtype=bool))
