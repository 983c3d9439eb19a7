"""Schedule-Free's three points: z runs, x averages, and the slope is taken between them at y."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.functions import namespace
from gen.arithmetic.loop import history
from gen.arithmetic.vectors import stacked, total
from gen.draw import Axis, Box, Guide, Line, Panel, Picture, Spot, map_panel
from gen.draw.legend import Entry, Legend
from gen.draw.live import Case, Live, Moved, knob_of
from gen.draw.marks import Note
from gen.figure import Cast, figure
from gen.figures.affine import draws
from gen.figures.walks import Given
from gen.knobs import Hyperparameter
from gen.palette import HUES, INK
from gen.surface import Surface
from gen.surfaces.quadratic import quadratic

KAPPA, STEPS, RATE = 10.0, 60, 0.1
NOISE = 2.0 * np.column_stack([draws(STEPS, seed) for seed in (1, 2)])
RUNNER, ASKED = HUES["orange"], HUES["vermilion"]


def both(rule: Any, valley: Surface, start: Array) -> tuple[Array, Array]:
    """Return x and z (steps + 1, 2) of a run."""
    state = rule.init(start)
    names = tuple(state)

    def step(t: Array, noise: Array, x: Array, *values: Array) -> tuple[Array, ...]:
        kept = dict(zip(names, values, strict=True))
        asked = (1 - rule.beta) * kept["z"] + rule.beta * x
        loss: Any = Given(valley.grad(asked) + noise[0])
        there, after = rule.step(x, kept, t, loss)
        left = namespace(x).concat([noise[1:], noise[:1]], axis=-2)
        return t + 1, left, there, *(after[name] for name in names)

    noise = NOISE + 0 * start
    _, _, points, *kept = history(STEPS, step, 1, noise, start, *state.values())
    return points, kept[names.index("z")]


@figure(
    "runner-and-average",
    title="z runs, x averages, y asks for the slope",
    page="optimizers/schedule-free-sgd",
    casts=[Cast(("schedule-free-sgd",), ("quadratic",))],
)
def runner_and_average(optimizers: tuple[type[Any]], title: str) -> Picture:
    """Draw the runner's path and the average's in a valley, with all three points at one step."""
    (free,) = optimizers
    hue, valley = HUES[free.hue], quadratic(KAPPA)
    plane = map_panel(valley, 52, 54, 328, start=valley.start)
    chart = Panel(
        Box(448, 54, 178, plane.box.height),
        Axis(0, STEPS, "step"),
        Axis(1e-3, 1e1, "loss", log=True),
    )
    count = np.arange(STEPS + 1)

    def moves(step: Array, beta: Array) -> Moved:
        xp, zero = namespace(step), 0 * step + 0 * beta
        start = np.array(valley.start) + zero
        x, z = both(free(lr=RATE + zero, beta=beta), valley, start)
        now = xp.where(xp.abs(count - xp.floor(step)) < 0.5, 1.0, 0.0)[:, None]
        at = [total(points * now, axis=-2) for points in (x, z)]
        y = (1 - beta) * at[1] + beta * at[0]
        steps = count + zero
        losses = [valley.value(points) for points in (x, z)]
        told = {"x": total(losses[0] * now[:, 0]), "z": total(losses[1] * now[:, 0])}
        told |= {"step": xp.floor(step)}
        return Moved(
            (
                (
                    Line(z, RUNNER, "triangle", 1, 1.2),
                    Line(x, hue, width=2.4),
                    Line(xp.stack(at, axis=-2), INK, width=1.4),
                    Spot(at[1][0], at[1][1], "triangle", RUNNER, size=6),
                    Spot(at[0][0], at[0][1], free.marker, hue, size=6),
                    Spot(y[0], y[1], "diamond", ASKED, size=5),
                    Note(at[1][0] + 0.06, at[1][1] + 0.04, "z"),
                    Note(at[0][0] - 0.06, at[0][1] + 0.08, "x", anchor="end"),
                    Note(y[0], y[1] + 0.1, "y", anchor="middle"),
                ),
                (
                    Line(stacked([steps, losses[1]]), RUNNER, width=1.4),
                    Line(stacked([steps, losses[0]]), hue, width=2.4),
                    Guide(x=xp.floor(step)),
                ),
            ),
            (
                Case(
                    "β is 1: the slope is taken at the average.",
                    told,
                    beta > 0.999,
                ),
                Case(
                    "At step {step:.0f} the loss is {z:.3f} where z runs and {x:.3f} at the "
                    "average x.",
                    told,
                ),
            ),
        )

    knobs = (
        Hyperparameter("step", 24.0, "t", "step", 1, STEPS, "linear"),
        knob_of(free, "beta", default=0.7),
    )
    live = Live(knobs, moves, ())
    seen: dict[str, Any] = {name: float(value) for name, value in live.at().says[-1].values.items()}
    end = live.at(step=STEPS).says[-1].values
    seen |= {"last_x": float(end["x"]), "last_z": float(end["z"])}
    alt = (
        "In a valley with noisy slopes z, which takes all the steps, trembles around the minimum, "
        "and the average x glides toward it. The slope is taken at y, on the line between them. At "
        f"step {seen['step']:.0f} the loss is {seen['z']:.2f} at z and {seen['x']:.2f} at x."
    )
    kinds = [
        Entry("z runs", RUNNER, "triangle"),
        Entry("x averages", hue, free.marker),
        Entry("y asks", ASKED, "diamond", width=0),
    ]
    legend = Legend(kinds)
    return Picture(title, alt, (plane, chart), seen, below=(legend,), live=live)
