"""What is said of the trust region."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic.vectors import norm
from gen.claims.ledger import Evidence, at_least, at_most, between, claim
from gen.claims.runs import EACH_RATE, around, lengths, path, rises, states_of, walk
from gen.claims.second_order import (
    RUNS,
    Batches,
    Paraboloid,
    loss_with_batches,
    untouched_by_a_schedule,
)
from gen.measurements.grid import (
    arrival_steps,
    distances,
)
from gen.measurements.rate_search import RATES
from gen.simulate import simulate
from gen.surfaces.quadratic import QUADRATIC

PAGE = "optimizers/trust-region"


def steihaug(*problem: Any) -> Any:
    """Return what the rule's inner steps lead to; asked only while the rule is there."""
    from gen.optimizers import trust_region

    return trust_region.steihaug(*problem)


@claim(
    page=PAGE,
    says="On Rosenbrock the trust region needs several times as many steps as Newton's full step, "
    "and stays in the picture, which Newton leaves.",
    limits="nine starts, both at their defaults",
)
def a_trust_region_stays_where_newton_jumps(
    newton: Any, trust_region: Any, rosenbrock: Any
) -> Evidence:
    careful, bold = (
        path(rule, rosenbrock, 120, around(rosenbrock)).points for rule in (trust_region, newton)
    )
    slow, fast = (arrival_steps(distances(run, rosenbrock)) for run in (careful, bold))
    return Evidence(
        (
            at_least("steps ÷ Newton's steps", slow / fast, 2),
            at_most("steps", slow, 60),
            at_least("share of its points in the picture", rosenbrock.shows(careful).mean(), 1),
            at_most("starts from which Newton stays", rosenbrock.shows(bold).all(axis=0).sum(), 0),
        ),
        numbers={"steps": int(slow[0])},
    )


@claim(
    page=PAGE,
    says="Newton runs into no minimum of Himmelblau, the saddle and Beale; the trust region, whose "
    "circle is small at first and grows with success, into one of each.",
    limits="nine starts each; the radius 1 at first, 120 steps",
)
def a_trust_region_finds_minima_where_newton_does_not(
    newton: Any, trust_region: Any, himmelblau: Any, saddle: Any, beale: Any
) -> Evidence:
    plain, careful = (
        [
            distances(path(rule, surface, 120, around(surface)).points[-1], surface)
            for surface in (himmelblau, saddle, beale)
        ]
        for rule in (newton, trust_region)
    )
    return Evidence(
        (
            at_least(
                "how far Newton ends from a minimum, from the start drawn",
                [away[0] for away in plain],
                0.5,
            ),
            at_most("how far the trust region does, from nine", np.array(careful), 0.01),
        )
    )


@claim(
    page=PAGE,
    says="From whatever radius it starts, the trust region arrives in the valley within a few "
    "steps more or less.",
    limits=f"the quadratic, nine starts, all {len(RATES)} rates of the search, from 0.0001 to 10",
)
def the_first_radius_hardly_matters(trust_region: Any, quadratic: Any) -> Evidence:
    run = simulate(trust_region(lr=EACH_RATE), quadratic, around(quadratic), 60)
    steps = arrival_steps(distances(run.points, quadratic))
    return Evidence(
        (at_most("steps", steps, 25),),
        numbers={"most": int(steps.max()), "least": int(steps.min())},
    )


@claim(
    page=PAGE,
    says="A schedule changes nothing of the trust region's path.",
    limits="Rosenbrock, nine starts, a rate that falls by half over 60 steps",
)
def a_schedule_does_not_reach_the_radius(trust_region: Any, rosenbrock: Any) -> Evidence:
    return Evidence((untouched_by_a_schedule(trust_region, rosenbrock),))


