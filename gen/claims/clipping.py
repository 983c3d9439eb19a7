"""What the seventh lesson says: long gradients, thresholds, directions, and Adam after a spike."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic.directions import angle_between, by_norm, by_value
from gen.arithmetic.vectors import norm
from gen.claims.ledger import FAILS, Evidence, at_least, at_most, between, claim
from gen.claims.runs import Script, lengths, scripted
from gen.losses import Clipped
from gen.measurements.grid import distances, lattice
from gen.measurements.repeated_unit import BIAS, around_the_cliff, unit
from gen.simulate import simulate

PAGE = "learn/clipping"


def plateau(cliff: Any) -> np.ndarray:
    """Return an even grid of starts that are half a unit or more before the cliff's edge."""
    starts = lattice(cliff, 25)
    return starts[starts[:, 0] + starts[:, 1] / 2 < -0.5]


@claim(
    page=PAGE,
    says="At a rate of 0.3 gradient descent steps onto the wall and is thrown out of the picture; "
    "with its gradients clipped to the length 1 it arrives, and no step is longer than 0.3.",
    limits="the cliff, the race's start, 60 steps",
)
def a_threshold_keeps_the_run_at_the_cliff(sgd: Any, cliff: Any) -> Evidence:
    bare = simulate(sgd(lr=0.3), cliff, cliff.start, 60).points
    clipped = simulate(sgd(lr=0.3), Clipped(cliff, 1.0), cliff.start, 60).points
    return Evidence(
        (
            at_least("longest step without clipping", float(lengths(bare).max()), 5),
            at_most("of its points, all inside", float(cliff.shows(bare).all()), 0),
            at_most("longest step, clipped", float(lengths(clipped).max()), 0.3 + 1e-9),
            at_most("distance from the minimum at last", float(distances(clipped[-1], cliff)), 0.1),
        )
    )


@claim(
    page=PAGE,
    says="With a threshold of 1 no run from the plateau leaves the picture; with one of a "
    "hundredth none arrives; and a threshold above all gradients changes nothing.",
    limits="an even grid of starts on the cliff's plateau, the rate 0.3, 120 steps",
)
def thresholds_have_a_middle(sgd: Any, cliff: Any) -> Evidence:
    starts = plateau(cliff)
    middle, small, large, bare = (
        simulate(sgd(lr=0.3), loss, starts, 120).points
        for loss in (Clipped(cliff, 1.0), Clipped(cliff, 0.01), Clipped(cliff, 100.0), cliff)
    )
    return Evidence(
        (
            at_most("share that leaves, threshold 1", 1 - _inside(cliff, middle), 0),
            at_least("share that arrives", _near(cliff, middle), 1),
            at_most("share that arrives, threshold 0.01", _near(cliff, small), 0),
            at_most("distance from the bare run, threshold 100", np.abs(large - bare).max(), 0),
            at_least("share that leaves without clipping", 1 - _inside(cliff, bare), 0.1),
        )
    )


def _inside(cliff: Any, points: np.ndarray) -> float:
    return float(cliff.shows(points).all(axis=0).mean())


def _near(cliff: Any, points: np.ndarray) -> float:
    return float((distances(points[-1], cliff) < 0.1).mean())


@claim(
    page=PAGE,
    says="Clipping never harms.",
    verdict=FAILS,
    limits="the cliff at the rate 0.1 from an even grid of starts on the plateau, 120 steps. The "
    "long gradient of the wall carries runs to the valley; clipped to 1, far fewer arrive in time",
)
def clipping_never_harms(sgd: Any, cliff: Any) -> Evidence:
    starts = plateau(cliff)
    bare, clipped = (
        _near(cliff, simulate(sgd(lr=0.1), loss, starts, 120).points)
        for loss in (cliff, Clipped(cliff, 1.0))
    )
    return Evidence(
        (at_least("share that arrives, clipped − bare", clipped - bare, 0),),
        numbers={"bare": bare, "clipped": clipped},
    )


@claim(
    page=PAGE,
    says="Clipping by norm keeps the direction of a gradient; clipping by value turns it, in two "
    "dimensions by up to 45 degrees, in 10,000 by up to 89.",
    limits="directions all around, a length of 1,000 thresholds; in more dimensions one large part "
    "and others that are just at the threshold",
)
def clipping_by_value_turns_the_gradient() -> Evidence:
    turn = np.linspace(0, 2 * np.pi, 3601)
    g = 1000 * np.column_stack([np.cos(turn), np.sin(turn)])
    turned = [angle_between(g, clip(g, np.float64(1.0))) for clip in (by_norm, by_value)]
    far = []
    for d in (2, 10_000):
        long = np.ones(d)
        long[0] = 1e6
        cut = np.clip(long, -1, 1)
        cosine = (long * cut).sum() / np.sqrt((long**2).sum() * (cut**2).sum())
        far.append(float(np.degrees(np.arccos(cosine))))
    return Evidence(
        (
            at_most("degrees by which norm turns", float(turned[0].max()), 1e-6),
            between("value, at most", float(turned[1].max()), 43, 45.001),
            between("in 10,000 dimensions", far[1], 89, 90),
        )
    )


