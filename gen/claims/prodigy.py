"""What is said of Prodigy."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.claims.ledger import Evidence, at_least, at_most, between, claim
from gen.claims.runs import (
    around,
    scores,
    states_of,
)
from gen.measurements.grid import (
    arrival_steps,
    distances,
    lattice,
    starts,
)
from gen.measurements.rate_search import BUDGET
from gen.measurements.standings import standing
from gen.simulate import simulate
from gen.surfaces import SURFACES

PAGE = "optimizers/prodigy"


def guesses(rule: Any, surface: Any, start: Any, steps: int) -> np.ndarray:
    """Return d after each step, of shape (steps, ...)."""
    return states_of(rule, surface, steps, start, "d")[1:, ..., 0]


@claim(
    page=PAGE,
    says="Start ten times as far away and Adam's best rate is ten times as large; Prodigy, at the "
    "same η, needs about as many steps as before.",
    limits="the valley from its start and from 10, 100 and 1,000 times as far; Adam at the best "
    "of 33 "
    "rates for each, Prodigy at η = 1",
)
def prodigy_needs_no_rate_for_a_distance(adam: Any, prodigy: Any, quadratic: Any) -> Evidence:
    scales = 10.0 ** np.arange(4)
    rates = 10 ** (np.arange(-12, 21) / 4)
    whence = scales[:, None] * np.array(quadratic.start)
    # Relative to the start: the same rates, times the distance, for every start.
    run = simulate(adam(lr=rates[:, None, None]), quadratic, whence, BUDGET)
    highest = run.values[-30:].max(axis=0) / run.values[0]
    best = rates[np.argmin(np.where(run.diverged_at < 0, highest, np.inf), axis=0)]
    away = simulate(prodigy(), quadratic, whence, 300).points
    steps = arrival_steps(distances(away / scales[:, None], quadratic))
    fixed = simulate(adam(lr=best[0]), quadratic, whence, BUDGET).points[-1]
    left = distances(fixed / scales[:, None], quadratic) / distances(whence[:1], quadratic)
    return Evidence(
        (
            between(
                "Adam's best rate ÷ the distance, relative to the nearest start",
                best / best[0] / scales,
                0.5,
                2,
            ),
            at_least(
                "share of the way that Adam has left, from 1,000 times, at the rate of 1",
                left[-1],
                0.9,
            ),
            between("Prodigy's steps ÷ those from the nearest start", steps / steps[0], 0.8, 1.25),
        ),
        numbers={"near": int(steps[0]), "far": int(steps[-1]), "left": float(left[1])},
    )


@claim(
    page=PAGE,
    says="On Rosenbrock's wall Prodigy hardly moves for ten steps, and in the next twenty it goes "
    "farther than Adam with its default rate in a hundred and twenty.",
    limits="nine starts; Adam at 0.001. After 120 steps Prodigy is nearer to the minimum from six "
    "of "
    "the nine, and farther away from three",
)
def prodigy_sits_still_and_then_runs(adam: Any, prodigy: Any, rosenbrock: Any) -> Evidence:
    moved, ends = {}, {}
    for rule in (prodigy, adam):
        points = simulate(rule(), rosenbrock, around(rosenbrock), BUDGET).points
        moved[rule] = np.sqrt(((points - points[0]) ** 2).sum(axis=-1))
        ends[rule] = distances(points[-1], rosenbrock)
    nearer = int((ends[prodigy] < ends[adam]).sum())
    return Evidence(
        (
            at_most("moved after 10 steps", moved[prodigy][10], 0.05),
            at_least("moved after 30 ÷ Adam after 120", moved[prodigy][30] / moved[adam][-1], 1.5),
            between("starts from which Prodigy is nearer at the end", nearer, 5, 8),
        ),
    )


@claim(
    page=PAGE,
    says="On convex surfaces Prodigy never believes the minimum to be farther away than it is.",
    limits="the valley, Booth, Matyas and softmax, 16 × 16 starts each, 400 steps at η = 1; the "
    "distance is that of the coordinate that is farthest away",
)
def prodigy_never_overrates_the_distance_on_convex_surfaces(
    prodigy: Any, quadratic: Any, booth: Any, matyas: Any, softmax: Any
) -> Evidence:
    most, middle, falls = [], [], []
    for surface in (quadratic, booth, matyas, softmax):
        start = lattice(surface, 16)
        found = guesses(prodigy(), surface, start, 400)
        share = found[-1] / np.abs(start - np.array(surface.minima[0])).max(axis=1)
        most.append(float(share.max()))
        middle.append(float(np.median(share)))
        falls.append(float(np.diff(found, axis=0).min()))
    return Evidence(
        (
            at_most("largest guess ÷ distance", most, 1),
            at_least("its smallest change from step to step", falls, 0),
        ),
        numbers={"most": max(most), "middle": float(np.median(middle))},
    )


@claim(
    page=PAGE,
    says="Prodigy's guess can be far too large because the bound rests on convexity.",
    limits="Ackley, 16 × 16 starts, 120 steps: the share of the starts from which the guess is "
    "more "
    "than ten times the distance",
    without="the nonconvexity (the convex surface of Booth)",
)
def prodigy_overrates_the_distance_where_it_is_not_convex(
    prodigy: Any, ackley: Any, booth: Any
) -> Evidence:
    def overrated(surface: Any) -> float:
        start = lattice(surface, 16)
        away = np.abs(start - np.array(surface.minima[0])).max(axis=1)
        guess = np.fmax.reduce(guesses(prodigy(), surface, start, BUDGET), axis=0)
        return float(np.mean(guess > 10 * away))

    share = overrated(ackley)
    return Evidence(
        (at_least("share of the starts", share, 0.1),),
        (at_most("share of the starts", overrated(booth), 0),),
    )


@claim(
    page=PAGE,
    says="From a millionth, Prodigy's guess comes to half of what it will be in some fifteen "
    "steps.",
    limits="Himmelblau, Beale, the valley, the saddle and Booth, nine starts each, 300 steps",
)
def prodigy_finds_its_distance_in_fifteen_steps(
    prodigy: Any, himmelblau: Any, beale: Any, quadratic: Any, saddle: Any, booth: Any
) -> Evidence:
    half, growth = [], []
    for surface in (himmelblau, beale, quadratic, saddle, booth):
        found = guesses(prodigy(), surface, around(surface), 300)
        half += (np.argmax(found > found[-1] / 2, axis=0) + 1).tolist()
        growth += (found[11] / found[3]).tolist()
    factor = np.array(growth) ** (1 / 8)
    return Evidence(
        (
            between("steps", half, 11, 19),
            between("factor by which it grows at each of steps 5 to 12", factor, 1.8, 3),
        ),
        numbers={"factor": float(np.median(factor))},
    )


@claim(
    page=PAGE,
    says="A first guess d₀ that is too small costs Prodigy a few steps; one that is too large is "
    "kept.",
    limits="the valley, nine starts, 300 steps, d₀ from 10⁻¹⁰ to 10",
)
def prodigys_first_guess_has_to_be_small(prodigy: Any, quadratic: Any) -> Evidence:
    first = 10.0 ** np.arange(-10, 1, 2)
    found = guesses(
        prodigy(d0=first[:, None, None]), quadratic, np.tile(around(quadratic), (6, 1, 1)), 300
    )
    half = np.argmax(found > found[-1] / 2, axis=0).max(axis=1) + 1
    large = guesses(prodigy(d0=10.0), quadratic, around(quadratic), 300)[-1]
    return Evidence(
        (
            between(
                "steps until half, for d₀ up to 0.01: more for each factor of 100",
                -np.diff(half[:5]),
                3,
                8,
            ),
            at_most("last guess for d₀ up to 0.01 ÷ distance", found[-1, :5] / 2, 1),
            between("last guess for d₀ = 10", large, 10, 10),
        ),
        numbers={"more": float(np.median(-np.diff(half[:5])))},
    )


@claim(
    page=PAGE,
    says="At η = 1, without a search, Prodigy gains clearly less than at the best η.",
    limits=f"{len(SURFACES)} surfaces, the grid of starts, 120 steps, η from 0.0001 to 10; "
    "decades, on average",
)
def prodigy_gains_from_a_search(prodigy: Any, surfaces: Any) -> Evidence:
    best = [standing(prodigy, surface).mean for surface in surfaces]
    one = [scores(prodigy(), surface, starts(surface)) for surface in surfaces]
    searched, plain = float(np.mean(best)), float(np.mean(one))
    return Evidence(
        (at_least("decades that the search adds", searched - plain, 0.2),),
        numbers={"searched": searched, "one": plain},
    )


def weighted(surface: Any, power: int, steps: int) -> np.ndarray:
    """Return Prodigy's guesses from the nine starts if steps weigh as a power of d."""
    x0 = x = around(surface)
    d = np.full((len(x), 1), 1e-6)
    r, s, m, v = 0 * d, 0 * x, 0 * x, 0 * x
    found = []
    for _ in range(steps):
        g, weight = surface.grad(x), (d / 1e-6) ** power
        r = 0.999**0.5 * r + weight * (g * (x0 - x)).sum(axis=-1, keepdims=True)
        s = 0.999**0.5 * s + weight * g
        m, v = 0.9 * m + 0.1 * d * g, 0.999 * v + 0.001 * (d * g) ** 2
        farther = np.maximum(d, r / np.abs(s).sum(axis=-1, keepdims=True))
        x = x - d * m / (np.sqrt(v) + farther * 1e-8)
        d = farther
        found.append(d[:, 0])
    return np.array(found)


