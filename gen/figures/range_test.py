"""The range test: one run whose rate grows at every step, and where its loss turns."""

from __future__ import annotations

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.functions import exp, log, namespace
from gen.arithmetic.vectors import stacked
from gen.draw import Axis, Box, Guide, Line, Panel, Picture, Span, Spot
from gen.draw.live import Case, Live, Moved
from gen.figure import Cast, figure
from gen.figures.affine import affine_runs, draws
from gen.knobs import Hyperparameter
from gen.optimizer import Optimizer
from gen.palette import HUES

STEPS, LEAST, MOST = 301, 1e-3, 1.0
CURVATURES, START = (1.0, 10.0), (3.0, 1.0)
LIMIT = 2 / max(CURVATURES)
FIRST = sum(0.5 * c * x * x for c, x in zip(CURVATURES, START, strict=True))
NOISE = [draws(STEPS, seed) for seed in (1, 2)]
KNOBS = (
    Hyperparameter("pace", 60.0, "n", "steps for each factor of ten", 5.0, 100.0, "log"),
    Hyperparameter("sigma", 0.3, r"\sigma", "noise", 0.0, 3.0, "linear"),
)


def tested(pace: Array, sigma: Array) -> tuple[Array, Array, Array, Array]:
    """Return rates, the losses before their steps, and where the loss is least and high again."""
    xp = namespace(pace)
    grown = rate_at(pace, np.arange(STEPS))
    rates = xp.where(grown > MOST, 0.0, grown)  # the test is over
    losses: Array = 0.0
    for curvature, start, noise in zip(CURVATURES, START, NOISE, strict=True):
        x = affine_runs(start, 1 - rates * curvature, -rates * sigma * noise)[1:]
        losses = losses + 0.5 * curvature * x * x
    going = grown <= MOST
    least = xp.argmax(xp.where(going, -losses, -1e300))
    after = np.arange(STEPS) > least
    back = xp.argmax(xp.where(going & after & (losses > FIRST), 1.0, 0.0))
    return grown, losses, rate_at(pace, least), rate_at(pace, back)


def rate_at(pace: Array, step: Array) -> Array:
    """Return the rate of a step of the test."""
    return exp(log(LEAST) + step * log(10.0) / pace)


@figure(
    "range-test",
    title="A range test: the rate grows, and the loss tells",
    page="learn/schedules",
    casts=[Cast(("sgd",), ())],
)
def range_test(optimizers: tuple[type[Optimizer]], title: str) -> Picture:
    """Draw the loss of one run against the rate, which grows by the same factor at every step."""
    hue = HUES[optimizers[0].hue]

    def moves(pace: Array, sigma: Array) -> Moved:
        rates, losses, least, back = tested(pace, sigma)
        told = {"least": least, "back": back, "limit": LIMIT, "times": back / LIMIT}
        shown = namespace(losses).minimum(losses, 1e12)
        return Moved(
            (
                (
                    Line(stacked([rates, shown]), hue),
                    Spot(least, namespace(losses).min(shown), "circle", hue),
                    Spot(back, FIRST + 0 * back, "square", hue),
                ),
            ),
            (
                Case("The test ends before the loss is back at its start.", told, back < least),
                Case(
                    "Lowest at the rate {least:.3f}, back at its start at {back:.2f}: "
                    "{times:.1f} times the limit. The test is too quick.",
                    told,
                    back > 1.5 * LIMIT,
                ),
                Case(
                    "Lowest at the rate {least:.3f}, back at its start at {back:.2f}; the limit "
                    "is {limit:.2f}.",
                    told,
                ),
            ),
        )

    chart = Panel(
        Box(60, 48, 560, 250),
        Axis(LEAST, MOST, "learning rate, growing from step to step", log=True),
        Axis(1e-3, 1e3, "loss", log=True),
        (Span(LIMIT, MOST, "beyond 2/λ"), Guide(y=FIRST, label="the loss at the start")),
    )
    found: dict[str, float] = {}
    for name, pace in (("quick", 10.0), ("usual", 60.0), ("slow", 100.0)):
        _, _, least, back = tested(np.float64(pace), np.float64(0.3))
        found |= {f"least_{name}": float(least), f"back_{name}": float(back)}
    alt = (
        "The loss of one run of gradient descent whose rate grows from 0.001 to 1, sixty steps "
        f"for each factor of ten. It is lowest at {found['least_usual']:.2f} and back at its start "
        f"at {found['back_usual']:.2f}. The limit 2/λ is {LIMIT:g}."
    )
    return Picture(title, alt, (chart,), {"limit": LIMIT, **found}, live=Live(KNOBS, moves))
