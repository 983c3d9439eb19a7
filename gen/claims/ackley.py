"""What is said of Ackley's surface."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic.vectors import distance, dot, norm
from gen.claims.ledger import Evidence, at_least, at_most, between, claim
from gen.claims.newton import grid
from gen.claims.runs import around, each, scattered, shares
from gen.measurements.grid import distances, minima
from gen.measurements.rate_search import tuned
from gen.simulate import simulate

PAGE = "surfaces/ackley"


@claim(
    page=PAGE,
    says="Rounding Ackley's tip off changes next to nothing of the rest of the surface.",
    limits="the picture, seen on 201 × 201 points farther than 0.5 from the tip",
)
def ackleys_rounded_tip_changes_nothing_elsewhere(ackley: Any) -> Evidence:
    points = grid(ackley, 201)
    points = points[norm(points)[:, 0] > 0.5]
    x, y = points.T
    waves = np.exp((np.cos(2 * np.pi * x) + np.cos(2 * np.pi * y)) / 2)
    own = 20 - 20 * np.exp(-np.sqrt((x**2 + y**2) / 2) / 5) + np.e - waves
    apart = ackley.value(points) - own
    return Evidence(
        (at_most("difference of heights, with the lowest at 0 ÷ height", np.abs(apart) / own, 0.1),)
    )


@claim(
    page=PAGE,
    says="Five units from the middle the slope of Ackley's funnel is a fraction of the slope of "
    "its dimples, which are equally steep everywhere.",
    limits="the formula's two parts by themselves; the dimples along their diagonals",
)
def ackleys_dimples_are_steeper_than_its_funnel() -> Evidence:
    funnel = 2 * 2**0.5 * np.exp(-1 / 2**0.5)
    t = 2 * np.pi * np.linspace(0, 1, 2001)
    dimples = np.pi * 2**0.5 * (np.abs(np.sin(t)) * np.exp(np.cos(t))).max()
    return Evidence(
        (at_least("slope of the dimples ÷ the funnel's", float(dimples / funnel), 3),),
        numbers={"funnel": float(funnel), "dimples": float(dimples)},
    )


@claim(
    page=PAGE,
    says="Averaged over one wave each way, Ackley's slope leads straight to the middle from "
    "everywhere; the slope itself leads away from it at a quarter of all places.",
    limits="500 random places that are farther than 1 from the middle; 20 × 20 slopes each",
)
def ackleys_slope_averaged_over_a_wave_points_to_the_middle(ackley: Any) -> Evidence:
    places = scattered(ackley, 500)
    places = places[norm(places)[:, 0] > 1]
    inward = -places / norm(places)
    shifts = np.linspace(-0.5, 0.5, 20, endpoint=False)
    cell = np.stack(np.meshgrid(shifts, shifts), axis=-1).reshape(-1, 1, 2)
    averaged = -ackley.grad(places + cell).mean(axis=0)
    towards = dot(averaged / norm(averaged), inward)[:, 0]
    outward = dot(-ackley.grad(places), inward)[:, 0] < 0
    return Evidence(
        (
            at_least("cosine between the averaged slope and the way in", towards, 0.95),
            between("share of places where the slope leads away", outward.mean(), 0.2, 0.3),
        )
    )


@claim(
    page=PAGE,
    says="Gradient descent and RMSprop find the middle of Ackley and do not come to rest, because "
    "their rates are too large for it.",
    limits="nine starts, the rates of the search, 120 steps. At the smaller rate some come to rest "
    "in the middle and some in a dimple beside it",
    without="the large rate (another 300 steps from where they end, at a fiftieth of it)",
)
def on_ackley_the_rates_that_find_the_middle_do_not_rest(
    sgd: Any, rmsprop: Any, ackley: Any
) -> Evidence:
    every = minima(ackley)[0]
    near, restless, rested = [], [], []
    for rule in (sgd, rmsprop):
        chosen = tuned(rule, ackley)
        last = simulate(chosen, ackley, around(ackley), 120).points[-60:]
        near.append(distances(last, ackley).max(axis=0))
        restless.append(from_any(last, every).max(axis=0))
        slower = simulate(rule(lr=chosen.lr / 50), ackley, last[-1], 300).points[-60:]
        rested.append(from_any(slower, every).max(axis=0))
    ratio = float(tuned(sgd, ackley).lr / ackley.limit)
    return Evidence(
        (
            at_most("farthest from the middle in the last 60 steps", np.array(near), 1.6),
            at_least("farthest from any minimum in them", np.array(restless), 0.1),
            between("gradient descent's rate ÷ its limit", ratio, 4, 5),
        ),
        (at_most("farthest from any minimum at the smaller rate", np.array(rested), 0.03),),
        {"ratio": ratio},
    )


def from_any(points: np.ndarray, minima: np.ndarray) -> np.ndarray:
    """Return how far points are from the nearest minimum of any height."""
    return np.asarray(distance(points[..., None, :], minima).min(axis=-1))


@claim(
    page=PAGE,
    says="From the race's start Adam and momentum settle in dimples on the way.",
    limits="the surface's own start and the rates of the search; after 120 steps and after 1,200",
)
def on_ackley_adam_and_momentum_settle_on_the_way(
    adam: Any, momentum: Any, ackley: Any
) -> Evidence:
    ends = []
    for rule in (adam, momentum):
        run = simulate(tuned(rule, ackley), ackley, ackley.start, 1200)
        ends.append(distances(run.points[[120, -1]], ackley))
    return Evidence((at_least("distance from the middle", np.array(ends), 1),))


@claim(
    page=PAGE,
    says="From random starts Adam comes to rest in the middle of Ackley in about four runs of ten, "
    "momentum in about one of six, gradient descent and RMSprop in fewer than one of thirty; at "
    "the rate 0.001 each of the four in fewer than one of thirty.",
    limits="500 starts, 600 steps, the rates of the search; at rest is within 0.05",
)
def on_ackley_adam_finds_the_middle_most_often(
    sgd: Any, momentum: Any, rmsprop: Any, adam: Any, ackley: Any
) -> Evidence:
    found, slow = [], []
    for rule in (sgd, momentum, rmsprop, adam):
        rates = each(tuned(rule, ackley).lr, 0.001)
        share, at_a_thousandth = shares(rule(lr=rates), ackley, scattered(ackley, 500), 600)
        found.append(float(share))
        slow.append(at_a_thousandth)
    return Evidence(
        (
            between("share of Adam's runs", found[3], 0.36, 0.47),
            between("share of momentum's", found[1], 0.12, 0.22),
            at_most("gradient descent's and RMSprop's", found[::2], 1 / 30),
            at_most("all four at 0.001", slow, 1 / 30),
        )
    )