@claim(
    page=PAGE,
    says="Below its gradients a threshold works as a step length: ten times the rate with a tenth "
    "of the threshold is the same run.",
    limits="the cliff, 200 starts on the plateau, rates 0.1 and 1 with thresholds 0.3 and 0.03, as "
    "long as gradients are above 0.3",
)
def a_small_threshold_is_a_step_length(sgd: Any, cliff: Any) -> Evidence:
    starts = plateau(cliff)
    runs = [
        simulate(sgd(lr=lr), Clipped(cliff, c), starts, 60).points
        for lr, c in ((0.1, 0.3), (1.0, 0.03))
    ]
    long = norm(cliff.grad(runs[0]))[..., 0] > 0.3
    so_far = np.cumprod(long, axis=0).astype(bool)
    apart = np.abs(runs[0] - runs[1]).max(axis=-1)[1:][so_far[:-1]]
    steps = norm(np.diff(runs[0], axis=0))[..., 0][so_far[:-1]]
    return Evidence(
        (
            at_most("distance of the two runs", float(apart.max()), 1e-6),
            at_least("steps compared", int(so_far.sum()), 1000),
        ),
        numbers={"step": float(np.median(steps))},
    )


@claim(
    page=PAGE,
    says="Adam takes the same path when all gradients are shortened by one factor.",
    limits="the gradients of Adam's own run on the cliff, at the rate 0.1, times 0.001; 120 steps",
)
def adam_does_not_see_a_constant_clip(adam: Any, cliff: Any) -> Evidence:
    points = simulate(adam(lr=0.1), cliff, cliff.start, 120).points
    gradients = cliff.grad(points[:-1])
    again = scripted(adam(lr=0.1), 0.001 * gradients, np.array(cliff.start))
    return Evidence((at_most("largest distance", float(np.abs(again - points).max()), 1e-3),))


@claim(
    page=PAGE,
    says="After a single spike Adam's steps are shorter than a twentieth for hundreds of steps, "
    "because the average of squares remembers it.",
    limits="gradients of 1, the 200th is 1,000, β₁ = 0.9 and β₂ = 0.999; steps 300 to 900",
    without="the memory of the spike (the gradient clipped to 1)",
)
def a_spike_shortens_adams_steps(adam: Any) -> Evidence:
    gradients = np.ones((1000, 1))
    gradients[199] = 1000.0
    bare, clipped = (
        np.abs(np.diff(scripted(adam(lr=1.0), g, np.zeros(1))[:, 0]))
        for g in (gradients, np.minimum(gradients, 1.0))
    )
    return Evidence(
        (at_most("step ÷ rate, 300 to 900", bare[299:900], 0.05),),
        (between("the same, clipped", clipped[299:900], 0.99, 1.01),),
        {"longest": float(bare[299:900].max())},
    )


@claim(
    page=PAGE,
    says="With a shorter memory of squares Adam recovers from a spike sooner: with 0.95 its steps "
    "are nearly full again after some three hundred steps.",
    limits="gradients of 1, the 200th is 1,000, β₁ = 0.9",
)
def a_short_memory_forgets_a_spike(adam: Any) -> Evidence:
    gradients = np.ones((1000, 1))
    gradients[199] = 1000.0
    steps = np.abs(np.diff(scripted(adam(lr=1.0, beta2=0.95), gradients, np.zeros(1))[:, 0]))
    wait = int((steps[250:] > 0.9).argmax()) + 51
    return Evidence(
        (between("steps until they are 0.9 of the rate", wait, 200, 400),), numbers={"wait": wait}
    )


@claim(
    page=PAGE,
    says="Clipping can turn the mean of the gradients around: where rare large ones go one way and "
    "many small ones the other, clipped descent goes the wrong way.",
    limits="gradients of −1, and 15 once in ten; the mean is 0.6; clipped at 1 it is −0.8; 1,000 "
    "steps at the rate 0.01",
    without="the clipping",
)
def clipping_can_turn_the_mean_around(sgd: Any) -> Evidence:
    gradients = -np.ones((1000, 1))
    gradients[::10] = 15.0
    bare, clipped = (
        float(scripted(sgd(lr=0.01), g, np.zeros(1))[-1, 0])
        for g in (gradients, np.clip(gradients, -1, 1))
    )
    return Evidence(
        (at_least("way, clipped", clipped, 5),), (at_most("way, not clipped", bare, -5),)
    )


