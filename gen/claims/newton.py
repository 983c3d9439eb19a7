"""What is said of Newton's method."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from gen.arithmetic.vectors import norm, times
from gen.claims.ledger import FAILS, Evidence, at_least, at_most, between, claim
from gen.claims.runs import (
    around,
    column,
    lengths,
    path,
)
from gen.losses import Wells
from gen.measurements.grid import (
    arrival_steps,
    distances,
)
from gen.optimizers import RACERS
from gen.simulate import simulate
from gen.surface import Surface
from gen.surfaces.quadratic import quadratic

PAGE = "optimizers/newton"


@claim(
    page=PAGE,
    says="In the valley, slope ÷ curvature is in both directions exactly the distance to the "
    "bottom, while the slopes alone differ far more than the distances.",
    limits="the valley with curvatures 1 and 30, nine starts",
)
def slope_divided_by_curvature_is_the_distance(quadratic: Any) -> Evidence:
    starts = around(quadratic)
    slopes, curvatures = quadratic.grad(starts), quadratic.diagonal(starts)
    along, across = np.abs(slopes[0])
    return Evidence(
        (
            between("slope ÷ curvature ÷ distance", slopes / curvatures / starts, 0.999, 1.001),
            at_least(
                "slope across ÷ slope along, beside the same of the distances",
                np.abs(slopes[:, 1] / slopes[:, 0] * starts[:, 0] / starts[:, 1]),
                10,
            ),
        ),
        numbers={
            "slope_along": along,
            "slope_across": across,
            "curvature_along": curvatures[0, 0],
            "curvature_across": curvatures[0, 1],
            "distance_along": abs(starts[0, 0]),
            "distance_across": abs(starts[0, 1]),
        },
    )


@claim(
    page=PAGE,
    says="Newton's full step crosses Rosenbrock's bend in a few steps; gradient descent is still "
    "more than half a unit away after forty.",
    limits="nine starts; gradient descent at the rate that the search chose, 0.00316",
)
def newton_crosses_the_bend_in_a_few_steps(newton: Any, sgd: Any, rosenbrock: Any) -> Evidence:
    starts = around(rosenbrock)
    full = arrival_steps(distances(path(newton, rosenbrock, 120, starts).points, rosenbrock))
    crawl = distances(path(sgd, rosenbrock, 40, starts, lr=0.00316).points[-1], rosenbrock)
    return Evidence(
        (
            at_most("steps of Newton", full, 8),
            at_least("gradient descent's distance after 40 steps", crawl, 0.5),
        ),
        numbers={"steps": int(full[0]), "sgd_distance": crawl[0]},
    )


@claim(
    page=PAGE,
    says="On the way Newton's second step jumps out of the picture, far higher than the start.",
    limits="Rosenbrock, nine starts, the rate 1",
)
def newtons_second_step_jumps_far_higher(newton: Any, rosenbrock: Any) -> Evidence:
    run = path(newton, rosenbrock, 2, around(rosenbrock))
    return Evidence(
        (
            at_least("loss after two steps ÷ loss at the start", run.values[2] / run.values[0], 10),
            at_most("whether that point is in the picture", rosenbrock.shows(run.points[2]), 0),
        ),
        numbers={"higher": run.values[2, 0] / run.values[0, 0]},
    )


@claim(
    page=PAGE,
    says="In a valley every Newton step goes straight to the minimum, by the same share of the "
    "way, and how narrow the valley is does not matter, because it divides by the curvature.",
    limits="condition numbers of 1, 30, 1,000 and 100,000, the rates 0.075 and 1",
    without="the division by the curvature (gradient descent at the rate 1/λmax)",
)
def newton_does_not_mind_how_narrow_the_valley_is(newton: Any, sgd: Any) -> Evidence:
    ratios, shares, full, descent = (1, 30, 1_000, 100_000), [], [], []
    for kappa in ratios:
        valley = quadratic(kappa)
        run = path(newton, valley, 100, lr=column(0.075, 1.0)).points
        shares.append(1 - run[1:, 0] / run[:-1, 0])
        full.append(int(arrival_steps(distances(run, valley))[1]))
        descent.append(
            int(arrival_steps(distances(path(sgd, valley, 2000, lr=1 / kappa).points, valley)))
        )
    return Evidence(
        (
            between(
                "share of the way that a step covers at 0.075", np.array(shares), 0.07499, 0.07501
            ),
            between("steps at the rate 1", full, 1, 1),
        ),
        (
            between("steps of gradient descent where the valley is round", descent[0], 1, 1),
            at_least("steps of gradient descent for a condition number of 30", descent[1], 100),
            at_least("steps of gradient descent for 1,000 and more", descent[2:], 1000),
        ),
        {"full": full[1]},
    )


@claim(
    page=PAGE,
    says="On a quadratic Newton converges at every rate below 2 and at none above it, whatever the "
    "curvatures are.",
    limits="the rates 0.01, 1, 1.9, 1.98, 2.02 and 2.1; condition numbers of 1, 30 and 1,000; "
    "2,000 steps",
)
def newtons_limit_on_a_quadratic_is_two(newton: Any) -> Evidence:
    ends = []
    for kappa in (1, 30, 1000):
        run = path(newton, quadratic(kappa), 2000, lr=column(0.01, 1.0, 1.9, 1.98, 2.02, 2.1))
        ends.append(norm(run.points[-1])[:, 0] / norm(run.points[0])[:, 0])
    below, above = np.array(ends)[:, :4], np.array(ends)[:, 4:]
    return Evidence(
        (
            at_most("distance at the end ÷ at the start, below 2", below, 1e-6),
            at_least("the same above 2", above, 1e3),
        )
    )


@claim(
    page=PAGE,
    says="A damping δ far below the curvatures changes nothing, one far above makes plain descent "
    "at the rate η/δ, and one in between holds back the flat direction alone.",
    limits="the valley with curvatures 1 and 30; δ of 10⁻⁶, 10⁶ and 5; forty steps",
)
def damping_blends_newton_with_descent(newton: Any, sgd: Any, quadratic: Any) -> Evidence:
    plain, tiny = path(newton, quadratic, 40, lr=0.1, damping=column(0.0, 1e-6)).points.swapaxes(
        0, 1
    )
    huge = path(newton, quadratic, 40, lr=1e4, damping=1e6).points
    descent = path(sgd, quadratic, 40, lr=0.01).points
    moved = -np.diff(path(newton, quadratic, 1, damping=5.0).points, axis=0)[0]
    share = moved / np.array(quadratic.start)
    return Evidence(
        (
            at_most("how far δ = 10⁻⁶ moves the path", np.abs(tiny - plain).max(), 1e-5),
            at_most("how far δ = 10⁶ is from descent", np.abs(huge - descent).max(), 1e-3),
            at_most("share of the flat direction's way with δ = 5", share[0], 0.2),
            at_least("share of the steep direction's way", share[1], 0.8),
        )
    )


@claim(
    page=PAGE,
    says="Near a minimum Newton's steps shrink by the same factor, 1 − η, because the rate is "
    "below 1.",
    limits="Rosenbrock at the rate 0.562, steps 36 to 46, nine starts",
    without="the shortened step (the rate 1)",
)
def newtons_steps_shrink_by_one_factor(newton: Any, rosenbrock: Any) -> Evidence:
    short = path(newton, rosenbrock, 46, around(rosenbrock), lr=0.562).points
    full = path(newton, rosenbrock, 8, around(rosenbrock)).points
    late = lengths(short)[36:]
    last = distances(full, rosenbrock)
    best = (last[1:] / np.maximum(last[:-1], 1e-300)).min(axis=0)
    return Evidence(
        (between("length of a step ÷ length of the last", late[1:] / late[:-1], 0.41, 0.47),),
        (at_most("distance after a step ÷ before, at its least, at the rate 1", best, 1e-2),),
    )


@claim(
    page=PAGE,
    says="Near a minimum the error after a full step is in proportion to the square of the last: "
    "the number of correct digits doubles. After half a step it is not.",
    limits="sixteen starts at 0.0003 from a minimum of Rosenbrock, Himmelblau and Beale, as long "
    "as the error before is above 10⁻⁷. From farther away a step may lead away: from 0.003 on "
    "Rosenbrock. The bound is how fast the Hessian changes ÷ twice the least curvature, 3,000 on "
    "Rosenbrock",
)
def newton_doubles_the_digits(
    newton: Any, rosenbrock: Any, himmelblau: Any, beale: Any
) -> Evidence:
    circle = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    ring = 0.0003 * np.stack([np.cos(circle), np.sin(circle)], axis=-1)
    factors: dict[float, list[float]] = {1.0: [], 0.5: []}
    for surface in (rosenbrock, himmelblau, beale):
        for rate, found in factors.items():
            run = path(newton, surface, 12, np.array(surface.minima[0]) + ring, lr=rate)
            away = norm(run.points - np.array(surface.minima[0]))[..., 0]
            seen = away[:-1] > 1e-7  # or else rounding is larger than the square
            found.append(float((away[1:][seen] / away[:-1][seen] ** 2).max()))
    return Evidence(
        (
            at_most("next error ÷ square of the error, at its largest", factors[1.0], 3000),
            at_least("the same at the rate 0.5", factors[0.5], 1e5),
        )
    )


def ends_beside_the_ridge(newton: Any, saddle: Any, dampings: Any) -> np.ndarray:
    """Return the ends of 120 steps from nine starts beside the ridge, for each damping."""
    knobs = np.array(dampings)[:, None, None]
    return np.asarray(path(newton, saddle, 120, around(saddle), damping=knobs).points[-1])


@claim(
    page=PAGE,
    says="From beside the ridge Newton goes to the saddle and not to a minimum, because it divides "
    "by a negative curvature, which turns the step uphill.",
    limits="nine starts, 120 steps, the rate 1",
    without="the negative curvature (a damping δ above it: 2.1, 3, 5 and 10)",
)
def newton_goes_to_the_saddle(newton: Any, saddle: Any) -> Evidence:
    plain, *damped = ends_beside_the_ridge(newton, saddle, (0.0, 2.1, 3.0, 5.0, 10.0))
    return Evidence(
        (at_most("distance from the saddle", norm(plain), 1e-6),),
        (
            at_most(
                "distance from a minimum with damping", distances(np.array(damped), saddle), 0.01
            ),
        ),
    )


@claim(
    page=PAGE,
    says="Newton leaves the saddle only if δ is larger than its most negative curvature.",
    verdict=FAILS,
    limits="the saddle, whose most negative curvature is 2; nine starts, 120 steps, the rate 1. "
    "The edge is half of that: between 0.95 and 1.05 the runs begin to leave, by uphill steps that "
    "throw them far across",
)
def newton_needs_damping_above_the_negative_curvature(newton: Any, saddle: Any) -> Evidence:
    less = ends_beside_the_ridge(newton, saddle, (1.1, 1.3, 1.5, 1.7, 1.9))
    return Evidence((at_most("distance from the saddle for δ of 1.1 to 1.9", norm(less), 0.5),))


@claim(
    page=PAGE,
    says="Up to nearly half of the most negative curvature, damping changes nothing: Newton still "
    "ends on the saddle.",
    limits="the saddle, nine starts, 120 steps, the rate 1; δ of 0.25, 0.5, 0.75, 0.9 and 0.95",
)
def a_little_damping_keeps_newton_on_the_saddle(newton: Any, saddle: Any) -> Evidence:
    ends = ends_beside_the_ridge(newton, saddle, (0.25, 0.5, 0.75, 0.9, 0.95))
    return Evidence((at_most("distance from the saddle", norm(ends), 0.01),))


@claim(
    page=PAGE,
    says="On Himmelblau Newton's full step ends at the maximum in the middle.",
    limits="nine starts",
)
def newton_ends_at_himmelblaus_maximum(newton: Any, himmelblau: Any) -> Evidence:
    run = path(newton, himmelblau, 120, around(himmelblau))
    ends, top = run.points[-1], np.array([-0.270845, -0.923039])
    curved = himmelblau.hess(ends)
    return Evidence(
        (
            at_most("distance from the maximum", norm(ends - top), 1e-3),
            at_most("curvature there along x and along y", curved[:, [0, 1], [0, 1]], -10),
        )
    )


def grid(surface: Surface, side: int) -> np.ndarray:
    """Return side × side starts, evenly over the picture."""
    (left, right), (low, high) = surface.window
    x, y = np.meshgrid(np.linspace(left, right, side), np.linspace(low, high, side))
    return np.stack([x, y], axis=-1).reshape(-1, 2)


@claim(
    page=PAGE,
    says="The full step ends at no minimum from a large part of all starts.",
    limits="31 × 31 starts on Himmelblau, the rate 1, 120 steps",
)
def newton_misses_every_minimum_from_many_starts(newton: Any, himmelblau: Any) -> Evidence:
    run = path(newton, himmelblau, 120, grid(himmelblau, 31))
    missed = (distances(run.points[-1], himmelblau) > 0.01).mean()
    return Evidence((at_least("share of the starts", missed, 0.25),), numbers={"missed": missed})


@claim(
    page=PAGE,
    says="A shorter Newton step leaves the picture less often; more minima it does not find.",
    limits="21 × 21 starts on each of Himmelblau and the saddle, 300 steps, the rates 1 and 0.1",
)
def a_shorter_newton_step_finds_no_more_minima(
    newton: Any, himmelblau: Any, saddle: Any
) -> Evidence:
    stayed, found = [], []
    for surface in (himmelblau, saddle):
        rates = np.array([1.0, 0.1])[:, None, None]
        run = path(newton, surface, 300, grid(surface, 21), lr=rates)
        stayed.append(surface.shows(run.points).all(axis=0).mean(axis=1))
        found.append((distances(run.points[-1], surface) < 0.01).mean(axis=1))
    (full, short), (more, less) = np.transpose(stayed), np.transpose(found)
    return Evidence(
        (
            at_least("share that stays at 0.1, beyond the share at 1", short - full, 0.1),
            at_most("share that finds a minimum at 0.1, beyond the share at 1", less - more, 0),
        )
    )


@claim(
    page=PAGE,
    says="On Beale's plain Newton finds the minimum from about a third of the starts.",
    limits="31 × 31 starts, 120 steps, the rate 0.316",
)
def newton_finds_beales_minimum_from_a_third(newton: Any, beale: Any) -> Evidence:
    run = path(newton, beale, 120, grid(beale, 31), lr=0.316)
    found = (distances(run.points[-1], beale) < 0.01).mean()
    return Evidence((between("share of the starts", found, 0.25, 0.45),))


@dataclass(frozen=True)
class InOtherUnits:
    """A surface in coordinates z, where x = Az."""

    loss: Any
    a: np.ndarray
    shapes = ((2,),)

    def value(self, z: Any) -> Any:
        """Return the loss."""
        return self.loss.value(times(self.a, z))

    def grad(self, z: Any) -> Any:
        """Return the gradient with respect to z."""
        return times(self.a.T, self.loss.grad(times(self.a, z)))

    def _matrix(self, inner: np.ndarray) -> Any:
        columns = np.stack([times(inner, column) for column in self.a.T], axis=-1)
        return np.stack([times(self.a.T, columns[..., k]) for k in range(2)], axis=-1)

    def hess(self, z: Any) -> Any:
        """Return the Hessian with respect to z."""
        return self._matrix(self.loss.hess(times(self.a, z)))

    def fisher(self, z: Any) -> Any:
        """Return the Fisher matrix with respect to z."""
        return self._matrix(self.loss.fisher(times(self.a, z)))

    def diagonal(self, z: Any) -> Any:
        """Return the Hessian's diagonal."""
        return self.hess(z)[..., [0, 1], [0, 1]]

    def hvp(self, z: Any, v: Any) -> Any:
        """Return the Hessian times v."""
        return times(self.hess(z), v)

    def noise(self, z: Any) -> Any:
        """Return noise that knows nothing of A."""
        return self.loss.noise(z)

    def at(self, t: int) -> InOtherUnits:
        """Return the loss at step t."""
        return self