@claim(
    page=PAGE,
    says="While the circle is small every step ends on its rim, and the radius doubles.",
    limits="Rosenbrock, nine starts, the first radius 0.0001, eight steps",
)
def small_circles_are_used_to_the_rim(trust_region: Any, rosenbrock: Any) -> Evidence:
    rule, starts = trust_region(lr=1e-4), around(rosenbrock)
    radii = states_of(rule, rosenbrock, 8, starts, "radius")[:-1, :, 0]
    found = lengths(walk(rule, rosenbrock, 8, starts)[0])
    return Evidence(
        (
            between("length of a step ÷ radius", found / radii, 1 - 1e-6, 1 + 1e-6),
            between("radius ÷ the last radius", radii[1:] / radii[:-1], 2, 2),
        )
    )


@claim(
    page=PAGE,
    says="Beside the ridge of the saddle the trust region goes to a minimum; exactly on it, it "
    "ends on the saddle, because there the gradient has no part across.",
    limits="the saddle from x = −1.5, 200 steps; a thousandth, a millionth and a billionth beside",
    without="the missing part (a start a little beside the ridge)",
)
def a_trust_region_stops_in_the_hard_case(trust_region: Any, saddle: Any) -> Evidence:
    beside = np.array([[-1.5, y] for y in (0.0, 1e-3, 1e-6, 1e-9)])
    # Not by `simulate`, whose starts a test moves: here the ridge is the point.
    ends = walk(trust_region(), saddle, 200, beside)[0][-1]
    return Evidence(
        (at_most("distance from the saddle, from the ridge", norm(ends[0]), 1e-6),),
        (at_most("distance from a minimum, from beside it", distances(ends[1:], saddle), 0.01),),
    )


@claim(
    page=PAGE,
    says="Where the paraboloid bends down, the step goes along that direction to the rim.",
    limits="one saddle of a paraboloid, curvatures 1 and −2, three radii",
)
def a_trust_region_follows_negative_curvature_to_the_rim(trust_region: Any) -> Evidence:
    h, g = np.diag([1.0, -2.0]), np.array([0.1, 0.3])
    lengths, falls = [], []
    for radius in (0.3, 0.5, 2.0):
        p, promised, _ = steihaug(g, lambda v: (h * v).sum(axis=-1), np.array([radius]))
        lengths.append(float(norm(p)[0]) / radius)
        falls.append(float(promised[0]))
    return Evidence(
        (
            between("length ÷ radius", lengths, 1 - 1e-9, 1 + 1e-9),
            at_least("promised fall", falls, 0.01),
        )
    )


@claim(
    page=PAGE,
    says="Near a minimum two steps of the trust region at least double the number of correct "
    "digits; on Rosenbrock every second of them hardly moves.",
    limits="Rosenbrock, Himmelblau and Beale, nine starts each, from an error of 0.003 to 10⁻⁷",
)
def a_trust_region_doubles_the_digits_in_two_steps(
    trust_region: Any, rosenbrock: Any, himmelblau: Any, beale: Any
) -> Evidence:
    factors, still = [], []
    for surface in (rosenbrock, himmelblau, beale):
        away = distances(path(trust_region, surface, 80, around(surface)).points, surface)
        seen = (away[:-2] < 3e-3) & (away[:-2] > 1e-7)
        factors.append(float((away[2:][seen] / away[:-2][seen] ** 2).max()))
        if surface is rosenbrock:
            still.append(float((away[1:-1][seen] > 0.9 * away[:-2][seen]).mean()))
    return Evidence(
        (
            at_most("error after two steps ÷ square of the error, at its largest", factors, 1000),
            between("share of steps on Rosenbrock that hardly move", still, 0.3, 0.7),
        )
    )


@claim(
    page=PAGE,
    says="The trust region's loss never rises.",
    limits="all surfaces without noise, nine starts on each, 120 steps at the default",
)
def a_trust_regions_loss_never_rises(trust_region: Any, surfaces: Any) -> Evidence:
    return Evidence((at_most("largest rise of the loss", rises(trust_region, surfaces), 0.0),))


