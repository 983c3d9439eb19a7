"""What is said of RAdam."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.claims.ledger import Evidence, at_least, at_most, between, claim
from gen.claims.runs import EACH_RATE, around, lengths, scores, scripted
from gen.measurements.grid import lattice, starts
from gen.measurements.rate_search import BUDGET, RATES, smallest_of_best, tuned
from gen.simulate import simulate

PAGE = "optimizers/radam"
PATIENCE = 5  # steps before the first that is divided, at every β₂ that we tried


def waiting(t: Any, steps: Any) -> float:
    """Take no step while the rule does not divide, as the authors' code does."""
    return float(t > PATIENCE)


@claim(
    page=PAGE,
    says="RAdam leaves the picture at a rate at which Adam stays because its first five steps are "
    "not divided.",
    limits="Beale, nine starts, 120 steps at the rate 0.1. At 0.01 all stay, at 0.02 some leave",
    without="the undivided steps (no step is taken before the division begins)",
)
def radam_leaves_because_of_its_undivided_steps(radam: Any, adam: Any, beale: Any) -> Evidence:
    def stay(rule: Any, schedule: Any = None) -> int:
        run = simulate(rule, beale, around(beale), BUDGET, schedule)
        return int(beale.shows(run.points).all(axis=0).sum())

    return Evidence(
        (
            between("starts from which RAdam stays at 0.1", stay(radam(lr=0.1)), 0, 0),
            between("starts from which Adam stays at 0.1", stay(adam(lr=0.1)), 9, 9),
            between("starts from which RAdam stays at 0.01", stay(radam(lr=0.01)), 9, 9),
        ),
        (between("starts from which RAdam stays at 0.1", stay(radam(lr=0.1), waiting), 9, 9),),
    )


@claim(
    page=PAGE,
    says="RAdam divides from the sixth step on, whatever the gradients are.",
    limits="two gradients, one a hundred thousand times the other; β₂ of 0.9, 0.99, 0.999, 0.9999",
)
def radam_divides_from_the_sixth_step_on(radam: Any) -> Evidence:
    undivided, divided = [], []
    for memory in (0.9, 0.99, 0.999, 0.9999):
        gradients = np.tile([100.0, 1e-3], (8, 1))
        moved = np.diff(scripted(radam(lr=1.0, beta2=memory), gradients, [0.0, 0.0]), axis=0)
        ratios = np.abs(moved[:, 0] / moved[:, 1])
        undivided += ratios[:PATIENCE].tolist()
        divided += ratios[PATIENCE:].tolist()
    return Evidence(
        (
            between("moves of the two in steps 1 to 5, ratio", undivided, 0.99e5, 1.01e5),
            between("the same from step 6 on", divided, 0.99, 1.01),
        )
    )


@claim(
    page=PAGE,
    says="The longer the memory β₂, the longer RAdam takes to make its steps half as long as "
    "Adam's.",
    limits="β₂ of 0.9, 0.99, 0.999 and 0.9999; gradients that stay the same",
)
def radams_warm_up_is_as_long_as_its_memory(radam: Any) -> Evidence:
    memories = np.array([0.9, 0.99, 0.999, 0.9999])
    rule = radam(lr=1.0, beta2=memories[:, None], eps=0.0)
    moved = np.abs(np.diff(scripted(rule, np.ones(8000), np.zeros((4, 1)))[..., 0], axis=0))
    moved[:PATIENCE] = 0
    half = (moved > 0.5).argmax(axis=0) + 1
    times = half * (1 - memories)
    return Evidence(
        (
            at_least("steps ÷ those with the memory before", half[1:] / half[:-1], 3),
            between("steps × (1 − β₂)", times, 0.4, 1.2),
        ),
        numbers={"short": int(half[1]), "usual": int(half[2])},
    )


@claim(
    page=PAGE,
    says="At the rate that the search takes on Rosenbrock's wall, RAdam's five undivided steps "
    "make "
    "nearly the whole path, and the sixth step is more than a thousand times shorter than the "
    "fifth.",
    limits="nine starts, 48 steps",
)
def radams_undivided_steps_make_the_path(radam: Any, rosenbrock: Any) -> Evidence:
    rule = tuned(radam, rosenbrock, 48)
    length = lengths(simulate(rule, rosenbrock, around(rosenbrock), 48).points)
    first = length[:PATIENCE].sum(axis=0)
    return Evidence(
        (
            at_least("fifth step ÷ sixth", length[4] / length[5], 1000),
            at_least("share of the path that five steps make", first / length.sum(axis=0), 0.9),
        )
    )


