"""What is said of Rastrigin's surface."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic.vectors import distance
from gen.claims.ledger import Evidence, at_least, at_most, between, claim
from gen.claims.runs import each, scattered, shares
from gen.measurements.grid import minima
from gen.measurements.rate_search import tuned
from gen.simulate import simulate

PAGE = "surfaces/rastrigin"


@claim(
    page=PAGE,
    says="On Rastrigin gradient descent, RMSprop and Adam stay in the dimple in which they start; "
    "momentum, at its rate, rolls on.",
    limits="the race's start, the rates of the search, 120 steps",
)
def on_rastrigin_three_take_the_first_dimple(
    sgd: Any, momentum: Any, rmsprop: Any, adam: Any, rastrigin: Any
) -> Evidence:
    every = minima(rastrigin)[0]
    nearest = every[distance(every, np.array(rastrigin.start)).argmin()]
    away = [
        float(
            distance(
                simulate(tuned(rule, rastrigin), rastrigin, rastrigin.start, 120).points[-1],
                nearest,
            )
        )
        for rule in (sgd, rmsprop, adam, momentum)
    ]
    return Evidence(
        (
            at_most("distance of the three from the dimple nearest to the start", away[:3], 0.1),
            at_least("momentum's", away[3], 1),
        )
    )


@claim(
    page=PAGE,
    says="Where momentum stops on Rastrigin is luck: starts that differ by billionths of the "
    "picture end in many different dimples.",
    limits="30 starts beside the race's, each a billionth of the picture from the next, the rate "
    "of the search",
)
def a_billionth_decides_where_momentum_stops(momentum: Any, rastrigin: Any) -> Evidence:
    starts = np.array(rastrigin.start) + 8e-9 * np.arange(30)[:, None]
    ends = simulate(tuned(momentum, rastrigin), rastrigin, starts, 120).points[-1]
    dimples = len(np.unique(np.rint(ends), axis=0))
    return Evidence((at_least("dimples in which they end", dimples, 6),))


@claim(
    page=PAGE,
    says="At small rates runs from random starts reach Rastrigin's middle about as often as one in "
    "81 would by drawing lots; at their tuned rates from fewer than one start in thirty.",
    limits="gradient descent, momentum, RMSprop and Adam, 1,000 starts, 300 steps at the rate "
    "0.002 and at the rates of the search",
)
def on_rastrigin_hardly_a_start_leads_to_the_middle(
    sgd: Any, momentum: Any, rmsprop: Any, adam: Any, rastrigin: Any
) -> Evidence:
    chosen, slow = [], []
    for rule in (sgd, momentum, rmsprop, adam):
        rates = each(tuned(rule, rastrigin).lr, 0.002)
        share, small = shares(rule(lr=rates), rastrigin, scattered(rastrigin), 300)
        chosen.append(float(share))
        slow.append(float(small))
    return Evidence(
        (
            between("share at the small rate", slow, 1 / 81 - 0.009, 1 / 81 + 0.009),
            at_most("share at the tuned rates", chosen, 1 / 30),
        )
    )
