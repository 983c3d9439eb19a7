"""What is said of Yogi."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.claims.ledger import FAILS, Evidence, at_least, at_most, between, claim
from gen.claims.runs import around, lengths, scripted
from gen.measurements.rate_search import BUDGET, tuned
from gen.simulate import simulate

PAGE = "optimizers/yogi"


def after_silence(rule: Any, silence: int) -> float:
    """Return the step at a gradient of 1 after a thousand like it and then many of 0.001."""
    gradients = np.concatenate([np.ones(1000), np.full(silence, 1e-3), [1.0]])
    points = scripted(rule, gradients)[:, 0]
    return float(abs(points[-1] - points[-2]))


@claim(
    page=PAGE,
    says="After a long silence one large gradient moves Adam by several rates, because its divisor "
    "has decayed; Yogi's has not.",
    limits="a thousand gradients of 1, then 10,000 of 0.001, then one of 1; the default memories",
    without="the decay (Yogi, with Adam's ε or its own)",
)
def yogi_keeps_its_divisor_in_silence(adam: Any, yogi: Any) -> Evidence:
    decayed = after_silence(adam(lr=1.0), 10_000)
    kept = [after_silence(yogi(lr=1.0, eps=eps), 10_000) for eps in (1e-3, 1e-8)]
    return Evidence(
        (at_least("Adam's step ÷ rate", decayed, 2),),
        (at_most("Yogi's step ÷ rate", kept, 0.2),),
        {"adam": decayed, "yogi": kept[0]},
    )


@claim(
    page=PAGE,
    says="In a short race Adam's average square sinks by some percent near the minimum, and Yogi's "
    "by less than one.",
    limits="Himmelblau from its start, 120 steps, each at its tuned rate; the more sunken "
    "coordinate",
)
def yogis_average_square_hardly_sinks(adam: Any, yogi: Any, himmelblau: Any) -> Evidence:
    sunk = {}
    for rule in (adam, yogi):
        run = simulate(tuned(rule, himmelblau), himmelblau, himmelblau.start, BUDGET)
        v, squares = (1e-6 if rule is yogi else 0.0) + 0 * run.points[0], []
        for g in himmelblau.grad(run.points[:-1]):
            toward = g**2 - v if rule is adam else np.sign(g**2 - v) * g**2
            v = v + 0.001 * toward
            squares.append(v)
        sunk[rule] = float((1 - squares[-1] / np.max(squares, axis=0)).max())
    return Evidence(
        (
            between("share by which Adam's sinks", sunk[adam], 0.03, 0.1),
            at_most("share by which Yogi's sinks", sunk[yogi], 0.01),
        )
    )


@claim(
    page=PAGE,
    says="In a hundred steps the paths of Adam and Yogi can hardly be told apart.",
    limits="Himmelblau, nine starts, 120 steps, both at the rates 0.1, 0.178 and 0.3",
)
def yogi_moves_as_adam_does_in_a_short_race(adam: Any, yogi: Any, himmelblau: Any) -> Evidence:
    rates = np.array([0.1, 0.178, 0.3])[:, None, None]
    one, other = (
        simulate(rule(lr=rates), himmelblau, around(himmelblau), BUDGET).points
        for rule in (adam, yogi)
    )
    apart = np.sqrt(((one - other) ** 2).sum(axis=-1)).max()
    path = lengths(one.reshape(len(one), -1, 2)).sum(axis=0).min()
    return Evidence((at_most("largest distance ÷ length of the path", apart / path, 0.01),))


@claim(
    page=PAGE,
    says="Yogi does not make Adam's late jump out of a minimum, because its divisor comes down "
    "slowly.",
    limits="the valley, nine starts, 4,000 steps at the rate 0.5: the highest loss after it "
    "had been below 10⁻¹². Its larger ε is not the reason: it stays with Adam's, and Adam jumps "
    "with Yogi's",
    without="the slow fall (Adam, with ε = 0.001 as Yogi has it)",
)
def yogi_stays_because_its_divisor_falls_slowly(adam: Any, yogi: Any, quadratic: Any) -> Evidence:
    def leap(rule: Any, eps: float) -> np.ndarray:
        values = simulate(rule(lr=0.5, eps=eps), quadratic, around(quadratic), 4000).values
        reached = np.maximum.accumulate(values < 1e-12, axis=0)
        return np.where(reached.any(axis=0), np.where(reached, values, 0).max(axis=0), np.inf)

    return Evidence(
        (
            at_most("highest loss of Yogi", leap(yogi, 1e-3), 1e-6),
            at_most("the same with Adam's ε", leap(yogi, 1e-8), 1e-6),
        ),
        (at_least("highest loss of Adam with Yogi's ε", leap(adam, 1e-3), 0.01),),
    )


@claim(
    page=PAGE,
    says="Where all gradients are far smaller than ε, Yogi is momentum at the rate η/ε.",
    verdict=FAILS,
    limits="gradients of 10⁻⁹, ε = 0.001: the factor at the gradient after 1 to 10,000 steps, "
    "times ε. "
    "The average square begins at 10⁻⁶, whose root is as large as ε and which is corrected upward",
)
def yogi_is_momentum_at_its_rate_over_epsilon(yogi: Any) -> Evidence:
    gradients = np.tile([1e-9, 2e-9], (10_000, 1))
    moved = -np.diff(scripted(yogi(lr=1.0), gradients, [0.0, 0.0]), axis=0)
    # The difference of both leaves out what the average was begun with.
    factor = np.diff(moved, axis=1)[[0, 99, 9999], 0] / 1e-9 * 1e-3
    return Evidence(
        (between("factor × ε after 1, 100 and 10,000 steps", factor, 0.9, 1.1),),
        numbers={"first": factor[0], "last": factor[2]},
    )


@claim(
    page=PAGE,
    says="A divisor that one steep place has driven up stays up in Yogi for thousands of steps, "
    "longer than in Adam, and comes down in the end, which AMSGrad's does not.",
    limits="a gradient of 10, then 10,000 of 0.1: the step ÷ the rate",
)
def yogi_stays_slow_after_a_steep_place(adam: Any, yogi: Any, amsgrad: Any) -> Evidence:
    gradients = np.append(10.0, np.full(10_000, 0.1))
    moved = {
        rule: np.abs(np.diff(scripted(rule(lr=1.0), gradients)[:, 0]))
        for rule in (adam, yogi, amsgrad)
    }
    return Evidence(
        (
            at_least("step of Adam after 3,000", moved[adam][3000], 0.7),
            at_most("step of Yogi after 3,000", moved[yogi][3000], 0.5),
            at_least("step of Yogi after 10,000", moved[yogi][-1], 0.9),
            at_most("step of AMSGrad after 10,000", moved[amsgrad][-1], 0.5),
        ),
        numbers={"adam": moved[adam][3000], "yogi": moved[yogi][3000]},
    )


@claim(
    page=PAGE,
    says="On the exact crest of the saddle Yogi falls off because its average begins at a "
    "millionth.",
    limits="the saddle from (−1.8, 0), 200 steps at the rate 0.1",
    without="the millionth (Adam, whose averages begin at zero)",
)
def yogi_falls_off_a_crest_because_of_its_millionth(adam: Any, yogi: Any, saddle: Any) -> Evidence:
    def height(rule: Any) -> float:
        x = np.array([-1.8, 0.0])  # exactly: whoever is moved by anything falls off
        state = rule.init(x)
        for t in range(1, 201):
            x, state = rule.step(x, state, t, saddle)
        return float(abs(x[1]))

    return Evidence(
        (at_least("distance from the crest at the end", height(yogi(lr=0.1)), 1),),
        (at_most("distance from the crest at the end", height(adam(lr=0.1)), 0),),
    )
