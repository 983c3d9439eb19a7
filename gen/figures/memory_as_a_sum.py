"""What a velocity remembers: how much each past gradient weighs in it, and what they sum up to."""

from __future__ import annotations

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.functions import exp, log, namespace
from gen.arithmetic.vectors import stacked, total
from gen.draw import Axis, Box, Guide, Line, Panel, Picture, Spot
from gen.draw.live import Case, Live, Moved, knob_of
from gen.draw.marks import Note, Shape
from gen.figure import Cast, figure
from gen.optimizer import Optimizer
from gen.palette import HUES

SHOWN = 60  # steps back
LEAST = 1e-9  # a memory of zero has no logarithm


def weights(beta: Array, ages: np.ndarray) -> Array:
    """Return β to the power of each age: what a gradient so many steps old weighs."""
    return exp(ages * log(namespace(beta).maximum(beta, LEAST)))


@figure(
    "memory-as-a-sum",
    title="What a velocity remembers",
    page="learn/what-momentum-remembers",
    casts=[Cast(("momentum",), ())],
)
def memory_as_a_sum(optimizers: tuple[type[Optimizer]], title: str) -> Picture:
    """Show the weights β^k of past gradients as stairs, and their sum as a box of equal area."""
    (momentum,) = optimizers
    hue = HUES[momentum.hue]
    ages = np.arange(SHOWN)
    ends = np.concatenate([np.stack([ages, ages + 1], axis=-1).ravel(), [SHOWN, 0]])

    def moves(beta: Array) -> Moved:
        xp = namespace(beta)
        stairs = weights(beta, np.repeat(ages, 2))
        corners = stacked([ends + 0 * beta, xp.concat([stairs, np.zeros(2) * beta])])
        whole = 1 / (1 - beta)
        half = log(0.5) / log(xp.maximum(beta, LEAST))
        box = stacked([np.array([0.0, 1, 1, 0]) * whole, np.array([1.0, 1, 0, 0]) + 0 * beta])
        told = {
            "whole": whole,
            "half": half,
            "seen": total(weights(beta, ages)) / whole,
        }
        return Moved(
            (
                (
                    Shape(corners[None, ...], hue, 1.0, 0.3),
                    Line(box, dash=(5, 4)),
                    Guide(y=0.5, label="half"),
                    Spot(half, 0.5, "circle", hue),
                    Note(
                        xp.minimum(whole, 42.0) + 1,
                        0.88,
                        "sum = 1/(1 − β) = {whole:.1f}",
                        told,
                    ),
                ),
            ),
            (
                Case(
                    "Nothing is remembered: the velocity is the newest gradient.", told, beta < 0.01
                ),
                Case(
                    "All weights add up to {whole:.1f}. A gradient counts half after {half:.1f} "
                    "steps. The 60 shown have {seen:.0%} of the sum.",
                    told,
                ),
            ),
        )

    knob = knob_of(momentum, "beta", high=0.98)
    chart = Panel(
        Box(60, 48, 560, 230),
        Axis(0, SHOWN, "how many steps ago the gradient was taken"),
        Axis(0, 1.05, "weight in the velocity"),
    )
    whole = 1 / (1 - knob.default)
    half = float(log(0.5) / log(knob.default))
    alt = (
        f"The weights of past gradients in a velocity with a memory of {knob.default:g}: falling "
        f"stairs, at one half after {half:.1f} steps. A box one high and {whole:.0f} wide has the "
        "same area."
    )
    numbers = {"half_life": half, "half_life_99": float(log(0.5) / log(0.99))}
    return Picture(title, alt, (chart,), numbers, live=Live((knob,), moves))
