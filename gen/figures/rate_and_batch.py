"""Batch size and rate on a noisy bowl: after as many examples, and after as many steps."""

from __future__ import annotations

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.functions import exp, log, namespace
from gen.arithmetic.vectors import stacked
from gen.draw import Axis, Box, Guide, Line, Panel, Picture, Spot
from gen.draw.legend import Entry, Legend
from gen.draw.live import Case, Handle, Live, Moved
from gen.figure import Cast, figure
from gen.knobs import Hyperparameter
from gen.measurements.noisy_bowl import (
    BATCHES,
    EXAMPLES,
    LARGEST,
    LIMIT,
    PACE,
    RATES,
    STEPS,
    best_rates,
    expected,
    exponents,
)
from gen.optimizer import Optimizer
from gen.palette import HUES

CEILING = 30.0
AS_MANY_EXAMPLES, AS_MANY_STEPS = HUES["vermilion"], HUES["blue"]


@figure(
    "rate-and-batch",
    title="Batch size and best rate on a noisy bowl",
    page="learn/the-learning-rate-comes-first",
    casts=[Cast(("sgd",), ())],
)
def rate_and_batch(optimizers: tuple[type[Optimizer]], title: str) -> Picture:
    """Draw the loss against the rate for one batch size, and the best rate against all."""

    def moves(batch: Array, noise: Array) -> Moved:
        xp = namespace(batch)
        batch = xp.floor(batch + 0.5)  # whole examples
        curves, spots, best = [], [], []
        steps = EXAMPLES / batch
        for taken, hue in ((steps, AS_MANY_EXAMPLES), (STEPS + 0 * batch, AS_MANY_STEPS)):
            losses = expected(RATES, batch, taken, noise)
            rate = exp(log(RATES[0]) + PACE * xp.argmax(-losses))
            best.append(rate)
            curves.append(Line(stacked([RATES + 0 * losses, losses]), hue))
            spots.append(Spot(rate, xp.min(losses), "circle", hue))
        lines = [
            Line(stacked([BATCHES + 0 * rates, rates]), hue, "circle", 1, 1.2)
            for rates, hue in zip(best_rates(noise), (AS_MANY_EXAMPLES, AS_MANY_STEPS), strict=True)
        ]
        told = {"batch": batch, "same": best[0], "steps": best[1], "taken": steps}
        return Moved(
            ((*curves, *spots), (*lines, Guide(x=batch))),
            (
                Case(
                    f"Batches of {{batch:.0f}}: the best rate is {{same}} after {EXAMPLES} "
                    f"examples ({{taken:.0f}} steps), and {{steps}} after {STEPS} steps.",
                    told,
                ),
            ),
        )

    knobs = (
        Hyperparameter("batch", 8.0, "B", "batch size", 1.0, float(LARGEST), "log"),
        Hyperparameter("noise", 3.0, r"\sigma", "noise of one example", 0.3, 10.0, "log"),
    )
    losses = Panel(
        Box(56, 54, 250, 250),
        Axis(RATES[0], 0.3, "learning rate", log=True),
        Axis(1e-4, CEILING, "mean loss", log=True),
        (Guide(x=LIMIT, label="2/λmax"),),
        title="Loss, this batch size",
    )
    rates = Panel(
        Box(380, 54, 246, 250),
        Axis(1, LARGEST, "batch size", log=True),
        Axis(RATES[0], 0.3, "best rate", log=True),
        (Guide(y=LIMIT, label="2/λmax"),),
        title="Best rate, all batch sizes",
    )
    legend = Legend(
        [
            Entry(f"after {EXAMPLES} examples", AS_MANY_EXAMPLES, "circle"),
            Entry(f"after {STEPS} steps", AS_MANY_STEPS, "circle"),
        ]
    )
    same, steady = best_rates(np.float64(3.0))
    numbers = {"examples": EXAMPLES, "steps": STEPS, "limit": LIMIT} | exponents(same, steady)
    alt = (
        "On a noisy bowl the best rate after as many examples grows with the power "
        f"{numbers['same']:.2f} of the batch size from 1 to 16 and stops at the limit; after as "
        f"many steps it grows with the power {numbers['steady']:.2f}."
    )
    return Picture(
        title,
        alt,
        (losses, rates),
        numbers,
        below=(legend,),
        live=Live(knobs, moves, (Handle(1, x="batch"),)),
    )
