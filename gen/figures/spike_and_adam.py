"""One gradient that is far too long: what it does to Adam's steps, and what clipping does then."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.functions import namespace
from gen.arithmetic.vectors import stacked
from gen.draw import Axis, Box, Guide, Line, Panel, Picture
from gen.draw.legend import Entry, Legend
from gen.draw.live import Case, Live, Moved, knob_of
from gen.figure import Cast, figure
from gen.figures.walks import always, pushed
from gen.knobs import Hyperparameter
from gen.palette import HUES, QUIET

STEPS, AT = 1000, 200  # the gradient of this step is the spike


@figure(
    "spike-and-adam",
    title="A single spike, and Adam's steps after it",
    page="learn/clipping",
    casts=[Cast(("adam",), ())],
)
def spike_and_adam(optimizers: tuple[type[Any]], title: str) -> Picture:
    """Draw Adam's steps and its way when one gradient is a spike, clipped and not."""
    (adam,) = optimizers
    steps = Panel(
        Box(58, 54, 252, 226),
        Axis(0, STEPS, "step"),
        Axis(1e-3, 10, "step ÷ rate", log=True),
        title="steps",
    )
    way = Panel(
        Box(374, 54, 252, 226),
        Axis(0, STEPS, "step"),
        Axis(0, STEPS, "way, in rates"),
        title="way",
    )
    count = np.arange(STEPS + 1)

    def moves(spike: Array, threshold: Array, beta2: Array) -> Moved:
        xp, zero = namespace(spike), 0 * spike + 0 * threshold + 0 * beta2

        def slopes(t: Array) -> Array:
            given = xp.where(t > AT - 0.5, xp.where(t < AT + 0.5, spike, 1.0), 1.0) + zero
            return stacked([given, xp.minimum(given, threshold)])

        rule = adam(lr=1.0 + zero, beta2=beta2 + zero)
        points, *_ = pushed(always(rule), slopes, STEPS, stacked([zero, zero]))
        moved = xp.abs(points[1:] - points[:STEPS])
        far = xp.abs(points)
        told = {
            "spike": spike,
            "largest": xp.max(moved[:, 0]),
            "after": moved[AT + 99, 0],
            "last": moved[STEPS - 1, 0],
            "clipped": moved[AT + 99, 1],
            "bare_way": far[STEPS, 0],
            "clipped_way": far[STEPS, 1],
        }
        lines = [
            [Line(stacked([x + zero, y[:, i]]), hue, width=width) for x, y in both]
            for i, hue, width in ((0, QUIET, 2.0), (1, HUES[adam.hue], 2.6))
            for both in (((count[1:], moved),), ((count, far),))
        ]
        return Moved(
            ((Guide(x=float(AT)), *lines[0], *lines[2]), (*lines[1], *lines[3])),
            (
                Case("There is no spike.", told, spike < 1.01),
                Case(
                    "A spike of {spike:.0f}: one step of {largest:.1f} rates; 100 steps later "
                    "they are {after:.3f}. Clipped, they are {clipped:.2f}.",
                    told,
                ),
            ),
        )

    knobs = (
        Hyperparameter("spike", 1000, "s", "size of the spike", 1, 1e4, "log"),
        Hyperparameter("threshold", 1.0, "c", "threshold", 1.0, 1e4, "log"),
        knob_of(adam, "beta2", low=0.9, high=0.9999),
    )
    live = Live(knobs, moves)
    seen = {name: float(value) for name, value in live.at().says[1].values.items()}
    alt = (
        f"All gradients are 1, but that of step {AT} is {seen['spike']:.0f}. Adam makes a step of "
        f"{seen['largest']:.1f} rates, and 100 steps later its steps are {seen['after']:.3f} of a "
        f"rate. Clipped at 1, all steps stay one rate long."
    )
    kinds = [Entry("Adam", QUIET), Entry("Adam, gradients clipped", HUES[adam.hue], width=2.6)]
    legend = Legend(kinds)
    return Picture(title, alt, (steps, way), seen, below=(legend,), live=live)
