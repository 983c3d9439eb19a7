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
from gen.measurements.grid import ends, starts
from gen.measurements.register import measurement, recall_one
from gen.optimizer import Array, Optimizer
from gen.optimizers import OPTIMIZERS, RACERS
from gen.problem import Problem
from gen.schedules import SCHEDULES
from gen.simulate import BOUND, Lost, Trajectory, simulate
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


def told(where: str, drawn: str, lost: str) -> str:
    """Return how a rate is judged, in words: over which starts, and which runs gain nothing."""
    return (
        f"{TRIED}, judged by how many powers of ten (decades) the loss stays below its start in "
        f"the last quarter of the steps, on average over {where}; at most {ENOUGH:g} count, a run "
        f"that {lost} has none, nor has a rate whose run from {drawn} does, and of rates as good "
        "as the best the smallest is taken"
    )


SEARCH = told(
    "this start and eight close around it", "this start", "diverges or leaves the picture"
)
# Where there is no picture to leave, to rise above the start is to be lost.
UNSEEN_SEARCH = told(
    f"{STARTS} random starts", "the first, drawn here,", "diverges or rises above its start"
)


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


def gained_in_sight(run: Trajectory, loss: Surface | Problem) -> np.ndarray:
    """Return what each run gains; nothing if a reader cannot follow it."""
    return np.where(stayed(run, loss), gained(run, loss.lowest), 0.0)


def smallest_of_best(scores: np.ndarray, allowed: Any = True) -> int:
    """Return where the smallest rate is that is as good as the best, by the scores of RATES.

    It is one of those `allowed`, if there are any.
    """
    good = scores >= scores.max() - EQUAL
    return int(np.argmax(good & allowed if np.any(allowed) else good))


def sweep(
    optimizer: type[Optimizer],
    loss: Surface | Problem,
    starts: np.ndarray,
    steps: int = BUDGET,
    schedule: str | None = None,
) -> Trajectory:
    """Return the runs at all RATES from all of `starts` (n, d): a batch of shape (rates, n)."""
    # NumPy is fastest on one long axis.
    rule = optimizer(lr=np.repeat(RATES, len(starts))[:, None])
    everywhere = np.tile(starts, (len(RATES), 1))
    multiplier = SCHEDULES[schedule] if schedule else None
    run = simulate(rule, loss, everywhere, steps, multiplier, lost=_lost(loss))
    shape = (len(RATES), len(starts))
    return Trajectory(
        run.points.reshape(steps + 1, *shape, starts.shape[-1]),
        run.values.reshape(steps + 1, *shape),
        run.diverged_at.reshape(shape),
    )


def _lost(loss: Surface | Problem) -> Lost:
    """Return who will gain nothing any more, wherever it goes from here."""

    def lost(x: np.ndarray, value: np.ndarray, first: np.ndarray) -> np.ndarray:
        # From a surface's picture a run may come back, which counts where no picture is drawn.
        inside = np.isfinite(value) if isinstance(loss, Surface) else value <= first
        return np.asarray(~(inside & (np.abs(x) <= BOUND).all(axis=-1)))

    return lost


def part(run: Trajectory, which: Any) -> Trajectory:
    """Return some of the runs of a batch."""
    return Trajectory(run.points[:, *which], run.values[:, *which], run.diverged_at[which])


def search(
    optimizer: type[Optimizer],
    loss: Surface | Problem,
    steps: int = BUDGET,
    start: Any = None,
    schedule: str | None = None,
) -> dict[str, Any]:
    """Return the chosen rate, the score of each of RATES, and at which of them the start is kept.

    The starts are `start`, or the surface's own, and eight around it; of a matrix problem STARTS
    random ones. `schedule` is a slug of SCHEDULES.
    """
    return best_in(sweep(optimizer, loss, _starts(loss, start), steps, schedule), loss)


def _starts(loss: Surface | Problem, start: Any = None) -> np.ndarray:
    if isinstance(loss, Surface):
        return starts_around(loss, loss.start if start is None else start)
    return loss.starts(STARTS)


