"""What is said of the Gaussian fit."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic.vectors import norm
from gen.claims.ledger import Evidence, at_least, at_most, claim
from gen.claims.runs import EACH_RATE, around, ends
from gen.measurements.grid import distances
from gen.measurements.rate_search import RATES
from gen.simulate import simulate

PAGE = "surfaces/gaussian"


@claim(
    page=PAGE,
    says="On the Gaussian fit the slope at a narrow curve is a hundred times that at a wide one.",
    limits="curves as far off as the race's start, of width 0.5 and of width 5",
)
def a_narrow_curve_has_a_hundredfold_slope(gaussian: Any) -> Evidence:
    mean = gaussian.start[0]
    narrow, wide = norm(gaussian.grad(np.array([[mean, 0.5], [mean, 5.0]])))[:, 0]
    return Evidence(
        (at_least("slope at the narrow curve ÷ at the wide one", float(narrow / wide), 100),),
        numbers={"narrow": float(narrow), "wide": float(wide)},
    )


@claim(
    page=PAGE,
    says="On the Gaussian fit gradient descent and momentum end far from the minimum in most runs, "
    "and RMSprop arrives from all of the nine starts.",
    limits="the rates of the search, 120 steps",
)
def on_the_gaussian_rmsprop_arrives(
    sgd: Any, momentum: Any, rmsprop: Any, gaussian: Any
) -> Evidence:
    return Evidence(
        (
            at_least(
                "gradient descent's distance, the middle",
                np.median(ends(sgd, gaussian)).item(),
                0.03,
            ),
            at_least("momentum's distance", ends(momentum, gaussian), 1),
            at_most("RMSprop's distance", ends(rmsprop, gaussian), 0.01),
        )
    )


@claim(
    page=PAGE,
    says="No rate takes momentum near the minimum of the Gaussian fit from most of the nine starts "
    "within the race.",
    limits=f"{len(RATES)} rates, 120 steps; the middle of nine starts",
)
def momentum_does_not_come_near_on_the_gaussian(momentum: Any, gaussian: Any) -> Evidence:
    run = simulate(momentum(lr=EACH_RATE), gaussian, around(gaussian), 120)
    away = np.where(run.diverged_at < 0, distances(run.points[-1], gaussian), np.inf)
    return Evidence((at_least("least distance at last", float(np.median(away, axis=1).min()), 1),))
