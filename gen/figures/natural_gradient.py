"""Natural gradient: one bell curve under three names, and who notices the difference."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import numpy as np

from gen.arithmetic.eigenvectors import eigen
from gen.arithmetic.functions import cos, sin
from gen.arithmetic.vectors import distance, times
from gen.draw import Axis, Box, Glyph, Line, Panel, Path, Picture, Words, log_axis, map_panel
from gen.draw.ink import Mark
from gen.figure import Cast, figure
from gen.figures.exponents import exponent
from gen.measurements.rate_search import tuned
from gen.optimizer import Optimizer
from gen.palette import HUES, QUIET
from gen.simulate import Trajectory, simulate
from gen.surface import Surface, compile_numeric
from gen.surfaces.gaussian import DEVIATION, GAUSSIAN, LOGARITHM, NATURAL, Parameters, gaussian

PAGE = "optimizers/natural-gradient"
NAMES = (DEVIATION, LOGARITHM, NATURAL)
LOOKS = {
    DEVIATION: ("blue", "circle"),
    LOGARITHM: ("orange", "square"),
    NATURAL: ("purple", "triangle"),
}
RATE, DRAWN = 0.02, 120
NATS, FEWER = (
    0.02,
    0.004,
)  # the distance from an ellipse's center to its rim, on a close-up and on a whole map
CLOSE_UP = ((-3.2, 0.8), (0.1, 3.1))
TIME = 2.0  # rate × steps, equal for all, where the paths are compared
STEPS = tuple(100 * 2**k for k in range(6))
COARSEST = STEPS[0]


def in_common(parameters: Parameters, run: Trajectory) -> np.ndarray:
    """Return a run as means and standard deviations, of its own shape."""
    translate = compile_numeric("translate", [parameters.mean, parameters.deviation], "names")
    mean, deviation = translate(run.points[..., 0], run.points[..., 1], np)
    return np.stack(np.broadcast_arrays(mean, deviation), axis=-1)


def walk(
    cls: type[Optimizer], parameters: Parameters, rate: float, steps: int
) -> tuple[np.ndarray, int]:
    """Return the way of `cls` from the common start, in means and deviations, and where it diverged, or -1."""
    surface = gaussian(parameters)
    run = simulate(cls(lr=rate), surface, surface.start, steps)
    return in_common(parameters, run), int(run.diverged_at)


def ellipse(surface: Surface, center: np.ndarray, nats: float) -> np.ndarray:
    """Return the points (65, 2) that are `nats` away from `center`: where ½ dᵀFd is that much."""
    turn = np.linspace(0, 2 * np.pi, 65)
    sizes, axes = eigen(surface.fisher(center))
    return np.asarray(
        center + times(axes, np.stack([cos(turn), sin(turn)], axis=-1) * np.sqrt(2 * nats / sizes))
    )


def rims(surface: Surface, centers: np.ndarray, nats: float) -> list[Line]:
    """Return the ellipses around `centers`, thin."""
    return [Line(ellipse(surface, center, nats), QUIET, width=1.0) for center in centers]


def names(y: float) -> list[Mark]:
    """Return the row that says which color is which parameterization."""
    marks: list[Mark] = []
    for i, parameters in enumerate(NAMES):
        hue, marker = LOOKS[parameters]
        x = 44 + 130 * i
        marks += [
            Path([(x, y), (x + 22, y)], HUES[hue], 2),
            Glyph(x + 11, y, marker, HUES[hue], 4.5),
            Words(x + 29, y + 4, f"({', '.join(parameters.names)})", 11),
        ]
    return marks


@figure(
    "natural-gradient-in-three-parameterizations",
    title="One bell curve, three names for it",
    page=PAGE,
    casts=[Cast(("natural-gradient", "sgd"), ("gaussian",))],
)
def natural_gradient_in_three_parameterizations(
    optimizers: tuple[type[Optimizer], ...], title: str
) -> Picture:
    """Show both methods from one start at one rate, in three parameterizations, all drawn as mean and deviation."""
    natural, descent = optimizers
    ground, panels, numbers = (
        replace(GAUSSIAN, window=CLOSE_UP),
        [],
        {"lr": RATE, "steps": DRAWN, "nats": NATS},
    )
    data: dict[str, object] = {"lr": RATE, "nats": NATS}
    for i, cls in enumerate((descent, natural)):
        walks = {parameters: walk(cls, parameters, RATE, DRAWN) for parameters in NAMES}
        paths = [
            Line(points, HUES[LOOKS[p][0]], LOOKS[p][1], 20, 1.8, moving=True, lost=lost)
            for p, (points, lost) in walks.items()
        ]
        rounds = rims(GAUSSIAN, walks[DEVIATION][0][::20], NATS)
        panel = map_panel(
            ground, 44 + 304 * i, 58, 272, [*rounds, *paths], GAUSSIAN.start, cls.short_title()
        )
        panels.append(
            replace(
                panel, x=replace(panel.x, label="mean μ"), y=replace(panel.y, label="deviation σ")
            )
        )
        ends = [points[-1] for points, _ in walks.values()]
        numbers[f"{cls.slug}_apart"] = max(
            float(distance(a, b)) for a, b in itertools.combinations(ends, 2)
        )
        data[cls.slug] = {" ".join(p.names): points for p, (points, _) in walks.items()}
    below = panels[0].box.bottom
    note = f"All at η = {RATE:g}, a dot every 20 steps. Every point of an ellipse is {NATS:g} nats from its center."
    alt = (
        f"From one start at one rate, gradient descent goes three ways, which end up to {numbers['sgd_apart']:.2g} "
        f"apart; natural gradient goes nearly one way, its ends at most {numbers['natural-gradient_apart']:.1g} apart."
    )
    extra = (*names(below + 48), Words(12, below + 76, note, 10, QUIET))
    return Picture(
        title, alt, tuple(panels), numbers, data, extra, height=350, steps=DRAWN, counter=(560, 24)
    )


def gaps(cls: type[Optimizer]) -> np.ndarray:
    """Return how far apart the ways under the three names get at equal times, for each number of STEPS."""
    found = []
    for steps in STEPS:
        ways = [
            walk(cls, parameters, TIME / steps, steps)[0][:: steps // COARSEST]
            for parameters in NAMES
        ]
        found.append(max(distance(a, b).max() for a, b in itertools.combinations(ways, 2)))
    return np.array(found)


@figure(
    "order-of-invariance",
    title="Smaller steps, one path",
    page=PAGE,
    casts=[Cast(("natural-gradient", "sgd"), ("gaussian",))],
)
def order_of_invariance(optimizers: tuple[type[Optimizer], ...], title: str) -> Picture:
    """Show how far apart the three parameterizations take each method, against the step."""
    rates = TIME / np.array(STEPS)
    apart = {cls: gaps(cls) for cls in optimizers}
    small = slice(len(STEPS) // 2, None)  # the order is what remains as the step goes to zero
    orders = {cls: exponent(rates[small], gap[small]) for cls, gap in apart.items()}
    lines = tuple(
        Line(np.column_stack([rates, gap]), HUES[cls.hue], cls.marker, 1)
        for cls, gap in apart.items()
    )
    box = Box(70, 50, 440, 270)
    x = Axis(rates[-1] / 1.3, rates[0] * 1.3, "learning rate η, which is time per step", log=True)
    chart = Panel(
        box, x, log_axis(np.concatenate(list(apart.values())), "largest distance in (μ, σ)"), lines
    )
    key: list[Mark] = []
    for i, (cls, slope) in enumerate(orders.items()):
        left = box.left + 230 * i
        key += [
            Path([(left, 372), (left + 22, 372)], HUES[cls.hue], 2),
            Glyph(left + 11, 372, cls.marker, HUES[cls.hue], 4.5),
            Words(
                left + 29, 376, f"{cls.short_title()}: η to the power {round(slope, 2) + 0.0:g}", 11
            ),
        ]
    numbers: dict[str, float] = {"time": TIME}
    for cls, gap in apart.items():
        numbers |= {
            f"{cls.slug}_order": orders[cls],
            f"{cls.slug}_at_least": gap[-1],
            f"{cls.slug}_at_most": gap[0],
        }
    alt = "; ".join(
        f"{cls.title}: from {gap[0]:.2g} to {gap[-1]:.2g} apart" for cls, gap in apart.items()
    )
    alt = f"As the learning rate falls from {rates[0]:g} to {rates[-1]:.3g}, the three ways draw together or not. {alt}."
    data = {"rates": rates, "apart": {cls.slug: gap for cls, gap in apart.items()}}
    return Picture(title, alt, (chart,), numbers, data, tuple(key), height=392)


@figure(
    "fisher-ellipses",
    title="Where a step counts for much and where for little",
    page=PAGE,
    casts=[Cast(("natural-gradient", "sgd"), ("gaussian", "softmax"))],
)
def fisher_ellipses(
    optimizers: tuple[type[Optimizer], ...], surfaces: tuple[Surface, ...], title: str
) -> Picture:
    """Show both methods at their tuned rates on the two surfaces that have a Fisher matrix, and its ellipses."""
    panels, numbers, told = [], {"nats": FEWER}, []
    for i, surface in enumerate(surfaces):
        paths = []
        for cls in optimizers:
            rule = tuned(cls, surface, DRAWN)
            run = simulate(rule, surface, surface.start, DRAWN)
            paths.append(
                Line(
                    run.points,
                    HUES[cls.hue],
                    cls.marker,
                    20,
                    moving=True,
                    lost=int(run.diverged_at),
                )
            )
            numbers[f"{cls.slug}_{surface.slug}_lr"] = float(rule.lr)
            numbers[f"{cls.slug}_{surface.slug}_loss"] = run.values[-1] - surface.lowest
        places = np.stack(
            np.meshgrid(*(np.linspace(a, b, 6)[1:-1] for a, b in surface.window)), axis=-1
        )
        rounds = rims(surface, places.reshape(-1, 2), FEWER)
        panels.append(
            map_panel(
                surface, 44 + 304 * i, 58, 272, [*rounds, *paths], surface.start, surface.title
            )
        )
        ends = (
            f"{cls.short_title()} {numbers[f'{cls.slug}_{surface.slug}_loss']:.1g}"
            for cls in optimizers
        )
        told.append(f"{surface.title}: {', '.join(ends)}")
    below = max(panel.box.bottom for panel in panels)
    key: list[Mark] = []
    for i, cls in enumerate(optimizers):
        left = 44 + 150 * i
        key += [
            Path([(left, below + 48), (left + 22, below + 48)], HUES[cls.hue], 2),
            Glyph(left + 11, below + 48, cls.marker, HUES[cls.hue], 4.5),
            Words(left + 29, below + 52, cls.short_title(), 11),
        ]
    note = f"Each at its tuned rate. Every point of an ellipse is {FEWER:g} nats from its center, to second order."
    key.append(Words(12, below + 76, note, 10, QUIET))
    alt = f"Ellipses of equal distance, small where the model is sure. Loss after {DRAWN} steps: {'; '.join(told)}."
    return Picture(
        title,
        alt,
        tuple(panels),
        numbers,
        {},
        tuple(key),
        height=math.ceil(below + 88),
        steps=DRAWN,
        counter=(560, 24),
    )
