"""Legends and notes: what stands beside panels, laid out by how wide its words are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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
ROW, LINE = TEXT + 7, TEXT + 3  # from entry to entry below it; from line to line


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
    left: float = EDGE
    top: float = 0.0
    width: float = WHOLE
    columns: int = 0

    def placed(self, top: float, width: float) -> Legend:
        """Return it as it stands under the panels of a picture so wide, from `top` on."""
        return replace(self, left=EDGE, top=top + TEXT, width=width - 2 * EDGE)

    @cached_property
    def bottom(self) -> float:
        """The line on which its last words stand."""
        return max(y + LINE * (len(self._lines(entry)) - 1) for entry, _, y in self._placed)

    def ink(self) -> Iterator[Mark]:
        """Yield it: all samples first, then all words, so that neighbors have more in common."""
        for entry, x, y in self._placed:
            yield from entry.drawn(x, y)
        for details in (False, True):
            for entry, x, y in self._placed:
                for i, (line, detail) in enumerate(self._lines(entry)):
                    if detail == details:
                        hue, bold = QUIET if detail else INK, entry.bold and not detail
                        yield Words(x, y + LINE * i, line, hue=hue, bold=bold)

    def _lines(self, entry: Entry) -> list[tuple[str, bool]]:
        """Return the lines of an entry, and of each whether it is of the details."""
        room = self.width - entry.room - GAP
        text = wrapped(entry.text, TEXT, room, entry.bold) or [""]
        details = [line for text in entry.details for line in wrapped(text, TEXT, room)]
        return [*((line, False) for line in text), *((line, True) for line in details)]

    def _wide(self, entry: Entry) -> float:
        widths = (text_width(line, TEXT, entry.bold) for line, _ in self._lines(entry)[:1])
        return entry.room + GAP + max(widths, default=0.0)

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
                x, y, lines = 0.0, y + ROW + LINE * (lines - 1), 0
            lines = max(lines, len(self._lines(entry)))
            placed.append((entry, self.left + x + entry.room + GAP, y))
            x += self.width / columns if self.columns else self._wide(entry) + APART
        return placed


def paragraph(
    text: str, top: float, left: float = EDGE, width: float = WHOLE, hue: Hue = QUIET
) -> list[Words]:
    """Return a text, a quiet one, in lines that fit into `width`; the first stands on `top`."""
    lines = wrapped(text, TEXT, width)
    return [Words(left, top + LINE * i, line, hue=hue) for i, line in enumerate(lines)]
