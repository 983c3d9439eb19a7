"""What is said of Matyas's surface."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from gen.arithmetic.vectors import norm
from gen.claims.altered import Stretched
from gen.claims.ledger import Evidence, at_least, at_most, between, claim
from gen.claims.runs import EACH_RATE, around, arrivals, path, scores
from gen.losses import Wrapped
from gen.measurements.rate_search import RATES, smallest_of_best, tuned
from gen.optimizer import Array
from gen.simulate import simulate

PAGE = "surfaces/matyas"


@claim(
    page=PAGE,
    says="At the rate 0.05 gradient descent, RMSprop and Adam are still far out on Matyas's floor "
    "after 120 steps, and momentum is near.",
    limits="nine starts",
)
def at_a_common_rate_only_momentum_comes_near_on_matyas(
    sgd: Any, momentum: Any, rmsprop: Any, adam: Any, matyas: Any
) -> Evidence:
    away = [
        norm(path(rule, matyas, 120, around(matyas), lr=0.05).points[-1])[..., 0]
        for rule in (sgd, rmsprop, adam, momentum)
    ]
    return Evidence(
        (
            at_least("distance of the three", np.array(away[:3]), 4),
            at_most("momentum's", away[3], 1),
        ),
        numbers={"nearest": min(float(one[0]) for one in away[:3]), "momentum": away[3][0]},
    )


@claim(
    page=PAGE,
    says="At the rates of the search gradient descent arrives on Matyas from all of nine starts, "
    "the other three from fewer than half.",
    limits="120 steps",
)
def on_matyas_tuned_descent_arrives(
    sgd: Any, momentum: Any, rmsprop: Any, adam: Any, matyas: Any
) -> Evidence:
    others = [int((arrivals(rule, matyas) <= 120).sum()) for rule in (momentum, rmsprop, adam)]
    return Evidence(
        (
            at_most("steps of gradient descent", arrivals(sgd, matyas), 100),
            at_most("starts of nine from which another arrives", others, 4),
        )
    )


@claim(
    page=PAGE,
    says="On Rosenbrock gradient descent diverges at a hundredth of the rate that it takes on "
    "Matyas.",
    limits="nine starts on Rosenbrock, 120 steps",
)
def a_hundredth_of_matyas_rate_is_too_much_on_rosenbrock(
    sgd: Any, matyas: Any, rosenbrock: Any
) -> Evidence:
    rate = tuned(sgd, matyas).lr / 100
    run = path(sgd, rosenbrock, 120, around(rosenbrock), lr=rate)
    return Evidence((between("step at which it diverged", run.diverged_at, 1, 120),))


@claim(
    page=PAGE,
    says="Multiply the loss by c: gradient descent takes the same path at a rate c times smaller, "
    "and Adam and RMSprop take the same path at the same rate.",
    limits="Matyas times 1,000, nine starts, 120 steps, the rates of the search",
)
def adams_rate_does_not_depend_on_the_losss_scale(
    sgd: Any, rmsprop: Any, adam: Any, matyas: Any
) -> Evidence:
    large, apart = Stretched(matyas, 1000.0), []
    for rule, factor in ((sgd, 1000), (rmsprop, 1), (adam, 1)):
        lr = tuned(rule, matyas).lr
        there = simulate(rule(lr=lr / factor), large, around(matyas), 120).points
        here = simulate(rule(lr=lr), matyas, around(matyas), 120).points
        apart.append(np.abs(there - here)[:60].max())
    return Evidence((at_most("how far the paths part in 60 steps", apart, 1e-3),))


@dataclass(frozen=True)
class Shrunk(Wrapped):
    """A surface whose coordinates are `factor` times smaller; its heights stay."""

    factor: float

    @property
    def lowest(self) -> float:
        """The height of the lowest minimum."""
        return float(self.loss.lowest)  # type: ignore[attr-defined]

    def value(self, x: Array) -> Array:
        """Return the loss, of shape (...)."""
        return self.loss.value(self.factor * x)

    def grad(self, x: Array) -> Array:
        """Return the gradient, of shape (..., 2)."""
        return self.factor * self.loss.grad(self.factor * x)


@claim(
    page=PAGE,
    says="Adam's and RMSprop's good rates on Matyas are large because its coordinates are.",
    limits=f"nine starts, 120 steps, the best of {len(RATES)} rates, in the picture or out of it",
    without="the large coordinates (ten times smaller, the heights as before)",
)
def adams_rate_is_large_on_matyas_because_x_is(rmsprop: Any, adam: Any, matyas: Any) -> Evidence:
    found = np.array(
        [[best(rule, matyas, factor) for factor in (1, 10)] for rule in (rmsprop, adam)]
    )
    return Evidence(
        (at_least("best rate", found[:, 0], 0.1),),
        (between("best rate ÷ that with smaller coordinates", found[:, 0] / found[:, 1], 9, 11),),
    )


def best(rule: Any, surface: Any, factor: int) -> float:
    """Return the best rate with coordinates so many times smaller."""
    gains = scores(rule(lr=EACH_RATE), Shrunk(surface, factor), around(surface) / factor)
    return RATES[smallest_of_best(gains)]
