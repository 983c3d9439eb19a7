"""What is said of Sophia."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from gen.arithmetic.vectors import times
from gen.claims.altered import Turned
from gen.claims.ledger import Evidence, at_least, at_most, between, claim
from gen.claims.runs import (
    around,
    path,
    scores,
)
from gen.measurements.grid import (
    distances,
)
from gen.measurements.rate_search import BUDGET, RATES
from gen.simulate import Trajectory, simulate
from gen.surface import CLOSE
from gen.surfaces.quadratic import quadratic as valley_of

PAGE = "optimizers/sophia"
IN_FULL = {"lr": 1.0, "beta1": 0.0, "beta2": 0.0, "rho": 1.0, "weight_decay": 0.0}


@claim(
    page=PAGE,
    says="From beside the saddle Newton goes to it and stays, and Sophia leaves for a minimum, "
    "because it allows no negative divisor.",
    limits="the race's start and settings, 120 steps; other starts around it are not tried",
    without="the sign of the divisor (Newton's step along each axis, cut to the rate as Sophia's "
    "is)",
)
def sophia_leaves_the_saddle_because_its_divisor_is_positive(
    sophia: Any, newton: Any, saddle: Any
) -> Evidence:
    start = np.array([0.3, 0.2])
    stays = path(newton, saddle, BUDGET, start, lr=1.0).points[-1]
    knobs: dict[str, Any] = {
        "lr": 0.05,
        "rho": 1.0,
        "beta1": 0.0,
        "beta2": 0.5,
        "weight_decay": 0.0,
    }
    leaves = path(sophia, saddle, BUDGET, start, **knobs).points[-1]
    x = start
    for _ in range(BUDGET):
        x = x - 0.05 * np.clip(saddle.grad(x) / saddle.diagonal(x), -1, 1)
    return Evidence(
        (
            at_most("Newton's distance from the saddle", np.abs(stays).max().item(), 1e-6),
            at_most("Sophia's distance from a minimum", distances(leaves, saddle), CLOSE),
        ),
        (at_most("distance from the saddle with signed divisors", np.abs(x).max().item(), 0.01),),
    )


def clipped(run: Trajectory, rule: Any) -> np.ndarray:
    """Return the share of coordinates that each run moved by the full rate, decay aside."""
    moved = np.diff(run.points, axis=0) + rule.lr * rule.weight_decay * run.points[:-1]
    return np.asarray(np.mean(np.abs(moved) / rule.lr > 1 - 1e-9, axis=(0, -1)))


@claim(
    page=PAGE,
    says="At the paper's defaults over nine of ten moves on our surfaces are clipped.",
    limits="four surfaces, nine starts, the rates 0.003 and 0.03, 120 steps",
)
def sophia_clips_nearly_everything_at_its_defaults(
    sophia: Any, quadratic: Any, rosenbrock: Any, beale: Any, himmelblau: Any
) -> Evidence:
    shares = []
    for surface in (quadratic, rosenbrock, beale, himmelblau):
        for lr in (0.003, 0.03):
            rule = sophia(lr=lr)
            shares.append(clipped(simulate(rule, surface, around(surface), BUDGET), rule))
    return Evidence((at_least("share that is clipped", np.array(shares).mean(axis=-1), 0.9),))


@claim(
    page=PAGE,
    says="With β₂ = 0.99 the average has gathered 11 percent of the curvature after 120 steps.",
    limits="the valley, whose curvature is the same everywhere: twelve looks in 120 steps",
)
def sophia_has_gathered_a_ninth_of_the_curvature(sophia: Any, quadratic: Any) -> Evidence:
    rule, x = sophia(), np.array(quadratic.start)
    state = rule.init(x)
    for t in range(1, BUDGET + 1):
        x, state = rule.step(x, state, t, quadratic)
    share = float(state["h"][1] / 30)
    return Evidence(
        (between("share of the curvature", share, 0.11, 0.12),), numbers={"share": share}
    )


@claim(
    page=PAGE,
    says="With a small ρ only the sign of the momentum is left: Sophia is Signum.",
    limits="four surfaces, 100 steps at the rate 0.01, ρ of 10⁻¹² and no decay",
)
def sophia_with_a_small_rho_is_signum(
    sophia: Any, signsgd: Any, quadratic: Any, rosenbrock: Any, beale: Any, himmelblau: Any
) -> Evidence:
    apart = []
    for surface in (quadratic, rosenbrock, beale, himmelblau):
        ours = path(sophia, surface, 100, lr=0.01, rho=1e-12, weight_decay=0.0).points
        apart.append(np.abs(ours - path(signsgd, surface, 100, lr=0.01, beta=0.96).points).max())
    return Evidence((at_most("distance between the paths", np.array(apart), 1e-6),))


@claim(
    page=PAGE,
    says="With the curvature in full and no memory Sophia solves the quadratic valley in two "
    "steps, however narrow, because the curvature along the axes is all that it has to know.",
    limits="ρ = 1, β₁ = β₂ = 0, η = 1, no decay; condition numbers 1, 30, 1,000 and 30,000, starts "
    "within 2 of the minimum",
    without="the axes (valleys with the condition numbers 30 to 30,000, turned by 45 degrees)",
)
def sophia_solves_a_valley_along_the_axes(sophia: Any) -> Evidence:
    start, rule, straight, turned = np.array([-1.8, 0.9]), sophia(**IN_FULL), [], []
    for kappa in (1, 30, 1000, 30_000):
        valley = valley_of(kappa)
        straight.append(np.abs(simulate(rule, valley, start, 2).points[-1]).max())
        askew = Turned(valley)
        turned.append(np.abs(simulate(rule, askew, askew.there(start), 2).points[-1]).max())
    return Evidence(
        (at_most("distance after two steps", np.array(straight), 1e-9),),
        (at_least("distance after two steps, turned", np.array(turned[1:]), 0.1),),
    )


@claim(
    page=PAGE,
    says="At its defaults Sophia does not come to rest in the valley; with ρ = 1 and β₂ = 0.5 it "
    "does.",
    limits="nine starts, the rate 0.1, steps 200 to 300",
)
def a_heavier_curvature_lets_sophia_rest(sophia: Any, quadratic: Any) -> Evidence:
    wild, calm = (
        distances(simulate(rule, quadratic, around(quadratic), 300).points[200:], quadratic)
        for rule in (sophia(lr=0.1), sophia(lr=0.1, beta2=0.5, rho=1.0))
    )
    return Evidence(
        (
            at_least("largest distance at the defaults", wild.max(axis=0), 10 * CLOSE),
            at_most("largest distance with ρ = 1 and β₂ = 0.5", calm.max(axis=0), CLOSE),
        )
    )


@claim(
    page=PAGE,
    says="In a valley along the axes the best setting of Sophia gains all six decades that count. "
    "In the same valley turned by 45 degrees none gains more than five.",
    limits="condition number 300, nine starts, 120 steps, no decay; 528 settings: 11 rates, ρ from "
    "0.01 to 10, β₁ of 0, 0.9 and 0.96, β₂ of 0, 0.5, 0.9 and 0.99",
)
def no_setting_of_sophia_arrives_in_a_turned_valley(sophia: Any) -> Evidence:
    grid = list(
        itertools.product(RATES[::4], (0.01, 0.1, 1, 10), (0, 0.9, 0.96), (0, 0.5, 0.9, 0.99))
    )
    names = ("lr", "rho", "beta1", "beta2")
    knobs = {
        name: np.array(values)[:, None, None]
        for name, values in zip(names, zip(*grid, strict=True), strict=True)
    }
    valley, rules = valley_of(300), sophia(weight_decay=0.0, **knobs)
    askew = Turned(valley)
    straight = scores(rules, valley, around(valley))
    turned = scores(rules, askew, askew.there(around(valley)))
    return Evidence(
        (
            at_least("decades of the best, along the axes", straight.max().item(), 5.9),
            at_most("decades of the best, turned", turned.max().item(), 5),
        ),
        numbers={"settings": len(grid)},
    )


@claim(
    page=PAGE,
    says="Over all vectors of signs, sign × (Hessian × signs) averages to the Hessian's diagonal.",
    limits="Rosenbrock's Hessian at its start; all four vectors of two signs",
)
def signs_find_the_diagonal(rosenbrock: Any) -> Evidence:
    hessian = rosenbrock.hess(np.array(rosenbrock.start))
    signs = np.array(list(itertools.product((-1.0, 1.0), repeat=2)))
    mean = (signs * times(hessian, signs)).mean(axis=0)
    off = np.abs(mean - np.diagonal(hessian)).max().item()
    return Evidence(
        (
            at_most("largest difference", off, 1e-9),
            at_least("entry beside the diagonal", abs(hessian[0, 1]).item(), 1),
        )
    )
