"""A constant rate hovers in a ball about the minimum; a rate that falls lets the ball shrink."""

from __future__ import annotations

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.functions import namespace, power
from gen.arithmetic.vectors import stacked
from gen.draw import Axis, Box, Guide, Line, Panel, Picture
from gen.draw.live import Case, Live, Moved, knob_of
from gen.figure import Cast, figure
from gen.figures.affine import affine_runs, draws, spread_of
from gen.knobs import Hyperparameter
from gen.optimizer import Optimizer
from gen.palette import HUES

STEPS, START = 300, 10.0
SLOW = 0.03  # at which a run that falls from the first step on does not get there
NOISE = draws(STEPS, seed=3)
FALLING, STAYING = HUES["vermilion"], HUES["blue"]


@figure(
    "noise-ball-and-decay",
    title="What a falling rate does to a noise ball",
    page="learn/schedules",
    casts=[Cast(("sgd",), ())],
)
def noise_ball(optimizers: tuple[type[Optimizer]], title: str) -> Picture:
    """Run down a round bowl with noise, once at a constant rate and once at one that falls."""
    (descent,) = optimizers
    left = STEPS - np.arange(STEPS)  # steps that remain, this one counted
    steps = np.arange(STEPS + 1)

    def moves(lr: Array, share: Array) -> Moved:
        xp = namespace(lr)
        steady = lr + 0.0 * left
        falling = lr * xp.minimum(1.0 + 0 * left, left / xp.maximum(share * STEPS, 1.0))
        lines, ends = [], []
        for rates, hue in ((steady, STAYING), (falling, FALLING)):
            run = xp.abs(affine_runs(START, 1 - rates, rates * NOISE))
            usual = spread_of(START, rates)
            ends.append(usual[-1])
            lines.append(Line(stacked([steps + 0 * usual, run]), hue, width=1.2))
            lines.append(Line(stacked([steps + 0 * usual, usual]), hue, width=2.6, dash=(7, 4)))
        told = {
            "constant": ends[0],
            "falling": ends[1],
            "times": ends[0] / ends[1],
            "start": (1 - share) * STEPS,
        }
        return Moved(
            ((*lines, Guide(x=(1 - share) * STEPS)),),
            (
                Case(
                    "Too small: it has not arrived when the steps are used up. On average it ends "
                    "{constant:.2f} away, and {falling:.2f} with the fall.",
                    told,
                    power(1 - lr, STEPS) * START > 0.05,
                ),
                Case(
                    "Constant: {constant:.2f} away at the end, on average. Falling from step "
                    "{start:.0f}: {falling:.3f}, which is farther. It falls too early to arrive.",
                    told,
                    ends[1] > ends[0] * 1.001,
                ),
                Case(
                    "Constant: {constant:.2f} away at the end, on average. Falling from step "
                    "{start:.0f}: {falling:.3f}, {times:.1f} times as near.",
                    told,
                ),
            ),
        )

    knobs = (
        knob_of(descent, "lr", default=0.2, low=0.005, high=1.5),
        Hyperparameter("share", 0.4, "d", "share of the decay", 0.0, 1.0, "linear"),
    )
    chart = Panel(
        Box(60, 48, 560, 270),
        Axis(0, STEPS, "step"),
        Axis(0.005, 15, "distance from the minimum", log=True),
    )
    usual = [
        float(spread_of(START, rates)[-1])
        for rates in (0.2 + 0.0 * left, 0.2 * np.minimum(1.0, left / (0.4 * STEPS)))
    ]
    alt = (
        "Distance from the minimum of a round bowl with noise, over 300 steps at the rate 0.2. "
        f"Constant, it stays about {usual[0]:.2f} away; falling to zero over the last 40 percent "
        f"of the steps it ends about {usual[1]:.2f} away. Dashed: the average over all noise."
    )
    shares = np.arange(0.05, 1.0, 0.005)
    falls = SLOW * np.minimum(1.0, left / (shares[:, None] * STEPS))
    ends = spread_of(START, falls)[:, -1]
    numbers = {
        "constant": usual[0],
        "falling": usual[1],
        "slow_rate": SLOW,
        "slow_share": float(shares[ends.argmin()]),
        "slow_end": float(ends.min()),
        "slow_all": float(ends[-1]),
    }
    return Picture(title, alt, (chart,), numbers, live=Live(knobs, moves))
