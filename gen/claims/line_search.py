"""What is said of the line search."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.claims.ledger import Evidence, at_most, claim
from gen.claims.runs import path

PAGE = "optimizers/line-search"


@claim(
    page=PAGE,
    says="The loss of the line search never rises.",
    limits="16 surfaces without noise, from their starts, 40 steps at η = 1",
)
def the_loss_of_a_line_search_never_rises(line_search: Any, surfaces: Any) -> Evidence:
    exact = [surface for surface in surfaces if not surface.noise_level]
    risen = [float(np.diff(path(line_search, surface, 40).values).max()) for surface in exact]
    return Evidence((at_most("largest rise of the loss in a step", risen, 0),))


@claim(
    page=PAGE,
    says="A constant rate of 1 throws gradient descent out of most of our pictures.",
    limits="17 surfaces from their starts, 60 steps",
)
def a_rate_of_one_throws_descent_out(sgd: Any, surfaces: Any) -> Evidence:
    stays = [bool(s.shows(path(sgd, s, 60, lr=1.0).points).all()) for s in surfaces]
    return Evidence(
        (at_most("share of the surfaces on which it stays", sum(stays) / len(stays), 0.5),)
    )