@claim(
    page=PAGE,
    says="Prodigy's guess comes to a fair share of the distance because its weights grow with d².",
    limits="the valley, Booth and the saddle, nine starts each, 300 steps. With weights that grow "
    "with d, "
    "as D-Adaptation's do, the guess ends lower by a third. "
    "Single starts on Booth differ",
    without="the growth of the weights (all steps weigh alike)",
)
def prodigys_guess_grows_because_of_its_weights(
    quadratic: Any, booth: Any, saddle: Any
) -> Evidence:
    surfaces = (quadratic, booth, saddle)
    squared, linear, even = (
        np.array([weighted(surface, power, 300)[-1] for surface in surfaces]) for power in (2, 1, 0)
    )
    away = np.array([np.abs(around(s) - np.array(s.minima[0])).max(axis=1) for s in surfaces])
    return Evidence(
        (
            at_least("last guess ÷ distance, at the median", np.median(squared / away), 0.15),
            between(
                "last guess with weights of d ÷ with d²", np.median(linear / squared), 0.5, 0.85
            ),
        ),
        (at_most("last guess ÷ that with d², at the median", np.median(even / squared), 0.3),),
        {"linear": float(np.median(linear / squared)), "even": float(np.median(even / squared))},
    )


@claim(
    page=PAGE,
    says="Prodigy's d grows to a share of the distance from the start to the minimum, whatever "
    "that is, and never beyond it.",
    limits="the valley, starts of eight directions from 0.01 to 1,000 away, 200 steps. The "
    "distance is counted along the coordinate in which it is largest",
)
def prodigys_d_finds_the_distance_from_below(prodigy: Any, quadratic: Any) -> Evidence:
    turn = np.linspace(0, 2 * np.pi, 9)[:-1] + 0.2
    ways = np.stack([np.cos(turn), np.sin(turn)], axis=-1)
    starts = (10.0 ** np.arange(-2, 4)[:, None, None] * ways).reshape(-1, 2)
    shares = guesses(prodigy(), quadratic, starts, 200) / np.abs(starts).max(axis=-1)
    return Evidence(
        (
            at_most("largest d ÷ distance", shares.max(axis=0), 1.0),
            at_least("last d ÷ distance", shares[-1], 0.05),
        )
    )
