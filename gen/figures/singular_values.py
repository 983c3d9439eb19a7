"""Singular values over time: how strongly a map does each thing, and how evenly a rule steps."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from gen.arithmetic.eigenvectors import singular
from gen.arithmetic.functions import log10
from gen.draw import Axis, Box, Line, Panel, Picture
from gen.draw.arranged import SMALL
from gen.draw.contours import blend
from gen.draw.legend import paragraph
from gen.draw.scale import power_of_ten
from gen.figure import Cast, figure
from gen.figures.casts import MATRIX_RULES
from gen.figures.matrix_races import casts
from gen.figures.matrix_runs import MatrixRun, best_on
from gen.measurements.rate_search import UNSEEN_SEARCH
from gen.optimizer import Optimizer
from gen.palette import HUES, QUIET
from gen.problem import Problem

ACROSS = 3  # panels beside each other; on a phone two, as they are SMALL
WIDTH, HEIGHT, LEFT, TOP, RIGHT, DOWN = SMALL, 118, 58, 56, 71, 66
# The ends of the ramp from the largest singular value to the smallest.
STRONG, FAINT = HUES["blue"], HUES["vermilion"]
REGRESSION = "matrix-regression"


def panels(
    runs: Sequence[MatrixRun],
    values: Mapping[str, np.ndarray],
    y: Axis,
    levels: Sequence[float] = (),
) -> tuple[Panel, ...]:
    """Return a panel for each run with its `values` (steps, k)."""
    shown: list[Panel] = []
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
        shown.append(
            Panel(
                Box(left, top, WIDTH, HEIGHT),
                Axis(0, float(steps[-1]), "step"),
                y,
                (*guides, *lines),
                title=run.optimizer.short_title(),
                sign=(run.optimizer.marker, HUES[run.optimizer.hue]),
            )
        )
    return tuple(shown)


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
    y = Axis(power_of_ten(math.floor(log10(goal[-1] / 5))), 2 * goal[0], log=True)
    values = {run.optimizer.slug: singular(run.whole)[1] for run in runs}
    there = {run.optimizer.slug: half_learned(run) for run in runs}
    most, least = (view.words for view in problem.views)
    parts = [f"{r.name} {_span(there[r.optimizer.slug], r.trajectory.steps)}" for r in runs]
    said = notes(
        "Up: the singular values, from blue, the largest, to red, the smallest; dashed: the goal's."
    )
    shown = panels(runs, values, y, goal.tolist())
    return Picture(
        title,
        "The singular values of the map over the steps, and those of the goal. Half of the "
        f"{most} and of the {least} is learned from step: {'; '.join(parts)}.",
        shown,
        {
            f"{slug}_{which}": step
            for slug, steps in there.items()
            for which, step in steps.items()
            if step >= 0
        },
        {"goal": goal, "runs": values},
        **over(shown, said),
    )


def over(shown: Sequence[Panel], said: str) -> dict[str, Any]:
    """Return how panels that are not to grow stand over a text."""
    lines = paragraph(said, shown[-1].box.bottom + 58)
    column = (*range(len(shown)), said)
    return {"extra": tuple(lines), "column": column, "height": math.ceil(lines[-1].y + 10)}


def notes(first: str) -> str:
    """Return the text under the panels: what is drawn, and how the rates were found."""
    return f"{first} Learning rate: {UNSEEN_SEARCH}."


def half_learned(run: MatrixRun) -> dict[str, int]:
    """Return from which step on at least half of the goal is there in each view; -1 for never."""
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
    """Show the singular values of each step as shares of its largest: one, where all are alike."""
    (problem,) = matrices
    runs = [best_on(problem, cls) for cls in optimizers]
    shares = {run.optimizer.slug: step_shares(run) for run in runs}
    y = Axis(1e-4, 1.0, log=True)
    middle = {slug: float(np.nanmedian(share[:, -1])) for slug, share in shares.items()}
    parts = [f"{run.name} {middle[run.optimizer.slug]:.2g}" for run in runs]
    where = f"On {problem.title.lower()}"
    said = notes(
        f"{where}. Up: a step's singular values, divided by its largest; from blue, the largest, "
        "to red, the smallest."
    )
    numbers = {f"{slug}_smallest": share for slug, share in middle.items()}
    if "muon" in shares:
        numbers |= {"muon_least": float(shares["muon"].min())}
    shown = panels(runs, shares, y)
    return Picture(
        title,
        "The singular values of every step, as shares of its largest. The smallest is, in the "
        f"middle of the run's steps: {'; '.join(parts)}.",
        shown,
        numbers,
        {"runs": {slug: np.nan_to_num(share) for slug, share in shares.items()}},
        **over(shown, said),
    )


def step_shares(run: MatrixRun) -> np.ndarray:
    """Return the singular values of each step as shares of its largest, of shape (steps, k).

    Once the run rests, they are those of its last step.
    """
    moves = np.diff(run.whole, axis=0)
    values = singular(moves)[1]
    moved = values[:, :1] > 1e-10 * np.abs(run.whole).max()  # below that a step is rounding
    last = int(np.flatnonzero(moved)[-1])
    values = np.where(moved, values, values[last])
    return np.asarray(values / values[:, :1])
