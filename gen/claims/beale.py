"""What is said of Beale's surface."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic.eigenvectors import eigen
from gen.claims.ledger import FAILS, Evidence, at_least, at_most, between, claim
from gen.claims.newton import grid
from gen.claims.runs import EACH_RATE, around, ends, path, scores
from gen.measurements.grid import arrival_steps, distances
from gen.measurements.rate_search import RATES, tuned
from gen.simulate import simulate

PAGE = "surfaces/beale"


@claim(
    page=PAGE,
    says="In Beale's picture the curvature goes up to thousands, and in more than half of it the "
    "Hessian has a negative eigenvalue.",
    limits="201 × 201 points of the picture",
)
def beale_is_steep_at_the_corners_and_bends_down_in_most_places(beale: Any) -> Evidence:
    low, high = eigen(beale.hess(grid(beale, 201)))[0].T
    most = max(high.max(), low.max())
    down = float((np.minimum(low, high) < 0).mean())
    return Evidence(
        (
            between("largest curvature", float(most), 2000, 9000),
            at_least("share of points with a negative eigenvalue", down, 0.5),
        ),
        numbers={"most": float(most), "share": down},
    )


@claim(
    page=PAGE,
    says="At the largest rate with which gradient descent survives Beale's wall it still needs "
    "hundreds of steps to the minimum.",
    limits=f"nine starts, the largest of the {len(RATES)} rates of the search at which none "
    "diverges",
)
def a_rate_that_survives_beales_wall_crawls(sgd: Any, beale: Any) -> Evidence:
    tried = simulate(sgd(lr=EACH_RATE), beale, around(beale), 120)
    rate = max(np.array(RATES)[(tried.diverged_at < 0).all(axis=-1)])
    run = simulate(sgd(lr=rate), beale, around(beale), 2000)
    steps = arrival_steps(distances(run.points, beale))
    return Evidence(
        (between("steps until it is close for good", steps, 200, 1999),),
        numbers={"rate": float(rate), "steps": int(steps[0])},
    )


@claim(
    page=PAGE,
    says="On Beale Adam and momentum end nearer to the minimum than RMSprop and gradient descent "
    "because they average gradients.",
    verdict=FAILS,
    limits="the middle of nine starts, each at the rate of the search, 120 steps. They do end "
    "nearer, Adam nearest; but without its average Adam still ends nearer than momentum",
    without="Adam's average (β₁ = 0, at the best rate of the search; momentum without its own is "
    "gradient descent)",
)
def on_beale_averaging_brings_nearest(
    sgd: Any, momentum: Any, rmsprop: Any, adam: Any, beale: Any
) -> Evidence:
    plain, rolling, divided, both = (
        float(np.median(ends(rule, beale))) for rule in (sgd, momentum, rmsprop, adam)
    )
    rates = scores(adam(lr=EACH_RATE, beta1=0.0), beale, around(beale))
    bare = path(adam, beale, 120, around(beale), lr=RATES[int(rates.argmax())], beta1=0.0)
    alone = float(np.median(distances(bare.points[-1], beale)))
    return Evidence(
        (
            at_most("Adam's distance ÷ momentum's", both / rolling, 0.6),
            at_most("momentum's ÷ the other two's", rolling / min(divided, plain), 0.7),
        ),
        (at_least("Adam's without the average ÷ momentum's", alone / rolling, 1.5),),
    )


@claim(
    page=PAGE,
    says="At gradient descent's rate momentum diverges on Beale's wall.",
    limits="nine starts, the rate that the search chose for gradient descent",
)
def at_descents_rate_momentum_diverges_on_beale(sgd: Any, momentum: Any, beale: Any) -> Evidence:
    run = path(momentum, beale, 120, around(beale), lr=tuned(sgd, beale).lr)
    return Evidence((between("step at which it diverged", run.diverged_at, 1, 30),))


@claim(
    page=PAGE,
    says="From the race's start Newton's method settles on Beale's saddle at (0, 1), whose two "
    "curvatures are equal and opposite.",
    limits="the surface's own start, the rate 1, 120 steps",
)
def newton_settles_on_beales_saddle(newton: Any, beale: Any) -> Evidence:
    end = path(newton, beale, 120, lr=1.0).points[-1]
    low, high = np.sort(eigen(beale.hess(np.array([0.0, 1.0])))[0])
    return Evidence(
        (
            at_most("distance from (0, 1)", float(np.abs(end - (0, 1)).max()), 1e-6),
            between("sum of the curvatures there", float(low + high), -1e-9, 1e-9),
            at_most("the smaller one", float(low), -1),
        ),
        numbers={"curvature": float(high)},
    )
