"""Where a step counts for much and where for little: the two surfaces that have a Fisher matrix."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from gen.draw import Line, Panel, Picture, map_panel
from gen.draw.legend import Legend
from gen.figure import Cast, figure
from gen.figures.ellipses import ellipses
from gen.figures.natural_gradient import PAGE
from gen.figures.runs import SurfaceRun, run_of
from gen.figures.who import entries
from gen.measurements.rate_search import tuned
from gen.optimizer import Optimizer
from gen.palette import HUES
from gen.surface import Surface

NATS = 0.004  # the distance from an ellipse's center to its rim
STEPS, EVERY = 120, 20

Runs = Mapping[Surface, Sequence[SurfaceRun]]


@figure(
    "fisher-ellipses",
    title="Where a step counts for much and where for little",
    page=PAGE,
    casts=[Cast(("natural-gradient", "sgd"), ("gaussian", "softmax"))],
)
def fisher_ellipses(
    optimizers: Sequence[type[Optimizer]], surfaces: Sequence[Surface], title: str
) -> Picture:
    """Show both methods at their tuned rates, and ellipses of equal distance."""
    runs = {
        surface: [run_of(tuned(cls, surface, STEPS), surface, steps=STEPS) for cls in optimizers]
        for surface in surfaces
    }
    panels = [_panel(surface, own, 44 + 304 * i) for i, (surface, own) in enumerate(runs.items())]
    note = (
        f"Each at its tuned rate. Every point of an ellipse is {NATS:g} nats from its center, to "
        "second order."
    )
    legend = Legend(entries(optimizers))
    return Picture(
        title,
        "Ellipses of equal distance, small where the model is sure. Loss after "
        f"{STEPS} steps: {_told(runs)}.",
        tuple(panels),
        _numbers(runs),
        below=(legend, note),
        steps=STEPS,
    )


def _panel(surface: Surface, runs: Sequence[SurfaceRun], left: float) -> Panel:
    paths = [
        Line(
            run.seen,
            HUES[run.optimizer.hue],
            run.optimizer.marker,
            EVERY,
            moving=True,
            lost=run.lost,
        )
        for run in runs
    ]
    inner = (np.linspace(low, high, 6)[1:-1] for low, high in surface.window)
    centers = np.stack(np.meshgrid(*inner), axis=-1).reshape(-1, 2)
    rims = ellipses(surface, centers, NATS)
    return map_panel(surface, left, 58, 272, [*rims, *paths], surface.start, surface.title)


def _loss(run: SurfaceRun) -> float:
    return float(run.trajectory.values[-1] - run.surface.lowest)


def _numbers(runs: Runs) -> dict[str, float]:
    numbers = {"nats": NATS}
    for surface, own in runs.items():
        for run in own:
            name = f"{run.optimizer.slug}_{surface.slug}"
            numbers |= {f"{name}_lr": run.rate, f"{name}_loss": _loss(run)}
    return numbers


def _told(runs: Runs) -> str:
    return "; ".join(
        f"{surface.title}: {', '.join(f'{run.name} {_loss(run):.1g}' for run in own)}"
        for surface, own in runs.items()
    )
