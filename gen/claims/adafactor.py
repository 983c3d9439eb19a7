"""What is said of Adafactor."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic.functions import log
from gen.arithmetic.noise import normals
from gen.claims.altered import Moved
from gen.claims.ledger import Evidence, at_least, at_most, between, claim
from gen.claims.runs import (
    EACH_RATE,
    around,
    path,
    scores,
    scripted,
)
from gen.measurements.grid import (
    distances,
    lattice,
)
from gen.measurements.rate_search import tuned
from gen.measurements.standings import standing
from gen.simulate import simulate
from gen.surface import CLOSE

PAGE = "optimizers/adafactor"


def rmsprop_with(
    surface: Any,
    start: np.ndarray,
    steps: int,
    *,
    grows: bool,
    clips: bool,
    shares: bool,
    falls: bool,
) -> np.ndarray:
    """Return a run of RMSprop at the rate 0.01 with some of Adafactor's four changes."""
    x, v, points = start, np.zeros(2), [start]
    for t in range(1, steps + 1):
        g, beta = surface.grad(x), 1 - t**-0.8 if grows else 0.9
        v = beta * v + (1 - beta) * (g**2 + 1e-30)
        u = g / np.sqrt(v)
        u = u / max(1.0, np.sqrt(np.mean(u**2))) if clips else u
        size = max(1e-3, np.sqrt(np.mean(x**2))) if shares else 1.0
        x = x - (min(0.1, t**-0.5) if falls else 0.1) * size * u
        points.append(x)
    return np.array(points)


@claim(
    page=PAGE,
    says="On two weights Adafactor is RMSprop with four changes: a memory that grows, a clipped "
    "update, steps that are a share of the weights' size, and a rate that falls by itself. "
    "Nothing is factored.",
    limits="four surfaces, 30 steps, ρ of 0.1, up to rounding; 200 steps where one is missing",
)
def adafactor_on_two_weights_is_rmsprop_with_four_changes(
    adafactor: Any, rmsprop: Any, quadratic: Any, rosenbrock: Any, beale: Any, himmelblau: Any
) -> Evidence:
    every = {"grows": True, "clips": True, "shares": True, "falls": True}
    four, none = [], []
    for surface in (quadratic, rosenbrock, beale, himmelblau):
        ours = path(adafactor, surface, 30, lr=0.1).points
        four.append(np.abs(ours - rmsprop_with(surface, ours[0], 30, **every)).max())
        theirs = path(rmsprop, surface, 30, lr=0.1, eps=1e-15).points
        nothing = rmsprop_with(surface, theirs[0], 30, **dict.fromkeys(every, False))
        none.append(np.abs(theirs - nothing).max())
    long = path(adafactor, himmelblau, 200, lr=0.1).points
    three = [
        np.abs(long - rmsprop_with(himmelblau, long[0], 200, **every | {change: False})).max()
        for change in every
    ]
    return Evidence(
        (
            at_most("distance from RMSprop with all four", np.array(four), 1e-6),
            at_most("distance of RMSprop from none", np.array(none), 1e-6),
            at_least("distance if one of them is missing, on Himmelblau", np.array(three), 0.01),
        )
    )


@claim(
    page=PAGE,
    says="In the valley Adafactor's first step is as long as the start is far from zero, more than "
    "ten times as long as RMSprop's.",
    limits="nine starts, each rule at its best rate",
)
def adafactor_begins_with_a_leap(adafactor: Any, rmsprop: Any, quadratic: Any) -> Evidence:
    leaps = []
    for rule in (adafactor, rmsprop):
        points = simulate(tuned(rule, quadratic), quadratic, around(quadratic), 1).points
        leaps.append(np.sqrt(((points[1] - points[0]) ** 2).sum(axis=-1)))
    away = np.sqrt((around(quadratic) ** 2).sum(axis=-1))
    return Evidence(
        (
            between("first step ÷ distance from zero", leaps[0] / away, 0.999, 1.001),
            at_least("Adafactor's first step ÷ RMSprop's", leaps[0] / leaps[1], 10),
        )
    )


@claim(
    page=PAGE,
    says="All rates of 1 and more give the same run.",
    limits="the valley, nine starts, the rates 1, 3.16 and 10, 60 steps",
)
def adafactor_runs_alike_from_a_rate_of_one_on(adafactor: Any, quadratic: Any) -> Evidence:
    rates = np.array([1.0, 3.16, 10.0])[:, None, None]
    points = simulate(adafactor(lr=rates), quadratic, around(quadratic), 60).points
    apart = np.abs(points[:, 1:] - points[:, :1]).max()
    return Evidence((at_most("largest distance from the run at 1", float(apart), 0.0),))


@claim(
    page=PAGE,
    says="The built-in schedule takes over at step 1/ρ².",
    limits="a weight whose gradient never changes, ρ of 1, 0.1 and 0.05",
)
def adafactors_own_schedule_takes_over(adafactor: Any) -> Evidence:
    found = []
    for rho, steps in ((1.0, 3), (0.1, 200), (0.05, 500)):
        x = scripted(adafactor(lr=rho), [np.ones((1, 1))] * steps, np.ones((1, 1)))[:, 0, 0]
        shares = np.abs(np.diff(x)) / np.maximum(np.abs(x[:-1]), 1e-3)
        found.append(int(np.argmax(shares < rho * (1 - 1e-9))))
    return Evidence(
        tuple(
            between(f"last step at the full rate {rho:g}", last, step, step)
            for rho, last, step in zip((1.0, 0.1, 0.05), found, (1, 100, 400), strict=True)
        )
    )


