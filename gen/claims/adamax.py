"""What is said of Adamax."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.claims.ledger import FAILS, Evidence, at_least, at_most, between, claim
from gen.claims.runs import around, lengths, path, scripted
from gen.simulate import simulate

PAGE = "optimizers/adamax"


@claim(
    page=PAGE,
    says="At the same rate Adam and Adamax begin with the same leap and end at the same minimum, "
    "and Adam's path is longer by a quarter or more.",
    limits="Himmelblau, nine starts, 120 steps at the rate 0.75",
)
def adamax_takes_the_shorter_path(adam: Any, adamax: Any, himmelblau: Any) -> Evidence:
    whence = around(himmelblau)
    mean, largest = (
        simulate(rule(lr=0.75), himmelblau, whence, 120).points for rule in (adam, adamax)
    )
    longer = lengths(mean).sum(axis=0) / lengths(largest).sum(axis=0)
    return Evidence(
        (
            at_most("distance after the first step", np.abs(mean[1] - largest[1]), 1e-5),
            at_most("distance at the end", np.abs(mean[-1] - largest[-1]), 0.05),
            between("Adam's path ÷ Adamax's", longer, 1.2, 1.5),
        ),
        numbers={"longer": float(np.median(longer)) - 1},
    )


@claim(
    page=PAGE,
    says="On three of our surfaces Adamax moves no coordinate farther than its rate.",
    limits="three surfaces from their starts, 500 steps at the rate 0.05",
)
def adamax_moves_by_its_rate_at_most(
    adamax: Any, rosenbrock: Any, beale: Any, himmelblau: Any
) -> Evidence:
    runs = [path(adamax, surface, 500, lr=0.05) for surface in (rosenbrock, beale, himmelblau)]
    moved = [float(np.abs(np.diff(run.points, axis=0)).max()) / 0.05 for run in runs]
    return Evidence((at_most("longest move of a coordinate ÷ the rate", moved, 1.001),))


@claim(
    page=PAGE,
    says="Of gradients that shrink by a constant factor, those that fade as slowly as Adamax's "
    "maximum does give its longest step: one percent above its rate.",
    limits="300 steps; gradients that fade by factors from 0.9 to 1.1 a step; β₁ = 0.9, β₂ = 0.999",
)
def adamax_exceeds_its_rate_by_a_percent(adamax: Any) -> Evidence:
    factors = np.array([0.9, 0.99, 0.995, 0.998, 0.999, 0.9995, 1.0, 1.01, 1.1])
    gradients = factors ** np.arange(1, 300)[:, None]
    moved = np.abs(np.diff(scripted(adamax(lr=1.0, eps=0.0), gradients, 0 * factors), axis=0))
    longest = moved.max(axis=0)
    return Evidence(
        (
            between("the factor with the longest step", factors[longest.argmax()], 0.999, 0.999),
            between("longest step ÷ rate", longest.max(), 1.005, 1.012),
        ),
        numbers={"most": longest.max()},
    )


@claim(
    page=PAGE,
    says="One large gradient at the start shortens Adamax's steps for thousands of steps, and for "
    "longer than it shortens Adam's.",
    limits="a gradient of 100, then 6,000 of 1, both rules at the same rate: steps that are less "
    "than half the rate",
    without="the large gradient",
)
def adamax_is_slow_after_one_large_gradient(adam: Any, adamax: Any) -> Evidence:
    def short(rule: Any, first: float) -> int:
        moved = np.abs(np.diff(scripted(rule(lr=1.0), np.append(first, np.ones(6000)))[:, 0]))
        return int((moved < 0.5).sum())

    largest, mean = short(adamax, 100.0), short(adam, 100.0)
    return Evidence(
        (
            at_least("short steps of Adamax", largest, 2000),
            at_least("short steps of Adamax ÷ of Adam", largest / mean, 1.5),
        ),
        (at_most("short steps of Adamax without it", short(adamax, 1.0), 0),),
        {"adamax": largest, "adam": mean},
    )


@claim(
    page=PAGE,
    says="Once a gradient exceeds the remembered maximum, a larger one changes Adamax's step "
    "little.",
    verdict=FAILS,
    limits="a hundred equal gradients, then one that is 2, 10 or 100 times as large",
)
def adamax_cares_little_how_large_a_large_gradient_is(adamax: Any) -> Evidence:
    sizes = np.array([1.0, 2.0, 10.0, 100.0])
    gradients = np.append(np.ones((100, 4)), [sizes], axis=0)
    points = scripted(adamax(lr=1.0), gradients, 0 * sizes)
    moved = np.abs(points[-1] - points[-2])
    return Evidence(
        (
            between(
                "step after a gradient 100 times as large ÷ usual", moved[3] / moved[0], 0.8, 1.25
            ),
        ),
        numbers={"ten": moved[2] / moved[0], "hundred": moved[3] / moved[0]},
    )


@claim(
    page=PAGE,
    says="Adam's divisor with a mean p-th power in place of the mean square comes to Adamax's as p "
    "grows.",
    limits="200 random gradients, p of 2, 8, 32 and 128, the memory of the power being β₂ᵖ; the "
    "last "
    "divisor, relative to the largest fading gradient",
)
def adamax_is_adam_with_an_infinite_power(adam: Any, adamax: Any) -> Evidence:
    sizes = np.abs(np.random.default_rng(0).normal(size=200))
    fading = sizes * 0.999 ** np.arange(199, -1, -1)
    powers = np.array([2.0, 8.0, 32.0, 128.0])
    mean = ((1 - 0.999**powers) * (fading[:, None] ** powers).sum(axis=0)) ** (1 / powers)
    apart = np.abs(mean / fading.max() - 1)
    return Evidence(
        (
            at_most("distance at each p ÷ at the p before", apart[1:] / apart[:-1], 0.75),
            at_most("distance at 128", apart[-1], 0.05),
        )
    )
