"""The half-life of a weight without gradient, over the rate and the decay, and its fall in time."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.functions import evenly, exp, log
from gen.arithmetic.vectors import stacked
from gen.draw import Axis, Box, Guide, Line, Note, Panel, Picture, Spot
from gen.draw.live import Case, Handle, Live, Moved, knob_of
from gen.figure import Cast, figure
from gen.knobs import Hyperparameter
from gen.palette import HUES, INK, QUIET

RATES, DECAYS = (1e-5, 1e-1), (1e-5, 1.0)
# Half-lives in steps, and at which rate their names stand under the lines.
SHOWN = ((1e3, 0.05, "1,000 steps"), (1e5, 0.05, "100,000"), (1e7, 2e-3, "ten million"))
RECIPES = ((1e-3, 1e-2, "PyTorch"), (1e-3, 1e-4, "Optax"), (3e-4, 0.1, "LLaMA"))
LONG = 1e8  # steps: the right end of the second panel
LN2 = float(log(2.0))


def log_kept(product: Array) -> Array:
    """Return the logarithm of 1 minus a rate times a decay, exact for tiny ones as well."""
    s = product / (2 - product)
    z = s * s
    return -2 * s * (1 + z * (1 / 3 + z * (1 / 5 + z * (1 / 7 + z * (1 / 9 + z / 11)))))


@figure(
    "half-life-of-a-weight",
    title="Rate times decay sets how long a weight lasts",
    page="learn/weight-decay",
    casts=[Cast(("adamw",), ())],
)
def half_life_of_a_weight(optimizers: tuple[type[Any]], title: str) -> Picture:
    """Draw lines of one half-life over rate and decay, and what is left after each step."""
    (adamw,) = optimizers
    lines, names = [], []
    for life, at, name in SHOWN:
        lrs = np.array(
            [max(RATES[0], LN2 / life / DECAYS[1]), min(RATES[1], LN2 / life / DECAYS[0])]
        )
        lines.append(Line(np.column_stack([lrs, LN2 / life / lrs]), QUIET, width=1.2, dash=(4, 3)))
        names.append(Note(at, 0.47 * LN2 / life / at, name, anchor="end", hue=QUIET))
    recipes = [
        mark
        for lr, decay, name in RECIPES
        for mark in (
            Spot(lr, decay, "diamond", INK, size=4),
            Note(lr * 1.25, decay * 1.12, name),
        )
    ]
    plane = Panel(
        Box(60, 54, 256, 246),
        Axis(*RATES, "learning rate η", log=True),
        Axis(*DECAYS, "weight decay λ", log=True),
        (*lines, *names, *recipes),
    )
    times = evenly(1.0, LONG, 121)
    fall = Panel(
        Box(386, 54, 240, 246),
        Axis(1, LONG, "step", log=True),
        Axis(0, 1.05, "share that is left"),
        (Guide(y=0.5, label="half"),),
    )

    def moves(lr: Array, decay: Array) -> Moved:
        zero = 0 * lr
        kept = log_kept(lr * decay)
        life = -LN2 / kept
        left = exp(kept * times)
        told = {
            "life": life,
            "product": lr * decay,
            "thousand": 1 - exp(kept * 1000),
            "hundred": 1 - exp(kept * 100_000),
        }
        return Moved(
            (
                (Spot(lr, decay, adamw.marker, HUES[adamw.hue], size=6),),
                (
                    Guide(x=life),
                    Line(stacked([times + zero, left]), HUES[adamw.hue]),
                ),
            ),
            (
                Case(
                    "η times λ is {product}: half is left after {life:.0f} steps.",
                    told,
                    life < 1000,
                ),
                Case(
                    "η times λ is {product}: half is left after {life:.0f} steps. 100,000 steps "
                    "take {hundred:.1%}.",
                    told,
                ),
            ),
        )

    knobs = (
        knob_of(adamw, "lr", default=1e-3, low=RATES[0], high=RATES[1]),
        Hyperparameter("decay", 0.01, r"\lambda", "weight decay", *DECAYS, "log"),
    )
    live = Live(knobs, moves, (Handle(0, x="lr", y="decay"),))
    seen = {name: float(value) for name, value in live.at().says[1].values.items()}
    others = {
        name.lower(): float(live.at(lr=lr, decay=decay).says[1].values["life"])
        for lr, decay, name in RECIPES
    }
    alt = (
        "Left, lines of equal half-life over learning rate and weight decay: they fall, since "
        "only the product counts. Right, the share of a weight that is left, for PyTorch's "
        f"defaults: half after {seen['life']:,.0f} steps."
    )
    numbers = {**seen, **others, "optax_millions": others["optax"] / 1e6}
    return Picture(title, alt, (plane, fall), numbers, live=live)