@claim(
    page=PAGE,
    says="Where gradients grow, Adafactor's update would have a root mean square above 1; clipping "
    "cuts it back to 1.",
    limits="a gradient that grows by a tenth in each step, 100 steps",
    without="the clipping (d = 1,000)",
)
def adafactor_clips_because_updates_would_exceed_one(adafactor: Any) -> Evidence:
    growing = 1.1 ** np.arange(100.0)[:, None, None]
    moved = []
    for clip in (1.0, 1000.0):
        x = scripted(adafactor(lr=1e-4, clip=clip), growing, np.full((1, 1), 1.0))[:, 0, 0]
        moved.append(np.abs(np.diff(x)) / (1e-4 * x[:-1]))
    return Evidence(
        (at_most("largest update with d = 1", float(moved[0].max()), 1 + 1e-9),),
        (at_least("largest update without", float(moved[1].max()), 1.2),),
    )


@claim(
    page=PAGE,
    says="At Booth's minimum, which is not at zero, Adafactor keeps hopping, because its steps "
    "stay a share of weights that are not small.",
    limits="the grid of 36 starts, at the rate that serves it best there, 600 steps; the middle "
    "start is meant",
    without="the distance from zero (the surface moved, so that its minimum lies at zero)",
)
def adafactor_hops_because_the_minimum_is_not_at_zero(adafactor: Any, booth: Any) -> Evidence:
    rule = standing(adafactor, booth).optimizer
    to = -np.array(booth.minima[0])
    here = simulate(rule, booth, lattice(booth), 600).points[-1]
    there = simulate(rule, Moved(booth, tuple(to)), lattice(booth) + to, 600).points[-1]
    away = float(np.median(distances(here, booth)))
    moved = float(np.median(np.sqrt((there**2).sum(axis=-1))))
    return Evidence(
        (at_least("distance from the minimum", away, 3 * CLOSE),),
        (at_most("the same, moved, as a share of it", moved / away, 0.2),),
    )


@claim(
    page=PAGE,
    says="Adafactor's largest lead over gradient descent is on a surface whose lowest minimum lies "
    "at zero, and more than half of the lead is owed to that.",
    limits="the surfaces of this site, a grid of 36 starts, 120 steps at each one's best rate",
    without="the place of the minimum (the surface moved by (2, 1))",
)
def adafactor_leads_most_because_the_minimum_is_at_zero(
    adafactor: Any, sgd: Any, surfaces: Any
) -> Evidence:
    lead = {s: standing(adafactor, s).mean - standing(sgd, s).mean for s in surfaces}
    best = max(lead, key=lambda surface: lead[surface])
    to = np.array([2.0, 1.0])
    moved = [
        scores(rule(lr=EACH_RATE), Moved(best, to), lattice(best) + to).max()
        for rule in (adafactor, sgd)
    ]
    off = np.abs(np.array(best.minima)).max()
    return Evidence(
        (
            at_most("how far its lowest minimum is from zero", float(off), 0.0),
            at_least("the lead, in decades", lead[best], 1.0),
        ),
        (at_most("share of the lead left", float(moved[0] - moved[1]) / lead[best], 0.5),),
        {"moved": float(moved[0] - moved[1])},
    )


def drawn(count: int, seed: int) -> np.ndarray:
    """Return `count` positive matrices of shape (4, 3)."""
    numbers = normals(np.zeros((count, 12)), 0, seed + np.arange(count)[:, None])
    return np.asarray(numbers).reshape(count, 4, 3) ** 2


@claim(
    page=PAGE,
    says="The guess has the row and column sums of the whole matrix, and of the matrices of rank "
    "one that were tried none is nearer in the generalized Kullback-Leibler divergence.",
    limits="20 random matrices of squares of shape 4 × 3; 200 others of rank one around each guess",
)
def adafactors_guess_is_the_nearest_of_rank_one() -> Evidence:
    v = drawn(20, 100)
    r, c = v.sum(axis=2, keepdims=True), v.sum(axis=1, keepdims=True)
    guess = r * c / r.sum(axis=1, keepdims=True)
    sums = max(np.abs(guess.sum(axis=axis) / v.sum(axis=axis) - 1).max() for axis in (1, 2))
    noise = normals(np.zeros((200, 1, 7)), 0, np.arange(200)[:, None, None]) * 0.1
    others = guess * (1 + noise[..., :4, None]) * (1 + noise[..., None, 4:])

    def apart(w: np.ndarray) -> np.ndarray:
        return np.asarray((v * log(v / w) - v + w).sum(axis=(-2, -1)))

    outer = r * c
    exact = outer.sum(2, keepdims=True) * outer.sum(1, keepdims=True)
    exact = exact / outer.sum((1, 2), keepdims=True)
    return Evidence(
        (
            at_most("by how much row and column sums differ", float(sums), 1e-12),
            at_least("how much farther the others are", (apart(others) - apart(guess)).min(), 0),
            at_most("error on a matrix of rank one", np.abs(exact / outer - 1).max(), 1e-12),
            at_least("largest error on the others", np.abs(guess / v - 1).max(), 0.5),
        )
    )
