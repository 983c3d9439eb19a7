"""What is said of LAMB."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.claims.altered import Moved, Stretched
from gen.claims.lars import slow_from_small_weights
from gen.claims.ledger import Evidence, at_least, at_most, between, claim
from gen.claims.runs import (
    around,
    column,
    lengths,
    path,
)
from gen.measurements.grid import (
    distances,
    lattice,
)
from gen.measurements.rate_search import BUDGET, RATES, tuned
from gen.measurements.standings import standing
from gen.schedules import SCHEDULES
from gen.simulate import simulate
from gen.surface import CLOSE

PAGE = "optimizers/lamb"


@claim(
    page=PAGE,
    says="LAMB gets to the bottom of Ackley, because its minimum lies at zero.",
    limits="a grid of 36 starts, 120 steps, the loss of the middle one at the best of 25 rates; "
    "LARS, whose steps are such shares as well, does not get there",
    without="the place of the minimum (the surface moved by (2, 1))",
)
def lamb_finds_ackleys_bottom_because_it_is_at_zero(lamb: Any, lars: Any, ackley: Any) -> Evidence:
    rates, to = np.array(RATES[::2])[:, None, None], np.array([2.0, 1.0])

    def left(rule: Any, surface: Any, starts: np.ndarray) -> float:
        values = simulate(rule(lr=rates), surface, starts, BUDGET).values[-1]
        return float(np.median(values, axis=-1).min())

    here = left(lamb, ackley, lattice(ackley))
    moved = left(lamb, Moved(ackley, to), lattice(ackley) + to)
    return Evidence(
        (
            at_most("loss that is left", here, 0.05),
            at_least("loss that LARS leaves", left(lars, ackley, lattice(ackley)), 1),
        ),
        (at_least("loss that is left, moved ÷ not moved", moved / here, 10),),
        {"moved": moved},
    )


@claim(
    page=PAGE,
    says="On two weights every step of LAMB is the rate times the distance from zero.",
    limits="four surfaces, 200 steps at the rate 0.02; up to rounding",
)
def lambs_steps_are_exactly_a_share(
    lamb: Any, quadratic: Any, rosenbrock: Any, beale: Any, himmelblau: Any
) -> Evidence:
    shares = []
    for surface in (quadratic, rosenbrock, beale, himmelblau):
        points = path(lamb, surface, 200, lr=0.02).points
        shares.append(lengths(points) / (0.02 * np.sqrt((points[:-1] ** 2).sum(axis=-1))))
    return Evidence((between("step ÷ that share", np.array(shares), 1 - 1e-9, 1 + 1e-9),))


@claim(
    page=PAGE,
    says="On Rosenbrock LAMB is next to zero when the picture ends, and 400 steps after the start "
    "it has left.",
    limits="nine starts, its best rate; next to is within 0.01, left is farther than 0.2",
)
def lamb_lingers_at_zero_and_leaves_it(lamb: Any, rosenbrock: Any) -> Evidence:
    points = simulate(tuned(lamb, rosenbrock), rosenbrock, around(rosenbrock), 400).points
    size = np.sqrt((points**2).sum(axis=-1))
    return Evidence(
        (
            at_most(f"distance from zero after {BUDGET} steps", size[BUDGET], 0.01),
            at_least("distance from zero after 400 steps", size[400], 0.2),
        )
    )


@claim(
    page=PAGE,
    says="At a constant rate LAMB does not come to rest at a minimum that is not zero. With a rate "
    "that falls to zero it ends nearer.",
    limits="Himmelblau's surface, nine starts, the rate 0.02, 1,000 steps",
)
def lamb_needs_a_rate_that_falls(lamb: Any, himmelblau: Any) -> Evidence:
    starts = around(himmelblau)
    steady = simulate(lamb(lr=0.02), himmelblau, starts, 1000).points
    falling = simulate(lamb(lr=0.02), himmelblau, starts, 1000, SCHEDULES["cosine"]).points
    late = distances(steady[-200:], himmelblau)
    return Evidence(
        (
            at_least("largest distance in the last 200 steps", late.max(axis=0), 5 * CLOSE),
            at_most(
                "distance at the end if the rate falls ÷ usual one if not",
                distances(falling[-1], himmelblau) / late.mean(axis=0),
                0.5,
            ),
        )
    )


@claim(
    page=PAGE,
    says="ε hardly matters up to 0.001.",
    limits="four surfaces, 120 steps at the rate 0.02 without decay, ε of 10⁻⁸ and 10⁻³; hardly is "
    "less than a hundredth of the start's distance from zero",
)
def lambs_epsilon_hardly_matters(
    lamb: Any, quadratic: Any, rosenbrock: Any, beale: Any, himmelblau: Any
) -> Evidence:
    apart = []
    for surface in (quadratic, rosenbrock, beale, himmelblau):
        points = path(lamb, surface, 120, lr=0.02, eps=column(1e-8, 1e-3)).points
        apart.append(np.abs(points[:, 0] - points[:, 1]).max() / np.abs(points[0]).max())
    return Evidence((at_most("largest distance, as a share of the start", np.array(apart), 0.01),))


@claim(
    page=PAGE,
    says="Without decay LAMB's first step goes along a diagonal.",
    limits="the grid of 36 starts on four surfaces, ε of 0",
)
def lambs_first_step_is_a_sign(
    lamb: Any, quadratic: Any, rosenbrock: Any, beale: Any, himmelblau: Any
) -> Evidence:
    ratios = []
    for surface in (quadratic, rosenbrock, beale, himmelblau):
        rule = lamb(lr=0.02, weight_decay=0.0, eps=0.0)
        x, y = np.moveaxis(
            np.diff(simulate(rule, surface, lattice(surface), 1).points, axis=0), -1, 0
        )
        ratios.append(np.abs(x / y))
    return Evidence((between("step along x ÷ along y", np.array(ratios), 1 - 1e-9, 1 + 1e-9),))


@claim(
    page=PAGE,
    says="On the two layers LAMB starts slowly, because the weights begin small.",
    limits="six random starts, each rule at its best rate from small weights; the loss that is "
    "left after 20 steps, beside momentum's",
    without="the small weights (starts eight times as large)",
)
def lamb_starts_slowly_because_weights_are_small(
    lamb: Any, momentum: Any, two_layer_network: Any
) -> Evidence:
    return slow_from_small_weights(lamb, momentum, two_layer_network)


@claim(
    page=PAGE,
    says="Where LAMB fails, five times as many steps help, but beyond 600 more do not, as long as "
    "the rate stays what it is.",
    limits="the network's plane, nine starts of a grid, 600 steps and 1,200; the highest loss of "
    "the last 60, from the middle start",
)
def more_steps_do_not_help_lamb(lamb: Any, network_plane: Any) -> Evidence:
    rule = standing(lamb, network_plane).optimizer
    run = simulate(rule, network_plane, lattice(network_plane, 3), 1200)
    gaps = run.values - network_plane.lowest
    first, early, late = (np.median(gaps[end - 60 : end].max(axis=0)) for end in (121, 601, 1201))
    return Evidence(
        (
            at_least("loss after 1,200 steps ÷ after 600", float(late / early), 0.5),
            at_most("loss after 600 steps ÷ after 120", float(early / first), 0.5),
        )
    )


@claim(
    page=PAGE,
    says="LAMB's largest lead over gradient descent is on a surface whose minimum lies at zero.",
    limits="the surfaces of this site, a grid of 36 starts, 120 steps at each one's best rate",
)
def lamb_leads_most_where_the_minimum_is_at_zero(lamb: Any, sgd: Any, surfaces: Any) -> Evidence:
    lead = {s: standing(lamb, s).mean - standing(sgd, s).mean for s in surfaces}
    best = max(lead, key=lambda surface: lead[surface])
    off = float(np.abs(np.array(best.minima)).max())
    return Evidence((at_most("how far that minimum is from zero", off, 0.0),))


@claim(
    page=PAGE,
    says="A loss multiplied by 1,000 leaves LAMB's path as it is, and so does a missing bias "
    "correction, without decay.",
    limits="Rosenbrock's surface, 60 steps at the rate 0.02, ε of 0",
)
def lamb_does_not_see_what_multiplies_its_step(lamb: Any, rosenbrock: Any) -> Evidence:
    rule = lamb(lr=0.02, weight_decay=0.0, eps=0.0)
    ours = simulate(rule, rosenbrock, rosenbrock.start, 60).points
    tall = simulate(rule, Stretched(rosenbrock, 1000.0), rosenbrock.start, 60).points
    x, m, v = ours[0], np.zeros(2), np.zeros(2)
    for _ in range(60):
        g = rosenbrock.grad(x)
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
        u = m / np.sqrt(v)
        x = x - 0.02 * np.sqrt((x**2).sum() / (u**2).sum()) * u
    return Evidence(
        (
            at_most(
                "distance between the paths, multiplied", np.abs(tall - ours).max().item(), 1e-9
            ),
            at_most("distance of the ends, uncorrected", np.abs(x - ours[-1]).max().item(), 1e-9),
        )
    )
