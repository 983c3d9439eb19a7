"""What is said of Shampoo."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic.eigenvectors import eigen, singular
from gen.arithmetic.vectors import outer, times
from gen.claims.altered import Turned
from gen.claims.ledger import FAILS, Evidence, at_least, at_most, between, claim
from gen.claims.runs import (
    EACH_RATE,
    around,
    scores,
)
from gen.measurements.grid import (
    distances,
)
from gen.measurements.rate_search import BUDGET, RATES, tuned
from gen.measurements.standings import facts_at, standing
from gen.optimizer import Optimizer
from gen.problem import Problem, draws, rotation
from gen.simulate import simulate

PAGE = "optimizers/shampoo"


def turned(problem: Problem) -> Turned:
    """Return a matrix problem whose rows and columns are turned by random rotations."""
    n, m = problem.shapes[0]
    return Turned(problem, np.kron(rotation(n, 21), rotation(m, 22)))


def apart(rule: Optimizer, problem: Problem, steps: int = 40) -> float:
    """Return how far a run ends from the run on turned rows and columns, relative to its way."""
    askew, start = turned(problem), problem.start
    ours = simulate(rule, problem, start, steps).points
    theirs = simulate(rule, askew, askew.there(start), steps).points
    away = np.abs(askew.there(ours[-1]) - theirs[-1]).max()
    return float(away / np.abs(ours[-1] - ours[0]).max())


def on_axes(problem: Problem, directions: np.ndarray) -> Turned:
    """Return a regression whose inputs' directions are the axes."""
    n = problem.shapes[0][0]
    return Turned(problem, np.kron(np.eye(n), directions.T))


@claim(
    page=PAGE,
    says="On two weights Shampoo is Adagrad with a whole matrix.",
    limits="Rosenbrock's surface, 50 steps at the rate 0.5; up to rounding",
)
def shampoo_on_two_weights_is_adagrad_with_a_whole_matrix(
    shampoo: Any, rosenbrock: Any
) -> Evidence:
    rule = shampoo(lr=0.5)
    points = simulate(rule, rosenbrock, rosenbrock.start, 50).points
    x, history = points[0], rule.eps * np.eye(2)
    for _ in range(50):
        g = rosenbrock.grad(x)
        history = history + outer(g, g)
        values, vectors = eigen(history)
        x = x - rule.lr * times(vectors, times(vectors.T, g) / np.sqrt(values))
    return Evidence((at_most("distance of the ends", np.abs(x - points[-1]).max().item(), 1e-6),))


def first_step(rule: Any, problem: Any) -> np.ndarray:
    """Return the singular values of the first step on a matrix problem, as shares of the rate."""
    points = simulate(rule, problem, problem.start, 1).points
    return np.asarray(singular((points[1] - points[0]).reshape(problem.shapes[0]))[1] / rule.lr)


@claim(
    page=PAGE,
    says="The length of Shampoo's first step is the rate on two weights. On a matrix all of the "
    "step's singular values are the rate, and so its length is √rank times the rate.",
    limits="nine starts in the valley; the matrix regression, of rank six, with ε of 10⁻¹⁰",
)
def shampoos_first_step_is_even(shampoo: Any, quadratic: Any, matrix_regression: Any) -> Evidence:
    points = simulate(shampoo(lr=0.1), quadratic, around(quadratic), 1).points
    two = np.sqrt(((points[1] - points[0]) ** 2).sum(axis=-1)) / 0.1
    values = first_step(shampoo(lr=0.1, eps=1e-10), matrix_regression)
    length = float(np.sqrt((values**2).sum()))
    return Evidence(
        (
            between("first step ÷ rate on two weights", two, 0.999, 1.001),
            between("singular values ÷ rate on the matrix", values, 0.99, 1.01),
            between("length ÷ (rate · √6)", length / 6**0.5, 0.99, 1.01),
        ),
        numbers={"length": length},
    )


@claim(
    page=PAGE,
    says="In the valley every rate of the search from Shampoo's best one on arrives.",
    limits="nine starts, 120 steps, rates up to 10",
)
def every_larger_rate_of_shampoo_arrives(shampoo: Any, quadratic: Any) -> Evidence:
    best = tuned(shampoo, quadratic).lr
    rates = np.array([rate for rate in RATES if rate >= best])[:, None, None]
    end = simulate(shampoo(lr=rates), quadratic, around(quadratic), BUDGET).points[-1]
    return Evidence((at_most("distance from the minimum", distances(end, quadratic), 0.01),))


def on_and_off_axes(rule: Any, problem: Any) -> tuple[float, float]:
    """Return the decades that a rule gains on the regression, and if directions are axes."""
    straight, starts = on_axes(problem, problem.directions), problem.starts(6)
    off, on = (
        float(scores(rule(lr=EACH_RATE), loss, here).max())
        for loss, here in ((problem, starts), (straight, straight.there(starts)))
    )
    return off, on


