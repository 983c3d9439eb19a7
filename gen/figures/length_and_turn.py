"""Weights before a normalization: how long they become, and how far a step turns them."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.functions import namespace
from gen.arithmetic.loop import history
from gen.arithmetic.vectors import stacked
from gen.draw import Axis, Box, Guide, Line, Panel, Picture
from gen.draw.legend import Entry, Legend
from gen.draw.live import Case, Live, Moved, knob_of
from gen.figure import Cast, figure
from gen.knobs import Hyperparameter
from gen.palette import HUES, QUIET

STEPS = 2000
EVERY = 10  # so many steps from point to point of the lines
STARTS = (0.5, 2.0, 8.0)  # lengths
LONG = (0.1, 30.0)
TURNS = (1e-4, 2.0)  # radians


@figure(
    "length-and-turn",
    title="A length that does not matter, and what decay makes of it",
    page="learn/weight-decay",
    casts=[Cast(("sgd",), ())],
)
def length_and_turn(optimizers: tuple[type[Any]], title: str) -> Picture:
    """Draw the length of weights of three beginnings, and by how much each step turns them.

    Their gradient is perpendicular to them and as long as one over their length, as that of every
    loss is that does not feel the length.
    """
    (descent,) = optimizers
    hue = HUES[descent.hue]
    panels = [
        Panel(
            Box(left, 60, 254, 220),
            Axis(0, STEPS, "step"),
            Axis(*span, name, log=True),
            title=head,
        )
        for left, span, name, head in (
            (60, LONG, "length of the weights", "length"),
            (372, TURNS, "turn in a step, radians", "turn"),
        )
    ]
    count = np.arange(0, STEPS + 1, EVERY)

    def moves(lr: Array, decay: Array) -> Moved:
        xp, zero = namespace(lr), 0 * lr + 0 * decay

        def lengths(kept: Array) -> Array:
            # Plain numbers: in the page they take a tenth of the time of an array of three.
            def step(*each: Array) -> tuple[Array, ...]:
                return tuple(xp.sqrt((kept * r) * (kept * r) + (lr / r) * (lr / r)) for r in each)

            rows = history(STEPS, step, *(length + zero for length in STARTS))
            return xp.stack([row[::EVERY] for row in rows], axis=-1)

        with_it, without = lengths(1 - lr * decay), lengths(1 + zero)
        ahead, level = xp.sqrt(2 * lr * decay), xp.sqrt(xp.sqrt(lr / (2 * decay)))

        def drawn(bare: Array, decayed: Array, rest: Array) -> list[Line | Guide]:
            return [
                *(
                    Line(stacked([count + zero, bare[:, i]]), QUIET, width=1.4, dash=(4, 3))
                    for i in range(len(STARTS))
                ),
                *(
                    Line(stacked([count + zero, decayed[:, i]]), hue, width=2.2)
                    for i in range(len(STARTS))
                ),
                Guide(y=rest),
            ]

        shown = (
            drawn(without, with_it, level),
            drawn(lr / (without * without), lr / (with_it * with_it), ahead),
        )
        turns = lr / (with_it[-1] * with_it[-1])
        told = {
            "most": xp.max(turns),
            "least": xp.min(turns),
            "theory": ahead,
            "length": with_it[-1, 1],
            "bare": lr / (without[-1, 0] * without[-1, 0]),
            "level": level,
        }
        return Moved(
            shown,
            (
                Case(
                    "All three lengths have come to {length}. A step turns the weights by {most} "
                    "radians; theory says {theory}.",
                    told,
                    told["most"] < 1.05 * told["least"],
                ),
                Case(
                    "The lengths have not met after so many steps: the turns are between {least} "
                    "and {most}. They are on the way to {theory}.",
                    told,
                ),
            ),
        )

    knobs = (
        knob_of(descent, "lr", default=0.1, low=0.01, high=1.0, scale="log"),
        Hyperparameter("decay", 0.02, r"\lambda", "weight decay", 1e-4, 0.1, "log"),
    )
    live = Live(knobs, moves)
    seen = {name: float(value) for name, value in live.at().says[0].values.items()}
    alt = (
        f"From the lengths {', '.join(map(str, STARTS))} weights come to the same length, "
        f"{seen['length']:.2f}, and every step turns them by {seen['most']:.3f} radians. Without "
        "decay, dashed, lengths only grow and turns only shrink."
    )
    kinds = [Entry("with decay", hue, width=2.2), Entry("without", QUIET, width=1.4)]
    legend = Legend(kinds)
    return Picture(title, alt, tuple(panels), seen, below=(legend,), live=live)
