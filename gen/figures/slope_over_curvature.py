"""Newton's step in one dimension: the height of a triangle over its steepness is its width."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.functions import namespace
from gen.arithmetic.vectors import stacked
from gen.draw import Axis, Box, Guide, Line, Panel, Picture, Spot
from gen.draw.legend import Entry, Legend
from gen.draw.live import Case, Handle, Live, Moved
from gen.figure import Cast, figure
from gen.figures.segment import segment
from gen.knobs import Hyperparameter
from gen.losses import Wells
from gen.optimizer import Optimizer
from gen.palette import HUES, INK

FAR = 2.0
HEIGHT = HUES["vermilion"]
LOSS: Any = Wells()


@figure(
    "slope-over-curvature",
    title="Slope ÷ curvature is how far to go",
    page="optimizers/newton",
    casts=[Cast(("newton",), ())],
)
def slope_over_curvature(optimizers: tuple[type[Optimizer]], title: str) -> Picture:
    """Show one step on a loss, and the same step as a triangle under the slope's tangent."""
    (newton,) = optimizers
    hue = HUES[newton.hue]
    places = np.linspace(-FAR, FAR, 161)
    ground = Panel(
        Box(58, 54, 264, 216),
        Axis(-FAR, FAR, "x"),
        Axis(-0.2, 1.6, "loss"),
        (Line(np.column_stack([places, LOSS.value(places[:, None])])),),
    )
    slopes = Panel(
        Box(386, 54, 240, 216),
        Axis(-FAR, FAR, "x"),
        Axis(-3.5, 3.5, "slope of the loss"),
        (Guide(y=0.0), Line(np.column_stack([places, LOSS.grad(places)]))),
    )

    def moves(start: Array) -> Moved:
        xp, x = namespace(start), stacked([start])
        there = newton().step(x, {}, 1, LOSS)[0][0]
        loss, slope, curvature = LOSS.value(x), LOSS.grad(x)[0], LOSS.hess(x)[0, 0]
        off = places - start
        fit = stacked([places + 0 * start, loss + off * slope + off * off * (curvature / 2)])
        tangent = stacked([places + 0 * start, slope + off * curvature])
        step = there - start
        bottom = loss + step * slope / 2
        told = {"start": start, "slope": slope, "curvature": curvature, "there": there}
        told |= {"step": step, "size": xp.abs(step)}
        here = Spot(start, loss, "circle", INK, size=6)
        return Moved(
            (
                (
                    Line(fit, hue, width=1.6, dash=(4, 3)),
                    here,
                    Spot(there, bottom, newton.marker, hue, size=5),
                ),
                (
                    Line(tangent, hue, width=1.6, dash=(4, 3)),
                    Line(segment((start, 0 * start), (start, slope)), HEIGHT, width=3.5),
                    Line(segment((start, 0 * start), (there, 0 * start)), hue, width=3.5),
                    Spot(start, slope, "circle", INK, size=6),
                    Spot(there, 0 * there, newton.marker, hue, size=5),
                ),
            ),
            (
                Case(
                    "The curvature is negative, {curvature:.2f}: slope ÷ curvature points uphill.",
                    told,
                    curvature < 0,
                ),
                Case(
                    "The slope hardly changes here: slope ÷ curvature is {size:.1f}, too far.",
                    told,
                    xp.abs(there) > FAR,
                ),
                Case(
                    "Slope {slope:.2f} ÷ curvature {curvature:.2f} = {step:.2f}. That much back: "
                    "from {start:.2f} to {there:.2f}.",
                    {**told, "step": -step},
                ),
            ),
        )

    knob = Hyperparameter("start", 1.6, "x_0", "start", -FAR, FAR, "linear")
    live = Live((knob,), moves, (Handle(0, x="start"),))
    seen = {name: float(value) for name, value in live.at().says[2].values.items()}
    alt = (
        f"Left, a parabola touches the loss at {seen['start']:g}, and its bottom is at "
        f"{seen['there']:.2f}. Right, the tangent of the slope crosses zero at the same place: a "
        f"slope of {seen['slope']:.2f} falls by {seen['curvature']:.2f} for each 1 that one goes "
        f"back, and is used up after {seen['step']:.2f}."
    )
    kinds = (("the loss, its slope", INK), ("its fit at the start", hue), ("slope", HEIGHT))
    legend = Legend(
        [Entry(text, color) for text, color in kinds] + [Entry("the step", hue, newton.marker)]
    )
    return Picture(title, alt, (ground, slopes), seen, below=(legend,), live=live)
