"""A rule that sees layers on all matrix problems: its losses, from several starts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gen.draw import Axis, Box, Line, Panel, Picture
from gen.figure import figure
from gen.figures.matrix_panels import CASTS, FLOOR, boxes, legend, share_axis
from gen.figures.matrix_runs import MatrixRun, best_on, runs_elsewhere
from gen.figures.singular_values import notes
from gen.measurements.rate_search import BUDGET, STARTS
from gen.optimizer import Optimizer
from gen.palette import BESIDE, HUES, Hue
from gen.problem import Problem


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
    """Show a rule's loss on every problem, from several starts, beside two that see no matrix."""
    found = [Found.of(problem, optimizers) for problem in matrices]
    panels = [
        _losses(each, box, i == 0)
        for i, (each, box) in enumerate(zip(found, boxes(len(found)), strict=True))
    ]
    return Picture(
        title,
        f"Decades of loss gained in {BUDGET} steps by {optimizers[0].short_title()} from {STARTS} "
        f"starts: {'; '.join(each.told for each in found)}.",
        tuple(panels),
        {key: value for each in found for key, value in each.numbers.items()},
        {each.problem.slug: each.data for each in found},
        below=(
            legend(optimizers),
            notes(f"Thin: {STARTS - 1} other starts at the same rate."),
        ),
        steps=BUDGET,
    )


@dataclass(frozen=True, eq=False)
class Found:
    """What a rule did on a problem: from its own start, beside others, and from elsewhere."""

    own: MatrixRun
    beside: list[MatrixRun]
    elsewhere: list[MatrixRun]

    @classmethod
    def of(cls, problem: Problem, optimizers: Sequence[type[Optimizer]]) -> Found:
        """Run the first of `optimizers` from every start, and the others from the problem's own."""
        own, *beside = (best_on(problem, optimizer) for optimizer in optimizers)
        return cls(own, beside, runs_elsewhere(problem, own.optimizer, STARTS - 1))

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
        box, Axis(0, BUDGET, "step"), share_axis(first), tuple(lines), title=found.problem.title
    )


def _line(run: MatrixRun, hue: Hue, width: float, every: int) -> Line:
    shares = np.maximum(run.heights / run.heights[0], FLOOR)
    points = np.column_stack([np.arange(len(shares)), shares])
    return Line(points, hue, run.optimizer.marker, every, width, moving=True)
