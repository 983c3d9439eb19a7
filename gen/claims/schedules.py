"""What the lesson on schedules says: noise balls, falls, warm-ups and the range test."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic.functions import log, log10
from gen.claims.ledger import FAILS, IN_PART, Evidence, at_least, at_most, between, claim
from gen.claims.runs import Script, scripted
from gen.losses import Noisy
from gen.measurements.rate_search import RATES
from gen.schedules import SCHEDULES, cosine, linear, warmup_cosine
from gen.simulate import simulate
from gen.surface import Moment
from gen.surfaces.quadratic import quadratic as valley

PAGE = "learn/schedules"
RATE = 0.1
SEEDS: Any = np.arange(24)[:, None]
EACH_FOURTH: Any = np.array(RATES)[::4, None, None]


def root_mean_square(points: np.ndarray) -> float:
    """Return the distance from the minimum on average, in one direction."""
    return float(np.sqrt((points**2).mean()))


def after(fall: Any, length: int) -> float:
    """Return the distance after a fall from RATE, over all noise: the mean square, step by step."""
    square = RATE / (2 - RATE)
    for t in range(1, length + 1):
        rate = RATE * float(fall(np.float64(t), np.float64(length)))
        square = (1 - rate) ** 2 * square + rate**2
    return float(np.sqrt(square))


@claim(
    page=PAGE,
    says="The ball in which noise leaves descent grows as the root of the rate.",
    limits="a round bowl of curvature 1 with noise of size 1, rates of 0.01, 0.04 and 0.16, 40 "
    "draws, steps 600 to 1,500",
)
def the_noise_ball_grows_as_the_root_of_the_rate(sgd: Any) -> Evidence:
    rule = sgd(lr=np.array([0.01, 0.04, 0.16])[:, None, None])
    points = simulate(rule, Noisy(valley(1), 1.0, 5), np.zeros((40, 2)), 1500).points[600:]
    sizes = [root_mean_square(points[:, k]) for k in range(3)]
    return Evidence(
        (
            between(
                "size at four times the rate ÷ before", np.divide(sizes[1:], sizes[:-1]), 1.8, 2.2
            ),
        ),
        numbers={"small": sizes[0], "middle": sizes[1], "large": sizes[2]},
    )


@claim(
    page=PAGE,
    says="A fall shorter than 1/(ηλ) steps hardly shrinks the ball; one of ten times that length "
    "halves it.",
    limits="a round bowl of curvature 1 with noise of size 1, the rate 0.1 falling to zero along a "
    "straight line, 200 draws",
)
def a_short_fall_hardly_shrinks_the_ball(sgd: Any) -> Evidence:
    def left(steps: int) -> float:
        hold = 100  # until the ball is filled

        def late(t: Any, total: Any) -> Any:
            return 1.0 if t <= hold else linear(t - hold, np.float64(steps))

        noisy = Noisy(valley(1), 1.0, 9)
        run = simulate(sgd(lr=RATE), noisy, np.zeros((200, 2)), hold + steps, late)
        return root_mean_square(run.points[-1])

    before, short, long = (RATE / (2 - RATE)) ** 0.5, left(5), left(100)
    return Evidence(
        (
            at_least("distance after a fall of 5 steps ÷ before", short / before, 0.8),
            between("after one of 100 ÷ before", long / before, 0.4, 0.6),
        ),
        numbers={"short": short / before, "long": long / before},
    )


@claim(
    page=PAGE,
    says="After a long fall to zero the distance is as the length to the power −1/4 for a straight "
    "line, and −1/3 for a cosine.",
    limits="a bowl of curvature 1 with noise of size 1, the rate 0.1, falls of 1,000 and 4,000 "
    "steps; the mean square, computed step by step",
)
def a_long_fall_shrinks_the_ball_by_a_root(sgd: Any) -> Evidence:
    def exponent(fall: Any) -> float:
        return float(log(after(fall, 4000) / after(fall, 1000)) / log(4.0))

    starts = np.full((200, 2), 0.0)
    run = simulate(sgd(lr=RATE), Noisy(valley(1), 1.0, 11), starts, 400, linear)
    straight, curved = exponent(linear), exponent(cosine)
    return Evidence(
        (
            between("exponent of the straight line", straight, -0.27, -0.23),
            between("exponent of the cosine", curved, -0.36, -0.31),
            between(
                "distance of 200 drawn runs ÷ the computed one",
                root_mean_square(run.points[-1]) / after(linear, 400),
                0.9,
                1.1,
            ),
        ),
        numbers={"linear": straight, "cosine": curved},
    )


@claim(
    page=PAGE,
    says="The ball vanishes only if the squares of the rates have a finite sum.",
    verdict=FAILS,
    limits="a bowl of curvature 1 with noise of size 1 and rates of 0.5/√t, whose squares add up "
    "to infinity; the mean square, computed step by step; steps 100 and 10,000",
)
def a_ball_vanishes_only_if_the_squares_of_the_rates_add_up(sgd: Any) -> Evidence:
    square, squares = 0.25, []
    for t in range(1, 10_001):
        rate = 0.5 / t**0.5
        square = (1 - rate) ** 2 * square + rate**2
        squares.append(square)
    shrunk = float((squares[9_999] / squares[99]) ** 0.5)
    return Evidence((at_least("distance at step 10,000 ÷ at step 100", shrunk, 0.9),))


@claim(
    page=PAGE,
    says="Adam's bias correction misbehaves at step 1, and therefore transformers need a warm-up.",
    verdict=FAILS,
    limits="the correction itself: 300 gradients at step 1. Both corrected averages are exactly "
    "what they should be, the gradient and its square. What is true is that one gradient is little "
    "to divide by",
)
def adams_correction_misbehaves_at_step_one(adam: Any) -> Evidence:
    rule, g = adam(lr=1.0), np.random.default_rng(0).standard_normal(300)
    _, state = rule.step(0 * g, rule.init(0 * g), 1, Script(g[None]))
    m, v = state["m"], state["v"]
    apart = np.maximum(
        np.abs(m / (1 - rule.beta1) / g - 1), np.abs(v / (1 - rule.beta2) / g**2 - 1)
    )
    moved = np.abs(scripted(adam(lr=1.0, eps=0.0), g[None], 0 * g)[1])
    return Evidence(
        (
            at_least("error of the corrected averages at step 1", float(apart.max()), 0.01),
            at_least("error of the first step ÷ rate", float(np.abs(moved - 1).max()), 0.01),
        )
    )


def divisors(before: int, steps: int) -> np.ndarray:
    """Return the 95th ÷ 5th percentile of 1/√v̂ over 400 runs, after `before` gradients more."""
    rng, v, found = np.random.default_rng(1), np.zeros(400), []
    for t in range(1, before + steps + 1):
        v = 0.999 * v + 0.001 * rng.standard_normal(400) ** 2
        low, high = np.percentile(np.sqrt((1 - 0.999**t) / v), [5, 95])
        found.append(high / low)
    return np.array(found[before:])


@claim(
    page=PAGE,
    says="Adam's first divisors differ from seed to seed because they rest on few gradients.",
    limits="gradients of normal noise, β₂ = 0.999, 400 draws",
    without="the lack of gradients (the average has seen 1,000 before the first step)",
)
def adams_first_divisors_rest_on_few_gradients(adam: Any) -> Evidence:
    alone, fed = divisors(0, 100), divisors(1000, 100)
    return Evidence(
        (
            at_least("95th ÷ 5th percentile at step 1", float(alone[0]), 10),
            at_least("the same at step 4", float(alone[3]), 2),
            at_most("the same at step 100", float(alone[-1]), 1.5),
        ),
        (at_most("95th ÷ 5th percentile", fed, 1.25),),
        {"first": alone[0], "fourth": alone[3], "hundredth": alone[-1], "fed": fed[0]},
    )


def adam_steps(before: int) -> np.ndarray:
    """Return Adam's root mean squared steps ÷ rate in noise, after `before` gradients more."""
    rng, m, v, found = np.random.default_rng(2), np.zeros(400), np.zeros(400), []
    for t in range(1, before + 301):
        g = rng.standard_normal(400)
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
        found.append(root_mean_square(m / (1 - 0.9**t) / np.sqrt(v / (1 - 0.999**t))))
    return np.array(found[before:])


