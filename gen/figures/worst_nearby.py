"""What SAM sees: the worst loss nearby, for which a sharp minimum is no longer low."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.functions import evenly, namespace
from gen.arithmetic.vectors import stacked
from gen.draw import Arrow, Axis, Box, Guide, Line, Panel, Picture, Span, Spot
from gen.draw.legend import Entry, Legend
from gen.draw.live import Case, Handle, Live, Moved
from gen.draw.live import told as written
from gen.draw.marks import Note
from gen.figure import Cast, figure
from gen.figures.segment import segment
from gen.knobs import Hyperparameter
from gen.palette import HUES, INK
from gen.surface import Surface

LOW, HIGH, TOP = -1.9, 2.4, 4.4
LEAST, MOST = 0.01, 1.0  # of the radius
RATE = 0.1
LOOK = HUES["orange"]
SHARES = np.linspace(-1, 1, 41)


@figure(
    "worst-nearby",
    title="Look uphill, then step",
    page="optimizers/sam",
    casts=[Cast(("sam",), ("two-valleys",))],
)
def worst_nearby(optimizers: tuple[type[Any]], surfaces: tuple[Surface], title: str) -> Picture:
    """Show one step on a cut through two valleys, and the worst loss around both minima."""
    (sam,), (surface,) = optimizers, surfaces
    hue = HUES[sam.hue]
    places = np.linspace(LOW, HIGH, 173)
    (sharp, _), (flat, _) = surface.minima

    def loss(x: Array) -> Array:
        """Return the loss along the line through both minima."""
        return surface.value(stacked([x, 0 * x]))

    def worst(x: Array, radius: Array) -> Array:
        """Return the highest loss no farther from x (...) than the radius."""
        near = x[..., None] + SHARES * radius
        return namespace(near).max(loss(near), axis=-1)

    ground = Panel(
        Box(52, 54, 330, 220),
        Axis(LOW, HIGH, "x"),
        Axis(-0.7, TOP, "loss"),
        (Line(np.column_stack([places, loss(places)])),),
    )
    radii = evenly(LEAST, MOST, 61)
    ends = np.array([sharp, flat])
    around = np.stack([worst(ends, radius) for radius in radii])
    chart = Panel(
        Box(446, 54, 180, 220),
        Axis(LEAST, MOST, "radius ρ", log=True),
        Axis(1e-5, 1e2, "worst loss around it", log=True),
        (
            Line(np.column_stack([radii, around[:, 0]])),
            Line(np.column_stack([radii, around[:, 1]])),
        ),
    )

    def moves(rho: Array, start: Array) -> Moved:
        zero = 0 * rho + 0 * start
        x = stacked([start + zero, zero])
        slope = surface.grad(x)
        look = start + rho * namespace(rho).where(slope[0] < 0, -1.0, 1.0)
        steep = surface.grad(stacked([look, zero]))[0]
        there = sam(lr=RATE + zero, rho=rho).step(x, {}, 1, surface)[0][0]
        high = loss(look)
        reach = 0.35
        tangent = segment(
            (look - reach, high - reach * steep), (look + reach, high + reach * steep)
        )
        at_ends = [worst(np.array([x]) + zero, rho)[0] for x in (sharp, flat)]
        told = {"rho": rho, "slope": slope[0], "steep": steep, "there": there, "start": start}
        told |= {"sharp": at_ends[0], "flat": at_ends[1]}
        return Moved(
            (
                (
                    Span(start - rho, start + rho, "", hue),
                    Line(stacked([places + zero, worst(places + zero, rho)]), hue, width=1.8),
                    Line(tangent, LOOK, width=2.4),
                    Arrow(segment((start, loss(start))), segment((look, high)), LOOK, 2.0),
                    Arrow(segment((start, zero - 0.42)), segment((there, zero - 0.42)), hue, 2.4),
                    Spot(start, loss(start), "circle", INK, size=6),
                ),
                (
                    Guide(x=rho),
                    Spot(rho, at_ends[0], "square", hue, size=5),
                    Spot(rho, at_ends[1], "circle", hue, size=5),
                ),
            ),
            (
                Case(
                    "Within {rho:.2f} of the sharp minimum the loss rises to {sharp:.2f}, of the "
                    "flat one to {flat:.3f}.",
                    told,
                ),
            ),
        )

    knobs = (
        Hyperparameter("rho", 0.2, r"\rho", "radius of the neighborhood", LEAST, MOST, "log"),
        Hyperparameter("start", -0.97, "x", "where the step begins", -1.6, 2.0, "linear"),
    )
    live = Live(knobs, moves, (Handle(0, x="start"),))
    seen: dict[str, Any] = {name: float(value) for name, value in live.at().says[0].values.items()}
    alt = (
        "A cut through a sharp and a flat minimum of equal depth, and over it the worst loss "
        f"within {seen['rho']:g} of each point: above the sharp minimum it is {seen['sharp']:.2f}, "
        f"above the flat one {seen['flat']:.3f}. A step that begins beside the sharp minimum "
        f"looks {seen['rho']:g} uphill, finds a slope of {seen['steep']:.1f} there, and goes by "
        f"it across the bottom, to {written(seen['there'], '.2f')}."
    )
    names = (
        Note(0.014, 1.2 * float(worst(ends, 0.05)[0]), "sharp"),
        Note(0.06, 0.12 * float(worst(ends, 0.1)[1]), "flat"),
    )
    kinds = [
        Entry("loss", INK),
        Entry("worst loss nearby, step", hue),
        Entry("look, and slope there", LOOK),
    ]
    legend = Legend(kinds)
    chart = Panel(chart.box, chart.x, chart.y, (*chart.marks, *names))
    return Picture(title, alt, (ground, chart), seen, below=(legend,), live=live)
