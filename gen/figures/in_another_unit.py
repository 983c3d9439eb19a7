"""Adadelta and units: the same parabola, its weight counted in larger and smaller ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.functions import evenly, namespace
from gen.arithmetic.loop import history
from gen.arithmetic.vectors import stacked
from gen.draw import Axis, Box, Guide, Line, Panel, Picture
from gen.draw.legend import Legend
from gen.draw.live import Case, Handle, Live, Moved
from gen.figure import Cast, figure
from gen.figures.who import entries
from gen.knobs import Hyperparameter
from gen.palette import HUES

STEPS, RATE = 200, 0.01
LEAST, MOST = 0.01, 100.0  # of the number of units that the way is long


@dataclass(frozen=True, eq=False)
class Parabola:
    """½(x/c)²: one parabola, whose start is c units from the bottom."""

    units: Array

    def grad(self, x: Array) -> Array:
        """Return the slope."""
        return x / (self.units * self.units)


@figure(
    "in-another-unit",
    title="The same way, counted in other units",
    page="optimizers/adadelta",
    casts=[Cast(("rmsprop", "adadelta"), ())],
)
def in_another_unit(optimizers: tuple[type[Any], type[Any]], title: str) -> Picture:
    """Show how much of the way is left over the steps, and steps to the half against the unit."""
    _, delta = optimizers
    chart = Panel(
        Box(58, 54, 256, 216),
        Axis(0, STEPS, "step"),
        Axis(-0.1, 1.1, "way that is left"),
    )
    count = np.arange(STEPS + 1)

    def left(cls: type[Any], units: Array) -> Array:
        """Return the share of the way that is left after each step."""
        rule = cls(lr=1.0) if cls is delta else cls(lr=RATE)
        state = rule.init(units)
        names = tuple(state)
        loss: Any = Parabola(units)

        def step(t: Array, x: Array, *values: Array) -> tuple[Array, ...]:
            there, after = rule.step(x, dict(zip(names, values, strict=True)), t, loss)
            return t + 1, there, *(after[name] for name in names)

        return history(STEPS, step, 1, units, *state.values())[1] / units

    def half(way: Array) -> Array:
        """Return the step after which half of the way is left, or one beyond all axes."""
        xp = namespace(way)
        there = way <= 0.5
        return xp.where(xp.any(there, axis=0), xp.argmax(there + 0.0, axis=0), 100 * STEPS)

    scales = evenly(LEAST, MOST, 81)
    lines = [
        Line(np.column_stack([scales, half(left(cls, scales))]), HUES[cls.hue])
        for cls in optimizers
    ]
    against = Panel(
        Box(388, 54, 238, 216),
        Axis(LEAST, MOST, "units that the way is long", log=True),
        Axis(1, STEPS, "steps to the half", log=True),
        tuple(lines),
    )

    def moves(units: Array) -> Moved:
        zero = 0 * units
        ways = [left(cls, units) for cls in optimizers]
        told = {"rms_left": ways[0][STEPS], "delta_left": ways[1][STEPS], "steps": STEPS}
        told |= {"rms": half(ways[0]), "delta": half(ways[1])}
        return Moved(
            (
                tuple(
                    Line(stacked([count + zero, way]), HUES[cls.hue], cls.marker, 50)
                    for cls, way in zip(optimizers, ways, strict=True)
                ),
                (Guide(x=units),),
            ),
            (
                Case(
                    "Half of the way takes RMSprop {rms:.0f} steps, and Adadelta {delta:.0f}.",
                    told,
                    told["delta"] <= STEPS,
                ),
                Case(
                    "After {steps:.0f} steps {rms_left:.0%} of the way is left to RMSprop, "
                    "{delta_left:.0%} to Adadelta.",
                    told,
                ),
            ),
        )

    knob = Hyperparameter("units", 1.0, "c", "units that the way is long", LEAST, MOST, "log")
    live = Live((knob,), moves, (Handle(1, x="units"),))
    halves = {
        f"{name}_{word}": float(half(left(cls, np.array([units])))[0])
        for name, cls in zip(("rms", "delta"), optimizers, strict=True)
        for word, units in (("small", 0.1), ("one", 1.0))
    }
    alt = (
        "A weight comes down one parabola, counted in larger and in smaller units. If the way is "
        f"0.1 units long, Adadelta needs {halves['delta_small']:.0f} steps to its half and RMSprop "
        f"{halves['rms_small']:.0f}; if it is 1 unit long, {halves['delta_one']:.0f} and "
        f"{halves['rms_one']:.0f}. The longer the way in units, the more steps both need."
    )
    legend = Legend(entries(optimizers))
    return Picture(title, alt, (chart, against), halves, below=(legend,), live=live)