@claim(
    page=PAGE,
    says="In noise Adam's first step is over four times as long as its later ones, because its two "
    "averages are one gradient and its square.",
    limits="gradients of normal noise, β₁ = 0.9 and β₂ = 0.999, 400 draws; later: steps 200 to 300",
    without="the empty averages (they have seen 1,000 gradients before the first step)",
)
def adams_first_step_is_long(adam: Any) -> Evidence:
    alone, fed = adam_steps(0), adam_steps(1000)
    late = float(alone[200:].mean())
    return Evidence(
        (at_least("first step ÷ later ones", alone[0] / late, 4),),
        (between("the same", fed[0] / late, 0.8, 1.2),),
        {"late": late, "times": alone[0] / late},
    )


@claim(
    page=PAGE,
    says="On a bowl with noise Adam's first steps do no lasting harm: after 300 steps runs with "
    "and without a warm-up are equally far from the minimum.",
    limits="a round bowl of curvature 1 with noise of size 1, begun at the minimum, the rate 0.02, "
    "a warm-up of 100 steps, 300 draws",
)
def adams_first_steps_do_no_lasting_harm_on_a_bowl(adam: Any) -> Evidence:
    def rising(t: Any, total: Any) -> Any:
        return np.minimum(1.0, t / 100)

    plain, warm = (
        simulate(adam(lr=0.02), Noisy(valley(1), 1.0, 7), np.zeros((300, 2)), 300, schedule).points
        for schedule in (None, rising)
    )
    early = root_mean_square(plain[30]) / root_mean_square(warm[30])
    return Evidence(
        (
            at_least("distance without ÷ with a warm-up after 30 steps", early, 3),
            between(
                "the same after 300 steps",
                root_mean_square(plain[-1]) / root_mean_square(warm[-1]),
                0.95,
                1.05,
            ),
        )
    )


