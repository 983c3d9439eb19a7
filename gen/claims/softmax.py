"""What is said of the softmax."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic.eigenvectors import eigen
from gen.arithmetic.functions import exp
from gen.arithmetic.vectors import norm
from gen.claims.ledger import Evidence, at_least, at_most, between, claim
from gen.claims.newton import grid
from gen.claims.runs import arrivals, each, ends, path
from gen.measurements.grid import distances
from gen.simulate import simulate

PAGE = "surfaces/softmax"


@claim(
    page=PAGE,
    says="On the softmax the slope never exceeds 1 and the curvature never ½; at rates below 4 "
    "gradient descent converges from everywhere.",
    limits="61 × 61 points from −20 to 20; 9 × 9 starts over the picture, the rates 1, 2 and 3.9, "
    "3,000 steps",
)
def the_softmax_is_never_steep(sgd: Any, softmax: Any) -> Evidence:
    side = np.linspace(-20, 20, 61)
    points = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    run = simulate(sgd(lr=each(1.0, 2.0, 3.9)), softmax, grid(softmax, 9), 3000)
    return Evidence(
        (
            at_most("slope", float(norm(softmax.grad(points)).max()), 1),
            at_most("curvature", float(eigen(softmax.hess(points))[0].max()), 0.5 + 1e-12),
            at_most("distance from the minimum at last", distances(run.points[-1], softmax), 0.01),
        )
    )


@claim(
    page=PAGE,
    says="On the softmax gradient descent arrives first and momentum second, RMSprop and Adam not "
    "within the race.",
    limits="nine starts, the rates of the search, 120 steps",
)
def on_the_softmax_descent_is_first(
    sgd: Any, momentum: Any, rmsprop: Any, adam: Any, softmax: Any
) -> Evidence:
    first, second = arrivals(sgd, softmax), arrivals(momentum, softmax)
    return Evidence(
        (
            at_least("steps of momentum beyond gradient descent's", second - first, 20),
            at_most("momentum's steps", second, 120),
            at_least(
                "distance of RMSprop and Adam at last",
                [*ends(rmsprop, softmax), *ends(adam, softmax)],
                0.01,
            ),
        )
    )


@claim(
    page=PAGE,
    says="At the start of the race on the softmax the model gives the first class hardly a chance, "
    "and a full Newton step is hundreds of logits long.",
    limits="the race's start, the rate 1, without damping",
)
def a_full_newton_step_on_the_softmax_is_long(newton: Any, softmax: Any) -> Evidence:
    x, y = softmax.start
    chance = float(exp(np.float64(x)) / (exp(np.float64(x)) + exp(np.float64(y)) + 1))
    moved = path(newton, softmax, 1, lr=1.0).points
    length = float(norm(moved[1] - moved[0])[0])
    return Evidence(
        (
            between("chance of the first class", chance, 0.001, 0.003),
            between("length of the step", length, 100, 1000),
        ),
        numbers={"chance": chance, "length": length},
    )
