"""What is said of Nesterov momentum."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.claims.ledger import IN_PART, Evidence, at_least, at_most, between, claim
from gen.claims.momentum import edges, in_the_valley
from gen.claims.runs import (
    around,
    arrivals,
    column,
    ends,
    highest_lately,
    path,
)
from gen.measurements.grid import (
    distances,
    lattice,
)
from gen.measurements.rate_search import BUDGET, tuned
from gen.simulate import simulate
from gen.surface import CLOSE

PAGE = "optimizers/nesterov"


@claim(
    page=PAGE,
    says="Across the valley heavy ball swings again and again and Nesterov's swings die within ten "
    "steps; along the floor the two move alike.",
    limits="nine starts, both at the rate 0.03 with β = 0.9, 60 steps",
)
def nesterovs_swings_die_within_ten_steps(nesterov: Any, momentum: Any, quadratic: Any) -> Evidence:
    ahead, heavy = (
        simulate(rule(lr=0.03), quadratic, around(quadratic), 60).points
        for rule in (nesterov, momentum)
    )
    along = np.abs(ahead - heavy)[..., 0].max(axis=0)
    return Evidence(
        (
            at_most("Nesterov's distance across after step 10", np.abs(ahead[10:, :, 1]), 0.01),
            at_least("heavy ball's after step 40", np.abs(heavy[40:, :, 1]).max(axis=0), 0.04),
            at_most("largest difference along, of 2 that they walk", along, 0.4),
        )
    )


@claim(
    page=PAGE,
    says="The code's x is the point ahead: its path is that of Sutskever's rule, seen at the point "
    "looked ahead to.",
    limits="Beale's surface, 60 steps, β = 0.9",
)
def nesterovs_x_is_the_point_ahead(nesterov: Any, beale: Any) -> Evidence:
    lr, beta = 0.003, 0.9
    points = path(nesterov, beale, 60, lr=lr, beta=beta).points
    behind, velocity, away = points[0], np.zeros(2), []
    for t in range(60):
        ahead = behind + beta * velocity
        away.append(np.abs(points[t] - ahead).max())
        velocity = beta * velocity - lr * beale.grad(ahead)
        behind = behind + velocity
    return Evidence((at_most("distance between the two", away, 1e-9),))


@claim(
    page=PAGE,
    says="Nesterov's speed limit is lower than heavy ball's: 1 + 2β times.",
    limits="one axis, β of 0.5 and 0.9, rates two percent below and above, 1,500 steps",
)
def nesterovs_limit_is_below_heavy_balls(nesterov: Any, quadratic: Any) -> Evidence:
    beta = np.array([0.5, 0.9])
    below, above = edges(nesterov, quadratic, 2 * (1 + beta) / (1 + 2 * beta))
    return Evidence(
        (at_most("last loss below the limit", below, 1e-6), at_least("above it", above, 1e6))
    )


@claim(
    page=PAGE,
    says="At the rate that the search chose for each, Nesterov's highest loss in the last quarter "
    "of the steps is far below heavy ball's.",
    limits="our valley, nine starts, 120 steps, β = 0.9",
)
def nesterovs_best_is_better_in_the_valley(
    nesterov: Any, momentum: Any, quadratic: Any
) -> Evidence:
    ahead, heavy = (
        highest_lately(simulate(tuned(rule, quadratic), quadratic, around(quadratic), BUDGET), 30)
        for rule in (nesterov, momentum)
    )
    return Evidence((at_most("Nesterov's ÷ heavy ball's", ahead / heavy, 1 / 30),))


@claim(
    page=PAGE,
    says="Nesterov's gain over heavy ball is small but real.",
    verdict=IN_PART,
    limits="β = 0.9 for both, each at its own rate, the middle of nine starts. On Himmelblau it is "
    "three times as fast, and in Rosenbrock's bend it is behind from most starts",
)
def nesterovs_gain_is_small_but_real(
    nesterov: Any, momentum: Any, himmelblau: Any, two_valleys: Any, quadratic: Any, rosenbrock: Any
) -> Evidence:
    gains = [
        float(np.median(arrivals(momentum, surface)) / np.median(arrivals(nesterov, surface)))
        for surface in (himmelblau, two_valleys, quadratic)
    ]
    behind = float((ends(momentum, rosenbrock) < ends(nesterov, rosenbrock)).mean())
    return Evidence(
        (
            between(
                "heavy ball's steps ÷ Nesterov's, two valleys and the quadratic", gains[1:], 1.02, 2
            ),
            between("the same on Himmelblau", gains[0], 1.02, 2),
            at_most("share of starts from which it ends farther away in the bend", behind, 0.5),
        ),
        numbers={"himmelblau": gains[0], "two_valleys": 1 / gains[1], "behind": behind},
    )


@claim(
    page=PAGE,
    says="With the memory chosen for our valley as well as the rate, both are several times as "
    "fast, and heavy ball is there first.",
    limits="nine starts, the slowest counts; eight memories from 0.4 to 0.9, 40 rates",
)
def with_the_best_memory_heavy_ball_is_first(
    nesterov: Any, momentum: Any, quadratic: Any
) -> Evidence:
    (usual, best), (heavy_usual, heavy) = (
        in_the_valley(rule, quadratic) for rule in (nesterov, momentum)
    )
    return Evidence(
        (
            at_least(
                "steps with 0.9 ÷ with the best memory", [usual / best, heavy_usual / heavy], 3
            ),
            at_least("steps that Nesterov needs more", best - heavy, 2),
        ),
        numbers={"nesterov": best, "momentum": heavy},
    )


@claim(
    page=PAGE,
    says="The longer the memory, the more the two differ: at 0.99 and 0.999 heavy ball still "
    "swings across the valley when Nesterov has long ceased to.",
    limits="our valley from its own start, the rate 0.01, steps 200 to 400",
)
def with_long_memories_the_two_part(nesterov: Any, momentum: Any, quadratic: Any) -> Evidence:
    memories = column(0.9, 0.99, 0.999)
    across = [
        np.abs(path(rule, quadratic, 400, lr=0.01, beta=memories).points[200:, :, 1]).max(axis=0)
        for rule in (nesterov, momentum)
    ]
    return Evidence(
        (
            at_most("Nesterov's swing across", across[0], 1e-6),
            at_least("heavy ball's with 0.99 and 0.999", across[1][1:], 0.2),
            at_most("heavy ball's with 0.9", across[1][0], 1e-3),
        )
    )


@claim(
    page=PAGE,
    says="On a quadratic with the best constants heavy ball keeps a smaller share of the distance "
    "in a step than Nesterov's rule.",
    limits="condition number 100, constants of the theory, one start, steps 200 to 400",
)
def heavy_ball_keeps_less_of_a_quadratic(nesterov: Any, momentum: Any) -> Evidence:
    from gen.surfaces.quadratic import quadratic

    root = 10.0  # of the condition number
    factor = (root - 1) / (root + 1)
    kept = []
    for rule in (
        momentum(lr=(2 / (1 + root)) ** 2, beta=factor**2),
        nesterov(lr=1 / root**2, beta=factor),
    ):
        points = np.abs(simulate(rule, quadratic(100), (1.0, 1.0), 400).points)
        far = points.max(axis=-1)
        kept.append(float((far[80:100].max() / far[30:50].max()) ** (1 / 50)))
    told = (factor, 1 - 1 / root)
    return Evidence(
        (
            between("heavy ball's share ÷ the theory's", kept[0] / told[0], 0.95, 1.05),
            between("Nesterov's share ÷ the theory's", kept[1] / told[1], 0.95, 1.05),
            at_least("Nesterov's share less heavy ball's", kept[1] - kept[0], 0.03),
        ),
        numbers={"momentum": kept[0], "nesterov": kept[1]},
    )


@claim(
    page=PAGE,
    says="On the six-hump camel Nesterov finds a lowest minimum from about two thirds of the "
    "starts.",
    limits="48 × 48 starts, the rate 0.075, 120 steps",
)
def nesterov_finds_the_camels_minima_from_two_thirds(
    nesterov: Any, six_hump_camel: Any
) -> Evidence:
    away = distances(over_the_window(nesterov(lr=0.075), six_hump_camel), six_hump_camel)
    return Evidence((between("share of the starts", float((away < CLOSE).mean()), 0.6, 0.72),))


def over_the_window(rule: Any, surface: Any) -> np.ndarray:
    """Return where runs end from the middles of 48 × 48 cells of the window."""
    return np.asarray(simulate(rule, surface, lattice(surface, 48), BUDGET).points[-1])
