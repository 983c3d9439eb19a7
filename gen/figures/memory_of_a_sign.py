"""Lion's long memory: how many steps it goes on after the gradient has turned."""

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
from gen.figures.walks import always, pushed
from gen.figures.who import entries
from gen.knobs import Hyperparameter
from gen.palette import HUES, INK

BEFORE, STEPS = 40, 80


@figure(
    "memory-of-a-sign",
    title="The gradient turns; who turns with it?",
    page="optimizers/lion",
    casts=[Cast(("signsgd", "lion"), ())],
)
def memory_of_a_sign(optimizers: tuple[type[Any], type[Any]], title: str) -> Picture:
    """Show a gradient that turns, and where signSGD and Lion go under it."""
    sign, lion = optimizers
    gradients = Panel(Box(52, 54, 234, 216), Axis(0, STEPS, "step"), Axis(-2.2, 2.2, "gradient"))
    chart = Panel(
        Box(356, 54, 270, 216),
        Axis(0, STEPS, "step"),
        Axis(-10, 62, "where the weight is, in rates"),
        (Guide(x=float(BEFORE)),),
    )
    count = np.arange(STEPS + 1)

    def moves(after: Array, beta2: Array) -> Moved:
        xp, zero = namespace(after), 0 * after + 0 * beta2

        def slope(t: Array) -> Array:
            return xp.where(t <= BEFORE, -1.0 + zero, after + zero)

        one = 1 + zero
        rules = (sign(lr=one), lion(lr=one, beta2=beta2, weight_decay=zero))
        runs = [pushed(always(rule), slope, STEPS, zero)[0] for rule in rules]
        late = [xp.argmax(run) - BEFORE for run in runs]
        told = {"sign": late[0], "lion": late[1], "after": after}
        steps = count[1:] + zero
        seen = xp.where(count[1:] <= BEFORE, -1.0 + zero, after + zero)
        return Moved(
            (
                (Line(stacked([steps, seen]), INK, width=2.4),),
                tuple(
                    Line(stacked([count + zero, run]), HUES[cls.hue], cls.marker, 8)
                    for cls, run in zip(optimizers, runs, strict=True)
                ),
            ),
            (
                Case(
                    "signSGD turns at once; Lion has not turned in all the steps that are shown.",
                    told,
                    late[1] >= STEPS - BEFORE,
                ),
                Case("signSGD turns at once, Lion after {lion:.0f} steps.", told),
            ),
        )

    knobs = (
        Hyperparameter("after", 1.0, "g", "gradient after the turn", 0.1, 2.0, "linear"),
        knob_of(lion, "beta2"),
    )
    live = Live(knobs, moves)
    seen = {name: float(value) for name, value in live.at().says[1].values.items()}
    small = live.at(after=0.5).says[1].values
    seen["small"] = float(small["lion"])
    alt = (
        f"After {BEFORE} gradients of −1 there come gradients of 1. signSGD turns "
        f"around at once, Lion after {seen['lion']:.0f} steps: its average must first forget."
    )
    legend = Legend(entries(optimizers))
    return Picture(title, alt, (gradients, chart), seen, below=(legend,), live=live)