def read_off(rule: Any, pace: int) -> tuple[float, float]:
    """Return at which rates a range test is lowest, and back at its start; infinite if never."""
    steps = 3 * pace
    rates = 10.0 ** (np.arange(steps + 1) / pace - 3)

    def grows(t: Any, total: Any) -> Any:
        return rates[int(t) - 1]

    noisy = Noisy(valley(10), 0.3, 4)
    losses = simulate(rule(lr=1.0), noisy, (3.0, 1.0), steps, grows).values
    least = int(losses.argmin())
    back = np.flatnonzero(losses[least:] > losses[0])
    return float(rates[least]), float(rates[least + back[0] - 1]) if len(back) else np.inf


@claim(
    page=PAGE,
    says="A quick range test reads the limit too high, because the run needs steps to blow up.",
    limits="gradient descent in a valley with curvatures 1 and 10, noise of 0.3, rates from 0.001 "
    "to 1; 8 and 150 steps for a factor of ten",
    without="the haste (150 steps for a factor of ten)",
)
def a_quick_range_test_reads_too_high(sgd: Any) -> Evidence:
    quick, slow = read_off(sgd, 8)[1] / 0.2, read_off(sgd, 150)[1] / 0.2
    return Evidence(
        (at_least("rate at which the loss is back ÷ 2/λ, quick", quick, 2),),
        (between("the same, slow", slow, 1, 1.4),),
        {"quick": quick, "slow": slow},
    )


@claim(
    page=PAGE,
    says="A range test finds no limit of Adam: its loss does not come back to its start at any "
    "rate up to 1.",
    limits="a valley with curvatures 1 and 10, noise of 0.3, 60 and 150 steps for a factor of ten",
)
def a_range_test_finds_no_limit_of_adam(adam: Any, sgd: Any) -> Evidence:
    found = [read_off(adam, pace)[1] for pace in (60, 150)]
    return Evidence(
        (
            at_least("rate at which Adam's loss is back", found, 1),
            at_most("rate at which gradient descent's is", read_off(sgd, 60)[1], 0.5),
        )
    )


