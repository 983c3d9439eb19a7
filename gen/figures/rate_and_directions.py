"""One learning rate for two directions: what it makes of each, and of the path."""

from __future__ import annotations

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.functions import namespace
from gen.draw import Axis, Box, Guide, Line, Panel, Picture, Spot, map_panel
from gen.draw.legend import Entry, Legend
from gen.draw.live import Case, Handle, Live, Moved, knob_of
from gen.figure import Cast, figure
from gen.figures.walks import walked
from gen.optimizer import Optimizer
from gen.palette import HUES
from gen.surfaces.quadratic import quadratic

KAPPA = 10.0  # curvature across the valley; along it, it is 1
STEPS = 40
MOST = 0.24  # of the learning rate: beyond 2 / KAPPA all runs leave
TRIED = (0.05, 0.15, 0.195, 0.205)  # rates whose paths the names on the map stand clear of
ACROSS, ALONG = HUES["vermilion"], HUES["blue"]


@figure(
    "rate-and-directions",
    title="One learning rate, two directions",
    page="learn/why-plain-descent-is-slow",
    casts=[Cast(("sgd",), ("quadratic",))],
)
def rate_and_directions(optimizers: tuple[type[Optimizer]], title: str) -> Picture:
    """Show the path, and by how much a step shrinks the distance along and across the valley."""
    (descent,) = optimizers
    valley = quadratic(KAPPA)
    start = valley.start
    paths = [Line(walked(descent(lr=np.float64(lr)), valley, start, STEPS)[0]) for lr in TRIED]
    ground = map_panel(valley, 44, 54, 300, start=start, clear=paths)
    box = Box(400, 54, 226, ground.box.height)
    rates = np.linspace(0, MOST, 121)
    chart = Panel(
        box,
        Axis(0, MOST, "learning rate η"),
        Axis(0, 1.5, "distance left after a step"),
        (
            Line(np.column_stack([rates, np.abs(1 - rates * KAPPA)]), ACROSS),
            Line(np.column_stack([rates, np.abs(1 - rates)]), ALONG),
            Guide(y=1.0, label="no nearer"),
        ),
    )

    def moves(lr: Array) -> Moved:
        points, lost = walked(descent(lr=lr), valley, start, STEPS)
        xp = namespace(lr)
        across, along = xp.abs(1 - lr * KAPPA), xp.abs(1 - lr)
        path = Line(points, HUES[descent.hue], descent.marker, 1, lost=lost)
        told = {"across": across, "along": along, "steps": STEPS}
        return Moved(
            (
                (path,),
                (
                    Guide(x=lr),
                    Spot(lr, across, "circle", ACROSS),
                    Spot(lr, along, "circle", ALONG),
                ),
            ),
            (
                Case(
                    "Across, each step leaves {across:.2f} times the distance: it grows, and the "
                    "run leaves.",
                    told,
                    across > 1,
                ),
                Case(
                    "Each step leaves {across:.2f} of the distance across the valley and "
                    "{along:.2f} along it; it bounces from wall to wall.",
                    told,
                    lr * KAPPA > 1,
                ),
                Case(
                    "Each step leaves {across:.2f} of the distance across the valley and "
                    "{along:.2f} along it; it creeps.",
                    told,
                ),
            ),
        )

    knob = knob_of(descent, "lr", default=0.15, low=0.005, high=MOST, scale="linear")
    alt = (
        "Left, gradient descent in a valley ten times as steep across as along. Right, how much of "
        "the distance a step leaves in each direction, against the learning rate."
    )
    legend = Legend([Entry("across", ACROSS), Entry("along", ALONG)])
    return Picture(
        title,
        alt,
        (ground, chart),
        {"kappa": KAPPA, "limit": 2 / KAPPA},
        below=(legend,),
        live=Live((knob,), moves, (Handle(1, x="lr"),)),
    )
