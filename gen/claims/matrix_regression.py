"""What is said of the matrix regression."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic.eigenvectors import singular
from gen.claims.associative_memory import first_half
from gen.claims.kfac import damped
from gen.claims.ledger import FAILS, Evidence, at_least, at_most, between, claim
from gen.claims.shampoo import on_and_off_axes
from gen.measurements.rate_search import BUDGET, RATES, STARTS, searched, tuned
from gen.simulate import simulate

PAGE = "matrices/matrix-regression"


@claim(
    page=PAGE,
    says="Gradient descent has half of the largest direction within five steps and half of the "
    "smallest not within 80; Shampoo, K-FAC and Muon have half of both within 30, 30 and 70.",
    limits="six random starts, each at its best rate, 120 steps",
)
def who_sees_the_matrix_learns_the_smallest_direction_early(
    sgd: Any, shampoo: Any, kfac: Any, muon: Any, matrix_regression: Any
) -> Evidence:
    starts = matrix_regression.starts(STARTS)

    def found(rule: Any, steps: int) -> np.ndarray:
        return first_half(tuned(rule, matrix_regression), matrix_regression, starts, steps)

    most, least = found(sgd, BUDGET)
    others = np.array([found(rule, 40) for rule in (shampoo, kfac)])
    return Evidence(
        (
            at_most("step of the largest, descent", most, 5),
            at_least("step of the smallest, descent", least, 80),
            at_most("steps of Shampoo and K-FAC", others, 30),
            at_most("steps of Muon", found(muon, BUDGET), 70),
        )
    )


@claim(
    page=PAGE,
    says="Gradient descent's curves leave each other, and Muon's rise together: after ten steps "
    "the largest singular value of the map is more than five times the smallest with gradient "
    "descent, and less than three times with Muon.",
    limits="six random starts, each at its best rate; the goal's own largest is given beside",
)
def singular_values_rise_together_with_muon(
    sgd: Any, muon: Any, matrix_regression: Any
) -> Evidence:
    def spread(rule: Any) -> np.ndarray:
        run = simulate(
            tuned(rule, matrix_regression), matrix_regression, matrix_regression.starts(STARTS), 10
        )
        values = singular(matrix_regression.whole(run.points[-1]))[1]
        return np.asarray(values[:, 0] / values[:, -1])

    goal = singular(matrix_regression.goal)[1]
    return Evidence(
        (
            at_least("largest ÷ smallest, descent", spread(sgd), 5),
            at_most("largest ÷ smallest, Muon", spread(muon), 3),
        ),
        numbers={"goal": float(goal[0] / goal[-1])},
    )


@claim(
    page=PAGE,
    says="Muon overshoots and circles the goal to the end.",
    limits="six random starts, its best rate, 120 steps; the views of the two directions",
)
def muon_overshoots_and_circles(muon: Any, matrix_regression: Any) -> Evidence:
    rule, starts = tuned(muon, matrix_regression), matrix_regression.starts(STARTS)
    learned = matrix_regression.learned(
        matrix_regression.whole(simulate(rule, matrix_regression, starts, BUDGET).points)
    )
    return Evidence(
        (
            at_least("most that it has of a direction", learned.max(axis=(0, 2)), 1.02),
            at_least("range in the last 20 steps", np.ptp(learned[-20:], axis=0).max(-1), 0.02),
        )
    )


@claim(
    page=PAGE,
    says="Adam does not gain all because a direction of the inputs is a mixture of eight weights.",
    verdict=FAILS,
    limits="six random starts, 120 steps, each at its best rate. On the axes Adam gains about as "
    "many decades as before",
    without="the mixture (the same regression with the inputs' directions as axes)",
)
def adam_gains_less_because_directions_are_mixtures(adam: Any, matrix_regression: Any) -> Evidence:
    askew, upright = on_and_off_axes(adam, matrix_regression)
    return Evidence(
        (at_most("decades that Adam gains, of six", askew, 5),),
        (at_least("decades that it gains on the axes", upright, 5.5),),
        {"on_axes": upright},
    )


@claim(
    page=PAGE,
    says="Adafactor gains less than momentum because a scale for rows and columns cannot follow a "
    "direction that is neither.",
    verdict=FAILS,
    limits="six random starts, 120 steps, each at its best rate. On the axes Adafactor gains "
    "more than before, and still less than momentum",
    without="the skew (the same regression with the inputs' directions as axes)",
)
def adafactor_gains_less_because_directions_are_no_columns(
    adafactor: Any, momentum: Any, matrix_regression: Any
) -> Evidence:
    beside = max(searched(momentum, matrix_regression)["scores"])
    askew, upright = on_and_off_axes(adafactor, matrix_regression)
    return Evidence(
        (at_least("decades behind momentum", beside - askew, 1),),
        (at_most("decades behind momentum, on the axes", beside - upright, 0.2),),
        {"adafactor": askew, "on_axes": upright},
    )


@claim(
    page=PAGE,
    says="LARS, at the largest rate of the search, ends close to gradient descent; Adafactor and "
    "LAMB gain fewer decades, and all three fewer than momentum.",
    limits="six random starts, 120 steps, each at its best rate",
)
def what_scales_layers_gains_less_on_the_regression(
    sgd: Any, momentum: Any, lars: Any, lamb: Any, adafactor: Any, matrix_regression: Any
) -> Evidence:
    gains = {
        rule: max(searched(rule, matrix_regression)["scores"])
        for rule in (sgd, momentum, lars, lamb, adafactor)
    }
    others = np.array([gains[rule] for rule in (lars, lamb, adafactor)])
    return Evidence(
        (
            between("LARS beyond descent", gains[lars] - gains[sgd], -0.3, 0.3),
            at_least("LAMB and Adafactor behind descent", gains[sgd] - others[1:], 0.5),
            at_least("behind momentum", gains[momentum] - others, 0.5),
            between(
                "LARS's rate ÷ the largest", tuned(lars, matrix_regression).lr / RATES[-1], 1, 1
            ),
        )
    )


@claim(
    page=PAGE,
    says="K-FAC does not arrive in one step of rate 1 because of its damping: what is added to C "
    "is more than four times the smallest eigenvalue, and about a hundredth of the loss is left.",
    limits="λ of 0.001, six random starts",
    without="the damping (λ of 10⁻¹⁴)",
)
def damping_alone_keeps_kfac_from_arriving(kfac: Any, matrix_regression: Any) -> Evidence:
    starts, left = matrix_regression.starts(STARTS), []
    for damping in (kfac().damping, 1e-14):
        run = simulate(kfac(lr=1.0, damping=damping), matrix_regression, starts, 1)
        left.append(run.values[1] / run.values[0])
    added = damped(matrix_regression, kfac().damping)[2]
    return Evidence(
        (
            between("share of the loss that is left", left[0], 0.005, 0.02),
            at_least("what is added to C ÷ its smallest eigenvalue", added * 300, 4),
        ),
        (at_most("share of the loss without damping", left[1], 1e-9),),
        {"left": float(np.median(left[0])), "added": added},
    )


@claim(
    page=PAGE,
    says="The Hessian is the same valley for every output: I ⊗ C. Gradient descent does not "
    "diverge below η = 2 and does above.",
    limits="the Hessian at the start; rates of 1.98 and 2.02, 600 steps",
)
def the_regressions_hessian_is_one_valley(sgd: Any, matrix_regression: Any) -> Evidence:
    wanted = np.kron(np.eye(6), matrix_regression.inputs)
    off = np.abs(matrix_regression.hess(matrix_regression.start) - wanted).max().item()
    rates = np.array([1.98, 2.02])[:, None]
    values = simulate(sgd(lr=rates), matrix_regression, matrix_regression.start, 600).values
    return Evidence(
        (
            at_most("largest difference from I ⊗ C", off, 1e-9),
            at_most("loss at 1.98, end ÷ start", float(values[-1, 0] / values[0, 0]), 0.01),
            at_least("loss at 2.02, end ÷ start", float(values[-1, 1] / values[0, 1]), 1),
        )
    )
