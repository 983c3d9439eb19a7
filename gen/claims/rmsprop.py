"""What is said of RMSprop."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.claims.altered import Turned
from gen.claims.ledger import Evidence, at_least, at_most, between, claim
from gen.claims.nesterov import over_the_window
from gen.claims.runs import (
    EACH_RATE,
    around,
    column,
    first_below,
    highest_lately,
    path,
    scores,
    scripted,
)
from gen.measurements.grid import (
    distances,
)
from gen.measurements.rate_search import BUDGET, RATES, search
from gen.schedules import SCHEDULES
from gen.simulate import simulate
from gen.surface import CLOSE

PAGE = "optimizers/rmsprop"


@claim(
    page=PAGE,
    says="RMSprop is at the saddle's minimum long before gradient descent, and then its loss rises "
    "and falls.",
    limits="nine starts, both at the rate 0.05, 120 steps",
)
def rmsprop_leaves_the_ridge_first_and_does_not_stop(
    rmsprop: Any, sgd: Any, saddle: Any
) -> Evidence:
    descent, ours = (
        simulate(rule(lr=0.05), saddle, around(saddle), BUDGET) for rule in (sgd, rmsprop)
    )
    here = slice(0, 1)  # the surface's own start, on the ridge
    first = [first_below(distances(run.points, saddle), CLOSE)[here] for run in (ours, descent)]
    gaps = ours.values - saddle.lowest
    return Evidence(
        (
            at_most(
                "first step within a hundredth ÷ descent's, from its own start",
                first[0] / first[1],
                0.7,
            ),
            at_least(
                "highest loss after step 100 ÷ lowest before",
                gaps[100:].max(axis=0) / gaps[:100].min(axis=0),
                10,
            ),
        )
    )


@claim(
    page=PAGE,
    says="RMSprop and Adam hardly wait on a ridge, because they divide each coordinate by the size "
    "of its own gradient.",
    limits="the saddle, starts 10⁻¹ to 10⁻¹² beside the ridge, the rate 0.05; steps until one unit "
    "off the ridge",
    without="the division (an ε of 1, which outweighs the root near the pass)",
)
def dividing_by_the_gradient_ends_the_wait(rmsprop: Any, adam: Any, saddle: Any) -> Evidence:
    offsets = 10.0 ** -np.arange(1, 13)
    starts = np.stack([np.full(12, saddle.start[0]), offsets], axis=-1)
    waits = {}
    for eps in (1e-8, 1.0):
        for rule in (rmsprop, adam):
            run = simulate(rule(lr=0.05, eps=eps), saddle, starts, 1500)
            steps = first_below(-np.abs(run.points[..., 1]), -1.0)
            waits[rule.slug, eps] = int(np.ptp(steps))
    usual, undivided = ([waits[slug, eps] for slug in ("rmsprop", "adam")] for eps in (1e-8, 1.0))
    return Evidence(
        (at_most("steps from 10⁻¹² more than from 10⁻¹, RMSprop and Adam", usual, 10),),
        (at_least("the same with ε = 1", undivided, 80),),
    )


@claim(
    page=PAGE,
    says="RMSprop comes to bounce from side to side by half a learning rate, in every coordinate, "
    "steep or flat, without any noise.",
    limits="our valley, rates 0.01, 0.05 and 0.2, β = 0.9, the last 100 of 3,000 steps",
)
def rmsprop_bounces_by_half_its_rate(rmsprop: Any, quadratic: Any) -> Evidence:
    rates = column(0.01, 0.05, 0.2)
    tail = np.abs(path(rmsprop, quadratic, 3000, lr=rates).points[-100:])
    return Evidence(
        (between("distance from the minimum ÷ half the rate", 2 * tail / rates, 0.99, 1.01),)
    )


@claim(
    page=PAGE,
    says="If the rate falls, the bounce shrinks with it.",
    limits="our valley from nine starts, the rate 0.1, constant or falling along a cosine, 120 "
    "steps",
)
def a_falling_rate_ends_rmsprops_bounce(rmsprop: Any, quadratic: Any) -> Evidence:
    starts = around(quadratic)
    constant = simulate(rmsprop(lr=0.1), quadratic, starts, BUDGET)
    falling = simulate(rmsprop(lr=0.1), quadratic, starts, BUDGET, SCHEDULES["cosine"])
    share = falling.values[-1] / highest_lately(constant, 2)
    return Evidence((at_most("last loss, falling ÷ constant", share, 0.01),))


@claim(
    page=PAGE,
    says="With a memory of 0.999 RMSprop comes to rest at small rates; at larger ones it swings "
    "widely for thousands of steps before it bounces.",
    limits="our valley, rates 0.03 and 0.3, 20,000 steps",
)
def a_long_memory_lets_rmsprop_rest_or_swing(rmsprop: Any, quadratic: Any) -> Evidence:
    run = path(rmsprop, quadratic, 20_000, lr=column(0.03, 0.3), beta=0.999)
    small, large = np.abs(run.points).max(axis=-1).T
    return Evidence(
        (
            at_most("distance at step 8,000, the rate 0.03", small[7900:8000], 1e-12),
            at_least("largest of steps 4,000 to 14,000, at 0.3", large[4000:14_000].max(), 0.3),
            between("of the last hundred steps ÷ half the rate", large[-100:] / 0.15, 0.95, 1.05),
        )
    )


@claim(
    page=PAGE,
    says="RMSprop's first step is η/√(1 − β) long, about three rates at 0.9, and no step is "
    "longer.",
    limits="gradients of 10⁻³ to 10³; the longest step of 2,000 random scripts of 30 gradients of "
    "very different sizes",
)
def rmsprops_first_step_is_three_rates_long(rmsprop: Any) -> Evidence:
    slopes = 10.0 ** np.arange(-3, 4)
    first = np.abs(scripted(rmsprop(lr=1.0, eps=0.0), [slopes], 0 * slopes)[1])
    sizes = np.random.default_rng(1).uniform(-4, 4, (30, 2000))
    steps = np.abs(np.diff(scripted(rmsprop(lr=1.0), 10.0**sizes, np.zeros(2000)), axis=0))
    return Evidence(
        (
            between("first step ÷ rate", first, 3.1, 3.2),
            at_most("longest step ÷ η/√(1 − β)", float(steps.max() * 0.1**0.5), 1.0001),
        )
    )


@claim(
    page=PAGE,
    says="The more steps there are, the smaller is RMSprop's best rate, in proportion: it is one "
    "to three times the way to go divided by the number of steps.",
    limits="our valley, where two units are to go, with 60, 120, 240 and 480 steps",
)
def rmsprops_best_rate_falls_with_the_steps(rmsprop: Any, quadratic: Any) -> Evidence:
    budgets = np.array([60, 120, 240, 480])
    best = np.array([search(rmsprop, quadratic, int(steps))["lr"] for steps in budgets])
    return Evidence((between("best rate × steps ÷ 2", best * budgets / 2, 1, 3),))


@claim(
    page=PAGE,
    says="In a valley turned by 45 degrees RMSprop's best rate gains less: about a decade.",
    limits=f"nine starts, {len(RATES)} rates, 120 steps",
)
def a_turned_valley_costs_rmsprop_a_decade(rmsprop: Any, quadratic: Any) -> Evidence:
    starts, turned = around(quadratic), Turned(quadratic)
    straight, askew = (
        scores(rmsprop(lr=EACH_RATE), loss, here).max()
        for loss, here in ((quadratic, starts), (turned, turned.there(starts)))
    )
    return Evidence((between("decades less", float(straight - askew), 0.8, 1.5),))


@claim(
    page=PAGE,
    says="Under noise RMSprop's expected step is near η μ/√(μ² + σ²).",
    limits="gradients of mean 1 and deviations 0.5, 1, 3 and 10, β = 0.99, 20,000 steps",
)
def rmsprop_is_a_sign_softened_by_noise(rmsprop: Any) -> Evidence:
    sigma = np.array([0.5, 1.0, 3.0, 10.0])
    noise = np.random.default_rng(2).standard_normal((20_000, 4))
    points = scripted(rmsprop(lr=1.0, beta=0.99), 1 + sigma * noise, np.zeros(4))
    mean = (points[1000] - points[-1]) / 19_000
    return Evidence((between("mean step ÷ the formula's", mean * np.sqrt(1 + sigma**2), 0.8, 1.2),))


@claim(
    page=PAGE,
    says="In the bend RMSprop either creeps or bounces: at no constant rate does it come as near "
    "as with a rate that falls.",
    limits=f"Rosenbrock, {len(RATES)} rates, the middle of nine starts, 120 steps, a cosine",
)
def rmsprop_creeps_or_bounces_in_the_bend(rmsprop: Any, rosenbrock: Any) -> Evidence:
    starts, rule = around(rosenbrock), rmsprop(lr=EACH_RATE)
    constant, falling = (
        np.median(
            simulate(rule, rosenbrock, starts, BUDGET, schedule).values[-30:].max(axis=0), axis=-1
        ).min()
        for schedule in (None, SCHEDULES["cosine"])
    )
    return Evidence((at_least("best loss, constant ÷ falling", float(constant / falling), 1.5),))


@claim(
    page=PAGE,
    says="On the six-hump camel RMSprop finds a lowest minimum from nearly half of the starts.",
    limits="48 × 48 starts, the rate 0.0133, 120 steps",
)
def rmsprop_finds_the_camels_minima_from_nearly_half(rmsprop: Any, six_hump_camel: Any) -> Evidence:
    away = distances(over_the_window(rmsprop(lr=0.0133), six_hump_camel), six_hump_camel)
    return Evidence((between("share of the starts", float((away < CLOSE).mean()), 0.42, 0.5),))
