"""A rule that sees layers, on all matrix problems: its losses from several starts, and what the rate decides."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gen.arithmetic.functions import log10, real_power
from gen.draw import Axis, Box, Glyph, Guide, Line, Panel, Path, Picture, Words
from gen.draw.ink import Mark
from gen.draw.trails import HEAD
from gen.figure import Cast, figure
from gen.figures.casts import present
from gen.figures.matrix_runs import MatrixRun, best_on, run_on
from gen.figures.singular_values import notes
from gen.matrices import MATRICES
from gen.measurements.rate_search import BUDGET, RATES, searched, smallest_of_best
from gen.measurements.rate_search import STARTS as JUDGED
from gen.optimizer import Optimizer
from gen.optimizers import OPTIMIZERS
from gen.palette import BESIDE, HUES, QUIET, Hue
from gen.problem import Problem

STARTS = 6
FLOOR = 1e-9  # of a loss on these charts, as a share of what it was: more is more than one can see
WIDTH, HEIGHT, LEFT, TOP, APART = 158, 170, 56, 74, 42
BELOW = TOP + HEIGHT + 54  # where the key stands
BESIDES = present("sgd", "adam")
CASTS = [
    Cast((slug, *(other for other in BESIDES if other != slug)), (), tuple(MATRICES))
    for slug, cls in OPTIMIZERS.items()
    if cls.acts_on != "vector"
]


def boxes(count: int) -> list[Box]:
    """Return `count` boxes beside each other."""
    return [Box(LEFT + (WIDTH + APART) * i, TOP, WIDTH, HEIGHT) for i in range(count)]


def key(optimizers: Sequence[type[Optimizer]], y: float) -> list[Mark]:
    """Return the row that says who is who: the first in color, the others pale, told apart by their markers."""
    marks: list[Mark] = []
    for i, cls in enumerate(optimizers):
        x, hue = LEFT + 190 * i, BESIDE if i else HUES[cls.hue]
        marks += [
            Path([(x, y - 4), (x + 24, y - 4)], hue, 1.2 if i else 2),
            Glyph(x + 12, y - 4, cls.marker, hue, HEAD),
            Words(x + 31, y, cls.short_title(), 10.5),
        ]
    return marks


@figure(
    "{optimizer}-on-matrices",
    title="{Optimizer} on matrices",
    page="optimizers/{optimizer}",
    casts=CASTS,
    video=False,
)
def on_matrices(
    optimizers: Sequence[type[Optimizer]], matrices: Sequence[Problem], title: str
) -> Picture:
    """Show a rule's loss on every matrix problem, from several starts, beside two that see no matrix."""
    found = [Found.of(problem, optimizers) for problem in matrices]
    panels = [
        _losses(each, box, i == 0)
        for i, (each, box) in enumerate(zip(found, boxes(len(found)), strict=True))
    ]
    note = f"Thin: {STARTS - 1} other starts at the same rate."
    return Picture(
        title,
        f"Decades of loss gained in {BUDGET} steps by {optimizers[0].short_title()} from {STARTS} starts: "
        f"{'; '.join(each.told for each in found)}.",
        tuple(panels),
        {key: value for each in found for key, value in each.numbers.items()},
        {each.problem.slug: each.data for each in found},
        extra=(*key(optimizers, BELOW), *notes(note, BELOW + 12)),
        height=math.ceil(BELOW + 58),
        steps=BUDGET,
        counter=(560, 24),
    )