def best_in(run: Trajectory, loss: Surface | Problem) -> dict[str, Any]:
    """Return what `search` does of a sweep; the first of its starts is the one that is drawn."""
    gains, drawn = gained_in_sight(run, loss), stayed(run, loss)[:, 0]
    scores = np.where(drawn, np.cumsum(gains, axis=1)[:, -1] / gains.shape[1], 0.0)
    return {
        "lr": RATES[smallest_of_best(scores, drawn)],
        "scores": scores.tolist(),
        "stayed": drawn.tolist(),
    }


def tuned(
    optimizer: type[Optimizer],
    loss: Surface | Problem,
    steps: int = BUDGET,
    start: Any = None,
    schedule: str | None = None,
) -> Optimizer:
    """Return `optimizer` at the rate that the search chooses. Everything else stays at its default.

    Raises ValueError for a start from which no rate keeps the run in the picture.
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
    if steps == BUDGET and start is None and CATALOGUED.get(loss.slug) is loss:
        surface = isinstance(loss, Surface)
        name = on_surfaces_of(optimizer) if surface else _on_matrices(optimizer)
        kept: dict[str, Any] | None = recall_one(name, _key(loss, schedule))
        if kept is not None:
            return kept
    return search(optimizer, loss, steps, start, schedule)


CATALOGUED: dict[str, Surface | Problem] = {**SURFACES, **MATRICES}
FALLING = "cosine"  # the schedule whose best rates on matrix problems are kept, too


def _key(loss: Surface | Problem, schedule: str | None) -> str:
    return f"{loss.slug} {schedule}" if schedule else loss.slug


KEPT = (None, ONE_RATE)  # rates of the standings: whichever serves best, and one for all
FACTS = ("lr", "decades", "left", "found", "arrived")


@measurement(
    "measured-on-surfaces-of-{optimizer}",
    casts=[Cast((slug,), tuple(SURFACES)) for slug in RACERS],
)
def on_surfaces(
    optimizers: Sequence[type[Optimizer]], surfaces: Sequence[Surface]
) -> dict[str, Any]:
    """Return what the search finds for a rule on every surface, and how it stands there.

    All rates from all starts are one batch: most of the time goes by the number of NumPy's calls.
    """
    found: dict[str, Any] = {}
    for surface in surfaces:
        near, grid = _starts(surface), starts(surface)
        run = sweep(optimizers[0], surface, np.concatenate([near, grid]))
        found[_key(surface, None)] = best_in(part(run, np.s_[:, : len(near)]), surface)
        for rate in KEPT:
            standing = standing_in(part(run, np.s_[:, len(near) :]), surface, rate)
            found[standing_key(surface, rate)] = {
                name: fact.tolist() if isinstance(fact, np.ndarray) else fact
                for name, fact in standing.items()
            }
    return found


def on_surfaces_of(optimizer: type[Optimizer]) -> str:
    """Return the name of what is measured of a rule on every surface."""
    return f"measured-on-surfaces-of-{optimizer.slug}"


def standing_key(surface: Surface, rate: float | None) -> str:
    """Return under which name that measurement has the standing at one of KEPT."""
    return f"{surface.slug} from everywhere at {'its best' if rate is None else f'{rate:g}'}"


def standing_in(run: Trajectory, surface: Surface, rate: float | None) -> dict[str, Any]:
    """Return FACTS of a rule on a surface at one of RATES, or the best, from a sweep of them."""
    if rate is None:
        chosen = smallest_of_best(gained(run, surface.lowest).mean(axis=1))
    else:
        chosen = RATES.index(rate)
    return facts(RATES[chosen], part(run, np.s_[chosen, :]), surface)


def facts(lr: float, run: Trajectory, surface: Surface) -> dict[str, Any]:
    """Return FACTS of the runs at one rate."""
    return {"lr": lr, "decades": gained(run, surface.lowest)} | ends(run, surface)


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
    kept = recall_one(_on_matrices(optimizer), _one_rate(problem))
    if kept is not None:
        return float(kept)
    run = simulate(optimizer(lr=ONE_RATE), problem, problem.starts(STARTS), BUDGET)
    return float(gained_in_sight(run, problem).mean())


def _on_matrices(optimizer: type[Optimizer]) -> str:
    return f"searched-rates-on-matrices-of-{optimizer.slug}"


def _one_rate(problem: Problem) -> str:
    return f"{problem.slug} at {ONE_RATE:g}"
