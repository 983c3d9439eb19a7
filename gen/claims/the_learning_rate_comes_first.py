"""What the fifth lesson says: sweeps, their grids and seeds, one rate for all, and batch sizes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np

from gen.arithmetic.functions import log10
from gen.claims.ledger import FAILS, IN_PART, Evidence, at_least, at_most, between, claim
from gen.claims.runs import EACH_RATE, Bowl, around, scores
from gen.experiments.results import result
from gen.measurements.noisy_bowl import BATCHES, LIMIT, best_rates
from gen.measurements.rate_search import RATES
from gen.simulate import simulate
from gen.surface import Moment, Surface

PAGE = "learn/the-learning-rate-comes-first"
FOUR_RULES = "gradient descent, momentum, RMSprop and Adam"
EIGHT = "eight surfaces, nine starts each, 120 steps, 41 rates from 0.0001 to 10"


def first_of(rules: tuple[Any, ...], surface: Surface, rate: float, steps: int) -> list[int]:
    """Return which rule has the lowest of its highest last losses, from each of nine starts."""
    losses = []
    for rule in rules:
        run = simulate(rule(lr=rate), surface, around(surface), steps)
        high = run.values[-steps // 4 :].max(axis=0)
        losses.append(np.where(run.diverged_at < 0, high, np.inf))
    return list(np.argmin(losses, axis=0))


@claim(
    page=PAGE,
    says="Each of four optimizers wins if one rate for all is chosen to suit it.",
    limits="Himmelblau, nine starts, 60 steps, the rates 0.002 (momentum), 0.01 (gradient descent),"
    " 0.1 (RMSprop) and 0.75 (Adam)",
)
def each_of_four_wins_at_some_rate(
    sgd: Any, momentum: Any, rmsprop: Any, adam: Any, himmelblau: Any
) -> Evidence:
    rules = (sgd, momentum, rmsprop, adam)
    suits = {1: 0.002, 0: 0.01, 2: 0.1, 3: 0.75}
    won = [first_of(rules, himmelblau, rate, 60).count(rule) / 9 for rule, rate in suits.items()]
    return Evidence((at_least("share of the starts from which it is first", won, 0.7),))


def gains(rules: tuple[Any, ...], surfaces: tuple[Any, ...]) -> np.ndarray:
    """Return the decades that each rule gains on each surface at each of RATES."""
    return np.array(
        [
            [scores(rule(lr=EACH_RATE), surface, around(surface)) for rule in rules]
            for surface in surfaces
        ]
    )


@claim(
    page=PAGE,
    says="Who is ahead at one rate for all is ahead as well when each has its own best rate.",
    verdict=FAILS,
    limits=f"{FOUR_RULES}; {EIGHT}; for all the rate 0.01. About half of the pairs change order",
)
def an_order_at_one_rate_is_the_order_at_the_best(
    sgd: Any,
    momentum: Any,
    rmsprop: Any,
    adam: Any,
    quadratic: Any,
    rosenbrock: Any,
    beale: Any,
    himmelblau: Any,
    saddle: Any,
    two_valleys: Any,
    six_hump_camel: Any,
    ackley: Any,
) -> Evidence:
    rules = (sgd, momentum, rmsprop, adam)
    surfaces = (quadratic, rosenbrock, beale, himmelblau, saddle, two_valleys, six_hump_camel)
    found = gains(rules, (*surfaces, ackley))
    one, best = found[..., RATES.index(0.01)], found.max(axis=-1)
    kept = [
        bool((one[s, a] - one[s, b]) * (best[s, a] - best[s, b]) > 0)
        for s in range(len(found))
        for a, b in combinations(range(len(rules)), 2)
        if abs(best[s, a] - best[s, b]) > 0.1 and abs(one[s, a] - one[s, b]) > 0.1
    ]
    share = float(np.mean(kept))
    return Evidence(
        (at_least("share of the pairs that keep their order", share, 0.9),),
        numbers={"turned": 1 - share, "pairs": len(kept)},
    )


@claim(
    page=PAGE,
    says="On digits the choice among six optimizers matters less to the training loss than a rate "
    "that is wrong by a factor of ten.",
    verdict=IN_PART,
    limits="the network of 2,410 weights of the page on real networks, 400 steps, constant rates, "
    "the middle of five seeds. Ten times too large costs more with every one of the six; ten times "
    "too small does with some",
)
def on_digits_a_wrong_rate_costs_more_loss(
    sgd: Any, momentum: Any, adagrad: Any, rmsprop: Any, adam: Any, lion: Any
) -> Evidence:
    arms = result("digits-rates").arms.values()
    best = [arm.middle("loss") for arm in arms]
    spread = max(best) / min(best)
    large, small = (
        [arm.middle("loss", arm.nearest(arm.rate * factor)) / arm.middle("loss") for arm in arms]
        for factor in (10.0, 0.1)
    )
    return Evidence(
        (
            at_least("times the loss at ten times the best rate ÷ worst of six", large, spread),
            at_least("the same at a tenth of it", small, spread),
        ),
        numbers={
            "spread": spread,
            "large": min(large),
            "small_least": min(small),
            "small_most": max(small),
        },
    )


def best_of(rule: Any, loss: Any, rates: np.ndarray, steps: int) -> float:
    """Return the rate of the lowest last loss from the start (1, …, 1)."""
    x = np.ones((len(rates), len(loss.curvatures)))
    ruled = rule(lr=rates[:, None])
    state = ruled.init(x)
    with np.errstate(all="ignore"):
        for t in range(1, steps + 1):
            x, state = ruled.step(x, state, t, loss)
        ends = loss.value(x)
    return float(rates[np.nanargmin(np.where(np.isfinite(ends), ends, np.nan))])


@claim(
    page=PAGE,
    says="Given enough steps, the best constant rate of gradient descent without noise is right "
    "below its edge, and it leaves steep and flat directions equally fast.",
    limits="bowls of curvatures 1 and κ, κ = 10 to 100, 5κ steps; rates in steps of half a percent",
)
def descents_best_rate_is_just_below_its_edge(sgd: Any) -> Evidence:
    shares, theory = [], []
    for kappa in (10.0, 30.0, 100.0):
        rates = 2 / kappa * np.arange(0.5, 1.0, 0.005)
        best = best_of(sgd, Bowl(np.array([1.0, kappa])), rates, int(5 * kappa))
        shares.append(best * kappa / 2)
        theory.append(best * (1 + kappa) / 2)
    return Evidence(
        (
            between("best rate ÷ 2/λmax", shares, 0.88, 1),
            between("best rate ÷ 2/(λmin + λmax)", theory, 0.95, 1.05),
        ),
    )


@claim(
    page=PAGE,
    says="If a loss is multiplied by a hundred, the best rate of gradient descent is a hundred "
    "times smaller and Adam's stays, because Adam divides by the gradient's size.",
    limits="the bowl of curvatures 1 and 10, 60 steps, 81 rates from 10⁻⁶ to 10",
    without="the division (gradient descent)",
)
def adams_best_rate_does_not_follow_the_losss_scale(sgd: Any, adam: Any) -> Evidence:
    curvatures = np.array([1.0, 10.0])
    rates = 10.0 ** (np.arange(-72, 13) / 12)
    moved = [
        best_of(rule, Bowl(100 * curvatures), rates, 60)
        / best_of(rule, Bowl(curvatures), rates, 60)
        for rule in (adam, sgd)
    ]
    return Evidence(
        (between("best rate of Adam, times a hundred ÷ before", moved[0], 0.95, 1.05),),
        (between("best rate of gradient descent", moved[1], 0.0095, 0.0105),),
    )


def grids(curve: np.ndarray, step: int) -> Iterator[tuple[float, int]]:
    """Yield how many decades each grid of every step-th rate is behind, and its best's place."""
    for offset in range(step):
        some = curve[offset::step]
        yield float(curve.max() - some.max()), offset + step * int(some.argmax())


