"""What is said of BFGS."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from gen.arithmetic.vectors import norm, times
from gen.claims.ledger import Evidence, at_least, at_most, between, claim
from gen.claims.runs import around, path, rises, walk
from gen.claims.second_order import (
    RUNS,
    Batches,
    Paraboloid,
    tried,
)
from gen.losses import Wells
from gen.measurements.grid import (
    arrival_steps,
    distances,
)
from gen.optimizer import Optimizer

PAGE = "optimizers/bfgs"


@claim(
    page=PAGE,
    says="BFGS is at Rosenbrock's minimum while gradient descent, at the rate that the search "
    "chose, is still half a unit away.",
    limits="nine starts; BFGS at the rate 1, gradient descent at 0.00316",
)
def bfgs_is_there_while_descent_creeps(bfgs: Any, sgd: Any, rosenbrock: Any) -> Evidence:
    starts = around(rosenbrock)
    steps = arrival_steps(distances(path(bfgs, rosenbrock, 120, starts).points, rosenbrock))
    descent = distances(path(sgd, rosenbrock, 120, starts, lr=0.00316).points, rosenbrock)
    then = descent[steps, np.arange(len(starts))]
    return Evidence(
        (
            at_most("steps of BFGS", steps, 60),
            at_least("how far gradient descent is from the minimum then", then, 0.5),
        ),
        numbers={"steps": int(steps[0]), "sgd_distance": then[0]},
    )


@claim(
    page=PAGE,
    says="In the valley BFGS needs fewest steps at the rate 1, and several times as many at 0.1.",
    limits="nine starts, the rates 0.1, 0.3, 1, 3 and 10",
)
def bfgs_wants_the_rate_one(bfgs: Any, quadratic: Any) -> Evidence:
    rates = np.array([1.0, 0.1, 0.3, 3.0, 10.0])[:, None, None]
    run = path(bfgs, quadratic, 200, around(quadratic), lr=rates).points
    one, *others = arrival_steps(distances(run, quadratic))
    return Evidence(
        (
            at_least(
                "steps at the other rates ÷ at 1, in the middle of the starts",
                np.median(np.array(others) / one, axis=1),
                1,
            ),
            at_least("the same at 0.1", others[0] / one, 4),
        ),
        numbers={"steps": int(one[0])},
    )


def lengths_tried(rule: Optimizer, surface: Any, start: Any) -> np.ndarray:
    """Return how many lengths BFGS or the line search tries at each step until it arrives."""
    points, states = walk(rule, surface, 120, start)
    steps = int(arrival_steps(distances(points, surface)[:, None])[0])
    g = surface.grad(points[:-1])
    p = np.array([-times(s["inverse"], at) if s else -at for s, at in zip(states, g, strict=True)])
    return tried(points, p, np.ones(len(p)), 0.5)[: min(steps, len(p))]


@claim(
    page=PAGE,
    says="On Rosenbrock, begun at 1, BFGS accepts the first length in most steps; the same search "
    "along the gradient tries far more lengths.",
    limits="nine starts; BFGS until it arrives, the line search for at most 120 steps",
)
def bfgs_takes_the_first_length(bfgs: Any, line_search: Any, rosenbrock: Any) -> Evidence:
    starts = around(rosenbrock)
    counts, descent = (
        [lengths_tried(rule(), rosenbrock, start) for start in starts]
        for rule in (bfgs, line_search)
    )
    first = [float((count == 1).mean()) for count in counts]
    mean, other = ([float(count.mean()) for count in kind] for kind in (counts, descent))
    return Evidence(
        (
            at_least("share of steps that take the first length", first, 0.6),
            at_most("lengths tried per step", mean, 2),
            at_least("lengths that the search along the gradient tries per step", other, 6),
        ),
        numbers={"first": first[0], "tried": mean[0], "along_the_gradient": other[0]},
    )


@claim(
    page=PAGE,
    says="A search that asks for more than half of what the slope promised refuses even the "
    "perfect step on a quadratic, and BFGS needs more steps with it.",
    limits="the valley, nine starts, c₁ of 0.0001, 0.4 and 0.6",
)
def a_strict_judge_refuses_the_perfect_step(bfgs: Any, quadratic: Any) -> Evidence:
    c1 = np.array([1e-4, 0.4, 0.6])[:, None, None]
    run = path(bfgs, quadratic, 200, around(quadratic), c1=c1).points
    small, medium, strict = arrival_steps(distances(run, quadratic))
    return Evidence(
        (
            at_most("steps with 0.4, beyond those with 0.0001", medium - small, 5),
            at_least("steps with 0.6 ÷ those with 0.0001", strict / small, 1.2),
        )
    )


@claim(
    page=PAGE,
    says="BFGS ends with the true inverse Hessian in its matrix.",
    limits="Rosenbrock, nine starts, 45 steps",
)
def bfgs_ends_with_the_inverse_hessian(bfgs: Any, rosenbrock: Any) -> Evidence:
    _, states = walk(bfgs(), rosenbrock, 45, around(rosenbrock))
    h = rosenbrock.hess(np.array(rosenbrock.minima[0]))
    # Its product with the true Hessian is the identity if it is the inverse.
    true = np.array([[h[1, 1], -h[0, 1]], [-h[0, 1], h[0, 0]]])
    true = true / (h[0, 0] * h[1, 1] - h[0, 1] ** 2)
    ratio = states[-1]["inverse"] / true
    early = np.abs(states[5]["inverse"]).max(axis=(-2, -1)) / np.abs(true).max()
    return Evidence(
        (
            between("each entry ÷ that of the true inverse", ratio, 0.9, 1.1),
            at_most("largest entry after six steps ÷ the true one", early, 0.2),
        )
    )


@claim(
    page=PAGE,
    says="The new matrix explains the last step, By = s, and stays positive definite.",
    limits="Rosenbrock, nine starts, the first 25 steps, as far as sᵀy is positive",
)
def bfgs_explains_its_last_step(bfgs: Any, rosenbrock: Any) -> Evidence:
    points, states = walk(bfgs(), rosenbrock, 25, around(rosenbrock))
    errors, least = [], []
    for t in range(1, 25):
        s, matrix = points[t] - points[t - 1], states[t]["inverse"]
        y = rosenbrock.grad(points[t]) - rosenbrock.grad(points[t - 1])
        seen = ((s * y).sum(axis=-1) > 0) & (norm(s)[..., 0] > 1e-6)
        errors += list((norm(times(matrix, y) - s) / norm(s))[seen, 0])
        determinant = matrix[:, 0, 0] * matrix[:, 1, 1] - matrix[:, 0, 1] ** 2
        least += list(np.minimum(matrix[:, 0, 0], determinant)[seen])
    return Evidence(
        (
            at_most("error of By = s", errors, 1e-5),
            at_least("smaller of first entry and determinant", least, 0),
        )
    )


@claim(
    page=PAGE,
    says="BFGS's loss never rises.",
    limits="all surfaces without noise, nine starts on each, 120 steps at the default",
)
def bfgs_loss_never_rises(bfgs: Any, surfaces: Any) -> Evidence:
    return Evidence((at_most("largest rise of the loss", rises(bfgs, surfaces), 0.0),))


def believed(bfgs: Any, same: bool) -> tuple[np.ndarray, float]:
    """Return the curvatures that 32 runs believe in after 120 noisy steps, and how far they move.

    With `same`, both gradients of a pair are of one batch.
    """
    rule, loss, x = bfgs(), Batches(0.1), RUNS
    state, moved = rule.init(x), np.zeros(len(RUNS))
    for t in range(1, 121):
        if same and t > 1:
            state = state | {"g": loss.at(t).grad(state["x"])}
        after, state = rule.step(x, state, t, loss.at(t))
        if t > 100:
            moved = moved + norm(after - x)[:, 0]
        x = after
    a, b, c = (state["inverse"][:, i, j] for i, j in ((0, 0), (0, 1), (1, 1)))
    half = np.sqrt((a - c) ** 2 / 4 + b * b)
    large, small = (a + c) / 2 + half, np.maximum((a + c) / 2 - half, 1e-300)
    return np.median([1 / large, 1 / small], axis=1), float(np.median(moved))


@claim(
    page=PAGE,
    says="With minibatches BFGS believes in enormous curvatures and hardly moves any more, because "
    "the two gradients that it compares are of different batches.",
    limits="the quadratic with a slope that differs from batch to batch, 32 runs of 120 steps; "
    "medians",
    without="the difference of the batches (both gradients of a pair from the same one)",
)
def noise_makes_bfgs_believe_in_enormous_curvature(bfgs: Any) -> Evidence:
    (low, high), still = believed(bfgs, same=False)
    (low_same, high_same), moving = believed(bfgs, same=True)
    return Evidence(
        (
            at_least("smaller curvature that it believes in, truly 1", low, 100),
            at_least("larger curvature, truly 30", high, 10_000),
            at_most("length of the last 20 steps together", still, 0.1),
        ),
        (
            between("smaller curvature with one batch for each pair", low_same, 0.9, 1.1),
            between("larger curvature", high_same, 27, 33),
            at_least("length of the last 20 steps together", moving, 1),
        ),
        {"low": low, "high": high},
    )


@claim(
    page=PAGE,
    says="On a quadratic with exact line searches BFGS takes the steps of conjugate gradients, and "
    "its matrix is the inverse Hessian after as many steps as dimensions.",
    limits="paraboloids of five dimensions, curvatures from 1 to 50, three seeds",
)
def bfgs_with_exact_searches_is_conjugate_gradients(bfgs: Any, conjugate_gradient: Any) -> Evidence:
    apart, wrong = [], []
    for seed in range(3):
        loss = Paraboloid((1, 3, 7, 20, 50), seed)
        expected = path(conjugate_gradient, loss, 5, loss.start).points  # type: ignore[arg-type]
        rule: Any = bfgs()
        x, state = loss.start, rule.init(loss.start)
        points = [x]
        for t in range(1, 7):
            g = loss.grad(x)
            _, ahead = rule.step(x, state, t, loss)
            p = -times(ahead["inverse"], g)
            exact = -(g * p).sum() / (p * loss.grad(p)).sum()
            x, state = replace(rule, lr=exact).step(x, state, t, loss)
            points.append(x)
        apart.append(np.abs(np.array(points[:6]) - expected).max())
        product = np.stack([times(state["inverse"], row) for row in loss.hessian])
        wrong.append(np.abs(product - np.eye(5)).max())
    return Evidence(
        (
            at_most("how far the paths part", apart, 1e-6),
            at_most("error of the matrix times the Hessian, after five pairs", wrong, 1e-3),
        )
    )


@claim(
    page=PAGE,
    says="On a line each step of BFGS goes where the line through the last two slopes crosses "
    "zero. From the second on they come nearer by a larger factor each time, and "
    "Newton's come nearer still.",
    limits="(x² − 1)²/4, 25 pairs of points between 1.2 and 1.8, both from the second; five steps",
)
def on_a_line_bfgs_follows_the_secant(bfgs: Any, newton: Any) -> Evidence:
    loss: Any = Wells()
    last, now = (
        x.reshape(-1, 1) for x in np.meshgrid(np.linspace(1.5, 1.8, 5), np.linspace(1.2, 1.4, 5))
    )
    state = {"x": last, "g": loss.grad(last), "inverse": np.ones((25, 1, 1)), "fresh": 0 * last}
    points, tangents = [last, now], [now]
    for t in range(1, 6):
        there, state = bfgs().step(points[-1], state, t, loss)
        points.append(there)
        tangents.append(newton().step(tangents[-1], {}, t, loss)[0])
    slopes = [loss.grad(x) for x in points]
    crossing = [
        points[k] - slopes[k] * (points[k] - points[k - 1]) / (slopes[k] - slopes[k - 1])
        for k in range(1, 4)
    ]
    errors = np.abs(np.array(points[1:])[:, :, 0] - 1)
    nearer = errors[1:5] / errors[:4]
    return Evidence(
        (
            at_most("step ÷ crossing", np.abs(np.array(points[2:5]) / crossing - 1), 1e-9),
            at_most("factor of a step ÷ that of the last", nearer[2:] / nearer[1:-1], 0.9),
            at_most(
                "Newton's error after four steps ÷ BFGS's",
                np.abs(tangents[4][:, 0] - 1) / errors[4],
                0.5,
            ),
        )
    )
