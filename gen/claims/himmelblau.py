"""What is said of Himmelblau's surface."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic.eigenvectors import eigen
from gen.arithmetic.vectors import distance, norm
from gen.claims.ledger import Evidence, at_least, at_most, between, claim
from gen.claims.newton import grid
from gen.claims.runs import each, scattered
from gen.measurements.rate_search import tuned
from gen.simulate import simulate

PAGE = "surfaces/himmelblau"


@claim(
    page=PAGE,
    says="Himmelblau's surface has nine places without a slope: four minima, four saddles, and one "
    "maximum, half a unit from the race's start.",
    limits="those that Newton's method finds from 31 × 31 points of the picture",
)
def himmelblau_has_four_saddles_and_a_maximum(newton: Any, himmelblau: Any) -> Evidence:
    run = simulate(newton(lr=1.0), himmelblau, grid(himmelblau, 31), 60)
    ends = run.points[-1][
        (run.diverged_at < 0) & (norm(himmelblau.grad(run.points[-1]))[:, 0] < 1e-6)
    ]
    found = np.unique(np.round(ends, 4) + 0.0, axis=0)
    low, high = np.sort(eigen(himmelblau.hess(found))[0], axis=-1).T
    top = found[high < 0]
    away = float(distance(top[0], np.array(himmelblau.start)))
    return Evidence(
        (
            between("places without a slope", len(found), 9, 9),
            between("minima", (low > 0).sum(), 4, 4),
            between("maxima", len(top), 1, 1),
            at_most("distance of the maximum from the start", away, 0.6),
        )
    )


def ended(rule: Any, himmelblau: Any, starts: np.ndarray, steps: int) -> np.ndarray:
    """Return the minimum that each run is nearest to at last."""
    points = simulate(rule, himmelblau, starts, steps).points[-1]
    return np.asarray(distance(points[..., None, :], np.array(himmelblau.minima)).argmin(axis=-1))


@claim(
    page=PAGE,
    says="Move the race's start on Himmelblau by one unit, and from several of eight directions "
    "the four rules end in different minima.",
    limits="eight starts around the surface's own, one unit away; the rates of the search",
)
def around_the_hill_of_himmelblau_rules_part(
    sgd: Any, momentum: Any, rmsprop: Any, adam: Any, himmelblau: Any
) -> Evidence:
    angles = np.arange(8) * np.pi / 4
    starts = himmelblau.start + np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    every = [
        ended(tuned(rule, himmelblau), himmelblau, starts, 300)
        for rule in (sgd, momentum, rmsprop, adam)
    ]
    parted = int((np.ptp(every, axis=0) > 0).sum())
    return Evidence(
        (at_least("starts of eight from which they part", parted, 3),), numbers={"parted": parted}
    )


@claim(
    page=PAGE,
    says="Compared with tiny steps of gradient descent, RMSprop and Adam at the rate 0.1 end in "
    "another of Himmelblau's minima from fewer than one start in ten, tuned gradient descent from "
    "hardly any, tuned Adam from one in five, tuned momentum from more than one in four, and line "
    "search from one in three; none ends in one minimum from more than two in five.",
    limits="1,000 random starts, 300 steps",
)
def long_steps_end_in_other_minima_of_himmelblau(
    sgd: Any, momentum: Any, rmsprop: Any, adam: Any, line_search: Any, himmelblau: Any
) -> Evidence:
    starts, most = scattered(himmelblau), 0
    tiny, shares = ended(sgd(lr=0.001), himmelblau, starts, 300), []
    for rule in (
        rmsprop(lr=0.1),
        adam(lr=0.1),
        tuned(sgd, himmelblau),
        tuned(adam, himmelblau),
        tuned(momentum, himmelblau),
        line_search(lr=1.0),
    ):
        found = ended(rule, himmelblau, starts, 300)
        shares.append(float((found != tiny).mean()))
        most = max(most, int(np.bincount(found).max()))
    return Evidence(
        (
            at_most("RMSprop's and Adam's share at 0.1", shares[:2], 0.1),
            at_most("gradient descent's", shares[2], 0.03),
            between("Adam's at its tuned rate", shares[3], 0.16, 0.24),
            between("momentum's", shares[4], 0.25, 0.31),
            between("line search's", shares[5], 0.3, 0.38),
            at_most("most runs of a rule in one minimum ÷ all", most / len(starts), 0.4),
        )
    )


@claim(
    page=PAGE,
    says="On Himmelblau the borders between basins stay smooth for gradient descent up to a rate "
    "of 0.022 and fray just below the largest limit; momentum's fray the more the larger its rate "
    "is.",
    limits="61 × 61 starts from −3 to 3; gradient descent's rates 0.01, 0.022 and 0.024, "
    "momentum's 0.001, 0.003 and 0.0075; 300 steps",
)
def borders_fray_at_large_rates(sgd: Any, momentum: Any, himmelblau: Any) -> Evidence:
    smooth, large, frayed = parting(sgd(lr=each(0.01, 0.022, 0.024)), himmelblau)
    rolling = parting(momentum(lr=each(0.001, 0.003, 0.0075)), himmelblau)
    return Evidence(
        (
            between("neighbors that part at 0.022 ÷ at 0.01", large / smooth, 0.9, 1.1),
            at_least("at 0.024 ÷ at 0.01", frayed / smooth, 3),
            at_least("momentum's, each ÷ the one before", rolling[1:] / rolling[:-1], 1.2),
        )
    )


def parting(rule: Any, himmelblau: Any) -> np.ndarray:
    """Return, for each rate, the share of neighboring starts that end in different minima."""
    side = np.linspace(-3, 3, 61)
    starts = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    basins = ended(rule, himmelblau, starts, 300).reshape(-1, 61, 61)
    across, down = np.diff(basins, axis=2) != 0, np.diff(basins, axis=1) != 0
    return np.asarray((across.mean(axis=(1, 2)) + down.mean(axis=(1, 2))) / 2)
