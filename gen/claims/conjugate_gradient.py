"""What is said of conjugate gradients."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic.vectors import dot
from gen.claims.ledger import Evidence, at_least, at_most, between, claim
from gen.claims.runs import around, path, rises, walk
from gen.claims.second_order import (
    Paraboloid,
    loss_with_batches,
    tried,
)
from gen.measurements.grid import (
    arrival_steps,
    distances,
)
from gen.measurements.rate_search import RATES
from gen.surfaces.quadratic import quadratic

PAGE = "optimizers/conjugate-gradient"


@claim(
    page=PAGE,
    says="In the valley conjugate gradients arrive in two steps at the rate 1, and need many more "
    "at shares and at multiples of it.",
    limits="nine starts; the rates 0.178, 0.316, 0.562, 0.75, 1.33 and 1.78 besides 1",
)
def conjugate_gradients_want_the_whole_way(conjugate_gradient: Any, quadratic: Any) -> Evidence:
    rates = np.array([1.0, 0.178, 0.316, 0.562, 0.75, 1.33, 1.78])[:, None, None]
    run = path(conjugate_gradient, quadratic, 120, around(quadratic), lr=rates).points
    steps = arrival_steps(distances(run, quadratic))
    whole, others = steps[0], steps[1:]
    return Evidence(
        (
            between("steps at 1", whole, 2, 2),
            at_least("steps at the other rates", others, 5),
            at_least("steps at 0.178", others[0], 50),
            at_least("steps at 1.78", others[-1], 40),
        ),
        numbers={"whole": int(whole[0]), "half": int(others[2][0])},
    )


def zigzag(rule: Any, loss: Any, steps: int, keep: bool) -> np.ndarray:
    """Return the losses of exact steps along conjugate directions, or along the gradient alone."""
    x, state = loss.start, rule.init(loss.start)
    values = [float(loss.value(x))]
    for t in range(1, steps + 1):
        if not keep:
            state = rule.init(x)
        x, state = rule.step(x, state, t, loss)
        values.append(float(loss.value(x)))
    return np.array(values)


@claim(
    page=PAGE,
    says="With a perfect line search steepest descent zigzags and conjugate gradients do not, "
    "because they keep a share of the last direction.",
    limits="paraboloids of ten dimensions, curvatures from 1 to 30, four seeds, ten exact steps",
    without="the share (β = 0: the same exact steps along the gradient)",
)
def conjugate_gradients_keep_what_was_done(conjugate_gradient: Any) -> Evidence:
    left: dict[bool, list[float]] = {True: [], False: []}
    for seed in range(4):
        loss = Paraboloid(np.linspace(1, 30, 10), seed)
        for keep, found in left.items():
            values = zigzag(conjugate_gradient(), loss, 10, keep)
            found.append(values[-1] / values[0])
    return Evidence(
        (at_most("share of the loss that is left after ten steps", left[True], 1e-12),),
        (at_least("the same along the gradient", left[False], 1e-6),),
    )


@claim(
    page=PAGE,
    says="On a quadratic of ten dimensions conjugate gradients arrive with the tenth step and not "
    "before.",
    limits="paraboloids with ten curvatures from 1 to 30, four seeds; less than 10⁻¹² of the loss "
    "counts as arrived, for beyond lies rounding",
)
def conjugate_gradients_take_as_many_steps_as_dimensions(conjugate_gradient: Any) -> Evidence:
    nine, ten = [], []
    for seed in range(4):
        loss = Paraboloid(np.linspace(1, 30, 10), seed)
        values = zigzag(conjugate_gradient(), loss, 10, True) / float(loss.value(loss.start))
        nine.append(values[9])
        ten.append(values[10])
    return Evidence(
        (
            at_least("share of the loss that is left after nine steps", nine, 1e-11),
            at_most("share after ten", ten, 1e-12),
        )
    )


@claim(
    page=PAGE,
    says="If the curvatures come in three clusters, three steps leave almost nothing.",
    limits="paraboloids of twelve dimensions, four seeds; curvatures within 0.1 % of 1, 3 and 9, "
    "beside curvatures evenly from 1 to 9",
)
def clusters_of_curvatures_are_steps(conjugate_gradient: Any) -> Evidence:
    near = 1 + 0.001 * np.linspace(-1, 1, 4)
    clustered: list[float] = []
    even: list[float] = []
    for seed in range(4):
        for curvatures, left in (
            (np.concatenate([near, 3 * near, 9 * near]), clustered),
            (np.linspace(1, 9, 12), even),
        ):
            values = zigzag(conjugate_gradient(), Paraboloid(curvatures, seed), 3, True)
            left.append(values[3] / values[0])
    return Evidence(
        (
            at_most("share of the loss that is left after three steps, clusters", clustered, 5e-4),
            at_least("the same, evenly spread", even, 1e-3),
        )
    )


@claim(
    page=PAGE,
    says="Each direction is conjugate to all before it, though it is made so only to the last.",
    limits="a paraboloid of five dimensions, three seeds",
)
def directions_are_conjugate_to_all_before(conjugate_gradient: Any) -> Evidence:
    worst = []
    for seed in range(3):
        loss = Paraboloid((1, 3, 7, 20, 50), seed)
        p = np.array([state["p"] for state in walk(conjugate_gradient(), loss, 5)[1]])
        products = (p[:, None] * loss.grad(p)).sum(axis=-1)
        scale = np.sqrt(np.diag(products)[:, None] * np.diag(products))
        worst.append(np.abs(products / scale - np.eye(5)).max())
    return Evidence((at_most("largest product of two directions, pᵀHq", worst, 1e-8),))


@claim(
    page=PAGE,
    says="On Rosenbrock the first trial of conjugate gradients passes in most steps.",
    limits="nine starts at the default, until they arrive",
)
def the_parabola_is_mostly_right(conjugate_gradient: Any, rosenbrock: Any) -> Evidence:
    shares = []
    for start in around(rosenbrock):
        points, states = walk(conjugate_gradient(), rosenbrock, 120, start)
        steps = int(arrival_steps(distances(points, rosenbrock)[:, None])[0])
        points, p = points[: steps + 1], np.array([state["p"] for state in states[:steps]])
        g = rosenbrock.grad(points[:-1])
        bend = (p * rosenbrock.hvp(points[:-1], p)).sum(axis=-1)
        size = np.sqrt((p * p).sum(axis=-1))
        first = np.where(bend > 0, -(g * p).sum(axis=-1) / bend, 1 / size)
        shares.append(float((tried(points, p, first, 0.5) == 1).mean()))
    return Evidence((at_least("share of the steps", shares, 0.6),), numbers={"share": shares[0]})


@claim(
    page=PAGE,
    says="The loss of conjugate gradients never rises.",
    limits="all surfaces without noise, nine starts on each, 120 steps at the default",
)
def conjugate_gradients_loss_never_rises(conjugate_gradient: Any, surfaces: Any) -> Evidence:
    return Evidence(
        (at_most("largest rise of the loss", rises(conjugate_gradient, surfaces), 0.0),)
    )


@claim(
    page=PAGE,
    says="On the noisy valley conjugate gradients arrive because the losses that they compare are "
    "exact.",
    limits="the noisy valley, nine starts, 120 steps at the default, against the quadratic with "
    "batches that tilt loss and gradient alike",
    without="the exact losses (minibatches: the default ends above gradient descent)",
)
def exact_losses_save_conjugate_gradients(
    conjugate_gradient: Any, sgd: Any, noisy_valley: Any
) -> Evidence:
    run = path(conjugate_gradient, noisy_valley, 120, around(noisy_valley))
    steady = loss_with_batches(sgd, RATES[8:24:2]).min()
    tilted = loss_with_batches(conjugate_gradient, (1.0,)) / steady
    exact = loss_with_batches(conjugate_gradient, (1.0,), whole=True) / steady
    return Evidence(
        (
            at_most(
                "distance from the minimum, noise in the gradient alone",
                distances(run.points[-1], noisy_valley),
                0.01,
            ),
            at_most("loss ÷ gradient descent's, exact losses", exact, 0.5),
        ),
        (at_least("the same with the losses of the batches", tilted, 4),),
        {"higher": tilted[0]},
    )


@claim(
    page=PAGE,
    says="With minibatches conjugate gradients at η = 0.1 are level with gradient descent at its "
    "best constant rate.",
    limits="the quadratic with a slope that differs from batch to batch, 32 runs of 300 steps; "
    "medians of the last 100",
)
def a_small_share_makes_conjugate_gradients_level(conjugate_gradient: Any, sgd: Any) -> Evidence:
    steady = loss_with_batches(sgd, RATES[8:24:2]).min()
    small = loss_with_batches(conjugate_gradient, (0.1,)) / steady
    return Evidence((between("loss ÷ gradient descent's", small, 0.5, 1.5),))


@claim(
    page=PAGE,
    says="On a quadratic with exact steps Fletcher and Reeves's β is the same number.",
    limits="a paraboloid of five dimensions, three seeds, four steps",
)
def fletcher_and_reeves_agree_on_a_quadratic(conjugate_gradient: Any) -> Evidence:
    apart = []
    for seed in range(3):
        loss = Paraboloid((1, 3, 7, 20, 50), seed)
        g = loss.grad(walk(conjugate_gradient(), loss, 4)[0])
        apart.append(np.abs(dot(g[1:], g[1:] - g[:-1]) / dot(g[1:], g[1:]) - 1)[:3].max())
    return Evidence((at_most("relative difference of the two β", apart, 1e-8),))


@claim(
    page=PAGE,
    says="Two conjugate steps end at the bottom of a valley. They are at right angles where the "
    "valley is stretched until it is round, and in the valley itself they are not.",
    limits="a valley with curvatures 1 and 9, 40 starts that lie on neither axis",
)
def conjugate_steps_are_square_in_a_round_valley(conjugate_gradient: Any) -> Evidence:
    turn = np.linspace(0, 2 * np.pi, 41)[:-1] + 0.1
    starts = np.stack([2 * np.cos(turn), np.sin(turn)], axis=-1)
    points = path(conjugate_gradient, quadratic(9), 2, starts).points
    cosines = []
    for stretch in ((1, 1), (1, 3)):
        first, second = np.diff(points * np.array(stretch), axis=0)
        sizes = np.sqrt((first**2).sum(axis=-1) * (second**2).sum(axis=-1))
        cosines.append(np.abs((first * second).sum(axis=-1) / sizes))
    return Evidence(
        (
            at_most("distance from the bottom after two steps", np.abs(points[-1]), 1e-9),
            at_most("cosine of the angle where the valley is round", cosines[1], 1e-6),
            at_least("median cosine in the valley", float(np.median(cosines[0])), 0.1),
        )
    )
