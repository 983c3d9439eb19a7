"""What is said of the noisy valley."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from gen.arithmetic.vectors import dot, norm
from gen.claims.ledger import Evidence, at_least, at_most, between, claim
from gen.claims.runs import EACH_RATE, around, path
from gen.losses import Wrapped
from gen.measurements.grid import distances
from gen.measurements.rate_search import RATES, tuned
from gen.optimizer import Array
from gen.schedules import SCHEDULES
from gen.simulate import simulate
from gen.surface import Moment

PAGE = "surfaces/noisy-valley"


@claim(
    page=PAGE,
    says="At 0.1 gradient descent is in the middle of the noisy valley after twenty steps and "
    "keeps dancing; at 0.003 it is still far away at the end; with a rate that falls along a "
    "cosine it comes in and settles.",
    limits="100 runs, each with noise of its own, 120 steps; the middle of them",
)
def a_large_rate_dances_and_a_small_one_creeps(sgd: Any, noisy_valley: Any) -> Evidence:
    large = averaged(sgd(lr=0.1), noisy_valley)
    small = averaged(sgd(lr=0.003), noisy_valley)
    cosine = averaged(sgd(lr=0.1), noisy_valley, SCHEDULES["cosine"])
    return Evidence(
        (
            at_most("middle distance after 20 steps, at 0.1", large[20], 0.7),
            between("the same at the end", large[-20:], 0.15, 0.7),
            at_least("at 0.003, at the end", small[-1], 1),
            at_most(
                "with the cosine ÷ at 0.1, at the end", float(cosine[-1] / large[-20:].mean()), 0.5
            ),
        ),
        numbers={"large": float(large[-20:].mean()), "small": small[-1], "cosine": cosine[-1]},
    )


def averaged(rule: Any, valley: Any, schedule: Any = None) -> np.ndarray:
    """Return the middle distance of a hundred runs from the minimum, at each step."""
    many, starts = Moment(valley, 0, seed=SEEDS), np.tile(valley.start, (100, 1))
    points = simulate(rule, many, starts, 120, schedule).points
    return np.asarray(np.median(distances(points, valley), axis=1))


SEEDS: Any = np.arange(1, 101)[:, None]


@claim(
    page=PAGE,
    says="At no constant rate does one of the four rules stay within a hundredth of the noisy "
    "valley's minimum in the race's last quarter.",
    limits=f"gradient descent, momentum, RMSprop and Adam, {len(RATES)} rates, nine starts, the "
    "noise of the "
    "race",
)
def nobody_rests_in_the_noise(
    sgd: Any, momentum: Any, rmsprop: Any, adam: Any, noisy_valley: Any
) -> Evidence:
    least = []
    for rule in (sgd, momentum, rmsprop, adam):
        points = simulate(rule(lr=EACH_RATE), noisy_valley, around(noisy_valley), 120).points
        least.append(distances(points[-30:], noisy_valley).max(axis=0).min())
    return Evidence((at_least("least of all rates: farthest in the last 30 steps", least, 0.05),))


@claim(
    page=PAGE,
    says="Gradient descent takes a much smaller rate in the noisy valley than without the noise.",
    limits="the search of the race, with the noise and without",
)
def noise_halves_the_rate(sgd: Any, noisy_valley: Any) -> Evidence:
    noisy = tuned(sgd, noisy_valley).lr
    quiet = tuned(sgd, replace(noisy_valley, noise_level=0.0)).lr
    return Evidence(
        (at_most("rate with the noise ÷ without", noisy / quiet, 0.5),), numbers={"quiet": quiet}
    )


@claim(
    page=PAGE,
    says="Line search arrives in the noisy valley because it is told the exact loss.",
    limits="nine starts, 120 steps, begun at 1",
    without="the exact loss (the loss of a minibatch: it slopes as the noisy gradient does)",
)
def line_search_arrives_because_its_loss_is_exact(line_search: Any, noisy_valley: Any) -> Evidence:
    starts = around(noisy_valley)
    exact = path(line_search, noisy_valley, 120, starts, lr=1.0).points[-1]
    batch = simulate(line_search(lr=1.0), Batch(noisy_valley), starts, 120).points[-20:]
    return Evidence(
        (at_most("distance at last", distances(exact, noisy_valley), 0.01),),
        (
            at_least(
                "the same with a minibatch's loss, farthest of the last 20 steps",
                distances(batch, noisy_valley).max(axis=0),
                0.3,
            ),
        ),
    )


@dataclass(frozen=True)
class Batch(Wrapped):
    """A noisy surface whose loss has the same noise as its gradient, as on a minibatch."""

    t: int = 0

    def value(self, x: Array) -> np.ndarray:
        """Return the loss of this step's batch, of shape (...)."""
        now = self.loss.at(self.t)
        return np.asarray(now.value(x) + dot(now.noise(x), x)[..., 0])

    def at(self, t: int) -> Batch:
        """Return the loss of step `t`."""
        return Batch(self.loss.at(t), t)


@claim(
    page=PAGE,
    says="In the noisy valley the loss stays, on average, at the sum of η/(2(2 − ηλ)).",
    limits="100 runs from the minimum, steps 500 to 1,000; the rates 0.01, 0.03 and 0.1",
)
def what_remains_is_the_price_of_the_rate(sgd: Any, noisy_valley: Any) -> Evidence:
    many, ratios = Moment(noisy_valley, 0, seed=SEEDS), []
    for lr in (0.01, 0.03, 0.1):
        values = simulate(sgd(lr=lr), many, np.zeros((100, 2)), 1000).values[500:]
        ratios.append(values.mean() / sum(lr / (2 * (2 - lr * k)) for k in (1, 10)))
    return Evidence((between("mean loss ÷ the formula's", ratios, 0.9, 1.1),))


@claim(
    page=PAGE,
    says="In the noisy valley a tenth of the rate leaves about a tenth of the loss and takes about "
    "ten times as long to arrive.",
    limits="rates 0.03 and 0.003; the loss of 100 runs at last; without noise, steps to a "
    "hundredth of the distance",
)
def a_tenth_of_the_rate_takes_ten_times_as_long(sgd: Any, noisy_valley: Any) -> Evidence:
    many, left, steps = Moment(noisy_valley, 0, seed=SEEDS), [], []
    quiet = replace(noisy_valley, noise_level=0.0)
    for lr in (0.03, 0.003):
        left.append(simulate(sgd(lr=lr), many, np.zeros((100, 2)), 1500).values[1000:].mean())
        away = norm(simulate(sgd(lr=lr), quiet, quiet.start, 2000).points)[:, 0]
        steps.append(int((away > away[0] / 100).sum()))
    return Evidence(
        (
            between("loss at the larger rate ÷ at the smaller", float(left[0] / left[1]), 8, 13),
            between("steps at the smaller ÷ at the larger", steps[1] / steps[0], 9, 11),
        )
    )
