"""What is said of Schedule-Free SGD."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.claims.ledger import FAILS, Evidence, at_least, at_most, between, claim
from gen.claims.runs import EACH_RATE, around, scores, scripted, walk
from gen.measurements.grid import starts
from gen.measurements.rate_search import BUDGET, RATES, gained, tuned
from gen.schedules import SCHEDULES
from gen.simulate import simulate
from gen.surface import Moment
from gen.surfaces import SURFACES

PAGE = "optimizers/schedule-free-sgd"
SEEDS: Any = np.arange(50)[:, None]


def mean_losses(rule: Any, surface: Any, steps: int, schedule: str | None = None) -> np.ndarray:
    """Return the loss after each step, on average over the draws of the noise."""
    noisy = Moment(surface, 0, seed=SEEDS)
    whence = np.tile(surface.start, (len(SEEDS), 1))
    run = simulate(rule, noisy, whence, steps, SCHEDULES[schedule] if schedule else None)
    return np.asarray(run.values.mean(axis=-1))


@claim(
    page=PAGE,
    says="A falling rate makes the end of a run precise, but only at the end that was planned; "
    "Schedule-Free SGD comes close to it at every step.",
    limits="the noisy valley, the mean loss of 50 draws of the noise, the rate 0.1; the rate falls "
    "along a cosine. At 100 and 200 steps Schedule-Free's loss is two to three times the cosine's",
)
def schedule_free_needs_no_planned_end(
    schedule_free_sgd: Any, sgd: Any, noisy_valley: Any
) -> Evidence:
    lengths = (300, 500, 1000)
    free = mean_losses(schedule_free_sgd(lr=0.1), noisy_valley, 1000)
    constant = mean_losses(sgd(lr=0.1), noisy_valley, 500)[-1]
    planned = [mean_losses(sgd(lr=0.1), noisy_valley, n, "cosine") for n in lengths]
    stopped = planned[-1][500]
    ratio = [free[n] / losses[-1] for n, losses in zip(lengths, planned, strict=True)]
    return Evidence(
        (
            at_least("constant rate ÷ cosine that ends at step 500", constant / planned[1][-1], 5),
            at_least(
                "cosine planned for 1,000 steps, stopped at 500, ÷ the same",
                stopped / planned[1][-1],
                3,
            ),
            between(
                "Schedule-Free ÷ the cosine that ends there, at 300, 500 and 1,000", ratio, 0.6, 1.7
            ),
        ),
        numbers={
            "constant": constant,
            "stopped": stopped,
            "planned": planned[1][-1],
            "free": free[500],
        },
    )


@claim(
    page=PAGE,
    says="Plain averaging (β = 0) is slow.",
    limits=f"without noise: {len(SURFACES)} surfaces, the grid of starts, 120 steps, each β at "
    "the best of its "
    "rates",
)
def plain_averaging_is_slow(schedule_free_sgd: Any, surfaces: Any) -> Evidence:
    found = decades(schedule_free_sgd, "beta", (0.0, 0.9, 0.99), surfaces).mean(axis=0)
    plain, usual, near_primal = found
    return Evidence(
        (
            at_least("decades that β = 0.9 gains more than 0", usual - plain, 0.8),
            at_least("decades that it gains more than 0.99", usual - near_primal, 0.5),
        ),
        numbers={"plain": plain, "usual": usual, "high": near_primal},
    )


def decades(rule: Any, knob: str, values: Any, surfaces: Any) -> np.ndarray:
    """Return the decades gained on each surface with each value, at a quarter of RATES."""
    rules = [rule(lr=EACH_RATE[::4], **{knob: value}) for value in values]
    return np.array(
        [[scores(each, surface, starts(surface)).max() for each in rules] for surface in surfaces]
    )


@claim(
    page=PAGE,
    says="In noise plain averaging is the slowest at first and the most precise in the end.",
    limits="the noisy valley, the mean loss of 50 draws, β = 0 and 0.9 each at the better of the "
    "rates "
    "0.0144, 0.0453 and 0.142, after 100 and after 1,000 steps",
)
def plain_averaging_is_precise_in_the_end(schedule_free_sgd: Any, noisy_valley: Any) -> Evidence:
    rates = np.array([0.0144, 0.0453, 0.142])[:, None, None]
    betas = np.array([0.0, 0.9])[:, None, None, None]
    found = mean_losses(schedule_free_sgd(lr=rates, beta=betas), noisy_valley, 1000)
    plain, usual = np.moveaxis(found.min(axis=-1), -1, 0)
    return Evidence(
        (
            at_least(
                "loss of plain averaging ÷ of β = 0.9 after 100", plain[100] / usual[100], 1.3
            ),
            at_most("the same after 1,000", plain[1000] / usual[1000], 0.8),
        )
    )


@claim(
    page=PAGE,
    says="While the runner swings, the average glides behind it.",
    verdict=FAILS,
    limits="the valley, nine starts, 120 steps at the tuned rate: how often each crosses the floor",
)
def the_average_glides_behind_the_runner(schedule_free_sgd: Any, quadratic: Any) -> Evidence:
    rule = tuned(schedule_free_sgd, quadratic)
    x = simulate(rule, quadratic, around(quadratic), BUDGET).points
    t = np.arange(1, len(x))[:, None, None]
    z = t * x[1:] - (t - 1) * x[:-1]  # the average moves one part in t of the way to it
    runner, average = (
        (np.diff(np.sign(points[..., 1]), axis=0) != 0).sum(axis=0) for points in (z, x)
    )
    return Evidence(
        (at_most("crossings of the average ÷ of the runner", average / runner, 0.5),),
        numbers={"runner": int(np.median(runner)), "average": int(np.median(average))},
    )


@claim(
    page=PAGE,
    says="Schedule-Free SGD takes more than five times gradient descent's rate on Himmelblau, "
    "Booth "
    "and the saddle, less than twice in the bends of Rosenbrock and Beale, and less than once in "
    "the "
    "valley.",
    limits="the rates of the search, nine starts, 120 steps",
)
def schedule_free_takes_larger_rates(
    schedule_free_sgd: Any,
    sgd: Any,
    himmelblau: Any,
    booth: Any,
    saddle: Any,
    rosenbrock: Any,
    beale: Any,
    quadratic: Any,
) -> Evidence:
    def times(surface: Any) -> float:
        return float(tuned(schedule_free_sgd, surface).lr) / float(tuned(sgd, surface).lr)

    return Evidence(
        (
            at_least(
                "times on the first three", [times(s) for s in (himmelblau, booth, saddle)], 5
            ),
            at_most("times in the bends", [times(s) for s in (rosenbrock, beale)], 2),
            at_most("times in the valley", times(quadratic), 0.99),
        )
    )


@claim(
    page=PAGE,
    says="In the valley the search takes a small rate because at larger ones the first step leaps "
    "out "
    "of the picture, and such a run gains nothing in it.",
    limits="nine starts, 120 steps; at 0.1 and all larger rates some start leaves",
    without="the search's rule that a run must stay in the picture",
)
def schedule_free_takes_a_small_rate_because_of_its_leap(
    schedule_free_sgd: Any, quadratic: Any
) -> Evidence:
    least = float(tuned(schedule_free_sgd, quadratic).lr)
    rates = np.array(RATES)
    rule = schedule_free_sgd(lr=rates[:, None, None])
    run = simulate(rule, quadratic, around(quadratic), BUDGET)
    leaves = ~quadratic.shows(run.points[:2]).all(axis=0).any(axis=1)
    scores = gained(run, quadratic.lowest).mean(axis=1)
    return Evidence(
        (
            at_most("rate of the search", least, 0.1),
            at_least(
                "share of the rates from 0.1 on at which all leave", leaves[rates >= 0.1].mean(), 1
            ),
        ),
        (at_least("best rate without the rule ÷ with it", rates[scores.argmax()] / least, 3),),
    )


@claim(
    page=PAGE,
    says="The first points that the runner passes keep their weight in the average for ever.",
    verdict=FAILS,
    limits="1,000 random gradients, β = 0.9: how far the average moves with the runner's first "
    "point. "
    "The start itself has no weight",
)
def the_first_points_keep_their_weight(schedule_free_sgd: Any) -> Evidence:
    gradients = np.random.default_rng(0).normal(size=1000)
    other = gradients.copy()
    other[0] -= 1.0  # moves the runner's first point by the rate, and
    other[1] += 1.0  # none of the later ones
    rule = schedule_free_sgd(lr=1.0)
    weight = (scripted(rule, other) - scripted(rule, gradients))[:, 0]
    return Evidence(
        (at_least("weight after 1,000 steps ÷ after 10", weight[1000] / weight[10], 0.9),),
        numbers={"ten": weight[10], "thousand": weight[1000]},
    )


@claim(
    page=PAGE,
    says="After t steps every point that the runner has passed has one part in t of the weight in "
    "the "
    "average, and the start has none.",
    limits="1,000 random gradients at a constant rate, β = 0.9",
)
def the_average_is_the_plain_mean(schedule_free_sgd: Any) -> Evidence:
    gradients = 10 * np.random.default_rng(0).normal(size=1000)
    points = scripted(schedule_free_sgd(lr=1.0), gradients, 50.0)[1:, 0]
    passed = 50.0 - np.cumsum(gradients)
    t = np.arange(1, 1001)
    return Evidence(
        (
            at_most("distance from their mean", np.abs(points - np.cumsum(passed) / t), 1e-9),
            at_least(
                "largest distance from the mean with the start",
                np.abs(points - (50.0 + np.cumsum(passed)) / (t + 1)).max(),
                0.3,
            ),
        )
    )


@claim(
    page=PAGE,
    says="In noise the loss where z runs stays high at a constant rate, and that of the average x "
    "falls far below it.",
    limits="the noisy valley, the mean loss of 50 draws of the noise, the rate 0.05, after 500 "
    "steps",
)
def the_average_falls_below_the_runner_in_noise(
    schedule_free_sgd: Any, noisy_valley: Any
) -> Evidence:
    noisy = Moment(noisy_valley, 0, seed=SEEDS)
    whence = np.tile(noisy_valley.start, (len(SEEDS), 1))
    points, states = walk(schedule_free_sgd(lr=0.05), noisy, 500, whence)
    runner = np.array([state["z"] for state in states])
    losses = [noisy_valley.value(at).mean(axis=-1) for at in (points[1:], runner)]
    return Evidence(
        (
            at_most("loss at x ÷ at z, after 500 steps", float(losses[0][-1] / losses[1][-1]), 0.2),
            at_least("loss at z after 500 steps ÷ after 250", losses[1][-1] / losses[1][249], 0.5),
        ),
        numbers={"average": losses[0][-1], "runner": losses[1][-1]},
    )
