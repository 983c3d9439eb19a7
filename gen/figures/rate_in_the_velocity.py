"""Three ways to write a velocity: where the rate stands decides what a change of it does."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gen.draw import Axis, Box, Guide, Line, Panel, Picture
from gen.draw.legend import Entry, Legend
from gen.figure import Cast, figure
from gen.optimizer import Optimizer
from gen.palette import HUES

STEPS, DROP, SHARE = 120, 60, 0.1  # the rate falls to SHARE of itself at step DROP
INSIDE, DAMPED = HUES["orange"], HUES["purple"]


def rate(t: int) -> float:
    """Return the learning rate of a step."""
    return 1.0 if t <= DROP else SHARE


def outside(momentum: type[Optimizer]) -> Iterator[float]:
    """Yield the lengths of steps under a steady gradient of 1 for v ← βv + g, x ← x − ηv."""
    x = np.zeros(1)
    state = momentum().init(x)
    for t in range(1, STEPS + 1):
        there, state = momentum(lr=rate(t)).step(x, state, t, Steady())  # type: ignore[arg-type]
        yield float(abs(there - x)[0])
        x = there


def inside(beta: float) -> Iterator[float]:
    """Yield them for v ← βv + ηg, x ← x − v."""
    v = 0.0
    for t in range(1, STEPS + 1):
        v = beta * v + rate(t)
        yield v


def damped(beta: float) -> Iterator[float]:
    """Yield them for PyTorch's dampening of β, at 1/(1 − β) times the rate."""
    v = 0.0
    for t in range(1, STEPS + 1):
        v = beta * v + (1 - beta) if t > 1 else 1.0  # the first gradient is taken whole
        yield rate(t) / (1 - beta) * v


class Steady:
    """A slope of 1 everywhere."""

    def grad(self, x: np.ndarray) -> np.ndarray:
        """Return the gradient."""
        return np.ones_like(x)


@figure(
    "rate-in-the-velocity",
    title="The rate drops to a tenth",
    page="learn/what-momentum-remembers",
    casts=[Cast(("momentum",), ())],
)
def rate_in_the_velocity(optimizers: tuple[type[Optimizer]], title: str) -> Picture:
    """Show how long the steps of three forms are under a steady gradient when the rate drops."""
    (momentum,) = optimizers
    beta = momentum().beta  # type: ignore[attr-defined]
    lengths = {
        "rate outside: ours, PyTorch, Optax": (list(outside(momentum)), HUES[momentum.hue], ()),
        "rate inside: Sutskever, TensorFlow": (list(inside(beta)), INSIDE, ()),
        f"PyTorch with dampening {beta:g}, ten times the rate": (
            list(damped(beta)),
            DAMPED,
            (6, 3),
        ),
    }
    count = np.arange(1, STEPS + 1)
    lines = [
        Line(np.column_stack([count, found]), hue, dash=dash)
        for found, hue, dash in lengths.values()
    ]
    chart = Panel(
        Box(60, 54, 560, 230),
        Axis(0, STEPS, "step"),
        Axis(0, 11, "length of the step"),
        (Guide(x=DROP + 0.5, label="the rate drops"), *lines[::-1]),
    )
    legend = Legend([Entry(text, hue) for text, (_, hue, _) in lengths.items()], columns=2)
    ours, theirs, _ = (found for found, _, _ in lengths.values())
    close = next(t - DROP for t in range(DROP + 1, STEPS) if theirs[t - 1] < 2 * ours[t - 1])
    alt = (
        "Under a steady gradient all three forms take steps of one length in the end. When the "
        "rate drops to a tenth, the form with the rate outside of the velocity drops with it at "
        f"once; the one with the rate inside needs {close} steps to come to twice the new length."
    )
    numbers = {"close": close, "after_ours": ours[DROP], "after_theirs": theirs[DROP]}
    return Picture(title, alt, (chart,), numbers, below=(legend,))
