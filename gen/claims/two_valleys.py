"""What is said of the two valleys."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from gen.arithmetic.eigenvectors import eigen
from gen.arithmetic.vectors import distance, norm
from gen.claims.ledger import Evidence, at_least, at_most, between, claim
from gen.claims.runs import around, each, scattered
from gen.losses import Noisy
from gen.measurements.grid import arrival_steps
from gen.measurements.rate_search import tuned
from gen.simulate import simulate
from gen.surface import X, Y

PAGE = "surfaces/two-valleys"


@claim(
    page=PAGE,
    says="Gradient descent rests in the sharp valley at rates up to 2/40; up to 0.135 it goes on "
    "bouncing there, and from 0.14 on the bounce throws it over into the flat one.",
    limits="eight starts 0.2 away from the sharp minimum, 2,000 steps; rates from 0.03 to 0.19, in "
    "steps of 0.005",
)
def a_bounce_is_thrown_over_at_nearly_three_times_the_limit(sgd: Any, two_valleys: Any) -> Evidence:
    sharp, flat = np.array(two_valleys.minima)
    angles = np.arange(8) * np.pi / 4 + 0.1
    starts = sharp + 0.2 * np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    rates = np.arange(30, 195, 5) / 1000
    points = simulate(sgd(lr=rates[:, None, None]), two_valleys, starts, 2000).points
    ends, last = points[-1], points[-50:]
    bouncing = (rates > 0.05) & (rates < 0.1375)
    return Evidence(
        (
            at_most(
                "from the sharp minimum, up to 0.05", distance(ends[rates <= 0.05], sharp), 0.06
            ),
            at_least(
                "farthest from it in the last 50 steps, 0.055 to 0.135",
                distance(last[:, bouncing], sharp).max(axis=0),
                0.05,
            ),
            at_most("the same", distance(last[:, bouncing], sharp).max(axis=0), 0.5),
            at_most(
                "from the flat minimum, from 0.14 on", distance(ends[rates > 0.1375], flat), 0.01
            ),
        )
    )


@claim(
    page=PAGE,
    says="Tuned, gradient descent goes to the flat valley and is the first to rest; Adam and "
    "momentum pass the minimum to and fro and rest later; RMSprop ends in the sharp one.",
    limits="nine starts, the rates of the search, 120 steps",
)
def tuned_descent_goes_to_the_flat_valley(
    sgd: Any, momentum: Any, rmsprop: Any, adam: Any, two_valleys: Any
) -> Evidence:
    sharp, flat = np.array(two_valleys.minima)
    points = {
        rule.slug: simulate(tuned(rule, two_valleys), two_valleys, around(two_valleys), 120).points
        for rule in (sgd, momentum, adam, rmsprop)
    }
    when = [arrival_steps(distance(points[s], flat)) for s in ("sgd", "momentum", "adam")]
    turns = [
        (np.diff(np.sign((points[slug] - flat)[..., 0]), axis=0) != 0).sum(axis=0)
        for slug in ("momentum", "adam")
    ]
    return Evidence(
        (
            at_most("gradient descent's steps", when[0], 40),
            between("momentum's and Adam's", np.array(when[1:]), 90, 120),
            at_least("how often they pass the minimum along the line of both", np.array(turns), 3),
            at_most(
                "RMSprop's distance from the sharp minimum",
                distance(points["rmsprop"][-1], sharp),
                0.05,
            ),
        )
    )


@claim(
    page=PAGE,
    says="At a rate of 1 gradient descent rests in the flat valley from its second step on.",
    limits="nine starts, 120 steps",
)
def a_rate_of_one_takes_two_steps_to_the_flat_valley(sgd: Any, two_valleys: Any) -> Evidence:
    run = simulate(sgd(lr=1.0), two_valleys, around(two_valleys), 120)
    steps = arrival_steps(distance(run.points, np.array(two_valleys.minima[1])))
    return Evidence((between("step from which it is close", steps, 2, 2),))


@claim(
    page=PAGE,
    says="From random starts at small rates gradient descent, RMSprop and Adam end in the sharp "
    "valley equally often, and momentum less often.",
    limits="500 starts, the rates 0.003 and 0.01, 2,000 steps",
)
def momentum_ends_in_the_sharp_valley_less_often(
    sgd: Any, momentum: Any, rmsprop: Any, adam: Any, two_valleys: Any
) -> Evidence:
    starts, sharp = scattered(two_valleys, 500), np.array(two_valleys.minima[0])
    share = np.array(
        [
            (
                distance(
                    simulate(rule(lr=each(0.003, 0.01)), two_valleys, starts, 2000).points[-1],
                    sharp,
                )
                < 0.3
            ).mean(axis=-1)
            for rule in (sgd, rmsprop, adam, momentum)
        ]
    )
    return Evidence(
        (
            at_most("difference between the three", np.ptp(share[:3], axis=0), 0.03),
            at_most(
                "momentum's share ÷ the least of theirs", share[3] / share[:3].min(axis=0), 0.87
            ),
        )
    )


@claim(
    page=PAGE,
    says="One pass, on the line between the minima, leads out of both valleys: the climb to it is "
    "equally high from both.",
    limits="the highest point of that line, and the curvatures there",
)
def two_valleys_share_one_pass(two_valleys: Any) -> Evidence:
    top, height = passage(two_valleys)
    low, high = np.sort(eigen(two_valleys.hess(top))[0])
    return Evidence(
        (
            at_most("slope there", float(norm(two_valleys.grad(top))[0]), 1e-2),
            at_most("curvature along the line", float(low), -1),
            at_least("curvature across it", float(high), 1e-3),
        ),
        numbers={
            "x": float(top[0]),
            "height": height,
            "to_sharp": float(top[0]) + 1,
            "to_flat": 1 - float(top[0]),
        },
    )


@claim(
    page=PAGE,
    says="Noise moves runs from the sharp valley to the flat one and hardly any back because the "
    "sharp one is narrower: depth and pass are the same for both.",
    limits="100 runs from each minimum, 1,500 steps, the rate 0.03, noise of a standard deviation "
    "of 3; in equally narrow valleys of 3 and of 5",
    without="the difference (two valleys of curvature 3.7, whose pass is as high)",
)
def noise_leaves_the_sharp_valley_because_it_is_narrow(sgd: Any, two_valleys: Any) -> Evidence:
    from_sharp, from_flat = changed(sgd, two_valleys)
    left, right = (1.85 * ((X + side) ** 2 + Y**2) for side in (1, -1))
    equal = replace(two_valleys, expression=left * right / (left + right))
    there, back = np.transpose([changed(sgd, equal, sigma) for sigma in (3.0, 5.0)])
    heights = [float(passage(valleys)[1]) for valleys in (two_valleys, equal)]
    return Evidence(
        (
            at_least("share that changes from the sharp to the flat valley", from_sharp, 0.5),
            at_most("share that changes back", from_flat, 0.1),
            between(
                "height of the equal valleys' pass ÷ of this one",
                heights[1] / heights[0],
                0.98,
                1.02,
            ),
        ),
        (
            between("difference of the shares, valleys equally narrow", there - back, -0.2, 0.2),
            at_least("smaller share of the two, with noise of 5", min(there[1], back[1]), 0.2),
        ),
    )


def passage(valleys: Any) -> tuple[np.ndarray, float]:
    """Return the highest point of the line between the two minima, and its height."""
    line = np.stack([np.linspace(-1, 1, 20_001), np.zeros(20_001)], axis=-1)
    heights = valleys.value(line)
    top = int(heights.argmax())
    return line[top], float(heights[top])


def changed(sgd: Any, valleys: Any, sigma: float = 3.0) -> tuple[float, float]:
    """Return which share of runs ends at the minimum where it did not begin, for each of two."""
    minima = np.array(valleys.minima)
    noisy = Noisy(valleys, sigma, seed=1)
    ends = simulate(sgd(lr=0.03), noisy, np.tile(minima[:, None], (1, 100, 1)), 1500).points[-1]
    nearest = distance(ends[:, :, None], minima).argmin(axis=-1)
    return float((nearest[0] == 1).mean()), float((nearest[1] == 0).mean())