@claim(
    page=PAGE,
    says="A grid of four rates a decade loses less than half of what a grid of one rate a decade "
    "loses.",
    limits=f"{FOUR_RULES}; {EIGHT}; four rates a decade against one, wherever the grid begins; the "
    "best of eight a decade is the measure",
)
def four_rates_a_decade_are_enough(
    sgd: Any,
    momentum: Any,
    rmsprop: Any,
    adam: Any,
    quadratic: Any,
    rosenbrock: Any,
    beale: Any,
    himmelblau: Any,
    saddle: Any,
    two_valleys: Any,
    six_hump_camel: Any,
    ackley: Any,
) -> Evidence:
    surfaces = (quadratic, rosenbrock, beale, himmelblau, saddle, two_valleys, six_hump_camel)
    found = gains((sgd, momentum, rmsprop, adam), (*surfaces, ackley)).reshape(-1, len(RATES))
    lost = {
        step: float(np.mean([behind for curve in found for behind, _ in grids(curve, step)]))
        for step in (2, 4, 8)
    }
    return Evidence(
        (at_least("decades lost by one a decade ÷ by four a decade", lost[8] / lost[2], 2),),
        numbers={"one": lost[8], "two": lost[4], "four": lost[2]},
    )


@claim(
    page=PAGE,
    says="A sweep that ends before the best rate shows it: the best of it is its largest rate.",
    limits=f"{FOUR_RULES}; {EIGHT}; of these every fourth, wherever the sweep begins, up to half a "
    "decade and up to a whole one below the best. Where a curve has two valleys it shows nothing",
)
def a_sweep_cut_short_has_its_best_at_the_rim(
    sgd: Any,
    momentum: Any,
    rmsprop: Any,
    adam: Any,
    quadratic: Any,
    rosenbrock: Any,
    beale: Any,
    himmelblau: Any,
    saddle: Any,
    two_valleys: Any,
    six_hump_camel: Any,
    ackley: Any,
) -> Evidence:
    surfaces = (quadratic, rosenbrock, beale, himmelblau, saddle, two_valleys, six_hump_camel)
    found = gains((sgd, momentum, rmsprop, adam), (*surfaces, ackley)).reshape(-1, len(RATES))
    sweeps = [curve[offset::4] for curve in found for offset in range(4)]  # two rates a decade
    shares = []
    for cut in (1, 2):
        short = [sweep[: sweep.argmax() + 1 - cut] for sweep in sweeps]
        shares.append(
            float(np.mean([some.argmax() == len(some) - 1 for some in short if len(some) > 2]))
        )
    return Evidence(
        (at_least("share of the sweeps whose best is at the rim", shares, 0.75),),
        numbers={"half": shares[0], "whole": shares[1]},
    )


