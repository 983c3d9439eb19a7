"""What is said of Rosenbrock's surface."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.claims.ledger import Evidence, at_least, at_most, between, claim
from gen.claims.runs import EACH_RATE, around, ends, path, scattered
from gen.measurements.grid import arrival_steps, distances
from gen.measurements.rate_search import RATES, tuned
from gen.simulate import simulate

PAGE = "surfaces/rosenbrock"


@claim(
    page=PAGE,
    says="No other valley on this site is as narrow as Rosenbrock's.",
    limits="the ratio of the curvatures at every lowest minimum of every surface",
)
def rosenbrocks_valley_is_the_narrowest(rosenbrock: Any, surfaces: Any) -> Evidence:
    least, most = rosenbrock.curvatures[0]
    others = [
        high / low
        for surface in surfaces
        if surface is not rosenbrock
        for low, high in surface.curvatures
    ]
    return Evidence((at_least("its ratio ÷ the next", most / least / max(others), 5),))


@claim(
    page=PAGE,
    says="Around the race's start on Rosenbrock momentum ends nearest to the minimum, then Adam, "
    "then gradient descent and RMSprop, which jumps from wall to wall.",
    limits="the middle of nine starts, the rates of the search, 120 steps",
)
def on_rosenbrock_momentum_comes_nearest(
    sgd: Any, momentum: Any, rmsprop: Any, adam: Any, rosenbrock: Any
) -> Evidence:
    plain, rolling, divided, both = (
        float(np.median(ends(rule, rosenbrock))) for rule in (sgd, momentum, rmsprop, adam)
    )
    x, y = (
        path(rmsprop, rosenbrock, 120, around(rosenbrock), lr=tuned(rmsprop, rosenbrock).lr)
        .points[10:]
        .transpose(2, 0, 1)
    )
    walls = np.sign(y - x**2)
    return Evidence(
        (
            at_most("momentum's distance ÷ Adam's", rolling / both, 0.8),
            at_most("Adam's ÷ gradient descent's and RMSprop's", both / min(plain, divided), 0.7),
            at_least(
                "share of RMSprop's steps to the other wall",
                (walls[1:] != walls[:-1]).mean(axis=0),
                0.7,
            ),
        )
    )


@claim(
    page=PAGE,
    says="Within 3,000 steps momentum arrives on Rosenbrock at a rate of 0.0006 and Adam at 0.03, "
    "gradient descent and RMSprop at none of the rates that were tried.",
    limits=f"nine starts for momentum and Adam; the race's start and {len(RATES)} rates for the "
    "others",
)
def on_rosenbrock_momentum_and_adam_arrive_later(
    sgd: Any, momentum: Any, rmsprop: Any, adam: Any, rosenbrock: Any
) -> Evidence:
    sure = [
        arrival_steps(
            distances(path(rule, rosenbrock, 3000, around(rosenbrock), lr=lr).points, rosenbrock)
        )
        for rule, lr in ((momentum, 0.0006), (adam, 0.03))
    ]
    never = []
    for rule in (sgd, rmsprop):
        run = simulate(rule(lr=EACH_RATE[:, 0]), rosenbrock, rosenbrock.start, 3000)
        never.append(arrival_steps(distances(run.points, rosenbrock)).min())
    return Evidence(
        (
            at_most("steps of momentum and Adam", np.array(sure), 3000),
            at_least("fewest of the others (3,001 is never)", never, 3001),
        )
    )


@claim(
    page=PAGE,
    says="From random starts gradient descent and momentum, at the race's rates, diverge on "
    "Rosenbrock in about half of all runs, RMSprop and Adam in none.",
    limits="500 starts in the picture, 120 steps",
)
def from_random_starts_on_rosenbrock_half_diverge(
    sgd: Any, momentum: Any, rmsprop: Any, adam: Any, rosenbrock: Any
) -> Evidence:
    lost = [
        float(
            (
                simulate(
                    tuned(rule, rosenbrock), rosenbrock, scattered(rosenbrock, 500), 120
                ).diverged_at
                >= 0
            ).mean()
        )
        for rule in (sgd, momentum, rmsprop, adam)
    ]
    return Evidence(
        (
            between(
                "share of runs that diverge, gradient descent and momentum", lost[:2], 0.43, 0.57
            ),
            at_most("RMSprop and Adam", lost[2:], 0),
        )
    )


@claim(
    page=PAGE,
    says="At a rate of 1 Newton's method arrives on Rosenbrock in a few steps.",
    limits="nine starts",
)
def newton_arrives_on_rosenbrock_in_a_few_steps(newton: Any, rosenbrock: Any) -> Evidence:
    run = path(newton, rosenbrock, 30, around(rosenbrock), lr=1.0)
    steps = arrival_steps(distances(run.points, rosenbrock))
    return Evidence((at_most("steps", steps, 7),), numbers={"steps": int(steps[0])})
