"""What is said on the first page."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.claims.ledger import FAILS, IN_PART, Evidence, at_least, at_most, claim
from gen.claims.runs import around, first_below, path, scores
from gen.measurements.rate_search import tuned
from gen.surfaces import SURFACES

PAGE = "index"


@claim(
    page=PAGE,
    says="At one rate gradient descent waits at the pass, momentum rolls past it and swings, and "
    "RMSprop and Adam cut across.",
    limits="the race's start on the ridge, the rate 0.05, 120 steps",
)
def at_the_pass_descent_waits_and_the_others_do_not(
    sgd: Any, momentum: Any, rmsprop: Any, adam: Any, saddle: Any
) -> Evidence:
    runs = [path(rule, saddle, 120, lr=0.05) for rule in (sgd, momentum, rmsprop, adam)]
    # One unit off the ridge: between the pass and the minimum.
    left = [int(first_below(-np.abs(run.points[:, 1]), -1.0)) for run in runs]
    return Evidence(
        (
            at_least("steps until one unit off the ridge, gradient descent", left[0], 60),
            at_most("RMSprop and Adam", left[2:], 30),
            at_least("how far momentum rolls past it", float(runs[1].points[:, 0].max()), 0.5),
        ),
        numbers=dict(zip(("sgd", "momentum", "rmsprop", "adam"), left, strict=True)),
    )


def of_four(surfaces: Any, *rules: Any) -> np.ndarray:
    """Return the decades (surfaces, rules) that each gains at its own rate from nine starts."""
    return np.array(
        [
            [float(scores(tuned(rule, surface), surface, around(surface))) for rule in rules]
            for surface in surfaces
        ]
    )


@claim(
    page=PAGE,
    says="Plain gradient descent is rarely the fastest way down.",
    verdict=FAILS,
    limits=f"{len(SURFACES)} surfaces of two variables, each of four rules at its own rate, nine "
    "starts, 120 "
    "steps; what counts is the loss. Where the minimum is nearly round, descent is first",
)
def plain_descent_is_rarely_the_fastest(
    sgd: Any, momentum: Any, rmsprop: Any, adam: Any, surfaces: Any
) -> Evidence:
    gains = of_four(surfaces, sgd, momentum, rmsprop, adam)
    first = int((gains[:, 0] >= gains.max(axis=1)).sum())
    return Evidence(
        (at_most("share of surfaces on which descent gains most", first / len(gains), 0.25),),
        numbers={"first": first, "surfaces": len(gains)},
    )


@claim(
    page=PAGE,
    says="The learning rate matters more than the choice of optimizer.",
    verdict=IN_PART,
    limits="eight surfaces, nine starts, 120 steps; gradient descent, momentum, RMSprop and Adam. "
    "A rate that is wrong by a factor of 100 costs more than the worst choice among the four, one "
    "that is wrong by 10 about as much",
)
def the_rate_matters_more_than_the_optimizer(
    sgd: Any,
    momentum: Any,
    rmsprop: Any,
    adam: Any,
    quadratic: Any,
    rosenbrock: Any,
    beale: Any,
    himmelblau: Any,
    saddle: Any,
    two_valleys: Any,
    six_hump_camel: Any,
    ackley: Any,
) -> Evidence:
    everywhere = quadratic, rosenbrock, beale, himmelblau, saddle, two_valleys, six_hump_camel
    rules, lost, spread = (sgd, momentum, rmsprop, adam), [], []
    wrong = np.array([1, 0.1, 10, 0.01, 100])[:, None, None]
    for surface in (*everywhere, ackley):
        rates = [tuned(rule, surface).lr for rule in rules]
        gains = np.array(
            [
                scores(rule(lr=lr * wrong), surface, around(surface))
                for rule, lr in zip(rules, rates, strict=True)
            ]
        )
        lost.append((gains[:, :1] - gains).mean(axis=0))
        spread.append(np.ptp(gains[:, 0]))
    by_ten, by_hundred = (np.mean(lost, axis=0)[k : k + 2].mean() for k in (1, 3))
    usual = float(np.mean(spread))
    return Evidence(
        (
            at_least(
                "decades lost by a rate wrong by 100 ÷ by the worst of four rules",
                float(by_hundred) / usual,
                1.25,
            ),
            at_least("the same for a rate wrong by 10", float(by_ten) / usual, 1.25),
        ),
        numbers={"by_ten": float(by_ten), "by_hundred": float(by_hundred), "spread": usual},
    )
