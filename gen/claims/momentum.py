"""What is said of heavy-ball momentum."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.claims.ledger import Evidence, at_least, at_most, between, claim
from gen.claims.runs import (
    around,
    arrivals,
    column,
    ends,
    path,
    scripted,
)
from gen.losses import Kinked
from gen.measurements.grid import (
    arrival_steps,
    distances,
)
from gen.measurements.rate_search import tuned
from gen.simulate import simulate
from gen.surface import Surface

PAGE = "optimizers/momentum"


@claim(
    page=PAGE,
    says="In the velocity, pushes that alternate cancel and pushes that agree add up: to about "
    "half of one push, and to ten pushes.",
    limits="gradients of 1 and −1, 300 steps, β = 0.9",
)
def alternating_pushes_cancel_and_steady_ones_add_up(momentum: Any) -> Evidence:
    signs = np.where(np.arange(300) % 2, -1.0, 1.0)
    steady, alternate = (
        np.abs(np.diff(scripted(momentum(lr=1.0), pushes)[:, 0]))[-1]
        for pushes in (np.ones(300), signs)
    )
    return Evidence(
        (
            between("step under steady pushes ÷ one push", steady, 9.9, 10.1),
            between("under alternating ones", alternate, 0.5, 0.55),
        )
    )


@claim(
    page=PAGE,
    says="In the bend momentum ends nearer to the minimum than gradient descent.",
    limits="Rosenbrock, nine starts, each at the rate that the search chose, 120 steps",
)
def momentum_is_ahead_in_the_bend(momentum: Any, sgd: Any, rosenbrock: Any) -> Evidence:
    share = ends(momentum, rosenbrock) / ends(sgd, rosenbrock)
    return Evidence((at_most("distance at last ÷ gradient descent's", share, 0.8),))


@claim(
    page=PAGE,
    says="Momentum may go beyond gradient descent's limit: its own is 1 + β times as far.",
    limits="one axis of curvature 1, β of 0.5 and 0.9, rates two percent below and above, 1,500 "
    "steps",
)
def momentums_limit_is_beyond_descents(momentum: Any, quadratic: Any) -> Evidence:
    below, above = edges(momentum, quadratic, 2 * (1 + np.array([0.5, 0.9])))
    return Evidence(
        (at_most("last loss below the limit", below, 1e-6), at_least("above it", above, 1e6))
    )


def edges(rule: type[Any], valley: Surface, limits: np.ndarray) -> np.ndarray:
    """Return the last losses with β of 0.5 and 0.9 below and above limits for curvature 1."""
    rates = np.array([0.98, 1.02])[:, None, None] * limits[:, None] / 30
    # Across the valley, where the curvature is 30: along it every one of these rates is small.
    run = simulate(rule(lr=rates, beta=column(0.5, 0.9)), valley, (0.0, 1.0), 1500)
    return np.asarray(run.values[-1])


SWINGING = ("quadratic", "himmelblau", "saddle", "two-valleys")


@claim(
    page=PAGE,
    says="Momentum takes about a hundred steps on four surfaces, since each step keeps √β of the "
    "swing: with a shorter memory all four take fewer.",
    limits="the surface's own start and the rate of the search; with β = 0.8 the best of 40 rates",
    without="the memory of 0.9 (β = 0.8, for which the same formula says 47 steps)",
)
def the_memory_sets_the_number_of_steps(
    momentum: Any, quadratic: Any, himmelblau: Any, saddle: Any, two_valleys: Any
) -> Evidence:
    surfaces = quadratic, himmelblau, saddle, two_valleys
    usual = [int(arrivals(momentum, surface)[0]) for surface in surfaces]
    shorter = [soonest(momentum, surface, 0.8) for surface in surfaces]
    return Evidence(
        (between("steps with β = 0.9, where the formula says 100", usual, 85, 115),),
        (between("steps with β = 0.8, where it says 47", shorter, 30, 60),),
    )


def soonest(rule: type[Any], surface: Surface, beta: float) -> int:
    """Return the fewest steps from the surface's start, at any of 40 rates."""
    rates = np.geomspace(1e-3, 0.3, 40)[:, None]
    run = simulate(rule(lr=rates, beta=beta), surface, surface.start, 300)
    return int(arrival_steps(distances(run.points, surface)).min())


@claim(
    page=PAGE,
    says="Each step keeps √β of the swing, whatever the rate and the curvature.",
    limits="curvatures 1 and 30, three rates within the formula's range, β = 0.9; the largest "
    "swing of steps 200 to 300 against that of steps 0 to 100",
)
def each_step_keeps_the_root_of_the_memory(momentum: Any, quadratic: Any) -> Evidence:
    # Within (1 − √β)² < ηλ < (1 + √β)² for both curvatures.
    points = np.abs(path(momentum, quadratic, 300, (1.0, 1.0), lr=column(0.005, 0.02, 0.1)).points)
    kept = (points[200:].max(axis=0) / points[:101].max(axis=0)) ** (1 / 200)
    return Evidence((between("share kept by a step ÷ √0.9", kept / 0.9**0.5, 0.99, 1.01),))


