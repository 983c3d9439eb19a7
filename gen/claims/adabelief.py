"""What is said of AdaBelief."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.claims.ledger import IN_PART, Evidence, at_least, at_most, between, claim
from gen.claims.runs import around, column, lengths, scripted
from gen.measurements.rate_search import BUDGET
from gen.measurements.standings import standing
from gen.simulate import simulate
from gen.surfaces import SURFACES

PAGE = "optimizers/adabelief"


def moves(rule: Any, gradients: np.ndarray, **knobs: float) -> np.ndarray:
    """Return how far a rule goes at each of these gradients, as a multiple of its rate."""
    return np.abs(np.diff(scripted(rule(lr=1.0, **knobs), gradients)[:, 0]))


@claim(
    page=PAGE,
    says="AdaBelief steps many rates far where the gradient is large because the gradient stays "
    "the "
    "same.",
    limits="1,000 gradients of size 1; Adam's step is one rate long at all of them",
    without="the steadiness (the sign changes at every step)",
)
def adabelief_steps_far_because_the_gradient_is_steady(adam: Any, adabelief: Any) -> Evidence:
    steady, restless = np.ones(1000), np.tile([1.0, -1.0], 500)
    far, near = moves(adabelief, steady), moves(adabelief, restless)
    same = moves(adam, steady)
    return Evidence(
        (
            at_least("step 1,000 ÷ rate", far[-1], 10),
            between("Adam's steps ÷ rate", same, 0.999, 1.001),
        ),
        (at_most("step 1,000 ÷ rate", near[-1], 0.1),),
        {"steady": far[-1], "restless": near[-1], "adam": moves(adam, restless)[-1]},
    )


@claim(
    page=PAGE,
    says="On a wide plate AdaBelief's steps are twice as long as Adam's at the same rate after "
    "twenty steps; in the bend of Rosenbrock's valley both end side by side.",
    limits="Matyas and Rosenbrock, nine starts each, 120 steps at the rate 0.03",
)
def adabelief_leads_on_a_plate(adam: Any, adabelief: Any, matyas: Any, rosenbrock: Any) -> Evidence:
    plate, bend = (
        [
            simulate(rule(lr=0.03), surface, around(surface), BUDGET).points
            for rule in (adabelief, adam)
        ]
        for surface in (matyas, rosenbrock)
    )
    longer = lengths(plate[0])[20] / lengths(plate[1])[20]
    apart = np.sqrt(((bend[0][-1] - bend[1][-1]) ** 2).sum(axis=-1))
    return Evidence(
        (
            between("AdaBelief's step ÷ Adam's on the plate", longer, 1.8, 2.2),
            at_most("distance of their ends in the bend", apart, 0.1),
        )
    )


@claim(
    page=PAGE,
    says="Where gradients repeat themselves for long, ε alone bounds AdaBelief's steps.",
    limits="30,000 gradients of 1, with the paper's ε of 10⁻⁸ and the authors' of 10⁻¹⁶",
)
def epsilon_bounds_adabeliefs_steps(adabelief: Any) -> Evidence:
    rule = adabelief(lr=1.0, eps=column(1e-8, 1e-16))
    paper, code = -np.diff(scripted(rule, np.ones(30_000), np.zeros((2, 1)))[-2:, :, 0], axis=0)[0]
    return Evidence(
        (
            # Added at each step, ε gathers in s until it is ε/(1 − β₂).
            between("last step ÷ rate × √(1000 ε), ε = 10⁻⁸", paper * 1e-5**0.5, 0.95, 1.05),
            at_least("last step with 10⁻¹⁶ ÷ with 10⁻⁸", code / paper, 1000),
        ),
        numbers={"paper": paper, "code": code},
    )


@claim(
    page=PAGE,
    says="Where AdaBelief gains most over gradient descent, Adam gains more.",
    limits=f"{len(SURFACES)} surfaces, the grid of starts, 120 steps, everyone at the best rate",
)
def adam_gains_more_where_adabelief_gains_most(
    adabelief: Any, adam: Any, sgd: Any, surfaces: Any
) -> Evidence:
    best = max(surfaces, key=lambda s: standing(adabelief, s).mean - standing(sgd, s).mean)
    more = standing(adam, best).mean - standing(adabelief, best).mean
    return Evidence((at_least("decades by which Adam gains more", more, 0.1),))


@claim(
    page=PAGE,
    says="With noise that dominates the mean AdaBelief and Adam move about alike.",
    limits="4,000 normal gradients of standard deviation 1 around 0.01, 50 seeds: the mean move of "
    "steps 1,000 and later",
)
def adabelief_is_adam_in_noise(adam: Any, adabelief: Any) -> Evidence:
    gradients = 0.01 + np.random.default_rng(0).normal(size=(4000, 50))
    start = np.zeros(50)
    far, same = (
        np.abs(np.diff(scripted(rule(lr=1.0), gradients, start), axis=0))[1000:].mean(axis=0)
        for rule in (adabelief, adam)
    )
    return Evidence(
        (between("AdaBelief's move ÷ Adam's", far / same, 0.95, 1.15),),
        numbers={"longer": float(np.median(far / same)) - 1},
    )


class Parabolas:
    """A parabola for each coordinate."""

    def __init__(self, curvatures: np.ndarray) -> None:
        """Take the curvatures."""
        self.curvatures = curvatures

    def grad(self, x: np.ndarray) -> np.ndarray:
        """Return the slopes."""
        return np.asarray(self.curvatures * x)


@claim(
    page=PAGE,
    says="Without noise AdaBelief divides by the change of the gradient, and steps less far where "
    "the curvature is larger.",
    verdict=IN_PART,
    limits="parabolas of curvatures 1 and 100, both begun where the slope is 1,000, the rate "
    "0.001: "
    "the hundredth step. With the usual β₂ of 0.999 the first surprise still hides the curvature",
)
def adabelief_feels_curvature(adabelief: Any) -> Evidence:
    curvatures = np.array([1.0, 100.0])
    loss: Any = Parabolas(curvatures)

    def flat_to_steep(memory: float) -> float:
        rule = adabelief(lr=0.001, beta2=memory)
        before, x, state = curvatures, 1000 / curvatures, rule.init(curvatures)
        for t in range(1, 101):
            before = x
            x, state = rule.step(x, state, t, loss)
        moved = np.abs(x - before)
        return float(moved[0] / moved[1])

    short, usual = flat_to_steep(0.9), flat_to_steep(0.999)
    return Evidence(
        (
            at_least("step where it is flat ÷ where it is steep, β₂ = 0.9", short, 2),
            at_least("the same with β₂ = 0.999", usual, 2),
        ),
        numbers={"short": short, "usual": usual},
    )
