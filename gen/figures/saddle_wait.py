"""How long descent waits at a saddle, in the reader's hand: measured, and as a formula says."""

from __future__ import annotations

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.functions import exp, log, namespace
from gen.arithmetic.vectors import stacked
from gen.draw import Axis, Box, Guide, Line, Panel, Picture, map_panel
from gen.draw.live import Case, Live, Moved, knob_of
from gen.figure import Cast, figure
from gen.figures.walks import walked
from gen.knobs import Hyperparameter
from gen.optimizer import Optimizer
from gen.palette import HUES, QUIET
from gen.surface import Surface

STEPS = 240  # the longest wait that the knobs allow is shorter
LEAVES = 1.0  # the distance from the ridge that counts as having left


@figure(
    "saddle-wait",
    title="How long descent waits at a saddle",
    page="learn/why-plain-descent-is-slow",
    casts=[Cast(("sgd",), ("saddle",))],
)
def saddle_wait(
    optimizers: tuple[type[Optimizer]], surfaces: tuple[Surface], title: str
) -> Picture:
    """Show a run past the saddle, and how its distance from the ridge grows with the steps."""
    (descent,), (saddle,) = optimizers, surfaces
    hue = HUES[descent.hue]
    ground = map_panel(saddle, 44, 54, 270)
    chart = Panel(
        Box(400, 54, 226, 270),
        Axis(0, STEPS, "step"),
        Axis(1e-9, 10, "distance from the ridge", log=True),
        (Guide(y=LEAVES, label="has left"),),
    )
    count = np.arange(STEPS + 1)

    def moves(lr: Array, offset: Array) -> Moved:
        xp = namespace(lr)
        points, lost = walked(descent(lr=lr), saddle, (saddle.start[0], offset), STEPS)
        off = xp.abs(points[:, 1])
        left = off >= LEAVES
        waited = xp.argmax(left + 0.0)
        per_step = log(1 + 2 * lr)
        told = {
            "waited": waited,
            "formula": log(LEAVES / offset) / per_step,
            "decade": log(10.0) / per_step,
        }
        steps = count + 0 * lr
        said = stacked([steps, offset * exp(xp.minimum(count * per_step, 40.0))])
        return Moved(
            (
                (Line(points, hue, descent.marker, 10, lost=lost),),
                (
                    Line(said, QUIET, dash=(4, 3), width=1.4),
                    Line(stacked([steps, off]), hue),
                    Guide(x=waited),
                ),
            ),
            (
                Case(
                    "It leaves at step {waited:.0f}; the formula says {formula:.0f}. Ten times "
                    "nearer to the ridge: {decade:.0f} steps more.",
                    told,
                    xp.any(left),
                ),
                Case("After all these steps it has not left.", told),
            ),
        )

    knobs = (
        knob_of(descent, "lr", default=0.05, low=0.05, high=0.3),
        Hyperparameter(
            "offset", 1e-6, r"\delta", "distance from the ridge at the start", 1e-9, 0.1, "log"
        ),
    )
    live = Live(knobs, moves)
    seen = {name: float(value) for name, value in live.at().says[0].values.items()}
    alt = (
        "Left, gradient descent comes down the ridge of a saddle, waits at the pass and leaves. "
        "Right, its distance from the ridge grows by one factor at each step, a straight line on a "
        f"logarithmic axis, until it has left at step {seen['waited']:.0f}."
    )
    return Picture(title, alt, (ground, chart), seen, live=live)
