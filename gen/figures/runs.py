"""What a run did, in numbers and in words that any figure can quote."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from gen.arithmetic.vectors import distance, dot, norm, total
from gen.measurements.grid import arrival_steps, distances
from gen.measurements.rate_search import BUDGET, tuned
from gen.optimizer import Optimizer
from gen.simulate import Trajectory, simulate
from gen.surface import CLOSE, Surface

# Of a path: turns back from which on it zigzags; the shortest step, of the window's longer side,
# whose turn one sees; times the direct way at which it is no more straight, and no more a curve.
ZIGZAG, SEEN, STRAIGHT, ROUND = 5, 0.01, 1.05, 1.5


@dataclass(frozen=True, eq=False)
class Run(ABC):
    """A trajectory of one rule, as a race shows it."""

    optimizer: Optimizer
    trajectory: Trajectory

    @property
    def name(self) -> str:
        """The optimizer's short title."""
        return self.optimizer.short_title()

    @property
    def rate(self) -> float:
        """The learning rate."""
        return float(self.optimizer.lr)

    @property
    def lost(self) -> int:
        """The step at which it diverged, or -1."""
        return int(self.trajectory.diverged_at)

    @property
    @abstractmethod
    def heights(self) -> np.ndarray:
        """The loss above the lowest, step by step."""

    @property
    @abstractmethod
    def seen(self) -> np.ndarray:
        """Where it is on the map, step by step, of shape (steps + 1, 2)."""

    @property
    @abstractmethod
    def ending(self) -> str:
        """How it ended, short enough for a key."""

    def numbers(self) -> dict[str, float]:
        """Return what prose may quote, under the optimizer's slug."""
        return self._named({"lr": self.rate, "final_loss": self.trajectory.values[-1]})

    def _named(self, numbers: dict[str, float]) -> dict[str, float]:
        return {f"{self.optimizer.slug}_{key}": value for key, value in numbers.items()}

    def data(self) -> dict[str, object]:
        """Return the whole run for the JSON."""
        return {
            "optimizer": self.optimizer.slug,
            "title": self.optimizer.title,
            "lr": self.rate,
            "points": self.seen,
            "values": self.trajectory.values,
            "diverged_at": self.lost,
        }


@final
@dataclass(frozen=True, eq=False)
class SurfaceRun(Run):
    """A run over a surface."""

    surface: Surface

    @property
    def seen(self) -> np.ndarray:
        """The points themselves."""
        return self.trajectory.points

    @property
    def start(self) -> tuple[float, float]:
        """Where it began."""
        x, y = self.trajectory.points[0].tolist()
        return x, y

    @property
    def heights(self) -> np.ndarray:
        """The loss above the lowest minimum, step by step; rounding may not push it below zero."""
        return np.maximum(self.trajectory.values - self.surface.lowest, 0)

    @property
    def distances(self) -> np.ndarray:
        """How far each point is from the nearest minimum."""
        return distances(self.trajectory.points, self.surface)

    @property
    def arrived(self) -> int:
        """The step from which the run stays within CLOSE of a minimum, or -1."""
        first = int(arrival_steps(self.distances))
        return -1 if self.lost >= 0 or first > self.trajectory.steps else first

    @property
    def ending(self) -> str:
        """How it ended, short enough for a key."""
        if self.lost >= 0:
            return f"diverged at step {self.lost}"
        if self.arrived >= 0:
            return f"arrived at step {self.arrived}"
        away = float(f"{self.distances[-1]:.2g}")
        return f"{away:,.0f} away" if away >= 100 else f"{away:g} away"

    @property
    def way(self) -> str:
        """The shape of its path until it arrives, as a verb; nothing where there is hardly one."""
        points = self.seen[: self.arrived + 1 if self.arrived >= 0 else None]
        steps = np.diff(points, axis=0)
        direct = float(distance(points[-1], points[0]))
        if len(steps) < 3 or direct == 0:
            return ""
        seen = norm(steps)[:, 0] > SEEN * float(np.ptp(self.surface.window, axis=-1).max())
        turns = dot(steps[1:], steps[:-1])[:, 0] < 0
        back = int((turns & seen[1:] & seen[:-1]).sum())
        detour = length(points) / direct
        if back >= ZIGZAG:
            return f"zigzags, turning back {back} times,"
        if back:
            return f"turns back {('once', 'twice')[back - 1] if back < 3 else f'{back} times'}"
        if detour < STRAIGHT:
            return "goes almost straight"
        return "goes in a curve" if detour < ROUND else f"goes {detour:.1f} times the direct way"

    def numbers(self) -> dict[str, float]:
        """Return what prose may quote, under the optimizer's slug, without what never came."""
        steps = {"arrived": self.arrived, "diverged": self.lost}
        more = {
            "distance": self.distances[-1],
            **{key: step for key, step in steps.items() if step >= 0},
        }
        return super().numbers() | self._named(more)


def length(points: np.ndarray) -> float:
    """Return how long the path through `points` is."""
    return float(total(distance(points[1:], points[:-1])))


def best_run(optimizer: type[Optimizer], surface: Surface) -> SurfaceRun:
    """Return the run at the tuned rate, from the surface's own start."""
    rule = tuned(optimizer, surface, BUDGET)
    return run_of(rule, surface)


def run_of(rule: Optimizer, surface: Surface, start: Any = None, steps: int = BUDGET) -> SurfaceRun:
    """Return the run of a rule, from the surface's own start if no other is given."""
    return SurfaceRun(
        rule, simulate(rule, surface, surface.start if start is None else start, steps), surface
    )


def told(runs: Iterable[SurfaceRun]) -> str:
    """Return what happened, the fastest first, as a sentence."""
    runs = sorted(
        runs, key=lambda run: (run.lost >= 0, run.arrived < 0, run.arrived, run.distances[-1])
    )
    where = "a minimum" if len(runs[0].surface.minima) > 1 else "the minimum"
    parts = []
    for run in runs:
        way = f"{run.way} and " if run.way else ""
        if run.lost >= 0:
            parts.append(f"{run.name} diverges at step {run.lost}")
        elif run.arrived >= 0:
            end = f"is within {CLOSE:g} of {where} from step {run.arrived} on"
            parts.append(f"{run.name} {way}{end}")
        else:
            away = f"{run.distances[-1]:.2g} away after {run.trajectory.steps} steps"
            parts.append(f"{run.name} {way}is still {away}")
    return "; ".join(parts) + "."
