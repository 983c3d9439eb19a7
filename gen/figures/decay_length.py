"""How large the noise ball is at each rate, and how long a rate has to fall to shrink it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.functions import evenly, log
from gen.draw import Axis, Box, Guide, Line, Panel, Picture
from gen.draw.legend import Entry, Legend
from gen.figure import Cast, figure
from gen.figures.affine import spread_of
from gen.losses import Noisy
from gen.optimizer import Optimizer
from gen.palette import HUES, INK
from gen.schedules import cosine, linear
from gen.simulate import simulate
from gen.surfaces.quadratic import quadratic

RATES = np.array([0.003, 0.01, 0.03, 0.1, 0.3, 1.0])
LENGTHS = (1, 3, 10, 30, 100, 300, 1000, 3000, 10_000)
RATE, DRAWS, STEPS, LATE = 0.1, 40, 2500, 1500
FALLS: tuple[tuple[str, Callable[..., Any], str, str], ...] = (
    ("linear", linear, "blue", "circle"),
    ("cosine", cosine, "vermilion", "square"),
)


def ball(rate: Array) -> Array:
    """Return the distance that is left on average: √(η/(2 − η)), for curvature and noise of 1."""
    return np.sqrt(rate / (2 - rate))


def after(fall: Callable[..., Any], length: int) -> float:
    """Return the same after a fall of so many steps from RATE, begun in its ball."""
    rates = RATE * fall(np.arange(1.0, length + 1), np.float64(length))
    return float(spread_of(float(ball(RATE)), rates)[-1])


def slope(x: Any, y: Any) -> float:
    """Return the exponent between the last two points."""
    return float(log(y[-1] / y[-2]) / log(x[-1] / x[-2]))


def measured(descent: type[Any]) -> np.ndarray:
    """Return the distance at each of RATES over many steps of many runs, in one direction."""
    rule = descent(lr=RATES[:, None, None])
    starts = np.zeros((DRAWS, 2))
    points = simulate(rule, Noisy(quadratic(1), 1.0, 5), starts, STEPS).points[LATE:]
    return np.asarray(np.sqrt((points**2).mean(axis=(0, 2, 3))))


@figure(
    "ball-and-decay-length",
    title="The ball at each rate, and how long the rate must fall",
    page="learn/schedules",
    casts=[Cast(("sgd",), ())],
)
def decay_length(optimizers: tuple[type[Optimizer]], title: str) -> Picture:
    """Left, the distance that noise leaves against the rate; right, after falls of all lengths."""
    (descent,) = optimizers
    sizes = measured(descent)
    grid = evenly(0.002, 1.5, 81)
    balls = Panel(
        Box(56, 54, 240, 240),
        Axis(0.002, 1.5, "learning rate η", log=True),
        Axis(0.02, 2, "distance from the minimum", log=True),
        (
            Line(np.column_stack([grid, ball(grid)]), INK, dash=(7, 4)),
            Line(np.column_stack([RATES, sizes]), HUES[descent.hue], "circle", 1, 0.0),
        ),
        title="A constant rate",
    )
    left = {name: [after(fall, n) for n in LENGTHS] for name, fall, _, _ in FALLS}
    falls = Panel(
        Box(376, 54, 240, 240),
        Axis(1, LENGTHS[-1], "steps of the fall", log=True),
        Axis(0.005, 0.5, "distance after the fall", log=True),
        (
            Guide(y=float(ball(RATE)), label="before the fall"),
            Guide(x=1 / RATE, label="1/(ηλ)"),
            *(
                Line(np.column_stack([LENGTHS, left[name]]), HUES[hue], marker, 1)
                for name, _, hue, marker in FALLS
            ),
        ),
        title="A rate that falls from 0.1 to zero",
    )
    legend = Legend([Entry(name, HUES[hue], marker) for name, _, hue, marker in FALLS])
    numbers = {
        "ball_slope": slope(RATES[:2], sizes[:2]),
        "linear_slope": slope(LENGTHS, left["linear"]),
        "cosine_slope": slope(LENGTHS, left["cosine"]),
        "before": float(ball(RATE)),
        "linear_10": left["linear"][2],
        "linear_100": left["linear"][4],
        "linear_1000": left["linear"][6],
        "cosine_1000": left["cosine"][6],
    }
    alt = (
        "Left, the distance that noise leaves grows as the root of the rate. Right, after a fall "
        f"of 10 steps it is {numbers['linear_10']:.2f} instead of {numbers['before']:.2f}, after "
        f"one of 100 {numbers['linear_100']:.2f}, after one of 1,000 {numbers['linear_1000']:.3f}."
    )
    return Picture(title, alt, (balls, falls), numbers, below=(legend,))
