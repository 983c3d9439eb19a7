"""What is said of the natural gradient."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np

from gen.arithmetic.functions import exp, log
from gen.arithmetic.vectors import dot, norm, times
from gen.claims.ledger import Evidence, at_least, at_most, between, claim
from gen.claims.newton import grid
from gen.claims.runs import (
    EACH_RATE,
    around,
    column,
    path,
)
from gen.measurements.grid import (
    distances,
)
from gen.measurements.rate_search import RATES
from gen.simulate import simulate
from gen.surfaces.gaussian import DEVIATION, LOGARITHM, NATURAL, Parameters
from gen.surfaces.gaussian import gaussian as named

PAGE = "optimizers/natural-gradient"


@claim(
    page=PAGE,
    says="For a coin the natural step is exactly the distance to the right probability, however "
    "unlikely heads are; the slope alone is not.",
    limits="a fair coin, modeled with probabilities of heads from 0.01 to 0.9; slopes by algebra, "
    "checked by differences",
)
def a_coins_natural_step_is_its_distance() -> Evidence:
    p = np.array([0.01, 0.1, 0.3, 0.9])

    def loss(at: np.ndarray) -> np.ndarray:
        return np.asarray(-0.5 * log(at) - 0.5 * log(1 - at))

    slope, fisher = (p - 0.5) / (p * (1 - p)), 1 / (p * (1 - p))
    differences = (loss(p + 1e-6) - loss(p - 1e-6)) / 2e-6
    # Fisher's number is the mean of the squared score, over what the model believes.
    score = p * (1 / p) ** 2 + (1 - p) * (1 / (1 - p)) ** 2
    return Evidence(
        (
            between("slope ÷ difference of losses", slope / differences, 0.999, 1.001),
            between("mean squared score ÷ 1/p(1 − p)", score / fisher, 0.999, 1.001),
            between("slope ÷ Fisher number ÷ distance", slope / fisher / (p - 0.5), 0.999, 1.001),
            at_least("slope ÷ distance, most beside least", fisher.max() / fisher.min(), 10),
        ),
        numbers={"slope": -slope[0], "fisher": fisher[0], "step": 0.5 - p[0]},
    )


@claim(
    page=PAGE,
    says="On the Gaussian fit natural gradient arrives where gradient descent's first step throws "
    "it to wide curves and Newton runs away, because Newton meets a negative curvature there.",
    limits="nine starts, all at the rate 0.1, 120 steps",
    without="the negative curvature (Newton with a damping of 10, larger than it)",
)
def natural_gradient_arrives_where_newton_runs_away(
    natural_gradient: Any, newton: Any, sgd: Any, gaussian: Any
) -> Evidence:
    starts = around(gaussian)
    natural, descent, plain = (
        path(rule, gaussian, 120, starts, lr=0.1) for rule in (natural_gradient, sgd, newton)
    )
    damped = path(newton, gaussian, 2000, starts, lr=0.1, damping=10.0)
    xx, xy, yy = (gaussian.hess(starts)[:, i, j] for i, j in ((0, 0), (0, 1), (1, 1)))
    return Evidence(
        (
            at_most("how far natural gradient ends", distances(natural.points[-1], gaussian), 0.01),
            at_least("width after gradient descent's first step", descent.points[1, 0, 1], 2),
            at_least(
                "how far Newton ends, from the start drawn",
                distances(plain.points[-1], gaussian)[0],
                1,
            ),
            at_most("determinant of the Hessian at the starts", xx * yy - xy * xy, 0),
        ),
        (at_most("how far Newton ends with damping", distances(damped.points[-1], gaussian), 0.1),),
        {"width": descent.points[1, 0, 1]},
    )


@claim(
    page=PAGE,
    says="One rate, 0.1, takes natural gradient to the minimum of the Gaussian fit from "
    "everywhere; no rate that was tried takes gradient descent there from everywhere.",
    limits=f"21 × 21 starts over the picture, 500 steps; all {len(RATES)} rates of the search",
)
def one_rate_serves_natural_gradient_everywhere(
    natural_gradient: Any, sgd: Any, gaussian: Any
) -> Evidence:
    starts = grid(gaussian, 21)
    natural = path(natural_gradient, gaussian, 500, starts, lr=0.1)
    descent = simulate(sgd(lr=EACH_RATE), gaussian, starts, 500)
    there = (distances(descent.points[-1], gaussian) < 0.01) & (descent.diverged_at < 0)
    best = int(there.sum(axis=1).max())
    return Evidence(
        (
            at_most("how far natural gradient ends", distances(natural.points[-1], gaussian), 0.01),
            at_most("starts from which it does at its best rate", best, len(starts) - 1),
        ),
        numbers={"starts": len(starts), "best": best / len(starts)},
    )


@claim(
    page=PAGE,
    says="The rate is a share of the natural step and no distance: at one rate the first steps "
    "from several starts change the distribution by very different amounts.",
    limits="the Gaussian fit, three starts, the rate 0.1; lengths √(dᵀFd)",
)
def the_rate_is_a_share_and_no_distance(natural_gradient: Any, gaussian: Any) -> Evidence:
    starts = np.array([[-2.5, 0.6], [0.5, 1.2], [0.1, 1.1]])
    moved = path(natural_gradient, gaussian, 1, starts, lr=0.1).points
    step = moved[1] - starts
    lengths = np.sqrt(dot(step, times(gaussian.fisher(starts), step)))[:, 0]
    return Evidence((at_least("longest ÷ shortest", lengths.max() / lengths.min(), 10),))


@claim(
    page=PAGE,
    says="On the softmax natural gradient diverges, because the Fisher matrix is nearly zero where "
    "the model is sure of a wrong class.",
    limits="from the surface's start; the rates 0.05, 0.06, 0.1, 0.2 and 0.3, 120 steps; with "
    "damping 2,000",
    without="the small entries (a damping δ of 0.01, 0.1 and 1)",
)
def natural_gradient_diverges_on_the_softmax(natural_gradient: Any, softmax: Any) -> Evidence:
    rates = column(0.05, 0.06, 0.1, 0.2, 0.3)
    plain = path(natural_gradient, softmax, 120, lr=rates)
    damped = path(
        natural_gradient, softmax, 2000, lr=rates, damping=np.array([0.01, 0.1, 1.0])[:, None, None]
    )
    fisher = softmax.fisher(np.array(softmax.start))
    return Evidence(
        (
            at_most("step at which it diverged", plain.diverged_at, 120),
            at_least("the same (−1 would be never)", plain.diverged_at, 1),
            at_most("smallest entry of the Fisher matrix's diagonal", np.diag(fisher).min(), 0.01),
        ),
        (at_most("how far it ends with damping", distances(damped.points[-1], softmax), 0.01),),
    )


@claim(
    page=PAGE,
    says="On the softmax the edge between the rates that arrive and those that diverge lies "
    "between 0.048 and 0.05.",
    limits="from the surface's start; the rates 0.02, 0.03, 0.04 and 0.048, and 0.05; 1,000 steps",
)
def the_edge_on_the_softmax_is_near_a_twentieth(natural_gradient: Any, softmax: Any) -> Evidence:
    run = path(natural_gradient, softmax, 1000, lr=column(0.02, 0.03, 0.04, 0.048, 0.05))
    return Evidence(
        (
            at_most("how far it ends, below", distances(run.points[-1, :-1], softmax), 0.01),
            at_least("step at which it diverged, above", run.diverged_at[-1], 1),
        )
    )


@claim(
    page=PAGE,
    says="The natural step on the softmax is hundreds of logits long, at the start.",
    limits="the step that the rate 1 would take, from the surface's start",
)
def the_natural_step_on_the_softmax_is_long(natural_gradient: Any, softmax: Any) -> Evidence:
    moved = path(natural_gradient, softmax, 1, lr=1.0).points
    length = float(norm(moved[1] - moved[0])[0])
    return Evidence((between("length", length, 100, 1000),), numbers={"length": length})


@claim(
    page=PAGE,
    says="On a surface without a distribution natural gradient takes gradient descent's steps, bit "
    "for bit.",
    limits="all surfaces without a Fisher matrix, forty steps from each start, the rate 0.01",
)
def without_a_distribution_it_is_gradient_descent(
    natural_gradient: Any, sgd: Any, surfaces: Any
) -> Evidence:
    apart = []
    for surface in surfaces:
        if surface.slug not in ("gaussian", "softmax"):
            natural, descent = (
                path(rule, surface, 40, lr=0.01).points for rule in (natural_gradient, sgd)
            )
            apart.append(float(np.abs(natural - descent).max()))
    return Evidence((at_most("how far the paths part", apart, 0.0),))


@claim(
    page=PAGE,
    says="In the parameters (μ/σ², −1/2σ²) a rate of 0.06 steps at once to a curve of negative "
    "variance.",
    limits="from the narrow start of the figure; the rates 0.04, 0.06 and 0.1",
)
def natural_gradient_steps_off_the_edge(natural_gradient: Any) -> Evidence:
    surface = named(NATURAL)
    run = path(natural_gradient, surface, 120, lr=column(0.04, 0.06, 0.1))
    stepped = simulate(natural_gradient(lr=0.06), surface, surface.start, 1)
    return Evidence(
        (
            between("step at which it diverges at 0.06 and 0.1", run.diverged_at[1:], 1, 1),
            between("the same for one step", stepped.diverged_at, 1, 1),
            between("the same at 0.04 (−1 is never)", run.diverged_at[0], -1, -1),
        )
    )


@claim(
    page=PAGE,
    says="At the rate 1 the mean is right after one step, and the width follows Heron's rule.",
    limits="the Gaussian fit, nine starts, five steps",
)
def at_the_rate_one_it_is_herons_rule(natural_gradient: Any, gaussian: Any) -> Evidence:
    points = path(natural_gradient, gaussian, 5, around(gaussian), lr=1.0).points
    mean, width = points[..., 0], points[..., 1]
    heron = (width[:-1] + (1 + mean[:-1] ** 2) / width[:-1]) / 2
    return Evidence(
        (
            at_most("mean after one step", np.abs(mean[1]), 1e-12),
            between("width ÷ Heron's", width[1:] / heron, 1 - 1e-9, 1 + 1e-9),
        )
    )


@claim(
    page=PAGE,
    says="In an exponential family's natural parameters, and on the softmax, the Fisher matrix is "
    "the Hessian; under other names it is not.",
    limits="25 points of each surface",
)
def fisher_is_the_hessian_in_natural_parameters(softmax: Any, gaussian: Any) -> Evidence:
    both = []
    mean, width = grid(gaussian, 5).T
    surface, points = named(NATURAL), np.stack([mean / width**2, -1 / (2 * width**2)], axis=-1)
    both.append(np.abs(surface.fisher(points) - surface.hess(points)).max())
    at = grid(softmax, 5)
    both.append(np.abs(softmax.fisher(at) - softmax.hess(at)).max())
    other = grid(gaussian, 5)
    parted = np.abs(gaussian.fisher(other) - gaussian.hess(other)).max()
    return Evidence(
        (
            at_most("how far they part", both, 1e-6),
            at_least("how far they part under the names μ and σ", parted, 1),
        )
    )


def as_deviation(parameters: Parameters, points: np.ndarray) -> np.ndarray:
    """Return points as means and standard deviations."""
    x, y = points[..., 0], points[..., 1]
    if parameters is LOGARITHM:
        return np.stack([x, exp(y)], axis=-1)
    if parameters is NATURAL:
        return np.stack([-x / (2 * y), 1 / np.sqrt(-2 * y)], axis=-1)
    return points


def apart_under_three_names(rule: Any, **knobs: Any) -> float:
    """Return how far the ends of 120 steps are from each other under three pairs of names."""
    ends = [
        as_deviation(names, path(rule, named(names), 120, **knobs).points[-1])
        for names in (DEVIATION, LOGARITHM, NATURAL)
    ]
    return max(float(norm(a - b)[0]) for a, b in combinations(ends, 2))


@claim(
    page=PAGE,
    says="Natural gradient goes nearly one way under three pairs of names, because it divides by "
    "the Fisher matrix; with damping the ways part.",
    limits="the Gaussian fit, one start, the rate 0.02, 120 steps; dampings of 0.1 and 1",
    without="the Fisher matrix (gradient descent)",
)
def names_do_not_matter_to_natural_gradient(natural_gradient: Any, sgd: Any) -> Evidence:
    natural = apart_under_three_names(natural_gradient, lr=0.02)
    damped = [apart_under_three_names(natural_gradient, lr=0.02, damping=d) for d in (0.1, 1.0)]
    return Evidence(
        (
            at_most("how far its ends are apart", natural, 0.05),
            at_least("the same with damping", damped, 3 * natural),
        ),
        (
            at_least(
                "how far gradient descent's ends are apart",
                apart_under_three_names(sgd, lr=0.02),
                0.5,
            ),
        ),
    )
