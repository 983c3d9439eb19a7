"""What the first lesson says: ravines, saddles, and the number of steps they take."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic.noise import normals
from gen.arithmetic.vectors import norm
from gen.claims.ledger import IN_PART, Evidence, at_least, at_most, between, claim
from gen.claims.runs import Bowl, column, first_below, path, walk
from gen.simulate import simulate
from gen.surfaces.quadratic import quadratic as valley

PAGE = "learn/why-plain-descent-is-slow"


def shares_left(rule: Any, kappa: float, steps: int, start: Any = (1.0, 1.0)) -> np.ndarray:
    """Return the share of the first distance that is left after each step in a valley."""
    far = norm(simulate(rule, valley(kappa), start, steps).points)[..., 0]
    return np.asarray(far / far[0])


@claim(
    page=PAGE,
    says="The bouncing and the creeping have one cause: the valley is narrow.",
    limits="condition number 30 and 1, each at the best rate that theory gives, 300 steps to come "
    "a thousand times nearer",
    without="the narrowness (a condition number of 1)",
)
def the_narrow_valley_makes_descent_bounce_and_creep(sgd: Any, quadratic: Any) -> Evidence:
    narrow = path(sgd, quadratic, 300, lr=2 / 31)
    steps = first_below(norm(narrow.points)[..., 0] / norm(np.array(quadratic.start)), 1e-3)
    turns = (np.diff(np.sign(narrow.points[:40, 1])) != 0).sum()
    round_one = shares_left(sgd(lr=1.0), 1, 300)
    return Evidence(
        (
            at_least("turns across the valley in 40 steps", float(turns), 30),
            at_least("steps to come a thousand times nearer", float(steps), 50),
        ),
        (at_most("steps in the round bowl", float(first_below(round_one, 1e-3)), 1),),
    )


@claim(
    page=PAGE,
    says="A rate that suits the valley floor may throw descent out at the wall.",
    limits="Rosenbrock, the rate 0.0019, just below 2/λ of the minimum: started at (1.05, 1.1), "
    "and in the lower corners of the window",
)
def a_rate_for_the_floor_throws_out_at_the_wall(sgd: Any, rosenbrock: Any) -> Evidence:
    starts = np.array([(1.05, 1.1), (2.0, -1.0), (-2.0, -1.0)])
    run = simulate(sgd(lr=0.0019), rosenbrock, starts, 8000)
    far = norm(run.points[:, 1:])[..., 0].max(axis=0)
    return Evidence(
        (
            at_most(
                "distance from the minimum at last, from the floor",
                norm(run.points[-1, 0] - np.array(rosenbrock.minima[0])),
                0.01,
            ),
            at_least("how far out from the corners", far, 100),
        )
    )


@claim(
    page=PAGE,
    says="The rate 2/(λ_min + λ_max) is the best, and every step then keeps (κ − 1)/(κ + 1) of the "
    "distance.",
    limits="curvatures 1 and κ of 6, 30 and 100; rates from 0.8 to 1.03 times this one; steps to a "
    "billionth of the distance",
)
def this_rate_is_the_best_for_descent(sgd: Any) -> Evidence:
    off, kept = [], []
    factors = np.linspace(0.8, 1.03, 24)
    for kappa in (6, 30, 100):
        star = 2 / (1 + kappa)
        left = shares_left(sgd(lr=star * factors[:, None]), kappa, 2000)
        steps = first_below(left, 1e-9)
        off.append(factors[steps.argmin()])
        at_star = shares_left(sgd(lr=star), kappa, 60)
        kept.append((at_star[60] / at_star[10]) ** (1 / 50) * (kappa + 1) / (kappa - 1))
    return Evidence(
        (
            between("best of the rates ÷ this rate", off, 0.97, 1.03),
            between("share kept by a step ÷ the formula's", kept, 0.99, 1.01),
        )
    )


@claim(
    page=PAGE,
    says="The count grows in proportion to κ in ten dimensions as well.",
    limits="curvatures evenly spread from 1 to κ, κ from 16 to 1,024, the best rate for the two "
    "ends, from (1, …, 1) to a millionth of the distance",
)
def the_exponent_is_one_in_ten_dimensions(sgd: Any) -> Evidence:
    kappas = np.array([16.0, 64.0, 256.0, 1024.0])
    steps = []
    for kappa in kappas:
        bowl: Any = Bowl(np.linspace(1, kappa, 10))
        run = simulate(sgd(lr=2 / (1 + kappa)), bowl, np.ones(10), int(8 * kappa))
        far = norm(run.points)[:, 0]
        steps.append(float(first_below(far / far[0], 1e-6)))
    slopes = np.diff(np.log(steps)) / np.diff(np.log(kappas))
    return Evidence((between("slope on logarithmic axes", slopes, 0.95, 1.05),))


class Quartic:
    """The loss x⁴/4, which is no quadratic at its minimum."""

    def value(self, x: np.ndarray) -> np.ndarray:
        """Return the loss."""
        return np.asarray((x**4).sum(axis=-1) / 4)

    def grad(self, x: np.ndarray) -> np.ndarray:
        """Return the gradient."""
        return x**3

    def at(self, t: int) -> Quartic:
        """Return the loss as it is at step `t`."""
        return self


@claim(
    page=PAGE,
    says="Every smooth minimum looks like a quadratic, on which descent shrinks the distance by "
    "one factor at each step.",
    verdict=IN_PART,
    limits="the valley with curvatures 1 and 30, and x⁴/4 from 1 at the rate 0.1. On x⁴ the "
    "distance falls as one over the root of the number of steps",
)
def every_smooth_minimum_is_a_quadratic(sgd: Any) -> Evidence:
    flat: Any = Quartic()
    far = simulate(sgd(lr=0.1), flat, np.array([1.0]), 8000).points[:, 0]
    near = shares_left(sgd(lr=0.05), 30, 400)
    return Evidence(
        (
            between(
                "share kept by a step in the valley, late ÷ early",
                float((near[400] / near[300]) / (near[200] / near[100])),
                0.99,
                1.01,
            ),
            at_most(
                "on x⁴, distance after 8,000 steps ÷ after 2,000",
                float(far[8000] / far[2000]),
                0.01,
            ),
        ),
        numbers={"quartic": float(far[8000] / far[2000])},
    )


def conjugate_gradients(curvatures: np.ndarray, steps: int) -> np.ndarray:
    """Return the distances from the minimum after each step, from (1, …, 1), searching exactly."""
    x = np.ones_like(curvatures)
    residual = -curvatures * x
    direction, far = residual, [float(norm(x)[0])]
    for _ in range(steps):
        pushed = curvatures * direction
        length = (residual**2).sum() / (direction * pushed).sum()
        x, new = x + length * direction, residual - length * pushed
        direction = new + (new**2).sum() / (residual**2).sum() * direction
        residual = new
        far.append(float(norm(x)[0]))
    return np.array(far) / far[0]


@claim(
    page=PAGE,
    says="Every method that adds up gradients needs a number of steps that grows as √κ.",
    verdict=IN_PART,
    limits="conjugate gradients with exact steps, curvatures spread evenly in logarithm from 1 to "
    "κ, κ of 100 and 10,000. It grows in 400 dimensions; in five, five steps do, whatever κ is",
)
def the_lower_bound_needs_dimensions() -> Evidence:
    few, many = [], []
    for kappa in (1e2, 1e4):
        small = conjugate_gradients(np.geomspace(1, kappa, 5), 5)
        few.append(float(small[5]))
        large = conjugate_gradients(np.geomspace(1, kappa, 400), 390)
        many.append(float(first_below(large, 1e-2)))
    return Evidence(
        (
            at_least("steps in 400 dimensions, κ = 10,000 ÷ κ = 100", many[1] / many[0], 4),
            at_least("share of the distance left after five steps in five dimensions", few, 1e-2),
        ),
        numbers={"hundred": int(many[0]), "ten_thousand": int(many[1])},
    )


@claim(
    page=PAGE,
    says="Leaving a saddle takes ln(1/δ)/ln(1 + 2η) steps: a constant number for each factor of "
    "ten.",
    limits="gradient descent beside our saddle, rates 0.02, 0.05 and 0.1, offsets from 10⁻² to "
    "10⁻¹²",
)
def the_wait_at_a_saddle_is_logarithmic(sgd: Any, saddle: Any) -> Evidence:
    offsets = np.stack([np.zeros(11), 10.0 ** -np.arange(2, 13)], axis=-1)
    rates = column(0.02, 0.05, 0.1)[:, None]
    off = np.abs(simulate(sgd(lr=rates), saddle, offsets, 1500).points[..., 1])
    steps = np.where(off >= 1, 0, 1).sum(axis=0)
    seen = np.diff(steps[:, [0, -1]], axis=1)[:, 0] / 10
    told = np.log(10) / np.log(1 + 2 * rates[:, 0, 0])
    return Evidence((between("steps per factor of ten ÷ the formula's", seen / told, 0.97, 1.03),))


@claim(
    page=PAGE,
    says="Newton's method, started close to the pass, jumps to it and stays.",
    limits="starts at most 0.5 from the pass, 20 steps",
)
def newton_jumps_to_the_saddle(newton: Any, saddle: Any) -> Evidence:
    starts = np.array([(-0.4, 0.001), (0.3, 0.2), (0.3, -0.4), (-0.1, 0.5), (0.5, 0.1)])
    last = simulate(newton(), saddle, starts, 20).points[-1]
    return Evidence((at_most("distance from the pass at last", norm(last), 1e-9),))


class TwoWeights:
    """The loss ½(uva − a)² of one random example a at each step, with noise of size `shake`."""

    start = (0.5, -0.5)  # on the ridge, from which descent comes to the saddle at the origin

    def __init__(self, shake: float) -> None:
        """Take the size of the noise that is added in both directions."""
        self.shake, self.t = shake, 0

    def grad(self, x: np.ndarray) -> np.ndarray:
        """Return the gradient of this step's example, a multiple of (v, u), and the noise."""
        a = normals(x[..., :1], self.t, 1)
        wrong = a**2 * (x[..., :1] * x[..., 1:] - 1)
        return np.asarray(wrong * x[..., ::-1] + self.shake * normals(x, self.t, 2))

    def at(self, t: int) -> TwoWeights:
        """Go to a step."""
        self.t = t
        return self


