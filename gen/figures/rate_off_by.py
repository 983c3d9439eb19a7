"""Is the rate more than the optimizer? Six on digits, each off its chosen rate by one factor."""

from __future__ import annotations

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.functions import exp, log, namespace
from gen.arithmetic.vectors import stacked, total
from gen.draw import Axis, Box, Guide, Line, Panel, Picture, Spot
from gen.draw.legend import Entry, Legend
from gen.draw.live import Case, Handle, Live, Moved
from gen.experiments.results import Found, result
from gen.figure import Cast, figure
from gen.knobs import Hyperparameter
from gen.optimizer import Optimizer
from gen.palette import HUES

SIX = ("sgd", "momentum", "adagrad", "rmsprop", "adam", "lion")
LOW, HIGH = 1e-2, 10.0
CEILING = 1e3


def losses_of(arm: Found) -> np.ndarray:
    """Return the middle loss over the seeds at each rate of a sweep; CEILING for all above."""
    return np.minimum([spread[1] for spread in arm.reported["loss"]], CEILING)


def off_by(arm: Found, factor: Array) -> Array:
    """Return the loss at `factor` times the best rate, straight between the rates that were run."""
    xp = namespace(factor)
    at, heights = log(np.array(arm.sweep)), log(losses_of(arm))
    here = xp.minimum(log(factor) + at[arm.chosen], at[-1])
    slopes = np.diff(heights) / np.diff(at)
    steps = xp.minimum(xp.maximum(here - at[:-1], 0.0), np.diff(at))
    return exp(heights[0] + total(steps * slopes))


@figure(
    "rate-off-by",
    title="Six optimizers on digits, each off its chosen rate",
    page="learn/the-learning-rate-comes-first",
    casts=[Cast(SIX)],
)
def rate_off_by(optimizers: tuple[type[Optimizer], ...], title: str) -> Picture:
    """Lay the six sweeps over each other, chosen rate on chosen rate; cut them at one factor."""
    found = result("digits-rates")
    arms = [found.arms[rule.slug] for rule in optimizers]
    best = [arm.middle("loss") for arm in arms]

    def moves(factor: Array) -> Moved:
        xp = namespace(factor)
        losses = [off_by(arm, factor) for arm in arms]
        spots = [
            Spot(factor, loss, rule.marker, HUES[rule.hue], size=5.5)
            for rule, loss in zip(optimizers, losses, strict=True)
        ]
        times = stacked([loss / least for loss, least in zip(losses, best, strict=True)])
        told = {
            "factor": factor,
            "part": 1 / factor,
            "least": xp.min(times),
            "most": xp.max(times),
            "spread": max(best) / min(best),
        }
        return Moved(
            ((Guide(x=factor), *spots),),
            (
                Case(
                    "Everyone at the chosen rate: the worst of the six has {spread:.0f} times the "
                    "loss of the best.",
                    told,
                    (factor > 0.95) & (factor < 1.05),
                ),
                Case(
                    "{factor:.1f} times the chosen rate: each has {least:.1f} to {most:.0f} times "
                    "its loss there. The worst of the six has {spread:.0f} times the loss of the "
                    "best there.",
                    told,
                    factor > 1,
                ),
                Case(
                    "A rate {part:.1f} times smaller: each has {least:.1f} to {most:.0f} times its "
                    "loss at the chosen one. The worst of the six has {spread:.0f} times the loss "
                    "of the best there.",
                    told,
                ),
            ),
        )

    knob = Hyperparameter("factor", 1.0, "f", "rate ÷ the chosen rate", LOW, HIGH, "log")
    lines = [
        Line(
            np.column_stack([np.array(arm.sweep) / arm.rate, losses_of(arm)]),
            HUES[rule.hue],
            rule.marker,
            1,
            1.4,
        )
        for rule, arm in zip(optimizers, arms, strict=True)
    ]
    chart = Panel(
        Box(60, 40, 560, 280),
        Axis(LOW, HIGH, "learning rate ÷ the rate chosen for the optimizer", log=True),
        Axis(5e-4, CEILING, "loss on the training digits", log=True),
        tuple(lines),
    )
    legend = Legend([Entry(rule.short_title(), HUES[rule.hue], rule.marker) for rule in optimizers])
    factors = {"large": 10.0, "small": 0.1, "slightly": 0.5}
    numbers: dict[str, float] = {"spread": max(best) / min(best)}
    for word, factor in factors.items():
        times = [
            float(off_by(arm, np.float64(factor))) / least
            for arm, least in zip(arms, best, strict=True)
        ]
        numbers |= {
            f"{word}_least": min(times),
            f"{word}_middle": float(np.median(times)),
            f"{word}_most": max(times),
        }
    alt = (
        "Loss of six optimizers on digits against the rate, each divided by the one that three "
        f"other seeds chose. There they lie a factor of {numbers['spread']:.0f} apart. Ten times "
        f"too large a rate multiplies the loss by {numbers['large_least']:.0f} to "
        f"{numbers['large_most']:.0f}, ten times too small a rate by "
        f"{numbers['small_least']:.0f} to {numbers['small_most']:.0f}."
    )
    return Picture(
        title,
        alt,
        (chart,),
        numbers,
        below=(legend,),
        live=Live((knob,), moves, (Handle(0, x="factor"),)),
    )
