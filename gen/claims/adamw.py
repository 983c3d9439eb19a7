"""What is said of AdamW."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from gen.claims.altered import Moved
from gen.claims.ledger import FAILS, Evidence, at_least, at_most, between, claim
from gen.claims.runs import (
    EACH_RATE,
    around,
    arrivals,
    column,
    path,
    scores,
    scripted,
)
from gen.measurements.grid import (
    distances,
    lattice,
)
from gen.measurements.rate_search import BUDGET, RATES, tuned
from gen.simulate import simulate
from gen.surface import CLOSE

PAGE = "optimizers/adamw"


@claim(
    page=PAGE,
    says="With the decay turned up to 1 AdamW comes to rest near (−1, 1) on Himmelblau's surface.",
    verdict=FAILS,
    limits="nine starts, the rate 0.1, 6,000 steps. It is there at step 120; in the end all runs "
    "rest at (1, 1)",
)
def adamw_rests_at_the_corner_of_the_race(adamw: Any, himmelblau: Any) -> Evidence:
    points = simulate(adamw(lr=0.1, weight_decay=1.0), himmelblau, around(himmelblau), 6000).points
    return Evidence((at_most("distance from (−1, 1) at last", far_from(points[-1], (-1, 1)), 0.1),))


def far_from(points: np.ndarray, corner: tuple[float, float]) -> np.ndarray:
    """Return the distances from a point."""
    return np.asarray(np.hypot(*np.moveaxis(points - np.array(corner), -1, 0)))


@claim(
    page=PAGE,
    says="(−1, 1) is a pause: AdamW leaves it, passes the wall at 1/λ on its way, and comes to "
    "rest in the corner (1, 1).",
    limits="Himmelblau, the race's own start, the rate 0.1, λ = 1, 6,000 steps",
)
def adamw_pauses_at_one_corner_and_rests_in_another(adamw: Any, himmelblau: Any) -> Evidence:
    points = path(adamw, himmelblau, 6000, lr=0.1, weight_decay=1.0).points
    late = far_from(points[4000:], (1, 1))
    return Evidence(
        (
            at_most("distance from (−1, 1) at step 120", far_from(points[120], (-1, 1)), 0.1),
            at_least("largest |x| after that", float(np.abs(points[120:]).max()), 1.2),
            at_most("distance from (1, 1) in the last 2,000 steps", late, 0.01),
        ),
        numbers={
            "x_1000": points[1000, 0],
            "y_1000": points[1000, 1],
            "farthest": float(np.abs(points[120:]).max()),
            "rests": int(np.flatnonzero(far_from(points, (1, 1)) > 0.01)[-1]) + 1,
        },
    )


@claim(
    page=PAGE,
    says="The weaker the decay, the nearer to the minimum the race ends.",
    limits="Himmelblau, the race's start, the rate 0.1, λ of 1, 0.3, 0.1, 0.03 and 0, 120 steps",
)
def adamw_ends_nearer_the_weaker_its_decay(adamw: Any, himmelblau: Any) -> Evidence:
    decays = column(1.0, 0.3, 0.1, 0.03, 0.0)
    far = distances(
        path(adamw, himmelblau, 120, lr=0.1, weight_decay=decays).points[-1], himmelblau
    )
    return Evidence(
        (
            at_most("distance ÷ that with the next stronger decay", far[1:4] / far[:3], 0.7),
            at_most("distance without decay", far[4], 0.05),
        )
    )


@claim(
    page=PAGE,
    says="With its default decay, at Adam's best rate, AdamW's path hardly differs from Adam's.",
    limits="our valley, nine starts, 120 steps",
)
def adamw_walks_like_adam_at_adams_rate(adam: Any, adamw: Any, quadratic: Any) -> Evidence:
    lr = tuned(adam, quadratic).lr
    one, other = (
        simulate(rule(lr=lr), quadratic, around(quadratic), BUDGET).points for rule in (adam, adamw)
    )
    return Evidence((at_most("largest distance between the two", np.abs(one - other), 0.03),))


@claim(
    page=PAGE,
    says="In our valley AdamW likes enormous rates because the minimum lies where the decay pulls "
    "to.",
    limits=f"nine starts, {len(RATES)} rates up to 10, 120 steps",
    without="the minimum at the origin (moved to (1, 0.5), the starts with it), or the decay "
    "(Adam)",
)
def adamw_likes_large_rates_where_decay_pulls_to_the_minimum(
    adam: Any, adamw: Any, quadratic: Any
) -> Evidence:
    by = (1.0, 0.5)
    here, there = around(quadratic), around(quadratic) + np.array(by)
    usual, bare = (scores(rule(lr=EACH_RATE), quadratic, here) for rule in (adamw, adam))
    moved = scores(adamw(lr=EACH_RATE), Moved(quadratic, by), there)
    return Evidence(
        (
            at_least(
                "decades at the largest rate more than at any up to 4",
                usual[-1] - usual[:-3].max(),
                0.5,
            ),
        ),
        (
            at_most(
                "at the largest rate less the best, minimum moved", moved[-1] - moved.max(), -0.3
            ),
            at_most("at the largest rate less the best, Adam", bare[-1] - bare.max(), -1),
        ),
    )


@claim(
    page=PAGE,
    says="On Ackley's surface AdamW gains more than Adam because the minimum lies where the decay "
    "pulls to.",
    limits=f"36 starts over the window, each rule at its best of {len(RATES)} rates, 120 steps",
    without="the minimum at the origin (surface and starts moved by (3, 2))",
)
def adamw_is_ahead_on_ackley_because_of_the_origin(adam: Any, adamw: Any, ackley: Any) -> Evidence:
    by = (3.0, 2.0)
    starts = lattice(ackley)
    ahead = []
    for loss, here in ((ackley, starts), (Moved(ackley, by), starts + np.array(by))):
        gains = [scores(rule(lr=EACH_RATE), loss, here).max() for rule in (adamw, adam)]
        ahead.append(float(gains[0] - gains[1]))
    return Evidence(
        (at_least("decades that AdamW gains more than Adam", ahead[0], 0.5),),
        (at_most("the same with the minimum moved", ahead[1], 0.1),),
    )


@claim(
    page=PAGE,
    says="With PyTorch's defaults a weight that gets no gradient takes 70,000 steps to halve, and "
    "in 1,000 steps loses one percent; with Optax's decay it would take a hundred times as long.",
    limits="gradients of zero, the rate 0.001, λ of 0.01 and 0.0001; a million steps are told by "
    "the share of 10,000",
)
def a_default_decay_halves_in_seventy_thousand_steps(adamw: Any) -> Evidence:
    decays = column(0.01, 0.0001)
    points = scripted(adamw(lr=1e-3, weight_decay=decays), np.zeros(10_000), np.ones((2, 1)))
    steps = np.log(0.5) / np.log(points[-1, :, 0]) * 10_000
    return Evidence(
        (
            between("steps until half is left, PyTorch's decay", steps[0], 69_000, 70_000),
            between("lost in 1,000 steps", 1 - points[1000, 0, 0], 0.0095, 0.0105),
            between("Optax's ÷ PyTorch's", steps[1] / steps[0], 99, 101),
        ),
        numbers={"pytorch": steps[0], "optax": steps[1]},
    )


@dataclass(frozen=True)
class Noise:
    """Gradients that are noise alone, thirty times stronger in the second coordinate."""

    pull: float  # L2: this share of the weights is added
    step: int = 0

    def value(self, x: np.ndarray) -> np.ndarray:
        """Return a loss that is level."""
        return 0 * x[..., 0]

    def grad(self, x: np.ndarray) -> np.ndarray:
        """Return this step's noise and the pull."""
        noise = np.random.default_rng(self.step).standard_normal(x.shape)
        return noise * (1, 30) + self.pull * x

    def at(self, t: int) -> Noise:
        """Return the oracle of a step."""
        return Noise(self.pull, t)