class PrincipalAxis(TwoWeights):
    """The loss ¼|x|⁴ − ½(a·x)² of one random example a: its minimum is the direction of most."""

    start = (0.0, 0.5)  # on the ridge, from which descent comes to the saddle at (0, 1)

    def grad(self, x: np.ndarray) -> np.ndarray:
        """Return the gradient of this step's example."""
        a = normals(x, self.t, 3) * np.array([2**0.5, 1.0])
        along, square = ((other * x).sum(axis=-1, keepdims=True) for other in (a, x))
        return np.asarray(square * x - along * a)


@claim(
    page=PAGE,
    says="Minibatches push a run off a saddle.",
    verdict=IN_PART,
    limits="from the ridge, rate 0.01, one random example at each step, 800 steps. Off the "
    "saddle of a principal axis they do; off that of a product of two weights they do not, and "
    "noise of size 0.1 in both directions does",
)
def minibatches_push_a_run_off_a_saddle(sgd: Any) -> Evidence:
    rule = sgd(lr=0.01)
    axis = walk(rule, PrincipalAxis(0), 800)[0]
    product, shaken = (walk(rule, TwoWeights(shake), 800)[0] for shake in (0, 0.1))
    return Evidence(
        (
            at_least("distance from the ridge, principal axis", abs(axis[-1, 0]), 0.5),
            at_least("distance from the ridge, two weights", abs(product[-1].sum()), 0.5),
            at_least("two weights, with added noise", abs(shaken[-1].sum()), 0.5),
        )
    )