def parted(rule: Any, surface: Any, steps: int = 20) -> float:
    """Return how far a run goes otherwise in other coordinates, beside how far it goes."""
    a, start = np.array([[2.0, 0.5], [0.0, 0.25]]), np.array(surface.start)
    inverse = np.array([[0.5, -1.0], [0.0, 4.0]])
    plain = simulate(rule, surface, start, steps).points
    other: Any = InOtherUnits(surface, a)
    there = times(a, simulate(rule, other, times(inverse, start), steps).points)
    return float(norm(there - plain).max() / norm(plain - start).max())


@claim(
    page=PAGE,
    says="Of all rules here that run on surfaces, only Newton's and the natural gradient go the "
    "same way in other coordinates x = Az.",
    limits="one matrix A, the Gaussian fit from its start, 20 steps, each rule at the rate 0.02",
)
def newtons_way_does_not_depend_on_the_units(optimizers: Any, gaussian: Any) -> Evidence:
    apart = {
        rule.slug: parted(rule(lr=0.02), gaussian) for rule in optimizers if rule.slug in RACERS
    }
    invariant = [apart.pop("newton"), apart.pop("natural-gradient")]
    return Evidence(
        (
            at_most("how far both part, beside the way that they go", invariant, 1e-9),
            at_least("how far each of the others does", list(apart.values()), 0.01),
        ),
        numbers={"others": len(apart)},
    )


