"""How nearly a method goes one way whatever its parameters are called, as steps become small."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gen.draw import Axis, Box, Line, Panel, Picture, log_axis
from gen.draw.legend import Legend
from gen.figure import Cast, figure
from gen.figures.exponents import exponent
from gen.figures.natural_gradient import PAGE, in_each, widest
from gen.figures.who import entry
from gen.optimizer import Optimizer
from gen.palette import HUES

TIME = 2.0  # rate × steps, equal for all, where the paths are compared
STEPS = tuple(100 * 2**k for k in range(5))
COARSEST = STEPS[0]
RATES = TIME / np.array(STEPS)
SMALL = slice(len(STEPS) // 2, None)  # the order is what remains as the step goes to zero
BOX = Box(70, 50, 440, 270)


def gaps(cls: type[Optimizer]) -> np.ndarray:
    """Return how far apart the runs under the three names get, for each number of STEPS."""
    found = []
    for steps in STEPS:
        runs = in_each(cls, TIME / steps, steps).values()
        found.append(widest(run.points[:: steps // COARSEST] for run in runs))
    return np.array(found)


@figure(
    "order-of-invariance",
    title="Smaller steps, one path",
    page=PAGE,
    casts=[Cast(("natural-gradient", "sgd"), ("gaussian",))],
)
def order_of_invariance(optimizers: Sequence[type[Optimizer]], title: str) -> Picture:
    """Show how far apart the three parameterizations take each method, against the step."""
    apart = {cls: gaps(cls) for cls in optimizers}
    orders = {cls: exponent(RATES[SMALL], gap[SMALL]) for cls, gap in apart.items()}
    told = (f"{cls.title}: from {gap[0]:.2g} to {gap[-1]:.2g} apart" for cls, gap in apart.items())
    powers = [
        entry(cls, f": η to the power {round(order, 2) + 0.0:g}") for cls, order in orders.items()
    ]
    numbers: dict[str, float] = {"time": TIME}
    for cls, gap in apart.items():
        numbers |= {
            f"{cls.slug}_order": orders[cls],
            f"{cls.slug}_at_least": gap[-1],
            f"{cls.slug}_at_most": gap[0],
        }
    return Picture(
        title,
        f"As the learning rate falls from {RATES[0]:g} to {RATES[-1]:.3g}, the three ways draw "
        f"together or not. {'; '.join(told)}.",
        (_chart(apart),),
        numbers,
        {"rates": RATES, "apart": {cls.slug: gap for cls, gap in apart.items()}},
        below=(Legend(powers),),
    )


def _chart(apart: dict[type[Optimizer], np.ndarray]) -> Panel:
    lines = tuple(
        Line(np.column_stack([RATES, gap]), HUES[cls.hue], cls.marker, 1)
        for cls, gap in apart.items()
    )
    rate = "learning rate η, which is time per step"
    x = Axis(RATES[-1] / 1.3, RATES[0] * 1.3, rate, log=True)
    y = log_axis(np.concatenate(list(apart.values())), "largest distance in (μ, σ)")
    return Panel(BOX, x, y, lines)
