"""What is said of the ill-conditioned quadratic."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.claims.altered import Turned
from gen.claims.ledger import FAILS, Evidence, at_least, at_most, between, claim
from gen.claims.runs import EACH_RATE, around, arrivals, path
from gen.measurements.grid import arrival_steps, distances
from gen.measurements.rate_search import RATES
from gen.simulate import simulate
from gen.surfaces.quadratic import quadratic as valley

PAGE = "surfaces/quadratic"


@claim(
    page=PAGE,
    says="Tuned alike, gradient descent, momentum and Adam nearly tie in our valley, and RMSprop "
    "is later.",
    limits="the middle of nine starts, the rates of the search and the usual memories, 120 steps",
)
def tuned_alike_three_nearly_tie_in_our_valley(
    sgd: Any, momentum: Any, rmsprop: Any, adam: Any, quadratic: Any
) -> Evidence:
    when = [float(np.median(arrivals(rule, quadratic))) for rule in (sgd, momentum, adam, rmsprop)]
    return Evidence(
        (
            at_most(
                "steps between the first and the last of the three", float(np.ptp(when[:3])), 4
            ),
            at_least("RMSprop's steps beyond theirs", when[3] - max(when[:3]), 10),
        )
    )


@claim(
    page=PAGE,
    says="Whatever the rates and the memories, gradient descent, momentum and Adam nearly tie in "
    "our valley.",
    limits="the fewest steps from nine starts at any of 200 rates; the β and β₁ of 0.3, 0.4 and so "
    "on to 0.9. With a memory of its own choice momentum needs less than half of descent's steps",
    verdict=FAILS,
)
def three_tie_at_any_rate_and_memory(
    sgd: Any, momentum: Any, adam: Any, quadratic: Any
) -> Evidence:
    rates = np.geomspace(0.005, 2, 200)[:, None, None]
    memories = np.linspace(0.3, 0.9, 7)[:, None, None, None]
    fewest = [
        soonest(rule, quadratic)
        for rule in (
            sgd(lr=rates),
            momentum(lr=rates, beta=memories),
            adam(lr=rates, beta1=memories),
        )
    ]
    return Evidence(
        (at_most("most steps ÷ fewest", max(fewest) / min(fewest), 1.2),),
        numbers=dict(zip(("sgd", "momentum", "adam"), fewest, strict=True)),
    )


def soonest(rule: Any, surface: Any) -> int:
    """Return the fewest steps after which all of nine starts are there, of all settings."""
    run = simulate(rule, surface, around(surface), 150)
    return int(arrival_steps(distances(run.points, surface)).max(axis=-1).min())


@claim(
    page=PAGE,
    says="In a valley of κ = 100 gradient descent takes more than three times as many steps as in "
    "one of 30, momentum as many as before; Newton's method takes one in each.",
    limits=f"the race's start, the best of {len(RATES)} rates, up to 400 steps; β = 0.9",
)
def a_narrower_valley_costs_descent_and_not_momentum(
    sgd: Any, momentum: Any, newton: Any
) -> Evidence:
    steps = np.array(
        [[fewest(rule, kappa) for kappa in (30, 100)] for rule in (sgd, momentum)], dtype=float
    )
    once = [path(newton, valley(kappa), 1, lr=1.0).values[-1] for kappa in (30, 100, 10_000)]
    return Evidence(
        (
            at_least(
                "gradient descent's steps at 100 ÷ at 30", float(steps[0, 1] / steps[0, 0]), 3
            ),
            between("momentum's", float(steps[1, 1] / steps[1, 0]), 0.95, 1.05),
            at_most("loss after one step of Newton's", once, 1e-25),
        )
    )


def fewest(rule: Any, kappa: float) -> int:
    """Return the fewest steps from the start of a valley at any rate of the search."""
    surface = valley(kappa)
    run = simulate(rule(lr=EACH_RATE[:, 0]), surface, surface.start, 400)
    return int(arrival_steps(distances(run.points, surface)).min())


@claim(
    page=PAGE,
    says="Turn our valley by 45 degrees, and Adagrad needs more than a hundred steps instead of a "
    "few, RMSprop does not arrive, and Adam loses some steps; gradient descent and momentum take "
    "as many as before.",
    limits=f"the race's start, the best of {len(RATES)} rates for each, 120 steps",
)
def turning_the_valley_costs_adagrad_most(
    sgd: Any, momentum: Any, adagrad: Any, rmsprop: Any, adam: Any, quadratic: Any
) -> Evidence:
    turned = Turned(quadratic)
    upright, aslant = (
        [best_steps(rule, loss, whence) for rule in (sgd, momentum, adagrad, rmsprop, adam)]
        for loss, whence in (
            (quadratic, np.array(quadratic.start)),
            (turned, turned.there(np.array(quadratic.start))),
        )
    )
    return Evidence(
        (
            between(
                "gradient descent's and momentum's steps more",
                np.subtract(aslant, upright)[:2],
                0,
                0,
            ),
            at_most("Adagrad's steps upright", upright[2], 10),
            at_least("Adagrad's aslant", aslant[2], 100),
            between("RMSprop's upright", upright[3], 60, 115),
            between("RMSprop's aslant (121 is never)", aslant[3], 121, 121),
            between("Adam's steps more", aslant[4] - upright[4], 1, 10),
        ),
        numbers={"upright": upright[2], "aslant": aslant[2], "adam": aslant[4] - upright[4]},
    )


def best_steps(rule: Any, loss: Any, start: np.ndarray) -> int:
    """Return the fewest steps to the minimum at 0 at any rate of the search."""
    points = simulate(rule(lr=EACH_RATE[:, 0]), loss, start, 120).points
    return int(arrival_steps(np.hypot(points[..., 0], points[..., 1])).min())
