"""One step of heavy ball and one of Nesterov: the same memory, the slope taken at two places."""

from __future__ import annotations

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.vectors import stacked
from gen.draw import Arrow, Picture, Spot, map_panel
from gen.draw.legend import Entry, Legend
from gen.draw.live import Case, Live, Moved, knob_of
from gen.draw.marks import Note
from gen.figure import Cast, figure
from gen.optimizer import Optimizer
from gen.palette import HUES, INK, QUIET
from gen.surfaces.quadratic import quadratic

KAPPA = 10.0
HERE, STEP = (-1.5, 0.4), (0.7, -0.75)  # where the point is, and the step that brought it there
PULL, STEP_HUE = HUES["vermilion"], HUES["blue"]


@figure(
    "look-ahead",
    title="Where the slope is taken",
    page="learn/what-momentum-remembers",
    casts=[Cast(("momentum", "nesterov"), ())],
)
def look_ahead(optimizers: tuple[type[Optimizer], type[Optimizer]], title: str) -> Picture:
    """Draw the next step of both rules from one point with one velocity."""
    momentum, _ = optimizers
    valley = quadratic(KAPPA)
    here = np.array(HERE)
    panels = [
        map_panel(valley, left, 70, 266, title=cls.title)
        for cls, left in zip(optimizers, (44, 360), strict=True)
    ]

    def moves(lr: Array, beta: Array) -> Moved:
        stay = here + 0 * lr
        ahead = here + np.array(STEP) * beta
        ends = [ahead - lr * valley.grad(stay), ahead - lr * valley.grad(ahead)]
        marks = tuple(
            (
                Arrow(row(stay), row(ahead), QUIET, 1.6),
                Arrow(row(ahead), row(end), PULL, 1.6),
                Arrow(row(stay), row(end), STEP_HUE, 2.6),
                Spot(stay[0], stay[1], "circle", INK),
                Spot(asked[0], asked[1], "diamond", PULL, size=5),
                Note(asked[0] - 0.1, asked[1] + up, "slope taken here", anchor="middle"),
            )
            for asked, up, end in zip((stay, ahead), (0.16, -0.25), ends, strict=True)
        )
        told = {"heavy": ends[0][1], "ahead": ends[1][1], "carried": ahead[1]}
        return Moved(
            marks,
            (
                Case("Without memory the two are one rule.", told, beta < 0.01),
                Case(
                    "Memory carries both to y = {carried:.2f}. Heavy ball is pushed on, to "
                    "{heavy:.2f}; Nesterov is braked, to {ahead:.2f}.",
                    told,
                    ahead[1] < 0,
                ),
                Case(
                    "Memory carries both to y = {carried:.2f}, on the near side still. Heavy ball "
                    "ends at {heavy:.2f}, Nesterov at {ahead:.2f}.",
                    told,
                ),
            ),
        )

    knobs = (
        knob_of(momentum, "lr", default=0.08, low=0.005, high=0.2, scale="linear"),
        knob_of(momentum, "beta"),
    )
    live = Live(knobs, moves)
    seen = {name: float(value) for name, value in live.at().says[1].values.items()}
    alt = (
        "One step from one point with one velocity, in a valley. Memory carries both rules across "
        f"the floor. Heavy ball adds the slope of where it was, and ends at {seen['heavy']:.2f}; "
        f"Nesterov takes the slope where memory carries it, and ends at {seen['ahead']:.2f} across."
    )
    kinds = ((QUIET, "memory's share"), (PULL, "the slope's"), (STEP_HUE, "the step"))
    legend = Legend([Entry(text, hue) for hue, text in kinds])
    return Picture(title, alt, tuple(panels), seen, below=(legend,), live=live)


def row(point: Array) -> Array:
    """Return one point as an arrow takes it."""
    return stacked([point[None, 0], point[None, 1]])
