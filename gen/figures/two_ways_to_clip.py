"""Clipping by norm shortens a gradient; clipping by value cuts its parts, and turns it."""

from __future__ import annotations

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.directions import angle_between, by_norm, by_value
from gen.arithmetic.functions import cos, evenly, namespace, sin
from gen.arithmetic.vectors import norm, stacked
from gen.draw import Arrow, Axis, Box, Guide, Line, Panel, Picture, Spot
from gen.draw.legend import Entry, Legend
from gen.draw.live import Case, Handle, Live, Moved
from gen.figure import Cast, figure
from gen.knobs import Hyperparameter
from gen.palette import HUES, QUIET

WIDE = 4.0  # of the picture: from −WIDE to WIDE
NORM, VALUE = HUES["blue"], HUES["orange"]
LONG = (0.3, 100.0)  # lengths of a gradient, in thresholds


@figure(
    "two-ways-to-clip",
    title="Clipped by norm, clipped by value",
    page="learn/clipping",
    casts=[Cast((), ())],
)
def two_ways_to_clip(title: str) -> Picture:
    """Draw a gradient and what two ways of clipping leave of it, and by how much one turns it."""
    plane = Panel(
        Box(44, 54, 262, 262),
        Axis(-WIDE, WIDE, "first part"),
        Axis(-WIDE, WIDE, "second part"),
        (Guide(x=0.0), Guide(y=0.0)),
    )
    chart = Panel(
        Box(386, 54, 240, 262),
        Axis(*LONG, "length of the gradient ÷ threshold", log=True),
        Axis(0, 50, "turned by, in degrees"),
    )
    turn = np.linspace(0, 2 * np.pi, 61)
    circle = np.column_stack([cos(turn), sin(turn)])
    square = np.array([(1, 1), (-1, 1), (-1, -1), (1, -1), (1, 1)])
    shares = evenly(*LONG, 121)

    def moves(first: Array, second: Array, threshold: Array) -> Moved:
        xp, zero = namespace(first), 0 * first + 0 * second + 0 * threshold
        g = stacked([(first + zero)[None], (second + zero)[None]])
        shortened, cut = by_norm(g, threshold), by_value(g, threshold)
        here = 0 * g
        length = norm(g)[0, 0]
        scaled = g / xp.maximum(length, 1e-12) * (shares * threshold)[:, None]
        angles = angle_between(scaled, by_value(scaled, threshold))
        angle = angle_between(g, cut)[0]
        told = {
            "length": length,
            "threshold": threshold,
            "value": norm(cut)[0, 0],
            "angle": angle,
        }
        return Moved(
            (
                (
                    Line(circle * threshold, NORM, width=1.2, dash=(4, 3)),
                    Line(square * threshold, VALUE, width=1.2, dash=(4, 3)),
                    Arrow(here, g, QUIET, 1.6),
                    Arrow(here, cut, VALUE, 2.6),
                    Arrow(here, shortened, NORM, 2.6),
                    Spot(first, second, "circle", QUIET, size=6),
                ),
                (
                    Line(stacked([shares + zero, angles]), VALUE),
                    Line(stacked([shares + zero, 0 * angles]), NORM),
                    Spot(length / threshold, angle, "circle", VALUE),
                    Spot(length / threshold, zero, "circle", NORM),
                ),
            ),
            (
                Case(
                    "The gradient is {length:.2f} long, and stays as it is.",
                    told,
                    (length <= threshold),
                ),
                Case(
                    "By norm, {length:.2f} become {threshold:.2f}, in the same direction. By value "
                    "it stays: no part is longer than {threshold:.2f}.",
                    told,
                    (xp.abs(first) <= threshold) & (xp.abs(second) <= threshold),
                ),
                Case(
                    "By norm, {length:.2f} become {threshold:.2f}, in the same direction. By value "
                    "they become {value:.2f}, turned by {angle:.0f}°.",
                    told,
                ),
            ),
        )

    knobs = (
        Hyperparameter("first", 3.4, "g_1", "first part of the gradient", -WIDE, WIDE, "linear"),
        Hyperparameter("second", 0.8, "g_2", "second part", -WIDE, WIDE, "linear"),
        Hyperparameter("threshold", 1.0, "c", "threshold", 0.2, 4.0, "log"),
    )
    live = Live(knobs, moves, (Handle(0, x="first", y="second"),))
    seen = {name: float(value) for name, value in live.at().says[2].values.items()}
    alt = (
        f"A gradient of length {seen['length']:.1f}. Clipped by norm at {seen['threshold']:g} it "
        f"keeps its direction. Clipped by value it becomes {seen['value']:.2f} long and is turned "
        f"by {seen['angle']:.0f}°. The longer it is, the nearer it comes to the diagonal."
    )
    kinds = [Entry("gradient", QUIET), Entry("by norm", NORM), Entry("by value", VALUE)]
    legend = Legend(kinds)
    return Picture(title, alt, (plane, chart), seen, below=(legend,), live=live)
