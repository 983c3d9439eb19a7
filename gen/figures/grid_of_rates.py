"""A sweep is a grid laid over a curve that one does not know: how fine, how far, and its rim."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.functions import evenly, exp, log, namespace
from gen.arithmetic.vectors import stacked, total
from gen.draw import Axis, Box, Guide, Line, Panel, Picture, Spot
from gen.draw.live import Case, Handle, Live, Moved
from gen.figure import Cast, figure
from gen.knobs import Hyperparameter
from gen.optimizer import Optimizer
from gen.palette import HUES
from gen.simulate import simulate
from gen.surface import Moment, Surface

LOW, HIGH, PER_DECADE = 1e-4, 10.0, 16
STEPS, MOST = 120, 12  # rates in a grid
SEEDS: Any = np.arange(60)[:, None]
TRIED = evenly(LOW, HIGH, 5 * PER_DECADE + 1)
CEILING = 1e3


def mean_losses(rule: type[Optimizer], surface: Surface, rates: np.ndarray = TRIED) -> np.ndarray:
    """Return the mean loss at the end over the draws of the noise, at each rate."""
    noisy = Moment(surface, 0, seed=SEEDS)
    starts = np.tile(surface.start, (len(SEEDS), 1))
    run = simulate(rule(lr=rates[:, None, None]), noisy, starts, STEPS)
    ends = np.where(run.diverged_at < 0, run.values[-1] - surface.lowest, CEILING)
    return np.asarray(np.minimum(np.cumsum(ends, axis=-1)[:, -1] / len(SEEDS), CEILING))


@figure(
    "grid-of-rates",
    title="A grid of rates over a curve that one does not know",
    page="learn/the-learning-rate-comes-first",
    casts=[Cast(("momentum",), ("noisy-valley",))],
)
def grid_of_rates(
    optimizers: tuple[type[Optimizer]], surfaces: tuple[Surface], title: str
) -> Picture:
    """Lay a grid over the loss against the rate, and mark what it takes for the best."""
    (rule,), (surface,) = optimizers, surfaces
    hue, losses = HUES[rule.hue], mean_losses(rule, surface)
    heights, pace = log(losses), (len(TRIED) - 1) / float(log(HIGH / LOW))
    places, least = np.arange(len(TRIED)), float(losses.min())

    def height(rates: Array) -> Array:
        """Return the curve between the rates that were run, along straight lines."""
        xp = namespace(rates)
        at = pace * (log(rates) - float(log(LOW)))
        near = xp.maximum(1 - xp.abs(at[:, None] - places), 0.0)
        return exp(total(near * heights))

    def moves(lowest: Array, factor: Array, count: Array) -> Moved:
        xp = namespace(lowest)
        size = xp.floor(count + 0.5)
        within = xp.floor(log(HIGH * 1.0001 / lowest) / log(factor))  # the last inside the picture
        last = xp.minimum(size - 1, within)
        rates = exp(log(lowest) + xp.minimum(np.arange(MOST) + 0 * last, last) * log(factor))
        found = height(rates)
        best = xp.argmax(-found)
        chosen, loss = exp(log(lowest) + best * log(factor)), xp.min(found)
        told = {"rate": chosen, "loss": loss, "times": loss / least, "n": last + 1}
        return Moved(
            (
                (
                    Line(stacked([rates, found]), hue, "circle", 1, 0.8),
                    Guide(x=chosen),
                    Spot(chosen, loss, "square", HUES["vermilion"], size=7),
                ),
            ),
            (
                Case(
                    "The best of {n:.0f} is {rate}, the largest that was tried. Larger ones may be "
                    "better: go on.",
                    told,
                    best >= last,
                ),
                Case(
                    "The best of {n:.0f} is {rate}, the smallest that was tried. Smaller ones may "
                    "be better: go on.",
                    told,
                    best == 0,
                ),
                Case(
                    "The best of {n:.0f} is {rate}, with worse ones on both sides. Its loss is "
                    "{times:.2f} times the lowest of the curve.",
                    told,
                ),
            ),
        )

    knobs = (
        Hyperparameter("lowest", 0.0001, r"\eta_1", "smallest rate", 1e-4, 0.1, "log"),
        Hyperparameter("factor", 10.0, "q", "factor between rates", 1.5, 30.0, "log"),
        Hyperparameter("count", 3.0, "n", "number of rates", 2.0, float(MOST), "linear"),
    )
    live = Live(knobs, moves, (Handle(0, x="lowest"),))
    chart = Panel(
        Box(60, 40, 560, 260),
        Axis(LOW, HIGH, "learning rate", log=True),
        Axis(1e-2, CEILING, "mean loss", log=True),
        (Line(np.column_stack([TRIED, losses]), hue, width=1.0, dash=(3, 3)),),
    )
    counts = np.arange(2, MOST + 1)
    rims = [grid_ends(rule, losses, 10.0, int(n)) for n in counts]
    best = float(TRIED[losses.argmin()])
    alt = (
        f"Mean loss of {rule.short_title()} after {STEPS} noisy steps against the learning rate: "
        f"lowest, {least:.3f}, at {best:.4f}. Three rates from 0.0001 on, ten times apart, have "
        "their best at the last one, so they do not show where the curve rises again."
    )
    numbers = {
        "steps": STEPS,
        "draws": len(SEEDS),
        "best": best,
        "least": least,
        "enough": int(counts[rims.index(False)]),
    }
    return Picture(title, alt, (chart,), numbers, live=live)


def grid_ends(rule: type[Optimizer], losses: np.ndarray, factor: float, count: int) -> bool:
    """Return whether the best of a grid from LOW on is its last rate, by the nearest rates run."""
    places = np.arange(count) * PER_DECADE * round(float(log(factor) / log(10.0)))
    return bool(losses[places[places < len(losses)]].argmin() == (places < len(losses)).sum() - 1)
