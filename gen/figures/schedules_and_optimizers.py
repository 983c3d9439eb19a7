"""Which matters more, the schedule or the optimizer? Each pair at its best rate, with noise."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic.functions import log10
from gen.draw import Axis, Box, Panel, Picture, Spot
from gen.draw.legend import Entry, Legend
from gen.figure import Cast, figure
from gen.measurements.rate_search import RATES
from gen.optimizer import Optimizer
from gen.palette import HUES
from gen.schedules import SCHEDULES, TITLES
from gen.simulate import simulate
from gen.surface import Moment, Surface

SEEDS: Any = np.arange(40)[:, None]
STEPS, TOP, ROW = 200, 60, 24
EACH_SECOND: Any = np.array(RATES)[::2, None, None]


def best_end(rule: type[Any], surface: Surface, slug: str) -> float:
    """Return the mean loss at the end, over draws of the noise, at the rate where it is least."""
    starts = np.tile(surface.start, (len(SEEDS), 1))
    noisy = Moment(surface, 0, seed=SEEDS)
    run = simulate(rule(lr=EACH_SECOND), noisy, starts, STEPS, SCHEDULES[slug])
    ends = np.where(run.diverged_at < 0, run.values[-1], np.inf).mean(axis=-1)
    return float(ends.min() - surface.lowest)


@figure(
    "schedules-and-optimizers",
    title="Every schedule with six optimizers, each pair at its best rate",
    page="learn/schedules",
    casts=[Cast(("sgd", "momentum", "rmsprop", "adam", "signsgd", "lion"), ("noisy-valley",))],
)
def schedules_and_optimizers(
    optimizers: tuple[type[Optimizer], ...], surfaces: tuple[Surface], title: str
) -> Picture:
    """Draw a row for each schedule, from the best on, with a mark for each optimizer's loss."""
    (surface,) = surfaces
    ends = {slug: [best_end(rule, surface, slug) for rule in optimizers] for slug in SCHEDULES}
    order = sorted(SCHEDULES, key=lambda slug: float(np.median(ends[slug])))
    losses = np.array([ends[slug] for slug in order])
    low, high = 10.0 ** np.floor(log10(losses.min())), 10.0 ** np.ceil(log10(losses.max()))
    chart = Panel(
        Box(170, TOP, 440, ROW * len(order)),
        Axis(low, high, f"mean loss after {STEPS} steps, at the best rate", log=True),
        Axis(len(order) - 0.5, -0.5, names=tuple(TITLES[slug] for slug in order)),
        tuple(
            Spot(float(ends[slug][k]), row, rule.marker, HUES[rule.hue])
            for row, slug in enumerate(order)
            for k, rule in enumerate(optimizers)
        ),
    )
    legend = Legend([Entry(rule.title, HUES[rule.hue], rule.marker) for rule in optimizers])
    decades = log10(losses)
    numbers: dict[str, float | str] = {
        "schedules": float(np.median(decades.max(axis=0) - decades.min(axis=0))),
        "optimizers": float(np.median(decades.max(axis=1) - decades.min(axis=1))),
        "best": TITLES[order[0]],
        "worst": TITLES[order[-1]],
        **{f"{slug.replace('-', '_')}": float(np.median(ends[slug])) for slug in SCHEDULES},
    }
    alt = (
        f"Mean losses after {STEPS} noisy steps of six optimizers with {len(order)} schedules. "
        f"Best is {numbers['best']}, worst {numbers['worst']}. Between schedules lie "
        f"{numbers['schedules']:.1f} decades, between optimizers {numbers['optimizers']:.1f}."
    )
    return Picture(title, alt, (chart,), numbers, below=(legend,))
