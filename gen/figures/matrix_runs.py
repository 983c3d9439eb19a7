"""What a run on a matrix problem did: what it learned of the map, and how far its loss fell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import final

import numpy as np

from gen.figures.runs import Run
from gen.measurements.rate_search import BUDGET, gained, tuned
from gen.optimizer import Optimizer
from gen.problem import Problem
from gen.simulate import Trajectory, simulate


@final
@dataclass(frozen=True, eq=False)
class MatrixRun(Run):
    """A run on a matrix problem."""

    problem: Problem

    @property
    def whole(self) -> np.ndarray:
        """The map that its layers make together, step by step, of shape (steps + 1, n, m)."""
        return np.asarray(self.problem.whole(self.trajectory.points))

    @property
    def seen(self) -> np.ndarray:
        """How much of the goal the map has in each of the problem's two views."""
        return np.asarray(self.problem.learned(self.whole))

    @property
    def heights(self) -> np.ndarray:
        """The loss above the lowest; rounding may not push it below zero."""
        return np.maximum(self.trajectory.values - self.problem.lowest, 0)

    @property
    def decades(self) -> float:
        """By how many decades the loss stays below its start in the last quarter, at most six."""
        return float(gained(self.trajectory, self.problem.lowest))

    @property
    def ending(self) -> str:
        """How it ended, short enough for a key."""
        return f"diverged at step {self.lost}" if self.lost >= 0 else f"{self.decades:.1f} decades"

    def numbers(self) -> dict[str, float]:
        """Return what prose may quote, under the optimizer's slug."""
        first, second = self.seen[-1].tolist()
        return super().numbers() | self._named(
            {"decades": self.decades, "most": first, "least": second}
        )


@lru_cache(maxsize=256)
def run_on(problem: Problem, rule: Optimizer) -> MatrixRun:
    """Return the run of a rule from the problem's own start; many figures show the same one."""
    return MatrixRun(rule, simulate(rule, problem, problem.start, BUDGET), problem)


def runs_elsewhere(problem: Problem, rule: Optimizer, count: int) -> list[MatrixRun]:
    """Return the runs of a rule from the next `count` starts, made at once."""
    run = simulate(rule, problem, problem.starts(count + 1)[1:], BUDGET)
    return [
        MatrixRun(rule, Trajectory(run.points[:, i], run.values[:, i], int(lost)), problem)
        for i, lost in enumerate(run.diverged_at)
    ]


def best_on(problem: Problem, optimizer: type[Optimizer]) -> MatrixRun:
    """Return the run at the tuned rate, from the problem's own start."""
    return run_on(problem, tuned(optimizer, problem, BUDGET))


def told_on(runs: Iterable[MatrixRun]) -> str:
    """Return by how much each one's loss fell, the best first, as a sentence."""
    ordered = sorted(runs, key=lambda run: (run.lost >= 0, -run.decades))
    parts = [
        f"{r.name} {'diverges' if r.lost >= 0 else f'gains {r.decades:.1f} decades of loss'}"
        for r in ordered
    ]
    return "; ".join(parts) + "."
