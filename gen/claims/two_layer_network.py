"""What is said of the two-layer linear network."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic.eigenvectors import eigen, singular
from gen.arithmetic.functions import exp, log
from gen.claims.associative_memory import first_half
from gen.claims.ledger import Evidence, at_least, at_most, between, claim
from gen.layers import join
from gen.matrices.two_layer_network import STRENGTHS
from gen.measurements.rate_search import BUDGET, STARTS, searched, tuned
from gen.simulate import simulate

PAGE = "matrices/two-layer-network"


@claim(
    page=PAGE,
    says="Gradient descent has half of the strongest direction within ten steps and half of the "
    "weakest only after 25, from one of six starts not within 120.",
    limits="six random starts, its best rate",
)
def descent_learns_the_strongest_first(sgd: Any, two_layer_network: Any) -> Evidence:
    rule, starts = tuned(sgd, two_layer_network), two_layer_network.starts(STARTS)
    most, least = first_half(rule, two_layer_network, starts)
    return Evidence(
        (
            at_most("step of the strongest", most, 10),
            at_least("step of the weakest", least, 25),
            between("starts without the weakest", int((least > BUDGET).sum()), 1, 1),
        )
    )


@claim(
    page=PAGE,
    says="The weakest direction is learned late because the weights begin small.",
    limits="six random starts, gradient descent at its best rate; the step from which half is "
    "known",
    without="the small weights (the layers share the goal's directions, with half of the weakest's "
    "strength in each)",
)
def the_weakest_is_late_because_weights_begin_small(sgd: Any, two_layer_network: Any) -> Evidence:
    rule = tuned(sgd, two_layer_network)
    small = first_half(rule, two_layer_network, two_layer_network.starts(STARTS))[1]
    outputs, inputs = two_layer_network.directions
    late = []
    for begin in (0.001, 0.01, 0.05):
        half = np.sqrt(begin)
        start = join([half * inputs.T, half * outputs], two_layer_network.shapes)
        late.append(first_half(rule, two_layer_network, start[None], 150)[1])
    return Evidence(
        (at_least("step of the weakest from random starts", small, 25),),
        (
            at_least("steps earlier from 0.01 than from 0.001", float(late[0][0] - late[1][0]), 20),
            at_least("steps earlier from 0.05 than from 0.01", float(late[1][0] - late[2][0]), 20),
            at_most("step of the weakest from 0.05", late[2], 25),
        ),
    )


@claim(
    page=PAGE,
    says="After ten steps the largest singular value of the map is more than 60 times the last but "
    "one with gradient descent, and less than 15 times with Muon.",
    limits="six random starts, each at its best rate; of the goal it is six times",
)
def nearly_all_strengths_rise_together_with_muon(
    sgd: Any, muon: Any, two_layer_network: Any
) -> Evidence:
    def spread(rule: Any) -> np.ndarray:
        starts = two_layer_network.starts(STARTS)
        run = simulate(tuned(rule, two_layer_network), two_layer_network, starts, 10)
        values = singular(two_layer_network.whole(run.points[-1]))[1]
        return np.asarray(values[:, 0] / values[:, -2])

    return Evidence(
        (
            at_least("largest ÷ last but one, descent", spread(sgd), 60),
            at_most("largest ÷ last but one, Muon", spread(muon), 15),
        )
    )


@claim(
    page=PAGE,
    says="Muon first has half of the weakest direction within twelve steps, overshoots it and "
    "swings about it to the end; half of the strongest it has only after 25.",
    limits="six random starts, its best rate, 120 steps",
)
def muon_has_the_weakest_first_and_overshoots_it(muon: Any, two_layer_network: Any) -> Evidence:
    rule, starts = tuned(muon, two_layer_network), two_layer_network.starts(STARTS)
    run = simulate(rule, two_layer_network, starts, BUDGET)
    learned = two_layer_network.learned(two_layer_network.whole(run.points))
    strongest, weakest = np.argmax(learned > 0.5, axis=0).T
    return Evidence(
        (
            at_most("step of the weakest", weakest, 12),
            at_least("step of the strongest", strongest, 25),
            at_least("most of the weakest", learned[..., 1].max(axis=0), 1.05),
            at_least("its range in the last 20 steps", np.ptp(learned[-20:, :, 1], axis=0), 0.05),
        )
    )


@claim(
    page=PAGE,
    says="LARS and LAMB gain fewer decades than momentum on the two layers.",
    limits="six random starts, 120 steps, each at its best rate",
)
def what_scales_the_two_layers_gains_less(
    momentum: Any, lars: Any, lamb: Any, two_layer_network: Any
) -> Evidence:
    ours, *others = (
        max(searched(rule, two_layer_network)["scores"]) for rule in (momentum, lars, lamb)
    )
    return Evidence((at_least("decades behind", ours - np.array(others), 0.5),))


@claim(
    page=PAGE,
    says="The strength of an aligned direction follows the logistic curve, and has half of what it "
    "should have after about log(s/a₀)/2s.",
    limits="layers that share the goal's directions from a strength of 0.01, gradient descent at "
    "the rate 0.004, 600 steps; the time of the three strongest",
)
def an_aligned_strength_grows_as_the_logistic_says(sgd: Any, two_layer_network: Any) -> Evidence:
    outputs, inputs = two_layer_network.directions
    begin, rate, steps, s = 0.01, 4e-3, 600, np.asarray(STRENGTHS)
    start = join([begin**0.5 * inputs.T, begin**0.5 * outputs], two_layer_network.shapes)
    whole = two_layer_network.whole(simulate(sgd(lr=rate), two_layer_network, start, steps).points)
    strengths = np.einsum("ji,tjk,ki->ti", outputs, whole, inputs)
    time = rate * np.arange(steps + 1)[:, None]
    logistic = s / (1 + (s / begin - 1) * exp(-2 * s * time))
    found = time[(strengths > s / 2).argmax(axis=0)[:3], 0]
    return Evidence(
        (
            at_most(
                "largest distance from the curve", np.abs(strengths - logistic).max().item(), 0.05
            ),
            between(
                "time of half ÷ log(s/a₀)/2s", found / (log(s[:3] / begin) / 2 / s[:3]), 0.9, 1.1
            ),
        )
    )


@claim(
    page=PAGE,
    says="At the solution 64 directions of 128 are flat, and the starts are close to a saddle.",
    limits="the Hessian at one solution and at zero; the loss of six starts beside the saddle's",
)
def half_of_the_two_layers_directions_lead_nowhere(two_layer_network: Any) -> Evidence:
    zero = 0 * two_layer_network.start
    flat = np.abs(eigen(two_layer_network.hess(two_layer_network.solution))[0]) < 1e-9
    near = two_layer_network.value(two_layer_network.starts(STARTS)) / two_layer_network.value(zero)
    return Evidence(
        (
            between("flat directions", int(flat.sum()), 64, 64),
            between("loss of the starts ÷ the saddle's", near, 0.95, 1.05),
            at_most(
                "least curvature at the saddle",
                eigen(two_layer_network.hess(zero))[0][0].item(),
                -1,
            ),
            at_most("slope at the saddle", np.abs(two_layer_network.grad(zero)).max().item(), 0),
        )
    )
