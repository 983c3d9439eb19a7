"""What is said of SAM over Adam."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.claims.ledger import Evidence, at_least, at_most, between, claim
from gen.simulate import simulate

PAGE = "optimizers/sam-adam"


@claim(
    page=PAGE,
    says="Near a minimum SAM over Adam trembles across the valley by a share of its rate, "
    "whatever the "
    "radius, and SAM over descent in proportion to the radius.",
    limits="the valley from (−2, 0.9), rates of 0.01 and 0.03, radii of 0.01, 0.1 and 1; the last "
    "300 of "
    "6,000 steps over Adam, of 1,000 over descent",
)
def sam_over_adam_trembles_by_a_share_of_its_rate(
    sam_adam: Any, sam: Any, quadratic: Any
) -> Evidence:
    rates, radii = np.array([0.01, 0.03])[:, None, None], np.array([0.01, 0.1, 1.0])[:, None]

    def tremor(rule: Any, steps: int) -> np.ndarray:
        run = simulate(rule(lr=rates, rho=radii), quadratic, (-2.0, 0.9), steps)
        return np.asarray(np.abs(run.points[-300:]).max(axis=0))  # along the valley, and across it

    over_adam, over_descent = tremor(sam_adam, 6000), tremor(sam, 1000)[..., 1]
    share = over_adam[..., 1] / rates[..., 0]
    return Evidence(
        (
            between("tremor over Adam ÷ rate", share, 0.015, 0.35),
            at_most(
                "along the valley ÷ across it", over_adam[..., 0] / over_adam[..., 1].min(), 1e-3
            ),
            between(
                "tremor over descent ÷ that with a tenth of the radius",
                over_descent[:, 1:] / over_descent[:, :-1],
                9,
                11,
            ),
        )
    )


@claim(
    page=PAGE,
    says="SAM over Adam never ends in the sharp valley, where Adam ends from one start in seven, "
    "and it "
    "brings no more runs into the flat one.",
    limits="500 random starts, 1,500 steps at the rate 0.03, a radius of 0.5",
)
def sam_over_adam_keeps_out_of_the_sharp_valley(
    adam: Any, sam_adam: Any, two_valleys: Any
) -> Evidence:
    low, high = np.array(two_valleys.window).T
    starts = np.random.default_rng(0).uniform(low, high, (500, 2))

    def shares(rule: Any) -> np.ndarray:
        ends = simulate(rule, two_valleys, starts, 1500).points[-1]
        away = ends[:, None] - np.array(two_valleys.minima)
        return np.asarray((np.sqrt((away**2).sum(axis=-1)) < [0.3, 0.7]).mean(axis=0))

    plain, aware = shares(adam(lr=0.03)), shares(sam_adam(lr=0.03, rho=0.5))
    return Evidence(
        (
            between("share of Adam's runs in the sharp valley", plain[0], 0.1, 0.19),
            at_most("share of SAM's runs in it", aware[0], 0),
            at_least("share in the flat valley, Adam − SAM", plain[1] - aware[1], 0),
        )
    )
