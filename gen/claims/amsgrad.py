"""What is said of AMSGrad."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.claims.ledger import Evidence, at_least, at_most, between, claim
from gen.claims.runs import (
    Script,
    around,
    path,
    scripted,
)
from gen.measurements.grid import (
    distances,
)
from gen.measurements.rate_search import tuned
from gen.simulate import simulate
from gen.surface import CLOSE

PAGE = "optimizers/amsgrad"


@claim(
    page=PAGE,
    says="Gradients of 3, −1, −1 and so on, whose mean is positive, make Adam with a short memory "
    "climb to +1, because it forgets the large one; AMSGrad descends to −1.",
    limits="2,000 steps on [−1, 1] at the rate 0.5/√t, β₁ = 0; β₂ is 0.1",
    without="the forgetting (AMSGrad, or β₂ = 0.999)",
)
def adam_climbs_where_amsgrad_descends(adam: Any, amsgrad: Any) -> Evidence:
    return Evidence(
        (at_least("where Adam ends", confined(adam, 0.1), 0.9),),
        (
            at_most("where AMSGrad ends", confined(amsgrad, 0.1), -0.9),
            at_most("where Adam ends with the memory 0.999", confined(adam, 0.999), -0.9),
        ),
    )


def confined(rule: type[Any], beta2: float) -> float:
    """Return where a rule ends on [−1, 1] if every third gradient is 3 and the others are −1."""
    loss: Any = Script([3.0, -1.0, -1.0])
    x = np.array([0.0])
    state = rule().init(x)
    for t in range(1, 2001):
        now = rule(lr=0.5 / np.sqrt(t), beta1=0.0, beta2=beta2)
        x, state = now.step(x, state, t, loss.at(t))
        x = np.clip(x, -1, 1)
    return float(x[0])


@claim(
    page=PAGE,
    says="In 10,000 steps on the noiseless quadratic Adam, after it had all but arrived, jumps "
    "back to a loss above a tenth, and AMSGrad does not.",
    limits="our valley from nine starts, the rate 0.5",
)
def amsgrad_does_not_jump_in_ten_thousand_steps(
    adam: Any, amsgrad: Any, quadratic: Any
) -> Evidence:
    highest = [
        simulate(rule(lr=0.5), quadratic, around(quadratic), 10_000).values[1000:].max(axis=0)
        for rule in (adam, amsgrad)
    ]
    return Evidence(
        (
            at_least("Adam's highest loss after step 1,000", highest[0], 0.1),
            at_most("AMSGrad's", highest[1], 1e-6),
        )
    )


@claim(
    page=PAGE,
    says="With a memory of ten steps Adam arrives on Beale's surface and AMSGrad does not; with "
    "the usual memory the two paths lie side by side.",
    limits="the surface's own start, on the wall; both at the rate 0.1, 120 steps",
)
def with_a_short_memory_amsgrad_falls_behind(adam: Any, amsgrad: Any, beale: Any) -> Evidence:
    short = [
        distances(path(rule, beale, 120, lr=0.1, beta2=0.9).points[-1], beale)
        for rule in (adam, amsgrad)
    ]
    usual = [path(rule, beale, 120, lr=0.1).points for rule in (adam, amsgrad)]
    return Evidence(
        (
            at_most("Adam's distance at last, short memory", short[0], CLOSE),
            at_least("AMSGrad's", short[1], 0.3),
            at_most(
                "largest distance of the paths, usual memory", np.abs(usual[0] - usual[1]), 0.05
            ),
        )
    )


@claim(
    page=PAGE,
    says="In a run of 120 steps the search takes the same rate for AMSGrad as for Adam.",
    limits="our valley",
)
def amsgrads_best_rate_is_adams(adam: Any, amsgrad: Any, quadratic: Any) -> Evidence:
    ours, theirs = (tuned(rule, quadratic).lr for rule in (amsgrad, adam))
    return Evidence((between("AMSGrad's rate ÷ Adam's", float(ours / theirs), 1, 1),))


@claim(
    page=PAGE,
    says="One large gradient shortens every later step of AMSGrad; with Adam its mark fades.",
    limits="a gradient of 100 among ones of size 1 at step 100, β₁ = 0.9, β₂ = 0.999; the step "
    "10,000 steps later",
)
def one_steep_place_shortens_amsgrads_steps(adam: Any, amsgrad: Any) -> Evidence:
    pushes = np.ones(10_100)
    pushes[100] = 100.0
    late = [
        float(np.abs(np.diff(scripted(rule(lr=1.0), pushes)[-2:, 0]))[0])
        for rule in (amsgrad, adam)
    ]
    return Evidence(
        (
            at_most("AMSGrad's late step ÷ rate", late[0], 0.4),
            between("Adam's", late[1], 0.95, 1.01),
        )
    )


@claim(
    page=PAGE,
    says="With PyTorch's order steps grow thirtyfold in 3,000 steps after a large first gradient; "
    "with Optax's, which takes the maximum of the corrected average, they never grow.",
    limits="a first gradient of 1 and then ones of 0.001, β₁ = 0, 20,000 steps",
)
def a_large_first_gradient_tells_the_two_orders_apart(amsgrad: Any) -> Evidence:
    pushes = np.append(1.0, np.full(20_000, 1e-3))
    steps = np.abs(np.diff(scripted(amsgrad(lr=1.0, beta1=0.0), pushes)[:, 0]))
    # How strongly a gradient of one size acts: a step divided by its gradient.
    acts = steps / pushes
    v = largest = 0.0
    theirs = []
    for t, g in enumerate(pushes, start=1):
        v = 0.999 * v + 0.001 * g**2
        largest = max(largest, v / (1 - 0.999**t))
        theirs.append(1 / largest**0.5)
    return Evidence(
        (
            between("ours at step 3,000 ÷ at first", acts[2999] / acts[0], 29, 32),
            at_most("at last ÷ at step 3,000", acts[-1] / acts[2999], 1.05),
            between("Optax's order, at last ÷ at first", theirs[-1] / theirs[0], 0.999, 1.001),
        )
    )


@claim(
    page=PAGE,
    says="Once the correction for the start has faded, AMSGrad's reach never grows again.",
    limits="random gradients that fade to nothing, β₂ = 0.999, from step 5,000 to step 10,000",
)
def amsgrads_reach_does_not_grow_again(adam: Any, amsgrad: Any) -> Evidence:
    noise = np.random.default_rng(4).standard_normal(10_000)
    # Never so small that ε, and not the average, divides.
    pushes = np.where(np.arange(10_000) < 5000, 1.0, 1e-4) * np.sign(noise)
    growth = []
    for rule in (amsgrad, adam):
        moved = np.abs(np.diff(scripted(rule(lr=1.0, beta1=0.0), pushes)[:, 0])) / np.abs(pushes)
        growth.append(float(moved[-1] / moved[5000]))
    return Evidence(
        (
            at_most("reach at step 10,000 ÷ at 5,000, AMSGrad", growth[0], 1.01),
            at_least("Adam", growth[1], 5),
        )
    )
