"""What the third lesson says: rare weights, blindness to scale, Adam's first steps, its limits."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.claims.ledger import FAILS, Evidence, at_least, at_most, between, claim
from gen.claims.runs import Script, around, lengths, scripted
from gen.simulate import simulate

PAGE = "learn/from-adagrad-to-adam"
SIZES = 10.0 ** np.arange(-3, 4)  # of gradients


def moved(rule: Any, gradients: np.ndarray) -> np.ndarray:
    """Return how long the steps of a rule are under gradients (steps, n), of shape (steps, n)."""
    points = scripted(rule, gradients, np.zeros(gradients.shape[1]))
    return np.asarray(np.abs(np.diff(points, axis=0)))


def power(x: np.ndarray, y: np.ndarray) -> float:
    """Return the p for which y ∝ xᵖ between the first and the last."""
    return float(np.log(y[-1] / y[0]) / np.log(x[-1] / x[0]))


def rare(gaps: np.ndarray, steps: int) -> np.ndarray:
    """Return gradients (steps, n) of which each column has a 1 once in so many steps, else 0."""
    return np.asarray((np.arange(1, steps + 1)[:, None] % gaps == 0) * 1.0)


@claim(
    page=PAGE,
    says="The rarer a gradient is, the less far its weight gets: with gradient descent in "
    "proportion to how often it comes, with Adagrad and with Adam as the root of that.",
    limits="gradients of size 1 once in 1 to 100 steps, 10,000 steps; Adam with its usual memories",
)
def a_rare_weight_gets_as_far_as_the_root(sgd: Any, adagrad: Any, adam: Any) -> Evidence:
    gaps = np.array([1, 10, 20, 50, 100])
    found = {
        rule.slug: power(
            gaps[1:], np.abs(scripted(rule(lr=1.0), rare(gaps, 10_000), np.zeros(5))[-1][1:])
        )
        for rule in (sgd, adagrad, adam)
    }
    return Evidence(
        (
            between("power of the gap, gradient descent", found["sgd"], -1.01, -0.99),
            between("Adagrad", found["adagrad"], -0.54, -0.46),
            between("Adam", found["adam"], -0.6, -0.4),
        ),
        numbers=found,
    )


@claim(
    page=PAGE,
    says="A divisor that forgets a rare gradient before the next one comes does not help its "
    "weight: from a few memories on, RMSprop's way falls in proportion to how often it comes.",
    limits="gradients of size 1 once in 50 to 400 steps, 10,000 steps, a memory of 0.9",
    without="the forgetting (a memory of 0.999)",
)
def a_short_memory_loses_the_rare_weight(rmsprop: Any) -> Evidence:
    gaps = np.array([50, 100, 200, 400])
    short, long = (
        power(
            gaps,
            np.abs(scripted(rmsprop(lr=1.0, beta=beta), rare(gaps, 10_000), np.zeros(4))[-1]),
        )
        for beta in (0.9, 0.999)
    )
    return Evidence(
        (between("power of the gap, a memory of 0.9", short, -1.02, -0.95),),
        (between("a memory of 0.999", long, -0.7, -0.4),),
    )


@claim(
    page=PAGE,
    says="In Adam, parameters with consistently large gradients take small steps, and parameters "
    "with tiny gradients take big ones.",
    verdict=FAILS,
    limits="gradients of 0.001 to 1,000 that keep size and sign, 1,000 steps. All steps are one "
    "rate long",
)
def adam_takes_small_steps_where_gradients_are_large(adam: Any) -> Evidence:
    last = moved(adam(lr=1.0), np.tile(SIZES, (1000, 1)))[-1]
    return Evidence(
        (
            at_most("last step under gradients of 1,000 ÷ under 1", float(last[-1] / last[3]), 0.5),
            at_least("under 0.001 ÷ under 1", float(last[0] / last[3]), 2),
        )
    )


@claim(
    page=PAGE,
    says="Adam's steps are small where gradients change their sign, whatever their size, because "
    "the average of the gradients cancels.",
    limits="gradients of 0.001 to 1,000 whose sign changes at every step; steps 900 to 1,000",
    without="the average of the gradients (β₁ = 0)",
)
def adam_steps_are_small_where_signs_change(adam: Any) -> Evidence:
    turning = SIZES * (-1.0) ** np.arange(1000)[:, None]
    usual, bare = (moved(adam(lr=1.0, **knobs), turning)[900:] for knobs in ({}, {"beta1": 0.0}))
    return Evidence(
        (at_most("step ÷ rate", usual, 0.1),),
        (at_least("step ÷ rate with β₁ = 0", bare, 0.9),),
        {"step": float(usual[-1, 3])},
    )


class Multiplied:
    """A loss multiplied by a number for each run."""

    def __init__(self, loss: Any, scale: np.ndarray) -> None:
        """Multiply `loss` by `scale`, of shape (n, 1)."""
        self.loss, self.scale = loss, scale

    def value(self, x: np.ndarray) -> np.ndarray:
        """Return the loss, of shape (...)."""
        return np.asarray(self.scale[..., 0] * self.loss.value(x))

    def grad(self, x: np.ndarray) -> np.ndarray:
        """Return the gradient, of shape (..., d)."""
        return np.asarray(self.scale * self.loss.grad(x))

    def at(self, t: int) -> Multiplied:
        """Return the loss as it is at step `t`: always the same."""
        return self


@claim(
    page=PAGE,
    says="Multiply the loss by anything from a thousandth to a thousand: the paths of Adagrad, "
    "RMSprop and Adam stay where they are. Gradient descent creeps or leaves.",
    limits="our valley, the rate 0.06 (Adagrad 1), 60 steps",
)
def dividing_rules_are_blind_to_scale(
    sgd: Any, adagrad: Any, rmsprop: Any, adam: Any, quadratic: Any
) -> Evidence:
    loss: Any = Multiplied(quadratic, SIZES[:, None])
    starts = np.tile(quadratic.start, (len(SIZES), 1))
    rules = (adagrad(lr=1.0), rmsprop(lr=0.06), adam(lr=0.06))
    apart = [
        np.abs(points - points[:, 3:4]).max()
        for points in (simulate(rule, loss, starts, 60).points for rule in rules)
    ]
    descent = simulate(sgd(lr=0.06), loss, starts, 60)
    way = np.abs(descent.points[-1, :2] - descent.points[0, :2]).max()
    return Evidence(
        (
            at_most("largest distance of a path from the one at scale 1", apart, 1e-3),
            at_most("way of gradient descent at 0.001 and 0.01", float(way), 1),
            at_least("step at which it is lost at 10, 100 and 1,000", descent.diverged_at[4:], 1),
        )
    )


@claim(
    page=PAGE,
    says="After gradients have fallen to a hundredth, RMSprop's steps are full again after about "
    "ten memories, because it forgets.",
    limits="100 steps with gradients of 1, then 2,000 with 0.01; memories β of 0.8, 0.9, 0.95 and "
    "0.99, of length 1/(1 − β); a full step is 0.9 rates",
    without="the forgetting (Adagrad)",
)
def rmsprop_recovers_because_it_forgets(rmsprop: Any, adagrad: Any) -> Evidence:
    betas = np.array([0.8, 0.9, 0.95, 0.99])
    fall = np.where(np.arange(2100) < 100, 1.0, 0.01)
    waits = []
    for beta in betas:
        steps = moved(rmsprop(lr=1.0, beta=beta), fall[:, None])[100:, 0]
        waits.append(int((steps > 0.9).argmax()) + 1 if (steps > 0.9).any() else np.inf)
    late = moved(adagrad(lr=1.0), fall[:, None])[-1, 0]
    return Evidence(
        (between("steps until it is full ÷ memory", np.array(waits) * (1 - betas), 8, 12),),
        (at_most("Adagrad's last step ÷ rate", float(late), 0.01),),
        {"adagrad": float(late)},
    )


@claim(
    page=PAGE,
    says="Adam's second step goes on although the gradient has turned, because the average of the "
    "gradients still points the first way.",
    limits="the gradients 4 and −1, the rate 0.1",
    without="that average (β₁ = 0)",
)
def adams_second_step_goes_on(adam: Any) -> Evidence:
    gradients = np.array([[4.0], [-1.0]])
    ours, bare = (
        float(np.diff(scripted(adam(lr=0.1, **knobs), gradients, np.zeros(1))[:, 0])[1])
        for knobs in ({}, {"beta1": 0.0})
    )
    return Evidence(
        (at_most("second step", ours, -0.01),), (at_least("second step, β₁ = 0", bare, 0.01),)
    )


def uncorrected(steps: int, beta1: float, beta2: float) -> np.ndarray:
    """Return how long uncorrected steps are, in rates, under gradients of one size and sign."""
    m, v, found = 0.0, 0.0, []
    for _ in range(steps):
        m, v = beta1 * m + (1 - beta1), beta2 * v + (1 - beta2)
        found.append(m / v**0.5)
    return np.array(found)


def steps_until(share: float, factors: np.ndarray) -> int:
    """Return the step from which all factors are within `share` of one."""
    return int(np.flatnonzero(np.abs(factors - 1) > share)[-1]) + 2


@claim(
    page=PAGE,
    says="Adam's bias correction matters only in the first few hundred steps.",
    verdict=FAILS,
    limits="steps with and without the correction under gradients of one size and sign, β₁ = 0.9 "
    "and β₂ = 0.999, the usual ones. It takes thousands; a shorter memory takes fewer",
)
def adams_correction_is_over_after_a_few_hundred_steps(adam: Any) -> Evidence:
    corrected = moved(adam(lr=1.0, eps=0.0), np.ones((6000, 1)))[:, 0]
    usual = uncorrected(6000, 0.9, 0.999) / corrected
    found = {
        "within_ten": steps_until(0.1, usual),
        "within_five": steps_until(0.05, usual),
        "within_one": steps_until(0.01, usual),
        "at_300": float(usual[299]),
        "at_1000": float(usual[999]),
    }
    return Evidence(
        (
            at_most("uncorrected ÷ corrected step, step 300", found["at_300"], 1.1),
            at_most("step from which it is less than 5 percent", found["within_five"], 999),
            at_most("step from which it is less than 1 percent", found["within_one"], 999),
        ),
        numbers=found,
    )


@claim(
    page=PAGE,
    says="With β₂ = 0.95, as language models have it, Adam's correction is over within a hundred "
    "steps, and then it is less than one percent.",
    limits="gradients of one size and sign, β₁ = 0.9",
)
def a_short_memory_needs_no_correction_for_long(adam: Any) -> Evidence:
    corrected = moved(adam(lr=1.0, beta2=0.95, eps=0.0), np.ones((1000, 1)))[:, 0]
    factors = uncorrected(1000, 0.9, 0.95) / corrected
    return Evidence(
        (
            at_most("step from which it is less than 1 percent", steps_until(0.01, factors), 100),
            between("uncorrected ÷ corrected, all steps", factors, 0.4, 1.15),
        ),
        numbers={"within_one": steps_until(0.01, factors), "first": float(factors[0])},
    )


def by_hand(
    loss: Any, starts: np.ndarray, steps: int, lr: float, corrected: bool, inside: float = 0.0
) -> np.ndarray:
    """Return the points of Adam, with its correction or without, and an ε under its root."""
    x, m, v, points = starts, 0.0, 0.0, [starts]
    for t in range(1, steps + 1):
        g = loss.grad(x)
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
        first, second = (1 - 0.9**t, 1 - 0.999**t) if corrected else (1.0, 1.0)
        x = x - lr * (m / first) / np.sqrt(v / second + inside)
        points.append(x)
    return np.array(points)


@claim(
    page=PAGE,
    says="Without the correction Adam's longest step in our valley is over three times as long, "
    "and it overshoots farther.",
    limits="nine starts, the rate 0.1, 120 steps",
)
def without_its_correction_adam_overshoots(adam: Any, quadratic: Any) -> Evidence:
    starts = around(quadratic)
    ours = simulate(adam(lr=0.1), quadratic, starts, 120).points
    bare = by_hand(quadratic, starts, 120, 0.1, corrected=False)
    # All starts are to the left of the minimum: beyond it is to the right.
    beyond = bare[..., 0].max(axis=0) - ours[..., 0].max(axis=0)
    share = lengths(bare).max(axis=0) / lengths(ours).max(axis=0)
    return Evidence(
        (
            at_least("longest step, uncorrected ÷ corrected", share, 3),
            at_least("how much farther it goes beyond the minimum", beyond, 0.3),
        )
    )


@claim(
    page=PAGE,
    says="With gradients of about a hundred-thousandth, Adam crosses the valley if an ε of 10⁻⁸ "
    "stands beside the root, and hardly moves if the same ε stands under it.",
    limits="our valley multiplied by 10⁻⁶, nine starts, the rate 0.1, 60 steps",
)
def an_epsilon_under_the_root_stops_small_gradients(adam: Any, quadratic: Any) -> Evidence:
    starts = around(quadratic)
    loss: Any = Multiplied(quadratic, np.full((9, 1), 1e-6))
    beside = simulate(adam(lr=0.1, eps=1e-8), loss, starts, 60).points[-1]
    under = by_hand(loss, starts, 60, 0.1, corrected=True, inside=1e-8)[-1]
    left = [np.abs(end[:, 0] / starts[:, 0]) for end in (beside, under)]
    return Evidence(
        (
            at_most("distance left along the valley, beside the root", left[0], 0.25),
            at_least("under the root", left[1], 0.85),
        )
    )


def edge(large: float) -> float:
    """Return the memory at which three steps under C, −1, −1 add up to nothing, by halving."""
    low, high = 0.0, 1.0
    for _ in range(50):
        b = (low + high) / 2
        squares = np.array([large**2, 1, 1])
        roots = [np.sqrt(np.dot(squares[[i, i - 1, i - 2]], [1, b, b * b])) for i in range(3)]
        down = large / roots[0] - 1 / roots[1] - 1 / roots[2]
        low, high = (b, high) if down < 0 else (low, b)
    return high


@claim(
    page=PAGE,
    says="Under gradients C, −1, −1 Adam climbs if its memory β₂ is below an edge, which falls as "
    "C grows, and goes down above it.",
    limits="C of 2.5, 3, 5 and 10; memories 0.05 below and above the edge; β₁ = 0, the rate "
    "0.5/√t, 3,000 steps on [−1, 1]",
)
def adam_climbs_below_an_edge(adam: Any) -> Evidence:
    sizes = np.array([2.5, 3.0, 5.0, 10.0])
    edges = np.array([edge(size) for size in sizes])
    memories = np.concatenate([edges - 0.05, edges + 0.05])[:, None]
    large = np.concatenate([sizes, sizes])[:, None]
    x = np.zeros((8, 1))
    state = adam().init(x)
    for t in range(1, 3001):
        rule = adam(lr=0.5 / np.sqrt(t), beta1=0.0, beta2=memories)
        gradient = large if t % 3 == 1 else -np.ones((8, 1))
        x, state = rule.step(x, state, t, Script([gradient]))
        x = np.clip(x, -1, 1)
    return Evidence(
        (
            at_least("where it ends, below the edge", x[:4], 0.5),
            at_most("above the edge", x[4:], -0.5),
            at_most("edge at 10 ÷ at 2.5", float(edges[-1] / edges[0]), 0.5),
        )
    )


@claim(
    page=PAGE,
    says="Adam's default memories fail as well where large gradients are rare enough: with one in "
    "10,000, large enough that the mean slope is positive, it climbs.",
    limits="gradients of −1 and, once in 10,000 steps, of 15,000; 50,000 steps, β₁ = 0.9 and "
    "β₂ = 0.999. With one in 100, of 150, it goes down",
)
def adams_defaults_climb_where_large_gradients_are_rare(adam: Any) -> Evidence:
    gaps = np.array([100, 10_000])
    pushes = np.where(np.arange(1, 50_001)[:, None] % gaps == 0, 1.5 * gaps, -1.0)
    end = scripted(adam(lr=1.0), pushes, np.zeros(2))[-1]
    return Evidence(
        (
            at_least("way up, one in 10,000, in rates", float(end[1]), 5_000),
            at_most("way up, one in 100, in rates", float(end[0]), -100),
            at_least("mean slope", pushes.mean(axis=0), 0.4),
        )
    )
