"""Legends and notes: what stands beside panels, laid out by how wide its words are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from gen.draw.ink import Box, Glyph, Mark, Path, Words
from gen.draw.letters import TEXT, text_width, wrapped
from gen.draw.marks import Cells, Content
from gen.draw.panel import frame, loose
from gen.draw.picture import EDGE as EDGE
from gen.draw.picture import WIDTH
from gen.draw.trails import HEAD
from gen.palette import INK, QUIET, Hue

WHOLE = WIDTH - 2 * EDGE
GAP, APART = 7, 18  # between a sample and its words; at least between entries beside each other
ROW, LINE = 18, 14  # from entry to entry below it; one more for each line of details: at least


@dataclass(frozen=True, eq=False)
class Entry:
    """What something in the picture stands for: a stroke with its marker, or another `sample`.

    A sample is drawn as on axes from 0 to 1. `details` are quieter lines under the text.
    """

    text: str
    hue: Hue = INK
    marker: str = ""
    width: float = 2.0  # of the stroke; 0 for none
    sample: Content | None = None
    room: float = 24.0  # pixels for stroke or sample
    bold: bool = False
    details: tuple[str, ...] = ()

    def drawn(self, x: float, y: float) -> Iterator[Mark]:
        """Yield the stroke or the sample, beside words that begin at (x, y)."""
        left, middle = x - GAP - self.room, y - 4
        if self.sample is not None:
            box = Box(left, y - 11, self.room, 14)
            yield from loose(self.sample, box)
            yield from [frame(box)] if isinstance(self.sample, Cells) else []
            return
        if self.width:
            yield Path([(left, middle), (left + self.room, middle)], self.hue, self.width)
        if self.marker:
            yield Glyph(left + self.room / 2, middle, self.marker, self.hue, HEAD)


@dataclass(frozen=True, eq=False)
class Legend:
    """Entries one after another, in as many rows as they need, or in `columns` of equal width.

    The first words stand on the line `top`; nothing goes beyond `width`.
    """

    entries: Sequence[Entry]
    left: float
    top: float
    width: float = WHOLE
    size: float = 10.5
    columns: int = 0

    @cached_property
    def bottom(self) -> float:
        """The line on which its last words stand."""
        return max(y + self._line * len(self._details(entry)) for entry, _, y in self._placed)

    def ink(self) -> Iterator[Mark]:
        """Yield it: all samples first, then all words, so that neighbors have more in common."""
        for entry, x, y in self._placed:
            yield from entry.drawn(x, y)
        for entry, x, y in self._placed:
            yield Words(x, y, entry.text, self.size, bold=entry.bold)
        for entry, x, y in self._placed:
            for i, line in enumerate(self._details(entry), 1):
                yield Words(x, y + self._line * i, line, self._small, QUIET)

    @property
    def _small(self) -> float:
        """The size of details: where there is room for large words, these are as large."""
        return self.size if self.size >= TEXT else 10

    @property
    def _line(self) -> float:
        return max(LINE, self._small + 3)

    def _details(self, entry: Entry) -> list[str]:
        room = self.width - entry.room - GAP
        return [line for text in entry.details for line in wrapped(text, self._small, room)]

    def _wide(self, entry: Entry) -> float:
        return entry.room + GAP + text_width(entry.text, self.size, entry.bold)

    @cached_property
    def _placed(self) -> list[tuple[Entry, float, float]]:
        """Each entry and where its words begin."""
        each = max(map(self._wide, self.entries), default=0.0) + APART
        columns = max(1, min(self.columns, int((self.width + APART) // each)))
        placed: list[tuple[Entry, float, float]] = []
        x, y, lines = 0.0, self.top, 0
        for i, entry in enumerate(self.entries):
            full = not i % columns if self.columns else x + self._wide(entry) > self.width
            if i and full:
                x, y, lines = 0.0, y + max(ROW, self.size + 7) + self._line * lines, 0
            lines = max(lines, len(self._details(entry)))
            placed.append((entry, self.left + x + entry.room + GAP, y))
            x += self.width / columns if self.columns else self._wide(entry) + APART
        return placed


def paragraph(
    text: str, top: float, left: float = EDGE, width: float = WHOLE, size: float = 10
) -> list[Words]:
    """Return a quiet text in lines that fit into `width`."""
    lines = wrapped(text, size, width)
    return [Words(left, top + (size + 3) * i, line, size, QUIET) for i, line in enumerate(lines)]
