"""The wait beside a saddle: the closer to the ridge a run comes down, the longer it stays."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from gen.arithmetic.functions import log
from gen.draw import Axis, Box, Line, Panel, Picture, map_panel
from gen.draw.legend import Legend
from gen.draw.scale import power_of_ten
from gen.figure import Cast, figure
from gen.figures.steps import first_step
from gen.figures.who import entries
from gen.optimizer import Optimizer
from gen.palette import HUES
from gen.simulate import Trajectory, simulate
from gen.surface import Surface

PAGE = "learn/why-plain-descent-is-slow"
OFFSETS = tuple(power_of_ten(-k) for k in range(1, 13))  # how far from the ridge a run comes down
RATE = 0.05
DRAWN = 120  # steps
TOP, HEIGHT = 54, 280

Waits = Mapping[type[Optimizer], np.ndarray]


def path_of(cls: type[Optimizer], run: Trajectory) -> Line:
    """Return a run as a path in its optimizer's color."""
    return Line(run.points, HUES[cls.hue], cls.marker, 20, moving=True, lost=int(run.diverged_at))


def steps_beside(saddle: Surface, cls: type[Optimizer]) -> np.ndarray:
    """Return the step at which the run is one unit off the ridge, for each of OFFSETS."""
    starts = np.column_stack([np.full(len(OFFSETS), saddle.start[0]), OFFSETS])
    run = simulate(cls(lr=RATE), saddle, starts, 600)
    return first_step(np.abs(run.points[..., 1]) >= 1)


@figure(
    "saddle-escape",
    title="The wait beside a saddle",
    page=PAGE,
    casts=[Cast(("sgd", "momentum", "rmsprop", "adam"), ("saddle",))],
)
def saddle_escape(
    optimizers: tuple[type[Optimizer], ...], surfaces: tuple[Surface], title: str
) -> Picture:
    """Show how long each optimizer stays near the pass, against how near the ridge it begins."""
    (saddle,) = surfaces
    waits = {cls: steps_beside(saddle, cls) for cls in optimizers}
    paths = [
        path_of(cls, simulate(cls(lr=RATE), saddle, saddle.start, DRAWN)) for cls in optimizers
    ]
    ground = map_panel(saddle, 44, TOP, HEIGHT, paths, saddle.start)
    legend = Legend(entries(optimizers))
    told = "; ".join(f"from {wait[0]} to {wait[-1]} for {cls.title}" for cls, wait in waits.items())
    return Picture(
        title,
        f"As the start moves from {OFFSETS[0]:g} to {OFFSETS[-1]:g} off the ridge, the steps to "
        f"leave go {told}.",
        (ground, _chart(waits)),
        _numbers(waits),
        {
            "lr": RATE,
            "offsets": OFFSETS,
            "steps": {cls.slug: wait for cls, wait in waits.items()},
        },
        below=(legend, f"Everyone at the learning rate {RATE:g}."),
        steps=DRAWN,
    )


def _chart(waits: Waits) -> Panel:
    lines = tuple(
        Line(np.column_stack([OFFSETS, wait]), HUES[cls.hue], cls.marker, 1)
        for cls, wait in waits.items()
    )
    distance = Axis(
        OFFSETS[-1] / 2, 2 * OFFSETS[0], "distance from the ridge at the start", log=True
    )
    top = 50 * math.ceil(max(wait[-1] for wait in waits.values()) / 50)
    return Panel(Box(400, TOP, 226, HEIGHT), distance, Axis(0, top, "steps until |y| = 1"), lines)


def _numbers(waits: Waits) -> dict[str, float]:
    numbers = {"predicted_per_decade": float(log(10.0) / log(1 + 2 * RATE))}
    for cls, wait in waits.items():
        numbers |= {
            f"{cls.slug}_first": wait[0],
            f"{cls.slug}_last": wait[-1],
            f"{cls.slug}_per_decade": (wait[-1] - wait[0]) / (len(OFFSETS) - 1),
        }
    return numbers
