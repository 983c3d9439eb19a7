"""What is said of all optimizers together."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.claims.home import of_four
from gen.claims.ledger import Evidence, at_least, at_most, claim
from gen.claims.runs import around
from gen.simulate import simulate

PAGE = "optimizers/index"


@claim(
    page=PAGE,
    says="Each of these rules is ahead of gradient descent on one surface and behind it on "
    "another.",
    limits="momentum, Nesterov, Adagrad, RMSprop and Adam on six surfaces, nine starts, each at "
    "its own rate, 120 steps",
)
def what_helps_on_one_terrain_costs_on_another(
    sgd: Any,
    momentum: Any,
    nesterov: Any,
    adagrad: Any,
    rmsprop: Any,
    adam: Any,
    quadratic: Any,
    matyas: Any,
    rosenbrock: Any,
    ackley: Any,
    gaussian: Any,
    softmax: Any,
) -> Evidence:
    surfaces = quadratic, matyas, rosenbrock, ackley, gaussian, softmax
    gains = of_four(surfaces, sgd, momentum, nesterov, adagrad, rmsprop, adam)
    lead = gains[:, 1:] - gains[:, :1]
    return Evidence(
        (
            at_least("largest lead of each, in decades", lead.max(axis=0), 0.3),
            at_most("smallest lead of each", lead.min(axis=0), -0.3),
        )
    )


@claim(
    page=PAGE,
    says="At one and the same rate rules go differently far: on Rosenbrock's surface the first "
    "steps differ more than fiftyfold.",
    limits="gradient descent, momentum, Adagrad, RMSprop, Adam, Lion and AdamW at the rate 0.01, "
    "nine starts",
)
def at_one_rate_rules_go_differently_far(
    sgd: Any,
    momentum: Any,
    adagrad: Any,
    rmsprop: Any,
    adam: Any,
    lion: Any,
    adamw: Any,
    rosenbrock: Any,
) -> Evidence:
    starts, lengths = around(rosenbrock), []
    for rule in (sgd, momentum, adagrad, rmsprop, adam, lion, adamw):
        points = simulate(rule(lr=0.01), rosenbrock, starts, 1).points
        lengths.append(np.hypot(*(points[1] - points[0]).T))
    wide = np.max(lengths, axis=0) / np.min(lengths, axis=0)
    return Evidence((at_least("longest first step ÷ shortest", wide, 50),))