@claim(
    page=PAGE,
    says="RAdam is as far behind gradient descent on Himmelblau as it is because its first steps "
    "are "
    "not divided: without them it gains well over a decade more.",
    limits="the grid of starts, 120 steps, each variant at the best of its rates. About half of "
    "the "
    "distance remains",
    without="the undivided steps (no step is taken before the division begins)",
)
def radam_is_behind_because_of_its_undivided_steps(
    radam: Any, sgd: Any, himmelblau: Any
) -> Evidence:
    def best(rule: Any, schedule: Any = None) -> tuple[float, float]:
        found = scores(rule(lr=EACH_RATE), himmelblau, starts(himmelblau), schedule)
        return float(found.max()), RATES[smallest_of_best(found)]

    descent, (undivided, small), (waits, large) = best(sgd)[0], best(radam), best(radam, waiting)
    return Evidence(
        (at_least("decades behind gradient descent", descent - undivided, 3),),
        (
            at_least("decades that RAdam gains by waiting", waits - undivided, 1.2),
            at_least("its best rate then ÷ before", large / small, 5),
        ),
        {"behind": descent - undivided, "waiting": descent - waits},
    )


@claim(
    page=PAGE,
    says="On Beale RAdam diverges from half of the starts because its first five steps are not "
    "divided.",
    limits="16 × 16 starts, 120 steps at the rate 0.1",
    without="the undivided steps (no step is taken before the division begins)",
)
def radam_diverges_because_of_its_undivided_steps(radam: Any, beale: Any) -> Evidence:
    whence = lattice(beale, 16)

    def lost(schedule: Any = None) -> float:
        run = simulate(radam(lr=0.1), beale, whence, BUDGET, schedule)
        return float((np.asarray(run.diverged_at) >= 0).mean())

    return Evidence(
        (between("share of the starts that diverge", lost(), 0.4, 0.7),),
        (at_most("share of the starts that diverge", lost(waiting), 0),),
    )


MOMENTS = (20, 50, 200, 500, 2000)  # steps at which a spread is measured


def inverses(steps: int, seeds: int) -> dict[int, np.ndarray]:
    """Return one over the root of Adam's corrected average square of pure noise, by step."""
    rng, v, found = np.random.default_rng(0), np.zeros(seeds), {}
    for t in range(1, steps + 1):
        v = 0.999 * v + 0.001 * rng.normal(size=seeds) ** 2
        if t in (2, 6, *MOMENTS):
            found[t] = 1 / np.sqrt(v / (1 - 0.999**t))
    return found


def rectified(t: int) -> float:
    """Return RAdam's factor at a step, for β₂ = 0.999."""
    full = 2 / 0.001 - 1
    rho = full - 2 * t * 0.999**t / (1 - 0.999**t)
    return float(np.sqrt((rho - 4) * (rho - 2) * full / ((full - 4) * (full - 2) * rho)))


@claim(
    page=PAGE,
    says="What Adam divides by is a poor estimate in its first steps.",
    limits="gradients of pure noise, 4,000 seeds, β₂ = 0.999: one over the root of the average "
    "square, its 95th percentile ÷ its 5th",
)
def adams_first_divisors_differ_by_chance() -> Evidence:
    found = inverses(2000, 4000)
    spread = {t: float(np.divide(*np.quantile(found[t], [0.95, 0.05]))) for t in (2, 6, 2000)}
    return Evidence(
        (
            at_least("at step 2", spread[2], 5),
            between("at step 6", spread[6], 2, 3.5),
            at_most("at step 2,000", spread[2000], 1.2),
        ),
        numbers={"second": spread[2], "sixth": spread[6], "late": spread[2000]},
    )


@claim(
    page=PAGE,
    says="RAdam's factor makes the spread of its steps the same at every step, from step 20 on.",
    limits="gradients of pure noise, 4,000 seeds, β₂ = 0.999, the standard deviation of the "
    "factor ÷ "
    "the root of the average square, relative to that of step 2,000. At step 6 it is a third "
    "smaller",
)
def radams_factor_keeps_the_spread(radam: Any) -> Evidence:
    found = inverses(2000, 4000)
    last = rectified(2000) * found[2000].std()
    even = [rectified(t) * found[t].std() / last for t in MOMENTS]
    plain = found[20].std() / found[2000].std()
    return Evidence(
        (
            between("spread of RAdam's steps", even, 0.85, 1.15),
            at_least("spread of Adam's at step 20", plain, 5),
        ),
        numbers={"adam": plain},
    )
