"""Why plain descent is slow: the ravine, the price of its narrowness, and the wait beside a saddle."""

from __future__ import annotations

import math

import numpy as np

from gen.arithmetic.functions import log
from gen.arithmetic.vectors import norm
from gen.draw import Axis, Box, Glyph, Line, Panel, Path, Picture, Words, log_axis, map_panel
from gen.draw.ink import Mark
from gen.draw.scale import power_of_ten
from gen.figure import Cast, figure
from gen.figures.exponents import exponent
from gen.optimizer import Optimizer
from gen.palette import HUES, QUIET
from gen.simulate import Trajectory, simulate
from gen.surface import Surface
from gen.surfaces.quadratic import quadratic

PAGE = "learn/why-plain-descent-is-slow"
NARROW = (1, 6, 30)  # condition numbers of the three valleys
KAPPAS = tuple(4.0**k for k in range(1, 7))
OFFSETS = tuple(power_of_ten(-k) for k in range(1, 13))  # how far from the ridge a run comes down
RATE = 0.05


def first_step(happened: np.ndarray) -> np.ndarray:
    """Return the first step at which `happened` (steps + 1, ...) is true. Raises ValueError where it never is."""
    if not happened.any(axis=0).all():
        raise ValueError("a run ended before what was to be measured; give it more steps")
    first: np.ndarray = np.argmax(happened, axis=0)
    return first


def nearer(run: Trajectory, factor: float) -> int:
    """Return the step at which a run is `factor` times as far from the origin as at its start."""
    far = norm(run.points)[..., 0]
    return int(first_step(far <= factor * far[0]))


def path_of(cls: type[Optimizer], run: Trajectory) -> Line:
    """Return a run as a trail in its optimizer's color."""
    return Line(run.points, HUES[cls.hue], cls.marker, 20, moving=True, lost=int(run.diverged_at))


def key(
    optimizers: tuple[type[Optimizer], ...], left: float, y: float, step: float
) -> tuple[Mark, ...]:
    """Return a row that says which line is whose, an entry every `step` pixels."""
    marks: list[Mark] = []
    for i, cls in enumerate(optimizers):
        x = left + step * i
        marks += [
            Path([(x, y), (x + 22, y)], HUES[cls.hue], 2),
            Glyph(x + 11, y, cls.marker, HUES[cls.hue], 4.5),
            Words(x + 29, y + 4, cls.short_title(), 11),
        ]
    return tuple(marks)


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
    panels, words, numbers = [], [], {}
    for i, kappa in enumerate(NARROW):
        valley = quadratic(kappa)
        run = simulate(descent(lr=best_rate(kappa)), valley, valley.start, 40 * max(NARROW))
        steps = numbers[f"steps_{kappa}"] = nearer(run, 1e-3)
        path = Line(run.points[: drawn + 1], HUES[descent.hue], descent.marker, 1, moving=True)
        panels.append(
            map_panel(valley, 40 + 208 * i, 66, 166, [path], valley.start, f"κ = {kappa}")
        )
        under = panels[-1].box.bottom + 48
        words.append(
            Words(
                40 + 208 * i,
                under,
                f"1,000 times nearer: {steps} step{'s' * (steps > 1)}",
                10,
                QUIET,
            )
        )
    told = ", ".join(f"{numbers[f'steps_{kappa}']} at κ = {kappa}" for kappa in NARROW)
    alt = (
        "In ever narrower valleys the path of gradient descent bounces more and creeps longer. "
        f"Steps to come a thousand times nearer: {told}."
    )
    return Picture(
        title,
        alt,
        tuple(panels),
        numbers,
        extra=tuple(words),
        height=250,
        steps=drawn,
        counter=(560, 24),
    )


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
            label=f"steps ∝ κ^{slope:.2f}",
        )
        for cls, column, slope in zip(optimizers, counts.T, slopes, strict=True)
    )
    box = Box(70, 50, 440, 300)
    chart = Panel(
        box,
        Axis(3, 6000, "condition number κ", log=True),
        log_axis(counts, "steps to a millionth"),
        lines,
    )
    numbers = {"largest_kappa": KAPPAS[-1]}
    for cls, column, slope in zip(optimizers, counts.T, slopes, strict=True):
        numbers |= {f"slope_{cls.slug}": slope, f"{cls.slug}_at_largest": int(column[-1])}
    alt = (
        f"Steps against condition number on logarithmic axes: two straight lines, of slope {slopes[0]:.2f} for "
        f"{optimizers[0].title} and {slopes[1]:.2f} for {optimizers[1].title}."
    )
    data = {
        "kappa": KAPPAS,
        "steps": {cls.slug: column for cls, column in zip(optimizers, counts.T, strict=True)},
    }
    return Picture(
        title, alt, (chart,), numbers, data, extra=key(optimizers, box.left, 402, 160), height=420
    )