@dataclass(frozen=True, eq=False)
class Found:
    """What a rule did on a problem: from its own start, beside others, and from elsewhere at the same rate."""

    own: MatrixRun
    beside: list[MatrixRun]
    elsewhere: list[MatrixRun]

    @classmethod
    def of(cls, problem: Problem, optimizers: Sequence[type[Optimizer]]) -> Found:
        """Run the first of `optimizers` from every start, and the others from the problem's own."""
        own, *beside = (best_on(problem, optimizer) for optimizer in optimizers)
        elsewhere = [run_on(problem, own.optimizer, start) for start in problem.starts(STARTS)[1:]]
        return cls(own, beside, elsewhere)

    @property
    def problem(self) -> Problem:
        """Where it was."""
        return self.own.problem

    @property
    def span(self) -> tuple[float, float]:
        """The fewest and the most decades that the rule gained."""
        every = [run.decades for run in (self.own, *self.elsewhere)]
        return min(every), max(every)

    @property
    def told(self) -> str:
        """What happened, in a few words."""
        least, most = self.span
        others = ", ".join(f"{run.name} {run.decades:.1f}" for run in self.beside)
        return f"on {self.problem.title.lower()} {least:.1f} to {most:.1f}, {others}"

    @property
    def numbers(self) -> dict[str, float]:
        """What prose may quote, under the problem's slug."""
        least, most = self.span
        gained = {run.optimizer.slug: run.decades for run in (self.own, *self.beside)}
        measured = gained | {"least": least, "most": most, "lr": self.own.rate}
        return {f"{self.problem.slug}_{key}": value for key, value in measured.items()}

    @property
    def data(self) -> dict[str, object]:
        """What the JSON holds."""
        runs = [run.data() for run in (self.own, *self.beside)]
        return {"runs": runs, "elsewhere": [run.trajectory.values for run in self.elsewhere]}


def _losses(found: Found, box: Box, first: bool) -> Panel:
    hue = HUES[found.own.optimizer.hue]
    lines = [_line(run, BESIDE, 1.2, 20) for run in found.beside]
    lines += [_line(run, hue, 0.7, 0) for run in found.elsewhere]
    lines.append(_line(found.own, hue, 2.0, 20))
    return Panel(
        box, Axis(0, BUDGET, "step"), _shares(first), tuple(lines), title=found.problem.title
    )


def _line(run: MatrixRun, hue: Hue, width: float, every: int) -> Line:
    shares = np.maximum(run.heights / run.heights[0], FLOOR)
    points = np.column_stack([np.arange(len(shares)), shares])
    return Line(points, hue, run.optimizer.marker, every, width, moving=True)


def _shares(first: bool) -> Axis:
    return Axis(FLOOR, 10, "share of the first loss" if first else "", log=True)


@figure(
    "matrix-rates-of-{optimizer}",
    title="{Optimizer} on matrices: the learning rate decides",
    page="optimizers/{optimizer}",
    casts=CASTS,
)
def matrix_rates_of(
    optimizers: Sequence[type[Optimizer]], matrices: Sequence[Problem], title: str
) -> Picture:
    """Show the last loss against the rate, on every matrix problem, and where plain descent's edge is."""
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
        f"The share of the first loss that is left, averaged over {JUDGED} starts and the last quarter of "
        f"{BUDGET} steps; a run that diverges or rises above its start counts as 1."
    )
    return Picture(
        title,
        f"The best rate of {optimizers[0].short_title()} is {', '.join(told)}; 2/λmax is {', '.join(edges)} there.",
        tuple(panels),
        numbers,
        {
            "rates": RATES,
            "steps": BUDGET,
            **{
                p.slug: {cls.slug: _finite(shares) for cls, shares in found.items()}
                for p, found in left.items()
            },
        },
        extra=(*key(optimizers, BELOW), Words(12, BELOW + 24, note, 10, QUIET)),
        height=math.ceil(BELOW + 36),
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
    return Panel(box, x, _shares(first), (*lines, *guides), title=problem.title)


def _edges(problem: Problem, own: np.ndarray) -> dict[str, float]:
    """Return which rate is best, how many decades are good, and the largest that gains anything."""
    best, lower = smallest_of_best(-log10(own)), np.flatnonzero(own < 1)
    return {
        "best_lr": RATES[best],
        "best": own[best],
        "good_decades": int(np.sum(own <= 100 * own[best])) / 8,
        "largest": RATES[int(lower[-1])],
        "limit": problem.limit,
    }


def _rate_line(shares: np.ndarray, cls: type[Optimizer], pale: bool) -> Line:
    kept = np.isfinite(shares)
    points = np.column_stack([np.array(RATES)[kept], np.maximum(shares[kept], FLOOR)])
    return Line(points, BESIDE if pale else HUES[cls.hue], cls.marker, 2, 1.2 if pale else 2.0)


def _finite(shares: np.ndarray) -> list[float | None]:
    return [float(v) if np.isfinite(v) else None for v in shares]
