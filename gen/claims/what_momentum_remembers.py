"""What the lesson on momentum says: what a velocity remembers, gains and cannot do."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic.vectors import norm
from gen.claims.ledger import FAILS, IN_PART, Evidence, at_least, at_most, between, claim
from gen.claims.runs import around, column, first_below, scripted
from gen.losses import Kinked, Noisy
from gen.simulate import simulate
from gen.surfaces.quadratic import quadratic as valley

PAGE = "learn/what-momentum-remembers"


@claim(
    page=PAGE,
    says="The velocity v ← βv + g is a weighted average of past gradients.",
    verdict=FAILS,
    limits="a steady gradient of 1, 300 steps, β of 0.5, 0.9 and 0.97. It is their sum: it grows "
    "to 1/(1 − β)",
)
def the_velocity_is_an_average(momentum: Any) -> Evidence:
    memories = np.array([0.5, 0.9, 0.97])
    steps = [scripted(momentum(lr=1.0, beta=beta), np.ones(300))[:, 0] for beta in memories]
    velocity = np.array([before - last for *_, before, last in steps])
    return Evidence(
        (between("velocity under a steady gradient of 1", velocity, 0.9, 1.1),),
        numbers={"whole": float(velocity[1])},
    )


def remembered(momentum: Any, ravine: Any, beta: float) -> np.ndarray:
    """Return which share of the remembered pushes is left in x and in y in the first ten steps.

    Of nine starts and three rates, on average over the steps.
    """
    rates = column(0.02, 0.03, 0.06)[:, None]
    rule = momentum(lr=rates, beta=beta)
    points = simulate(rule, ravine, around(ravine), 10).points[:-1]
    velocity, size, shares = 0.0, 0.0, []
    for push in -ravine.grad(points):
        velocity, size = beta * velocity + push, beta * size + np.abs(push)
        shares.append(np.abs(velocity) / size)
    return np.asarray(np.mean(shares, axis=0))


@claim(
    page=PAGE,
    says="In the ravine the pushes across it cancel in the velocity and those along it add up: its "
    "memory does that.",
    limits="condition number 30, β = 0.9, rates 0.02, 0.03 and 0.06, nine starts, the first ten "
    "steps; the velocity against the sum of the sizes of the pushes in it",
    without="the memory (β = 0)",
)
def memory_cancels_across_and_adds_along(momentum: Any, quadratic: Any) -> Evidence:
    left, bare = (remembered(momentum, quadratic, beta) for beta in (0.9, 0.0))
    return Evidence(
        (
            at_most("share that is left across", left[..., 1], 0.5),
            at_least("share that is left along", left[..., 0], 0.9),
        ),
        (at_least("share that is left across", bare[..., 1], 0.99),),
    )


def roots(rates: np.ndarray, memories: np.ndarray) -> np.ndarray:
    """Return the size of the larger root of z² − (1 + β − ηλ) z + β."""
    middle = 1 + memories - rates
    inside = middle**2 - 4 * memories
    real = (np.abs(middle) + np.sqrt(np.maximum(inside, 0))) / 2
    return np.asarray(np.where(inside < 0, np.sqrt(memories), real))


@claim(
    page=PAGE,
    says="Along one axis a run creeps, swings, bounces or leaves where theory says, and a step "
    "keeps what theory says.",
    limits="curvature 1, 32 rates and 24 memories a little off the borders, 200 steps",
)
def the_phases_are_where_theory_has_them(momentum: Any) -> Evidence:
    rates, memories = np.meshgrid(np.linspace(0.03, 4.13, 32), np.linspace(0.02, 0.94, 24))
    rule = momentum(lr=rates[..., None], beta=memories[..., None])
    run = simulate(rule, valley(1), (1.0, 0.0), 200)
    x, share = run.points[..., 0], roots(rates, memories)
    leaves = rates > 2 * (1 + memories)
    swings = np.abs(np.sqrt(rates) - 1) < np.sqrt(memories)
    creeps = ~swings & (rates < 1)
    bounces = ~swings & ~creeps & ~leaves
    early = np.sign(x[1:40])
    turns = (early[1:] * early[:-1] < 0).sum(axis=0)
    kept = (np.abs(x[-60:]).max(axis=0) / np.abs(x[20:80]).max(axis=0)) ** (1 / 121)
    lasting = ~leaves & (share > 0.3) & (share < 0.98)  # of others too little, or all, is left
    return Evidence(
        (
            at_most("turns of those that creep", turns[creeps], 0),
            at_least("turns of those that bounce, in 38 steps", turns[bounces], 37),
            at_least("last distance of those that leave", np.abs(x[-1][leaves]), 1.0),
            between(
                "share that a step keeps ÷ theory's", kept[lasting] / share[lasting], 0.97, 1.03
            ),
        )
    )


@claim(
    page=PAGE,
    says="Polyak's rate and memory are close to the best of all for a quadratic: they take at most "
    "a quarter more steps.",
    limits="condition numbers 10 and 100, 41 rates from half to 1.3 times his and 41 memories from "
    "0 to 0.98; steps to a billionth of the distance",
)
def polyaks_constants_are_the_best(momentum: Any) -> Evidence:
    behind, off = [], []
    for kappa in (10, 100):
        root = kappa**0.5
        his = (2 / (1 + root)) ** 2, ((root - 1) / (root + 1)) ** 2
        rates, memories = np.meshgrid(his[0] * np.linspace(0.5, 1.3, 41), np.linspace(0, 0.98, 41))
        steps = needed(momentum(lr=rates[..., None], beta=memories[..., None]), kappa)
        own = needed(momentum(lr=his[0], beta=his[1]), kappa)
        best = steps.argmin()
        behind.append(float(own / steps.min()))
        off += [rates.flat[best] / his[0], 1 + memories.flat[best] - his[1]]
    return Evidence(
        (
            at_most("steps with his constants ÷ with the best of all", behind, 1.25),
            between("best rate ÷ his; 1 + best memory − his", off, 0.85, 1.15),
        ),
        numbers={"behind": max(behind)},
    )


def needed(rule: Any, kappa: float) -> np.ndarray:
    """Return the steps after which a run from (1, 1) stays within a billionth of its distance."""
    far = norm(simulate(rule, valley(kappa), (1.0, 1.0), 1200).points)[..., 0]
    return len(far) - first_below(-far[::-1], -1e-9 * 2**0.5)


REACHES = (0.1, 0.5, 1.0)


@claim(
    page=PAGE,
    says="A velocity smooths the noise of gradients.",
    verdict=IN_PART,
    limits="a round bowl of curvature 1, noise of deviation 1, β = 0.9 against none at the same "
    "η/(1 − β) of 0.1, 0.5 and 1, 24 runs of 1,000 steps. Its steps are short and its path is "
    "smooth; how far from the minimum it stays changes only at large rates",
)
def a_velocity_smooths_noise(momentum: Any) -> Evidence:
    memories = np.array([0.0, 0.9])[:, None, None]
    reaches = np.array(REACHES)[:, None, None, None]
    rule = momentum(lr=reaches * (1 - memories), beta=memories)
    points = simulate(rule, Noisy(valley(1), 1.0, 3), np.zeros((24, 2)), 1200).points[200:]

    def size(vectors: np.ndarray) -> np.ndarray:
        return np.asarray(np.sqrt((norm(vectors)[..., 0] ** 2).mean(axis=(0, -1))))

    away, long = size(points), size(np.diff(points, axis=0))
    ball, steps = away[:, 1] / away[:, 0], long[:, 1] / long[:, 0]
    return Evidence(
        (
            at_most("length of the steps ÷ without memory", steps, 0.4),
            at_most("distance from the minimum ÷ without memory, η/(1 − β) = 1", ball[2:], 0.9),
            at_most("the same, η/(1 − β) = 0.1", ball[:1], 0.9),
        ),
        numbers={"small": float(ball[0]), "middle": float(ball[1]), "large": float(ball[2])},
    )


@claim(
    page=PAGE,
    says="On the kinked slope heavy ball at Polyak's constants cycles from some starts and arrives "
    "from the others, and Nesterov's rule arrives from all.",
    limits="801 starts from −4 to 4, at rest; 1,000 steps",
)
def heavy_ball_cycles_from_some_starts(momentum: Any, nesterov: Any) -> Evidence:
    loss: Any = Kinked()

    def last(rule: Any) -> np.ndarray:
        x = np.linspace(-4, 4, 801)[:, None]
        state, late = rule.init(x), [x]
        for t in range(1, 1001):
            x, state = rule.step(x, state, t, loss)
            late = [*late[-2:], np.abs(x)]
        return np.asarray(np.max(late, axis=0))

    far = last(momentum(lr=1 / 9, beta=4 / 9))
    cycling = (far > 0.5).mean()
    return Evidence(
        (
            between("share of the starts from which it cycles", float(cycling), 0.05, 0.3),
            at_most("distance at last from the others", far[far <= 0.5], 1e-6),
            at_most("Nesterov's distance at last", last(nesterov(lr=1 / 25, beta=2 / 3)), 1e-6),
        ),
        numbers={"cycling": float(cycling)},
    )


@claim(
    page=PAGE,
    says="PyTorch's dampening makes the velocity an average from the second gradient on; the first "
    "is taken whole, and the first step is 1/(1 − β) times as long as an average's.",
    limits="PyTorch's formula written out, a steady gradient, β = 0.9",
)
def dampening_takes_the_first_gradient_whole(momentum: Any) -> Evidence:
    beta, damped, mean, first = 0.9, 0.0, 0.0, []
    for t in range(1, 301):
        damped = beta * damped + (1 - beta) if t > 1 else 1.0
        mean = beta * mean + (1 - beta)
        first.append(damped / mean)
    sums = np.diff(scripted(momentum(lr=0.1, beta=beta), np.ones(300))[:, 0])
    return Evidence(
        (
            between("first step ÷ an average's", first[0], 9.9, 10.1),
            between("the 300th ÷ an average's", first[-1], 0.99, 1.01),
            between("our last, a tenth of the rate ÷ this", -sums[-1] / mean, 0.99, 1.01),
        )
    )


@claim(
    page=PAGE,
    says="A valley a hundred times as narrow costs gradient descent about a hundred times the "
    "steps, and momentum about ten times, each with its best constants.",
    limits="condition numbers 10 and 1,000, from (1, 1) to a millionth of the distance",
)
def momentum_takes_the_root_of_the_steps(momentum: Any, sgd: Any) -> Evidence:
    descent: list[float] = []
    heavy: list[float] = []
    for kappa in (10, 1000):
        root = kappa**0.5
        polyak = momentum(lr=(2 / (1 + root)) ** 2, beta=((root - 1) / (root + 1)) ** 2)
        for rule, found, most in (
            (sgd(lr=2 / (1 + kappa)), descent, 10 * kappa),
            (polyak, heavy, int(30 * root)),
        ):
            far = norm(simulate(rule, valley(kappa), (1.0, 1.0), most).points)[..., 0]
            found.append(float(first_below(far / far[0], 1e-6)))
    return Evidence(
        (
            between("descent's steps, narrow ÷ wide", descent[1] / descent[0], 80, 120),
            between("momentum's steps, narrow ÷ wide", heavy[1] / heavy[0], 8, 14),
        )
    )
