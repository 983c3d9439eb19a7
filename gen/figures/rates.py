"""One optimizer, many learning rates: too small crawls, too large explodes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gen.draw import (
    Axis,
    Box,
    Guide,
    Line,
    Panel,
    Picture,
    Span,
    Spot,
    log_axis,
    map_panel,
)
from gen.draw.legend import Entry, Legend
from gen.draw.scale import number
from gen.draw.trails import HEAD
from gen.figure import Cast, figure
from gen.figures.runs import SurfaceRun, run_of
from gen.measurements.rate_search import (
    BUDGET,
    RATES,
    searched,
    smallest_of_best,
    starts_around,
)
from gen.optimizer import Optimizer
from gen.optimizers import RACERS
from gen.palette import INK, MARKERS, Hue
from gen.simulate import simulate
from gen.surface import Surface
from gen.surfaces.quadratic import QUADRATIC

VALLEY = QUADRATIC.slug
FLOOR = 1e-15  # of a loss: below is rounding
OFFSETS = (-16, -8, -4, 0, 4, 8)  # the rates of the fan, in eighths of a decade from the best
TOP, MAP, LEFT = 58, 300, 44

# From the smallest rate to the largest; each keeps 3:1 on the ground, and has its marker.
FAN = (
    Hue("#3b4cc0", "#9db4ff"),
    Hue("#2a74b3", "#6fc3f5"),
    Hue("#177567", "#4fd1b5"),
    Hue("#5f7412", "#c5d94e"),
    Hue("#a55a17", "#f5a95b"),
    Hue("#b02a4c", "#ff7f9c"),
)


WORTH = 2.0  # decades: rates within so many of the best are good
NOTE = (
    f"Loss: the highest in the last quarter of {BUDGET} steps; of "
    f"{len(starts_around(QUADRATIC, QUADRATIC.start))} starts close to each other the "
    "middle one, and in thin lines the lowest and the highest."
)


@dataclass(frozen=True, eq=False)
class Swept:
    """What each of RATES makes of the start and those around it."""

    losses: np.ndarray  # the middle one's, infinite where it diverged
    edges: np.ndarray  # (2, rates): the lowest and the highest
    scores: np.ndarray  # as the search judges them, in decades
    stable: np.ndarray  # at which rates no run diverged

    @classmethod
    def of(cls, optimizer: type[Optimizer], surface: Surface) -> Swept:
        """Run every rate from every start."""
        rule = optimizer(lr=np.array(RATES)[:, None, None])
        run = simulate(rule, surface, starts_around(surface, surface.start), BUDGET)
        highest = np.maximum(run.values[-(BUDGET // 4) :].max(axis=0) - surface.lowest, FLOOR)
        ends = np.sort(np.where(run.diverged_at < 0, highest, np.inf), axis=-1)
        scores = np.array(searched(optimizer, surface)["scores"])
        stable = (run.diverged_at < 0).all(axis=-1)
        return cls(ends[:, ends.shape[1] // 2], ends[:, [0, -1]].T, scores, stable)

    @property
    def best(self) -> int:
        """The place of the rate that the search chooses."""
        return smallest_of_best(self.scores)

    @property
    def largest(self) -> float:
        """The largest rate at which no run diverges."""
        return RATES[int(np.flatnonzero(self.stable)[-1])]


@figure(
    "rates-of-{optimizer}",
    title="{Optimizer}: what the learning rate does",
    page="optimizers/{optimizer}",
    casts=[Cast((optimizer,), (VALLEY,)) for optimizer in RACERS],
)
def rates_of(optimizers: tuple[type[Optimizer]], surfaces: tuple[Surface], title: str) -> Picture:
    """Show a fan of paths, and beside it the loss at the end for every rate of the search."""
    (optimizer,), (surface,) = optimizers, surfaces
    swept = Swept.of(optimizer, surface)
    best, losses = swept.best, swept.losses
    chosen = sorted({int(np.clip(best + offset, 0, len(RATES) - 1)) for offset in OFFSETS})
    runs = [run_of(optimizer(lr=RATES[i]), surface) for i in chosen]
    paths = [
        Line(r.trajectory.points, hue, marker, 10, 1.5, lost=r.lost)
        for r, hue, marker in zip(runs, FAN, MARKERS, strict=False)
    ]
    ground = map_panel(
        surface,
        LEFT,
        TOP,
        MAP,
        paths,
        surface.start,
        title=f"Paths of {BUDGET} steps, a dot every 10",
    )
    chart = _chart(
        swept,
        [(RATES[i], losses[i]) for i in chosen],
        surface.limit,
        Box(412, TOP, 216, ground.box.height),
    )
    return Picture(
        title,
        _alt(runs, swept, surface.limit),
        (ground, chart),
        _numbers(swept, surface.limit),
        {
            "surface": surface.slug,
            "start": surface.start,
            "steps": BUDGET,
            "rates": RATES,
            "losses": [float(v) if np.isfinite(v) else None for v in losses],
            "runs": [run.data() for run in runs],
        },
        below=(_legend(runs), NOTE),
    )


def _chart(swept: Swept, chosen: list[tuple[float, float]], limit: float, box: Box) -> Panel:
    losses, kept = swept.losses, np.isfinite(swept.losses)
    y = log_axis(losses[kept], "loss above lowest")
    edges = [
        Line(np.column_stack([np.array(RATES)[run], edge[run]]), INK, width=0.5)
        for edge in swept.edges
        for run in _stretches(np.isfinite(edge))
    ]
    lines = [
        Line(np.column_stack([np.array(RATES)[run], losses[run]]), INK, "circle", 1, 1.2)
        for run in _stretches(kept)
    ]
    spans = [Span(RATES[run[0]], RATES[run[-1]], "diverged") for run in _stretches(~kept)]
    # A chosen rate that diverged has no loss: its marker stands at the top.
    spots = [
        Spot(rate, min(loss, y.high), marker, hue, size=HEAD)
        for (rate, loss), hue, marker in zip(chosen, FAN, MARKERS, strict=False)
    ]
    x = Axis(RATES[0], RATES[-1], "learning rate", log=True)
    return Panel(
        box,
        x,
        y,
        (*spans, *edges, *lines, Guide(x=limit, label="2/λmax"), *spots),
        title="Loss in the last quarter",
    )


def _stretches(kept: np.ndarray) -> list[np.ndarray]:
    """Return the indices where `kept` holds, one array for each unbroken stretch."""
    where = np.flatnonzero(kept)
    return [s for s in np.split(where, np.flatnonzero(np.diff(where) > 1) + 1) if len(s)]


def _legend(runs: list[SurfaceRun]) -> Legend:
    entries = [
        Entry(f"η {number(run.rate)} · {run.ending}", hue, marker, 1.5)
        for run, hue, marker in zip(runs, FAN, MARKERS, strict=False)
    ]
    return Legend(entries, columns=3)


def _numbers(swept: Swept, limit: float) -> dict[str, float]:
    return {
        "best_lr": RATES[swept.best],
        "best_loss": swept.losses[swept.best],
        "limit": limit,
        "steps": BUDGET,
        "largest_stable_lr": swept.largest,
        "good_decades": np.sum(swept.scores >= swept.scores[swept.best] - WORTH) / 8,
    }


def _alt(runs: list[SurfaceRun], swept: Swept, limit: float) -> str:
    gone = [f"at {run.rate:g} it diverges at step {run.lost}" for run in runs if run.lost >= 0]
    best = f"{runs[0].name} does best at a learning rate of {RATES[swept.best]:g}"
    edge = (
        f"the largest rate of the search at which no run diverges is {swept.largest:g}; "
        f"2/λmax is {limit:.3g}"
    )
    return "; ".join([best, *gone, edge]) + "."
