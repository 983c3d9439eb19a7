"""What is said of SGD with noise."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.claims.ledger import Evidence, at_least, at_most, between, claim
from gen.claims.runs import (
    path,
)
from gen.measurements.grid import (
    distances,
    lattice,
)
from gen.measurements.rate_search import BUDGET
from gen.measurements.standings import standing
from gen.schedules import SCHEDULES
from gen.simulate import Trajectory, simulate
from gen.surface import Moment, Surface
from gen.surfaces import SURFACES
from gen.surfaces.quadratic import quadratic as valley

PAGE = "optimizers/sgd-with-noise"
SEEDS: Any = np.arange(100)[:, None]


def many(
    rule: Any, surface: Surface, steps: int, start: Any = None, schedule: Any = None
) -> Trajectory:
    """Return a hundred runs, each with draws of its own."""
    whence = np.tile(surface.start if start is None else start, (len(SEEDS), 1))
    return simulate(rule, Moment(surface, 0, seed=SEEDS), whence, steps, schedule)


@claim(
    page=PAGE,
    says="With noise descent approaches as fast as without, and then hovers in a ball about the "
    "minimum, "
    "which shrinks with the rate and with the noise.",
    limits="the valley, 100 draws of the noise, the rate 0.05 and σ = 4, a quarter of the rate, "
    "half of "
    "the noise; the size of the ball is the root of the mean squared distance in steps 700 to "
    "1,000",
)
def noise_leaves_a_ball(sgd_with_noise: Any, sgd: Any, quadratic: Any) -> Evidence:
    whole = many(sgd_with_noise(lr=0.05, sigma=4.0), quadratic, 1000)
    slow = many(sgd_with_noise(lr=0.0125, sigma=4.0), quadratic, 1000)
    calm = many(sgd_with_noise(lr=0.05, sigma=2.0), quadratic, 1000)
    exact = path(sgd, quadratic, 40, lr=0.05).points[-1]
    apart = np.abs(whole.points[40].mean(axis=0) - exact)
    ball, slower, calmer = (
        float(np.sqrt((run.points[700:] ** 2).sum(axis=-1).mean())) for run in (whole, slow, calm)
    )
    return Evidence(
        (
            at_most("mean of the draws after 40 steps, from the path without noise", apart, 0.4),
            at_least("size of the ball", ball, 0.3),
            between("with a quarter of the rate ÷ before", slower / ball, 0.3, 0.7),
            between("with half of the noise ÷ before", calmer / ball, 0.45, 0.55),
        ),
        numbers={"ball": ball, "slower": slower, "calmer": calmer},
    )


@claim(
    page=PAGE,
    says="A falling rate makes the end precise because the ball shrinks with the rate, and a "
    "large first "
    "rate makes the start fast.",
    limits="the valley, σ = 4, 500 steps, the mean loss of 100 draws; the rate 0.05 falling along "
    "a "
    "cosine",
    without="the fall (a constant rate, large or a fiftieth of it)",
)
def a_falling_rate_is_fast_and_precise(sgd_with_noise: Any, quadratic: Any) -> Evidence:
    def end(rate: float, schedule: Any = None) -> float:
        run = many(sgd_with_noise(lr=rate, sigma=4.0), quadratic, 500, schedule=schedule)
        return float(run.values[-1].mean())

    falling, large, small = end(0.05, SCHEDULES["cosine"]), end(0.05), end(0.001)
    return Evidence(
        (at_most("loss at the end", falling, 0.1),),
        (
            at_least("loss with the large rate ÷ before", large / falling, 5),
            at_least("loss with the small rate ÷ before", small / falling, 5),
        ),
        {"falling": falling, "large": large, "small": small},
    )


@claim(
    page=PAGE,
    says="The noise leaves a variance of ησ²/(λ(2 − ηλ)) along each direction of curvature λ.",
    limits="the valley with curvatures 1 and 4, σ = 1, rates of 0.02 and 0.1, 100 draws, steps "
    "500 to "
    "1,500",
)
def noise_leaves_the_variance_of_the_formula(sgd_with_noise: Any) -> Evidence:
    curvature, found = np.array([1.0, 4.0]), []
    for lr in (0.02, 0.1):
        run = many(sgd_with_noise(lr=lr, sigma=1.0), valley(4), 1500, start=(0.0, 0.0))
        said = lr / (curvature * (2 - lr * curvature))
        found.append(run.points[500:].var(axis=(0, 1)) / said)
    return Evidence((between("variance ÷ the formula's", np.array(found), 0.85, 1.15),))


@claim(
    page=PAGE,
    says="The excess loss is about ησ²/4 for each direction while ηλ is small, and more where it "
    "is not.",
    limits="the valley with curvatures 1 and 30, σ = 4, 100 draws, steps 700 to 1,000, rates of "
    "0.002 and "
    "0.05",
)
def noise_leaves_a_quarter_of_the_rate_at_small_rates(
    sgd_with_noise: Any, quadratic: Any
) -> Evidence:
    curvature = np.array([1.0, 30.0])
    small, large = (
        (curvature * (many(rule, quadratic, 1000, start=(0.0, 0.0)).points[700:] ** 2)).mean(
            axis=(0, 1)
        )
        / 2
        / (float(rule.lr) * 16 / 4)
        for rule in (sgd_with_noise(lr=0.002, sigma=4.0), sgd_with_noise(lr=0.05, sigma=4.0))
    )
    return Evidence(
        (
            between("loss ÷ (ησ²/4), η = 0.002", small, 0.7, 1.2),
            between("the same along the floor, η = 0.05", large[0], 0.7, 1.3),
            between("the same across it, where ηλ = 1.5", large[1], 3.4, 4.6),
        ),
        numbers={"steep": large[1]},
    )


@claim(
    page=PAGE,
    says="On the crest of a ridge exact descent stays, and noise of any size that we tried leads "
    "off it.",
    limits="the saddle from (−1.8, 0), 60 steps of exact descent; σ from 0.0001 to 1, 100 draws, "
    "100 steps; "
    "the rate 0.1",
)
def noise_leads_off_a_crest(sgd_with_noise: Any, sgd: Any, saddle: Any) -> Evidence:
    crest = (-1.8, 0.0)
    exact = abs(float(path(sgd, saddle, 60, start=crest, lr=0.1).points[-1, 1]))
    left = [
        np.abs(
            many(sgd_with_noise(lr=0.1, sigma=sigma), saddle, 100, start=crest).points[-1, :, 1]
        ).min()
        for sigma in (1e-4, 1e-2, 1.0)
    ]
    return Evidence(
        (
            at_most("distance from the crest without noise", exact, 0.01),
            at_least("least distance from it with noise", left, 0.8),
        )
    )


@claim(
    page=PAGE,
    says="Of two valleys noise leaves the sharp one first.",
    limits="100 draws from each minimum, 1,000 steps, η = 0.02 and σ = 5: who comes within 0.3 of "
    "the other "
    "minimum",
)
def noise_leaves_the_sharp_valley_first(sgd_with_noise: Any, two_valleys: Any) -> Evidence:
    sharp, flat = two_valleys.minima
    rule = sgd_with_noise(lr=0.02, sigma=5.0)
    gone = []
    for whence, other in ((sharp, flat), (flat, sharp)):
        points = many(rule, two_valleys, 1000, start=whence).points
        away = np.sqrt(((points - np.array(other)) ** 2).sum(axis=-1))
        gone.append(float((away < 0.3).any(axis=0).mean()))
    return Evidence(
        (
            at_least("share that leaves the sharp one", gone[0], 0.7),
            at_most("share that leaves the flat one", gone[1], 0.3),
        ),
        numbers={"sharp": gone[0], "flat": gone[1]},
    )


@claim(
    page=PAGE,
    says="On none of our surfaces is descent with noise ahead of descent without.",
    limits=f"{len(SURFACES)} surfaces, the grid of starts, 120 steps, both at their best rates; "
    "ahead by less "
    "than 0.05 "
    "decades counts as level",
)
def noise_is_ahead_nowhere(sgd_with_noise: Any, sgd: Any, surfaces: Any) -> Evidence:
    ahead = [standing(sgd_with_noise, s).mean - standing(sgd, s).mean for s in surfaces]
    return Evidence((at_most("decades ahead", ahead, 0.05),))


@claim(
    page=PAGE,
    says="On Himmelblau and the six-hump camel descent with noise seldom ends as near to a "
    "minimum as we "
    "ask because of the noise.",
    limits="16 × 16 starts, 120 steps at the best rate of the grid: the share that ends within "
    "0.01 of a lowest "
    "minimum. On Beale few arrive without noise, too",
    without="the noise (σ = 0)",
)
def noise_keeps_descent_from_resting(
    sgd_with_noise: Any, himmelblau: Any, six_hump_camel: Any, beale: Any
) -> Evidence:
    def share(surface: Any, sigma: float) -> float:
        rule = sgd_with_noise(lr=float(standing(sgd_with_noise, surface).optimizer.lr), sigma=sigma)
        ends = simulate(rule, surface, lattice(surface, 16), BUDGET).points[-1]
        return float((distances(ends, surface) < 0.01).mean())

    both = (himmelblau, six_hump_camel)
    return Evidence(
        (
            at_most("share that arrives", [share(surface, 1.0) for surface in both], 0.35),
            at_most("share that arrives on Beale without noise", share(beale, 0.0), 0.05),
        ),
        (at_least("share that arrives", [share(surface, 0.0) for surface in both], 0.45),),
    )


@claim(
    page=PAGE,
    says="With rates of 1/t descent with noise converges; with 1/t² it stops short.",
    limits="a round bowl, σ = 1, 1,000 steps, the mean loss of 100 draws",
)
def rates_of_one_over_t_converge(sgd_with_noise: Any) -> Evidence:
    bowl, rule = valley(1), sgd_with_noise(lr=1.0, sigma=1.0)
    slow = many(rule, bowl, 1000, schedule=lambda t, steps: 1 / t).values.mean(axis=-1)
    fast = many(rule, bowl, 1000, schedule=lambda t, steps: 1 / t**2).values.mean(axis=-1)
    return Evidence(
        (
            at_most("loss after 1,000 steps ÷ after 30, rates of 1/t", slow[1000] / slow[30], 0.1),
            at_least("the same with 1/t²", fast[1000] / fast[30], 0.8),
        )
    )


@claim(
    page=PAGE,
    says="Four times the batch halves the noise.",
    limits="least squares on 4,096 examples in one weight, 2,000 batches of 4, 16 and 64",
)
def four_times_the_batch_halves_the_noise() -> Evidence:
    rng = np.random.default_rng(0)
    features = rng.normal(size=4096)
    gradients = features * (2 * features + rng.normal(size=4096))  # each example's, at one point
    spread = [
        gradients[rng.integers(4096, size=(2000, size))].mean(axis=1).std() for size in (4, 16, 64)
    ]
    ratios = np.array(spread[1:]) / np.array(spread[:-1])
    return Evidence((between("spread ÷ that of a quarter of the batch", ratios, 0.45, 0.55),))


def examples_seen(size: int) -> int:
    """Return how many examples are looked at until a line is fitted to a percent.

    It is drawn through 4,096 points, with batches of `size`; all of them are no batch but the data.
    """
    rng = np.random.default_rng(0)
    x = rng.normal(size=4096)
    y = 2 + 3 * x + rng.normal(size=4096)
    whole = np.arange(4096)
    a, b, steps = 0.0, 0.0, 0
    target = 1.01 * float(((y - 2 - 3 * x) ** 2).mean())
    while float(((y - a - b * x) ** 2).mean()) > target:
        batch = whole if size == 4096 else rng.integers(4096, size=size)
        wrong = a + b * x[batch] - y[batch]
        a, b = a - 0.1 * float(wrong.mean()), b - 0.1 * float((wrong * x[batch]).mean())
        steps += 1
    return size * steps


@claim(
    page=PAGE,
    says="Minibatches fit a line with far fewer looks at an example than whole gradients.",
    limits="4,096 noisy points, the rate 0.1, batches of 32: the examples that are looked at "
    "until the "
    "squared error is within a percent of the least",
)
def minibatches_look_at_fewer_examples() -> Evidence:
    whole, batches = examples_seen(4096), examples_seen(32)
    return Evidence(
        (at_least("examples with whole gradients ÷ with minibatches", whole / batches, 20),),
        numbers={"whole": whole, "batches": batches},
    )
