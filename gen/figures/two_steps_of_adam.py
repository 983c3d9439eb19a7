"""Two steps of Adam, number by number, for one weight and two gradients that a reader chooses."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.functions import namespace, power
from gen.arithmetic.vectors import stacked
from gen.draw import Arrow, Axis, Box, Guide, Note, Panel, Picture, Spot
from gen.draw.live import Case, Live, Moved
from gen.figure import Cast, figure
from gen.figures.walks import always, pushed
from gen.knobs import Hyperparameter
from gen.palette import HUES, INK, QUIET

RATE = 0.1
ROWS = (
    ("g", "gradient g"),
    ("m", "m, average of g"),
    ("v", "v, average of g²"),
    ("mc", "m, corrected"),
    ("vc", "v, corrected"),
    ("root", "root of corrected v"),
    ("step", "step"),
)
COLUMNS = (3.4, 4.6)  # where the numbers of each step stand, right-aligned


@figure(
    "two-steps-of-adam",
    title="Two steps of Adam in numbers",
    page="learn/from-adagrad-to-adam",
    casts=[Cast(("adam",), ())],
)
def two_steps_of_adam(optimizers: tuple[type[Any]], title: str) -> Picture:
    """Write down what Adam computes in its first two steps, and draw where they lead."""
    (adam,) = optimizers
    hue, rule = HUES[adam.hue], adam(lr=RATE)
    words = [Note(0.05, -row, text, hue=QUIET) for row, (_, text) in enumerate(ROWS, start=1)]
    heads = [
        Note(x, 0.0, f"step {t}", anchor="end", hue=QUIET) for t, x in enumerate(COLUMNS, start=1)
    ]
    table = Panel(
        Box(16, 48, 360, 216),
        Axis(0, 4.8),
        Axis(-len(ROWS) - 0.6, 0.8),
        (*heads, *words),
        grid=False,
        bare=True,
    )
    line = Panel(
        Box(440, 48, 186, 216),
        Axis(-0.3, 2.3, "step"),
        Axis(-0.22, 0.22, "weight"),
        (Guide(y=0.0),),
    )

    def moves(first: Array, second: Array) -> Moved:
        xp = namespace(first)
        points, m, v = pushed(
            always(rule),
            lambda t: xp.where(t < 2, first, second),
            2,
            0 * first,
        )
        values: dict[str, Array] = {}
        for t, g in ((1, first), (2, second)):
            corrected = v[t] / (1 - power(rule.beta2, t))
            values |= {
                f"g{t}": g,
                f"m{t}": m[t],
                f"v{t}": v[t],
                f"mc{t}": m[t] / (1 - power(rule.beta1, t)),
                f"vc{t}": corrected,
                f"root{t}": xp.sqrt(corrected),
                f"step{t}": points[t] - points[t - 1],
            }
        notes = [
            Note(x, -row, f"{{{name}{t}}}", values, "end", hue if name == "step" else INK)
            for t, x in enumerate(COLUMNS, start=1)
            for row, (name, _) in enumerate(ROWS, start=1)
        ]
        ends = [stacked([t + 0 * first, points[t]])[None, :] for t in range(3)]
        way = [Arrow(ends[t], ends[t + 1], hue) for t in (0, 1)]
        spots = [Spot(float(t), points[t], "circle", hue) for t in range(3)]
        told = {**values, "share": xp.abs(values["step2"]) / RATE}
        return Moved(
            (notes, (*way, *spots)),
            (
                Case("A first gradient of zero moves nothing.", told, xp.abs(first) < 1e-3),
                Case(
                    "The first step is {step1}, a whole rate. The second goes on the same way, "
                    "though the gradient has turned.",
                    told,
                    (first * second < 0) & (values["step1"] * values["step2"] > 0),
                ),
                Case(
                    "The first step is {step1}, a whole rate. The second goes back.",
                    told,
                    values["step1"] * values["step2"] < 0,
                ),
                Case(
                    "The first step is {step1}, a whole rate. The second is {share:.2f} of a rate.",
                    told,
                ),
            ),
        )

    knobs = (
        Hyperparameter("first", 4.0, "g_1", "first gradient", -10, 10, "linear"),
        Hyperparameter("second", -1.0, "g_2", "second gradient", -10, 10, "linear"),
    )
    live = Live(knobs, moves)
    seen = {name: float(np.asarray(value)) for name, value in live.at().says[-1].values.items()} | {
        "lr": RATE
    }
    alt = (
        f"Adam at the rate {RATE} is given the gradients {seen['g1']:g} and {seen['g2']:g}. Its "
        f"first step is {seen['step1']:.3g}. Its second is {seen['step2']:.3g}: the averages are "
        f"{seen['mc2']:.3g} and {seen['vc2']:.3g} after the correction."
    )
    return Picture(title, alt, (table, line), seen, live=live)
