"""signSGD's step for every gradient: its direction is one of four diagonals."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.functions import cos, namespace, sin
from gen.arithmetic.vectors import stacked
from gen.draw import Arrow, Axis, Box, Line, Panel, Picture, Spot
from gen.draw.legend import Entry, Legend
from gen.draw.live import Case, Handle, Live, Moved
from gen.figure import Cast, figure
from gen.figures.look_ahead import row
from gen.figures.walks import Given
from gen.knobs import Hyperparameter
from gen.palette import HUES, QUIET

DOWN = HUES["vermilion"]


@figure(
    "four-diagonals",
    title="A sign for each coordinate: four diagonals",
    page="optimizers/signsgd",
    casts=[Cast(("signsgd",), ())],
)
def four_diagonals(optimizers: tuple[type[Any]], title: str) -> Picture:
    """Show a gradient's downhill direction with signSGD's step, and both angles for all others."""
    (sign,) = optimizers
    hue = HUES[sign.hue]
    corners = [(x, y) for x in (-1, 1) for y in (-1, 1)]
    plane = Panel(
        Box(52, 54, 224, 224),
        Axis(-1.6, 1.6, "first weight"),
        Axis(-1.6, 1.6, "second weight"),
        tuple(Spot(x, y, "circle", QUIET, size=3.5) for x, y in corners),
    )
    angles = np.arange(0, 361)
    stairs = np.repeat([45.0, 135.0, 225.0, 315.0], 2)
    edges = np.array([0.0, 90.0, 90.0, 180.0, 180.0, 270.0, 270.0, 360.0])
    chart = Panel(
        Box(366, 54, 260, 224),
        Axis(0, 360, "downhill points to, in degrees"),
        Axis(0, 360, "step points to"),
        (
            Line(np.column_stack([angles, angles]), DOWN, width=1.4),
            Line(np.column_stack([edges, stairs]), hue, width=2.4),
        ),
    )

    def moves(angle: Array, size: Array) -> Moved:
        xp = namespace(angle)
        turn = angle * (math.pi / 180)
        down = stacked([cos(turn), sin(turn)]) * size
        loss: Any = Given(-down)
        rule, here = sign(lr=1 + 0 * size), 0 * down
        step, _ = rule.step(here, rule.init(here), 1, loss)
        quarter = xp.minimum(xp.floor(angle / 90), 3.0)
        told = {"angle": angle, "step": 45 + 90 * quarter, "size": size}
        told |= {"off": xp.abs(angle - 45 - 90 * quarter)}
        return Moved(
            (
                (Arrow(row(here), row(step), hue, 3), Arrow(row(here), row(down), DOWN, 2)),
                (Spot(angle, told["step"], sign.marker, hue, size=5),),
            ),
            (
                Case(
                    "Downhill points to {angle:.0f}°, {size:.2f} steep; the step to {step:.0f}°, "
                    "{off:.0f}° beside it.",
                    told,
                ),
            ),
        )

    knobs = (
        Hyperparameter("angle", 80.0, r"\varphi", "direction of downhill", 1.0, 359.0, "linear"),
        Hyperparameter("size", 0.7, r"\lVert g\rVert", "size of the gradient", 0.01, 1.5, "log"),
    )
    live = Live(knobs, moves, (Handle(1, x="angle"),))
    seen = {name: float(value) for name, value in live.at().says[0].values.items()}
    alt = (
        f"Downhill points to {seen['angle']:.0f} degrees, but both of its coordinates are "
        f"positive, so signSGD's step points to {seen['step']:.0f}. Over all directions the "
        "step's angle is a staircase of four stairs, up to 45 degrees beside downhill. Its "
        "length is always the same."
    )
    kinds = [
        Entry("downhill", DOWN),
        Entry("the step", hue),
        Entry("all steps", QUIET, "circle", 0),
    ]
    legend = Legend(kinds)
    return Picture(title, alt, (plane, chart), seen, below=(legend,), live=live)
