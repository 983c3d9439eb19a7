"""What is said of the Styblinski-Tang surface."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.claims.ledger import Evidence, at_least, between, claim
from gen.claims.runs import arrivals, ends, scattered, shares
from gen.measurements.local_minima import traps
from gen.measurements.rate_search import tuned
from gen.simulate import simulate

PAGE = "surfaces/styblinski-tang"


@claim(
    page=PAGE,
    says="The three other minima of Styblinski-Tang lie higher than the lowest, two by one amount "
    "and the third by twice as much; each coordinate's watershed is a little right of 0.",
    limits="the picture",
)
def styblinski_tangs_other_minima_are_higher(styblinski_tang: Any) -> Evidence:
    heights = np.sort(styblinski_tang.value(traps(styblinski_tang))) - styblinski_tang.lowest
    left, right = 0.0, 1.0
    for _ in range(60):  # bisection: from 0 the slope leads left, from 1 right
        middle = (left + right) / 2
        uphill = float(styblinski_tang.grad(np.array([middle, 0.0]))[0]) > 0
        left, right = (middle, right) if uphill else (left, middle)
    chance = (5 + left) / 10
    return Evidence(
        (
            between("heights of the two", heights[:2], 13, 15),
            between("the third's ÷ theirs", heights[2] / heights[0], 1.99, 2.01),
            between("watershed", left, 0.1, 0.2),
        ),
        numbers={
            "low": heights[0],
            "high": heights[2],
            "watershed": left,
            "chance": chance,
            "one_in_two": chance**2,
            "one_in_ten": 1 / chance**10,
        },
    )


@claim(
    page=PAGE,
    says="From around the race's start gradient descent, momentum and RMSprop end in a wrong "
    "valley; Adam arrives from most of the nine starts, and its first step is over three units "
    "long in each coordinate.",
    limits="nine starts, the rates of the search, 120 steps",
)
def on_styblinski_tang_adam_leaps_and_arrives(
    sgd: Any, momentum: Any, rmsprop: Any, adam: Any, styblinski_tang: Any
) -> Evidence:
    wrong = [
        *ends(sgd, styblinski_tang),
        *ends(momentum, styblinski_tang),
        *ends(rmsprop, styblinski_tang),
    ]
    first = simulate(tuned(adam, styblinski_tang), styblinski_tang, styblinski_tang.start, 1).points
    leap = np.abs(first[1] - first[0])
    return Evidence(
        (
            at_least("distance of the three at last", wrong, 5),
            at_least(
                "starts of nine from which Adam arrives",
                int((arrivals(adam, styblinski_tang) <= 120).sum()),
                5,
            ),
            at_least("Adam's first step, in each coordinate", leap, 3),
        ),
        numbers={"leap": float(leap[0])},
    )


@claim(
    page=PAGE,
    says="From random starts Adam at its tuned rate arrives on Styblinski-Tang in about one run of "
    "three, small steps of gradient descent in one of four, which is what the watersheds say.",
    limits="1,000 starts, 600 steps; gradient descent's rate 0.0075",
)
def on_styblinski_tang_a_quarter_of_starts_is_right(
    sgd: Any, adam: Any, styblinski_tang: Any
) -> Evidence:
    starts = scattered(styblinski_tang)
    both = [
        float(shares(rule, styblinski_tang, starts, 600))
        for rule in (tuned(adam, styblinski_tang), sgd(lr=0.0075))
    ]
    right = float((starts < 0.1567).all(axis=-1).mean())
    return Evidence(
        (
            between("share of Adam's runs", both[0], 0.28, 0.38),
            between("share of gradient descent's", both[1], 0.22, 0.29),
            between(
                "gradient descent's − that of starts on the right side",
                both[1] - right,
                -0.002,
                0.002,
            ),
        )
    )
