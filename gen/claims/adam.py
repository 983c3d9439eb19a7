"""What is said of Adam."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.claims.ledger import FAILS, IN_PART, Evidence, at_least, at_most, between, claim
from gen.claims.runs import (
    EACH_RATE,
    around,
    column,
    lengths,
    path,
    scripted,
)
from gen.measurements.grid import (
    arrival_steps,
    distances,
)
from gen.measurements.rate_search import RATES, tuned
from gen.schedules import SCHEDULES
from gen.simulate import Trajectory, simulate

PAGE = "optimizers/adam"


@claim(
    page=PAGE,
    says="Adam's first step moves every coordinate by the learning rate, however steep it is.",
    limits="gradients from 0.000001 to 1,000,000, the rate 0.1",
)
def adam_moves_by_its_rate_at_first(adam: Any) -> Evidence:
    slopes = 10.0 ** np.arange(-6, 7)
    moved = np.abs(scripted(adam(lr=0.1, eps=1e-12), [slopes], 0 * slopes)[1])
    return Evidence((between("first step ÷ rate", moved / 0.1, 0.999, 1.001),))


@claim(
    page=PAGE,
    says="Uncorrected, Adam's steps would be too long for more than a thousand steps: three times "
    "at the first, over six times at the worst, and by a quarter still at step 1000.",
    limits="gradients that keep size and sign, β₁ = 0.9 and β₂ = 0.999",
)
def adam_needs_its_correction_for_a_thousand_steps(adam: Any) -> Evidence:
    corrected = np.diff(scripted(adam(lr=1.0, eps=0.0), np.ones(1000))[:, 0])
    m, v, uncorrected = 0.0, 0.0, []
    for _ in range(1000):
        m, v = 0.9 * m + 0.1, 0.999 * v + 0.001
        uncorrected.append(m / v**0.5)
    factor = np.array(uncorrected) / np.abs(corrected)
    worst = int(factor.argmax()) + 1
    return Evidence(
        (
            between("too long at step 1, by a factor of", factor[0], 3.1, 3.2),
            between("worst step", worst, 10, 14),
            at_least("too long then, by a factor of", factor.max(), 6),
            between("too long at step 1000, by a factor of", factor[-1], 1.2, 1.3),
        ),
        numbers={"first": factor[0], "worst": factor.max(), "worst_step": worst},
    )


def leaps(run: Trajectory) -> np.ndarray:
    """Return the highest loss of each run after it had all but reached zero."""
    losses = run.values.reshape(len(run.values), -1)
    reached = np.maximum.accumulate(losses < 1e-11, axis=0)
    return np.where(reached.any(axis=0), np.where(reached, losses, 0).max(axis=0), np.inf)


@claim(
    page=PAGE,
    says="On the noiseless quadratic Adam converges and jumps out again, because its divisor "
    "forgets how large the gradients were.",
    limits="the valley with curvatures 1 and 30, the rate 0.5, 4,000 steps, one start",
    without="the forgetting (AMSGrad, whose divisor never falls; or a floor ε of 1 under it)",
)
def adam_jumps_out_of_a_minimum_because_it_forgets(
    adam: Any, amsgrad: Any, quadratic: Any
) -> Evidence:
    tiny, small, large = leaps(path(adam, quadratic, 4000, lr=0.5, eps=column(1e-8, 0.1, 1.0)))
    kept = leaps(path(amsgrad, quadratic, 4000, lr=0.5))
    return Evidence(
        (
            at_least("highest loss after having been below 10⁻¹¹", tiny, 0.1),
            at_least("the same with ε = 0.1", small, 0.1),
        ),
        (
            at_most("the same with AMSGrad", kept, 1e-6),
            at_most("the same with ε = 1", large, 1e-6),
        ),
    )


@claim(
    page=PAGE,
    says="A rate that falls to zero keeps Adam from jumping out of a minimum.",
    limits="the valley, the rate 0.5 falling along a cosine, 4,000 steps, one start",
)
def a_falling_rate_keeps_adam_from_jumping(adam: Any, quadratic: Any) -> Evidence:
    falling = leaps(path(adam, quadratic, 4000, schedule=SCHEDULES["cosine"], lr=0.5))
    return Evidence((at_most("highest loss after having been below 10⁻¹¹", falling, 1e-6),))


@claim(
    page=PAGE,
    says="Of the β₂ that were tried, Adam comes to rest in our valley only with 0.999.",
    limits="β₂ of 0.3, 0.5, 0.8, 0.9, 0.95, 0.99 and 0.999, the rate 0.1; the losses of steps "
    "5,500 to 6,000",
)
def adam_rests_only_with_a_long_memory_of_squares(adam: Any, quadratic: Any) -> Evidence:
    memories = (0.3, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999)
    run = path(adam, quadratic, 6000, lr=0.1, beta2=column(*memories))
    late = np.median(run.values[5500:], axis=0)
    return Evidence(
        (
            at_least("middle loss for β₂ up to 0.99", late[:-1], 1e-6),
            at_most("middle loss for 0.999", late[-1], 1e-30),
        )
    )


@claim(
    page=PAGE,
    says="Adam stops converging when β₂ is set below β₁.",
    verdict=FAILS,
    limits="the valley, β₁ = 0.9, the rate 0.1; the losses of steps 5,500 to 6,000. The edge lies "
    "between 0.99 and 0.999, far above β₁",
)
def adam_stops_converging_below_beta1(adam: Any, quadratic: Any) -> Evidence:
    run = path(adam, quadratic, 6000, lr=0.1, beta2=column(0.95, 0.99))
    above = np.median(run.values[5500:], axis=0)
    return Evidence((at_most("middle loss for β₂ of 0.95 and 0.99, above β₁", above, 1e-12),))


def soonest(rule: type[Any], surface: Any, **knobs: float) -> int:
    """Return the steps of the slowest of nine starts at the rate at which that is least."""
    run = simulate(rule(lr=EACH_RATE, **knobs), surface, around(surface), 400)
    return int(arrival_steps(distances(run.points, surface)).max(axis=-1).min())


@claim(
    page=PAGE,
    says="Beside the saddle Adam is later than gradient descent because of its momentum, which "
    "swings about the minimum.",
    verdict=IN_PART,
    limits="nine starts, each variant at the rate at which its slowest start arrives first. "
    "Without momentum Adam is sooner, and still later than descent",
    without="the momentum (β₁ = 0)",
)
def adam_is_late_beside_the_saddle_because_of_momentum(
    adam: Any, sgd: Any, saddle: Any
) -> Evidence:
    with_it, descent = soonest(adam, saddle), soonest(sgd, saddle)
    without = soonest(adam, saddle, beta1=0.0)
    return Evidence(
        (at_least("steps of Adam beyond gradient descent's", with_it - descent, 10),),
        (
            at_least("steps that Adam saves without momentum", with_it - without, 10),
            at_most("steps that it still needs beyond descent's", without - descent, 0),
        ),
        {"adam": with_it, "sgd": descent, "without_momentum": without},
    )


@claim(
    page=PAGE,
    says="Beside the saddle Adam is late because its divisor must first forget.",
    verdict=FAILS,
    limits="nine starts, each variant at the rate at which its slowest start arrives first",
    without="the forgetting (AMSGrad, whose divisor never falls)",
)
def adam_is_late_beside_the_saddle_because_it_forgets(
    adam: Any, amsgrad: Any, sgd: Any, saddle: Any
) -> Evidence:
    descent = soonest(sgd, saddle)
    return Evidence(
        (at_least("steps of Adam beyond gradient descent's", soonest(adam, saddle) - descent, 10),),
        (at_most("steps of AMSGrad beyond descent's", soonest(amsgrad, saddle) - descent, 5),),
    )


@claim(
    page=PAGE,
    says="With β₁ = 0 Adam is RMSprop with the correction, exactly.",
    limits="Rosenbrock, 50 steps, the rate 0.01",
)
def adam_without_momentum_is_corrected_rmsprop(adam: Any, rosenbrock: Any) -> Evidence:
    points = path(adam, rosenbrock, 50, lr=0.01, beta1=0.0).points
    x, v, away = points[0], np.zeros(2), []
    for t in range(1, 51):
        g = rosenbrock.grad(x)
        v = 0.999 * v + 0.001 * g**2
        x = x - 0.01 * g / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
        away.append(np.abs(x - points[t]).max())
    return Evidence((at_most("distance between the two", away, 1e-10),))


@claim(
    page=PAGE,
    says="With β₁ = 0.99 Adam swings for hundreds of steps.",
    limits="our valley from nine starts, the rate 0.1",
)
def adam_swings_with_a_very_long_memory(adam: Any, quadratic: Any) -> Evidence:
    run = simulate(adam(lr=0.1, beta1=0.99), quadratic, around(quadratic), 2000)
    steps = arrival_steps(distances(run.points, quadratic))
    return Evidence((between("steps until it is close for good", steps, 400, 1500),))


@claim(
    page=PAGE,
    says="Adam's rate does not change its meaning when β₁ is turned; heavy ball's does, since its "
    "velocity is a sum.",
    limits="steady gradients, β₁ of 0, 0.5, 0.9 and 0.99, the 2,000th step",
    without="the sum (heavy ball's velocity multiplied by 1 − β, an average)",
)
def adams_rate_keeps_its_meaning(adam: Any, momentum: Any) -> Evidence:
    memories, pushes = column(0.0, 0.5, 0.9, 0.99), np.ones(2000)
    ours, balls, averaged = (
        np.abs(np.diff(scripted(rule, pushes, np.zeros((4, 1)))[-2:], axis=0))[0]
        for rule in (
            adam(lr=1.0, beta1=memories),
            momentum(lr=1.0, beta=memories),
            momentum(lr=1 - memories, beta=memories),
        )
    )
    return Evidence(
        (
            between("Adam's step ÷ rate", ours, 0.99, 1.01),
            at_least("heavy ball's step with 0.99 ÷ with 0", float((balls[-1] / balls[0])[0]), 90),
        ),
        (between("averaged heavy ball's step ÷ rate", averaged, 0.99, 1.01),),
    )


@claim(
    page=PAGE,
    says="No rate up to 10 makes Adam diverge in our valley: at too large a rate it roams.",
    limits=f"{len(RATES)} rates, nine starts, 1,000 steps",
)
def adam_roams_and_does_not_diverge(adam: Any, quadratic: Any) -> Evidence:
    run = simulate(adam(lr=EACH_RATE), quadratic, around(quadratic), 1000)
    return Evidence(
        (
            at_most("runs that diverge", float((run.diverged_at >= 0).sum()), 0),
            at_most(
                "farthest that any gets ÷ its rate, at rates of 1 and more",
                (np.abs(run.points).max(axis=(0, 3)) / EACH_RATE[..., 0])[-9:],
                20,
            ),
        )
    )


@claim(
    page=PAGE,
    says="On Beale's surface gradient descent's longest step, on the wall, is some fifty times as "
    "long as its middle one, and Adam's some five times.",
    limits="nine starts, each at the rate that the search chose; the first 40 steps",
)
def adams_steps_are_as_long_on_the_plain(adam: Any, sgd: Any, beale: Any) -> Evidence:
    uneven = []
    for rule in (adam, sgd):
        points = simulate(tuned(rule, beale), beale, around(beale), 40).points
        found = lengths(points)
        uneven.append(found.max(axis=0) / np.median(found, axis=0))
    return Evidence(
        (
            at_most("Adam's longest step ÷ its middle one", uneven[0], 10),
            at_least("gradient descent's", uneven[1], 30),
        )
    )


@claim(
    page=PAGE,
    says="Raise ε until it dominates, and Adam is momentum with an averaged velocity at the rate "
    "η/ε.",
    limits="200 random gradients, ε = 10⁶; steps from the 150th on, when the correction has faded",
)
def adam_with_a_large_epsilon_is_momentum(adam: Any, momentum: Any) -> Evidence:
    pushes = np.random.default_rng(0).standard_normal((200, 3))
    ours, balls = (
        np.diff(scripted(rule, pushes, np.zeros(3)), axis=0)[150:]
        for rule in (adam(lr=1e6, eps=1e6), momentum(lr=0.1))
    )
    return Evidence((at_most("difference of two steps", np.abs(ours - balls), 1e-4),))


@claim(
    page=PAGE,
    says="Beside the saddle Adam reaches the minimum early and swings about it.",
    limits="nine starts, at the rate that the search chose, 120 steps",
)
def adam_swings_about_the_saddles_minimum(adam: Any, saddle: Any) -> Evidence:
    points = simulate(tuned(adam, saddle), saddle, around(saddle), 120).points
    last = arrival_steps(distances(points, saddle))
    beyond = np.abs(points[..., 1]) > saddle.minima[0][1]
    first = np.where(beyond.any(axis=0), beyond.argmax(axis=0), len(points))
    return Evidence(
        (at_least("steps from passing the minimum to staying close", last - first, 40),)
    )


@claim(
    page=PAGE,
    says="After a long silence one gradient makes a step of 3.2 η; gradients that grow by 11 "
    "percent a step make one of 7.3 η, and with faster or slower growth it is shorter.",
    limits="β₁ = 0.9 and β₂ = 0.999, thousands of quiet steps before, 1,000 growing ones",
)
def adams_longest_step_is_seven_rates(adam: Any) -> Evidence:
    quiet = scripted(adam(lr=1.0, eps=0.0), np.append(np.full(20_000, 1e-9), 1.0))[:, 0]
    growth = np.append(np.linspace(1.02, 1.2, 10), 0.999 / 0.9)
    # Small ones for so long that the correction has faded, then growing ones up to 1.
    before = np.full((8000, len(growth)), 1e-90)
    pushes = np.concatenate([before, growth ** np.arange(-1000.0, 1.0)[:, None]])
    last = np.abs(np.diff(scripted(adam(lr=1.0, eps=0.0), pushes, np.zeros(11)), axis=0))[-1]
    return Evidence(
        (
            between("step after a silence ÷ rate", float(quiet[-2] - quiet[-1]), 3.1, 3.25),
            between("step under gradients that grow by β₂/β₁", float(last[-1]), 7.2, 7.3),
            at_most("longest under any other growth", float(last[:-1].max()), float(last[-1])),
        )
    )


@claim(
    page=PAGE,
    says="For a frozen divisor Adam is stable while the rescaled curvature stays below "
    "2(1 + β₁)/((1 − β₁)η), which is 38/η at 0.9.",
    limits="one axis, the divisor held at 1 by ε, curvatures two percent below and above, 3,000 "
    "steps",
)
def frozen_adams_edge_is_38(adam: Any, quadratic: Any) -> Evidence:
    # The steep axis has curvature 30; a huge ε, and a rate as much larger, freeze the divisor.
    rates = column(0.98, 1.02) * 38 / 30 * 1e12
    values = path(adam, quadratic, 3000, (0.0, 1e-60), lr=rates, eps=1e12).values
    below, above = values[-1]
    return Evidence(
        (at_most("last loss below the edge", below, 1e-120), at_least("above it", above, 1))
    )
