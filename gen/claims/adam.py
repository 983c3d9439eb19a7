"""What is said of Adam."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.claims.ledger import FAILS, IN_PART, Evidence, at_least, at_most, between, claim
from gen.claims.runs import EACH_RATE, around, arrival_steps, column, distances, path, scripted
from gen.schedules import SCHEDULES
from gen.simulate import Trajectory, simulate

PAGE = "optimizers/adam"


@claim(
    page=PAGE,
    says="Adam's first step moves every coordinate by the learning rate, however steep it is.",
    limits="gradients from 0.000001 to 1,000,000, the rate 0.1",
)
def adam_moves_by_its_rate_at_first(adam: Any) -> Evidence:
    slopes = 10.0 ** np.arange(-6, 7)
    moved = np.abs(scripted(adam(lr=0.1, eps=1e-12), [slopes], 0 * slopes)[1])
    return Evidence((between("first step ÷ rate", moved / 0.1, 0.999, 1.001),))


@claim(
    page=PAGE,
    says="Uncorrected, Adam's steps would be too long for more than a thousand steps: three times "
    "at the first, over six times at the worst, and by a quarter still at step 1000.",
    limits="gradients that keep size and sign, β₁ = 0.9 and β₂ = 0.999",
)
def adam_needs_its_correction_for_a_thousand_steps(adam: Any) -> Evidence:
    corrected = np.diff(scripted(adam(lr=1.0, eps=0.0), np.ones(1000))[:, 0])
    m, v, uncorrected = 0.0, 0.0, []
    for _ in range(1000):
        m, v = 0.9 * m + 0.1, 0.999 * v + 0.001
        uncorrected.append(m / v**0.5)
    factor = np.array(uncorrected) / np.abs(corrected)
    worst = int(factor.argmax()) + 1
    return Evidence(
        (
            between("too long at step 1, by a factor of", factor[0], 3.1, 3.2),
            between("worst step", worst, 10, 14),
            at_least("too long then, by a factor of", factor.max(), 6),
            between("too long at step 1000, by a factor of", factor[-1], 1.2, 1.3),
        ),
        numbers={"first": factor[0], "worst": factor.max(), "worst_step": worst},
    )


def leaps(run: Trajectory) -> np.ndarray:
    """Return the highest loss of each run after it had all but reached zero."""
    losses = run.values.reshape(len(run.values), -1)
    reached = np.maximum.accumulate(losses < 1e-11, axis=0)
    return np.where(reached.any(axis=0), np.where(reached, losses, 0).max(axis=0), np.inf)


@claim(
    page=PAGE,
    says="On the noiseless quadratic Adam converges and jumps out again, because its divisor "
    "forgets how large the gradients were.",
    limits="the valley with curvatures 1 and 30, the rate 0.5, 4,000 steps, one start",
    without="the forgetting (AMSGrad, whose divisor never falls; or a floor ε of 1 under it)",
)
def adam_jumps_out_of_a_minimum_because_it_forgets(
    adam: Any, amsgrad: Any, quadratic: Any
) -> Evidence:
    tiny, small, large = leaps(path(adam, quadratic, 4000, lr=0.5, eps=column(1e-8, 0.1, 1.0)))
    kept = leaps(path(amsgrad, quadratic, 4000, lr=0.5))
    return Evidence(
        (
            at_least("highest loss after having been below 10⁻¹¹", tiny, 0.1),
            at_least("the same with ε = 0.1", small, 0.1),
        ),
        (
            at_most("the same with AMSGrad", kept, 1e-6),
            at_most("the same with ε = 1", large, 1e-6),
        ),
    )


@claim(
    page=PAGE,
    says="A rate that falls to zero keeps Adam from jumping out of a minimum.",
    limits="the valley, the rate 0.5 falling along a cosine, 4,000 steps, one start",
)
def a_falling_rate_keeps_adam_from_jumping(adam: Any, quadratic: Any) -> Evidence:
    falling = leaps(path(adam, quadratic, 4000, schedule=SCHEDULES["cosine"], lr=0.5))
    return Evidence((at_most("highest loss after having been below 10⁻¹¹", falling, 1e-6),))


@claim(
    page=PAGE,
    says="Of the β₂ that were tried, Adam comes to rest in our valley only with 0.999.",
    limits="β₂ of 0.3, 0.5, 0.8, 0.9, 0.95, 0.99 and 0.999, the rate 0.1; the losses of steps "
    "5,500 to 6,000",
)
def adam_rests_only_with_a_long_memory_of_squares(adam: Any, quadratic: Any) -> Evidence:
    memories = (0.3, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999)
    run = path(adam, quadratic, 6000, lr=0.1, beta2=column(*memories))
    late = np.median(run.values[5500:], axis=0)
    return Evidence(
        (
            at_least("middle loss for β₂ up to 0.99", late[:-1], 1e-6),
            at_most("middle loss for 0.999", late[-1], 1e-30),
        )
    )


@claim(
    page=PAGE,
    says="Adam stops converging when β₂ is set below β₁.",
    verdict=FAILS,
    limits="the valley, β₁ = 0.9, the rate 0.1; the losses of steps 5,500 to 6,000. The edge lies "
    "between 0.99 and 0.999, far above β₁",
)
def adam_stops_converging_below_beta1(adam: Any, quadratic: Any) -> Evidence:
    run = path(adam, quadratic, 6000, lr=0.1, beta2=column(0.95, 0.99))
    above = np.median(run.values[5500:], axis=0)
    return Evidence((at_most("middle loss for β₂ of 0.95 and 0.99, above β₁", above, 1e-12),))


def soonest(rule: type[Any], surface: Any, **knobs: float) -> int:
    """Return the steps of the slowest of nine starts at the rate at which that is least."""
    run = simulate(rule(lr=EACH_RATE, **knobs), surface, around(surface), 400)
    return int(arrival_steps(distances(run.points, surface)).max(axis=-1).min())


@claim(
    page=PAGE,
    says="Beside the saddle Adam is later than gradient descent because of its momentum, which "
    "swings about the minimum.",
    verdict=IN_PART,
    limits="nine starts, each variant at the rate at which its slowest start arrives first. "
    "Without momentum Adam is sooner, and still later than descent",
    without="the momentum (β₁ = 0)",
)
def adam_is_late_beside_the_saddle_because_of_momentum(
    adam: Any, sgd: Any, saddle: Any
) -> Evidence:
    with_it, descent = soonest(adam, saddle), soonest(sgd, saddle)
    without = soonest(adam, saddle, beta1=0.0)
    return Evidence(
        (at_least("steps of Adam beyond gradient descent's", with_it - descent, 10),),
        (
            at_least("steps that Adam saves without momentum", with_it - without, 10),
            at_most("steps that it still needs beyond descent's", without - descent, 0),
        ),
        {"adam": with_it, "sgd": descent, "without_momentum": without},
    )


@claim(
    page=PAGE,
    says="Beside the saddle Adam is late because its divisor must first forget.",
    verdict=FAILS,
    limits="nine starts, each variant at the rate at which its slowest start arrives first",
    without="the forgetting (AMSGrad, whose divisor never falls)",
)
def adam_is_late_beside_the_saddle_because_it_forgets(
    adam: Any, amsgrad: Any, sgd: Any, saddle: Any
) -> Evidence:
    descent = soonest(sgd, saddle)
    return Evidence(
        (at_least("steps of Adam beyond gradient descent's", soonest(adam, saddle) - descent, 10),),
        (at_most("steps of AMSGrad beyond descent's", soonest(amsgrad, saddle) - descent, 5),),
    )
