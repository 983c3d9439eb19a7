"""Where cliffs come from: one unit whose output is its next input, many times over."""

from __future__ import annotations

import numpy as np

from gen.arithmetic.functions import exp
from gen.draw import Axis, Box, Line, Panel, Picture
from gen.draw.legend import Entry, Legend
from gen.figure import Cast, figure
from gen.palette import HUES

START, GOAL = 0.5, 0.7
TIMES = (5, 10, 20)
WEIGHTS = (6.0, 9.0)
BIAS = -4.0
COLORS = (HUES["blue"], HUES["orange"], HUES["vermilion"])


def unit(w: np.ndarray, b: np.ndarray, times: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the loss of a unit after so many rounds, and its slopes in weight and bias.

    A round makes w·σ(x) + b of x. The loss is the squared distance of the last σ(x) to GOAL.
    """
    x, by_w, by_b = START + 0 * w, 0 * w, 0 * w
    for _ in range(times):
        s = 1 / (1 + exp(-x))
        slope = w * s * (1 - s)
        x, by_w, by_b = w * s + b, s + slope * by_w, 1 + slope * by_b
    s = 1 / (1 + exp(-x))
    outer = 2 * (s - GOAL) * s * (1 - s)
    return (s - GOAL) ** 2, outer * by_w, outer * by_b


def around_the_cliff(times: int) -> np.ndarray:
    """Return weights between WEIGHTS, the denser the nearer to where the gradient is longest."""
    low, high = WEIGHTS
    found = [np.linspace(low, high, 241)]
    for _ in range(4):
        _, by_w, by_b = unit(found[-1], BIAS + 0 * found[-1], times)
        at, reach = found[-1][(by_w**2 + by_b**2).argmax()], (high - low) / 16
        low, high = max(WEIGHTS[0], at - reach), min(WEIGHTS[1], at + reach)
        found.append(np.linspace(low, high, 81))
    return np.unique(np.concatenate(found))


@figure(
    "repeated-unit",
    title="A unit that feeds itself",
    page="learn/clipping",
    casts=[Cast((), ())],
)
def repeated_unit(title: str) -> Picture:
    """Draw loss and gradient against the weight, for a few numbers of rounds."""
    weights = [around_the_cliff(times) for times in TIMES]
    runs = [unit(w, BIAS + 0 * w, times) for w, times in zip(weights, TIMES, strict=True)]
    slopes = [np.sqrt(by_w**2 + by_b**2) for _, by_w, by_b in runs]
    loss = Panel(
        Box(58, 54, 252, 226),
        Axis(*WEIGHTS, "weight w"),
        Axis(0, 0.6, "loss"),
        tuple(
            Line(np.column_stack([w, run[0]]), hue)
            for w, run, hue in zip(weights, runs, COLORS, strict=True)
        ),
    )
    steep = Panel(
        Box(374, 54, 252, 226),
        Axis(*WEIGHTS, "weight w"),
        Axis(1e-3, 1e5, "length of the gradient", log=True),
        tuple(
            Line(np.column_stack([w, s]), hue)
            for w, s, hue in zip(weights, slopes, COLORS, strict=True)
        ),
    )
    numbers = {f"longest_{times}": float(s.max()) for times, s in zip(TIMES, slopes, strict=True)}
    numbers |= {"few": TIMES[0], "many": TIMES[-1]}
    longest = "; ".join(
        f"{numbers[f'longest_{times}']:.3g} after {times} rounds" for times in TIMES
    )
    alt = f"Loss of a unit against its weight. The longest gradient is {longest}."
    kinds = [Entry(f"{times} rounds", hue) for times, hue in zip(TIMES, COLORS, strict=True)]
    legend = Legend(kinds, 58, 340, size=10)
    return Picture(title, alt, (loss, steep), numbers, extra=tuple(legend.ink()), height=356)
