"""What is said of NAdam."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gen.claims.ledger import Evidence, at_least, at_most, between, claim
from gen.claims.runs import around, scripted
from gen.simulate import Trajectory, simulate

PAGE = "optimizers/nadam"
UNWARMED = 1000.0  # a ψ at which the momentum is β₁ from the first step on


def fall(rule: Any, surface: Any) -> Trajectory:
    """Return runs from the nine starts, 120 steps each."""
    return simulate(rule, surface, around(surface), 120)


def overshoot(run: Trajectory) -> np.ndarray:
    """Return how far each run swings once it has crossed the floor y = x², to its first height."""
    height = run.points[..., 1] - run.points[..., 0] ** 2
    crossed = np.maximum.accumulate(height * height[0] < 0, axis=0)
    return np.asarray(np.where(crossed, np.abs(height), 0).max(axis=0) / np.abs(height[0]))


@claim(
    page=PAGE,
    says="At the same rate Adam swings across the floor of Rosenbrock's valley a dozen times, and "
    "NAdam crosses it once.",
    limits="the start of the picture, 120 steps at the rate 0.1",
)
def nadam_crosses_the_floor_once(adam: Any, nadam: Any, rosenbrock: Any) -> Evidence:
    def crossings(rule: Any) -> int:
        points = simulate(rule(lr=0.1), rosenbrock, rosenbrock.start, 120).points
        return int((np.diff(np.sign(points[:, 1] - points[:, 0] ** 2)) != 0).sum())

    return Evidence(
        (
            between("crossings of Adam", crossings(adam), 9, 16),
            between("crossings of NAdam", crossings(nadam), 1, 1),
        ),
        numbers={"adam": crossings(adam)},
    )


@claim(
    page=PAGE,
    says="NAdam swings less than Adam at the same rate because of its look-ahead.",
    limits="Rosenbrock, nine starts, 120 steps at the rate 0.1: how far a run swings beyond the "
    "floor, at the median start. At a rate of 0.2 it swings more than Adam",
    without="the look-ahead (Adam, which is what is left of NAdam without its warming momentum)",
)
def nadam_swings_less_because_it_looks_ahead(adam: Any, nadam: Any, rosenbrock: Any) -> Evidence:
    rules = adam(lr=0.1), nadam(lr=0.1, psi=UNWARMED), nadam(lr=0.1)
    plain, ahead, warmed = (float(np.median(overshoot(fall(r, rosenbrock)))) for r in rules)
    return Evidence(
        (
            at_most("swing of NAdam ÷ height of the start", warmed, 0.2),
            at_most("the same without the warming", ahead, 0.45),
        ),
        (at_least("the same without look-ahead or warming", plain, 0.55),),
        {"adam": plain, "unwarmed": ahead, "nadam": warmed},
    )


@claim(
    page=PAGE,
    says="Adam with half of its momentum swings as little as NAdam without its warming.",
    limits="Rosenbrock, nine starts, 120 steps at the rate 0.1, β₁ = 0.45; at the median start",
)
def adam_with_less_momentum_swings_as_little(adam: Any, nadam: Any, rosenbrock: Any) -> Evidence:
    rules = adam(lr=0.1, beta1=0.45), nadam(lr=0.1, psi=UNWARMED)
    less, ahead = (float(np.median(overshoot(fall(rule, rosenbrock)))) for rule in rules)
    return Evidence((at_most("swing ÷ NAdam's", less / ahead, 1.1),), numbers={"less": less})


@claim(
    page=PAGE,
    says="At the end NAdam has come farther along the valley than Adam.",
    limits="Rosenbrock, nine starts, 120 steps at the rate 0.1; from one of the nine it is behind",
)
def nadam_is_ahead_in_the_bend(adam: Any, nadam: Any, rosenbrock: Any) -> Evidence:
    ends = [fall(rule(lr=0.1), rosenbrock).points[-1, :, 0] for rule in (adam, nadam)]
    ahead = int((ends[1] > ends[0]).sum())
    return Evidence((at_least("starts from which it is ahead", ahead, 7),), numbers={"of": ahead})


@claim(
    page=PAGE,
    says="At ψ = 0.004 NAdam's momentum has done half of its way to β₁ after some 4,000 steps.",
    limits="the formula of the warming",
)
def nadams_momentum_warms_slowly() -> Evidence:
    half = math.log(0.5) / math.log(0.96) / 0.004
    return Evidence((between("steps", half, 3800, 4700),), numbers={"half": half})


@claim(
    page=PAGE,
    says="NAdam's correction and its average disagree at first about the weight that has been "
    "gathered, and later hardly.",
    limits="β₁ = 0.9, ψ = 0.004, 100 steps",
)
def nadams_correction_is_not_exact_at_first() -> Evidence:
    t = np.arange(1, 101)
    said = 1 - np.cumprod(0.9 * (1 - 0.5 * 0.96 ** (0.004 * t)))
    gathered = 1 - 0.9**t
    apart = np.abs(said / gathered - 1)
    return Evidence(
        (
            between("said of step 1", said[0], 0.54, 0.56),
            between("gathered by then", gathered[0], 0.09, 0.11),
            at_most("they differ from step 30 on by", apart[29:], 0.05),
        ),
        numbers={"said": said[0], "gathered": gathered[0]},
    )


@claim(
    page=PAGE,
    says="With the divisor as Dozat's paper prints it, β₂ times ours, NAdam's steps are longer by "
    "a "
    "twentieth of a percent.",
    limits="1,000 random gradients, β₂ = 0.999, ε = 0",
)
def nadams_paper_multiplies_its_divisor_by_beta2(nadam: Any) -> Evidence:
    gradients = np.random.default_rng(0).normal(size=1000)
    ours = np.diff(scripted(nadam(lr=1.0, eps=0.0), gradients)[:, 0])
    m, v, product, printed = 0.0, 0.0, 1.0, []
    for t, g in enumerate(gradients, 1):
        now, ahead = (0.9 * (1 - 0.5 * 0.96 ** (0.004 * k)) for k in (t, t + 1))
        product *= now
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
        mean = ahead * m / (1 - product * ahead) + (1 - now) * g / (1 - product)
        printed.append(-mean / math.sqrt(0.999 * v / (1 - 0.999**t)))
    longer = np.array(printed) / ours - 1
    return Evidence((between("longer by", longer, 0.0004, 0.0006),))
