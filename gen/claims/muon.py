"""What is said of Muon."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic.eigenvectors import singular
from gen.arithmetic.matrices import product
from gen.arithmetic.noise import normals
from gen.claims.ledger import Evidence, at_least, at_most, between, claim
from gen.claims.runs import (
    around,
    lengths,
    path,
)
from gen.claims.shampoo import apart
from gen.measurements.grid import (
    distances,
)
from gen.measurements.rate_search import BUDGET, searched, tuned
from gen.measurements.standings import standing
from gen.optimizer import Array
from gen.problem import draws, rotation
from gen.schedules import SCHEDULES
from gen.simulate import simulate

PAGE = "optimizers/muon"
WEIGHTS = (3.4445, -4.7750, 2.0315)


def iterated(s: Array) -> np.ndarray:
    """Return what five quintics make of singular values that are shares of the length."""
    for _ in range(5):
        s = WEIGHTS[0] * s + WEIGHTS[1] * s**3 + WEIGHTS[2] * s**5
    return np.asarray(s)


def evened(muon: Any, gradient: np.ndarray) -> np.ndarray:
    """Return the step that Muon makes of one gradient, as a share of its rate."""

    class Slope:
        """A loss with one gradient."""

        def grad(self, x: np.ndarray) -> np.ndarray:
            return gradient

    rule, x = muon(lr=1.0), 0 * gradient
    after, _ = rule.step(x, rule.init(x), 1, Slope())
    return np.asarray(-after)


@claim(
    page=PAGE,
    says="On two weights Muon is momentum whose steps are all equally long.",
    limits="Rosenbrock's surface, 100 steps at the rate 0.01",
)
def muons_steps_are_equally_long_on_two_weights(muon: Any, rosenbrock: Any) -> Evidence:
    points = path(muon, rosenbrock, 100, lr=0.01).points
    steps = lengths(points) / 0.01
    m, along = np.zeros(2), []
    for x, moved in zip(points[:-1], np.diff(points, axis=0), strict=True):
        g = rosenbrock.grad(x)
        m = 0.95 * m + 0.05 * g
        ahead = 0.95 * m + 0.05 * g
        along.append(-(moved * ahead).sum() / np.sqrt((moved**2).sum() * (ahead**2).sum()))
    return Evidence(
        (
            between("step ÷ rate", steps, 0.95, 1.0),
            at_most("longest ÷ shortest", float(steps.max() / steps.min()), 1 + 1e-5),
            at_least("cosine of step and momentum", np.array(along), 1 - 1e-9),
        )
    )


@claim(
    page=PAGE,
    says="Singular values from a hundredth of the length upward end between 0.68 and 1.14, from a "
    "thousandth between 0.47 and 1.21; what is smaller is multiplied by 485 at most.",
    limits="4,000 values, and a random matrix of shape 8 × 8; five iterations",
)
def muon_sets_singular_values_to_about_one(muon: Any) -> Evidence:
    upper, lower = (iterated(np.geomspace(*ends, 2000)) for ends in ((0.01, 1.0), (0.001, 0.01)))
    tiny = np.geomspace(1e-12, 1e-3, 200)
    stretched = product(rotation(8, 3) * np.geomspace(1, 0.02, 8), rotation(8, 4))
    return Evidence(
        (
            between("from a hundredth", upper, 0.68, 1.14),
            between("from a thousandth", lower, 0.47, 1.21),
            between("of a whole matrix", singular(evened(muon, stretched))[1], 0.68, 1.14),
            at_most("factor of smaller ones", iterated(tiny) / tiny, 485),
        ),
        numbers={
            "low": float(upper.min()),
            "high": float(upper.max()),
            "lower": float(lower.min()),
            "higher": float(lower.max()),
            "factor": float((iterated(tiny) / tiny).max()),
        },
    )


@claim(
    page=PAGE,
    says="In a large matrix whose length many directions share a singular value of a hundredth of "
    "the largest is not lifted all the way.",
    limits="99 singular values of one and one of a hundredth, shape 100 × 100",
    without="the many directions (one singular value of one and one of a hundredth)",
)
def muon_lifts_less_in_a_large_matrix(muon: Any) -> Evidence:
    large, small = (
        np.diagonal(evened(muon, np.diag(np.append(np.ones(n), 0.01)))).min() for n in (99, 1)
    )
    return Evidence(
        (at_most("what becomes of it", float(large), 0.6),),
        (at_least("what becomes of it beside one other", float(small), 0.65),),
        {"large": float(large)},
    )


@claim(
    page=PAGE,
    says="A gradient a thousand times larger makes the same step.",
    limits="a random gradient of shape 6 × 4",
)
def a_larger_gradient_moves_muon_no_farther(muon: Any) -> Evidence:
    gradient = draws((6, 4), 5)
    off = np.abs(evened(muon, 1000 * gradient) - evened(muon, gradient)).max().item()
    return Evidence((at_most("largest difference", off, 1e-5),))


@claim(
    page=PAGE,
    says="A direction in which gradients are only noise moves as far in a step as one in which "
    "they agree.",
    limits="a gradient of shape 2 × 2 whose second direction is noise a tenth as strong, 200 "
    "steps, the middle step",
)
def muon_makes_noise_even_too(muon: Any) -> Evidence:
    noise, rule, x = (
        normals(np.zeros((200, 1)), 1, np.arange(200)[:, None])[:, 0],
        muon(),
        np.eye(2),
    )
    state, moved = rule.init(x), []

    class Slope:
        """A loss whose second direction is noise."""

        g = np.zeros((2, 2))

        def grad(self, x: np.ndarray) -> np.ndarray:
            return self.g

    loss = Slope()
    for t, draw in enumerate(noise, start=1):
        loss.g = np.diag([1.0, 0.1 * draw])
        after, state = rule.step(x, state, t, loss)
        moved.append(np.abs(np.diagonal(after - x)))
        x = after
    middle = np.median(moved, axis=0)
    return Evidence((between("noisy ÷ steady", float(middle[1] / middle[0]), 0.5, 1.6),))


@claim(
    page=PAGE,
    says="On matrices Muon gains less than gradient descent at a constant rate, because it goes "
    "on circling the goal.",
    limits="three matrix problems, six random starts, 120 steps, each at its best rate; with a "
    "rate that falls it gains about a decade more, and on two of three about as much as descent "
    "at a constant one",
    without="the constant rate (it falls to zero along a cosine)",
)
def muon_circles_because_its_rate_is_constant(muon: Any, sgd: Any, matrices: Any) -> Evidence:
    gains = np.array(
        [
            [
                max(search_of(rule, problem, falls))
                for rule, falls in ((muon, None), (muon, "cosine"), (sgd, None))
            ]
            for problem in matrices
        ]
    )
    turned = np.array([swing(muon, problem, None) for problem in matrices])
    still = np.array([swing(muon, problem, "cosine") for problem in matrices])
    return Evidence(
        (
            at_least("decades behind descent", gains[:, 2] - gains[:, 0], 0.5),
            at_least("way of the last 10 steps ÷ way of the first", turned, 0.7),
        ),
        (
            at_least("decades more if the rate falls", gains[:, 1] - gains[:, 0], 0.5),
            at_most("way of the last 10 steps, if it falls", still, 0.1),
        ),
    )


def search_of(rule: Any, problem: Any, schedule: str | None) -> list[float]:
    """Return the scores of all rates, as the build has kept them."""
    return list(searched(rule, problem, schedule=schedule)["scores"])


def swing(rule: Any, problem: Any, schedule: str | None) -> float:
    """Return how long the last ten steps are, as a share of the first ten, at the best rate."""
    best = tuned(rule, problem, schedule=schedule)
    falls = SCHEDULES[schedule] if schedule else None
    steps = lengths(simulate(best, problem, problem.start, BUDGET, falls).points)
    return float(steps[-10:].sum() / steps[:10].sum())


@claim(
    page=PAGE,
    says="On two weights Muon goes on circling the minimum at a constant rate, and comes to rest "
    "if the rate falls to zero.",
    limits="the valley and two valleys, nine starts, the best constant rate, 240 steps; at rest "
    "is a tenth as far",
)
def muon_rests_if_its_rate_falls(muon: Any, quadratic: Any, two_valleys: Any) -> Evidence:
    steady, falling = [], []
    for surface in (quadratic, two_valleys):
        rule = tuned(muon, surface)
        runs = [
            simulate(rule, surface, around(surface), 2 * BUDGET, falls).points
            for falls in (None, SCHEDULES["cosine"])
        ]
        steady.append(distances(runs[0][-30:], surface).max(axis=0))
        falling.append(distances(runs[1][-1], surface))
    far = np.median(steady, axis=1)
    return Evidence(
        (
            at_least("distance of late steps, constant", far, 0.02),
            at_most("distance at the end, falling ÷ constant", np.median(falling, 1) / far, 0.1),
        )
    )


@claim(
    page=PAGE,
    says="Muon's largest lead over gradient descent on surfaces of two weights is a small one.",
    limits="the surfaces of this site, a grid of 36 starts, 120 steps at each one's best rate; "
    "small is less than half a decade",
)
def muon_has_no_lead_that_counts_on_two_weights(muon: Any, sgd: Any, surfaces: Any) -> Evidence:
    lead = max(standing(muon, s).mean - standing(sgd, s).mean for s in surfaces)
    return Evidence((at_most("largest lead, in decades", lead, 0.5),))


@claim(
    page=PAGE,
    says="Of the changes whose largest singular value is one that were tried, none fits a gradient "
    "better than U Vᵀ.",
    limits="ten random gradients of shape 5 × 4, 200 random changes each, half of them close to "
    "U Vᵀ",
)
def uv_is_the_steepest_change() -> Evidence:
    short = []
    for k in range(10):
        g = draws((5, 4), 400 + k)
        u, _, v = singular(g)
        best = product(u, v.mT)
        others = draws((1000, 4), 500 + k).reshape(200, 5, 4)
        others = np.concatenate([others[:100], best + 0.1 * others[100:]])
        others = others / singular(others)[1][..., :1, None]
        short.append(((best - others) * g).sum(axis=(-2, -1)).min())
    return Evidence((at_least("by how much others fit less", np.array(short), 0),))


@claim(
    page=PAGE,
    says="If rows and columns are turned, Muon's path turns with them.",
    limits="the matrix regression, one pair of rotations, 40 steps; relative to how far it went",
)
def muons_path_turns_with_the_layer(muon: Any, matrix_regression: Any) -> Evidence:
    return Evidence((at_most("distance of the ends", apart(muon(), matrix_regression), 1e-5),))


@claim(
    page=PAGE,
    says="Muon's step has the directions of the momentum and nearly equal strengths in all of "
    "them, where momentum is not more than a hundred times fainter in one than in another.",
    limits="the first step, 200 random matrices of shape 2 × 2 whose faint direction is 1 to 100 "
    "times fainter",
)
def muon_keeps_directions_and_evens_strengths(muon: Any) -> Evidence:
    off, strengths = [], []
    for k in range(200):
        u, _, v = singular(draws((2, 2), k))
        gradient = product(u * np.array([1.0, 100.0 ** (-k / 199)]), v.mT)
        inside = np.abs(product(u.mT, evened(muon, gradient), v))
        off.append(max(inside[0, 1], inside[1, 0]))
        strengths.append(np.diagonal(inside))
    return Evidence(
        (
            at_most("what leads into another direction", off, 1e-9),
            between("strengths", np.array(strengths), 0.65, 1.25),
        )
    )
