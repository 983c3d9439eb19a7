"""The matrix race: what rules that see rows and columns do where these mean something."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from gen.draw import Line, Picture, map_alone
from gen.figure import Cast, figure
from gen.figures.casts import BY_LAYER, MATRIX_RULES
from gen.figures.matrix_runs import MatrixRun, best_on, run_on, told_on
from gen.figures.stage import EVERY, stage
from gen.matrices import MATRICES
from gen.measurements.rate_search import UNSEEN_SEARCH
from gen.optimizer import Array, Optimizer
from gen.problem import Problem

WIDE = (-0.3, 1.5)  # the window of a slice, in shares of the goal
LEVELS = 100.0  # how its contours are spread


def casts(optimizers: tuple[str, ...]) -> list[Cast]:
    """Return the same optimizers on each problem; none if nobody of them is left."""
    return [Cast(optimizers, (), (matrix,)) for matrix in MATRICES if optimizers]


@dataclass(frozen=True)
class Slice:
    """The loss over two shares of the goal, all else being learned: a ground to draw on."""

    problem: Problem

    window = (WIDE, WIDE)
    minima = ((1.0, 1.0),)

    @property
    def lowest(self) -> float:
        """The loss of the goal."""
        return self.problem.lowest

    @property
    def unit(self) -> float:
        """A hundredth of what is to be learned in the view that the loss sees most."""
        return float(self.value(np.array([0.0, 1.0])) - self.lowest) / LEVELS

    def value(self, x: Array) -> Array:
        """Return the loss where `x` (..., 2) of the goal has been learned, of shape (...)."""
        return self.problem.sliced(x)


def matrix_race(
    title: str, problem: Problem, runs: Sequence[MatrixRun], rates: str, before: str = ""
) -> Picture:
    """Return the runs as one animated picture, on the slice of what the loss sees most and least.

    What happened is told after what was said `before`.
    """
    begin = runs[0].seen[0]
    note = (
        f"Learning rate (η): {rates}. A dot every {EVERY} steps. The map: how much of each of two "
        "directions has been learned, 1 being all of it; the contours are the loss when everything "
        "else has."
    )
    names = tuple(f"learned of the {view.words}" for view in problem.views)
    return stage(
        title,
        f"{before}{told_on(runs)}",
        runs,
        Slice(problem),
        (float(begin[0]), float(begin[1])),
        note,
        names=(names[0], names[1]),
        data={"matrix": problem.slug, "search": rates},
    )


def tuned_race(problem: Problem, optimizers: Sequence[type[Optimizer]], title: str) -> Picture:
    """Return the race in which everyone's rate is tuned alike."""
    return matrix_race(title, problem, [best_on(problem, cls) for cls in optimizers], UNSEEN_SEARCH)


def race_at_one_rate(
    problem: Problem, optimizers: Sequence[type[Optimizer]], title: str
) -> Picture:
    """Return the race in which everyone takes the rate that is best for the first."""
    first = best_on(problem, optimizers[0])
    whose = f"{first.name}'s best, {first.rate:g}, for everyone"
    before = f"Everyone at {first.name}'s best rate, {first.rate:g}. "
    runs = [run_on(problem, cls(lr=first.rate)) for cls in optimizers]
    return matrix_race(title, problem, runs, whose, before)


@figure(
    "matrix-race-on-{matrix}",
    title="{Matrix}: rules that see a matrix",
    page="matrices/{matrix}",
    casts=casts(MATRIX_RULES),
)
def matrix_race_on(
    optimizers: Sequence[type[Optimizer]], matrices: tuple[Problem], title: str
) -> Picture:
    """Show what those that see rows and columns learn first, beside two that see single weights."""
    picture = tuned_race(matrices[0], optimizers, title)
    paths = (mark for mark in picture.panels[0].marks if isinstance(mark, Line) and mark.moving)
    return replace(picture, alone=map_alone(Slice(matrices[0]), paths))


@figure(
    "matrix-race-on-{matrix}-at-one-rate",
    title="{Matrix}: one rate for all",
    page="matrices/{matrix}",
    casts=casts(MATRIX_RULES),
    video=False,
)
def matrix_race_on_at_one_rate(
    optimizers: Sequence[type[Optimizer]], matrices: tuple[Problem], title: str
) -> Picture:
    """Show what the same number means to rules that see rows and columns."""
    return race_at_one_rate(matrices[0], optimizers, title)


@figure(
    "layer-race-on-{matrix}",
    title="{Matrix}: rules that see a layer",
    page="matrices/{matrix}",
    casts=casts(BY_LAYER),
    video=False,
)
def layer_race_on(
    optimizers: Sequence[type[Optimizer]], matrices: tuple[Problem], title: str
) -> Picture:
    """Show those that keep one number for a layer, a row or a column beside others."""
    return tuned_race(matrices[0], optimizers, title)


@figure(
    "layer-race-on-{matrix}-at-one-rate",
    title="{Matrix}: one rate for all that see a layer",
    page="matrices/{matrix}",
    casts=casts(BY_LAYER),
    video=False,
)
def layer_race_on_at_one_rate(
    optimizers: Sequence[type[Optimizer]], matrices: tuple[Problem], title: str
) -> Picture:
    """Show what the same number means to rules that scale a layer's step."""
    return race_at_one_rate(matrices[0], optimizers, title)
