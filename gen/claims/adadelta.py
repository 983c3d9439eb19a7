"""What is said of Adadelta."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.claims.ledger import FAILS, Evidence, at_least, at_most, between, claim
from gen.claims.runs import EACH_RATE, around, lengths, scores, scripted
from gen.measurements.grid import starts
from gen.measurements.rate_search import BUDGET, RATES, tuned
from gen.measurements.standings import standing
from gen.simulate import simulate
from gen.surfaces import SURFACES

PAGE = "optimizers/adadelta"


@claim(
    page=PAGE,
    says="At the largest rate of the search Adadelta's first step is still a third of RMSprop's at "
    "the rate that serves RMSprop.",
    limits="Beale, nine starts, ρ = 0.9 and ε = 10⁻⁶",
)
def adadelta_begins_more_slowly_than_rmsprop(adadelta: Any, rmsprop: Any, beale: Any) -> Evidence:
    rules = tuned(rmsprop, beale), tuned(adadelta, beale)
    first, other = (lengths(simulate(rule, beale, around(beale), 1).points)[0] for rule in rules)
    return Evidence(
        (
            between("Adadelta's rate", float(rules[1].lr), RATES[-1], RATES[-1]),
            between("RMSprop's first step ÷ Adadelta's", first / other, 2.5, 3.5),
        )
    )


@claim(
    page=PAGE,
    says="Adadelta's first step has the same length for every gradient that is well above √ε.",
    limits="gradients from 0.1 to a million, and one of 0.0001, which makes the step shorter; "
    "ρ = 0.9, ε = 10⁻⁶, the rate 1",
)
def adadelta_begins_with_the_root_of_epsilon(adadelta: Any) -> Evidence:
    slopes = 10.0 ** np.arange(-1, 7)
    first = np.abs(scripted(adadelta(), [slopes], 0 * slopes)[1])
    small = float(abs(scripted(adadelta(), [1e-4])[1, 0]))
    said = (1e-6 / 0.1) ** 0.5
    return Evidence(
        (
            between("first step ÷ √(ε/(1 − ρ))", first / said, 0.99, 1.01),
            at_most("the same where the gradient is far below √ε", small / said, 0.1),
        ),
        numbers={"first": said},
    )


@claim(
    page=PAGE,
    says="Adadelta is behind gradient descent in a short run because its steps have to grow from "
    "√ε.",
    limits="Matyas, the starts of the grid, 120 steps, each variant at the best of its rates",
    without="the small ε (0.1, which makes the first step three hundred times as long)",
)
def adadelta_is_behind_because_it_grows_from_epsilon(
    adadelta: Any, sgd: Any, matyas: Any
) -> Evidence:
    descent, small, large = (
        float(scores(rule, matyas, starts(matyas)).max())
        for rule in (sgd(lr=EACH_RATE), adadelta(lr=EACH_RATE), adadelta(lr=EACH_RATE, eps=0.1))
    )
    return Evidence(
        (at_least("decades behind gradient descent", descent - small, 3),),
        (at_most("decades behind it with the large ε", descent - large, 0.2),),
        {"behind": descent - small},
    )


@claim(
    page=PAGE,
    says="Adadelta needs no rate: it finds the size of its steps itself.",
    verdict=FAILS,
    limits="the valley, nine starts, 120 steps at η = 1 with ε from 10⁻⁸ to 10⁻²: the loss that is "
    "left depends on ε",
)
def adadelta_needs_no_rate(adadelta: Any, quadratic: Any) -> Evidence:
    sizes = np.array([1e-8, 1e-6, 1e-4, 1e-2])
    run = simulate(adadelta(eps=sizes[:, None, None]), quadratic, around(quadratic), BUDGET)
    left = np.median(run.values[-1] / run.values[0], axis=1)
    return Evidence(
        (at_most("largest ÷ smallest loss that is left", left.max() / left.min(), 3),),
        numbers={"small": left[0], "middle": left[2]},
    )


@claim(
    page=PAGE,
    says="In our short runs Adadelta does best with rates well above the paper's 1.",
    limits=f"{len(SURFACES)} surfaces, the grid of starts, 120 steps, the rates of the search, up "
    "to 10",
)
def adadelta_does_best_above_its_papers_rate(adadelta: Any, surfaces: Any) -> Evidence:
    best = [float(standing(adadelta, surface).optimizer.lr) for surface in surfaces]
    above = sum(rate > 1.5 for rate in best)
    return Evidence(
        (at_least("surfaces of which the best rate is above 1.5", above / len(best), 0.75),),
        numbers={"above": above, "largest": sum(rate == RATES[-1] for rate in best)},
    )


@claim(
    page=PAGE,
    says="On the wall of Rosenbrock's valley Adadelta's average of its squared steps rises for a "
    "few "
    "steps and then falls.",
    limits="nine starts, 48 steps at the tuned rate",
)
def adadelta_remembers_short_steps_as_short(adadelta: Any, rosenbrock: Any) -> Evidence:
    rule: Any = tuned(adadelta, rosenbrock, 48)
    points = simulate(rule, rosenbrock, around(rosenbrock), 48).points
    u, sizes = 0.0 * points[0], []
    for moved in np.diff(points, axis=0) / rule.lr:
        u = rule.rho * u + (1 - rule.rho) * moved**2
        sizes.append(u.max(axis=-1))
    found = np.array(sizes)
    return Evidence(
        (
            between("step at which the average is largest", found.argmax(axis=0) + 1, 4, 15),
            at_most("share of it that is left at the end", found[-1] / found.max(axis=0), 0.2),
        )
    )


@claim(
    page=PAGE,
    says="On none of our surfaces is Adadelta ahead of gradient descent.",
    limits=f"{len(SURFACES)} surfaces, the grid of starts, 120 steps, both at their best rates; "
    "ahead by less "
    "than 0.05 decades counts as level",
)
def adadelta_is_ahead_of_descent_nowhere(adadelta: Any, sgd: Any, surfaces: Any) -> Evidence:
    ahead = [standing(adadelta, s).mean - standing(sgd, s).mean for s in surfaces]
    return Evidence((at_most("decades ahead", ahead, 0.05),))


@claim(
    page=PAGE,
    says="With Keras's rate of 0.001 Adadelta hardly moves.",
    limits=f"{len(SURFACES)} surfaces from their starts, 120 steps",
)
def adadelta_hardly_moves_at_a_thousandth(adadelta: Any, surfaces: Any) -> Evidence:
    moved = []
    for surface in surfaces:
        run = simulate(adadelta(lr=0.001), surface, surface.start, BUDGET)
        width = surface.window[0][1] - surface.window[0][0]
        moved.append(float(np.abs(run.points[-1] - run.points[0]).max()) / width)
    return Evidence((at_most("share of the window that it moved", moved, 0.01),))


@claim(
    page=PAGE,
    says="From one step to the next Adadelta's average of its squared steps becomes at most "
    "(1 + ρ)u + ε.",
    limits="300 random gradients of sizes from a millionth to a million in 50 coordinates, ρ = 0.9",
)
def adadeltas_steps_grow_by_degrees(adadelta: Any) -> Evidence:
    rng = np.random.default_rng(0)
    sizes = 10.0 ** rng.uniform(-6, 6, (300, 50))
    gradients = rng.normal(size=(300, 50)) * sizes
    u, most = np.zeros(50), []
    for moved in np.diff(scripted(adadelta(), gradients, np.zeros(50)), axis=0):
        after = 0.9 * u + 0.1 * moved**2
        most.append((after / (1.9 * u + 1e-6)).max())
        u = after
    return Evidence((at_most("average ÷ its bound", most, 1 + 1e-9),))


class Unit:
    """The curve 15(x/w)², w being the unit in which x is measured, one for each coordinate."""

    def __init__(self, widths: np.ndarray) -> None:
        """Take the units."""
        self.widths = widths

    def grad(self, x: np.ndarray) -> np.ndarray:
        """Return the slope."""
        return np.asarray(30 * x / self.widths**2)


def halfway(rule: Any, widths: np.ndarray, steps: int) -> np.ndarray:
    """Return after how many steps each coordinate is half as far from the minimum as at first."""
    loss: Any = Unit(widths)
    x, state, found = widths.copy(), rule.init(widths), np.full(len(widths), np.inf)
    for t in range(1, steps + 1):
        x, state = rule.step(x, state, t, loss)
        found = np.where((np.abs(x) < widths / 2) & np.isinf(found), t, found)
    return found


@claim(
    page=PAGE,
    says="Adadelta needs the same number of steps whatever the unit in which a weight is measured.",
    verdict=FAILS,
    limits="one parabola in units of 1 and of 100, the steps until half the way is done, the rate "
    "1. "
    "RMSprop depends on the unit even more",
)
def adadelta_needs_as_many_steps_in_every_unit(adadelta: Any, rmsprop: Any) -> Evidence:
    meters, centimeters = halfway(adadelta(), np.array([1.0, 100.0]), 6000)
    other = halfway(rmsprop(lr=0.01), np.array([1.0, 100.0]), 6000)
    return Evidence(
        (at_most("steps in the small unit ÷ in the large one", centimeters / meters, 1.5),),
        numbers={
            "large": meters,
            "small": centimeters,
            "rmsprop_large": other[0],
            "rmsprop_small": other[1],
        },
    )
