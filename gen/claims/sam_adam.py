"""What is said of SAM over Adam."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.claims.ledger import FAILS, IN_PART, Evidence, at_least, at_most, between, claim
from gen.claims.runs import column, path
from gen.claims.sam import shares

PAGE = "optimizers/sam-adam"
RADII = (0.01, 0.03, 0.1, 0.3, 1.0)


@claim(
    page=PAGE,
    says="With ρ = 0.5 no run ends in the sharp valley, where Adam leaves some at each of the "
    "rates that were tried.",
    limits="the two valleys, 144 starts over the window, rates 0.01, 0.03, 0.1 and 0.3, 1,000 "
    "steps",
)
def sam_over_adam_leaves_none_in_the_sharp_valley(
    adam: Any, sam_adam: Any, two_valleys: Any
) -> Evidence:
    rates = (0.01, 0.03, 0.1, 0.3)
    bare = [shares(adam(lr=lr), two_valleys)[0] for lr in rates]
    wide = [shares(sam_adam(lr=lr, rho=0.5), two_valleys)[0] for lr in rates]
    return Evidence(
        (
            at_least("share of Adam's runs in the sharp valley", bare, 0.05),
            at_most("of SAM over Adam's", wide, 0),
        ),
        numbers={"least": min(bare), "most": max(bare)},
    )


@claim(
    page=PAGE,
    says="The runs that SAM over Adam keeps out of the sharp valley end in the flat one.",
    verdict=IN_PART,
    limits="ρ = 0.5, 144 starts, 1,000 steps. At rates of 0.01 to 0.1 fewer runs than with Adam "
    "end in the flat valley, the rest stay between; at 0.3 more do",
)
def sam_over_adam_brings_runs_to_the_flat_valley(
    adam: Any, sam_adam: Any, two_valleys: Any
) -> Evidence:
    more = [
        shares(sam_adam(lr=lr, rho=0.5), two_valleys)[1] - shares(adam(lr=lr), two_valleys)[1]
        for lr in (0.01, 0.03, 0.1, 0.3)
    ]
    return Evidence(
        (
            at_least("share in the flat valley more than Adam's, the rate 0.3", more[3], 0.01),
            at_least("rates of 0.01 to 0.1", more[:3], 0.01),
        )
    )


def trembling(rule: Any, valley: Any, lr: float, **knobs: Any) -> np.ndarray:
    """Return how far across the valley runs tremble in the end, with each of RADII."""
    points = path(rule, valley, 6000, lr=lr, rho=column(*RADII), **knobs).points[-500:]
    return np.asarray(np.abs(points[..., 1]).max(axis=0))


@claim(
    page=PAGE,
    says="SAM over plain descent trembles in proportion to the radius, and over Adam it does not, "
    "because Adam divides the size of the gradient away.",
    limits="our valley, radii from 0.01 to 1; SAM at the rate 0.02, over Adam at 0.0562; the last "
    "500 of 6,000 steps",
    without="the division (an ε of 10⁶, and a rate 10⁶ times 0.02)",
)
def adam_takes_the_radius_out_of_the_trembling(
    adam: Any, sam: Any, sam_adam: Any, quadratic: Any
) -> Evidence:
    radii = np.array(RADII)
    plain = trembling(sam, quadratic, 0.02) / radii
    over = trembling(sam_adam, quadratic, 0.0562)
    # At the radius 1 the run is not at rest by then.
    undivided = (trembling(sam_adam, quadratic, 0.02e6, eps=1e6) / radii)[:4]
    return Evidence(
        (
            between(
                "SAM's trembling ÷ radius, against the smallest radius",
                plain / plain[0],
                0.99,
                1.01,
            ),
            at_most(
                "over Adam: widest ÷ narrowest, of radii a hundred times apart",
                float(over.max() / over.min()),
                10,
            ),
            between("over Adam, trembling ÷ rate", over / 0.0562, 0.02, 0.5),
        ),
        (
            between(
                "undivided: trembling ÷ radius, against the smallest radius",
                undivided / undivided[0],
                0.95,
                1.05,
            ),
        ),
    )


@claim(
    page=PAGE,
    says="Over Adam the radius hardly matters for the trembling.",
    verdict=FAILS,
    limits="our valley, radii from 0.01 to 1, the rate 0.0562. It changes by a factor of more than "
    "two from one radius to another, without order",
)
def over_adam_the_radius_hardly_matters(adam: Any, sam_adam: Any, quadratic: Any) -> Evidence:
    over = trembling(sam_adam, quadratic, 0.0562)
    return Evidence((at_most("widest ÷ narrowest", float(over.max() / over.min()), 1.2),))
