"""Prodigy's d: from next to nothing to the size of the way, whatever that is."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.functions import namespace
from gen.arithmetic.loop import history
from gen.arithmetic.vectors import norm, stacked
from gen.draw import Axis, Box, Guide, Line, Panel, Picture
from gen.draw.live import Case, Live, Moved, knob_of
from gen.draw.marks import Note
from gen.figure import Cast, figure
from gen.knobs import Hyperparameter
from gen.palette import HUES
from gen.surface import Surface
from gen.surfaces.quadratic import quadratic

STEPS = 100
LOWEST, HIGHEST = 1e-8, 1e4


def estimated(rule: Any, valley: Surface, start: Array) -> tuple[Array, Array]:
    """Return the points (steps + 1, 2) of a run, and its d before each step (steps + 1,)."""
    state = rule.init(start)
    names = tuple(state)

    def step(t: Array, x: Array, *values: Array) -> tuple[Array, ...]:
        loss: Any = valley
        there, after = rule.step(x, dict(zip(names, values, strict=True)), t, loss)
        return t + 1, there, *(after[name] for name in names)

    _, points, *kept = history(STEPS, step, 1, start, *state.values())
    return points, kept[names.index("d")][:, 0]


@figure(
    "finding-the-distance",
    title="d grows to a share of the way",
    page="optimizers/prodigy",
    casts=[Cast(("prodigy",), ("quadratic",))],
)
def finding_the_distance(optimizers: tuple[type[Any]], title: str) -> Picture:
    """Show d and the distance that is left, over the steps, from a start as far as one likes."""
    (prodigy,) = optimizers
    hue, valley = HUES[prodigy.hue], quadratic()
    direction = np.array(valley.start) / float(norm(np.array(valley.start))[0])
    farther = float(np.abs(direction).max())
    axes = Axis(0, STEPS, "step"), Axis(LOWEST, HIGHEST, "", log=True)
    left, right = (
        Panel(Box(edge, 62, 250, 220), *axes, title=text)
        for edge, text in ((58, "d, the estimate"), (374, "distance that is left"))
    )
    count = np.arange(STEPS + 1)

    def moves(distance: Array, d0: Array) -> Moved:
        xp, zero = namespace(distance), 0 * distance + 0 * d0
        start = direction * (distance + zero)
        points, d = estimated(
            prodigy(lr=1 + zero, beta2=prodigy().beta2 + zero, d0=d0 + zero), valley, start
        )
        far = norm(points)[:, 0]
        waited = xp.argmax((d > 100 * d0) + 0.0)
        told = {"distance": distance, "d0": d0, "d": d[STEPS], "left": far[STEPS]}
        told |= {"share": d[STEPS] / distance, "waited": waited}
        steps = count + zero
        return Moved(
            (
                (
                    Guide(y=distance),
                    Line(stacked([steps, d]), hue, width=2.4),
                    Note(3, 1.5 * distance, "distance of the start: {distance}", told),
                ),
                (Line(stacked([steps, far]), hue, width=2.4),),
            ),
            (
                Case(
                    "d grows from {d0} to {d}, {share:.0%} of the distance, and {left} of it is "
                    "left.",
                    told,
                    d[STEPS] > 1.01 * d0,
                ),
                Case("d began at {d0} and stays there.", told),
            ),
        )

    knobs = (
        Hyperparameter("distance", 2.0, "D", "distance of the start", 0.01, 1000.0, "log"),
        knob_of(prodigy, "d0"),
    )
    live = Live(knobs, moves)
    seen: dict[str, Any] = {name: float(value) for name, value in live.at().says[0].values.items()}
    far = live.at(distance=1000.0).says[0].values
    seen |= {"far_share": float(far["share"]), "far_left": float(far["left"]), "steps": STEPS}
    seen |= {"farther": farther}
    alt = (
        f"From a start {seen['distance']:g} away, Prodigy's estimate d begins at a millionth, "
        f"grows by powers of ten in a few steps and stays at {seen['share']:.0%} of the distance. "
        f"Then the distance that is left falls, to {seen['left']:.1g} after {STEPS} steps."
    )
    return Picture(title, alt, (left, right), seen, live=live)
