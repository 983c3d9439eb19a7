"""What is said of SOAP."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from gen.arithmetic.eigenvectors import singular
from gen.arithmetic.matrices import product
from gen.claims.ledger import Evidence, at_least, at_most, between, claim
from gen.claims.runs import (
    around,
    path,
)
from gen.claims.shampoo import apart
from gen.layers import fitted
from gen.measurements.grid import (
    distances,
    lattice,
)
from gen.measurements.rate_search import BUDGET, STARTS, tuned
from gen.measurements.standings import standing
from gen.problem import draws
from gen.schedules import SCHEDULES
from gen.simulate import simulate

PAGE = "optimizers/soap"


@claim(
    page=PAGE,
    says="On two weights SOAP is Adam with both memories at 0.95, after a first step that moves "
    "nothing.",
    limits="Rosenbrock's surface, 40 steps at the rate 0.05, without decay; up to rounding",
)
def soap_on_two_weights_is_adam_after_a_first_look(
    soap: Any, adam: Any, rosenbrock: Any
) -> Evidence:
    knobs: dict[str, Any] = {"lr": 0.05, "beta1": 0.95, "beta2": 0.95, "eps": 1e-8}
    ours = path(soap, rosenbrock, 41, **knobs, weight_decay=0.0).points
    theirs = path(adam, rosenbrock, 40, **knobs).points
    return Evidence(
        (
            at_most("length of the first step", np.abs(ours[1] - ours[0]).max().item(), 0.0),
            at_most("distance from Adam's path", np.abs(ours[1:] - theirs).max().item(), 1e-9),
        )
    )


@claim(
    page=PAGE,
    says="After twenty steps the move that memory alone would make is longer than what a gradient "
    "of the usual size adds to it.",
    limits="Rosenbrock's surface, nine starts, its best rate, steps 20 to 48; the middle step: the "
    "step without its gradient beside the difference that the gradient makes",
)
def memory_decides_most_of_soaps_step(soap: Any, rosenbrock: Any) -> Evidence:
    class Silent:
        """The surface with a gradient of zero."""

        def grad(self, x: np.ndarray) -> np.ndarray:
            return np.asarray(0 * rosenbrock.grad(x))

    rule = fitted(tuned(soap, rosenbrock), rosenbrock)
    x = around(rosenbrock)
    state, shares = rule.init(x), []
    for t in range(1, 49):
        after, then = rule.step(x, state, t, rosenbrock)
        silent, _ = rule.step(x, state, t, Silent())
        if t > 20:
            alone, more = (np.sqrt((d**2).sum(axis=-1)) for d in (silent - x, after - silent))
            shares.append(more / alone)
        x, state = after, then
    return Evidence((at_most("what the gradient adds ÷ alone", float(np.median(shares)), 1.0),))


@claim(
    page=PAGE,
    says="In its first move on the memory SOAP learns four fifths as much of the rarest key as of "
    "the commonest, Adam less than half.",
    limits="six random starts, each at its best rate; SOAP's first move is its second step",
)
def soap_learns_the_rarest_key_at_once(soap: Any, adam: Any, associative_memory: Any) -> Evidence:
    ours, theirs = (
        first_move(rule, associative_memory, steps) for rule, steps in ((soap, 2), (adam, 1))
    )
    return Evidence(
        (
            between("rarest ÷ commonest, SOAP", ours, 0.7, 0.9),
            at_most("rarest ÷ commonest, Adam", theirs, 0.5),
        )
    )


def first_move(rule: Any, problem: Any, steps: int) -> np.ndarray:
    """Return how much is learned of the second view as a share of the first, from each start."""
    run = simulate(tuned(rule, problem), problem, problem.starts(STARTS), steps)
    learned = problem.learned(problem.whole(run.points))
    moved = learned[-1] - learned[0]
    return np.asarray(moved[:, 1] / moved[:, 0])


@claim(
    page=PAGE,
    says="On the memory SOAP overshoots, and it swings about the goal to the end, because its rate "
    "is constant.",
    limits="six random starts, its best rate, 120 steps; the larger of both keys",
    without="the constant rate (it falls to zero along a cosine)",
)
def soap_swings_because_its_rate_is_constant(soap: Any, associative_memory: Any) -> Evidence:
    problem, rule = associative_memory, tuned(soap, associative_memory)
    starts = problem.starts(STARTS)
    steady = problem.learned(problem.whole(simulate(rule, problem, starts, BUDGET).points))
    falling = problem.learned(
        problem.whole(simulate(rule, problem, starts, BUDGET, SCHEDULES["cosine"]).points)
    )
    return Evidence(
        (
            at_least("most that is known of a key", steady.max(axis=(0, 2)), 1.05),
            at_least("range in the last 10 steps", np.ptp(steady[-10:], axis=0).max(-1), 0.003),
        ),
        (
            at_most(
                "the same range with a falling rate ÷ without",
                np.ptp(falling[-10:], axis=0).max(-1) / np.ptp(steady[-10:], axis=0).max(-1),
                0.7,
            ),
        ),
    )


@claim(
    page=PAGE,
    says="Where the rows of a gradient go together, SOAP's steps are about as long in one "
    "direction as in the other, because it divides along eigenvectors; Adam's are nearly four "
    "times as long, like the gradients.",
    limits="random gradients of shape 2 × 6, four times as long in one direction, which is turned "
    "by 37 degrees from the first row; defaults, six seeds of thirty layers, steps 101 to 200. Of "
    "gradients that are not turned Adam's steps, too, are as long in both",
    without="the eigenvectors (it divides along rows and columns as they are)",
)
def soap_evens_directions_that_adam_leaves_uneven(soap: Any, adam: Any) -> Evidence:
    askew = np.array([[0.8, -0.6], [0.6, 0.8]])
    return Evidence(
        (
            at_most("length ÷ width of SOAP's steps", narrowness(soap(), askew), 1.25),
            between("length ÷ width of Adam's", narrowness(adam(), askew), 3.2, 4.5),
            at_most("Adam's, if nothing is turned", narrowness(adam(), np.eye(2)), 1.25),
        ),
        (between("SOAP's on rows and columns", narrowness(soap(), askew, "lr"), 3.2, 4.5),),
    )


def narrowness(rule: Any, turn: np.ndarray, upright: str = "") -> np.ndarray:
    """Return how many times as long as wide a rule's steps on random gradients are, by seed.

    `upright` names the sides, "l" and "r", whose eigenvectors are replaced by the axes as they are.
    """
    seeds, layers, steps, found = 6, 30, 200, []
    x = np.zeros((seeds, layers, 2, 6))
    state = rule.init(x)
    axes = {f"q{side}": state[f"q{side}"] for side in upright}
    for t in range(1, steps + 1):
        drawn = draws((seeds, x[0].size), 1000 + t).reshape(x.shape)
        ahead, state = rule.step(x, state, t, Slope(product(turn, SPREAD * drawn)))
        x, state, moved = ahead, state | axes, ahead - x
        found.append(moved)
    late = np.concat(found[steps // 2 :], axis=-1)
    sizes = singular(np.concat(list(late.swapaxes(0, 1)), axis=-1))[1]
    return np.asarray(sizes[:, 0] / sizes[:, 1])


SPREAD = np.array([[2.0], [0.5]])  # of the gradients, along the first row and the second


@dataclass(frozen=True)
class Slope:
    """A loss with one gradient."""

    gradient: np.ndarray

    def grad(self, x: np.ndarray) -> np.ndarray:
        """Return it, wherever it is asked for."""
        return self.gradient


@claim(
    page=PAGE,
    says="If rows and columns are turned, SOAP's path turns with them, and Adam's becomes another.",
    limits="the memory, one pair of rotations, 40 steps without decay; relative to how far the run "
    "went. On the regression, whose first gradients have rank six and leave two of eight axes "
    "open, the ends differ by two percent",
)
def soaps_path_turns_with_the_layer(soap: Any, adam: Any, associative_memory: Any) -> Evidence:
    return Evidence(
        (
            at_most(
                "distance of SOAP's ends",
                apart(soap(lr=0.05, weight_decay=0.0), associative_memory),
                1e-5,
            ),
            at_least("distance of Adam's ends", apart(adam(lr=0.05), associative_memory), 0.03),
        )
    )


@claim(
    page=PAGE,
    says="Where it fails SOAP goes on swinging across the minimum, and the swings shrink slowly.",
    limits="the network's plane, nine starts of a grid, its best rate; the greatest distance of "
    "steps 60 to 90 and of steps 210 to 240, from the middle start",
)
def soaps_swings_shrink_slowly(soap: Any, network_plane: Any) -> Evidence:
    rule = standing(soap, network_plane).optimizer
    points = simulate(rule, network_plane, lattice(network_plane, 3), 2 * BUDGET).points
    away = distances(points, network_plane)
    early, late = (float(np.median(a.max(axis=0))) for a in (away[60:91], away[210:]))
    return Evidence(
        (
            at_least("greatest distance, steps 60 to 90", early, 0.02),
            between("greatest distance, late ÷ early", late / early, 0.005, 0.8),
        )
    )
