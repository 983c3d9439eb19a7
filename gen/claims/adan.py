"""What is said of Adan."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.claims.ledger import Evidence, at_least, at_most, between, claim
from gen.claims.runs import around, column, path, scripted
from gen.measurements.grid import lattice
from gen.measurements.rate_search import BUDGET, searched, tuned
from gen.measurements.standings import standing
from gen.simulate import simulate

PAGE = "optimizers/adan"


def across(rule: Any, valley: Any) -> np.ndarray:
    """Return where runs from nine starts are across the valley, (201, 9)."""
    return simulate(rule, valley, around(valley), 200).points[..., 1]


@claim(
    page=PAGE,
    says="With equal memories Adan shoots over the floor less far than Adam, and after a hundred "
    "steps its swing across the valley is less than half as wide, because it leans into the "
    "change of the gradient.",
    limits="the valley, nine starts, memories of 0.98 and 0.99, the rate 0.1, 200 steps",
    without="the lean into the change (β₂ = 0)",
)
def adan_swings_less_because_it_leans_into_the_change(
    adan: Any, adam: Any, quadratic: Any
) -> Evidence:
    swings = across(adam(lr=0.1, beta1=0.98, beta2=0.99), quadratic)
    leaning, upright = (
        across(adan(lr=0.1, beta1=0.98, beta2=lean, beta3=0.99), quadratic) for lean in (0.92, 0.0)
    )

    def width(y: np.ndarray) -> np.ndarray:
        return np.asarray(np.abs(y[100:]).max(axis=0) / np.abs(swings[100:]).max(axis=0))

    return Evidence(
        (
            at_most("how far it shoots over, ÷ Adam's", leaning.min(0) / swings.min(0), 0.95),
            at_most("its swing after step 100 ÷ Adam's", width(leaning), 0.5),
        ),
        (between("the same swing without the lean ÷ Adam's", width(upright), 0.99, 1.01),),
        {"swing": float(np.median(width(leaning)))},
    )


@claim(
    page=PAGE,
    says="At β₂ = 0 Adan is Adam.",
    limits="four surfaces, 100 steps at the rate 0.05; up to rounding",
)
def adan_that_forgets_every_change_is_adam(
    adan: Any, adam: Any, quadratic: Any, rosenbrock: Any, beale: Any, himmelblau: Any
) -> Evidence:
    apart = []
    for surface in (quadratic, rosenbrock, beale, himmelblau):
        ours = path(adan, surface, 100, lr=0.05, beta1=0.9, beta2=0.0, beta3=0.999).points
        theirs = path(adam, surface, 100, lr=0.05, beta1=0.9, beta2=0.999).points
        apart.append(np.abs(ours - theirs).max())
    return Evidence((at_most("largest distance between the paths", np.array(apart), 1e-9),))


@claim(
    page=PAGE,
    says="Adan's best rate in the valley is larger than Adam's, and fewer rates come near the "
    "best.",
    limits="the valley, the rates of the search, everything else at its default; near is within "
    "two decades",
)
def adan_wants_a_larger_rate_than_adam_and_forgives_less(
    adan: Any, adam: Any, quadratic: Any
) -> Evidence:
    good = {}
    for rule in (adan, adam):
        scores = np.array(searched(rule, quadratic)["scores"])
        good[rule] = int(np.sum(scores >= scores.max() - 2))
    rates = [tuned(rule, quadratic).lr for rule in (adan, adam)]
    return Evidence(
        (
            at_least("Adan's best rate ÷ Adam's", rates[0] / rates[1], 4),
            at_least("by how many rates fewer are near the best", good[adam] - good[adan], 3),
        )
    )


@claim(
    page=PAGE,
    says="Adam with β₁ = 0.98 swings across the valley more widely than with 0.9, and Adan with "
    "0.98 less widely than Adam with 0.98, but more widely than Adam with 0.9.",
    limits="the valley, nine starts, the rate 0.1, the memory of the square 0.99, steps 100 to 200",
)
def adan_pays_for_a_part_of_its_long_memory(adan: Any, adam: Any, quadratic: Any) -> Evidence:
    long, short, leaning = (
        np.abs(across(rule, quadratic)[100:]).max(axis=0)
        for rule in (
            adam(lr=0.1, beta1=0.98, beta2=0.99),
            adam(lr=0.1, beta1=0.9, beta2=0.99),
            adan(lr=0.1, beta1=0.98, beta2=0.92, beta3=0.99),
        )
    )
    return Evidence(
        (
            at_most("Adan's swing ÷ that of Adam with 0.98", leaning / long, 0.5),
            at_least("Adan's swing ÷ that of Adam with 0.9", leaning / short, 2),
        )
    )


@claim(
    page=PAGE,
    says="On the way down the wall the average of the change points against the average of the "
    "gradient.",
    limits="the valley, nine starts, the rates 0.01, 0.03 and 0.1, from the second step to the "
    "first crossing of the floor",
)
def adans_change_points_against_its_gradient_on_the_way_down(adan: Any, quadratic: Any) -> Evidence:
    rates = column(0.01, 0.03, 0.1)[..., None]
    y = simulate(adan(lr=rates), quadratic, around(quadratic), 120).points[..., 1].reshape(121, -1)
    slopes = 30 * y
    change = np.diff(slopes, axis=0, prepend=slopes[:1])
    v, m, opposite = np.zeros(y.shape[1]), np.zeros(y.shape[1]), []
    going = np.ones(y.shape[1], bool)
    for t in range(1, len(y)):
        g = slopes[t - 1]
        going &= np.sign(g) == np.sign(slopes[0])
        m, v = 0.98 * m + 0.02 * g, 0.92 * v + 0.08 * change[t - 1]
        if t > 1:
            opposite += (m * v < 0)[going].tolist()
    return Evidence((at_least("share of such steps", float(np.mean(opposite)), 1.0),))


@claim(
    page=PAGE,
    says="Along the floor of Matyas Adan passes the minimum and comes back, more than once from "
    "most starts that are far along it.",
    limits="the grid of starts, its best rate for them, 120 steps",
)
def adan_passes_the_minimum_of_matyas_and_comes_back(adan: Any, matyas: Any) -> Evidence:
    run = simulate(standing(adan, matyas).optimizer, matyas, lattice(matyas), BUDGET)
    along = run.points[..., 0] + run.points[..., 1]  # the floor of this valley is the diagonal
    far = np.abs(along[0]) > 5
    passages = np.sum(np.diff(np.sign(along), axis=0) != 0, axis=0)[far]
    return Evidence((at_least("passages, of the middle start", float(np.median(passages)), 2),))


@claim(
    page=PAGE,
    says="Adan keeps four numbers for each weight, Adam two and Lion one.",
    limits="the rules as they are here",
)
def adan_keeps_four_numbers_for_each_weight(adan: Any, adam: Any, lion: Any) -> Evidence:
    kept = [len(rule().init(np.zeros(2))) for rule in (adan, adam, lion)]
    return Evidence(
        tuple(
            between(f"arrays that {name} keeps", count, wanted, wanted)
            for name, count, wanted in zip(("Adan", "Adam", "Lion"), kept, (4, 2, 1), strict=True)
        )
    )


@claim(
    page=PAGE,
    says="Of a gradient that changes evenly Adan's average is 49 steps old, and the lean makes up "
    "for 0.92 of one step.",
    limits="a gradient that grows by 1 in each step, after 2,000 steps",
)
def adan_makes_up_for_most_of_one_step(adan: Any) -> Evidence:
    ramp = np.arange(1.0, 2001.0)
    m = v = 0.0
    for t, g in enumerate(ramp):
        m, v = 0.98 * m + 0.02 * g, 0.92 * v + 0.08 * (t > 0)
    lag = ramp[-1] - m / (1 - 0.98**2000)
    lean = 0.92 * v / (1 - 0.92**2000)
    # What the rule itself moves by, where the square's average is all of the newest square.
    points = scripted(adan(lr=1.0, beta3=0.0, eps=0.0), ramp)[:, 0]
    ahead = -(points[-1] - points[-2]) * (ramp[-1] + 0.92)
    return Evidence(
        (
            between("age of the average, in steps", lag, 48.9, 49.1),
            between("steps that the lean makes up for", lean, 0.91, 0.93),
            between("age of what Adan steps by, in steps", ramp[-1] - ahead, 48.0, 48.2),
        )
    )
