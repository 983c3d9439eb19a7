"""The family tree: time runs down, and a line leads from each rule to the last of its children."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

import numpy as np

from gen.draw import Box, Glyph, Link, Path, Picture, Words
from gen.draw.ink import Mark
from gen.draw.legend import EDGE, paragraph
from gen.draw.letters import text_width
from gen.figure import Cast, figure
from gen.figures.lanes import ROW, Spots, in_order, line, spots
from gen.optimizers import OPTIMIZERS
from gen.optimizers.descent import ancestors, children, descendants, longest_line, parents, since
from gen.palette import HUES, INK, QUIET

MARKER, NAME, BESIDE = 5.5, 13.5, 12.0  # radius; letters; from the middle of one to the other
AXIS, BAR = 50, 7  # where the years run down; how far a year's bar goes beyond its rows
WIDTH, OPACITY = 1.6, 0.6  # of a line
NOTES = (
    "Down the years: a row for each rule, a tick for each year without one. A line leads from a "
    "rule to those that grew out of it."
)


@figure(
    "family-tree",
    title="The family tree of the optimizers",
    page="optimizers",
    casts=[Cast(tuple(OPTIMIZERS))],
)
def family_tree(title: str) -> Picture:
    """Show every optimizer below those it grew out of."""
    rows = in_order()
    where = spots(rows)
    names = {
        slug: Words(x + BESIDE, y + 4.5, _short(slug), NAME, INK) for slug, (x, y) in where.items()
    }
    width = math.ceil(max(name.x + text_width(name.text, NAME) for name in names.values()) + EDGE)
    notes = paragraph(NOTES, 46, width=width - 2 * EDGE)
    return Picture(
        title,
        _told(rows),
        (),
        _numbers(rows),
        {
            "rules": [
                {"optimizer": slug, "year": since(slug), "parents": parents(slug)} for slug in rows
            ]
        },
        extra=(
            *notes,
            *_years(where),
            *_lines(where),
            *(
                Glyph(x, y, OPTIMIZERS[slug].marker, HUES[OPTIMIZERS[slug].hue], MARKER)
                for slug, (x, y) in where.items()
            ),
            *names.values(),
            *(_link(slug, where, name) for slug, name in names.items()),
        ),
        width=width,
        height=math.ceil(where[rows[-1]][1] + ROW),
    )


def _short(slug: str) -> str:
    return OPTIMIZERS[slug].short_title()


def _years(where: Spots) -> Iterator[Mark]:
    """Yield the axis: a bar for each year that has rows, and ticks between them."""
    bars = [(year, [where[slug][1] for slug in group]) for year, group in groupby(where, since)]
    for year, heights in bars:
        yield Path([(AXIS, heights[0] - BAR), (AXIS, heights[-1] + BAR)], QUIET, 1.5)
        yield Words(AXIS - 7, heights[0] + 4, str(year), hue=QUIET, anchor="end")
    for (year, above), (following, below) in pairwise(bars):
        for y in np.linspace(above[-1] + BAR, below[0] - BAR, following - year + 1)[1:-1]:
            yield Path([(AXIS - 2, y), (AXIS + 2, y)], QUIET, 0.75)


def _lines(where: Spots) -> Iterator[Path]:
    """Yield for each rule one line down to the last of its children, and an elbow to each."""
    for slug in where:
        lines = sorted(
            (line(slug, child, where) for child in children(slug)), key=lambda p: p[1, 1]
        )
        for part in [*(down[:2] for down in lines[-1:]), *(elbow[1:] for elbow in lines)]:
            yield Path(part, HUES[OPTIMIZERS[slug].hue], WIDTH, opacity=OPACITY)


def _link(slug: str, where: Spots, name: Words) -> Link:
    """Return the link of a marker and its name: pointed at, it shows the lines of descent."""
    x, y = where[slug]
    box = Box(x - BESIDE, y - ROW / 2 + 0.5, 2 * BESIDE + text_width(name.text, NAME) + 5, ROW - 1)
    up, down = {slug, *ancestors(slug)}, {slug, *descendants(slug)}
    lines = (
        line(p, c, where) for p in where for c in children(p) if {p, c} <= up or {p, c} <= down
    )
    cls = OPTIMIZERS[slug]
    return Link(
        box, f"optimizers/{slug}/", f"{name.text}, {cls.paper.year}", HUES[cls.hue], tuple(lines)
    )


def _longest(rows: Sequence[str]) -> tuple[str, ...]:
    return max(map(longest_line, rows), key=len)


def _numbers(rows: Sequence[str]) -> dict[str, float | str]:
    numbers: dict[str, float | str] = {
        "optimizers": len(rows),
        "first_year": str(since(rows[0])),
        "last_year": str(since(rows[-1])),
        "generations": len(_longest(rows)),
    }
    for slug in rows:
        numbers |= {
            f"{slug}_children": len(children(slug)),
            f"{slug}_descendants": len(descendants(slug)),
        }
    return numbers


def _told(rows: Sequence[str]) -> str:
    roots = [slug for slug in rows if not parents(slug)]
    prolific, line = max(rows, key=lambda slug: len(children(slug))), _longest(rows)
    return (
        f"A family tree of {len(rows)} optimizers, from {since(rows[0])} at the top to "
        f"{since(rows[-1])} at the bottom. Without parents here: {', '.join(map(_short, roots))}. "
        f"{_short(prolific)} has most children, {len(children(prolific))}, and "
        f"{len(descendants(prolific))} descendants in all. The longest line of "
        f"descent has {len(line)} generations: {', '.join(map(_short, line))}."
    )
