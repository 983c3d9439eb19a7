"""What is said of gradient descent."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.claims.ledger import IN_PART, Evidence, at_least, at_most, between, claim
from gen.claims.runs import (
    around,
    arrivals,
    column,
    scores,
)
from gen.losses import Noisy
from gen.measurements.grid import (
    distances,
)
from gen.measurements.rate_search import tuned
from gen.simulate import simulate
from gen.surface import CLOSE, Surface
from gen.surfaces import SURFACES

PAGE = "optimizers/sgd"


@claim(
    page=PAGE,
    says="Around each of its minima Himmelblau's surface is at most four times as curved one way "
    "as the other.",
    limits="all four minima",
)
def himmelblaus_minima_are_nearly_round(himmelblau: Any) -> Evidence:
    flat, steep = np.array(himmelblau.curvatures).T
    return Evidence((between("curvature one way ÷ the other", steep / flat, 1, 4),))


@claim(
    page=PAGE,
    says="On Himmelblau's surface gradient descent is there first; momentum and Adam pass the "
    "minimum and swing about it before they settle.",
    limits="nine starts, each rule at the rate that the search chose for it",
)
def descent_is_first_on_himmelblau(sgd: Any, momentum: Any, adam: Any, himmelblau: Any) -> Evidence:
    first = arrivals(sgd, himmelblau)
    late = [arrivals(rule, himmelblau) - first for rule in (momentum, adam)]
    return Evidence(
        (
            at_least("steps that momentum needs more", late[0], 15),
            at_least("steps that Adam needs more", late[1], 15),
        )
    )


@claim(
    page=PAGE,
    says="The edge is sharp: two percent below 2/λ gradient descent converges, two percent above "
    "it diverges.",
    limits="the valley with curvatures 1 and 30, nine starts, 2,000 steps",
)
def descents_edge_is_two_over_the_curvature(sgd: Any, quadratic: Any) -> Evidence:
    rates = np.array([0.98, 1.02])[:, None, None] * 2 / 30
    below, above = simulate(sgd(lr=rates), quadratic, around(quadratic), 2000).values[-1]
    return Evidence(
        (at_most("last loss below the edge", below, 1e-9), at_least("above it", above, 1e6))
    )


@claim(
    page=PAGE,
    says="A well-tuned gradient descent often beats a badly tuned Adam.",
    limits=f"{len(SURFACES)} surfaces, nine starts each, 120 steps; Adam at a tenth and at ten "
    "times the rate "
    "that the search chose for it; what counts is the loss, as the search judges it",
)
def tuned_descent_beats_badly_tuned_adam(sgd: Any, adam: Any, surfaces: Any) -> Evidence:
    wins = []
    for surface in surfaces:
        lr, starts = tuned(adam, surface).lr, around(surface)
        descent = scores(tuned(sgd, surface), surface, starts)
        badly = scores(adam(lr=np.array([lr / 10, 10 * lr])[:, None, None]), surface, starts)
        wins += (descent > badly).tolist()
    share = float(np.mean(wins))
    return Evidence(
        (at_least("share of the comparisons that descent wins", share, 0.6),),
        numbers={"share": share},
    )


@claim(
    page=PAGE,
    says="Gradient descent always leaves a saddle.",
    verdict=IN_PART,
    limits="offsets from the ridge of 10⁻¹ to 10⁻¹², and none at all; the rate 0.05, 5,000 steps. "
    "From exactly on the ridge it walks to the pass and stays",
)
def descent_always_leaves_a_saddle(sgd: Any, saddle: Any) -> Evidence:
    offsets = 10.0 ** -np.arange(1, 13)
    starts = np.stack([np.full(12, -1.8), offsets], axis=-1)
    away = distances(simulate(sgd(lr=0.05), saddle, starts, 5000).points[-1], saddle)
    crest = np.array([-1.8, 0.0])
    for t in range(1, 5001):  # by hand: what a test moves by a billionth is not on the crest
        crest, _ = sgd(lr=0.05).step(crest, {}, t, saddle)
    return Evidence(
        (
            at_most("distance from a minimum at last, started beside the ridge", away, CLOSE),
            at_most("started on it", distances(crest, saddle), CLOSE),
        )
    )


@claim(
    page=PAGE,
    says="On Rosenbrock's bend the walls cap the rate at a few thousandths, and the floor wants "
    "hundreds of times more.",
    limits="nine starts, 2,000 steps, rates 4 percent apart; along the floor, 50 points, the best "
    "rate is taken to be one over the smaller curvature",
)
def walls_cap_the_rate_in_the_bend(sgd: Any, rosenbrock: Any) -> Evidence:
    rates = 1e-3 * 1.04 ** np.arange(60)
    run = simulate(sgd(lr=rates[:, None, None]), rosenbrock, around(rosenbrock), 2000)
    inside = rosenbrock.shows(run.points).all(axis=0).all(axis=-1)
    cap = rates[inside].max()
    x = np.linspace(-1, 1, 50)
    flat = np.abs(np.linalg.eigvalsh(rosenbrock.hess(np.stack([x, x**2], axis=-1)))[:, 0])
    return Evidence(
        (
            between("largest rate at which all nine runs stay in the picture", cap, 1e-3, 6e-3),
            at_least("one over the floor's curvature ÷ that rate", 1 / flat / cap, 100),
        )
    )


@claim(
    page=PAGE,
    says="With noisy gradients the spread about the minimum is η σ² ÷ (λ (2 − ηλ)); with a small "
    "rate, half the rate halves it.",
    limits="curvatures 1 and 30, noise of standard deviation 1, three rates, 1,000 runs each of "
    "2,000 steps",
)
def noise_leaves_a_spread_in_proportion_to_the_rate(sgd: Any, quadratic: Any) -> Evidence:
    rates, curvatures = column(0.01, 0.005, 0.0025)[:, None], np.array([1.0, 30.0])
    starts = np.zeros((3, 1000, 2))
    # The flat axis settles in 1/ηλ = 400 steps at the smallest rate.
    end = simulate(sgd(lr=rates), Noisy(quadratic, 1.0, seed=3), starts, 2000).points[-1]
    seen = end.var(axis=1)
    told = rates[:, 0] / (curvatures * (2 - rates[:, 0] * curvatures))
    return Evidence(
        (
            between("spread ÷ what the formula says", seen / told, 0.85, 1.15),
            between(
                "spread along the floor ÷ that at twice the rate",
                seen[1:, 0] / seen[:-1, 0],
                0.4,
                0.6,
            ),
        )
    )


@claim(
    page=PAGE,
    says="On the two valleys strong noise shakes runs out of the sharp one into the flat one, weak "
    "noise moves none, and very strong noise lets them settle in neither.",
    limits="200 runs from the bottom of the sharp valley, the rate 0.03, 1,000 steps, noise of "
    "standard deviation 2, 4 and 40",
)
def strong_noise_moves_descent_to_the_flat_valley(sgd: Any, two_valleys: Any) -> Evidence:
    sharp, flat = np.array(two_valleys.minima)
    starts = np.tile(sharp, (200, 1))
    in_sharp, in_flat = [], []
    for sigma in (2.0, 4.0, 40.0):
        noisy = Noisy(two_valleys, sigma, seed=1)
        last = simulate(sgd(lr=0.03), noisy, starts, 1000).points[-1]
        in_sharp.append(np.mean(np.hypot(*(last - sharp).T) < 0.6))
        in_flat.append(np.mean(np.hypot(*(last - flat).T) < 1.0))
    return Evidence(
        (
            at_least("share in the sharp valley, weak noise", in_sharp[0], 0.99),
            at_least("share in the flat one, strong noise", in_flat[1], 0.7),
            at_most("share in either, very strong noise", in_sharp[2] + in_flat[2], 0.2),
        )
    )


@claim(
    page=PAGE,
    says="Above 2/λ of the sharp minimum no run rests in it, without any noise.",
    limits="starts a hundredth away from the sharp minimum, whose 2/λ is 0.05; rates of 0.049 and "
    "0.052, 800 steps",
)
def a_large_rate_alone_rules_out_the_sharp_valley(sgd: Any, two_valleys: Any) -> Evidence:
    rested, left = from_the_sharp_minimum(sgd, two_valleys, (0.049, 0.052), 800)
    return Evidence(
        (at_most("distance at last, below", rested, 1e-6), at_least("above", left, CLOSE))
    )


def from_the_sharp_minimum(
    sgd: Any, valleys: Surface, rates: tuple[float, ...], steps: int
) -> np.ndarray:
    """Return how far from the sharp minimum runs end that start a hundredth from it."""
    sharp = np.array(valleys.minima[0])
    beside = 0.01 * np.array([(1, 0), (-1, 0), (0.7, 0.7), (-0.7, 0.6), (0.6, -0.8)])
    lr = np.array(rates)[:, None, None]
    ended = simulate(sgd(lr=lr), valleys, sharp + beside, steps).points[-1]
    return np.asarray(np.hypot(*np.moveaxis(ended - sharp, -1, 0)))


@claim(
    page=PAGE,
    says="Any rate above 2/λ of the sharp minimum carries runs from there into the flat valley, as "
    "noise does.",
    verdict=IN_PART,
    limits="starts a hundredth away from the sharp minimum, 3,000 steps. At 0.06 to 0.12 the runs "
    "go on hopping about in the sharp valley; at 0.3 to 1 they end in the flat one",
)
def a_large_rate_carries_runs_into_the_flat_valley(sgd: Any, two_valleys: Any) -> Evidence:
    larger = from_the_sharp_minimum(sgd, two_valleys, (0.06, 0.08, 0.1, 0.12, 0.3, 0.5, 1.0), 3000)
    return Evidence(
        (
            at_least("distance at last, rates of 0.3 to 1", larger[4:], 1.9),
            at_least("rates of 0.06 to 0.12", larger[:4], 1.9),
        )
    )