def steps_beside(saddle: Surface, cls: type[Optimizer]) -> np.ndarray:
    """Return, for a start at each of OFFSETS from the ridge, the step at which the run is one unit off it."""
    starts = np.column_stack([np.full(len(OFFSETS), saddle.start[0]), OFFSETS])
    run = simulate(cls(lr=RATE), saddle, starts, 600)
    return first_step(np.abs(run.points[..., 1]) >= 1)


@figure(
    "saddle-escape",
    title="The wait beside a saddle",
    page=PAGE,
    casts=[Cast(("sgd", "momentum", "rmsprop", "adam"), ("saddle",))],
)
def saddle_escape(
    optimizers: tuple[type[Optimizer], ...], surfaces: tuple[Surface], title: str
) -> Picture:
    """Show how long each optimizer stays near the pass, against how close to the ridge it comes down."""
    (saddle,), drawn = surfaces, 120
    waits = {cls: steps_beside(saddle, cls) for cls in optimizers}
    told = "; ".join(f"from {wait[0]} to {wait[-1]} for {cls.title}" for cls, wait in waits.items())
    alt = f"As the start moves from {OFFSETS[0]:g} to {OFFSETS[-1]:g} off the ridge, the steps to leave go {told}."
    numbers = {"predicted_per_decade": float(log(10.0) / log(1 + 2 * RATE))}
    for cls, wait in waits.items():
        per_decade = (wait[-1] - wait[0]) / (len(OFFSETS) - 1)
        numbers |= {
            f"{cls.slug}_first": wait[0],
            f"{cls.slug}_last": wait[-1],
            f"{cls.slug}_per_decade": per_decade,
        }
    trails = [
        path_of(cls, simulate(cls(lr=RATE), saddle, saddle.start, drawn)) for cls in optimizers
    ]
    ground = map_panel(saddle, 44, 54, 280, trails, saddle.start)
    lines = tuple(
        Line(np.column_stack([OFFSETS, wait]), HUES[cls.hue], cls.marker, 1)
        for cls, wait in waits.items()
    )
    distance = Axis(
        OFFSETS[-1] / 2, 2 * OFFSETS[0], "distance from the ridge at the start", log=True
    )
    top = 50 * math.ceil(max(wait[-1] for wait in waits.values()) / 50)
    chart = Panel(Box(400, 54, 226, 280), distance, Axis(0, top, "steps until |y| = 1"), lines)
    rate = Words(12, 412, f"Everyone at the learning rate {RATE:g}.", 10, QUIET)
    data = {
        "lr": RATE,
        "offsets": OFFSETS,
        "steps": {cls.slug: wait for cls, wait in waits.items()},
    }
    extra = (*key(optimizers, 44, 386, 150), rate)
    return Picture(
        title,
        alt,
        (ground, chart),
        numbers,
        data,
        extra,
        height=424,
        steps=drawn,
        counter=(560, 24),
    )
