"""A rule that sees layers, on all matrix problems: its losses from several starts, and what the rate decides."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gen.draw import Axis, Box, Glyph, Guide, Line, Panel, Path, Picture, Words
from gen.draw.ink import Mark
from gen.draw.trails import HEAD
from gen.figure import Cast, figure
from gen.figures.matrix_measures import MatrixRun, best_on, run_on
from gen.figures.matrix_races import present
from gen.figures.racing import even
from gen.figures.singular_values import notes
from gen.matrices import MATRICES
from gen.matrices.problem import Problem
from gen.optimizer import Optimizer
from gen.optimizers import OPTIMIZERS
from gen.palette import BESIDE, HUES, QUIET
from gen.tuning import BUDGET, GRID, sweep

STARTS = 6
FLOOR = 1e-9  # of a loss on these charts, as a share of what it was: more is more than one can see
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
)
def losses(optimizers: Sequence[type[Optimizer]], matrices: Sequence[Problem], title: str) -> Picture:
    """Show a rule's loss on every matrix problem, from several starts, beside two that see no matrix."""
    runs = {problem: [best_on(problem, cls) for cls in optimizers] for problem in matrices}
    others = {problem: from_elsewhere(problem, own.optimizer) for problem, (own, *_) in runs.items()}
    panels = []
    for problem, box in zip(matrices, boxes(len(matrices)), strict=True):
        own, *beside = runs[problem]
        start = own.heights[0]
        lines = [_line(run.heights / start, run, BESIDE, 1.2, 20) for run in beside]
        lines += [_line(run.heights / run.heights[0], run, HUES[own.optimizer.hue], 0.7, 0) for run in others[problem]]
        lines.append(_line(own.heights / start, own, HUES[own.optimizer.hue], 2.0, 20))
        y = Axis(FLOOR, 10, "share of the first loss" if not panels else "", log=True)
        panels.append(Panel(box, Axis(0, BUDGET, "step"), y, tuple(lines), title=problem.title))
    numbers, told = {}, []
    for problem, (own, *beside) in runs.items():
        every = [own.decades, *(run.decades for run in others[problem])]
        numbers |= {f"{problem.slug}_{run.optimizer.slug}": run.decades for run in (own, *beside)}
        numbers |= {f"{problem.slug}_least": min(every), f"{problem.slug}_most": max(every)}
        numbers |= {f"{problem.slug}_lr": own.rate}
        told.append(
            f"on {problem.title.lower()} {min(every):.1f} to {max(every):.1f}, "
            + ", ".join(f"{run.name} {run.decades:.1f}" for run in beside)
        )
    below = TOP + HEIGHT + 54
    note = f"Thin: {STARTS - 1} other starts at the same rate."
    picture = Picture(
        title,
        f"Decades of loss gained in {BUDGET} steps by {optimizers[0].short_title()} from {STARTS} starts: "
        f"{'; '.join(told)}.",
        tuple(panels),
        numbers,
        {
            problem.slug: {"runs": [run.data() for run in found], "others": [run.path.values for run in others[problem]]}
            for problem, found in runs.items()
        },
        extra=(*key(optimizers, below), *notes(note, below + 12)),
        height=even(below + 58),
        steps=BUDGET,
        counter=(560, 24),
        video=False,
    )
    return picture


def from_elsewhere(problem: Problem, rule: Optimizer) -> list[MatrixRun]:
    """Return the runs of a rule from other starts than the problem's own."""
    return [run_on(problem, rule, start) for start in problem.starts(STARTS)[1:]]


def _line(shares: np.ndarray, run: MatrixRun, hue: object, width: float, every: int) -> Line:
    points = np.column_stack([np.arange(len(shares)), np.maximum(shares, FLOOR)])
    return Line(points, hue, run.optimizer.marker, every, width, moving=True)  # type: ignore[arg-type]


@figure(
    "matrix-rates-of-{optimizer}",
    title="{Optimizer} on matrices: the learning rate decides",
    page="optimizers/{optimizer}",
    casts=CASTS,
)
def rates(optimizers: Sequence[type[Optimizer]], matrices: Sequence[Problem], title: str) -> Picture:
    """Show the loss after the last step against the rate, on every matrix problem, and where plain descent's edge is."""
    panels, numbers, told = [], {}, []
    data: dict[str, object] = {"rates": GRID, "steps": BUDGET}
    for problem, box in zip(matrices, boxes(len(matrices)), strict=True):
        first = problem.value(problem.start) - problem.lowest
        left = {cls: (sweep(cls, problem, BUDGET) - problem.lowest) / first for cls in optimizers}
        limit = 2 / np.linalg.eigvalsh(problem.hess(problem.solution))[-1]
        lines = [_rate_line(shares, cls, bool(i)) for i, (cls, shares) in reversed(list(enumerate(left.items())))]
        x = Axis(GRID[0], GRID[-1], "learning rate", log=True)
        y = Axis(FLOOR, 10, "share of the first loss" if not panels else "", log=True)
        guides = [Guide(x=limit, label="2/λmax")] if limit < x.high else []
        panels.append(Panel(box, x, y, (*lines, *guides), title=problem.title))
        own = left[optimizers[0]]
        best, kept = int(np.argmin(own)), np.flatnonzero(np.isfinite(own) & (own <= 1))
        numbers |= {
            f"{problem.slug}_best_lr": GRID[best],
            f"{problem.slug}_best": float(np.maximum(own[best], 0)),
            f"{problem.slug}_limit": limit,
            f"{problem.slug}_good_decades": int(np.sum(own <= 100 * max(own[best], FLOOR))) / 8,
            f"{problem.slug}_largest": GRID[int(kept[-1])],
        }
        told.append(f"on {problem.title.lower()} {GRID[best]:g}, where 2/λmax is {limit:.2g}")
        data[problem.slug] = {
            cls.slug: [float(v) if np.isfinite(v) else None for v in shares] for cls, shares in left.items()
        }
    below = TOP + HEIGHT + 54
    note = f"The loss after {BUDGET} steps, as a share of the first one; what diverged is left out."
    return Picture(
        title,
        f"The best rate of {optimizers[0].short_title()}: {'; '.join(told)}.",
        tuple(panels),
        numbers,
        data,
        extra=(*key(optimizers, below), Words(12, below + 24, note, 10, QUIET)),
        height=even(below + 36),
    )


def _rate_line(shares: np.ndarray, cls: type[Optimizer], pale: bool) -> Line:
    kept = np.isfinite(shares)
    points = np.column_stack([np.array(GRID)[kept], np.clip(shares[kept], FLOOR, None)])
    return Line(points, BESIDE if pale else HUES[cls.hue], cls.marker, 2, 1.2 if pale else 2.0)
