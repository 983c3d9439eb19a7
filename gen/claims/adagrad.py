"""What is said of Adagrad."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.claims.altered import Turned
from gen.claims.ledger import FAILS, IN_PART, Evidence, at_least, at_most, between, claim
from gen.claims.runs import (
    EACH_RATE,
    around,
    arrivals,
    ends,
    lengths,
    path,
    scripted,
)
from gen.losses import Noisy
from gen.measurements.grid import (
    arrival_steps,
    distances,
)
from gen.measurements.rate_search import BUDGET, RATES, tuned
from gen.simulate import simulate

PAGE = "optimizers/adagrad"


@claim(
    page=PAGE,
    says="A coordinate whose gradient comes once in a hundred steps moves with Adagrad by a step "
    "as long as the frequent one has made in a hundred: over 10,000 steps it comes a tenth as far, "
    "and with gradient descent a hundredth.",
    limits="gradients of size 1, two coordinates",
)
def adagrad_lets_a_rare_coordinate_keep_up(adagrad: Any, sgd: Any) -> Evidence:
    pushes = np.ones((10_000, 2))
    pushes[:, 1] = np.arange(1, 10_001) % 100 == 0
    ours, plain = (scripted(rule(lr=1.0), pushes, np.zeros(2))[-1] for rule in (adagrad, sgd))
    share = [float(end[1] / end[0]) for end in (ours, plain)]
    return Evidence(
        (
            between("rare coordinate ÷ frequent one, Adagrad", share[0], 0.08, 0.12),
            between("gradient descent", share[1], 0.0099, 0.0101),
        ),
        numbers={"adagrad": share[0], "sgd": share[1]},
    )


@claim(
    page=PAGE,
    says="Adagrad's first step goes one learning rate in both coordinates, although the slope "
    "across is more than ten times the slope along.",
    limits="our valley from its own start, the rate 1",
)
def adagrads_first_step_is_alike_in_both_coordinates(adagrad: Any, quadratic: Any) -> Evidence:
    slopes = np.abs(quadratic.grad(np.array(quadratic.start)))
    first = np.abs(np.diff(path(adagrad, quadratic, 1, lr=1.0).points, axis=0))
    return Evidence(
        (
            between("first step ÷ rate", first, 0.999, 1.001),
            at_least("slope across ÷ along", float(slopes[1] / slopes[0]), 10),
        )
    )


@claim(
    page=PAGE,
    says="With a rate three times that of the search Adagrad is through the valley in a fifth of "
    "the steps, and with the library's default of 0.01 it has hardly left the start.",
    limits="nine starts, 120 steps",
)
def a_larger_rate_brings_adagrad_through_the_valley(adagrad: Any, quadratic: Any) -> Evidence:
    share = arrivals(adagrad, quadratic, lr=1.0) / arrivals(adagrad, quadratic)
    run = simulate(adagrad(lr=0.01), quadratic, around(quadratic), BUDGET)
    moved = np.hypot(*np.moveaxis(run.points[-1] - run.points[0], -1, 0))
    return Evidence(
        (
            at_most("steps at the rate 1 ÷ steps at the search's", share, 0.25),
            at_most("way made with 0.01, of more than 2", moved, 0.4),
        )
    )


@claim(
    page=PAGE,
    says="With a large ε Adagrad is gradient descent at the rate η/ε.",
    limits="our valley, ε = 10⁶, 120 steps",
)
def adagrad_with_a_large_epsilon_is_descent(adagrad: Any, sgd: Any, quadratic: Any) -> Evidence:
    ours = path(adagrad, quadratic, 120, lr=0.05e6, eps=1e6).points
    away = np.abs(ours - path(sgd, quadratic, 120, lr=0.05).points).max()
    return Evidence((at_most("largest distance between the two", float(away), 1e-3),))


@claim(
    page=PAGE,
    says="Started a little to one side of the ridge, gradient descent is there before Adagrad, "
    "whose count hardly changes; on the ridge Adagrad is the first.",
    limits="the saddle from nine starts, each at the rate that the search chose",
)
def off_the_ridge_descent_passes_adagrad(adagrad: Any, sgd: Any, saddle: Any) -> Evidence:
    descent, ours = arrivals(sgd, saddle), arrivals(adagrad, saddle)
    off = np.abs(around(saddle)[:, 1]) > 0.02
    return Evidence(
        (
            at_most("largest difference of Adagrad's counts", float(np.ptp(ours)), 15),
            at_least("steps by which descent is earlier off the ridge", (ours - descent)[off], 10),
            at_least("steps by which Adagrad is earlier near it", (descent - ours)[~off], 1),
        )
    )


@claim(
    page=PAGE,
    says="In the bend Adagrad's steps are soon more than a thousand times shorter than its first, "
    "and momentum ends nearer to the minimum.",
    limits="Rosenbrock at the rate that the search chose; steps from the tenth on, and nine starts",
)
def adagrad_creeps_along_the_bend(adagrad: Any, momentum: Any, rosenbrock: Any) -> Evidence:
    points = simulate(tuned(adagrad, rosenbrock), rosenbrock, rosenbrock.start, BUDGET).points
    found = lengths(points)
    share = ends(momentum, rosenbrock) / ends(adagrad, rosenbrock)
    return Evidence(
        (
            at_most(
                "longest step from the tenth on ÷ the first", found[10:].max() / found[0], 1e-3
            ),
            at_most("momentum's distance at last ÷ Adagrad's", share, 1),
        )
    )


def nearest(surface: Any, rule: type[Any], **knobs: float) -> float:
    """Return how far from the minimum the middle of nine runs is after 2,000 steps at best."""
    run = simulate(rule(lr=EACH_RATE, **knobs), surface, around(surface), 2000)
    return float(np.median(distances(run.points[-1], surface), axis=-1).min())


@claim(
    page=PAGE,
    says="In a long run along the bend Adagrad falls behind Adam because Adagrad does not forget.",
    verdict=FAILS,
    limits=f"Rosenbrock, 2,000 steps, each at the best of {len(RATES)} rates for the middle of "
    "nine starts",
    without="the forgetting of Adam (AMSGrad, whose divisor never falls)",
)
def adagrad_falls_behind_because_it_does_not_forget(
    adagrad: Any, adam: Any, amsgrad: Any, rosenbrock: Any
) -> Evidence:
    ours, theirs, kept = (nearest(rosenbrock, rule) for rule in (adagrad, adam, amsgrad))
    return Evidence(
        (at_most("Adam's distance at last ÷ Adagrad's", theirs / ours, 0.1),),
        (at_least("AMSGrad's ÷ Adagrad's", kept / ours, 0.5),),
        {"adagrad": ours},
    )


@claim(
    page=PAGE,
    says="In a long run along the bend Adam passes Adagrad because of its momentum.",
    limits=f"Rosenbrock, 2,000 steps, each at the best of {len(RATES)} rates for the middle of "
    "nine starts",
    without="the momentum (β₁ = 0)",
)
def adam_passes_adagrad_because_of_momentum(adagrad: Any, adam: Any, rosenbrock: Any) -> Evidence:
    ours, theirs = (nearest(rosenbrock, rule) for rule in (adagrad, adam))
    bare = nearest(rosenbrock, adam, beta1=0.0)
    return Evidence(
        (at_most("Adam's distance at last ÷ Adagrad's", theirs / ours, 0.1),),
        (at_least("the same without momentum", bare / ours, 1),),
    )


@claim(
    page=PAGE,
    says="Adagrad's growing sum kills learning.",
    verdict=IN_PART,
    limits="our valley: without noise, and with noise of standard deviation 1 in 100 runs; the "
    "rate 0.3. Without noise the sum stops growing; with noise steps shrink as one over the root "
    "of time",
)
def adagrads_sum_kills_learning(adagrad: Any, quadratic: Any) -> Evidence:
    noisy = simulate(
        adagrad(lr=0.3), Noisy(quadratic, 1.0, seed=5), np.zeros((100, 2)), 3200
    ).points
    lengths = np.sqrt((np.diff(noisy, axis=0) ** 2).mean(axis=(1, 2)))
    early, late = lengths[300:500].mean(), lengths[2400:3200].mean()
    run = simulate(adagrad(lr=0.3), quadratic, around(quadratic), 400).points
    s = np.sqrt((quadratic.grad(run) ** 2).cumsum(axis=0))
    return Evidence(
        (
            between(
                "step at 2,800 ÷ at 400, with noise; the root says 0.38",
                float(late / early),
                0.3,
                0.46,
            ),
            at_least("root of the sum at step 400 ÷ at 100, without noise", s[400] / s[100], 2),
        )
    )


@claim(
    page=PAGE,
    says="Turn the valley by 45 degrees, and Adagrad loses its lead.",
    limits=f"nine starts, each at the best of {len(RATES)} rates for each start",
)
def a_turned_valley_takes_adagrads_lead(adagrad: Any, sgd: Any, quadratic: Any) -> Evidence:
    starts, turned = around(quadratic), Turned(quadratic)
    straight, plain = (soonest(rule, quadratic, starts) for rule in (adagrad, sgd))
    askew, descent = (soonest(rule, turned, turned.there(starts)) for rule in (adagrad, sgd))
    return Evidence(
        (
            at_most("steps of Adagrad in the straight valley", straight, 20),
            at_least("steps by which descent is earlier in the turned one", askew - descent, 10),
            at_most("what the turn changes for descent", np.abs(descent - plain), 1),
        )
    )


def soonest(rule: type[Any], valley: Any, starts: np.ndarray) -> np.ndarray:
    """Return the steps from each start to the middle of a valley, at its best of RATES."""
    points = simulate(rule(lr=EACH_RATE), valley, starts, BUDGET).points
    return np.asarray(arrival_steps(distances(points, valley)).min(axis=0))


@claim(
    page=PAGE,
    says="At large rates Adagrad comes to the minimum in a few steps, since the valley's axes are "
    "straight and no noise is in the gradients.",
    limits="our valley from nine starts, the rate 10; noise of standard deviation 1",
    without="the straight axes (the valley turned by 45 degrees), or the exact gradients",
)
def a_leap_shows_adagrad_the_curvature(adagrad: Any, quadratic: Any) -> Evidence:
    starts = around(quadratic)
    straight = simulate(adagrad(lr=10.0), quadratic, starts, BUDGET)
    turned = Turned(quadratic)
    askew = simulate(adagrad(lr=10.0), turned, turned.there(starts), BUDGET)
    noisy = simulate(adagrad(lr=10.0), Noisy(quadratic, 1.0, seed=2), starts, BUDGET)
    steps = [arrival_steps(distances(run.points, quadratic)) for run in (straight, askew, noisy)]
    return Evidence(
        (at_most("steps to the minimum", steps[0], 12),),
        (
            at_least("in the turned valley", steps[1], 40),
            at_least("with noise", steps[2], 40),
        ),
    )


@claim(
    page=PAGE,
    says="Under a gradient of one size, whatever it is, Adagrad's step after t steps is η/√t.",
    limits="gradients of 0.001, 1 and 1000, 400 steps",
)
def adagrads_step_falls_as_the_root_of_time(adagrad: Any) -> Evidence:
    pushes = np.tile([1e-3, 1.0, 1e3], (400, 1))
    moved = np.abs(np.diff(scripted(adagrad(lr=1.0), pushes, np.zeros(3)), axis=0))
    told = 1 / np.sqrt(np.arange(1, 401))[:, None]
    return Evidence((between("step ÷ η/√t", moved / told, 0.999, 1.001),))
