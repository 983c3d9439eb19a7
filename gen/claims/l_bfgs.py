"""What is said of L-BFGS."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import numpy as np

import gen.optimizers.l_bfgs as module
from gen.arithmetic.vectors import dot, outer, times
from gen.claims.ledger import IN_PART, Evidence, at_least, at_most, between, claim
from gen.claims.runs import around, path, rises, walk
from gen.claims.second_order import (
    Chain,
    Paraboloid,
    loss_with_batches,
    tried,
)
from gen.measurements.grid import (
    arrival_steps,
    distances,
)
from gen.measurements.rate_search import RATES
from gen.simulate import simulate

PAGE = "optimizers/l-bfgs"


@claim(
    page=PAGE,
    says="On Rosenbrock L-BFGS needs about as many steps as BFGS.",
    limits="nine starts, both at the rate 1",
)
def l_bfgs_needs_as_many_steps_as_bfgs(bfgs: Any, l_bfgs: Any, rosenbrock: Any) -> Evidence:
    whole, few = (
        arrival_steps(distances(path(rule, rosenbrock, 120, around(rosenbrock)).points, rosenbrock))
        for rule in (bfgs, l_bfgs)
    )
    return Evidence(
        (between("steps ÷ those of BFGS", few / whole, 0.7, 1.4),),
        numbers={"l_bfgs": int(few[0]), "bfgs": int(whole[0])},
    )


@claim(
    page=PAGE,
    says="The two loops give what the product of BFGS's matrices would.",
    limits="ten random pairs in five dimensions, three seeds",
)
def two_loops_are_the_product_of_matrices() -> Evidence:
    errors = []
    for seed in range(3):
        loss = Paraboloid((1, 3, 7, 20, 50), seed)
        s = np.array([Paraboloid((1, 1, 1, 1, 1), 10 + 20 * seed + k).start for k in range(10)])
        y = loss.grad(s)
        inverse = 1 / dot(s, y)
        matrix = (dot(s[-1], y[-1]) / dot(y[-1], y[-1])) * np.eye(5)
        for a, b, share in zip(s, y, inverse, strict=True):
            left = np.eye(5) - share * outer(a, b)
            matrix = np.einsum("ij,jk,lk", left, matrix, left) + share * outer(a, a)
        g = loss.start
        expected = times(matrix, g)
        errors.append(np.abs(module.two_loops(g, s, y, inverse) / expected - 1).max())
    return Evidence((at_most("relative difference", errors, 1e-8),))


@claim(
    page=PAGE,
    says="L-BFGS's loss never rises.",
    limits="all surfaces without noise, nine starts on each, 120 steps at the default",
)
def l_bfgs_loss_never_rises(l_bfgs: Any, surfaces: Any) -> Evidence:
    return Evidence((at_most("largest rise of the loss", rises(l_bfgs, surfaces), 0.0),))


def steps_with(rule: Any, loss: Any, memory: int) -> int:
    """Return the steps until the loss has fallen by ten powers of ten, with so many pairs."""
    with patch.object(module, "MEMORY", memory):
        values = simulate(rule(), loss, loss.start, 500).values
    below = values < 1e-10 * values[0]
    return int(below.argmax()) if below.any() else 501


@claim(
    page=PAGE,
    says="Fewer than five pairs make L-BFGS slower.",
    limits="Rosenbrock's function in 30 dimensions, one start; 1, 5 and 20 pairs, the steps until "
    "the loss has fallen by ten powers of ten",
)
def few_pairs_make_l_bfgs_slower(l_bfgs: Any) -> Evidence:
    one, five, twenty = (steps_with(l_bfgs, Chain(30), memory) for memory in (1, 5, 20))
    return Evidence(
        (
            at_least("steps with 1 pair ÷ with 5", one / five, 1.2),
            between("steps with 5 pairs ÷ with 20", five / twenty, 0.8, 1.25),
        ),
        numbers={"one": one, "five": five, "twenty": twenty},
    )


@claim(
    page=PAGE,
    says="More than twenty pairs rarely help L-BFGS.",
    verdict=IN_PART,
    limits="Rosenbrock's function in 30 dimensions and a paraboloid of 40 dimensions with the "
    "condition number 10,000, one start each, the steps until the loss has fallen by ten powers "
    "of ten",
)
def more_than_twenty_pairs_rarely_help(l_bfgs: Any) -> Evidence:
    narrow = Paraboloid(10 ** np.linspace(0, 4, 40), 1)
    bend, valley = (
        (steps_with(l_bfgs, loss, 20), steps_with(l_bfgs, loss, 40)) for loss in (Chain(30), narrow)
    )
    return Evidence(
        (
            at_most("steps with 20 pairs ÷ with 40, on Rosenbrock's", bend[0] / bend[1], 1.15),
            at_most("the same on the paraboloid", valley[0] / valley[1], 1.15),
        ),
        numbers={"twenty": valley[0], "forty": valley[1]},
    )


def unscaled(g: Any, s: Any, y: Any, inverse: Any) -> Any:
    """Return what the two loops would with γ = 1, and until there is a pair what they do."""
    if not inverse[-1, 0] > 0:
        return SCALED(g, s, y, inverse)
    alphas = []
    for a, b, share in zip(s[::-1], y[::-1], inverse[::-1], strict=True):
        alphas.append(share * dot(a, g))
        g = g - alphas[-1] * b
    for a, b, share in zip(s, y, inverse, strict=True):
        g = g + (alphas.pop() - share * dot(b, g)) * a
    return g


SCALED = module.two_loops


def first_lengths(rule: Any, surface: Any, starts: Any, loops: Any) -> np.ndarray:
    """Return the share of steps that take the first length until the loss is tiny, by start."""
    shares = []
    with patch.object(module, "two_loops", loops):
        for start in starts:
            points, states = walk(rule, surface, 150, start)
            values = surface.value(points)
            steps = int((values < 1e-8 * values[0]).argmax()) or 150
            p = np.array(
                [
                    -loops(surface.grad(x), state["s"], state["y"], state["inverse"])
                    for x, state in zip(points[:steps], states[:steps], strict=True)
                ]
            )
            shares.append((tried(points[: steps + 1], p, np.ones(steps), 0.5) == 1).mean())
    return np.array(shares)


@claim(
    page=PAGE,
    says="The first length, 1, passes in most steps, because γ takes the scale from the newest "
    "pair.",
    limits="Rosenbrock's function in 30 dimensions and a paraboloid of 30 with the condition "
    "number 1,000, one start each, until the loss is a hundred-millionth, 150 steps at most",
    without="the scale (γ = 1)",
)
def the_first_length_passes_because_of_gamma(l_bfgs: Any) -> Evidence:
    losses = (Chain(30), Paraboloid(10 ** np.linspace(0, 3, 30), 1))
    scaled, plain = (
        [float(first_lengths(l_bfgs(), loss, [loss.start], loops)[0]) for loss in losses]
        for loops in (SCALED, unscaled)
    )
    return Evidence(
        (at_least("share of steps that take the first length", scaled, 0.7),),
        (at_most("the same with γ = 1", plain, 0.3),),
        {"scaled": scaled[0], "plain": plain[0]},
    )


@claim(
    page=PAGE,
    says="In two dimensions, which ten pairs describe completely, the first length passes in most "
    "steps without γ, too.",
    limits="Rosenbrock, nine starts, γ = 1, until the loss is a hundred-millionth",
)
def in_two_dimensions_gamma_hardly_matters(l_bfgs: Any, rosenbrock: Any) -> Evidence:
    plain = first_lengths(l_bfgs(), rosenbrock, around(rosenbrock), unscaled)
    return Evidence((at_least("share of steps that take the first length", plain, 0.5),))


@claim(
    page=PAGE,
    says="With minibatches L-BFGS ends about as low as gradient descent does: at little noise "
    "level with it, at much noise two or three times higher.",
    limits="the quadratic with a slope that differs from batch to batch, 32 runs of 300 steps; "
    "L-BFGS at the rate 1, gradient descent at the best of eight constant rates; medians of the "
    "last 100 steps",
)
def with_batches_l_bfgs_ends_where_descent_does(l_bfgs: Any, sgd: Any) -> Evidence:
    little, much = (
        (
            loss_with_batches(l_bfgs, (1.0,), sigma)
            / loss_with_batches(sgd, RATES[8:24:2], sigma).min()
        )
        for sigma in (0.1, 1.0)
    )
    return Evidence(
        (
            between("loss ÷ gradient descent's, batches that differ by 0.1", little, 0.3, 1.5),
            between("the same, by 1", much, 1.5, 4),
        )
    )
