"""Where every rule has its good rates: one row each, on one valley."""

from __future__ import annotations

import numpy as np

from gen.draw import Axis, Box, Line, Panel, Picture, Spot
from gen.figure import Cast, figure
from gen.measurements.rate_search import BUDGET, RATES, searched, smallest_of_best
from gen.optimizer import Optimizer
from gen.optimizers import RACERS
from gen.palette import HUES
from gen.surface import Surface

TOP, ROW = 44, 17
GOOD = 0.5  # of the decades that the best rate gains
# Their knob is no learning rate: a first trial, a radius, a damping.
OTHERS = {"line-search", "bfgs", "l-bfgs", "conjugate-gradient", "trust-region"}
EVERYONE = tuple(slug for slug in RACERS if slug not in OTHERS | {"levenberg-marquardt"})


@figure(
    "rates-of-all",
    title="Where each optimizer has its good rates",
    page="learn/the-learning-rate-comes-first",
    casts=[Cast(EVERYONE, ("quadratic",))],
)
def rates_of_all(
    optimizers: tuple[type[Optimizer], ...], surfaces: tuple[Surface], title: str
) -> Picture:
    """Draw for each rule its best rate, and those that gain at least half as many decades."""
    (surface,) = surfaces
    scores = {rule: np.array(searched(rule, surface)["scores"]) for rule in optimizers}
    bests = {rule: smallest_of_best(score) for rule, score in scores.items()}
    order = sorted(optimizers, key=lambda rule: bests[rule])
    marks: list[Line | Spot] = []
    for row, rule in enumerate(order):
        good = np.flatnonzero(scores[rule] >= GOOD * scores[rule][bests[rule]])
        ends = np.array([[RATES[good[0]], row], [RATES[good[-1]], row]])
        marks.append(Line(ends, HUES[rule.hue], width=3.0))
        marks.append(Spot(RATES[bests[rule]], row, rule.marker, HUES[rule.hue], size=5))
    chart = Panel(
        Box(190, TOP, 430, ROW * len(order)),
        Axis(RATES[0], RATES[-1], "learning rate", log=True),
        Axis(len(order) - 0.5, -0.5, names=tuple(rule.short_title() for rule in order)),
        tuple(marks),
    )
    rates = [RATES[bests[rule]] for rule in order]
    wide = [float(np.sum(score >= GOOD * score[bests[rule]])) / 8 for rule, score in scores.items()]
    numbers: dict[str, float | str] = {
        "optimizers": len(order),
        "steps": BUDGET,
        "least": rates[0],
        "most": rates[-1],
        "apart": rates[-1] / rates[0],
        "narrow": min(wide),
        "usual": float(np.median(wide)),
        "wide": max(wide),
        "smallest": order[0].short_title(),
        "largest": order[-1].short_title(),
    }
    alt = (
        f"Good learning rates of {len(order)} optimizers on one valley. The best ones lie between "
        f"{rates[0]:g} ({order[0].short_title()}) and {rates[-1]:g} ({order[-1].short_title()})."
    )
    return Picture(title, alt, (chart,), numbers)
