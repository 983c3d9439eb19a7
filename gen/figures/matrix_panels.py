"""A panel for each matrix problem, side by side, with a legend below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gen.draw import Axis, Box
from gen.draw.legend import Legend
from gen.figure import Cast
from gen.figures.casts import present
from gen.figures.who import entry
from gen.matrices import MATRICES
from gen.optimizer import Optimizer
from gen.optimizers import OPTIMIZERS
from gen.palette import BESIDE

FLOOR = 1e-9  # of a loss on these charts, as a share of what it was: more than one can see
WIDTH, HEIGHT, LEFT, TOP, APART = 158, 170, 56, 74, 42
BESIDES = present("sgd", "adam")
CASTS = [
    Cast((slug, *(other for other in BESIDES if other != slug)), (), tuple(MATRICES))
    for slug, cls in OPTIMIZERS.items()
    if cls.acts_on != "vector"
]


def boxes(count: int) -> list[Box]:
    """Return `count` boxes beside each other."""
    return [Box(LEFT + (WIDTH + APART) * i, TOP, WIDTH, HEIGHT) for i in range(count)]


def legend(optimizers: Sequence[type[Optimizer]]) -> Legend:
    """Return who is who: the first in color, the others pale, told apart by their markers."""
    first, *others = map(entry, optimizers)
    pale = [replace(each, hue=BESIDE, width=1.2) for each in others]
    return Legend([first, *pale], columns=3)


def share_axis(first: bool) -> Axis:
    """Return the axis of all panels, which only the first one names."""
    return Axis(FLOOR, 10, "share of the first loss" if first else "", log=True)
