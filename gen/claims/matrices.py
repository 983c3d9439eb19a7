"""What is said of all matrix problems."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.claims.ledger import Evidence, at_least, claim
from gen.measurements.rate_search import FALLING, searched

PAGE = "matrices/index"


def best(rule: Any, problem: Any, schedule: str | None = None) -> float:
    """Return the decades that a rule gains at its best rate."""
    return float(max(searched(rule, problem, schedule=schedule)["scores"]))


@claim(
    page=PAGE,
    says="Muon, Lion, signSGD, LAMB and RMSprop gain from a rate that falls to zero, and gradient "
    "descent loses by it.",
    limits="three matrix problems, six random starts, 120 steps, the best rate for each; along a "
    "cosine",
)
def steps_that_do_not_shrink_gain_from_a_rate_that_falls(
    muon: Any, lion: Any, signsgd: Any, lamb: Any, rmsprop: Any, sgd: Any, matrices: Any
) -> Evidence:
    more = {
        rule: [best(rule, problem, FALLING) - best(rule, problem) for problem in matrices]
        for rule in (muon, lion, signsgd, lamb, rmsprop, sgd)
    }
    less = -np.array(more.pop(sgd))
    return Evidence(
        (
            at_least("decades that they gain by it", np.array(list(more.values())), 0.3),
            at_least("decades that gradient descent loses", less, 0.2),
        )
    )


@claim(
    page=PAGE,
    says="K-FAC and Shampoo gain nearly all of the six decades that count, on all three problems.",
    limits="six random starts, 120 steps, the best constant rate for each",
)
def kfac_and_shampoo_gain_nearly_all(kfac: Any, shampoo: Any, matrices: Any) -> Evidence:
    gains = np.array([best(rule, problem) for rule in (kfac, shampoo) for problem in matrices])
    return Evidence((at_least("decades", gains, 5.8),))


@claim(
    page=PAGE,
    says="At constant rates Muon gains less than gradient descent, and SOAP less than Adam.",
    limits="three matrix problems, six random starts, 120 steps, the best rate for each",
)
def muon_and_soap_are_behind_at_constant_rates(
    muon: Any, sgd: Any, soap: Any, adam: Any, matrices: Any
) -> Evidence:
    return Evidence(
        tuple(
            at_least(
                f"{ours.title} behind {theirs.short_title()}",
                np.array([best(theirs, problem) - best(ours, problem) for problem in matrices]),
                0.5,
            )
            for ours, theirs in ((muon, sgd), (soap, adam))
        )
    )
