"""A divisor that adds up and one that forgets: how long steps become, and how they recover."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.functions import namespace
from gen.arithmetic.vectors import stacked
from gen.draw import Axis, Box, Guide, Line, Panel, Picture
from gen.draw.legend import Legend
from gen.draw.live import Case, Live, Moved, knob_of
from gen.figure import Cast, figure
from gen.figures.exponents import exponent
from gen.figures.walks import always, pushed
from gen.figures.who import entries
from gen.palette import HUES

STEPS = 600
DROP, AFTER = 100, 0.01  # from this step on, gradients are so much smaller
FULL = 0.9  # of a rate: a step that counts as a full one
LATE = slice(19, STEPS)  # where exponents are taken


@figure(
    "sum-and-average",
    title="A sum never forgets, an average does",
    page="learn/from-adagrad-to-adam",
    casts=[Cast(("adagrad", "rmsprop"), ())],
)
def sum_and_average(optimizers: tuple[type[Any], type[Any]], title: str) -> Picture:
    """Draw the steps of both under gradients of one size, and under ones that become small."""
    adagrad, rmsprop = optimizers
    steady = Panel(
        Box(58, 60, 252, 220),
        Axis(1, STEPS, "step", log=True),
        Axis(0.01, 10, "step ÷ rate", log=True),
        title="gradients of one size",
    )
    dropping = Panel(
        Box(374, 60, 252, 220),
        Axis(0, STEPS, "step"),
        Axis(1e-4, 10, "step ÷ rate", log=True),
        (Guide(x=float(DROP)),),
        title="gradients fall to a hundredth",
    )
    count = np.arange(1, STEPS + 1)

    def moves(beta: Array) -> Moved:
        xp = namespace(beta)

        def same(t: Array) -> Array:
            return 0.0 * t + 1

        def falling(t: Array) -> Array:
            return xp.where(t > DROP, AFTER, 1.0)

        marks, late = [], []
        for rule in (adagrad(lr=1.0, eps=0.0), rmsprop(lr=1.0, eps=0.0, beta=beta)):
            cls = type(rule)
            runs = [pushed(always(rule), slopes, STEPS, 0 * beta)[0] for slopes in (same, falling)]
            moved = [xp.abs(points[1:] - points[:STEPS]) for points in runs]
            marks.append(
                [
                    Line(stacked([count + 0 * beta, lengths]), HUES[cls.hue], cls.marker, 60)
                    for lengths in moved
                ]
            )
            late.append(moved)
        recovered = late[1][1][DROP:] > FULL
        told = {
            "wait": xp.argmax(recovered * 1.0) + 1,
            "steady": late[0][0][STEPS - 1],
            "sum": 1 / late[0][1][STEPS - 1],
            "average": late[1][1][STEPS - 1],
        }
        return Moved(
            list(zip(*marks, strict=True)),
            (
                Case(
                    "{wait:.0f} steps after the fall RMSprop's steps are 0.9 of its rate again. "
                    "Adagrad's stay {sum:.0f} times shorter than its rate.",
                    told,
                    xp.any(recovered),
                ),
                Case(
                    "So long a memory has not yet forgotten the large gradients: at the end "
                    "RMSprop's steps are {average:.0%} of its rate.",
                    told,
                ),
            ),
        )

    knob = knob_of(rmsprop, "beta", low=0.5, high=0.999)
    live = Live((knob,), moves)
    shown: Any = live.at()
    seen = {name: float(value) for name, value in shown.says[0].values.items()}
    powers = {
        f"{cls.slug}_exponent": exponent(count[LATE], line.points[LATE, 1])
        for cls, line in zip(optimizers, shown.marks[0], strict=True)
    }
    alt = (
        f"Left, under gradients of one size Adagrad's step falls to {seen['steady']:.2f} of the "
        f"rate in {STEPS} steps and RMSprop's stays one rate long. Right, gradients become a "
        f"hundred times smaller: RMSprop's steps are full again after {seen['wait']:.0f} steps, "
        f"Adagrad's are {seen['sum']:.0f} times shorter at the end."
    )
    legend = Legend(entries(optimizers))
    return Picture(title, alt, (steady, dropping), {**seen, **powers}, below=(legend,), live=live)
