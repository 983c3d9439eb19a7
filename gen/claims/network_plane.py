"""What is said of a network's plane."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic.eigenvectors import eigen
from gen.claims.ledger import Evidence, at_least, at_most, between, claim
from gen.claims.runs import around, arrivals, lengths, path

PAGE = "surfaces/network-plane"


@claim(
    page=PAGE,
    says="Newton's method climbs at the start of the network's plane because both curvatures are "
    "negative there.",
    limits="nine starts, the rate 0.05, 120 steps",
    without="the negative curvatures (a damping of 5, larger than they are)",
)
def newton_climbs_the_dome(newton: Any, network_plane: Any) -> Evidence:
    starts = around(network_plane)
    curvatures = eigen(network_plane.hess(starts))[0]
    plain, damped = (
        path(newton, network_plane, 120, starts, lr=0.05, damping=damping).values
        for damping in (0.0, 5.0)
    )
    return Evidence(
        (
            between("curvatures at the starts", curvatures, -4.5, -0.1),
            at_least("last loss − first loss", plain[-1] - plain[0], 0),
        ),
        (at_most("the same with damping", damped[-1] - damped[0], -0.1),),
    )


@claim(
    page=PAGE,
    says="At 0.05 momentum leaves the network's picture and comes back; Adam's path to the "
    "valley is shorter than gradient descent's, and momentum's is longer.",
    limits="nine starts, 120 steps; the path up to the first loss below 0.3",
)
def adam_cuts_the_corner_and_momentum_swings_out(
    sgd: Any, momentum: Any, adam: Any, network_plane: Any
) -> Evidence:
    runs = [
        path(rule, network_plane, 120, around(network_plane), lr=0.05)
        for rule in (adam, sgd, momentum)
    ]
    outside = [(~network_plane.shows(run.points)).any(axis=0).sum() for run in runs]
    back = network_plane.shows(runs[2].points[-1])
    far = []
    for run in runs:
        before = np.minimum.accumulate(run.values[:-1] >= 0.3, axis=0)
        far.append((lengths(run.points) * before).sum(axis=0))
    return Evidence(
        (
            between("runs that leave the picture: Adam, gradient descent", outside[:2], 0, 0),
            between("momentum", outside[2], 9, 9),
            between("momentum's runs that are back at last", back.sum(), 9, 9),
            at_most("length of Adam's path ÷ gradient descent's", far[0] / far[1], 0.98),
            at_least("momentum's ÷ gradient descent's", far[2] / far[1], 1.1),
        )
    )


@claim(
    page=PAGE,
    says="Tuned, gradient descent arrives first on the network's plane, RMSprop second, Adam "
    "third; momentum does not arrive.",
    limits="nine starts, the rates of the search, 120 steps",
)
def tuned_descent_is_first_on_the_networks_plane(
    sgd: Any, momentum: Any, rmsprop: Any, adam: Any, network_plane: Any
) -> Evidence:
    when = [arrivals(rule, network_plane) for rule in (sgd, rmsprop, adam, momentum)]
    return Evidence(
        (
            at_least("steps that each needs beyond the one before", np.diff(when[:3], axis=0), 5),
            at_least("momentum's (121 is never)", when[3], 121),
        )
    )
