"""AdaBelief beside Adam: steps under a gradient with a steady part and one that turns."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.functions import evenly, namespace
from gen.arithmetic.vectors import stacked
from gen.draw import Axis, Box, Line, Panel, Picture, Spot
from gen.draw.legend import Legend
from gen.draw.live import Case, Handle, Live, Moved
from gen.figure import Cast, figure
from gen.figures.walks import always, pushed
from gen.figures.who import entries
from gen.knobs import Hyperparameter
from gen.palette import HUES, INK

STEPS, SHOWN = 200, 40
LEAST, MOST = 0.001, 100.0  # of the part that turns


@figure(
    "steady-and-noisy",
    title="Equal gradients in size, steady or turning",
    page="optimizers/adabelief",
    casts=[Cast(("adam", "adabelief"), ())],
)
def steady_and_noisy(optimizers: tuple[type[Any], type[Any]], title: str) -> Picture:
    """Show the gradients, and how long both rules' steps are after many of them."""
    gradients = Panel(Box(52, 54, 234, 216), Axis(0, SHOWN, "step"), Axis(-3.2, 3.2, "gradient"))
    chart = Panel(
        Box(372, 54, 254, 216),
        Axis(LEAST, MOST, "turning part ÷ steady part", log=True),
        Axis(1e-3, 1e3, f"step {STEPS} ÷ rate", log=True),
    )
    count = np.arange(1, SHOWN + 1)
    shares = evenly(LEAST, MOST, 41)

    def last(cls: type[Any], turning: Array) -> Array:
        """Return how long the last step is, with a mean square of 1."""
        size = namespace(turning).sqrt(1 + turning * turning)

        def slope(t: Array) -> Array:
            return (1 + turning * (1 - 2 * (t % 2))) / size

        x = pushed(always(cls(lr=1.0)), slope, STEPS, 0 * turning)[0]
        # Two steps together: those of one direction and of the other.
        return namespace(turning).abs(x[STEPS] - x[STEPS - 2]) / 2

    lines = [
        Line(np.column_stack([shares, last(cls, shares)]), HUES[cls.hue]) for cls in optimizers
    ]
    chart = Panel(chart.box, chart.x, chart.y, tuple(lines))

    def moves(turning: Array) -> Moved:
        xp = namespace(turning)
        found = [last(cls, turning) for cls in optimizers]
        size = xp.sqrt(1 + turning * turning)
        seen = (1 + turning * (1.0 - 2 * (count % 2))) / size
        told = dict(zip(("adam", "belief"), found, strict=True)) | {"turning": turning}
        spots = [
            Spot(turning, length, cls.marker, HUES[cls.hue], size=5)
            for cls, length in zip(optimizers, found, strict=True)
        ]
        return Moved(
            ((Line(stacked([count + 0 * turning, seen]), INK, "circle", 1, width=0.8),), spots),
            (
                Case(
                    "The gradient is steady: Adam goes {adam:.2f} rates per step, AdaBelief "
                    "{belief:.0f}.",
                    told,
                    found[1] > 2 * found[0],
                ),
                Case(
                    "The gradient keeps turning: Adam goes {adam:.2f} rates per step, AdaBelief "
                    "{belief:.2f}.",
                    told,
                ),
            ),
        )

    knob = Hyperparameter("turning", 0.1, "r", "turning part ÷ steady part", LEAST, MOST, "log")
    live = Live((knob,), moves, (Handle(1, x="turning"),))
    steady, noisy = live.at().says[0].values, live.at(turning=10.0).says[1].values
    numbers = {
        "adam": float(steady["adam"]),
        "belief": float(steady["belief"]),
        "turning_adam": float(noisy["adam"]),
        "turning_belief": float(noisy["belief"]),
    }
    alt = (
        "Gradients of one mean square, with a steady part and a part that turns at each step. "
        f"Where the turning part is a tenth, Adam goes {numbers['adam']:.2f} rates per step and "
        f"AdaBelief {numbers['belief']:.0f}; where it is ten times as large, "
        f"{numbers['turning_adam']:.2f} and {numbers['turning_belief']:.2f}."
    )
    legend = Legend(entries(optimizers))
    return Picture(title, alt, (gradients, chart), numbers, below=(legend,), live=live)
