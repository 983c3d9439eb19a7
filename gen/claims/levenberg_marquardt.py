"""What is said of Levenberg-Marquardt."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic.vectors import norm, solve
from gen.claims.ledger import Evidence, at_least, at_most, between, claim
from gen.claims.newton import grid
from gen.claims.runs import EACH_RATE, around, path, rises, states_of
from gen.claims.second_order import (
    loss_with_batches,
    untouched_by_a_schedule,
)
from gen.measurements.grid import (
    arrival_steps,
    distances,
)
from gen.measurements.rate_search import RATES
from gen.simulate import simulate

PAGE = "optimizers/levenberg-marquardt"


class CurveFit:
    """Half the sum of squares of a·exp(−bt) less 2·exp(−1.5t) at nine times, at (a, b).

    Its `hess` is the Gauss-Newton matrix JᵀJ, which leaves out the second derivatives.
    """

    shapes = ((2,),)
    times = np.linspace(0, 2, 9)

    def residuals(self, x: Any) -> Any:
        """Return how far the curve is from each point."""
        fitted = x[..., :1] * np.exp(-x[..., 1:] * self.times)
        return fitted - 2 * np.exp(-1.5 * self.times)

    def jacobian(self, x: Any) -> Any:
        """Return how the residuals change with a and with b."""
        decay = np.exp(-x[..., 1:] * self.times)
        return np.stack([decay, -x[..., :1] * self.times * decay], axis=-2)

    def value(self, x: Any) -> Any:
        """Return the loss."""
        return (self.residuals(x) ** 2).sum(axis=-1) / 2

    def grad(self, x: Any) -> Any:
        """Return Jᵀr."""
        return (self.jacobian(x) * self.residuals(x)[..., None, :]).sum(axis=-1)

    def hess(self, x: Any) -> Any:
        """Return JᵀJ."""
        j = self.jacobian(x)
        return (j[..., :, None, :] * j[..., None, :, :]).sum(axis=-1)

    def at(self, t: int) -> CurveFit:
        """Return the same at every step."""
        return self


@claim(
    page=PAGE,
    says="Gauss-Newton's full step does not fit a falling curve from many starts; with the damping "
    "of Levenberg-Marquardt it fits it from nearly all of them.",
    limits="one curve of two parameters, a·exp(−bt), without noise; 121 starts, a from 0.5 to 3.5 "
    "and b from −1 to 10; 200 steps",
)
def levenberg_marquardt_fits_where_gauss_newton_does_not(
    newton: Any, levenberg_marquardt: Any
) -> Evidence:
    a, b = np.meshgrid(np.linspace(0.5, 3.5, 11), np.linspace(-1, 10, 11))
    loss: Any = CurveFit()
    starts = np.stack([a, b], axis=-1).reshape(-1, 2)
    fitted = []
    for rule in (newton, levenberg_marquardt):
        run = simulate(rule(), loss, starts, 200)
        fitted.append((norm(run.points[-1] - np.array([2, 1.5])) < 0.01).mean())
    return Evidence(
        (
            at_most("share of the starts from which Gauss-Newton fits", fitted[0], 0.75),
            at_least("share from which Levenberg-Marquardt does", fitted[1], 0.95),
        ),
        numbers={"gauss_newton": fitted[0], "levenberg_marquardt": fitted[1]},
    )


@claim(
    page=PAGE,
    says="Where Newton ends at no minimum, Levenberg-Marquardt ends at one, because it refuses "
    "steps that raise the loss.",
    limits="Himmelblau, the saddle and Beale, nine starts each, 120 steps at the defaults",
    without="the refusals (Newton with the same constant damping of 1)",
)
def refusals_lead_levenberg_marquardt_to_a_minimum(
    newton: Any, levenberg_marquardt: Any, himmelblau: Any, saddle: Any, beale: Any
) -> Evidence:
    plain, careful, damped = (
        [
            distances(simulate(rule, surface, around(surface), 120).points[-1], surface).max()
            for surface in (himmelblau, saddle, beale)
        ]
        for rule in (newton(), levenberg_marquardt(), newton(damping=1.0))
    )
    return Evidence(
        (
            at_least("how far Newton's worst start ends from a minimum", plain, 0.5),
            at_most("how far Levenberg-Marquardt's does", careful, 0.01),
        ),
        (at_least("how far it does with the damping, without refusals", damped, 0.5),),
    )


@claim(
    page=PAGE,
    says="Levenberg-Marquardt's loss never rises.",
    limits="all surfaces without noise, nine starts on each, 120 steps at the default",
)
def levenberg_marquardts_loss_never_rises(levenberg_marquardt: Any, surfaces: Any) -> Evidence:
    return Evidence(
        (at_most("largest rise of the loss", rises(levenberg_marquardt, surfaces), 0.0),)
    )


@claim(
    page=PAGE,
    says="On Rosenbrock Levenberg-Marquardt needs several times as many steps as Newton's full "
    "step, and stays in the picture, which Newton leaves.",
    limits="nine starts, both at their defaults",
)
def levenberg_marquardt_is_slower_than_newton_and_stays(
    newton: Any, levenberg_marquardt: Any, rosenbrock: Any
) -> Evidence:
    careful, bold = (
        path(rule, rosenbrock, 120, around(rosenbrock)).points
        for rule in (levenberg_marquardt, newton)
    )
    slow, fast = (arrival_steps(distances(run, rosenbrock)) for run in (careful, bold))
    return Evidence(
        (
            at_least("steps ÷ Newton's steps", slow / fast, 2),
            at_most("steps", slow, 60),
            at_least("share of its points in the picture", rosenbrock.shows(careful).mean(), 1),
            at_most("starts from which Newton stays", rosenbrock.shows(bold).all(axis=0).sum(), 0),
        ),
        numbers={"steps": int(slow[0]), "newton": int(fast[0])},
    )


@claim(
    page=PAGE,
    says="From whatever damping it starts, Levenberg-Marquardt arrives in the valley within a few "
    "steps more or less.",
    limits=f"the quadratic, nine starts, all {len(RATES)} rates of the search, from 0.0001 to 10",
)
def the_first_damping_hardly_matters(levenberg_marquardt: Any, quadratic: Any) -> Evidence:
    run = simulate(levenberg_marquardt(lr=EACH_RATE), quadratic, around(quadratic), 60)
    steps = arrival_steps(distances(run.points, quadratic))
    return Evidence(
        (at_most("steps", steps, 20),),
        numbers={"most": int(steps.max()), "least": int(steps.min()), "rates": len(RATES)},
    )


@claim(
    page=PAGE,
    says="A schedule changes nothing of Levenberg-Marquardt's path.",
    limits="Rosenbrock, nine starts, a rate that falls by half over 60 steps",
)
def a_schedule_does_not_reach_the_damping(levenberg_marquardt: Any, rosenbrock: Any) -> Evidence:
    return Evidence((untouched_by_a_schedule(levenberg_marquardt, rosenbrock),))


@claim(
    page=PAGE,
    says="Each refusal multiplies the damping by 2, then 4, then 8.",
    limits="five refusals in a row, at the minimum of the quadratic",
)
def refusals_double_the_growth_of_the_damping(levenberg_marquardt: Any, quadratic: Any) -> Evidence:
    dampings = states_of(levenberg_marquardt(), quadratic, 5, (0.0, 0.0), "damping")[:, 0]
    growth = dampings[1:] / dampings[:-1]
    return Evidence(
        (between("factor beside 2, 4, 8, 16, 32", growth / 2.0 ** np.arange(1, 6), 1, 1),)
    )


@claim(
    page=PAGE,
    says="On Rosenbrock nothing is refused near the minimum, and the damping falls there by a "
    "factor of nearly three each step.",
    limits="nine starts at the default; the five steps after the arrival",
)
def nothing_is_refused_near_the_minimum(levenberg_marquardt: Any, rosenbrock: Any) -> Evidence:
    starts = around(rosenbrock)
    dampings = states_of(levenberg_marquardt(), rosenbrock, 70, starts, "damping")[..., 0]
    arrived = arrival_steps(
        distances(path(levenberg_marquardt, rosenbrock, 70, starts).points, rosenbrock)
    )
    factors = [
        dampings[step + k + 1, run] / dampings[step + k, run]
        for run, step in enumerate(arrived)
        for k in range(2)
    ]
    return Evidence((between("factor of the damping", factors, 1 / 3 - 1e-9, 0.4),))


@claim(
    page=PAGE,
    says="The damped step is the lowest point of the paraboloid within its own length.",
    limits="a saddle of a paraboloid, curvatures 4 and −1, dampings of 1.5, 3 and 10; a thousand "
    "points around",
)
def a_damped_step_is_the_lowest_within_its_length() -> Evidence:
    h, g, gaps = np.diag([4.0, -1.0]), np.array([1.0, 0.5]), []
    turn = np.linspace(0, 2 * np.pi, 100)
    circle = np.stack([np.cos(turn), np.sin(turn)], axis=-1)

    def height(p: np.ndarray) -> np.ndarray:
        return np.asarray(
            p[..., 0] * g[0] + p[..., 1] * g[1] + 2 * p[..., 0] ** 2 - p[..., 1] ** 2 / 2
        )

    for damping in (1.5, 3.0, 10.0):
        p = -solve(h, g, damping=damping)
        others = np.linspace(0.1, 1, 10)[:, None, None] * norm(p) * circle
        gaps.append((height(others) - height(p)).min())
    return Evidence((at_least("how much higher every other point is", gaps, -1e-12),))


@claim(
    page=PAGE,
    says="With minibatches Levenberg-Marquardt ends far above gradient descent, because it "
    "measures the gain on the batch that made the step, which always agrees.",
    limits="the quadratic with a slope that differs from batch to batch, 32 runs of 300 steps, "
    "first rates of 0.01, 1 and 10; medians of the last 100 steps",
    without="the batch's own loss (the step is made on the batch, and judged on the whole loss)",
)
def levenberg_marquardt_trusts_its_own_batch(levenberg_marquardt: Any, sgd: Any) -> Evidence:
    steady = loss_with_batches(sgd, RATES[8:24:2]).min()
    rates = (0.01, 1.0, 10.0)
    own = loss_with_batches(levenberg_marquardt, rates) / steady
    whole = loss_with_batches(levenberg_marquardt, rates, whole=True) / steady
    return Evidence(
        (at_least("loss ÷ gradient descent's at its best constant rate", own, 10),),
        (at_most("the same when the whole loss judges", whole, 1),),
    )


@claim(
    page=PAGE,
    says="Levenberg-Marquardt nearly always ends in the minimum in whose valley it began.",
    limits="25 × 25 starts on Himmelblau at the default, beside gradient descent with a "
    "rate of 0.001, small enough to follow the slope",
)
def levenberg_marquardt_stays_in_its_valley(
    levenberg_marquardt: Any, sgd: Any, himmelblau: Any
) -> Evidence:
    starts = grid(himmelblau, 25)
    ends = path(levenberg_marquardt, himmelblau, 120, starts).points[-1]
    valley = path(sgd, himmelblau, 3000, starts, lr=0.001).points[-1]
    same = (norm(ends - valley)[:, 0] < 0.1).mean()
    return Evidence(
        (at_least("share of the starts of which this is so", same, 0.95),), numbers={"same": same}
    )


@claim(
    page=PAGE,
    says="Where Gauss-Newton's full step raises the loss of a curve fit, a damped one lowers it.",
    limits="the same curve and starts; 25 dampings from 10⁻⁴ to 10⁴",
)
def damping_turns_a_bad_step_into_a_good_one(levenberg_marquardt: Any) -> Evidence:
    a, b = np.meshgrid(np.linspace(0.5, 3.5, 11), np.linspace(-1, 10, 11))
    loss, starts = CurveFit(), np.stack([a, b], axis=-1).reshape(-1, 2)
    slopes, matrices, here = loss.grad(starts), loss.hess(starts), loss.value(starts)

    def after(damping: float) -> Any:
        with np.errstate(all="ignore"):
            return loss.value(starts - solve(matrices, slopes, damping=damping))

    bad = ~(after(0.0) < here) & (here > 1e-9)
    best = np.min([after(10.0**k) for k in np.linspace(-4, 4, 25)], axis=0)
    return Evidence(
        (
            at_least("share of the starts where the full step raises it", bad.mean(), 0.2),
            at_most("least loss with damping ÷ loss before, there", (best / here)[bad], 0.99),
        ),
        numbers={"bad": bad.mean()},
    )
