"""Natural gradient: one bell curve under three names, and who notices the difference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from gen.arithmetic.vectors import distance
from gen.draw import Line, Panel, Picture, map_panel
from gen.draw.legend import Entry, Legend
from gen.figure import Cast, figure
from gen.figures.ellipses import ellipses
from gen.optimizer import Optimizer
from gen.palette import HUES, Hue
from gen.simulate import Trajectory, simulate
from gen.surface import compile_numeric
from gen.surfaces.gaussian import DEVIATION, GAUSSIAN, LOGARITHM, NATURAL, Parameters, gaussian

PAGE = "optimizers/natural-gradient"
NAMES = (DEVIATION, LOGARITHM, NATURAL)
LOOKS = {
    DEVIATION: ("blue", "circle"),
    LOGARITHM: ("orange", "square"),
    NATURAL: ("purple", "triangle"),
}
RATE, DRAWN, EVERY = 0.02, 120, 20  # the rate, the steps, and how many of them from dot to dot
NATS = 0.02  # the distance from an ellipse's center to its rim
CLOSE_UP = ((-3.2, 0.8), (0.1, 3.1))

Runs = Mapping[Parameters, Trajectory]


def in_common(parameters: Parameters, run: Trajectory) -> np.ndarray:
    """Return a run as means and standard deviations, of its own shape."""
    translate = compile_numeric("translate", [parameters.mean, parameters.deviation], "names")
    mean, deviation = translate(run.points[..., 0], run.points[..., 1], np)
    return np.stack(np.broadcast_arrays(mean, deviation), axis=-1)


def in_each(cls: type[Optimizer], rate: float, steps: int) -> dict[Parameters, Trajectory]:
    """Return the run from the common start in each parameterization, as means and deviations."""
    runs = {}
    for parameters in NAMES:
        surface = gaussian(parameters)
        run = simulate(cls(lr=rate), surface, surface.start, steps)
        runs[parameters] = replace(run, points=in_common(parameters, run))
    return runs


def widest(places: Iterable[np.ndarray]) -> float:
    """Return the largest distance between any two of `places`, each (..., 2), at equal times."""
    apart = (distance(a, b).max() for a, b in combinations(places, 2))
    return float(max(apart))


@figure(
    "natural-gradient-in-three-parameterizations",
    title="One bell curve, three names for it",
    page=PAGE,
    casts=[Cast(("natural-gradient", "sgd"), ("gaussian",))],
)
def natural_gradient_in_three_parameterizations(
    optimizers: Sequence[type[Optimizer]], title: str
) -> Picture:
    """Show both methods from one start at one rate, all drawn as mean and deviation."""
    natural, descent = optimizers
    runs = {cls: in_each(cls, RATE, DRAWN) for cls in (descent, natural)}
    apart = {cls: widest(run.points[-1] for run in own.values()) for cls, own in runs.items()}
    panels = [_panel(cls, own, 44 + 304 * i) for i, (cls, own) in enumerate(runs.items())]
    note = (
        f"All at η = {RATE:g}, a dot every {EVERY} steps. Every point of an ellipse is {NATS:g} "
        "nats from its center."
    )
    return Picture(
        title,
        "From one start at one rate, gradient descent goes three ways, which end up to "
        f"{apart[descent]:.2g} apart; natural gradient goes nearly one way, its ends at most "
        f"{apart[natural]:.1g} apart.",
        tuple(panels),
        {"lr": RATE, "steps": DRAWN, "nats": NATS}
        | {f"{cls.slug}_apart": gap for cls, gap in apart.items()},
        {"lr": RATE, "nats": NATS}
        | {
            cls.slug: {" ".join(p.names): run.points for p, run in own.items()}
            for cls, own in runs.items()
        },
        below=(_legend(), note),
        steps=DRAWN,
    )


def _panel(cls: type[Optimizer], runs: Runs, left: float) -> Panel:
    paths = [
        Line(run.points, hue, marker, EVERY, 1.8, moving=True, lost=int(run.diverged_at))
        for run, (hue, marker) in ((run, _look(p)) for p, run in runs.items())
    ]
    rims = ellipses(GAUSSIAN, runs[DEVIATION].points[::EVERY], NATS)
    ground = replace(GAUSSIAN, window=CLOSE_UP)
    panel = map_panel(ground, left, 58, 272, [*rims, *paths], GAUSSIAN.start, cls.short_title())
    return replace(
        panel, x=replace(panel.x, label="mean μ"), y=replace(panel.y, label="deviation σ")
    )


def _look(parameters: Parameters) -> tuple[Hue, str]:
    hue, marker = LOOKS[parameters]
    return HUES[hue], marker


def _legend() -> Legend:
    entries = [Entry(f"({', '.join(names.names)})", *_look(names)) for names in NAMES]
    return Legend(entries)
