"""What is said of the backtracking line search."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.claims.ledger import Evidence, at_least, at_most, between, claim
from gen.claims.runs import around, column, exact, path, rises, walk
from gen.claims.second_order import (
    loss_with_batches,
    tried,
)
from gen.measurements.grid import (
    arrival_steps,
    distances,
)
from gen.measurements.rate_search import RATES

PAGE = "optimizers/line-search"


@claim(
    page=PAGE,
    says="At its default, 1, the line search's loss never rises, on any surface; gradient descent "
    "at the constant rate 1 leaves most of the pictures.",
    limits="all surfaces without noise; nine starts for the line search, the surface's own for "
    "gradient descent; 120 steps",
)
def the_default_serves_everywhere(line_search: Any, sgd: Any, surfaces: Any) -> Evidence:
    still = exact(surfaces)
    runs = [path(sgd, surface, 120, lr=1.0) for surface in still]
    left = [
        run.diverged_at >= 0 or not surface.shows(run.points).all()
        for surface, run in zip(still, runs, strict=True)
    ]
    return Evidence(
        (
            at_most("largest rise of the line search's loss", rises(line_search, surfaces), 0.0),
            at_least("share of pictures that gradient descent leaves", float(np.mean(left)), 0.5),
        ),
        numbers={"left": int(sum(left)), "of": len(still)},
    )


@claim(
    page=PAGE,
    says="In the valley most steps take the first length, with which a constant rate diverges, "
    "because the others are halved.",
    limits="the quadratic, nine starts, a first length of 0.075, 120 steps",
    without="the halving (gradient descent at the constant rate 0.075, for 1,000 steps)",
)
def a_few_halved_steps_keep_it_from_diverging(
    line_search: Any, sgd: Any, quadratic: Any
) -> Evidence:
    points = path(line_search, quadratic, 120, around(quadratic), lr=0.075).points
    moved, longest = np.diff(points, axis=0), -0.075 * quadratic.grad(points[:-1])
    halved = (np.abs(moved - longest) > 1e-9 * np.abs(longest)).any(axis=-1).mean(axis=0)
    constant = path(sgd, quadratic, 1000, around(quadratic), lr=0.075)
    return Evidence(
        (
            between("share of the steps that are halved", halved, 0.02, 0.3),
            at_most("how far it ends", distances(points[-1], quadratic), 0.01),
        ),
        (at_least("step at which the constant rate diverges", constant.diverged_at, 1),),
        {"halved": halved[0]},
    )


@claim(
    page=PAGE,
    says="Begun at 1, the line search leaves the saddle for a minimum within a few steps.",
    limits="nine starts",
)
def the_default_leaves_the_saddle_soon(line_search: Any, saddle: Any) -> Evidence:
    steps = arrival_steps(distances(path(line_search, saddle, 120, around(saddle)).points, saddle))
    return Evidence((at_most("steps", steps, 15),), numbers={"steps": int(steps[0])})


@claim(
    page=PAGE,
    says="On Rosenbrock the line search has not arrived after 2,000 steps at its default.",
    limits="nine starts",
)
def the_line_search_crawls_through_the_bend(line_search: Any, rosenbrock: Any) -> Evidence:
    run = path(line_search, rosenbrock, 2000, around(rosenbrock))
    return Evidence((at_least("distance", distances(run.points[-1], rosenbrock), 0.01),))


@claim(
    page=PAGE,
    says="At the default a step tries about twice as many lengths in Rosenbrock's bend as in the "
    "straight valley.",
    limits="nine starts, the first 100 steps that move",
)
def the_bend_costs_twice_the_trials(line_search: Any, rosenbrock: Any, quadratic: Any) -> Evidence:
    means = []
    for surface in (rosenbrock, quadratic):
        points = np.array([walk(line_search(), surface, 100, s)[0] for s in around(surface)])
        counts = []
        for run in points:
            p = -surface.grad(run[:-1])
            seen = (np.diff(run, axis=0) != 0).any(axis=-1) & (np.abs(p).max(axis=-1) > 1e-6)
            counts.append(float(tried(run, p, np.ones(len(p)), 0.5)[seen].mean()))
        means.append(counts)
    bend, valley = np.array(means)
    return Evidence(
        (between("trials in the bend ÷ in the valley", bend / valley, 1.5, 3),),
        numbers={"bend": bend[0], "valley": valley[0]},
    )


@claim(
    page=PAGE,
    says="With too small a first length the line search is gradient descent at that rate, "
    "because steps can only shrink.",
    limits="Rosenbrock, nine starts, the first length 0.0001, 120 steps",
    without="the small first length (the default)",
)
def steps_can_only_shrink(line_search: Any, sgd: Any, rosenbrock: Any) -> Evidence:
    starts = around(rosenbrock)
    small, descent = (path(rule, rosenbrock, 120, starts, lr=1e-4) for rule in (line_search, sgd))
    default = path(line_search, rosenbrock, 120, starts)
    return Evidence(
        (
            at_most("how far the paths part", np.abs(small.points - descent.points).max(), 1e-12),
            at_least("loss at the end", small.values[-1], 0.5),
        ),
        (
            at_most(
                "loss at the end ÷ that, at the default", default.values[-1] / small.values[-1], 0.5
            ),
        ),
    )


@claim(
    page=PAGE,
    says="The line search stops at about half of the digits, because the loss no longer changes in "
    "its last digit there.",
    limits="the saddle, the six-hump camel and Styblinski-Tang, whose lowest losses are −1, −1 and "
    "−78; sixteen starts around a minimum of each, 400 steps at the default; medians",
    without="the height of the minimum, in which small changes are lost (the quadratic, Booth and "
    "Himmelblau, whose lowest loss is 0)",
)
def rounding_of_the_loss_stops_the_line_search(
    line_search: Any,
    saddle: Any,
    six_hump_camel: Any,
    styblinski_tang: Any,
    quadratic: Any,
    booth: Any,
    himmelblau: Any,
) -> Evidence:
    turn = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    ring = 0.01 * np.stack([np.cos(turn), np.sin(turn)], axis=-1) + 0.003
    ends = []
    for surface in (saddle, six_hump_camel, styblinski_tang, quadratic, booth, himmelblau):
        run = path(line_search, surface, 400, np.array(surface.minima[0]) + ring)
        ends.append(float(np.median(np.abs(surface.grad(run.points[-1])).max(axis=-1))))
    return Evidence(
        (between("slope at the end where the lowest loss is not 0", ends[:3], 1e-10, 1e-5),),
        (at_most("slope at the end where it is 0", ends[3:], 1e-11),),
    )


@claim(
    page=PAGE,
    says="With minibatches the line search ends higher than gradient descent, because it finds out "
    "how far to go for one batch.",
    limits="the quadratic with a slope that differs from batch to batch, 32 runs of 300 steps, a "
    "first length of 1; gradient descent at the best of eight constant rates; medians of the last "
    "100 steps",
    without="the batch's loss (steps along the batch's gradient, judged on the whole loss)",
)
def a_line_search_serves_its_batch(line_search: Any, sgd: Any) -> Evidence:
    steady = loss_with_batches(sgd, RATES[8:24:2]).min()
    own = loss_with_batches(line_search, (1.0,)) / steady
    whole = loss_with_batches(line_search, (1.0,), whole=True) / steady
    return Evidence(
        (at_least("loss ÷ gradient descent's", own, 2),),
        (at_most("the same when the whole loss judges", whole, 1),),
    )


@claim(
    page=PAGE,
    says="In the valley the test passes for sure up to the length 2(1 − c₁)/λ, and not beyond it "
    "along the steep direction.",
    limits="the quadratic from a point on its steep axis; lengths of 0.98 and 1.02 of that bound, "
    "c₁ of 0.0001, 0.1 and 0.5",
)
def the_test_passes_up_to_its_bound(line_search: Any, quadratic: Any) -> Evidence:
    c1 = column(1e-4, 0.1, 0.5)
    bound = 2 * (1 - c1) / 30
    ratios = []
    for share in (0.98, 1.02):
        run = path(line_search, quadratic, 1, (0.0, 0.9), lr=share * bound, c1=c1).points
        ratios.append((0.9 - run[1, :, 1]) / (share * bound[:, 0] * 27))
    return Evidence(
        (
            between("step ÷ first length, just below the bound", ratios[0], 0.999, 1.001),
            between("the same just above: halved", ratios[1], 0.499, 0.501),
        )
    )


def lengths(rule: type[Any], surface: Any, rho: float) -> np.ndarray:
    """Return the length, in gradients, of each of 120 steps from each of nine starts."""
    points = path(rule, surface, 120, around(surface), rho=rho).points
    slopes = surface.grad(points[:-1])
    along = (np.diff(points, axis=0) * slopes).sum(axis=-1)
    return np.asarray(-along / (slopes * slopes).sum(axis=-1))


@claim(
    page=PAGE,
    says="On Rosenbrock ρ = 0.9 tries several times as many lengths as 0.5, and ends no nearer to "
    "the minimum.",
    limits="nine starts, begun at the length 1, 120 steps",
)
def a_ratio_near_one_tries_more_and_is_no_better(line_search: Any, rosenbrock: Any) -> Evidence:
    trials, ends = {}, {}
    for rho in (0.5, 0.9):
        trials[rho] = 1 + np.median(np.log(lengths(line_search, rosenbrock, rho)) / np.log(rho))
        points = path(line_search, rosenbrock, 120, around(rosenbrock), rho=rho).points
        ends[rho] = np.median(distances(points[-1], rosenbrock))
    return Evidence(
        (
            at_least("trials of a middle step, 0.9 against 0.5", trials[0.9] / trials[0.5], 4),
            at_least("middle distance at the end, 0.9 against 0.5", ends[0.9] / ends[0.5], 1.0),
        )
    )
