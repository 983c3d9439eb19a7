"""Where Adam walks the wrong way: rare large gradients that a short memory forgets."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.functions import namespace
from gen.arithmetic.loop import history, repeat
from gen.arithmetic.vectors import stacked
from gen.draw import Axis, Box, Line, Panel, Picture, Shape, Spot
from gen.draw.legend import Legend
from gen.draw.live import Case, Handle, Live, Moved, knob_of
from gen.figure import Cast, figure
from gen.figures.walks import Given
from gen.figures.who import entries
from gen.knobs import Hyperparameter
from gen.palette import HUES

STEPS = 300
LOW, HIGH = 2.2, 10.0  # of the rare gradient
HALVINGS = 50


def drift(large: Array, beta2: Array) -> Array:
    """Return how far down three steps lead once the averages repeat, in rates.

    The gradients are `large`, −1, −1; each is divided by the root of the average square then.
    """
    xp = namespace(large)
    one, square = 0 * large + 1, large * large
    b, c = beta2, beta2 * beta2
    # Up to a factor that all three have: the newest square, the one before, the oldest.
    after = (square + b * one + c * one, one + b * square + c * one, one + b * one + c * square)
    return large / xp.sqrt(after[0]) - 1 / xp.sqrt(after[1]) - 1 / xp.sqrt(after[2])


def edge(large: Array) -> Array:
    """Return the memory β₂ above which Adam goes down."""
    xp = namespace(large)

    def halve(low: Array, high: Array) -> tuple[Array, ...]:
        middle = (low + high) / 2
        climbs = drift(large, middle) < 0
        return xp.where(climbs, middle, low), xp.where(climbs, high, middle)

    return repeat(HALVINGS, halve, 0 * large, 0 * large + 1)[1]


@figure(
    "adam-climbs",
    title="Where Adam walks the wrong way",
    page="learn/from-adagrad-to-adam",
    casts=[Cast(("adam", "amsgrad"), ())],
)
def adam_climbs(optimizers: tuple[type[Any], type[Any]], title: str) -> Picture:
    """Draw both rules under gradients C, −1, −1, and for which C and β₂ Adam climbs."""
    adam, _ = optimizers
    rares = np.linspace(LOW, HIGH, 80)
    edges = edge(rares)
    corners = np.concatenate([np.column_stack([rares, edges]), [(HIGH, 0.0), (LOW, 0.0)]])
    chart = Panel(
        Box(52, 54, 300, 230), Axis(0, STEPS, "step"), Axis(-1.05, 1.05, "where it stands")
    )
    plane = Panel(
        Box(410, 54, 216, 230),
        Axis(LOW, HIGH, "the rare gradient C"),
        Axis(0, 1, "memory β₂"),
        (Shape(corners[None], HUES[adam.hue], 1.0, 0.25),),
        title="shaded: Adam climbs",
    )
    count = np.arange(STEPS + 1)

    def walk(cls: type[Any], large: Array, beta2: Array) -> Array:
        xp = namespace(large)
        x = 0 * large
        state = cls().init(x)
        names = tuple(state)

        def step(t: Array, x: Array, *values: Array) -> tuple[Array, ...]:
            rule = cls(lr=0.5 / xp.sqrt(t), beta1=0.0, beta2=beta2)
            loss = Given(xp.where(t % 3 == 1, large, -1 + 0 * large))
            there, state = rule.step(x, dict(zip(names, values, strict=True)), t, loss)
            there = xp.minimum(xp.maximum(there, -1 + 0 * x), 1 + 0 * x)
            return t + 1, there, *(state[name] for name in names)

        return history(STEPS, step, 1, x, *state.values())[1]

    def moves(large: Array, beta2: Array) -> Moved:
        runs = [walk(cls, large, beta2) for cls in optimizers]
        lines = [
            Line(stacked([count + 0 * large, run]), HUES[cls.hue], cls.marker, 30)
            for cls, run in zip(optimizers, runs, strict=True)
        ]
        told = {
            "adam": runs[0][STEPS],
            "amsgrad": runs[1][STEPS],
            "edge": edge(large),
            "mean": (large - 2) / 3,
        }
        return Moved(
            (lines, (Spot(large, beta2, adam.marker, HUES[adam.hue], "", 5),)),
            (
                Case(
                    "The mean slope is {mean:.2f}, so down is right. Adam climbs to {adam:.2f}; "
                    "AMSGrad is at {amsgrad:.2f}.",
                    told,
                    runs[0][STEPS] > 0.5,
                ),
                Case(
                    "The mean slope is {mean:.2f}, and both go down: Adam to {adam:.2f}, AMSGrad "
                    "to {amsgrad:.2f}.",
                    told,
                    (runs[0][STEPS] < -0.5) & (runs[1][STEPS] < -0.5),
                ),
                Case(
                    "After {steps:.0f} steps Adam is at {adam:.2f} and AMSGrad at {amsgrad:.2f}.",
                    {**told, "steps": STEPS},
                ),
            ),
        )

    knobs = (
        Hyperparameter("large", 3.0, "C", "the rare gradient", LOW, HIGH, "linear"),
        knob_of(adam, "beta2", default=0.1, high=0.999),
    )
    live = Live(knobs, moves, (Handle(1, x="large", y="beta2"),))
    seen = {name: float(value) for name, value in live.at().says[0].values.items()}
    seen["edge_ten"] = float(edges[-1])
    alt = (
        "Every third gradient is 3, the others are −1, so the minimum of [−1, 1] is at −1. Adam "
        f"with a memory of 0.1 ends at {seen['adam']:.2f}, AMSGrad at {seen['amsgrad']:.2f}. "
        "Beside it, for which gradients and memories Adam climbs."
    )
    legend = Legend(entries(optimizers))
    return Picture(title, alt, (chart, plane), seen, below=(legend,), live=live)
