"""A sweep of learning rates in one batched run, against a run for each rate."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from bench.measure import Measurement, timed
from gen.measurements.rate_search import BUDGET, RATES
from gen.optimizers import RACERS
from gen.simulate import simulate
from gen.surfaces import SURFACES


def measure(quick: bool = False) -> Iterator[Measurement]:
    """Yield both times, for every optimizer over the whole grid, and their ratio."""
    surface = next(iter(SURFACES.values()))
    racers, rates = (list(RACERS.values())[:2], RATES[:2]) if quick else (RACERS.values(), RATES)

    def batched() -> None:
        for optimizer in racers:
            simulate(optimizer(lr=np.array(rates)[:, None]), surface, surface.start, BUDGET)

    def looped() -> None:
        for optimizer in racers:
            for rate in rates:
                simulate(optimizer(lr=rate), surface, surface.start, BUDGET)

    many, (together, _), (alone, _) = len(racers) * len(rates), timed(batched, 3), timed(looped)
    yield Measurement(f"{many} runs of {BUDGET} steps, batched", together, "s")
    yield Measurement(f"{many} runs of {BUDGET} steps, looped", alone, "s")
    yield Measurement("batched, times faster than looped", alone / together, "×")
