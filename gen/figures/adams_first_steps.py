"""Adam's first steps over many seeds: how far its divisors differ, and where the steps lead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from gen.arithmetic.functions import power
from gen.draw import Axis, Box, Line, Panel, Picture
from gen.draw.legend import Entry, Legend
from gen.figure import Cast, figure
from gen.losses import Noisy
from gen.optimizer import Optimizer
from gen.palette import HUES, INK
from gen.simulate import simulate
from gen.surfaces.quadratic import quadratic

SEEDS, STEPS, RATE, RAMP = 300, 300, 0.02, 100


def rising(t: Any, total: Any) -> Any:
    """Warm up over RAMP steps."""
    return np.minimum(1.0, t / RAMP)


def divisors_spread(memory: float) -> np.ndarray:
    """Return 95th ÷ 5th percentile of 1/√v̂ over seeds, at each step, for gradients of noise."""
    noisy = Noisy(quadratic(1), 1.0, 7)
    v, found = np.zeros((SEEDS, 2)), []
    for t in range(1, STEPS + 1):
        v = memory * v + (1 - memory) * noisy.at(t).grad(np.zeros((SEEDS, 2))) ** 2
        low, high = np.percentile(np.sqrt((1 - power(memory, t)) / v), [5, 95])
        found.append(high / low)
    return np.array(found)


def wandered(rule: Any, schedule: Callable[..., Any] | None = None) -> np.ndarray:
    """Return the root mean squared distance from the minimum of runs that begin at it."""
    noisy = Noisy(quadratic(1), 1.0, 7)
    points = simulate(rule, noisy, np.zeros((SEEDS, 2)), STEPS, schedule).points
    return np.asarray(np.sqrt((points**2).mean(axis=(1, 2))))


@figure(
    "adams-first-steps",
    title="Adam's first steps, over 300 draws of the noise",
    page="learn/schedules",
    casts=[Cast(("adam", "radam"), ())],
)
def adams_first_steps(optimizers: tuple[type[Any], type[Optimizer]], title: str) -> Picture:
    """Left, how far divisors differ between seeds; right, how far runs leave a minimum."""
    adam, radam = optimizers
    steps = np.arange(STEPS + 1)
    spread = divisors_spread(0.999)
    runs = {
        "Adam": (wandered(adam(lr=RATE)), HUES[adam.hue], ()),
        f"Adam, warm-up of {RAMP}": (wandered(adam(lr=RATE), rising), INK, (6, 4)),
        "RAdam": (wandered(radam(lr=RATE)), HUES[radam.hue], ()),
    }
    left = Panel(
        Box(56, 54, 240, 220),
        Axis(1, STEPS, "step", log=True),
        Axis(1, 100, "largest ÷ smallest", log=True),
        (Line(np.column_stack([steps[1:], spread]), HUES[adam.hue]),),
        title="1/√v in the middle 90% of the draws",
    )
    most = max(float(far.max()) for far, _, _ in runs.values())
    right = Panel(
        Box(368, 54, 250, 220),
        Axis(0, STEPS, "step"),
        Axis(0, 1.15 * most, "distance from the minimum"),
        tuple(
            Line(np.column_stack([steps, far]), hue, dash=dash) for far, hue, dash in runs.values()
        ),
        title="Runs that begin at the minimum",
    )
    legend = Legend(
        [
            Entry(name, sample=Line([(0, 0.5), (1, 0.5)], hue, dash=dash))
            for name, (_, hue, dash) in runs.items()
        ]
    )
    tail = SEEDS // 20
    said = (
        "Adam multiplies every step by 1/√v. First picture: leave out the "
        f"{tail} largest and the {tail} smallest of the {SEEDS} values of 1/√v, and divide the "
        "largest of the others by the smallest (the 95th percentile ÷ the 5th)."
    )
    (plain, warm, rectified) = (far for far, _, _ in runs.values())
    numbers = {
        "spread_1": spread[0],
        "spread_10": spread[9],
        "spread_100": spread[99],
        "peak": plain.max(),
        "peak_step": int(plain.argmax()),
        "late": float(plain[-100:].mean()),
        "warm_30": warm[30],
        "adam_30": plain[30],
        "radam_30": rectified[30],
    }
    alt = (
        f"Left, the divisors of 300 runs differ by a factor of {spread[0]:.0f} at the first step "
        f"and {spread[99]:.1f} at the hundredth. Right, runs that begin at the minimum are "
        f"{plain[30]:.2f} away after 30 steps of Adam, and {warm[30]:.2f} with a warm-up."
    )
    return Picture(title, alt, (left, right), numbers, below=(legend, said))
