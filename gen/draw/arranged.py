"""Room for everything: panels, legends and texts where their words need them, at any width."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

import numpy as np

from gen.draw.extent import extent, union
from gen.draw.ink import Box, Mark, Words
from gen.draw.legend import Legend, paragraph
from gen.draw.letters import TEXT, text_width
from gen.draw.marks import Line
from gen.draw.panel import Panel
from gen.draw.picture import BELOW, EDGE, PHONE, TITLE, WIDTH, Picture

MARGIN, APART = 8, 14  # pixels: around all; between the words of neighbors, and from row to row
WIDEST = 400  # of a picture that a phone may make smaller
COUNTER = 70  # as wide as the step counter
SMALL = 140  # panels up to this width stand two beside each other on a phone, as bare squares do
LOW, HIGH = 0.62, 0.8  # the height of a chart on a phone, as a share of its width
AFAR = 1000.0  # from the page's edges, where no word is kept from leaving the page


@lru_cache(maxsize=4)
def narrow(picture: Picture) -> Picture:
    """Return a picture as it stands on a phone: its panels under each other, all words as large."""
    return arranged(picture, PHONE)


def needs_narrow(picture: Picture) -> bool:
    """Return whether a phone would make the picture's words too small."""
    return picture.width > WIDEST and bool(picture.column)


def arranged(picture: Picture, width: int = 0) -> Picture:
    """Return the picture with its panels in rows, or one a row on a phone, and all else below.

    The boxes of its panels say which stand beside each other, and how large they are in proportion.
    """
    if not width and (picture.extra or not picture.panels):
        return picture
    width = width or picture.width
    items = picture.column or (*range(len(picture.panels)), *picture.below)
    there = [item for item in items if isinstance(item, int)]
    seen = picture.at_defaults.panels  # with all that will have words in them
    whole = replace(picture, width=width, extra=())
    counter, y = _counted(whole)
    panels = [_kept_clear(*both) for both in zip(picture.panels, seen, strict=True)]
    extra: list[Mark] = []
    for item in _grouped(items, seen, width):
        if isinstance(item, Legend):
            legend = item.placed(y, width)
            extra += legend.ink()
            y = legend.bottom + APART
        elif isinstance(item, str):
            lines = paragraph(item, y + TEXT, width=width - 2 * EDGE)
            extra += lines
            y = lines[-1].y + APART if lines else y
        else:
            for i, box in _placed(item, seen, y, width).items():
                panels[i] = replace(panels[i], box=box)
                y = max(y, box.bottom + _around(replace(seen[i], box=box)).bottom + APART)
    height = math.ceil(y - APART + MARGIN)
    return replace(
        whole,
        panels=tuple(panels[i] for i in there),
        extra=tuple(extra),
        column=items,
        height=height,
        counter=counter,
    )


def _counted(picture: Picture) -> tuple[tuple[float, float], float]:
    """Return where the step is counted, and where the panels begin."""
    y = 24.0 + BELOW * (len(picture.heading) - 1)
    beside = picture.width - EDGE - COUNTER
    fits = EDGE + text_width(picture.heading[-1], TITLE, bold=True) + 2 * APART <= beside
    if picture.steps and not fits:
        y += BELOW
        return (EDGE, y), y + 8
    return (beside, y), y + 8


def _kept_clear(panel: Panel, seen: Panel) -> Panel:
    """Return a panel whose names stay clear of what moves as it is at first, too."""
    if not panel.places:
        return panel
    known = (*panel.marks, *panel.ways)
    moved = [mark for mark in seen.marks if isinstance(mark, Line) and mark not in known]
    return replace(panel, ways=(*panel.ways, *moved))


Grid = list[list[int]]  # rows of numbers of panels


def _grouped(
    items: Iterable[int | Legend | str], panels: Sequence[Panel], width: int
) -> list[Grid | Legend | str]:
    """Return the items with panels that follow each other as grids."""
    found: list[Grid | Legend | str] = []
    for are_panels, group in groupby(items, lambda item: isinstance(item, int)):
        if are_panels:
            found += _grids([int(i) for i in group], panels, width)  # type: ignore[arg-type]
        else:
            found += group  # type: ignore[arg-type]
    return found