@claim(
    page=PAGE,
    says="In noise with heavy tails clipping keeps descent near the minimum, and without it one "
    "draw throws it far away.",
    limits="a round bowl, noise from Student's distribution with 1.2 degrees of freedom, 200 runs "
    "of 400 steps at the rate 0.1, from the minimum",
)
def clipping_tames_heavy_tails() -> Evidence:
    noise = np.random.default_rng(0).standard_t(1.2, (400, 200, 2))
    farthest = []
    for threshold in (np.inf, 2.0):
        x, far = np.zeros((200, 2)), np.zeros(200)
        for draw in noise:
            g = x + draw
            x = x - 0.1 * g * np.minimum(1, threshold / norm(g))
            far = np.maximum(far, norm(x)[:, 0])
        farthest.append(float(np.median(far)))
    return Evidence(
        (
            at_least("farthest point of the middle run, not clipped", farthest[0], 5),
            at_most("clipped at 2", farthest[1], 1.5),
        ),
        numbers={"bare": farthest[0], "clipped": farthest[1]},
    )


@claim(
    page=PAGE,
    says="Where curvature grows with the gradient, clipped descent needs far fewer steps than the "
    "best constant rate.",
    limits="the loss cosh(x), from 10, until |x| is below 0.01; rates in quarter decades, clipped "
    "at 1 or not",
)
def clipping_beats_every_rate_where_curvature_grows() -> Evidence:
    rates = 10.0 ** np.arange(-5, 0.26, 0.25)
    needed = []
    for threshold in (np.inf, 1.0):
        x, first = np.full(len(rates), 10.0), np.full(len(rates), np.inf)
        with np.errstate(all="ignore"):
            for t in range(1, 20_001):
                x = x - rates * np.clip(np.sinh(x), -threshold, threshold)
                arrived = (np.abs(x) < 0.01) & np.isinf(first)
                first[arrived] = t
        needed.append(float(first.min()))
    return Evidence(
        (at_least("steps at the best rate, not clipped ÷ clipped", needed[0] / needed[1], 20),),
        numbers={"bare": needed[0], "clipped": needed[1]},
    )


@claim(
    page=PAGE,
    says="The more often a unit feeds itself, the steeper is the cliff in its loss, and the ground "
    "around it stays flat.",
    limits="σ(w·x + b) repeated 5, 10 and 20 times at b = −4, weights from 6 to 9; the flat "
    "ground is w = 6",
)
def repetition_makes_the_cliff() -> Evidence:
    steep, flat = [], []
    for times in (5, 10, 20):
        w = around_the_cliff(times)
        _, by_w, by_b = unit(w, BIAS + 0 * w, times)
        slopes = np.sqrt(by_w**2 + by_b**2)
        steep.append(float(slopes.max()))
        flat.append(float(slopes[0]))
    return Evidence(
        (
            at_least(
                "steepest slope ÷ that with half the rounds", np.divide(steep[1:], steep[:-1]), 5
            ),
            at_most("slope of the flat ground", flat, 0.2),
        )
    )


def best_share(rule: Any, threshold: float) -> float:
    """Return the share of starts from which the unit is fitted, at the best of seven rates."""
    rates = 10.0 ** np.arange(-2, 1.1, 0.5)
    w, b = np.meshgrid(np.linspace(2, 9, 7), np.linspace(-5, 0, 7))
    x = np.tile(np.column_stack([w.ravel(), b.ravel()]), (len(rates), 1, 1))
    made = rule(lr=rates[:, None, None])
    state, best = made.init(x), np.full(x.shape[:-1], np.inf)
    for t in range(1, 201):
        value, *slopes = unit(x[..., 0], x[..., 1], 20)
        best = np.minimum(best, value)
        g = np.stack(slopes, axis=-1)
        g = g * np.minimum(1, threshold / np.maximum(norm(g), 1e-300))
        x, state = made.step(x, state, t, Script([g]))
    return float((best < 1e-3).mean(axis=-1).max())


@claim(
    page=PAGE,
    says="Clipping lets gradient descent fit a unit that feeds itself from more starts.",
    limits="20 rounds, 49 starts, 200 steps, each at its best of seven rates; clipped at 0.1",
)
def a_repeated_unit_is_fitted_from_more_starts(sgd: Any) -> Evidence:
    bare, clipped = (best_share(sgd, c) for c in (np.inf, 0.1))
    return Evidence(
        (at_least("share of starts, clipped − bare", clipped - bare, 0.15),),
        numbers={"bare": bare, "clipped": clipped},
    )


@claim(
    page=PAGE,
    says="A unit that feeds itself trains far more easily with Adam than with clipped descent.",
    verdict=FAILS,
    limits="20 rounds, 49 starts, 200 steps, each at its best of seven rates; clipped at 0.1. Adam "
    "is clipped or not",
)
def a_repeated_unit_is_easier_for_adam(sgd: Any, adam: Any) -> Evidence:
    clipped, bare, both = (best_share(r, c) for r, c in ((sgd, 0.1), (adam, np.inf), (adam, 0.1)))
    return Evidence(
        (at_least("share of starts, Adam − clipped descent", bare - clipped, 0.1),),
        numbers={"clipped": clipped, "adam": bare, "both": both},
    )