SEEDS = 64
NOISY_RATES = np.array(RATES)[8:33:2]  # four a decade, from 0.001 to 1


def noisy_ends(rule: Any, surface: Surface, rates: np.ndarray, steps: int) -> np.ndarray:
    """Return the last loss (rates, SEEDS) on a noisy surface; 10⁶ where a run was lost."""
    noisy = Moment(surface, 0, seed=np.arange(SEEDS)[:, None])  # type: ignore[arg-type]
    starts = np.tile(surface.start, (SEEDS, 1))
    run = simulate(rule(lr=rates[:, None, None]), noisy, starts, steps)
    return np.where(run.diverged_at < 0, np.minimum(run.values[-1], 1e6), 1e6)


@claim(
    page=PAGE,
    says="A rate that one seed chooses is worse than one that eight seeds choose, and the loss it "
    "was chosen by is too good.",
    limits="gradient descent, momentum and Adam on the noisy valley, 120 steps, 13 rates, four a "
    "decade; each seed judges all rates by its last loss; the true loss is the mean of 64 seeds",
)
def one_seed_chooses_badly_and_flatters(
    sgd: Any, momentum: Any, adam: Any, noisy_valley: Any
) -> Evidence:
    told, one, eight = [], [], []
    for rule in (sgd, momentum, adam):
        ends = noisy_ends(rule, noisy_valley, NOISY_RATES, 120)
        true = ends.mean(axis=1)
        lowest = ends.argmin(axis=0)
        told.append(float(ends.min(axis=0).mean() / true.min()))
        one.append(float(true[lowest].mean() / true.min()))
        groups = ends.reshape(len(ends), -1, 8).mean(axis=-1).argmin(axis=0)
        eight.append(float(true[groups].mean() / true.min()))
    return Evidence(
        (
            at_most("loss that one seed reports of its best ÷ the true best", told, 0.9),
            at_least("true loss at the rate that one seed chooses ÷ the true best", one, 1.5),
            at_most("the same for eight seeds", eight, 1.3),
        ),
        numbers={
            "told": float(np.mean(told)),
            "one": float(np.mean(one)),
            "eight": float(np.mean(eight)),
        },
    )


@claim(
    page=PAGE,
    says="With noise a short sweep chooses too large a rate for a long run.",
    limits="gradient descent, momentum and Adam on the noisy valley, 30 and 480 steps, four rates "
    "a decade, 64 seeds. Without noise the two best rates lie on either side of each other",
)
def a_short_sweep_chooses_too_large_a_rate(
    sgd: Any, momentum: Any, adam: Any, noisy_valley: Any
) -> Evidence:
    times, cost, calm = [], [], []
    for rule in (sgd, momentum, adam):
        short, long = (
            noisy_ends(rule, noisy_valley, NOISY_RATES, t).mean(axis=1) for t in (30, 480)
        )
        times.append(float(NOISY_RATES[short.argmin()] / NOISY_RATES[long.argmin()]))
        cost.append(float(long[short.argmin()] / long.min()))
        still = replace(noisy_valley, noise_level=0.0)
        best = [noisy_ends(rule, still, NOISY_RATES, t).mean(axis=1).argmin() for t in (30, 480)]
        calm.append(float(NOISY_RATES[best[0]] / NOISY_RATES[best[1]]))
    return Evidence(
        (
            at_least("best rate of 30 steps ÷ of 480", times, 2.5),
            at_least("loss of the long run at the short one's rate ÷ at its own", cost, 1.5),
        ),
        numbers={
            "times": min(times),
            "most": max(times),
            "cost": min(cost),
            "calm_least": min(calm),
            "calm_most": max(calm),
        },
    )