def _grids(numbers: list[int], panels: Sequence[Panel], width: int) -> list[Grid]:
    """Return panels in their own rows; on a phone small ones two a row, and others one."""
    if width >= WIDTH:
        tops = sorted({panels[i].box.top for i in numbers})
        return [[[i for i in numbers if panels[i].box.top == top] for top in tops]]
    small = [False, *(_is_small(panels[i]) for i in numbers), False]
    beside = [
        2 if here and (before or after) else 1
        for before, here, after in zip(small, small[1:], small[2:], strict=False)
    ]
    grids = []
    for count, group in groupby(zip(beside, numbers, strict=True), itemgetter(0)):
        alike = [i for _, i in group]
        grids.append([alike[k : k + count] for k in range(0, len(alike), count)])
    return grids


def _is_small(panel: Panel) -> bool:
    """Return whether half a phone is wide enough: a bare square has no numbers beside it."""
    return panel.box.width <= SMALL or (panel.bare and true_to_scale(panel))


@dataclass(frozen=True)
class Around:
    """How far the words of a panel reach beyond its box."""

    left: float
    top: float
    right: float
    bottom: float


def _around(panel: Panel) -> Around:
    box = replace(panel.box, left=AFAR, top=AFAR)
    own = Box(box.left - MARGIN, box.top - 4, box.width + MARGIN + 4, box.height + 8)
    words = [
        extent(mark)
        for mark in replace(panel, box=box, places=()).ink()
        if isinstance(mark, Words) and np.isfinite(mark.x + mark.y)
    ]
    whole = union([own, *words])
    return Around(
        box.left - whole.left,
        box.top - whole.top,
        whole.right - box.right,
        whole.bottom - box.bottom,
    )


def _placed(rows: Grid, panels: Sequence[Panel], top: float, width: int) -> dict[int, Box]:
    """Return the boxes of a grid whose columns stand under each other, from `top` on."""
    boxes = {i: panels[i].box for row in rows for i in row}
    for _ in range(3):  # how far words reach depends on how large the boxes are
        sized = {i: replace(panels[i], box=box) for i, box in boxes.items()}
        boxes = _once(rows, panels, {i: _around(panel) for i, panel in sized.items()}, top, width)
    return boxes


def _once(
    rows: Grid, panels: Sequence[Panel], around: dict[int, Around], top: float, width: int
) -> dict[int, Box]:
    columns = range(max(map(len, rows)))
    own = [[row[k] for row in rows if len(row) > k] for k in columns]
    wide = [max(panels[i].box.width for i in column) for column in own]
    left = [max(around[i].left for i in column) for column in own]
    right = [max(around[i].right for i in column) for column in own]
    room = width - 2 * MARGIN - sum(left) - sum(right) - APART * (len(wide) - 1)
    scale = room / sum(wide)
    boxes, y = {}, top
    for row in rows:
        x = float(MARGIN)
        y += max(around[i].top for i in row)
        for k, i in enumerate(row):
            # Bare squares beside each other keep their proportions: cells of tables are alike.
            fills = width < WIDTH and (len(wide) == 1 or not panels[i].bare)
            across, up = _size(panels[i], scale, scale * wide[k] if fills else 0)
            boxes[i] = Box(round(x + left[k]), round(y), round(across), round(up))
            x += left[k] + scale * wide[k] + right[k] + APART
        y = max(boxes[i].bottom + around[i].bottom for i in row) + APART
    return boxes


def _size(panel: Panel, scale: float, column: float) -> tuple[float, float]:
    """Return width and height: in proportion, or as fits a `column` on a phone."""
    box = panel.box
    if not column:
        return scale * box.width, scale * box.height
    if panel.y.names:
        return column, box.height
    up = column * box.height / box.width
    return column, up if true_to_scale(panel) else min(max(up, LOW * column), HIGH * column)


def true_to_scale(panel: Panel) -> bool:
    """Return whether a unit is as long across as it is up, so that angles are what they are."""
    if panel.x.log or panel.y.log:
        return False
    across = (panel.x.high - panel.x.low) / panel.box.width
    up = (panel.y.high - panel.y.low) / panel.box.height
    return abs(abs(across / up) - 1) < 0.02
