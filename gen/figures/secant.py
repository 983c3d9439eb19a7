"""BFGS in one dimension: two slopes and the step between them tell the curvature."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.functions import namespace
from gen.arithmetic.loop import history
from gen.arithmetic.vectors import stacked
from gen.draw import Axis, Box, Guide, Line, Panel, Picture, Spot
from gen.draw.legend import Legend
from gen.draw.live import Case, Handle, Live, Moved
from gen.draw.marks import Note
from gen.figure import Cast, figure
from gen.figures.segment import segment
from gen.figures.who import entry
from gen.knobs import Hyperparameter
from gen.losses import Wells
from gen.optimizer import Optimizer
from gen.palette import HUES, INK

FAR, STEPS = 2.0, 6
LOSS: Any = Wells()
TINY = 1e-300
HIGH = 4.2  # words stay below: the panel ends at 4.5


def beside(x: Array) -> Array:
    """Return where a word ends that stands left of a point, or right of it at the edge."""
    return namespace(x).where(x < 0.3, x + 0.3, x - 0.06)


@figure(
    "secant",
    title="Two slopes tell the curvature",
    page="optimizers/bfgs",
    casts=[Cast(("bfgs", "newton"), ())],
)
def secant(optimizers: tuple[type[Optimizer], type[Optimizer]], title: str) -> Picture:
    """Show the secant through the last two slopes, and how fast its steps close in."""
    quasi, newton = optimizers
    hue = HUES[quasi.hue]
    places = np.linspace(-FAR, FAR, 161)
    slopes = Panel(
        Box(58, 54, 284, 216),
        Axis(0, FAR, "x"),
        Axis(-1.5, 4.5, "slope of the loss"),
        (Guide(y=0.0), Line(np.column_stack([places, LOSS.grad(places)]))),
    )
    chart = Panel(
        Box(412, 54, 214, 216),
        Axis(0, STEPS, "step"),
        Axis(1e-12, 1e1, "distance from the minimum", log=True),
    )
    count = np.arange(STEPS + 1)

    def walk(rule: Optimizer, x: Array, state: dict[str, Array]) -> Array:
        names = tuple(state)

        def step(t: Array, x: Array, *values: Array) -> tuple[Array, ...]:
            there, after = rule.step(x, dict(zip(names, values, strict=True)), t, LOSS)
            return t + 1, there, *(after[name] for name in names)

        return history(STEPS, step, 1, x, *state.values())[1][:, 0]

    def moves(last: Array, now: Array) -> Moved:
        xp, zero = namespace(last), 0 * last + 0 * now
        x, before = stacked([now + zero]), stacked([last + zero])
        one = 1 + 0 * x
        known = {"x": before, "g": LOSS.grad(before), "inverse": one[:, None], "fresh": 0 * x}
        runs = [walk(quasi(), x, known), walk(newton(), x, {})]
        here, there = LOSS.grad(x)[0], LOSS.grad(before)[0]
        moved, changed = now - last, here - there
        curvature = changed / xp.where(xp.abs(moved) > 0, moved, TINY)
        off = places - now
        lines = [
            Line(stacked([count + zero, xp.abs(run - 1)]), HUES[cls.hue], cls.marker, 1)
            for cls, run in zip(optimizers, runs, strict=True)
        ]
        told = {"moved": moved, "changed": changed, "curvature": curvature, "next": runs[0][1]}
        told |= {"true": LOSS.hess(x)[0, 0], "slope": here, "end": xp.abs(runs[0][STEPS] - 1)}
        return Moved(
            (
                (
                    Line(
                        stacked([places + zero, here + off * told["true"]]),
                        HUES[newton.hue],
                        width=1.4,
                    ),
                    Line(stacked([places + zero, here + off * curvature]), hue, width=1.8),
                    Line(segment((now, zero), (runs[0][1], zero)), hue, width=3.5),
                    Spot(last, there, "circle", INK, size=5),
                    Spot(now, here, "circle", INK, size=5),
                    Note(beside(last), xp.minimum(there, HIGH), "last", anchor="end"),
                    Note(beside(now), xp.minimum(here, HIGH), "now", anchor="end"),
                    Spot(runs[0][1], zero, quasi.marker, hue, size=5),
                ),
                tuple(lines),
            ),
            (
                Case("Two points that are one tell nothing.", told, xp.abs(moved) < 0.005),
                Case(
                    "The slope changed against the step: no positive curvature explains it.",
                    told,
                    curvature <= 0,
                ),
                Case(
                    "A step of {moved:.2f} changed the slope by {changed:.2f}: curvature "
                    "{curvature:.2f}. Next: {next:.2f}.",
                    told,
                ),
            ),
        )

    knobs = (
        Hyperparameter("last", 1.8, r"x_{t-2}", "the last point", 0.0, FAR, "linear"),
        Hyperparameter("now", 1.4, r"x_{t-1}", "this point", 0.0, FAR, "linear"),
    )
    live = Live(knobs, moves, (Handle(0, x="now"),))
    seen: dict[str, Any] = {name: float(value) for name, value in live.at().says[-1].values.items()}
    alt = (
        f"A step of {-seen['moved']:.1f} to the left has changed the slope by "
        f"{-seen['changed']:.2f}, so the line through both slopes rises by "
        f"{seen['curvature']:.2f} per 1; the tangent that Newton would take rises by "
        f"{seen['true']:.2f}. The line crosses zero at {seen['next']:.2f}, where the next step "
        "goes. Beside it, the distance from the minimum falls faster with each step, Newton's "
        "faster still."
    )
    legend = Legend([entry(quasi, ", secant"), entry(newton, ", tangent")])
    return Picture(title, alt, (slopes, chart), seen, below=(legend,), live=live)
