"""A slide: the same picture on 16 by 9, with letters that are read from the last row.

A picture is drawn for a column of text. On a slide it is as large as its height allows; charts,
which need no scale of their own, take the width that is left, and long notes stay on its page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from gen.draw.ink import Box, Mark, Words
from gen.draw.layout import Layout, Sizes, counts_in_title, is_note, legible
from gen.draw.letters import TEXT, text_width, wrapped
from gen.draw.picture import EDGE, Picture
from gen.draw.stretch import Spans
from gen.palette import QUIET

WIDTH, HEIGHT = 1920, 1080
LEAST = 28  # pixels: the smallest letters
# 16 by 9 units are a page on which TEXT is at least LEAST. A few sizes, so that slides are alike.
UNITS = range(40, 56, 3)
SHRUNK = tuple(n / 20 for n in range(20, 7, -1))  # how far panels are shrunk to fit on one
GROWN = tuple(n / 20 for n in range(40, 19, -1))  # and maps made larger where there is room
WIDER = (3.0, 2.5, 2.0, 1.75, 1.5, 1.25)  # times as wide as it was: a chart
TITLES = (20, 19, 18, 17, 16, 15)  # sizes, of which the largest that fits is taken
LONG = 110  # letters of a sentence that a slide has no room for
LINES, LINE = 2, TEXT + 4  # of notes, and from one to the next


@dataclass(frozen=True, eq=False)
class Slide:
    """A picture of 16 by 9, and how many pixels of the slide are one of its own."""

    picture: Picture
    scale: float

    @property
    def smallest(self) -> float:
        """The size of its smallest letters in pixels of the slide."""
        words = [mark for mark in self.picture.ink() if isinstance(mark, Words) and mark.text]
        return self.scale * min(mark.size for mark in words)


@dataclass(frozen=True, eq=False)
class Page:
    """A slide with nothing but title and notes, and the room between them."""

    unit: int
    words: tuple[Words, ...]
    room: Box

    @classmethod
    def of(cls, unit: int, title: str, note: str) -> Page:
        """Write a title and a note on a page of 16 by 9 units."""
        width, bottom = 16 * unit - 2 * EDGE, 9 * unit - EDGE
        head, lines = _title(title, width), wrapped(note, TEXT, width)
        lines = lines if len(lines) <= LINES else []
        top, bottom = head[-1].y + 14, bottom - LINE * len(lines)
        below = [Words(EDGE, bottom + LINE * i - 4, s, TEXT, QUIET) for i, s in enumerate(lines, 1)]
        return cls(unit, (*head, *below), Box(EDGE, top, width, bottom - top))

    def holds(self, box: Box) -> bool:
        """Return whether there is room for as much."""
        return box.width <= self.room.width and box.height <= self.room.height


def slide(picture: Picture) -> Slide:
    """Return the picture as a slide."""
    picture = picture.at_defaults
    layout = Layout.of(picture)
    page, small = next(_fits(layout, picture.title, _short(picture.extra)))
    placed = _filling(small, page)
    ink = [legible(mark) for panel in placed.panels for mark in panel.ink()]
    others = [mark for group in placed.groups for mark in group.marks]
    counter = (16 * page.unit - 92.0, page.words[0].y)
    if picture.steps and not counts_in_title(picture):
        last = others.pop()
        assert isinstance(last, Words)
        counter = last.x, last.y
    made = replace(
        picture,
        title="",  # its place is among the words
        panels=(),
        extra=(*page.words, *ink, *others),
        width=16 * page.unit,
        height=9 * page.unit,
        counter=counter,
    )
    return Slide(made, WIDTH / made.width)


def _fits(layout: Layout, title: str, note: str) -> Iterator[tuple[Page, Layout]]:
    """Yield pages and what fits on them, the best first: nothing shrunk, and with its note."""
    beside = layout.beside(16 * UNITS[-1] - 2 * EDGE)
    for shrunk, said in product(SHRUNK, (note, "")):
        for sizes in (Sizes(shrunk, shrunk, wide, shrunk) for wide in (1.0, shrunk)):
            for laid in dict.fromkeys((layout, beside)):
                small = laid.sized(sizes)
                pages = (Page.of(unit, title, said) for unit in UNITS)
                yield from ((page, small) for page in pages if page.holds(small.box))
    # A table of forty rows: as large as can be.
    pages = (Page.of(unit, title, "") for unit in range(UNITS[-1] + 1, 400))
    yield from ((page, layout) for page in pages if page.holds(layout.box))


def _filling(layout: Layout, page: Page) -> Layout:
    """Return a layout in the middle of a page's room, with maps and charts as large as can be."""
    sizes = (Sizes(firm, rows) for firm in GROWN for rows in (1.0, firm))
    grown = next(
        grown
        for grown in map(layout.sized, sizes)
        if page.holds(grown.box) and not grown.meets_more_than(layout)
    )
    room, box = page.room, grown.box
    wide = _growth(grown.free(0), room.width - box.width)
    high = _growth(grown.free(1), room.height - box.height)
    filled = grown.sized(Sizes(wide=wide, high=high))
    box = filled.box
    dx = room.left + (room.width - box.width) / 2 - box.left
    dy = room.top + (room.height - box.height) / 2 - box.top
    return filled.shifted(dx, dy).widened(room, WIDER)


def _growth(free: Spans, left_over: float) -> float:
    long = sum(high - low for low, high in free)
    return min(WIDER[0], 1 + left_over / long) if long else 1.0


def _short(extra: Sequence[Mark]) -> str:
    """Return what notes say in short sentences; the long ones are about how it was measured."""
    text = " ".join(mark.text for mark in extra if isinstance(mark, Words) and is_note(mark))
    sentences = text.replace(". ", ".\n").splitlines()
    return " ".join(sentence for sentence in sentences if len(sentence) <= LONG)


def _title(title: str, room: float) -> list[Words]:
    size = next((s for s in TITLES if text_width(title, s, True) <= room), TITLES[-1])
    lines = [title] if text_width(title, size, True) <= room else wrapped(title, 1.1 * size, room)
    tops = [12 + size + (size + 5) * i for i in range(len(lines))]
    return [Words(EDGE, y, line, size, bold=True) for y, line in zip(tops, lines, strict=True)]
