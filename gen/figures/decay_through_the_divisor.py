"""Decay through Adam's divisor, and beside it: what two weights with unlike gradients lose."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.functions import namespace
from gen.arithmetic.loop import history
from gen.arithmetic.vectors import stacked
from gen.draw import Axis, Box, Line, Panel, Picture
from gen.draw.legend import Entry, Legend
from gen.draw.live import Case, Live, Moved
from gen.figure import Cast, figure
from gen.figures.walks import Given
from gen.knobs import Hyperparameter
from gen.palette import HUES, QUIET

STEPS, RATE = 600, 0.01


def alternating(t: Array, ratio: Array) -> Array:
    """Return gradients that turn at every step, the second `ratio` times as large as the first."""
    xp = namespace(t)
    sign = xp.where(xp.floor(t / 2) * 2 < t, 1.0, -1.0)
    return stacked([sign + 0 * ratio, sign * ratio])


def decayed(
    rule: Any, slopes: Callable[[Array], Array], pull: Array, x: Array, steps: int
) -> Array:
    """Return weights (steps + 1, n) of a run from `x`; L2 adds `pull` times them to gradients."""
    state = rule.init(x)
    names = tuple(state)

    def step(t: Array, x: Array, *values: Array) -> tuple[Array, ...]:
        loss: Any = Given(slopes(t) + pull * x)
        there, state = rule.step(x, dict(zip(names, values, strict=True)), t, loss)
        return t + 1, there, *(state[name] for name in names)

    return history(steps, step, 1, x, *state.values())[1]


@figure(
    "decay-through-the-divisor",
    title="L2 inside of Adam, and decay beside it",
    page="learn/weight-decay",
    casts=[Cast(("adam", "adamw"), ())],
)
def decay_through_the_divisor(optimizers: tuple[type[Any], type[Any]], title: str) -> Picture:
    """Draw how a quiet and a loud weight shrink, with L2 in Adam and in AdamW."""
    adam, adamw = optimizers
    panels = [
        Panel(
            Box(left, 60, 262, 220),
            Axis(0, STEPS, "step"),
            Axis(0, 1.1, "share of the weight that is left"),
            title=name,
        )
        for name, left in (("Adam with L2", 52), ("AdamW", 366))
    ]
    count = np.arange(STEPS + 1)

    def moves(decay: Array, ratio: Array) -> Moved:
        zero = 0 * decay + 0 * ratio
        first = stacked([zero + 1] * 2)

        def slopes(t: Array) -> Array:
            return alternating(t + zero, ratio + zero)

        runs = (
            decayed(adam(lr=RATE + zero), slopes, decay + zero, first, STEPS),
            decayed(adamw(lr=RATE + zero, weight_decay=decay + zero), slopes, zero, first, STEPS),
        )
        marks = [
            (
                Line(stacked([count + zero, x[:, 0]]), QUIET, width=4.5),
                Line(stacked([count + zero, x[:, 1]]), HUES[cls.hue], width=2.2),
            )
            for cls, x in zip(optimizers, runs, strict=True)
        ]
        told = {
            "quiet": runs[0][STEPS, 0],
            "loud": runs[0][STEPS, 1],
            "both": runs[1][STEPS, 1],
            "ratio": ratio,
        }
        return Moved(
            marks,
            (
                Case(
                    "Gradients of one size: with L2 {loud:.0%} are left of both weights, with "
                    "AdamW {both:.0%}.",
                    told,
                    ratio < 1.01,
                ),
                Case(
                    "With L2 {quiet:.0%} of the weight with small gradients is left, {loud:.1%} of "
                    "the other. With AdamW: {both:.0%} of both.",
                    told,
                ),
            ),
        )

    meaning = "how many times as large the second weight's gradients are"
    knobs = (
        Hyperparameter("decay", 0.3, r"\lambda", "weight decay", 0.01, 2.0, "log"),
        Hyperparameter("ratio", 1000, "r", meaning, 1, 1000, "log"),
    )
    live = Live(knobs, moves)
    seen = {name: float(value) for name, value in live.at().says[1].values.items()}
    seen |= {"ten": float(live.at(ratio=10).says[1].values["loud"]), "steps": STEPS, "lr": RATE}
    # What Adam's own steps move without any decay: the first ones are nearly a rate long.
    seen["own"] = float(1 - live.at(decay=0.0).says[1].values["loud"])
    alt = (
        f"Two weights whose gradients differ {seen['ratio']:.0f}-fold and cancel from step to "
        f"step. With L2 inside of Adam {seen['quiet']:.0%} of the quiet weight are left after "
        f"{STEPS} steps, and {seen['loud']:.1%} of the loud one. With AdamW both curves fall to "
        f"{seen['both']:.0%}."
    )
    kinds = [
        Entry("weight with gradients of 1", QUIET, width=4.5),
        Entry("with larger ones, L2", HUES[adam.hue], width=2.2),
        Entry("with larger ones, AdamW", HUES[adamw.hue], width=2.2),
    ]
    legend = Legend(kinds)
    return Picture(title, alt, tuple(panels), seen, below=(legend,), live=live)