@claim(
    page=PAGE,
    says="In our valley momentum gains nothing over gradient descent, because a memory of 0.9 is "
    "too long for it.",
    limits="nine starts, the slowest counts; eight memories, each at the best of 40 rates",
    without="the long memory (the best of eight)",
)
def a_memory_of_nine_tenths_is_too_long_for_our_valley(
    momentum: Any, sgd: Any, quadratic: Any
) -> Evidence:
    usual, best = in_the_valley(momentum, quadratic)
    descent = int(arrivals(sgd, quadratic).max())
    return Evidence(
        (at_least("steps of momentum ÷ gradient descent's", usual / descent, 0.7),),
        (at_most("the same with the best memory", best / descent, 1 / 3),),
        {"usual": usual, "best": best, "descent": descent},
    )


def in_the_valley(rule: type[Any], valley: Surface) -> tuple[int, int]:
    """Return the steps at the best of 40 rates with β = 0.9, and with the best of eight β."""
    memories = np.array([*np.arange(0.4, 0.8, 0.05), 0.9])[:, None, None]
    rates = np.geomspace(0.01, 0.12, 40)[:, None, None, None]
    run = simulate(rule(lr=rates, beta=memories), valley, around(valley), 120)
    *tried, usual = arrival_steps(distances(run.points, valley)).max(axis=-1).min(axis=0)
    return int(usual), int(min(tried))


@claim(
    page=PAGE,
    says="Beside the saddle momentum shoots past the pass, comes back, and then swings about the "
    "minimum: gradient descent is there first.",
    limits="nine starts, each at the rate that the search chose",
)
def momentum_swings_beside_the_saddle(momentum: Any, sgd: Any, saddle: Any) -> Evidence:
    points = simulate(tuned(momentum, saddle), saddle, around(saddle), 120).points
    turns = (np.diff(np.sign(np.diff(np.abs(points[..., 1]), axis=0)), axis=0) != 0).sum(axis=0)
    late = arrivals(momentum, saddle) - arrivals(sgd, saddle)
    return Evidence(
        (
            at_least("how far past the pass", points[..., 0].max(axis=0), 0.3),
            at_least("how often it turns about the minimum", turns, 4),
            at_least("steps that it needs more than gradient descent", late, 1),
        )
    )


@claim(
    page=PAGE,
    says="When a schedule lowers the rate at once, the form with the rate inside of the velocity "
    "keeps the old speed for a while, and ours brakes at once.",
    limits="a steady gradient, the rate falling to a tenth after 100 steps, β = 0.9",
)
def a_rate_inside_of_the_velocity_brakes_late(momentum: Any) -> Evidence:
    before, after = (scripted(momentum(lr=lr), np.ones(101))[:, 0] for lr in (1.0, 0.1))
    ours = (after[-1] - after[-2]) / (before[-2] - before[-3])
    v = 0.0
    for _ in range(100):
        v = 0.9 * v + 1.0
    theirs = (0.9 * v + 0.1) / v
    return Evidence(
        (
            between("first step after ÷ last step before, ours", ours, 0.09, 0.11),
            between("with the rate inside", theirs, 0.85, 0.95),
        )
    )


@claim(
    page=PAGE,
    says="With a small rate momentum is nearly gradient descent at ten times the rate; with larger "
    "ones the two drift apart.",
    limits="Rosenbrock, one start, 3,000 steps, β = 0.9; gradient descent's rates 0.0001 and 0.003",
)
def slow_momentum_is_descent_at_ten_times_the_rate(
    momentum: Any, sgd: Any, rosenbrock: Any
) -> Evidence:
    rates = column(1e-4, 3e-3)
    descent = path(sgd, rosenbrock, 3000, lr=rates).points[-1]
    memory = path(momentum, rosenbrock, 3000, lr=rates / 10).points[-1]
    slow, fast = np.hypot(*(descent - memory).T)
    return Evidence(
        (at_most("distance of their ends, slow", slow, 0.01), at_least("fast", fast, 0.3))
    )


@claim(
    page=PAGE,
    says="There are smooth, strongly convex functions on which heavy ball with Polyak's constants "
    "cycles for ever, and Nesterov's rule with its constants converges.",
    limits="the function of Lessard, Recht and Packard, with curvatures 1 and 25, from 3.3; 10,000 "
    "steps",
)
def heavy_ball_can_cycle_off_quadratics(momentum: Any, nesterov: Any) -> Evidence:
    def end(rule: Any) -> np.ndarray:
        x, points = np.array([3.3]), []
        state, loss = rule.init(x), Kinked()
        for t in range(1, 10_001):
            x, state = rule.step(x, state, t, loss)
            points.append(abs(x[0]))
        return np.array(points[-100:])

    # Polyak's rate (2 / (√1 + √25))² and memory ((√25 − √1) / (√25 + √1))².
    heavy = end(momentum(lr=1 / 9, beta=4 / 9))
    return Evidence(
        (
            at_least("how far heavy ball is at most in the last 100 steps", heavy.max(), 0.5),
            at_most("Nesterov", end(nesterov(lr=1 / 25, beta=2 / 3)).max(), 1e-9),
        )
    )
