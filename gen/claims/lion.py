"""What is said of Lion."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic.noise import normals
from gen.claims.ledger import Evidence, at_least, at_most, between, claim
from gen.claims.runs import (
    EACH_RATE,
    around,
    path,
    scripted,
)
from gen.claims.signsgd import by_the_rate
from gen.measurements.grid import (
    distances,
    lattice,
)
from gen.measurements.rate_search import BUDGET, gained
from gen.measurements.standings import standing
from gen.schedules import SCHEDULES
from gen.simulate import simulate

PAGE = "optimizers/lion"


@claim(
    page=PAGE,
    says="Every step of Lion moves every coordinate by the rate.",
    limits="four surfaces, 100 steps at the rate 0.03, without decay",
)
def lion_moves_every_coordinate_by_the_rate(
    lion: Any, quadratic: Any, rosenbrock: Any, beale: Any, himmelblau: Any
) -> Evidence:
    return Evidence((by_the_rate(lion, quadratic, rosenbrock, beale, himmelblau),))


@claim(
    page=PAGE,
    says="On Himmelblau signSGD stays at the minimum that it reaches, while Lion is carried past "
    "it and comes back, because of its long memory.",
    limits="the race's start and rate, 120 steps; near a minimum is 0.2",
    without="the memory (both β of 0)",
)
def lion_is_carried_past_because_of_its_memory(
    lion: Any, signsgd: Any, himmelblau: Any
) -> Evidence:
    def farthest(rule: Any, **knobs: Any) -> tuple[float, float]:
        away = distances(path(rule, himmelblau, BUDGET, lr=0.05, **knobs).points, himmelblau)
        near = int(np.argmax(away < 0.2))
        return float(away[near:].max()), float(away[-1])

    past, end = farthest(lion)
    return Evidence(
        (
            at_least("farthest from a minimum after having been near, Lion", past, 0.5),
            at_most("distance at the end, Lion", end, 0.2),
            at_most("farthest after having been near, signSGD", farthest(signsgd)[0], 0.2),
        ),
        (
            at_most(
                "farthest after having been near, Lion without memory",
                farthest(lion, beta1=0.0, beta2=0.0)[0],
                0.2,
            ),
        ),
    )


@claim(
    page=PAGE,
    says="Lion shoots less far over the floor of the valley than with both memories at 0.99, "
    "because the newest gradient counts more in the step than in the average.",
    limits="nine starts, the rate 0.02, 400 steps",
    without="the fresh mixture (β₁ = β₂ = 0.99, which is Signum)",
)
def lion_swings_less_because_of_its_fresh_mixture(
    lion: Any, signsgd: Any, quadratic: Any
) -> Evidence:
    def past(rule: Any) -> np.ndarray:
        run = simulate(rule, quadratic, around(quadratic), 400)
        return np.asarray(-run.points[..., 1].min(axis=0))

    signum = past(signsgd(lr=0.02, beta=0.99))
    return Evidence(
        (at_most("how far Lion is carried past ÷ Signum", past(lion(lr=0.02)) / signum, 0.8),),
        (
            between(
                "the same without ÷ Signum",
                past(lion(lr=0.02, beta1=0.99)) / signum,
                1 - 1e-9,
                1 + 1e-9,
            ),
        ),
    )


@claim(
    page=PAGE,
    says="On no surface is Lion visibly ahead of gradient descent, and on Rastrigin both end in "
    "the hole where they begin.",
    limits="the surfaces of this site, a grid of 36 starts, 120 steps at each one's best rate; "
    "visibly is a tenth of a decade",
)
def lion_is_visibly_ahead_nowhere(lion: Any, sgd: Any, rastrigin: Any, surfaces: Any) -> Evidence:
    lead = [standing(lion, s).mean - standing(sgd, s).mean for s in surfaces]
    ours, theirs = (
        np.round(
            simulate(
                standing(r, rastrigin).optimizer, rastrigin, lattice(rastrigin), BUDGET
            ).points[-1]
        )
        for r in (lion, sgd)
    )
    return Evidence(
        (
            at_most("largest lead, in decades", max(lead), 0.1),
            at_most("distance between the holes of both", float(np.abs(ours - theirs).max()), 0.0),
        )
    )


@claim(
    page=PAGE,
    says="With a rate that falls to zero and ten times as many steps Lion gains what gradient "
    "descent gains.",
    limits="softmax, a grid of 36 starts, the best rate for each; 1,200 steps along a cosine",
)
def lion_arrives_with_a_falling_rate_and_more_steps(lion: Any, softmax: Any) -> Evidence:
    scores = []
    for steps, schedule in ((BUDGET, None), (BUDGET, "cosine"), (10 * BUDGET, "cosine")):
        rule, falls = lion(lr=EACH_RATE[::2]), SCHEDULES[schedule] if schedule else None
        run = simulate(rule, softmax, lattice(softmax), steps, falls)
        scores.append(float(gained(run, softmax.lowest).mean(axis=-1).max()))
    return Evidence(
        (
            at_most("decades as it is", scores[0], 3),
            at_least("decades more with a falling rate", scores[1] - scores[0], 0.5),
            at_least("decades with more steps, too", scores[2], 5),
        ),
        numbers={"steady": scores[0], "falling": scores[1], "longer": scores[2]},
    )


@claim(
    page=PAGE,
    says="With λ = 1 Lion stays in the box from −1 to 1 on Himmelblau, whose minima lie farther "
    "out; without decay it reaches them.",
    limits="nine starts, the rate 0.005, 1,500 steps; the box of the last 500",
)
def decay_holds_lion_in_a_box(lion: Any, himmelblau: Any) -> Evidence:
    decay = np.array([1.0, 0.0])[:, None, None]
    rule = lion(lr=0.005, weight_decay=decay)
    points = simulate(rule, himmelblau, around(himmelblau), 1500).points
    least = float(np.abs(np.array(himmelblau.minima)).max(axis=-1).min())
    return Evidence(
        (
            at_most("largest coordinate with decay", np.abs(points[-500:, 0]).max().item(), 1.001),
            at_least("largest coordinate of the nearest minimum", least, 2),
            at_most("distance from a minimum without", distances(points[-1, 1], himmelblau), 0.1),
        )
    )


@claim(
    page=PAGE,
    says="Where gradients are all noise Adam's steps are shorter than half of its rate; where they "
    "keep size and sign they are as long as the rate.",
    limits="gradients drawn from a normal distribution, 2,000 steps, the middle move of the last "
    "half",
)
def adams_steps_are_shorter_than_its_rate_in_noise(adam: Any) -> Evidence:
    noise = normals(np.zeros((2000, 20)), 1, np.arange(2000)[:, None])
    moved = [
        np.abs(np.diff(scripted(adam(lr=1.0, eps=0.0), gradients, np.zeros(20)), axis=0))[1000:]
        for gradients in (noise, np.ones((2000, 20)))
    ]
    return Evidence(
        (
            at_most("middle move ÷ rate in noise", float(np.median(moved[0])), 0.5),
            between("middle move ÷ rate without", float(np.median(moved[1])), 0.99, 1.01),
        ),
        numbers={"noise": float(np.median(moved[0]))},
    )
