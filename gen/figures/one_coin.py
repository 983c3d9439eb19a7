"""Natural gradient for one coin: slope over Fisher number is the way to the right chance."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.functions import log, namespace
from gen.arithmetic.vectors import stacked
from gen.draw import Arrow, Axis, Box, Guide, Line, Panel, Picture, Spot
from gen.draw.legend import Entry, Legend
from gen.draw.live import Case, Handle, Live, Moved
from gen.figure import Cast, figure
from gen.figures.segment import segment
from gen.knobs import Hyperparameter
from gen.optimizer import Optimizer
from gen.palette import HUES, INK

EDGE = 0.01
SLOPE, FISHER = HUES["vermilion"], HUES["blue"]


def surprise(p: Array, chance: Array) -> Array:
    """Return the loss of a coin that shows heads with `chance`, for which the model says p."""
    return -chance * log(p) - (1 - chance) * log(1 - p)


def fisher(p: Array) -> Array:
    """Return how fast the distribution changes with p."""
    return 1 / (p * (1 - p))


@figure(
    "one-coin",
    title="One coin: slope ÷ Fisher number",
    page="optimizers/natural-gradient",
    casts=[Cast(("natural-gradient",), ())],
)
def one_coin(optimizers: tuple[type[Optimizer]], title: str) -> Picture:
    """Show a coin's loss with a natural step, and slope, Fisher number and step for every p."""
    (natural,) = optimizers
    hue = HUES[natural.hue]
    p = np.linspace(EDGE, 1 - EDGE, 197)
    ground = Panel(
        Box(52, 54, 268, 216),
        Axis(0, 1, "what the model says, p"),
        Axis(0, 3, "loss, in nats"),
    )
    chart = Panel(
        Box(392, 54, 234, 216),
        Axis(0, 1, "p"),
        Axis(1e-2, 1e3, "size", log=True),
        (Line(np.column_stack([p, fisher(p)]), FISHER),),
    )

    def moves(start: Array, chance: Array) -> Moved:
        xp = namespace(start)
        slope, number = (start - chance) * fisher(start), fisher(start)
        step = -slope / number
        zero = 0 * start + 0 * chance
        slopes = (p - chance) * fisher(p)
        sizes = [xp.abs(slopes + zero), xp.abs(slopes / fisher(p) + zero)]
        height, lowest = surprise(start, chance), surprise(chance, chance)
        reach = 0.25
        tangent = segment(
            (start - reach, height - reach * slope), (start + reach, height + reach * slope)
        )
        told = {"slope": slope, "fisher": number, "step": step, "start": start, "chance": chance}
        return Moved(
            (
                (
                    Guide(x=chance),
                    Line(stacked([p + zero, surprise(p, chance) + zero])),
                    Line(tangent, SLOPE, width=2),
                    Arrow(segment((start, height)), segment((start + step, height)), hue, 2.6),
                    Spot(start, height, "circle", INK, size=6),
                    Spot(chance, lowest, natural.marker, hue, size=6),
                ),
                (
                    Line(stacked([p + zero, sizes[0]]), SLOPE),
                    Line(stacked([p + zero, sizes[1]]), hue),
                    Spot(start, xp.abs(slope), "square", SLOPE, size=5),
                    Spot(start, number, "diamond", FISHER, size=5),
                    Spot(start, xp.abs(step), natural.marker, hue, size=5),
                ),
            ),
            (
                Case(
                    "The model is right: the slope is 0, and so is the step.",
                    told,
                    xp.abs(step) < 0.005,
                ),
                Case(
                    "Slope {slope:.1f} ÷ Fisher number {fisher:.1f}: a step of {step:.2f}, from "
                    "{start:.2f} to {chance:.2f}.",
                    told,
                ),
            ),
        )

    knobs = (
        Hyperparameter("start", 0.05, "p", "what the model says", EDGE, 1 - EDGE, "linear"),
        Hyperparameter("chance", 0.5, "q", "how often heads come up", 0.05, 0.95, "linear"),
    )
    live = Live(knobs, moves, (Handle(0, x="start"),))
    seen: dict[str, Any] = {name: float(value) for name, value in live.at().says[-1].values.items()}
    alt = (
        "Left, the loss of a coin against what the model says of it: steep near 0 and 1. From "
        f"{seen['start']:g} the natural step goes {seen['step']:.2f}, to the right chance. Right, "
        f"slope and Fisher number are both large near 0, {-seen['slope']:.1f} and "
        f"{seen['fisher']:.1f}, and large near 1; their quotient is the distance to the right "
        "chance everywhere."
    )
    kinds = [
        Entry("slope", SLOPE, "square"),
        Entry("Fisher number 1/p(1 − p)", FISHER, "diamond"),
        Entry("slope ÷ Fisher number", hue, natural.marker),
    ]
    legend = Legend(kinds)
    return Picture(title, alt, (ground, chart), seen, below=(legend,), live=live)
