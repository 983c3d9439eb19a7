"""A weight whose gradient comes often, and one whose gradient is rare: how far each is moved."""

from __future__ import annotations

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.functions import namespace
from gen.arithmetic.vectors import stacked
from gen.draw import Axis, Box, Line, Panel, Picture
from gen.draw.legend import Entry, Legend
from gen.draw.live import Case, Live, Moved
from gen.figure import Cast, figure
from gen.figures.walks import always, pushed
from gen.knobs import Hyperparameter
from gen.optimizer import Optimizer
from gen.palette import HUES, QUIET

STEPS = 400


def comes(t: Array, every: Array) -> Array:
    """Return 1 if the rare gradient comes at step `t`, once in so many, and else 0."""
    xp = namespace(every)
    return xp.where(xp.floor(t / every) > xp.floor((t - 1) / every), 1.0, 0.0)


@figure(
    "rare-and-frequent",
    title="A frequent weight and a rare one",
    page="learn/from-adagrad-to-adam",
    casts=[Cast(("sgd", "adagrad"), ())],
)
def rare_and_frequent(optimizers: tuple[type[Optimizer], type[Optimizer]], title: str) -> Picture:
    """Push one weight at every step and one now and then; draw how far each has come."""
    panels = [
        Panel(
            Box(left, 60, 262, 220),
            Axis(0, STEPS, "step"),
            Axis(0, 1.05, "way, as a share of the frequent one's"),
            title=cls.title,
        )
        for cls, left in zip(optimizers, (52, 366), strict=True)
    ]
    count = np.arange(STEPS + 1)

    def moves(every: Array) -> Moved:
        def often(t: Array) -> Array:
            return 0.0 * t + 1

        def seldom(t: Array) -> Array:
            return comes(t, every)

        marks, shares = [], []
        for cls in optimizers:
            rule = always(cls(lr=1.0))
            both = [pushed(rule, slopes, STEPS, 0 * every)[0] for slopes in (often, seldom)]
            ways = [points / both[0][STEPS] for points in both]
            lines = [stacked([count + 0 * every, way]) for way in ways]
            marks.append((Line(lines[0], QUIET), Line(lines[1], HUES[cls.hue], width=2.6)))
            shares.append(ways[1][STEPS])
        told = {"every": every, "sgd": shares[0], "adagrad": shares[1], "steps": STEPS}
        return Moved(
            marks,
            (
                Case("Both weights have a gradient at every step: no difference.", told, every < 2),
                Case(
                    "One gradient in {every:.0f} steps: gradient descent brings the rare weight "
                    "{sgd:.1%} of the way, Adagrad {adagrad:.1%}.",
                    told,
                ),
            ),
        )

    meaning = "steps from one rare gradient to the next"
    knob = Hyperparameter("every", 50, "k", meaning, 1, 200, "log")
    live = Live((knob,), moves)
    seen = {name: float(value) for name, value in live.at().says[1].values.items()}
    alt = (
        f"A frequent weight has a gradient of 1 at each of {STEPS} steps, a rare one at every "
        f"{knob.default:.0f}th. Gradient descent moves the rare one {seen['sgd']:.0%} as far as "
        f"the frequent one, Adagrad {seen['adagrad']:.0%}."
    )
    kinds = [
        Entry("the frequent weight", QUIET),
        *(
            Entry(f"the rare weight, {cls.short_title()}", HUES[cls.hue], width=2.6)
            for cls in optimizers
        ),
    ]
    legend = Legend(kinds)
    return Picture(title, alt, tuple(panels), seen, below=(legend,), live=live)
