"""What is said of LARS."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.claims.altered import Moved, Stretched
from gen.claims.ledger import Evidence, at_least, at_most, between, claim
from gen.claims.runs import (
    EACH_RATE,
    around,
    column,
    lengths,
    path,
    scores,
)
from gen.measurements.grid import (
    distances,
    lattice,
)
from gen.measurements.rate_search import BUDGET, RATES, tuned
from gen.simulate import simulate

PAGE = "optimizers/lars"


@claim(
    page=PAGE,
    says="Without momentum and decay LARS steps along the gradient, and the step's length is the "
    "rate, times the trust coefficient, times the distance from zero.",
    limits="four surfaces, 60 steps at the rate 5; up to rounding",
)
def lars_steps_by_a_share_of_its_distance_from_zero(
    lars: Any, quadratic: Any, rosenbrock: Any, beale: Any, himmelblau: Any
) -> Evidence:
    off = []
    for surface in (quadratic, rosenbrock, beale, himmelblau):
        points = path(lars, surface, 60, lr=5.0, beta=0.0, weight_decay=0.0).points
        g = surface.grad(points[:-1])
        size, slope = (np.sqrt((a**2).sum(axis=-1, keepdims=True)) for a in (points[:-1], g))
        wanted = -5.0 * 0.001 * size * g / slope
        off.append((np.abs(np.diff(points, axis=0) - wanted) / size).max())
    return Evidence((at_most("largest difference, as a share of the point", np.array(off), 1e-9),))


@claim(
    page=PAGE,
    says="Without decay the path stays the same if the loss is multiplied by 1,000, and becomes "
    "another if the surface is moved away from zero.",
    limits="Rosenbrock's surface, 100 steps at the rate 5; moved by (3, 2)",
)
def lars_does_not_see_how_large_the_loss_is_but_where_zero_is(
    lars: Any, rosenbrock: Any
) -> Evidence:
    knobs: dict[str, Any] = {"lr": 5.0, "weight_decay": 0.0}
    to = np.array([3.0, 2.0])
    here = path(lars, rosenbrock, 100, **knobs).points
    tall = simulate(lars(**knobs), Stretched(rosenbrock, 1000.0), rosenbrock.start, 100).points
    aside = simulate(lars(**knobs), Moved(rosenbrock, to), here[0] + to, 100).points - to
    return Evidence(
        (
            at_most(
                "distance between the paths, multiplied", float(np.abs(tall - here).max()), 1e-9
            ),
            at_least("distance between the paths, moved", float(np.abs(aside - here).max()), 0.1),
        )
    )


@claim(
    page=PAGE,
    says="At a constant rate LARS converges in the valley, because its minimum lies at zero.",
    limits="nine starts, the rate 5, 1,500 steps",
    without="the place of the minimum (the valley moved by (3, 2))",
)
def lars_converges_because_the_minimum_is_at_zero(lars: Any, quadratic: Any) -> Evidence:
    to = np.array([3.0, 2.0])
    here = simulate(lars(lr=5.0), quadratic, around(quadratic), 1500).points[-1]
    moved = simulate(lars(lr=5.0), Moved(quadratic, to), around(quadratic) + to, 1500).points
    late = np.sqrt(((moved[-100:] - to) ** 2).sum(axis=-1)).max(axis=0)
    return Evidence(
        (at_most("distance at the end", np.sqrt((here**2).sum(axis=-1)), 1e-5),),
        (at_least("largest distance in the last 100 steps, moved", late, 0.001),),
    )


@claim(
    page=PAGE,
    says="On Beale momentum's steps differ much in length and LARS's little, once it has gathered "
    "speed; momentum comes near the minimum first and settles, LARS comes later and still strides.",
    limits="nine starts, each rule at its best rate; steps 15 to 60 are compared, near is 0.2",
)
def on_beale_lars_strides_on_where_momentum_slows_down(
    lars: Any, momentum: Any, beale: Any
) -> Evidence:
    stretch, first, highest = {}, {}, {}
    for rule in (momentum, lars):
        run = simulate(tuned(rule, beale), beale, around(beale), BUDGET)
        steps = lengths(run.points)[15:60]
        stretch[rule] = steps.max(axis=0) / steps.min(axis=0)
        first[rule] = np.argmax(distances(run.points, beale) < 0.2, axis=0)
        highest[rule] = run.values[-30:].max(axis=0)
    return Evidence(
        (
            at_most("longest ÷ shortest step of LARS", stretch[lars], 3),
            at_least("longest ÷ shortest step of momentum", stretch[momentum], 5),
            at_least("steps by which momentum is near before", first[lars] - first[momentum], 1),
            at_least("late loss of LARS ÷ momentum's", highest[lars] / highest[momentum], 2),
        )
    )


@claim(
    page=PAGE,
    says="LARS leads gradient descent in the noisy valley, because its minimum lies at zero.",
    limits="a grid of 36 starts, 120 steps at each one's best rate; more than half a decade is a "
    "lead",
    without="the place of the minimum (the valley moved by (3, 2) and by (−2, 1))",
)
def lars_leads_in_the_noise_because_the_minimum_is_at_zero(
    lars: Any, sgd: Any, noisy_valley: Any
) -> Evidence:
    lead = []
    for to in ((0.0, 0.0), (3.0, 2.0), (-2.0, 1.0)):
        surface, starts = Moved(noisy_valley, to), lattice(noisy_valley) + np.array(to)
        ours, theirs = (scores(rule(lr=EACH_RATE), surface, starts).max() for rule in (lars, sgd))
        lead.append(float(ours - theirs))
    return Evidence(
        (at_least("lead in decades, at zero", lead[0], 0.5),),
        (at_most("lead in decades, moved", np.array(lead[1:]), 0.3),),
    )


def left_early(rule: Any, problem: Any, starts: np.ndarray, steps: int = 20) -> np.ndarray:
    """Return which share of the loss is left after a few steps at the tuned rate."""
    run = simulate(tuned(rule, problem), problem, starts, steps)
    return np.asarray(run.values[-1] / run.values[0])


def slow_from_small_weights(rule: Any, momentum: Any, problem: Any) -> Evidence:
    """Return whether a rule starts more slowly than momentum, and not so from larger weights."""
    small = problem.starts(6)
    slow, slower = (left_early(rule, problem, starts) for starts in (small, 8 * small))
    beside = slow / left_early(momentum, problem, small)
    return Evidence(
        (at_least(f"{rule.short_title()}'s ÷ momentum's", beside, 2),),
        (at_most("share left from large weights ÷ from small", slower / slow, 0.5),),
    )


@claim(
    page=PAGE,
    says="On the two layers LARS starts slowly, because the weights begin small.",
    limits="six random starts, each rule at its best rate from small weights; the loss that is "
    "left after 20 steps, beside momentum's",
    without="the small weights (starts eight times as large)",
)
def lars_starts_slowly_because_weights_are_small(
    lars: Any, momentum: Any, two_layer_network: Any
) -> Evidence:
    return slow_from_small_weights(lars, momentum, two_layer_network)


@claim(
    page=PAGE,
    says="On all three matrix problems the best rate of LARS is the largest of the search.",
    limits="τ = 0.001 and the other defaults; the rates end at 10",
)
def lars_wants_the_largest_rate_on_matrices(lars: Any, matrices: Any) -> Evidence:
    best = np.array([tuned(lars, problem).lr for problem in matrices])
    return Evidence((between("best rate ÷ the largest", best / RATES[-1], 1.0, 1.0),))


class Axis:
    """One weight, whose minimum is at 3."""

    shapes = ((1,),)

    def value(self, x: np.ndarray) -> np.ndarray:
        """Return the loss, of shape (...)."""
        return np.asarray(0.5 * (x[..., 0] - 3) ** 2)

    def grad(self, x: np.ndarray) -> np.ndarray:
        """Return the gradient, of shape (..., 1)."""
        return x - 3

    def at(self, t: int) -> Axis:
        """Return itself: it is the same at every step."""
        return self


@claim(
    page=PAGE,
    says="Along one axis, at a minimum that is not at zero, LARS without momentum ends up bouncing "
    "by one length between two points, of which one is at least half of that length away; if the "
    "rate falls to zero it comes nearer.",
    limits="one weight whose minimum is at 3, a start at 1.77, the rates 5 and 20, 600 steps",
)
def lars_bounces_by_one_length(lars: Any) -> Evidence:
    loss: Any = Axis()
    rates = np.array([5.0, 20.0])
    rule = lars(lr=column(*rates), beta=0.0, weight_decay=0.0)
    steady = simulate(rule, loss, (1.77,), 600).points
    falling = simulate(rule, loss, (1.77,), 600, lambda t, n: (1 - (t - 1) / n) ** 2).points
    s = rates * 0.001 * 3
    away = np.abs(steady[-20:, :, 0] - 3).max(axis=0)
    return Evidence(
        (
            between("length of a late step ÷ ητ‖x‖", lengths(steady)[-20:] / s, 0.97, 1.03),
            at_least("the farther point's distance ÷ half of that", away / (s / 2), 0.97),
            at_most(
                "distance at the end if the rate falls ÷ half of that",
                np.abs(falling[-1, :, 0] - 3) / (s / 2),
                0.1,
            ),
        )
    )
