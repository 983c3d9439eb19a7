"""A run of Adam with its bias correction and one without: what the first steps make of it."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.vectors import norm
from gen.draw import Axis, Box, Line, Panel, Picture, map_panel
from gen.draw.legend import Entry, Legend
from gen.figure import Cast, figure
from gen.figures.bias_correction import factor
from gen.palette import BESIDE, HUES
from gen.simulate import simulate
from gen.surface import Surface

STEPS = 120
RATE = 0.1


@figure(
    "without-correction",
    title="Adam with and without its correction",
    page="learn/from-adagrad-to-adam",
    casts=[Cast(("adam",), ("quadratic",))],
)
def without_correction(
    optimizers: tuple[type[Any]], surfaces: tuple[Surface], title: str
) -> Picture:
    """Let two runs go through the valley, and draw how long their steps are."""
    (adam,), (valley,) = optimizers, surfaces
    rule = adam(lr=RATE, eps=0.0)

    def uncorrected(t: Array, total: Array) -> Array:
        # Without ε, to leave out the correction is to multiply the rate by this.
        return factor(t, rule.beta1, rule.beta2)

    runs = {
        "with": simulate(rule, valley, valley.start, STEPS),
        "without": simulate(rule, valley, valley.start, STEPS, uncorrected),
    }
    hues = {"with": HUES[adam.hue], "without": BESIDE}
    paths = [
        Line(run.points, hues[name], adam.marker if name == "with" else "cross", 10, moving=True)
        for name, run in runs.items()
    ]
    ground = map_panel(valley, 44, 54, 300, paths[::-1], valley.start)
    moved = {name: norm(np.diff(run.points, axis=0))[..., 0] / RATE for name, run in runs.items()}
    top = float(np.ceil(max(lengths.max() for lengths in moved.values())))
    chart = Panel(
        Box(404, 54, 222, ground.box.height),
        Axis(0, STEPS, "step"),
        Axis(0, top, "length of the step ÷ rate"),
        tuple(
            Line(np.column_stack([np.arange(1, STEPS + 1), moved[name]]), hues[name])
            for name in ("without", "with")
        ),
    )
    numbers = {
        "first_with": moved["with"][0],
        "first_without": moved["without"][0],
        "longest_with": moved["with"].max(),
        "longest_without": moved["without"].max(),
        "farthest_with": np.abs(runs["with"].points).max(),
        "farthest_without": np.abs(runs["without"].points).max(),
    }
    alt = (
        f"Both runs begin at one start at the rate {RATE}. The longest step of the corrected one "
        f"is {numbers['longest_with']:.1f} rates long, that of the uncorrected one "
        f"{numbers['longest_without']:.1f}."
    )
    legend = Legend(
        [
            Entry("with the correction", HUES[adam.hue], adam.marker),
            Entry("without", BESIDE, "cross"),
        ]
    )
    return Picture(title, alt, (ground, chart), numbers, below=(legend,), steps=STEPS)
