"""Where ε stands: beside the root, under it, or beside a root that nobody has corrected."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gen.arithmetic.functions import evenly
from gen.draw import Axis, Box, Guide, Line, Panel, Picture
from gen.draw.legend import Entry, Legend
from gen.figure import Cast, figure
from gen.palette import HUES

EPS = 1e-8
LEAST, MOST = 1e-12, 1.0  # of the gradients


@figure(
    "epsilon-inside-and-outside",
    title="One ε in three places",
    page="learn/from-adagrad-to-adam",
    casts=[Cast(("adam",), ())],
)
def epsilon_inside_and_outside(optimizers: tuple[type[Any]], title: str) -> Picture:
    """Draw Adam's first step against the size of the gradient, for each place of ε."""
    (adam,) = optimizers
    rule = adam(eps=EPS)
    g = evenly(LEAST, MOST, 400)
    left = math.sqrt(1 - rule.beta2)  # of the root of the first average, uncorrected
    steps = {
        "beside": g / (g + EPS),
        "uncorrected": g / (g + EPS / left),
        "under": g / np.sqrt(g * g + EPS),
    }
    half = {name: float(g[(step >= 0.5).argmax()]) for name, step in steps.items()}
    hues = (HUES[adam.hue], HUES["blue"], HUES["purple"])
    words = (
        "beside the corrected root (PyTorch, Optax's eps)",
        "beside the uncorrected root (TensorFlow)",
        "under the root (Optax's eps_root)",
    )
    chart = Panel(
        Box(60, 48, 566, 230),
        Axis(LEAST, MOST, "size of the gradient", log=True),
        Axis(0, 1.1, "first step ÷ rate"),
        (
            Guide(y=0.5, label="half"),
            *(
                Line(np.column_stack([g, step]), hue)
                for step, hue in zip(steps.values(), hues, strict=True)
            ),
        ),
    )
    alt = (
        f"With an ε of {EPS:g} Adam's first step is half its rate for a gradient of "
        f"{half['beside']:.1e} if ε stands beside the corrected root, of "
        f"{half['uncorrected']:.1e} beside the uncorrected one, and of {half['under']:.1e} under "
        "the root."
    )
    numbers = {"eps": EPS, "times_under": 1 / math.sqrt(3 * EPS), "times_uncorrected": 1 / left}
    legend = Legend([Entry(text, hue) for text, hue in zip(words, hues, strict=True)])
    return Picture(title, alt, (chart,), numbers, below=(legend,))
