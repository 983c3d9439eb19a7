"""What is said of signSGD."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic.noise import normals
from gen.claims.altered import Turned
from gen.claims.ledger import Check, Evidence, at_least, at_most, between, claim
from gen.claims.runs import EACH_RATE, around, column, path, scores
from gen.measurements.grid import lattice
from gen.measurements.rate_search import BUDGET
from gen.measurements.standings import standing
from gen.schedules import SCHEDULES
from gen.simulate import simulate
from gen.surfaces.quadratic import quadratic as valley_of

PAGE = "optimizers/signsgd"


@claim(
    page=PAGE,
    says="In a valley along the axes signSGD's path stays the same, bit for bit, however narrow "
    "the valley is.",
    limits="condition numbers 1, 30, 1,000 and 30,000, one start, the rate 0.03, 120 steps",
    without="the axes (the valley turned by 45 degrees)",
)
def signs_do_not_see_how_narrow_a_valley_along_the_axes_is(signsgd: Any) -> Evidence:
    start, rule = np.array([-2.0, 0.9]), signsgd(lr=0.03)
    valleys = [valley_of(kappa) for kappa in (1, 30, 1000, 30_000)]
    first, *others = (simulate(rule, valley, start, 120).points for valley in valleys)
    askew = [
        simulate(rule, Turned(valley), Turned(valley).there(start), 120).points
        for valley in (valleys[0], valleys[2])
    ]
    return Evidence(
        (
            at_most(
                "distance from the path in a round bowl", np.abs(others - first).max().item(), 0
            ),
        ),
        (at_least("the same, turned", np.abs(askew[1] - askew[0]).max().item(), 0.1),),
    )


def by_the_rate(rule: type[Any], *surfaces: Any) -> Check:
    """Check that each of 100 steps at the rate 0.03 moves each coordinate by that."""
    moved = [
        np.abs(np.diff(path(rule, surface, 100, lr=0.03).points, axis=0)) for surface in surfaces
    ]
    return between("move ÷ rate", np.array(moved) / 0.03, 1 - 1e-9, 1 + 1e-9)


@claim(
    page=PAGE,
    says="Every step of signSGD moves every coordinate by the rate.",
    limits="four surfaces, 100 steps at the rate 0.03; a gradient of exactly zero moves nothing",
)
def signsgd_moves_every_coordinate_by_the_rate(
    signsgd: Any, quadratic: Any, rosenbrock: Any, beale: Any, himmelblau: Any
) -> Evidence:
    return Evidence((by_the_rate(signsgd, quadratic, rosenbrock, beale, himmelblau),))


@claim(
    page=PAGE,
    says="In the valley signSGD bounces around the minimum by up to one step.",
    limits="nine starts, the rates 0.01, 0.03 and 0.1, steps 900 to 1,000",
)
def signsgd_bounces_within_one_step_of_the_minimum(signsgd: Any, quadratic: Any) -> Evidence:
    rates = column(0.01, 0.03, 0.1)[..., None]
    late = np.abs(simulate(signsgd(lr=rates), quadratic, around(quadratic), 1000).points[900:])
    farthest = late.max(axis=0) / rates
    return Evidence((between("farthest coordinate ÷ rate", farthest.max(axis=-1), 0.4, 1.001),))


@claim(
    page=PAGE,
    says="In noise the sign of an average is right more often than the sign of one gradient.",
    limits="a slope of 1 in noise of 3 (standard deviation), 4,000 draws, β of 0.9",
)
def a_memory_outvotes_noise(signsgd: Any) -> Evidence:
    noise = normals(np.zeros((1, 40)), 1 + np.arange(100)[:, None])
    right = []
    for beta in (0.0, 0.9):
        m, hits = np.zeros(noise.shape[-1]), []
        for g in 1 + 3 * noise:
            m = beta * m + (1 - beta) * g
            hits.append(m > 0)
        right.append(float(np.mean(hits)))
    return Evidence((at_least("right with a memory − without", right[1] - right[0], 0.1),))


@claim(
    page=PAGE,
    says="With a memory signSGD shoots over the floor of the valley, without one it does not.",
    limits="nine starts, the rate 0.02, β of 0.9, 200 steps",
)
def signum_overshoots(signsgd: Any, quadratic: Any) -> Evidence:
    betas = column(0.0, 0.9)[..., None]
    run = simulate(signsgd(lr=0.02, beta=betas), quadratic, around(quadratic), 200).points[..., 1]
    below = -run.min(axis=0) / 0.02
    return Evidence(
        (
            at_most("steps that it is carried past, without", below[0], 1.001),
            at_least("steps that it is carried past, with", below[1], 4),
        )
    )


@claim(
    page=PAGE,
    says="On Rastrigin signSGD leaps from the start to the minimum and rests there, because the "
    "start is a whole number of steps away.",
    limits="the rate 1, 120 steps, the highest loss of the last 30",
    without="the whole number (starts aside by 10⁻⁹ to 0.1)",
)
def signsgd_rests_on_rastrigin_because_of_a_whole_number(signsgd: Any, rastrigin: Any) -> Evidence:
    aside = np.array([0.0, 1e-9, -1e-9, 1e-3, 0.1])[:, None] * np.array([8.0, -6.0])
    # By its steps themselves: the tests move the start of `simulate`, and here it decides.
    x, rule, highest = aside - 2.0, signsgd(lr=1.0), np.zeros(len(aside))
    for t in range(1, BUDGET + 1):
        x, _ = rule.step(x, {"m": 0 * x}, t, rastrigin)
        highest = np.maximum(highest, rastrigin.value(x)) if t > BUDGET - 30 else highest
    return Evidence(
        (at_most("loss from a whole number of steps away", float(highest[0]), 1e-9),),
        (at_least("loss from beside", highest[1:], 1),),
    )


@claim(
    page=PAGE,
    says="signSGD is nowhere farther ahead of gradient descent than by a third of a decade.",
    limits="the surfaces of this site, a grid of 36 starts, 120 steps at each one's best rate",
)
def the_largest_lead_of_signsgd_is_small(signsgd: Any, sgd: Any, surfaces: Any) -> Evidence:
    lead = [standing(signsgd, s).mean - standing(sgd, s).mean for s in surfaces]
    return Evidence((at_most("largest lead, in decades", max(lead), 0.3),))


@claim(
    page=PAGE,
    says="In a valley turned by 45 degrees signSGD gains less than in the straight one, and "
    "gradient descent as much as before.",
    limits="condition number 300, nine starts, 120 steps, each at its best rate there",
)
def signsgd_loses_in_a_turned_valley(signsgd: Any, sgd: Any) -> Evidence:
    valley = valley_of(300)
    starts, turned = around(valley), Turned(valley)
    lost = [
        scores(rule(lr=EACH_RATE), valley, starts).max()
        - scores(rule(lr=EACH_RATE), turned, turned.there(starts)).max()
        for rule in (signsgd, sgd)
    ]
    return Evidence(
        (
            at_least("decades that signSGD loses", float(lost[0]), 0.5),
            at_most("decades that gradient descent loses", abs(float(lost[1])), 1e-3),
        ),
        numbers={"lost": float(lost[0])},
    )


@claim(
    page=PAGE,
    says="Where signSGD gains least, beside gradient descent, it gains more if the rate falls.",
    limits="softmax, a grid of 36 starts, 120 steps, the best rate for each; along a cosine",
)
def signsgd_gains_if_the_rate_falls(signsgd: Any, softmax: Any) -> Evidence:
    steady, falling = (
        scores(signsgd(lr=EACH_RATE), softmax, lattice(softmax), schedule).max()
        for schedule in (None, SCHEDULES["cosine"])
    )
    return Evidence((at_least("decades more", float(falling - steady), 0.5),))


@claim(
    page=PAGE,
    says="Adam and RMSprop without any memory are signSGD, up to ε.",
    limits="Beale's surface, 60 steps at the rate 0.0137, ε of 10⁻¹²",
)
def adam_and_rmsprop_without_memory_are_signsgd(
    signsgd: Any, adam: Any, rmsprop: Any, beale: Any
) -> Evidence:
    ours = path(signsgd, beale, 60, lr=0.0137).points
    theirs = (
        path(adam, beale, 60, lr=0.0137, beta1=0.0, beta2=0.0, eps=1e-12).points,
        path(rmsprop, beale, 60, lr=0.0137, beta=0.0, eps=1e-12).points,
    )
    apart = np.array([np.abs(each - ours).max() for each in theirs])
    return Evidence((at_most("distance between the paths", apart, 1e-9),))


@claim(
    page=PAGE,
    says="For two weights signSGD's step is along a diagonal, up to 45 degrees beside downhill, "
    "and equally long however large the gradient is.",
    limits="360 directions, lengths from 0.001 to 1,000; in d dimensions the angle may be larger",
)
def a_sign_steps_along_a_diagonal(signsgd: Any) -> Evidence:
    turn = np.linspace(0, 2 * np.pi, 361)[:-1] + 0.001
    sizes = np.array([0.001, 1.0, 1000.0])[:, None, None]
    slopes = sizes * np.stack([np.cos(turn), np.sin(turn)], axis=-1)

    class Slope:
        """A loss of which only the gradient is known."""

        def grad(self, x: np.ndarray) -> np.ndarray:
            """Return it."""
            return np.asarray(slopes)

    loss: Any = Slope()
    rule, start = signsgd(lr=1.0), 0 * slopes
    steps = rule.step(start, rule.init(start), 1, loss)[0]
    cosines = -(steps * slopes).sum(axis=-1) / np.sqrt(2 * (slopes**2).sum(axis=-1))
    angles = np.degrees(np.arccos(np.minimum(cosines, 1)))
    return Evidence(
        (
            between("size of either coordinate of the step, in rates", np.abs(steps), 1, 1),
            at_most("angle beside downhill", angles, 45.1),
            at_least("the largest", angles.max().item(), 44),
        )
    )
