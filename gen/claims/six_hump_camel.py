"""What is said of the six-hump camel."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from gen.arithmetic.vectors import distance
from gen.claims.ledger import Evidence, at_least, at_most, between, claim
from gen.claims.runs import path, scattered, shares
from gen.measurements.local_minima import local_minima, traps
from gen.measurements.rate_search import tuned
from gen.surface import X, Y

PAGE = "surfaces/six-hump-camel"


@claim(
    page=PAGE,
    says="From the upper right corner of the camel's picture, at the rate 0.003, gradient descent, "
    "RMSprop and Adam are trapped in one of the highest minima, and momentum rolls out of it.",
    limits="three starts near (2, 1), 1,000 steps",
)
def in_the_camels_corner_momentum_rolls_out(
    sgd: Any, momentum: Any, rmsprop: Any, adam: Any, six_hump_camel: Any
) -> Evidence:
    starts = np.array([[2.0, 1.0], [2.02, 1.02], [2.0, 0.98]])
    highest = traps(six_hump_camel)[-2:]
    away = [
        distance(
            path(rule, six_hump_camel, 1000, starts, lr=0.003).points[-1][:, None], highest
        ).min(axis=-1)
        for rule in (sgd, rmsprop, adam, momentum)
    ]
    return Evidence(
        (
            at_most(
                "distance of the three from one of the highest minima", np.array(away[:3]), 0.02
            ),
            at_least("momentum's", away[3], 0.5),
        )
    )


@claim(
    page=PAGE,
    says="From random starts on the camel gradient descent, momentum and RMSprop end in a lowest "
    "minimum in a little more than half of the runs, Adam in four of five.",
    limits="1,000 starts, 600 steps, the rates of the search",
)
def on_the_camel_the_start_decides(
    sgd: Any, momentum: Any, rmsprop: Any, adam: Any, six_hump_camel: Any
) -> Evidence:
    found = [
        float(shares(tuned(rule, six_hump_camel), six_hump_camel, scattered(six_hump_camel), 600))
        for rule in (sgd, momentum, rmsprop, adam)
    ]
    return Evidence(
        (
            between("share of the three", found[:3], 0.5, 0.62),
            between("share of Adam's", found[3], 0.75, 0.85),
        )
    )


@claim(
    page=PAGE,
    says="The camel's outer minima have two heights because of the twist xy.",
    limits="the four outer minima in the picture",
    without="the twist (the formula without xy)",
)
def the_twist_gives_the_camel_two_heights(six_hump_camel: Any) -> Evidence:
    straight = replace(six_hump_camel, expression=six_hump_camel.expression - X * Y)
    twisted, even = (
        surface.value(found[np.abs(found[:, 0]) > 1])
        for surface in (six_hump_camel, straight)
        for found in (local_minima(surface),)
    )
    return Evidence(
        (
            between("outer minima", len(twisted), 4, 4),
            at_least("difference of their heights", np.ptp(twisted).item(), 1),
        ),
        (at_most("the same without the twist", np.ptp(even).item(), 1e-9),),
    )
