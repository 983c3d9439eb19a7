"""A rule that sees layers on all matrix problems: what its learning rate decides there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from gen.arithmetic.functions import log10, real_power
from gen.draw import Axis, Box, Guide, Line, Panel, Picture
from gen.figure import figure
from gen.figures.matrix_panels import CASTS, boxes, legend, share_axis
from gen.measurements.rate_search import BUDGET, RATES, STARTS, searched, smallest_of_best
from gen.optimizer import Optimizer
from gen.palette import BESIDE, HUES
from gen.problem import Problem


@figure(
    "matrix-rates-of-{optimizer}",
    title="{Optimizer} on matrices: what the learning rate does",
    page="optimizers/{optimizer}",
    casts=CASTS,
)
def matrix_rates_of(
    optimizers: Sequence[type[Optimizer]], matrices: Sequence[Problem], title: str
) -> Picture:
    """Show which share of the loss each rate leaves, and where plain descent's edge is."""
    left = {problem: {cls: _left(cls, problem) for cls in optimizers} for problem in matrices}
    panels = [
        _rates(problem, shares, box, i == 0)
        for i, ((problem, shares), box) in enumerate(
            zip(left.items(), boxes(len(left)), strict=True)
        )
    ]
    numbers = {
        f"{p.slug}_{key}": value
        for p in matrices
        for key, value in _edges(p, left[p][optimizers[0]]).items()
    }
    told = [f"on {p.title.lower()} {numbers[f'{p.slug}_best_lr']:g}" for p in matrices]
    edges = [f"{numbers[f'{p.slug}_limit']:.2g}" for p in matrices]
    note = (
        "The share of the first loss below which a run stays in the last quarter of "
        f"{BUDGET} steps, on average over {STARTS} starts; one that diverges or rises above its "
        "start counts as 1."
    )
    return Picture(
        title,
        f"The best rate of {optimizers[0].short_title()} is {', '.join(told)}; 2/λmax is "
        f"{', '.join(edges)} there.",
        tuple(panels),
        numbers,
        {
            "rates": RATES,
            "steps": BUDGET,
            **{
                p.slug: {cls.slug: shares for cls, shares in found.items()}
                for p, found in left.items()
            },
        },
        below=(legend(optimizers), note),
    )


def _left(cls: type[Optimizer], problem: Problem) -> np.ndarray:
    """Return for each rate which share of the first loss is left, as the search has judged it."""
    return np.asarray(real_power(10.0, -np.array(searched(cls, problem)["scores"])))


def _rates(
    problem: Problem, left: Mapping[type[Optimizer], np.ndarray], box: Box, first: bool
) -> Panel:
    lines = [
        _rate_line(shares, cls, bool(i))
        for i, (cls, shares) in reversed(list(enumerate(left.items())))
    ]
    x, limit = Axis(RATES[0], RATES[-1], "learning rate", log=True), problem.limit
    guides = [Guide(x=limit, label="2/λmax")] if limit < x.high else []
    return Panel(box, x, share_axis(first), (*lines, *guides), title=problem.title)


def _edges(problem: Problem, own: np.ndarray) -> dict[str, float]:
    """Return the best rate, how many decades are good, and the largest that gains anything."""
    best, lower = smallest_of_best(-log10(own)), np.flatnonzero(own < 1)
    return {
        "best_lr": RATES[best],
        "best": own[best],
        "good_decades": int(np.sum(own <= 100 * own[best])) / 8,
        "largest": RATES[int(lower[-1])],
        "limit": problem.limit,
    }


def _rate_line(shares: np.ndarray, cls: type[Optimizer], pale: bool) -> Line:
    points = np.column_stack([np.array(RATES), shares])
    return Line(points, BESIDE if pale else HUES[cls.hue], cls.marker, 2, 1.2 if pale else 2.0)
