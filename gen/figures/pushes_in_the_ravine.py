"""Why a velocity helps in a ravine: pushes across it cancel, pushes along it add up."""

from __future__ import annotations

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.functions import namespace
from gen.arithmetic.loop import history
from gen.arithmetic.vectors import stacked, total
from gen.draw import Axis, Box, Guide, Line, Panel, Picture, map_panel
from gen.draw.legend import Entry, Legend
from gen.draw.live import Case, Live, Moved, knob_of
from gen.figure import Cast, figure
from gen.optimizer import Optimizer
from gen.palette import HUES
from gen.surface import Surface

STEPS, COUNTED = 40, 10
ACROSS, ALONG = HUES["vermilion"], HUES["blue"]
# Rates and memories whose paths the names on the map stand clear of.
TRIED = ((0.03, 0.9), (0.03, 0.0), (0.01, 0.98))
TINY = 1e-300  # pushes that are all zero leave nothing to divide by


def remembered(rule: Optimizer, ravine: Surface, beta: Array) -> tuple[Array, Array]:
    """Return the points of a run (steps + 1, 2), and which share of its pushes is left (steps, 2).

    That is the velocity over the sum of the sizes of all that is in it: ±1 where the remembered
    pushes agree, 0 where they cancel.
    """

    def step(x: Array, velocity: Array, size: Array) -> tuple[Array, ...]:
        there, state = rule.step(x, {"v": velocity}, 1, ravine)
        return there, state["v"], beta * size + namespace(x).abs(ravine.grad(x))

    start = np.array(ravine.start) + 0 * beta
    points, velocity, size = history(STEPS, step, start, 0 * start, 0 * start)
    return points, (-velocity / (size + TINY))[1:]


@figure(
    "pushes-in-the-ravine",
    title="Across they cancel, along they add up",
    page="learn/what-momentum-remembers",
    casts=[Cast(("momentum",), ("quadratic",))],
)
def pushes_in_the_ravine(
    optimizers: tuple[type[Optimizer]], surfaces: tuple[Surface], title: str
) -> Picture:
    """Show a path in the ravine, and what is left of the remembered pushes in each direction."""
    (momentum,), (ravine,) = optimizers, surfaces
    paths = [
        Line(remembered(momentum(lr=lr, beta=beta), ravine, beta)[0])  # type: ignore[call-arg]
        for lr, beta in np.array(TRIED)
    ]
    ground = map_panel(ravine, 44, 54, 300, start=ravine.start, clear=paths)
    box = Box(404, 54, 222, ground.box.height)
    chart = Panel(
        box,
        Axis(0, STEPS, "step"),
        Axis(-1.1, 1.1, "share of the pushes that is left"),
        (Guide(y=0.0),),
    )
    _, steep = ravine.curvatures[0]

    def moves(lr: Array, beta: Array) -> Moved:
        xp = namespace(lr)
        rule = momentum(lr=lr, beta=beta)  # type: ignore[call-arg]
        points, left = remembered(rule, ravine, beta)
        steps = np.arange(1, STEPS + 1) + 0 * lr
        along, across = (total(xp.abs(left[:COUNTED, i])) / COUNTED for i in (0, 1))
        told = {"along": along, "across": across, "counted": COUNTED, "edge": 2 * (1 + beta)}
        return Moved(
            (
                (Line(points, HUES[momentum.hue], momentum.marker, 1),),
                (
                    Line(stacked([steps, left[:, 1]]), ACROSS),
                    Line(stacked([steps, left[:, 0]]), ALONG),
                ),
            ),
            (
                Case("The rate is too large: the run leaves.", told, lr * steep > 2 * (1 + beta)),
                Case(
                    "Without memory there is only the newest push, and nothing can cancel.",
                    told,
                    beta < 0.01,
                ),
                Case(
                    "In the first {counted:.0f} steps {across:.0%} of the remembered pushes is "
                    "left across, {along:.0%} along.",
                    told,
                ),
            ),
        )

    knobs = (
        knob_of(momentum, "lr", default=0.03, low=0.002, high=0.13, scale="linear"),
        knob_of(momentum, "beta", high=0.98),
    )
    live = Live(knobs, moves)
    seen = live.at().says[-1].values
    alt = (
        "Left, heavy-ball momentum in the ravine. Right, how much of the remembered pushes is left "
        f"when they are added up: in the first {COUNTED} steps {float(seen['along']):.0%} along "
        f"the ravine and {float(seen['across']):.0%} across it."
    )
    numbers = {name: float(seen[name]) for name in ("along", "across")}
    legend = Legend([Entry("across", ACROSS), Entry("along", ALONG)])
    return Picture(title, alt, (ground, chart), numbers, below=(legend,), live=live)
