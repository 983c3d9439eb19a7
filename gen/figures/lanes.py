"""Where each rule of the family tree stands, and lines between them that cross no name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from gen.arithmetic.functions import cos, sin
from gen.optimizers import OPTIMIZERS
from gen.optimizers.descent import children, longest_line, parents, since

TOP, ROW = 100, 25  # pixels
LEFT, LANE = 68, 9
EMPTY = 2.5  # for each year without a paper
GAP = 7.5  # between the middle of a marker and a line that ends there
BEND, APART = 9.0, 4.0  # radius of an elbow; between lines that end at the same marker

Spots = dict[str, tuple[float, float]]


def in_order() -> list[str]:
    """Return all rules by year; of one year parents come first."""
    return sorted(OPTIMIZERS, key=lambda slug: (since(slug), len(longest_line(slug))))


def spots(rows: Sequence[str]) -> Spots:
    """Return where each rule stands: right of every line that passes by."""
    until = {slug: max(map(rows.index, children(slug)), default=-1) for slug in rows}
    lanes: dict[str, int] = {}
    for row, slug in enumerate(rows):
        lanes[slug] = max(
            (lane + 1 for other, lane in lanes.items() if until[other] >= row), default=0
        )
    return {
        slug: (LEFT + LANE * lanes[slug], y) for slug, y in zip(rows, _heights(rows), strict=True)
    }


def _heights(rows: Sequence[str]) -> Iterator[float]:
    """Yield the height of each row; years in between without a paper take up little room."""
    y = float(TOP)
    for before, slug in zip([None, *rows], rows, strict=False):
        if before is not None:
            y += ROW + EMPTY * max(0, since(slug) - since(before) - 1)
        yield y


def line(parent: str, child: str, where: Spots) -> np.ndarray:
    """Return the line from parent to child: down, then around an elbow.

    Who comes from farther left arrives lower.
    """
    (x, above), (right, y) = where[parent], where[child]
    arriving = sorted(parents(child), key=lambda slug: -where[slug][0])
    y += APART * (arriving.index(parent) - (len(arriving) - 1) / 2)
    radius = min(BEND, right - GAP - x)
    turn = np.linspace(0, np.pi / 2, 9)
    bend = np.stack([x + radius * (1 - cos(turn)), y - radius * (1 - sin(turn))], axis=-1)
    return np.concatenate([[(x, above + GAP)], bend, [(right - GAP, y)]])
