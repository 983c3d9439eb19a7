"""One optimizer, many learning rates: too small crawls, too large explodes."""

import math

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
from gen.draw.legend import WHOLE, Entry, Legend
from gen.draw.trails import HEAD
from gen.figure import Cast, figure
from gen.figures.runs import SurfaceRun, run_of
from gen.measurements.rate_search import BUDGET, RATES, sweep
from gen.optimizer import Optimizer
from gen.optimizers import RACERS
from gen.palette import INK, MARKERS, Hue
from gen.surface import Surface

VALLEY = "quadratic"
OFFSETS = (-16, -8, -4, 0, 4, 8)  # the rates of the fan, in eighths of a decade from the best
TOP, MAP, LEFT = 58, 300, 44

# From the smallest rate to the largest; each keeps 3:1 on the ground, and has its marker.
FAN = (
    Hue("#3b4cc0", "#9db4ff"),
    Hue("#2f7fc1", "#6fc3f5"),
    Hue("#1a8a7a", "#4fd1b5"),
    Hue("#6b8215", "#c5d94e"),
    Hue("#b5651d", "#f5a95b"),
    Hue("#b02a4c", "#ff7f9c"),
)


@figure(
    "rates-of-{optimizer}",
    title="{Optimizer}: the learning rate decides",
    page="optimizers/{optimizer}",
    casts=[Cast((optimizer,), (VALLEY,)) for optimizer in RACERS],
)
def rates_of(optimizers: tuple[type[Optimizer]], surfaces: tuple[Surface], title: str) -> Picture:
    """Show a fan of paths, and beside it the last loss for every rate of the search."""
    (optimizer,), (surface,) = optimizers, surfaces
    losses = sweep(optimizer, surface, BUDGET) - surface.lowest
    best = int(np.argmin(losses))
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
        losses,
        [(RATES[i], losses[i]) for i in chosen],
        surface.limit,
        Box(412, TOP, 216, ground.box.height),
    )
    legend = _legend(runs, ground.box.bottom + 52)
    return Picture(
        title,
        _alt(runs, losses, surface.limit),
        (ground, chart),
        _numbers(losses, surface.limit),
        {
            "surface": surface.slug,
            "start": surface.start,
            "steps": BUDGET,
            "rates": RATES,
            "final_losses": [float(v) if np.isfinite(v) else None for v in losses],
            "runs": [run.data() for run in runs],
        },
        extra=tuple(legend.ink()),
        height=math.ceil(legend.bottom + 22),
    )


def _chart(losses: np.ndarray, chosen: list[tuple[float, float]], limit: float, box: Box) -> Panel:
    kept = np.isfinite(losses)
    y = log_axis(losses[kept], "loss after the last step")
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
        (*spans, *lines, Guide(x=limit, label="2/λmax"), *spots),
        title=f"Loss after {BUDGET} steps",
    )


def _stretches(kept: np.ndarray) -> list[np.ndarray]:
    """Return the indices where `kept` holds, one array for each unbroken stretch."""
    where = np.flatnonzero(kept)
    return [s for s in np.split(where, np.flatnonzero(np.diff(where) > 1) + 1) if len(s)]


def _legend(runs: list[SurfaceRun], top: float) -> Legend:
    entries = [
        Entry(f"η {run.rate:g} · {run.ending}", hue, marker, 1.5)
        for run, hue, marker in zip(runs, FAN, MARKERS, strict=False)
    ]
    return Legend(entries, 16, top, WHOLE - 8, size=10, columns=3)


def _numbers(losses: np.ndarray, limit: float) -> dict[str, float]:
    kept = np.flatnonzero(np.isfinite(losses))
    best = int(np.argmin(losses))
    numbers = {"best_lr": RATES[best], "best_loss": losses[best], "limit": limit, "steps": BUDGET}
    numbers["largest_stable_lr"] = RATES[kept[-1]]
    numbers["good_decades"] = np.sum(losses[kept] <= 100 * max(losses[best], 1e-12)) / 8
    return numbers


def _alt(runs: list[SurfaceRun], losses: np.ndarray, limit: float) -> str:
    best, last = RATES[int(np.argmin(losses))], RATES[int(np.flatnonzero(np.isfinite(losses))[-1])]
    gone = [f"at {run.rate:g} it diverges at step {run.lost}" for run in runs if run.lost >= 0]
    edge = (
        f"the largest rate of the search that does not diverge is {last:g}; 2/λmax is {limit:.3g}"
    )
    return (
        "; ".join([f"{runs[0].name} does best at a learning rate of {best:g}", *gone, edge]) + "."
    )
