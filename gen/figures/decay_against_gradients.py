"""How long a weight lasts by the size of its gradients: L2 in Adam, AdamW, plain descent."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic.functions import evenly, log
from gen.draw import Axis, Box, Line, Panel, Picture
from gen.draw.legend import Entry, Legend
from gen.figure import Cast, figure
from gen.figures.decay_through_the_divisor import RATE, decayed
from gen.figures.exponents import exponent
from gen.palette import HUES

STEPS, DECAY = 400, 0.05
SIZES = evenly(0.1, 1e3, 9)  # of gradients that turn at every step


def half_lives(rule: Any, pull: float) -> np.ndarray:
    """Return after how many steps half a weight is left, for each size of its gradients."""

    def slopes(t: Any) -> np.ndarray:
        return np.asarray(SIZES * (1.0 if t % 2 else -1.0))

    far, near = (
        decayed(rule, slopes, pull, np.full(len(SIZES), start), STEPS)[-1] for start in (1.0, 0.0)
    )
    # Gradients move both alike; what is lost between them is lost by decay.
    return np.asarray(log(0.5) / log(far - near) * STEPS)


@figure(
    "decay-against-gradients",
    title="Who decays how fast",
    page="learn/weight-decay",
    casts=[Cast(("sgd", "adam", "adamw"), ())],
)
def decay_against_gradients(
    optimizers: tuple[type[Any], type[Any], type[Any]], title: str
) -> Picture:
    """Draw half-lives against the size of gradients, for L2 in Adam and for decay beside it."""
    sgd, adam, adamw = optimizers
    found = {
        "adam": half_lives(adam(lr=RATE), DECAY),
        "adamw": half_lives(adamw(lr=RATE, weight_decay=DECAY), 0.0),
        "sgd": half_lives(sgd(lr=RATE), DECAY),
    }
    lines = [
        Line(np.column_stack([SIZES, found[cls.slug]]), HUES[cls.hue], cls.marker, 1, width=width)
        for cls, width in ((sgd, 4.5), (adam, 2.0), (adamw, 2.0))
    ]
    chart = Panel(
        Box(66, 44, 560, 240),
        Axis(0.1, 1e3, "size of the weight's gradients", log=True),
        Axis(1e2, 1e7, "half-life in steps", log=True),
        tuple(lines),
    )
    numbers = {f"{slug}_power": exponent(SIZES, lives) for slug, lives in found.items()}
    numbers |= {"adamw": float(found["adamw"][0]), "adam_last": float(found["adam"][-1])}
    alt = (
        "With L2 inside of Adam a weight's half-life grows in proportion to its gradients, from "
        f"{found['adam'][0]:,.0f} steps to {found['adam'][-1]:.1e}. In AdamW, and with L2 in "
        f"gradient descent, it is {found['adamw'][0]:,.0f} steps for all."
    )
    kinds = [
        Entry("L2 in gradient descent", HUES[sgd.hue], sgd.marker, 4.5),
        Entry("L2 in Adam", HUES[adam.hue], adam.marker),
        Entry("AdamW", HUES[adamw.hue], adamw.marker),
    ]
    legend = Legend(kinds)
    return Picture(title, alt, (chart,), numbers, below=(legend,))