@claim(
    page=PAGE,
    says="With L2 inside of Adam the quiet weight decays and the noisy one hardly at all; with "
    "AdamW both shrink by the same factor.",
    limits="gradients of nothing but noise, thirty times stronger in one coordinate; 400 runs of "
    "400 steps from 5, the rate 0.01, λ = 0.5",
)
def decay_through_the_gradient_spares_the_noisy_weight(adam: Any, adamw: Any) -> Evidence:
    start = np.full((400, 2), 5.0)
    inside: Any = Noise(0.5)
    level: Any = Noise(0.0)
    through = simulate(adam(lr=0.01), inside, start, 400).points[-1].mean(axis=0) / 5
    apart = simulate(adamw(lr=0.01, weight_decay=0.5), level, start, 400)
    left = apart.points[-1].mean(axis=0) / 5
    return Evidence(
        (
            at_most("share left of the quiet weight, L2", through[0], 0.6),
            at_least("of the noisy one", through[1], 0.9),
            between("quiet ÷ noisy, AdamW", left[0] / left[1], 0.95, 1.05),
        ),
        numbers={"quiet": through[0], "noisy": through[1], "decoupled": left.mean()},
    )


@claim(
    page=PAGE,
    says="Beside the saddle the decay shortens AdamW's swing at its own rate.",
    limits="nine starts",
)
def decay_shortens_the_swing_beside_the_saddle(adamw: Any, saddle: Any) -> Evidence:
    lr = tuned(adamw, saddle).lr
    usual, none = (arrivals(adamw, saddle, lr=lr, weight_decay=decay) for decay in (0.01, 0.0))
    return Evidence((at_least("steps more without the decay", none - usual, 3),))


