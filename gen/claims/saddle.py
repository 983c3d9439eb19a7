"""What is said of the saddle."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.claims.ledger import Evidence, at_least, at_most, between, claim
from gen.claims.runs import around, each, scores, walk
from gen.layers import fitted
from gen.measurements.grid import arrival_steps, distances
from gen.measurements.rate_search import EQUAL, tuned
from gen.simulate import simulate
from gen.surface import runs_on_surfaces

PAGE = "surfaces/saddle"


@claim(
    page=PAGE,
    says="Tuned, gradient descent leaves the pass last and is the first to rest; it does not pass "
    "the minimum, and momentum and Adam do.",
    limits="the race's start, the rates of the search, 120 steps; to leave is to be one unit off "
    "the ridge",
)
def tuned_descent_leaves_last_and_rests_first(
    sgd: Any, momentum: Any, rmsprop: Any, adam: Any, saddle: Any
) -> Evidence:
    left, rests, beyond = [], [], []
    for rule in (sgd, momentum, rmsprop, adam):
        points = simulate(tuned(rule, saddle), saddle, saddle.start, 120).points
        y = np.abs(points[:, 1])
        left.append(int(np.argmax(y > 1)))
        rests.append(int(arrival_steps(distances(points, saddle))))
        beyond.append(float(y.max() - saddle.minima[0][1]))
    return Evidence(
        (
            at_least(
                "steps until it leaves ÷ the latest of the others", left[0] / max(left[1:]), 1.15
            ),
            at_most(
                "steps until it rests ÷ the earliest of the others", rests[0] / min(rests[1:]), 0.8
            ),
            at_most("how far gradient descent goes beyond the minimum", beyond[0], 1e-3),
            at_least("momentum and Adam", beyond[1::2], 0.2),
        )
    )


@claim(
    page=PAGE,
    says="At 0.3 gradient descent rests in a minimum of the saddle within twenty steps, and by the "
    "search's measure that rate is no better than the one it takes.",
    limits="nine starts",
)
def a_larger_rate_ends_the_wait_at_the_saddle(sgd: Any, saddle: Any) -> Evidence:
    starts, chosen = around(saddle), tuned(sgd, saddle).lr
    run = simulate(sgd(lr=0.3), saddle, starts, 120)
    usual, large = scores(sgd(lr=each(chosen, 0.3)), saddle, starts)
    return Evidence(
        (
            at_most("steps", arrival_steps(distances(run.points, saddle)), 20),
            at_most("decades that it gains more", float(large - usual), EQUAL),
        )
    )


@claim(
    page=PAGE,
    says="Started exactly on the ridge, and without noise, of all our optimizers that run on "
    "surfaces only Yogi leaves it.",
    limits="each at its default settings, 120 steps; all but gradient descent with noise",
)
def only_yogi_leaves_the_ridge_without_noise(saddle: Any, optimizers: Any) -> Evidence:
    left = {}
    for rule in optimizers:
        if runs_on_surfaces(rule) and rule.slug != "sgd-with-noise":
            # By hand: what a test moves by a billionth is not on the ridge.
            points = walk(fitted(rule(), saddle), saddle, 120, (-1.8, 0.0))[0]
            left[rule.slug] = float(np.abs(points[:, 1]).max())
    yogi = left.pop("yogi", 1.0)
    return Evidence(
        (
            at_most("how far the others get off the ridge", list(left.values()), 0),
            at_least("how far Yogi does", yogi, 1e-6),
        ),
        numbers={"others": len(left)},
    )


@claim(
    page=PAGE,
    says="Beside the pass a step of gradient descent multiplies the distance from the ridge by "
    "1 + 2η.",
    limits="starts a millionth off the ridge, at the pass, rates of 0.02, 0.05 and 0.1, 40 steps",
)
def the_way_off_the_ridge_grows_by_one_factor(sgd: Any, saddle: Any) -> Evidence:
    rates = np.array([0.02, 0.05, 0.1])
    y = simulate(sgd(lr=rates[:, None]), saddle, (0.0, 1e-6), 40).points[..., 1]
    return Evidence((between("growth ÷ (1 + 2η)", y[1:] / y[:-1] / (1 + 2 * rates), 0.999, 1.001),))