@claim(
    page=PAGE,
    says="On the regression Adagrad gains fewer decades than Shampoo, because no direction of the "
    "inputs is an axis.",
    limits="six random starts, 120 steps, each at its best rate; six decades count at most",
    without="the skew (the same regression with the inputs' directions as axes)",
)
def adagrad_is_behind_shampoo_because_directions_are_no_axes(
    shampoo: Any, adagrad: Any, matrix_regression: Any
) -> Evidence:
    starts = matrix_regression.starts(6)
    ours = float(scores(tuned(shampoo, matrix_regression), matrix_regression, starts))
    askew, upright = on_and_off_axes(adagrad, matrix_regression)
    return Evidence(
        (at_least("decades that Shampoo gains more", ours - askew, 2),),
        (at_most("the same, on the axes", ours - upright, 0.1),),
        {"adagrad": askew, "on_axes": upright},
    )


@claim(
    page=PAGE,
    says="On the regression Adam is behind Shampoo, because no direction of the inputs is an axis.",
    verdict=FAILS,
    limits="six random starts, 120 steps, each at its best rate. On the axes Adam gains about as "
    "many decades as before",
    without="the skew (the same regression with the inputs' directions as axes)",
)
def adam_is_behind_shampoo_because_directions_are_no_axes(
    adam: Any, matrix_regression: Any
) -> Evidence:
    askew, upright = on_and_off_axes(adam, matrix_regression)
    return Evidence(
        (at_most("decades that Adam gains, of six", askew, 5),),
        (at_least("decades that it gains on the axes", upright, 5.5),),
        {"adam": askew, "on_axes": upright},
    )


@claim(
    page=PAGE,
    says="On the surface where Shampoo leads most it finds a lowest minimum from all starts, "
    "because its first steps are long enough to leave the holes that gradient descent ends in.",
    limits="the six-hump camel, a grid of 36 starts, 120 steps, its best rate",
    without="the long first steps (a tenth of the rate)",
)
def shampoo_finds_the_minimum_because_its_first_steps_are_long(
    shampoo: Any, sgd: Any, six_hump_camel: Any
) -> Evidence:
    best = standing(shampoo, six_hump_camel)
    short = facts_at(shampoo(lr=best.optimizer.lr / 10), six_hump_camel)
    hits = [float(np.mean(found)) for found in (best.found, short["found"])]
    descent = float(standing(sgd, six_hump_camel).found.mean())
    return Evidence(
        (at_least("share of the starts", hits[0], 0.95), at_most("of descent", descent, 0.8)),
        (at_most("share of the starts with a tenth of the rate", hits[1], 0.8),),
        {"short": hits[1]},
    )


@claim(
    page=PAGE,
    says="On none of the surfaces Shampoo gains less than gradient descent, of the six decades "
    "that count.",
    limits="the surfaces of this site, a grid of 36 starts, 120 steps at each one's best rate; a "
    "tenth of a decade is level",
)
def shampoo_gains_no_less_than_descent(shampoo: Any, sgd: Any, surfaces: Any) -> Evidence:
    lead = [standing(shampoo, s).mean - standing(sgd, s).mean for s in surfaces]
    return Evidence((at_least("least lead, in decades", min(lead), -0.1),))


@claim(
    page=PAGE,
    says="If rows and columns are turned, Shampoo's path turns with them, and the paths of Adam "
    "and Adagrad become others.",
    limits="the matrix regression, one pair of rotations, 40 steps; relative to how far the run "
    "went",
)
def shampoos_path_turns_with_the_layer(
    shampoo: Any, adam: Any, adagrad: Any, matrix_regression: Any
) -> Evidence:
    rules = (shampoo(lr=0.5), adam(lr=0.05), adagrad(lr=0.1))
    ours, *others = (apart(rule, matrix_regression) for rule in rules)
    return Evidence(
        (
            at_most("distance of Shampoo's ends", ours, 1e-5),
            at_least("distance of Adam's and Adagrad's", np.array(others), 0.03),
        )
    )


@claim(
    page=PAGE,
    says="For gradients of rank at most r the sum of all outer products, with ε, is no larger than "
    "r times L^½ ⊗ R^½.",
    limits="20 random gradients of shape 3 × 4 and rank 2 or less, ε of 10⁻⁴; the largest "
    "eigenvalue of the quotient",
)
def shampoo_bounds_the_whole_matrix() -> Evidence:
    eps, ratios = 1e-4, []
    for rank in (1, 2):
        factors = draws((40, 7 * rank), 300 + rank)
        g = np.einsum(
            "nir,njr->nij",
            factors[:20, : 3 * rank].reshape(20, 3, rank),
            factors[20:, : 4 * rank].reshape(20, 4, rank),
        )
        whole = rank * eps * np.eye(12) + np.einsum("nij,nkl->ijkl", g, g).reshape(12, 12)
        sides = (
            eps * np.eye(3) + np.einsum("nij,nkj->ik", g, g),
            eps * np.eye(4) + np.einsum("nij,nik->jk", g, g),
        )
        roots = [(v * w**-0.25)[:, :] for w, v in map(eigen, sides)]
        half = np.kron(*roots)
        ratios.append(float(eigen(half.T @ whole @ half)[0].max()) / rank)
    return Evidence((at_most("largest quotient ÷ r", np.array(ratios), 1.0),))