@claim(
    page=PAGE,
    says="With damping, Newton's path depends on the units.",
    limits="one change of coordinates, Rosenbrock from its start, 20 steps, δ = 5",
)
def damping_ties_newton_to_the_units(newton: Any, rosenbrock: Any) -> Evidence:
    return Evidence(
        (
            at_most(
                "how far the paths part without damping", parted(newton(lr=0.5), rosenbrock), 1e-6
            ),
            at_least("how far with δ = 5", parted(newton(lr=0.5, damping=5.0), rosenbrock), 0.01),
        )
    )


@claim(
    page=PAGE,
    says="On a line with two wells Newton goes to the bottom of the near well from where the curve "
    "bends up, and to the top of the hill from near the top, where it bends down.",
    limits="(x² − 1)²/4 with starts of 0.6 to 2, and of 0.05 to 0.44, all on both sides; 40 steps. "
    "Between them a step may lead anywhere",
)
def newton_climbs_the_hill_between_two_wells(newton: Any) -> Evidence:
    loss: Any = Wells()
    signs = np.array([-1.0, 1.0])[:, None]
    outer, inner = (
        (signs * np.linspace(*ends, 29)).reshape(-1, 1) for ends in ((0.6, 2.0), (0.05, 0.44))
    )
    low, high = (simulate(newton(lr=1.0), loss, starts, 40).points[-1] for starts in (outer, inner))
    return Evidence(
        (
            at_most("distance from the near bottom", np.abs(low - np.sign(outer)), 1e-6),
            at_most("distance from the top", np.abs(high), 1e-6),
        )
    )
