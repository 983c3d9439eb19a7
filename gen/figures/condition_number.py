"""Why plain descent is slow: it zigzags, and the narrower the valley the longer."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from gen.arithmetic.vectors import norm
from gen.draw import Axis, Box, Line, Panel, Picture, log_axis, map_panel
from gen.draw.legend import Legend
from gen.figure import Cast, figure
from gen.figures.exponents import exponent
from gen.figures.steps import first_step
from gen.figures.who import entries
from gen.optimizer import Optimizer
from gen.palette import HUES
from gen.simulate import Trajectory, simulate
from gen.surfaces.quadratic import quadratic

PAGE = "learn/why-plain-descent-is-slow"
NARROW = (1, 6, 30)  # condition numbers of the three valleys
KAPPAS = tuple(4.0**k for k in range(1, 7))


def nearer(run: Trajectory, factor: float) -> int:
    """Return the step at which a run is `factor` times as far from the origin as at its start."""
    far = norm(run.points)[..., 0]
    return int(first_step(far <= factor * far[0]))


def best_rate(kappa: float) -> float:
    """Return the best learning rate of gradient descent on curvatures 1 and `kappa`."""
    return 2 / (1 + kappa)


@figure(
    "zigzag-and-condition-number",
    title="The narrower the valley, the longer the zigzag",
    page=PAGE,
    casts=[Cast(("sgd",), ("quadratic",))],
)
def zigzag_and_condition_number(optimizers: tuple[type[Optimizer]], title: str) -> Picture:
    """Show gradient descent, at its best rate, in three valleys of growing condition number."""
    (descent,), drawn = optimizers, 40
    panels, numbers = [], {}
    for i, kappa in enumerate(NARROW):
        valley = quadratic(kappa)
        run = simulate(descent(lr=best_rate(kappa)), valley, valley.start, 40 * max(NARROW))
        steps = numbers[f"steps_{kappa}"] = nearer(run, 1e-3)
        path = Line(run.points[: drawn + 1], HUES[descent.hue], descent.marker, 1, moving=True)
        seen = map_panel(valley, 40 + 208 * i, 66, 166, [path], valley.start, f"κ = {kappa}")
        said = f"1,000 times nearer: {steps} step{'s' * (steps > 1)}"
        panels.append(replace(seen, caption=said))
    told = ", ".join(f"{numbers[f'steps_{kappa}']} at κ = {kappa}" for kappa in NARROW)
    alt = (
        "In ever narrower valleys the path of gradient descent bounces more and creeps longer. "
        f"Steps to come a thousand times nearer: {told}."
    )
    return Picture(title, alt, tuple(panels), numbers, steps=drawn)


def steps_to_a_millionth(
    descent: type[Optimizer], momentum: type[Optimizer], kappa: float
) -> tuple[int, int]:
    """Return how many steps each takes, with its best constants, to come a million times nearer."""
    root, valley, start = math.sqrt(kappa), quadratic(kappa), (1.0, 1.0)
    best_memory, best_momentum_rate = ((root - 1) / (root + 1)) ** 2, (2 / (1 + root)) ** 2
    plain = simulate(descent(lr=best_rate(kappa)), valley, start, int(10 * kappa))
    heavy = momentum(lr=best_momentum_rate, beta=best_memory)  # type: ignore[call-arg]
    return nearer(plain, 1e-6), nearer(simulate(heavy, valley, start, int(30 * root)), 1e-6)


@figure(
    "iterations-against-condition-number",
    title="What a narrow valley costs",
    page=PAGE,
    casts=[Cast(("sgd", "momentum"), ("quadratic",))],
)
def iterations_against_condition_number(
    optimizers: tuple[type[Optimizer], type[Optimizer]], title: str
) -> Picture:
    """Show how many steps gradient descent and momentum need as the condition number grows."""
    counts = np.array([steps_to_a_millionth(*optimizers, kappa) for kappa in KAPPAS])
    # The exponent of κ is a limit; the upper half of the range is nearer to it.
    upper = slice(len(KAPPAS) // 2, None)
    slopes = [exponent(KAPPAS[upper], column[upper]) for column in counts.T]
    lines = tuple(
        Line(
            np.column_stack([KAPPAS, column]),
            HUES[cls.hue],
            cls.marker,
            1,
        )
        for cls, column in zip(optimizers, counts.T, strict=True)
    )
    box = Box(70, 50, 560, 300)
    chart = Panel(
        box,
        Axis(3, 6000, "condition number κ", log=True),
        log_axis(counts, "steps to a millionth"),
        lines,
    )
    legend = Legend(
        [
            replace(each, text=f"{each.text}: steps ∝ κ^{slope:.2f}")
            for each, slope in zip(entries(optimizers), slopes, strict=True)
        ]
    )
    numbers = {"largest_kappa": KAPPAS[-1]}
    for cls, column, slope in zip(optimizers, counts.T, slopes, strict=True):
        numbers |= {f"slope_{cls.slug}": slope, f"{cls.slug}_at_largest": int(column[-1])}
    alt = (
        "Steps against condition number on logarithmic axes: two straight lines, of slope "
        f"{slopes[0]:.2f} for {optimizers[0].title} and {slopes[1]:.2f} for {optimizers[1].title}."
    )
    data = {
        "kappa": KAPPAS,
        "steps": {cls.slug: column for cls, column in zip(optimizers, counts.T, strict=True)},
    }
    return Picture(title, alt, (chart,), numbers, data, below=(legend,))
