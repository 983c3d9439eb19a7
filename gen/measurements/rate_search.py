"""The learning rate first: a stated, equal search, so that nobody is favored in silence.

A rate that is judged by where one run ends may be luck: near the edge of chaos a start that differs
in the last bit ends elsewhere. Here nine runs judge a rate, each by its highest loss in the last
quarter of its steps: one that leaps about, and happens to be low at the end, is not a good one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from gen.arithmetic.functions import log10
from gen.cast import Cast
from gen.matrices import MATRICES
from gen.measurements.register import MEASUREMENTS, measurement, recall
from gen.optimizer import Array, Optimizer
from gen.optimizers import OPTIMIZERS, RACERS
from gen.problem import Problem
from gen.schedules import SCHEDULES
from gen.simulate import Trajectory, simulate
from gen.surface import Surface
from gen.surfaces import SURFACES

BUDGET = 120  # steps: a rate is chosen on exactly the steps that are drawn

# Eight rates a decade, rounded to three digits, so that the browser can search the very same ones.
RATES: tuple[float, ...] = tuple(float(f"{10 ** (k / 8):.3g}") for k in range(-32, 9))

AROUND = 0.02  # of the window's width and height: how far away the eight other starts are
ENOUGH = 6.0  # decades: a millionth of the gap is as good as none, and more digits are not more
EQUAL = 0.02  # decades: rates as near as this to the best are as good, and the smallest is taken
STARTS = 6  # of a matrix problem, which are random
ONE_RATE = 0.01  # what everyone gets where nobody's rate is tuned

TRIED = (
    f"the best of {len(RATES)} learning rates from {RATES[0]:g} to {RATES[-1]:g}, eight a decade"
)


def told(where: str, lost: str) -> str:
    """Return how a rate is judged, in words: over which starts, and which runs gain nothing."""
    return (
        f"{TRIED}, judged by how many powers of ten (decades) the loss stays below its start in "
        f"the last quarter of the steps, on average over {where}; at most {ENOUGH:g} count, a run "
        f"that {lost} has none, and of rates as good as the best the smallest is taken"
    )


SEARCH = told("this start and eight close around it", "diverges or leaves the picture")
# Where there is no picture to leave, to rise above the start is to be lost.
UNSEEN_SEARCH = told(f"{STARTS} random starts", "diverges or rises above its start")


def starts_around(surface: Surface, start: Any) -> np.ndarray:
    """Return the start and eight around it, of shape (9, 2), none of them outside of the window."""
    (x_low, x_high), (y_low, y_high) = surface.window
    steps = [(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1) if (i, j) != (0, 0)]
    away = AROUND * np.array([x_high - x_low, y_high - y_low]) * np.array([(0, 0), *steps])
    points = np.asarray(start, float) + away
    return np.asarray(np.clip(points, [x_low, y_low], [x_high, y_high]))


def decades(first: Array, gap: Array) -> np.ndarray:
    """Return by how many powers of ten a gap has shrunk, from none to ENOUGH."""
    with np.errstate(all="ignore"):
        shrunk = np.where(gap > 0, log10(first / np.where(gap > 0, gap, 1.0)), ENOUGH)
    return np.where(gap < first, np.minimum(shrunk, ENOUGH), 0.0)


def gained(run: Trajectory, lowest: float) -> np.ndarray:
    """Return by how many decades each run stays below its start in its last quarter.

    That is where its loss is highest there. A run that diverged gains none.
    """
    gaps = np.maximum(run.values - lowest, 0)
    last = max(1, math.ceil(run.steps / 4))
    return np.where(run.diverged_at < 0, decades(gaps[0], gaps[-last:].max(axis=0)), 0.0)


def stayed(run: Trajectory, loss: Surface | Problem) -> np.ndarray:
    """Return which runs a reader can follow: they stay in the picture, or below their start."""
    inside = loss.shows(run.points) if isinstance(loss, Surface) else run.values <= run.values[0]
    return np.asarray((run.diverged_at < 0) & inside.all(axis=0))


def smallest_of_best(scores: np.ndarray) -> int:
    """Return where the smallest rate is that is as good as the best, by the scores of RATES."""
    return int(np.flatnonzero(scores >= scores.max() - EQUAL)[0])


def search(
    optimizer: type[Optimizer],
    loss: Surface | Problem,
    steps: int = BUDGET,
    start: Any = None,
    schedule: str | None = None,
) -> dict[str, Any]:
    """Return the chosen rate, the score of each of RATES, and whether any run of it stayed.

    The starts are `start`, or the surface's own, and eight around it; of a matrix problem STARTS
    random ones. `schedule` is a slug of SCHEDULES.
    """
    if isinstance(loss, Surface):
        starts = starts_around(loss, loss.start if start is None else start)
    else:
        starts = loss.starts(STARTS)
    rule = optimizer(lr=np.array(RATES)[:, None, None])
    run = simulate(rule, loss, starts, steps, SCHEDULES[schedule] if schedule else None)
    seen = stayed(run, loss)
    scores = np.cumsum(np.where(seen, gained(run, loss.lowest), 0.0), axis=1)[:, -1] / len(starts)
    return {
        "lr": RATES[smallest_of_best(scores)],
        "scores": scores.tolist(),
        "stayed": seen.any(axis=1).tolist(),
    }


def tuned(
    optimizer: type[Optimizer],
    loss: Surface | Problem,
    steps: int = BUDGET,
    start: Any = None,
    schedule: str | None = None,
) -> Optimizer:
    """Return `optimizer` at the rate that the search chooses. Everything else stays at its default.

    Raises ValueError for a start around which no rate keeps any run in the picture.
    """
    found = searched(optimizer, loss, steps, start, schedule)
    if not any(found["stayed"]):
        whence = "from its own start" if start is None else f"from {start!r}"
        raise ValueError(
            f"no rate of the search keeps {optimizer.slug} in the picture of {loss.slug} {whence}"
        )
    return optimizer(lr=found["lr"])


def searched(
    optimizer: type[Optimizer],
    loss: Surface | Problem,
    steps: int = BUDGET,
    start: Any = None,
    schedule: str | None = None,
) -> dict[str, Any]:
    """Return what `search` finds; not anew, if the build has kept it."""
    kept: dict[str, Any] = {}
    if steps == BUDGET and start is None and CATALOGUED.get(loss.slug) is loss:
        surface = isinstance(loss, Surface)
        name = f"searched-rates-of-{optimizer.slug}" if surface else _on_matrices(optimizer)
        kept = (recall(name) if name in MEASUREMENTS else None) or {}
    key = _key(loss, schedule)
    if key in kept:
        return kept[key]  # type: ignore[no-any-return]
    return search(optimizer, loss, steps, start, schedule)


CATALOGUED: dict[str, Surface | Problem] = {**SURFACES, **MATRICES}
FALLING = "cosine"  # the schedule whose best rates on matrix problems are kept, too


def _key(loss: Surface | Problem, schedule: str | None) -> str:
    return f"{loss.slug} {schedule}" if schedule else loss.slug


@measurement(
    "searched-rates-of-{optimizer}", casts=[Cast((slug,), tuple(SURFACES)) for slug in RACERS]
)
def on_surfaces(
    optimizers: Sequence[type[Optimizer]], surfaces: Sequence[Surface]
) -> dict[str, Any]:
    """Return what the search finds for a rule on every surface."""
    return {surface.slug: search(optimizers[0], surface) for surface in surfaces}


@measurement(
    "searched-rates-on-matrices-of-{optimizer}",
    casts=[Cast((slug,), (), tuple(MATRICES)) for slug in OPTIMIZERS],
)
def on_matrices(
    optimizers: Sequence[type[Optimizer]], matrices: Sequence[Problem]
) -> dict[str, Any]:
    """Return what the search finds for a rule on every matrix problem, and what ONE_RATE gains.

    The rate is constant, or falls along FALLING.
    """
    found: dict[str, Any] = {
        _key(problem, schedule): search(optimizers[0], problem, schedule=schedule)
        for problem in matrices
        for schedule in (None, FALLING)
    }
    return found | {_one_rate(problem): at_one_rate(optimizers[0], problem) for problem in matrices}


def at_one_rate(optimizer: type[Optimizer], problem: Problem) -> float:
    """Return what a rule gains on a matrix problem at ONE_RATE, judged as the search would."""
    kept = recall(_on_matrices(optimizer)) if _on_matrices(optimizer) in MEASUREMENTS else None
    if kept and _one_rate(problem) in kept:
        return float(kept[_one_rate(problem)])
    run = simulate(optimizer(lr=ONE_RATE), problem, problem.starts(STARTS), BUDGET)
    return float(np.where(stayed(run, problem), gained(run, problem.lowest), 0.0).mean())


def _on_matrices(optimizer: type[Optimizer]) -> str:
    return f"searched-rates-on-matrices-of-{optimizer.slug}"


def _one_rate(problem: Problem) -> str:
    return f"{problem.slug} at {ONE_RATE:g}"