@claim(
    page=PAGE,
    says="Who tries more rates wins, even against the same optimizer.",
    limits="Adam against Adam on eight surfaces, 120 steps: the best of ten random rates against "
    "one random rate, 1,000 draws, from 0.0001 to 10; ties count half",
)
def who_tries_more_rates_wins(
    adam: Any,
    quadratic: Any,
    rosenbrock: Any,
    beale: Any,
    himmelblau: Any,
    saddle: Any,
    two_valleys: Any,
    six_hump_camel: Any,
    ackley: Any,
) -> Evidence:
    surfaces = (quadratic, rosenbrock, beale, himmelblau, saddle, two_valleys, six_hump_camel)
    curves = gains((adam,), (*surfaces, ackley))[:, 0]
    random = np.random.default_rng(0)
    wins, ahead = [], []
    for curve in curves:
        few = curve[random.integers(len(RATES), size=1000)]
        many = curve[random.integers(len(RATES), size=(1000, 10))].max(axis=1)
        wins.append(float(((many > few) + 0.5 * (many == few)).mean()))
        ahead.append(float((many - few).mean()))
    return Evidence(
        (at_least("share of the comparisons that ten tries win", wins, 0.8),),
        numbers={"wins": float(np.mean(wins)), "ahead": float(np.mean(ahead))},
    )


def grown(rates: np.ndarray, first: int, last: int) -> float:
    """Return with which power of the batch size the best rate grows between two of BATCHES."""
    return float(log10(rates[last] / rates[first]) / log10(BATCHES[last] / BATCHES[first]))


@claim(
    page=PAGE,
    says="The best rate of gradient descent grows in proportion to the batch size.",
    verdict=IN_PART,
    limits="a noisy bowl of curvatures 1 and 10, noise of 1, 3 and 10 for one example, exact means;"
    " batches of 1 to 64. It does after as many examples; after as many steps it grows far less",
)
def the_best_rate_grows_as_the_batch(sgd: Any) -> Evidence:
    same, steady = zip(*(best_rates(np.float64(noise)) for noise in (1.0, 3.0, 10.0)), strict=True)
    powers, slow = ([grown(rates, 0, 6) for rates in kind] for kind in (same, steady))
    return Evidence(
        (
            between("power, after as many examples", powers, 0.9, 1.1),
            between("power, after as many steps", slow, 0.9, 1.1),
        ),
        numbers={"same": float(np.mean(powers)), "steady": float(np.mean(slow))},
    )


@claim(
    page=PAGE,
    says="The linear rule ends below the edge: from some batch size on the best rate no longer "
    "grows.",
    limits="the same bowl, noise of 0.3, 1 and 3; batches of 512 and 1,024",
)
def the_linear_rule_ends_at_the_edge(sgd: Any) -> Evidence:
    rates = [best_rates(np.float64(noise))[0] for noise in (0.3, 1.0, 3.0)]
    return Evidence(
        (
            at_most("power from 512 to 1,024", [grown(some, 9, 10) for some in rates], 0.1),
            between("best rate at 1,024 ÷ the edge", [r[10] / LIMIT for r in rates], 0.5, 1),
        ),
    )


FEW, MANY, EXAMPLES = 4, 64, 4096


@claim(
    page=PAGE,
    says="After as many examples Adam's best rate grows nearer to the root of the batch size than "
    "in proportion to it, because it divides by the noise.",
    limits="the noisy valley with noise of 8 for one example; batches of 4 and 64, 4,096 examples, "
    "rates four a decade, 64 seeds",
    without="the division (gradient descent)",
)
def adams_best_rate_grows_as_the_root_of_the_batch(
    adam: Any, sgd: Any, noisy_valley: Any
) -> Evidence:
    powers = []
    for rule in (adam, sgd):
        best = []
        for batch in (FEW, MANY):
            surface = replace(noisy_valley, noise_level=8.0 / batch**0.5)
            rates = np.array(RATES)[4:31]
            ends = noisy_ends(rule, surface, rates, EXAMPLES // batch).mean(axis=1)
            best.append(rates[ends.argmin()])
        powers.append(float(log10(best[1] / best[0]) / log10(MANY / FEW)))
    return Evidence(
        (between("power with which Adam's best rate grows", powers[0], 0.35, 0.7),),
        (between("gradient descent's", powers[1], 0.8, 1.15),),
        {"adam": powers[0], "sgd": powers[1]},
    )
