"""Yogi beside Adam: what is left of the divisor when the next large gradient comes."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.functions import namespace
from gen.arithmetic.vectors import stacked
from gen.draw import Axis, Box, Line, Panel, Picture
from gen.draw.legend import Legend
from gen.draw.live import Case, Live, Moved, knob_of
from gen.figure import Cast, figure
from gen.figures.walks import always, pushed
from gen.figures.who import entries
from gen.knobs import Hyperparameter
from gen.palette import HUES

LOUD, AGAIN, STEPS = 100, 370, 400  # the last large gradient of many, and the one more
EPS = 1e-8  # the same for both


@figure(
    "after-silence",
    title="Large gradients, small ones, and a large one again",
    page="optimizers/yogi",
    casts=[Cast(("adam", "yogi"), ())],
)
def after_silence(optimizers: tuple[type[Any], type[Any]], title: str) -> Picture:
    """Show both average squares over a time of small gradients, and the steps that are taken."""
    axis = Axis(0, STEPS, "step")
    squares = Panel(
        Box(62, 62, 244, 214),
        axis,
        Axis(1e-4, 1e1, "", log=True),
        title="average square, v",
    )
    lengths = Panel(
        Box(382, 62, 244, 214),
        axis,
        Axis(1e-3, 1e2, "", log=True),
        title="length of the step ÷ rate",
    )
    count = np.arange(STEPS + 1)

    def moves(quiet: Array, beta2: Array) -> Moved:
        xp, zero = namespace(quiet), 0 * quiet + 0 * beta2
        one = 1 + zero

        def slope(t: Array) -> Array:
            return xp.where((t <= LOUD) | (t == AGAIN), one, quiet + zero)

        found = []
        for cls in optimizers:
            rule = cls(lr=one, beta1=0.0, beta2=beta2, eps=EPS + zero)
            x, _, v = pushed(always(rule), slope, STEPS, zero)
            found.append((v, xp.abs(x[1:] - x[:-1])))
        told = {"adam": found[0][1][AGAIN - 1], "yogi": found[1][1][AGAIN - 1], "quiet": quiet}
        return Moved(
            tuple(
                tuple(
                    Line(stacked([steps + zero, pair[k]]), HUES[cls.hue], cls.marker, 50)
                    for cls, pair in zip(optimizers, found, strict=True)
                )
                for k, steps in enumerate((count, count[1:]))
            ),
            (
                Case(
                    "At the late large gradient Adam goes {adam:.1f} rates far, Yogi {yogi:.1f}.",
                    told,
                ),
            ),
        )

    knobs = (
        Hyperparameter("quiet", 0.05, "g", "the small gradients", 0.01, 1.0, "log"),
        knob_of(optimizers[0], "beta2", default=0.98, low=0.9),
    )
    live = Live(knobs, moves)
    seen = {name: float(value) for name, value in live.at().says[0].values.items()}
    alt = (
        f"After {LOUD} gradients of 1 come {AGAIN - LOUD - 1} of {seen['quiet']:g}, and then one "
        "of 1. In between Adam's average square falls fast and Yogi's slowly, and at the late "
        f"one Adam goes {seen['adam']:.1f} rates far, Yogi {seen['yogi']:.1f}."
    )
    legend = Legend(entries(optimizers))
    return Picture(title, alt, (squares, lengths), seen, below=(legend,), live=live)
