"""The bias correction: how much too long uncorrected steps would be, and for how many steps."""

from __future__ import annotations

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.functions import evenly, exp, log, namespace
from gen.arithmetic.loop import repeat
from gen.arithmetic.vectors import stacked
from gen.draw import Axis, Box, Guide, Line, Note, Panel, Picture, Spot
from gen.draw.live import Case, Live, Moved, knob_of
from gen.draw.marks import Content
from gen.figure import Cast, figure
from gen.optimizer import Optimizer
from gen.palette import HUES

LAST = 1e5
LEAST = 1e-9  # a memory of zero has no logarithm
HALVINGS = 50


def kept(beta: Array, t: Array) -> Array:
    """Return β to the power t, for any t."""
    return exp(t * log(namespace(beta).maximum(beta, LEAST)))


def factor(t: Array, beta1: Array, beta2: Array) -> Array:
    """Return how many times as long as the corrected step the uncorrected one is."""
    return (1 - kept(beta1, t)) / namespace(beta2).sqrt(1 - kept(beta2, t))


def last_step_beyond(share: float, worst: Array, beta1: Array, beta2: Array) -> Array:
    """Return the first step from which the factor stays within `share` of one, for good.

    From its highest value the factor only falls, if that is above one; else it only rises.
    """
    xp = namespace(beta1)
    high = factor(worst, beta1, beta2) > 1 + share

    def halve(low: Array, top: Array) -> tuple[Array, ...]:
        middle = (low + top) / 2
        here = factor(middle, beta1, beta2)
        beyond = xp.where(high, here - 1, 1 - here) > share
        return xp.where(beyond, middle, low), xp.where(beyond, top, middle)

    first = xp.where(high, worst, 0.5 + 0 * worst)
    return xp.floor(repeat(HALVINGS, halve, first, 0 * worst + LAST)[1]) + 1


@figure(
    "bias-correction",
    title="How much too long uncorrected steps would be",
    page="learn/from-adagrad-to-adam",
    casts=[Cast(("adam",), ())],
)
def bias_correction(optimizers: tuple[type[Optimizer]], title: str) -> Picture:
    """Draw the factor between uncorrected and corrected steps against the number of the step."""
    (adam,) = optimizers
    hue = HUES[adam.hue]
    steps = evenly(1.0, LAST, 240)
    few = np.arange(1.0, 400.0)  # among these is the worst
    chart = Panel(
        Box(60, 48, 566, 236),
        Axis(1, LAST, "step", log=True),
        Axis(0.03, 30, "uncorrected step ÷ corrected step", log=True),
        (Guide(y=1.0),),
    )

    def moves(beta1: Array, beta2: Array) -> Moved:
        xp = namespace(beta1)
        early = factor(few + 0 * beta1, beta1, beta2)
        worst = xp.argmax(early) + 1.0
        top = factor(worst, beta1, beta2)
        five, one = (last_step_beyond(share, worst, beta1, beta2) for share in (0.05, 0.01))
        begun = factor(1 + 0 * beta1, beta1, beta2)
        told = {
            "first": begun,
            "worst": top,
            "worst_step": worst,
            "within_five": five,
            "within_one": one,
        }
        curve = stacked([steps + 0 * beta1, factor(steps + 0 * beta1, beta1, beta2)])
        spots: tuple[Content, ...] = (
            Spot(1 + 0 * beta1, begun, "star", hue, "", 5),
            Spot(worst, top, "star", hue, "", 5),
            Spot(five, factor(five, beta1, beta2), "circle", hue),
            Spot(one, factor(one, beta1, beta2), "circle", hue),
            Note(five * 0.85, factor(five, beta1, beta2) * 1.15, "5%", anchor="end"),
            Note(one * 1.15, factor(one, beta1, beta2) * 1.15, "1%"),
        )
        return Moved(
            ((Line(curve, hue), *spots),),
            (
                Case(
                    "Uncorrected steps: {first:.1f} times as long at first, {worst:.1f} times at "
                    "step {worst_step:.0f}, within 1% from step {within_one:.0f} on.",
                    told,
                    top > 1.05,
                ),
                Case(
                    "Uncorrected steps: {first:.2f} times as long at first; within 1% from step "
                    "{within_one:.0f} on.",
                    told,
                ),
            ),
        )

    knobs = (knob_of(adam, "beta1"), knob_of(adam, "beta2"))
    live = Live(knobs, moves)
    seen = {name: float(value) for name, value in live.at().says[0].values.items()}
    shorter = {
        f"{name}_95": float(value)
        for name, value in live.at(beta2=0.95).says[0].values.items()
        if name != "worst_step"
    }
    alt = (
        f"Without its correction Adam's first step would be {seen['first']:.1f} times as long, "
        f"step {seen['worst_step']:.0f} {seen['worst']:.1f} times. The factor is within five "
        f"percent from step {seen['within_five']:,.0f} on and within one percent from step "
        f"{seen['within_one']:,.0f} on."
    )
    return Picture(title, alt, (chart,), {**seen, **shorter}, live=live)