def best_ends(rule: Any, surface: Any, slugs: tuple[str, ...]) -> np.ndarray:
    """Return the mean loss after 120 steps with each schedule, at the best of ten rates."""
    starts, found = np.tile(surface.start, (len(SEEDS), 1)), []
    for slug in slugs:
        noisy = Moment(surface, 0, seed=SEEDS)
        run = simulate(rule(lr=EACH_FOURTH), noisy, starts, 120, SCHEDULES[slug])
        ends = np.where(run.diverged_at < 0, run.values[-1], np.inf).mean(axis=-1)
        found.append(ends.min() - surface.lowest)
    return np.array(found)


@claim(
    page=PAGE,
    says="The schedule has more leverage than the optimizer.",
    verdict=IN_PART,
    limits="with noise it has, without noise it has not: the noisy valley and the quadratic, 120 "
    "steps, each pair at the best of its rates; gradient descent, momentum and Adam with a "
    "constant rate, a straight line, a cosine and an exponential",
)
def the_schedule_has_more_leverage_than_the_optimizer(
    sgd: Any, momentum: Any, adam: Any, noisy_valley: Any, quadratic: Any
) -> Evidence:
    slugs = ("constant", "linear", "cosine", "exponential")
    ratios: list[float] = []
    numbers: dict[str, float] = {}
    for name, surface in (("noise", noisy_valley), ("calm", quadratic)):
        ends = np.array([best_ends(rule, surface, slugs) for rule in (sgd, momentum, adam)])
        decades = log10(np.maximum(ends, 1e-12))  # below it nobody would look
        schedules = float(np.median(np.ptp(decades, axis=1)))
        optimizers = float(np.median(np.ptp(decades, axis=0)))
        ratios.append(schedules / optimizers)
        numbers |= {f"{name}_schedules": schedules, f"{name}_optimizers": optimizers}
    return Evidence(
        (
            at_least("spread over schedules ÷ over optimizers, with noise", ratios[0], 1.5),
            at_least("the same without noise", ratios[1], 1.5),
        ),
        numbers=numbers,
    )


@claim(
    page=PAGE,
    says="One-cycle ends nearer to the minimum than a cosine in as many steps.",
    verdict=FAILS,
    limits="the noisy valley, 120 steps, gradient descent and Adam, the mean loss of 24 draws, "
    "each at the best of its rates",
)
def one_cycle_ends_nearer_than_a_cosine(sgd: Any, adam: Any, noisy_valley: Any) -> Evidence:
    ends = np.array(
        [best_ends(rule, noisy_valley, ("one-cycle", "cosine")) for rule in (sgd, adam)]
    )
    return Evidence((at_most("its loss ÷ the cosine's", ends[:, 0] / ends[:, 1], 0.8),))


@claim(
    page=PAGE,
    says="A cosine that is begun anew four times ends higher than one long cosine.",
    limits="the noisy valley, 120 steps, gradient descent and Adam, the mean loss of 24 draws, "
    "each at the best of its rates",
)
def restarts_end_higher_than_one_cosine(sgd: Any, adam: Any, noisy_valley: Any) -> Evidence:
    ends = np.array([best_ends(rule, noisy_valley, ("restarts", "cosine")) for rule in (sgd, adam)])
    return Evidence((at_least("their loss ÷ the cosine's", ends[:, 0] / ends[:, 1], 1.3),))


@claim(
    page=PAGE,
    says="A cosine that is asked beyond its planned end rises again.",
    limits="warm-up and cosine planned for 1,000 steps, asked at step 1,500",
)
def a_cosine_rises_beyond_its_end(sgd: Any) -> Evidence:
    at_end, beyond = (float(warmup_cosine(np.float64(t), np.float64(1000))) for t in (1000, 1500))
    return Evidence(
        (at_most("share of the peak at the end", at_end, 1e-9), at_least("later", beyond, 0.3)),
        numbers={"beyond": beyond},
    )
