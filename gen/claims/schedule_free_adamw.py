"""What is said of Schedule-Free AdamW."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.claims.ledger import FAILS, Evidence, at_least, at_most, between, claim
from gen.claims.runs import around, lengths, scripted
from gen.claims.schedule_free_sgd import decades
from gen.measurements.rate_search import BUDGET, tuned
from gen.simulate import simulate

PAGE = "optimizers/schedule-free-adamw"


@claim(
    page=PAGE,
    says="On Beale Schedule-Free AdamW begins with a leap, is after twenty steps nearer to the "
    "minimum "
    "than Adam and AdamW, and overshoots once along the trough, while Adam swings across it.",
    limits="nine starts, 120 steps, each at its tuned rate",
)
def schedule_free_adamw_leaps_and_overshoots_once(
    adam: Any, adamw: Any, schedule_free_adamw: Any, beale: Any
) -> Evidence:
    free, plain, decayed = (
        simulate(tuned(rule, beale), beale, around(beale), BUDGET).points
        for rule in (schedule_free_adamw, adam, adamw)
    )
    minimum = np.array(beale.minima[0])
    near, *others = (
        np.sqrt(((points[20] - minimum) ** 2).sum(axis=-1)) for points in (free, plain, decayed)
    )
    past = free[10:, :, 0] - minimum[0]
    returns = (np.diff(np.sign(past[:80]), axis=0) != 0).sum(axis=0)
    across = [
        (np.diff(np.sign(points[20:, :, 1] - minimum[1]), axis=0) != 0).sum(axis=0).mean()
        for points in (plain, free)
    ]
    return Evidence(
        (
            at_least("first step ÷ Adam's", lengths(free)[0] / lengths(plain)[0], 3),
            at_most("distance after 20 steps ÷ the others'", near / np.min(others, axis=0), 0.6),
            at_least("farthest point beyond the minimum", past.max(axis=0), 0.1),
            between("crossings along the trough", returns, 1, 1),
            at_least("crossings of the trough, Adam ÷ Schedule-Free", across[0] / across[1], 1.5),
        )
    )


@claim(
    page=PAGE,
    says="The first step of the average goes all the way to the runner.",
    limits="one gradient from 0.001 to 1,000, the rate 0.1",
)
def the_first_step_goes_to_the_runner(schedule_free_adamw: Any) -> Evidence:
    slopes = 10.0 ** np.arange(-3, 4)
    moved = np.abs(scripted(schedule_free_adamw(lr=0.1, eps=1e-12), [slopes], 0 * slopes)[1])
    return Evidence((between("first step ÷ rate", moved / 0.1, 0.999, 1.001),))


@claim(
    page=PAGE,
    says="Schedule-Free AdamW has no momentum to tune.",
    verdict=FAILS,
    limits="six surfaces, the grid of starts, 120 steps, β₁ of 0, 0.5, 0.9 and 0.99, each at the "
    "best of "
    "its rates; decades, on average",
)
def schedule_free_adamw_has_no_momentum_to_tune(
    schedule_free_adamw: Any,
    quadratic: Any,
    rosenbrock: Any,
    beale: Any,
    himmelblau: Any,
    six_hump_camel: Any,
    saddle: Any,
) -> Evidence:
    surfaces = (quadratic, rosenbrock, beale, himmelblau, six_hump_camel, saddle)
    found = decades(schedule_free_adamw, "beta1", (0.0, 0.5, 0.9, 0.99), surfaces).mean(axis=0)
    return Evidence(
        (at_most("decades between the best β₁ and the worst", found.max() - found.min(), 0.3),),
        numbers={"none": found[0], "half": found[1], "usual": found[2], "high": found[3]},
    )


@claim(
    page=PAGE,
    says="The memory of y grows with time: of a step that the runner takes at step s, y makes a "
    "tenth "
    "at once, and has made half of the rest at step 2s.",
    limits="β₁ = 0.9, one step of the runner after 10, 100 and 1,000 steps, the average moving "
    "with "
    "weights 1/t",
)
def the_memory_of_y_grows() -> Evidence:
    at_once, twice = [], []
    for s in (10, 100, 1000):
        x, y = 0.0, []
        for t in range(s, 2 * s + 1):
            x += (1.0 - x) / t if t > s else 0.0
            y.append(0.1 * 1.0 + 0.9 * x)
        at_once.append(y[0])
        twice.append((y[-1] - y[0]) / (1 - y[0]))
    return Evidence(
        (
            between("share that y makes at once", at_once, 0.09, 0.11),
            between("share of the rest that it has made at step 2s", twice, 0.4, 0.6),
        )
    )