@claim(
    page=PAGE,
    says="With minibatches the trust region ends far above gradient descent, because the ratio is "
    "measured on the batch that made the step.",
    limits="the quadratic with a slope that differs from batch to batch, 32 runs of 300 steps, "
    "first radii of 0.01, 1 and 10; medians of the last 100 steps",
    without="the batch's own loss (the step is made on the batch, and judged on the whole loss)",
)
def a_trust_region_trusts_its_own_batch(trust_region: Any, sgd: Any) -> Evidence:
    steady, radii = loss_with_batches(sgd, RATES[8:24:2]).min(), (0.01, 1.0, 10.0)
    own = loss_with_batches(trust_region, radii) / steady
    whole = loss_with_batches(trust_region, radii, whole=True) / steady
    return Evidence(
        (at_least("loss ÷ gradient descent's at its best constant rate", own, 10),),
        (at_most("the same when the whole loss judges", whole, 1),),
    )


@claim(
    page=PAGE,
    says="With minibatches a small largest radius brakes the trust region.",
    limits="the same, with the largest radius 0.01 and 1,000",
)
def a_small_largest_radius_is_a_brake(trust_region: Any) -> Evidence:
    loss: Any = Batches(0.1)
    ends = []
    for limit in (0.01, 1000.0):
        points = simulate(trust_region(lr=0.01, limit=limit), loss, RUNS, 600).points[-100:]
        ends.append(float(np.median(QUADRATIC.value(points[..., :2]))))
    return Evidence((at_most("loss with 0.01 ÷ with 1,000", ends[0] / ends[1], 0.5),))


@claim(
    page=PAGE,
    says="The inner steps lead outward and down: with a larger circle the step is longer and "
    "promises more.",
    limits="a paraboloid of ten dimensions, five gradients, thirty radii from 0.001 to 10",
)
def the_inner_steps_lead_outward_and_down(trust_region: Any) -> Evidence:
    loss, longer, deeper = Paraboloid(np.linspace(1, 30, 10)), [], []
    for seed in range(5):
        g = Paraboloid(np.ones(10), 10 + seed).start
        found = [steihaug(g, loss.grad, np.array([r])) for r in np.geomspace(1e-3, 10, 30)]
        longer.append(np.diff([float(norm(p)[0]) for p, _, _ in found]).min())
        deeper.append(np.diff([float(promised[0]) for _, promised, _ in found]).min())
    return Evidence(
        (
            at_least("least growth of the length", longer, -1e-9),
            at_least("least growth of the promise", deeper, -1e-9),
        )
    )


@claim(
    page=PAGE,
    says="A step asks for no more than 20 Hessian-vector products.",
    limits="a paraboloid of 50 dimensions with curvatures from 1 to 50, a radius of 100",
)
def a_step_asks_for_twenty_products_at_most(trust_region: Any) -> Evidence:
    asked: list[int] = []

    def product(v: Any) -> Any:
        asked.append(1)
        return v * np.arange(1, 51)

    steihaug(np.ones(50), product, np.array([100.0]))
    return Evidence((at_most("products", len(asked), 20),), numbers={"products": len(asked)})


@claim(
    page=PAGE,
    says="In a small enough circle the loss falls as the paraboloid promises; in a large one there "
    "are many points from which it does not.",
    limits="Rosenbrock, 21 × 21 points over the picture, circles of 0.001 and of 1; kept means "
    "that between three quarters and five quarters of the promised fall came",
)
def small_circles_keep_their_promise(trust_region: Any, rosenbrock: Any) -> Evidence:
    (left, right), (low, high) = rosenbrock.window
    x = np.stack(
        np.meshgrid(np.linspace(left, right, 21), np.linspace(low, high, 21)), axis=-1
    ).reshape(-1, 2)
    kept = []
    for radius in (0.001, 1.0):
        step, promised, _ = steihaug(
            rosenbrock.grad(x), lambda v: rosenbrock.hvp(x, v), np.full((len(x), 1), radius)
        )
        fell = rosenbrock.value(x) - rosenbrock.value(x + step)
        seen = promised[:, 0] > 0
        kept.append((np.abs(fell[seen] / promised[seen, 0] - 1) <= 0.25).mean())
    return Evidence(
        (
            at_least("share of the points where a small circle keeps it", kept[0], 0.99),
            at_most("share where a large one does", kept[1], 0.9),
        ),
        numbers={"small": kept[0], "large": kept[1]},
    )
