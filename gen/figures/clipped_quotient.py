"""Sophia's step of one weight for every curvature: slope over curvature, cut off at the rate."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.functions import namespace
from gen.arithmetic.vectors import stacked
from gen.draw import Axis, Box, Guide, Line, Panel, Picture, Spot
from gen.draw.legend import Legend
from gen.draw.live import Case, Handle, Live, Moved
from gen.figure import Cast, figure
from gen.figures.who import entry
from gen.knobs import Hyperparameter
from gen.palette import HUES

LOW, HIGH = -2.0, 6.0
TINY = 1e-12
RATE = 1.0


class Bent:
    """A loss of which slope and curvature are given."""

    def __init__(self, slope: Array, curvature: Array) -> None:
        """Take both."""
        self.slope, self.curvature = slope, curvature

    def grad(self, x: Array) -> Array:
        """Return the slope."""
        return self.slope

    def diagonal(self, x: Array) -> Array:
        """Return the curvature."""
        return self.curvature


@figure(
    "clipped-quotient",
    title="Slope ÷ curvature, but never more than the rate",
    page="optimizers/sophia",
    casts=[Cast(("newton", "sophia"), ())],
)
def clipped_quotient(optimizers: tuple[type[Any], type[Any]], title: str) -> Picture:
    """Show Newton's and Sophia's steps over the curvature, for a slope that a reader chooses."""
    newton, sophia = optimizers
    curvatures = np.linspace(LOW, HIGH, 321) + 1e-3
    chart = Panel(
        Box(58, 54, 568, 230),
        Axis(LOW, HIGH, "curvature"),
        Axis(-4, 4, "downhill step, in rates"),
        (Guide(y=0.0), Guide(x=0.0)),
    )

    def moves(slope: Array, curvature: Array) -> Moved:
        xp, zero = namespace(slope), 0 * slope + 0 * curvature

        def clipped(bent: Array) -> Array:
            one = 1 + 0 * bent
            rule = sophia(
                lr=RATE, beta1=0.0, beta2=0.0, rho=1.0, eps=sophia().eps, weight_decay=0.0
            )
            loss: Any = Bent(slope * one, bent)
            start = 0 * bent
            return -rule.step(start, rule.init(start), 1, loss)[0]

        divisor = xp.where(xp.abs(curvature) < TINY, TINY, curvature)
        plain, cut = slope / divisor, clipped(curvature + zero)
        told = {"slope": slope, "curvature": curvature, "newton": plain, "sophia": cut}
        lines = [
            Line(stacked([curvatures + zero, quotients]), HUES[cls.hue], width=width)
            for cls, quotients, width in (
                (newton, slope / (curvatures + zero), 1.6),
                (sophia, clipped(curvatures + zero), 2.8),
            )
        ]
        return Moved(
            (
                (
                    *lines,
                    Spot(curvature, plain, newton.marker, HUES[newton.hue], size=5),
                    Spot(curvature, cut, sophia.marker, HUES[sophia.hue], size=6),
                ),
            ),
            (
                Case(
                    "The curvature is negative: Newton's step of {newton:.2f} leads uphill, "
                    "Sophia's of {sophia:.2f} down.",
                    told,
                    curvature < 0,
                ),
                Case(
                    "Newton's step of {newton:.1f} is longer than the rate: Sophia cuts it to "
                    "{sophia:.0f}.",
                    told,
                    plain > 1,
                ),
                Case("Newton's step is {newton:.2f}, and Sophia's, too.", told),
            ),
        )

    knobs = (
        Hyperparameter("slope", 1.0, "g", "slope", 0.1, 4.0, "linear"),
        Hyperparameter("curvature", 0.4, "h", "curvature", LOW, HIGH, "linear"),
    )
    live = Live(knobs, moves, (Handle(0, x="curvature"),))
    seen = {name: float(value) for name, value in live.at().says[1].values.items()}
    alt = (
        "For a slope of 1, Newton's step over the curvature is a hyperbola: without bound near 0, "
        "and uphill below it. Sophia's is the same where the curvature is larger than the slope, "
        "and one rate downhill everywhere else, where the curvature is negative, too."
    )
    legend = Legend([entry(newton), entry(sophia)])
    return Picture(title, alt, (chart,), seen, below=(legend,), live=live)