@claim(
    page=PAGE,
    says="In the bend AdamW ends farther from the minimum than Adam because of its decay.",
    limits="Rosenbrock, nine starts, 120 steps; both rules have the same rate",
    without="the decay (λ = 0)",
)
def decay_holds_adamw_back_in_the_bend(adam: Any, adamw: Any, rosenbrock: Any) -> Evidence:
    lr = tuned(adamw, rosenbrock).lr
    far = [
        distances(simulate(rule, rosenbrock, around(rosenbrock), BUDGET).points[-1], rosenbrock)
        for rule in (adam(lr=lr), adamw(lr=lr), adamw(lr=lr, weight_decay=0.0))
    ]
    return Evidence(
        (at_least("distance more than Adam's", far[1] - far[0], 0.1),),
        (at_most("the same without decay", np.abs(far[2] - far[0]), 1e-9),),
    )


@claim(
    page=PAGE,
    says="Beale's minimum, away from the origin, AdamW finds from none of the starts, and Adam at "
    "the same rate from many: the decay holds it off.",
    limits="200 random starts over the window, the rate 0.316, 120 steps",
)
def decay_holds_adamw_off_beales_minimum(adam: Any, adamw: Any, beale: Any) -> Evidence:
    low, high = np.array(beale.window).T
    starts = np.random.default_rng(0).uniform(low, high, (200, 2))
    shares = [
        float(
            (
                distances(simulate(rule(lr=0.316), beale, starts, BUDGET).points[-1], beale) < CLOSE
            ).mean()
        )
        for rule in (adam, adamw)
    ]
    return Evidence(
        (at_least("share that Adam brings in", shares[0], 0.3), at_most("AdamW", shares[1], 0.0))
    )


@claim(
    page=PAGE,
    says="In the bend AdamW's resting place moves toward the minimum as the rate falls.",
    limits="Rosenbrock, its own start, rates 0.1, 0.055 and 0.03, 8,000 steps",
)
def adamw_rests_nearer_the_smaller_its_rate(adamw: Any, rosenbrock: Any) -> Evidence:
    points = path(adamw, rosenbrock, 8000, lr=column(0.1, 0.055, 0.03)).points
    away = distances(points, rosenbrock)
    before, far = away[-2000:-1000].mean(axis=0), away[-1000:].mean(axis=0)
    return Evidence(
        (
            at_most("distance at last ÷ that with the next larger rate", far[1:] / far[:-1], 0.75),
            at_least("distance at last", far, 1e-3),
            between("in the last 1,000 steps ÷ in the 1,000 before", far / before, 0.8, 1.25),
        )
    )
