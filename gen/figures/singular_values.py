"""Singular values over time: how strongly a map does each of its things, and how evenly a rule steps in all of them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from textwrap import wrap

import numpy as np

from gen.arithmetic.eigenvectors import singular
from gen.arithmetic.functions import log10
from gen.draw import Axis, Box, Glyph, Line, Panel, Picture, Words
from gen.draw.contours import blend
from gen.draw.ink import Mark
from gen.draw.scale import power_of_ten
from gen.draw.trails import HEAD
from gen.figure import Cast, figure
from gen.figures.casts import MATRIX_RULES
from gen.figures.matrix_races import casts
from gen.figures.matrix_runs import MatrixRun, best_on
from gen.measurements.rate_search import UNSEEN_SEARCH
from gen.optimizer import Optimizer
from gen.palette import HUES, QUIET
from gen.problem import Problem

ACROSS, WIDTH, HEIGHT = 3, 164, 118  # panels beside each other, and the size of each
LEFT, TOP, RIGHT, DOWN = 48, 74, 36, 72
STRONG, FAINT = (
    HUES["blue"],
    HUES["vermilion"],
)  # the ends of the ramp from the largest singular value to the smallest
LETTERS = 112  # of a note
REGRESSION = "matrix-regression"


def panels(
    runs: Sequence[MatrixRun],
    values: Mapping[str, np.ndarray],
    y: Axis,
    levels: Sequence[float] = (),
) -> tuple[tuple[Panel, ...], list[Mark], int]:
    """Return a panel for each run with its `values` (steps, k), found by its slug, their names, and the height."""
    shown: list[Panel] = []
    names: list[Mark] = []
    for i, run in enumerate(runs):
        left, top = LEFT + (WIDTH + RIGHT) * (i % ACROSS), TOP + (HEIGHT + DOWN) * (i // ACROSS)
        curves = values[run.optimizer.slug]
        steps = np.arange(len(curves))
        lines = [
            Line(
                np.column_stack([steps, curve]),
                blend(STRONG, FAINT, k / (len(curves.T) - 1)),
                width=1.6,
            )
            for k, curve in enumerate(curves.T)
        ]
        guides = [
            Line([(0, level), (steps[-1], level)], QUIET, width=0.8, dash=(3, 3))
            for level in levels
        ]
        own = y if i % ACROSS == 0 else replace(y, label="")
        shown.append(
            Panel(
                Box(left, top, WIDTH, HEIGHT),
                Axis(0, float(steps[-1]), "step"),
                own,
                (*guides, *lines),
            )
        )
        names += [
            Glyph(left + 5, top - 13, run.optimizer.marker, HUES[run.optimizer.hue], HEAD),
            Words(left + 16, top - 9, run.name, 11, bold=True),
        ]
    return tuple(shown), names, TOP + (HEIGHT + DOWN) * (-(-len(runs) // ACROSS)) - 26


@figure(
    "singular-values-on-{matrix}",
    title="{Matrix}: singular values while it learns",
    page="matrices/{matrix}",
    casts=casts(MATRIX_RULES),
)
def singular_values_on(
    optimizers: Sequence[type[Optimizer]], matrices: tuple[Problem], title: str
) -> Picture:
    """Show in which order each rule learns the goal's singular values."""
    (problem,) = matrices
    runs = [best_on(problem, cls) for cls in optimizers]
    goal = singular(problem.goal)[1]
    goal = goal[goal > 1e-9]
    y = Axis(power_of_ten(math.floor(log10(goal[-1] / 5))), 2 * goal[0], "singular value", log=True)
    values = {run.optimizer.slug: singular(run.whole)[1] for run in runs}
    shown, names, below = panels(runs, values, y, goal.tolist())
    there = {run.optimizer.slug: half_learned(run) for run in runs}
    most, least = (view.words for view in problem.views)
    parts = [f"{r.name} {_span(there[r.optimizer.slug], r.trajectory.steps)}" for r in runs]
    note = "From blue, the largest, to red, the smallest; dashed: the goal's."
    return Picture(
        title,
        f"The singular values of the map over the steps, and those of the goal. Half of the {most} and of the {least} "
        f"is learned from step: {'; '.join(parts)}.",
        shown,
        {
            f"{slug}_{which}": step
            for slug, steps in there.items()
            for which, step in steps.items()
            if step >= 0
        },
        {"goal": goal, "runs": values},
        extra=(*names, *notes(note, below)),
        height=math.ceil(below + 46),
    )


def notes(first: str, below: float) -> list[Words]:
    """Return the lines under the panels: what is drawn, and how the rates were found."""
    texts = [first, *wrap(f"Learning rate: {UNSEEN_SEARCH}.", LETTERS)]
    return [Words(12, below + 12 + 13 * i, text, 10, QUIET) for i, text in enumerate(texts)]


def half_learned(run: MatrixRun) -> dict[str, int]:
    """Return from which step on at least half of the goal is there in each of the problem's views; -1 for never."""
    found = {}
    for name, share in zip(("most", "least"), run.seen.T, strict=True):
        away = np.flatnonzero(np.abs(share - 1) > 0.5)
        first = int(away[-1]) + 1 if len(away) else 0
        found[name] = first if first <= run.trajectory.steps else -1
    return found


def _span(steps: dict[str, int], last: int) -> str:
    words = [str(step) if step >= 0 else f"not by {last}" for step in steps.values()]
    return f"{words[0]} and {words[1]}"


@figure(
    "singular-values-of-steps",
    title="How evenly does a step use its directions?",
    page=f"matrices/{REGRESSION}",
    casts=[Cast(MATRIX_RULES, (), (REGRESSION,))],
)
def singular_values_of_steps(
    optimizers: Sequence[type[Optimizer]], matrices: tuple[Problem], title: str
) -> Picture:
    """Show the singular values of each step as shares of its largest: one, where all directions move alike."""
    (problem,) = matrices
    runs = [best_on(problem, cls) for cls in optimizers]
    shares = {run.optimizer.slug: step_shares(run) for run in runs}
    y = Axis(1e-4, 1.0, "share of the largest", log=True)
    shown, names, below = panels(runs, shares, y)
    middle = {slug: float(np.nanmedian(share[:, -1])) for slug, share in shares.items()}
    parts = [f"{run.name} {middle[run.optimizer.slug]:.2g}" for run in runs]
    note = f"On {problem.title.lower()}; from blue, the largest, to red, the smallest."
    numbers = {f"{slug}_smallest": share for slug, share in middle.items()}
    if "muon" in shares:
        numbers |= {"muon_least": float(shares["muon"].min())}
    return Picture(
        title,
        f"The singular values of every step, as shares of its largest. The smallest is, in the middle of the run's "
        f"steps: {'; '.join(parts)}.",
        shown,
        numbers,
        {"runs": {slug: np.nan_to_num(share) for slug, share in shares.items()}},
        extra=(*names, *notes(note, below)),
        height=math.ceil(below + 46),
    )


def step_shares(run: MatrixRun) -> np.ndarray:
    """Return the singular values of each step (steps, k) as shares of its largest; once it rests, as at its last."""
    moves = np.diff(run.whole, axis=0)
    values = singular(moves)[1]
    moved = values[:, :1] > 1e-10 * np.abs(run.whole).max()  # below that a step is rounding
    last = int(np.flatnonzero(moved)[-1])
    values = np.where(moved, values, values[last])
    return np.asarray(values / values[:, :1])
