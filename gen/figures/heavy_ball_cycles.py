"""Where heavy ball runs in a circle for ever: a slope that is steep, then flat, then steep."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.functions import namespace
from gen.arithmetic.loop import history
from gen.arithmetic.vectors import stacked
from gen.draw import Axis, Box, Guide, Line, Panel, Picture, Spot
from gen.draw.legend import Legend
from gen.draw.live import Case, Live, Moved
from gen.figure import Cast, figure
from gen.figures.who import entries
from gen.knobs import Hyperparameter
from gen.losses import Kinked
from gen.optimizer import Optimizer
from gen.palette import HUES, INK

STEPS, STARTS = 60, 801
FAR = 4.0
LOSS: Any = Kinked()


def settings(momentum: type[Any], nesterov: type[Any]) -> tuple[Optimizer, Optimizer]:
    """Return both rules with the constants that theory has for curvatures from 1 to 25."""
    return momentum(lr=1 / 9, beta=4 / 9), nesterov(lr=1 / 25, beta=2 / 3)


def line_walked(rule: Optimizer, x: Array, steps: int) -> Array:
    """Return the points of a run on a line, of shape (steps + 1, …)."""

    def step(t: Array, x: Array, v: Array) -> tuple[Array, ...]:
        there, state = rule.step(x, {"v": v}, t, LOSS)
        return t + 1, there, state["v"]

    return history(steps, step, 0 * x + 1, x, 0 * x)[1]


@figure(
    "heavy-ball-cycles",
    title="Where heavy ball never arrives",
    page="learn/what-momentum-remembers",
    casts=[Cast(("momentum", "nesterov"), ())],
)
def heavy_ball_cycles(optimizers: tuple[type[Optimizer], type[Optimizer]], title: str) -> Picture:
    """Show the slope with the last points of heavy ball on it, and both runs from one start."""
    heavy, ahead = settings(*optimizers)
    places = np.linspace(-FAR, FAR, 401)
    slopes = np.column_stack([places, LOSS.grad(places)])
    ground = Panel(
        Box(58, 54, 222, 250), Axis(-FAR, FAR, "x"), Axis(-100, 100, "slope"), (Line(slopes),)
    )
    chart = Panel(
        Box(330, 54, 296, 250), Axis(0, STEPS, "step"), Axis(-FAR, FAR, "x"), (Guide(y=0.0),)
    )
    count = np.arange(STEPS + 1)
    everywhere = np.linspace(-FAR, FAR, STARTS)
    late = np.abs(line_walked(heavy, everywhere, 600)[-3:]).max(axis=0)
    cycling = late > 0.5

    def moves(start: Array) -> Moved:
        xp = namespace(start)
        runs = [line_walked(rule, start, STEPS) for rule in (heavy, ahead)]
        lines = [
            Line(stacked([count + 0 * start, run]), HUES[cls.hue], cls.marker, 1, width=1.4)
            for cls, run in zip(optimizers, runs, strict=True)
        ]
        last = [runs[0][STEPS - k] for k in range(3)]
        spots = [
            Spot(x, LOSS.grad(x), optimizers[0].marker, HUES[optimizers[0].hue], size=5)
            for x in last
        ]
        told = dict(zip(("first", "second", "third"), last[::-1], strict=True))
        return Moved(
            ((Spot(start, LOSS.grad(start), "circle", INK, "start"), *spots), lines[::-1]),
            (
                Case(
                    "Heavy ball goes round and round: {first:.2f}, {second:.2f}, {third:.2f}. "
                    "Nesterov arrives.",
                    told,
                    xp.abs(last[0]) + xp.abs(last[1]) > 0.1,
                ),
                Case("From here both arrive.", told),
            ),
        )

    knob = Hyperparameter("start", 3.3, "x_0", "start", -FAR, FAR, "linear")
    live = Live((knob,), moves)
    seen = {name: float(value) for name, value in live.at().says[0].values.items()}
    alt = (
        "On a convex loss whose slope is steep, flat and steep again, heavy ball with Polyak's "
        f"constants repeats {seen['first']:.2f}, {seen['second']:.2f}, {seen['third']:.2f} without "
        "end; Nesterov's rule arrives at 0."
    )
    numbers = {**seen, "cycling": float(cycling.mean()), "starts": STARTS}
    legend = Legend(entries(optimizers))
    return Picture(title, alt, (ground, chart), numbers, below=(legend,), live=live)
