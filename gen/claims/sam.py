"""What is said of SAM."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic.vectors import norm
from gen.claims.ledger import FAILS, Evidence, at_least, at_most, between, claim
from gen.claims.runs import (
    around,
    column,
    path,
)
from gen.losses import Noisy
from gen.measurements.grid import (
    distances,
    lattice,
)
from gen.measurements.rate_search import tuned
from gen.simulate import simulate
from gen.surface import CLOSE, Surface

PAGE = "optimizers/sam"


@claim(
    page=PAGE,
    says="From the race's start gradient descent rolls into the sharp valley; SAM stays between "
    "the two, trembling on the spot.",
    limits="the rate 0.03, ρ = 0.5; gradient descent after 500 steps, SAM from nine starts in "
    "steps 1,000 to 2,000",
)
def descent_takes_the_sharp_valley_and_sam_stays_between(
    sgd: Any, sam: Any, two_valleys: Any
) -> Evidence:
    starts, sharp = around(two_valleys), np.array(two_valleys.minima[0])
    descent = path(sgd, two_valleys, 500, lr=0.03).points[-1]
    tail = simulate(sam(lr=0.03, rho=0.5), two_valleys, starts, 2000).points[1000:]
    return Evidence(
        (
            at_most(
                "gradient descent's distance from the sharp minimum",
                float(np.hypot(*(descent - sharp))),
                CLOSE,
            ),
            at_least("SAM's distance from either minimum", distances(tail, two_valleys), 0.3),
            at_most("width of its trembling", np.ptp(tail, axis=0), 0.3),
        )
    )


@claim(
    page=PAGE,
    says="The slope that SAM finds at its look is many times as steep as where it stands, and "
    "points now one way, now the other.",
    limits="the two valleys from their own start, the rate 0.03, ρ = 0.5, steps 1,000 to 2,000",
)
def sam_finds_steep_slopes_of_either_sign(sam: Any, two_valleys: Any) -> Evidence:
    tail = path(sam, two_valleys, 2000, lr=0.03, rho=0.5).points[1000:]
    slopes = two_valleys.grad(tail)
    found = two_valleys.grad(tail + 0.5 * slopes / norm(slopes))
    steeper = float(np.median(norm(found) / norm(slopes)))
    return Evidence(
        (
            at_least("slope at the look ÷ slope where it stands, at the middle step", steeper, 5),
            between("share that points up", float((found[:, 1] > 0).mean()), 0.3, 0.7),
        )
    )


def shares(rule: Any, valleys: Surface) -> tuple[float, float]:
    """Return the shares of 144 starts that end at the sharp minimum and at the flat one."""
    last = simulate(rule, valleys, lattice(valleys, 12), 1000).points[-1]
    sharp, flat = (
        float((np.hypot(*(last - minimum).T) < 0.3).mean()) for minimum in valleys.minima
    )
    return sharp, flat


@claim(
    page=PAGE,
    says="On the two valleys the paper's radius of 0.05 changes nothing for most starts; with 0.5 "
    "no run ends in the sharp one.",
    limits="144 starts over the window, the rate 0.03, 1,000 steps",
)
def a_radius_counts_in_relation_to_the_valley(sgd: Any, sam: Any, two_valleys: Any) -> Evidence:
    plain = shares(sgd(lr=0.03), two_valleys)
    small, large = (shares(sam(lr=0.03, rho=rho), two_valleys) for rho in (0.05, 0.5))
    moved = np.abs(np.array(plain) - small)
    return Evidence(
        (
            at_least("share that descent brings to the sharp minimum", plain[0], 0.1),
            at_most("change of the shares with 0.05", moved, 0.05),
            at_most("share in the sharp valley with 0.5", large[0], 0),
        )
    )


def shrinking_look(valley: Surface, lr: float, rho: float, steps: int) -> np.ndarray:
    """Return the points of SAM whose look is ρ times the gradient, not ρ long."""
    x = np.array(valley.start)
    points = [x]
    for _ in range(steps):
        x = x - lr * valley.grad(x + rho * valley.grad(x))
        points.append(x)
    return np.array(points)


@claim(
    page=PAGE,
    says="Near the bottom SAM bounces between the walls, since its look uphill has a fixed length.",
    limits="our valley from its own start, the rate 0.02, ρ = 0.1, the last 50 of 2,000 steps; the "
    "shrinking look is 0.01 times the gradient",
    without="the fixed length (a look in proportion to the gradient, which shrinks with it)",
)
def sam_bounces_because_its_look_has_a_fixed_length(sam: Any, quadratic: Any) -> Evidence:
    fixed = np.abs(path(sam, quadratic, 2000, lr=0.02, rho=0.1).points[-50:, 1])
    shrinking = np.abs(shrinking_look(quadratic, 0.02, 0.01, 2000)[-50:, 1])
    return Evidence(
        (at_least("distance across the valley", fixed, 0.01),),
        (at_most("with the shrinking look", shrinking, 1e-9),),
    )


@claim(
    page=PAGE,
    says="SAM bounces across the steepest direction with the width ηλρ/(2 − ηλ), and along the "
    "flat one it converges.",
    limits="our valley, rates 0.01, 0.02 and 0.04, ρ of 0.03 and 0.3, the last 50 of 4,000 steps",
)
def sam_bounces_with_this_width(sam: Any, quadratic: Any) -> Evidence:
    lr, rho = column(0.01, 0.02, 0.04)[:, None], column(0.03, 0.3)
    tail = np.abs(simulate(sam(lr=lr, rho=rho), quadratic, quadratic.start, 4000).points[-50:])
    told = (lr * 30 * rho / (2 - lr * 30))[..., 0]
    return Evidence(
        (
            between("distance across ÷ the formula's", tail[..., 1] / told, 0.99, 1.01),
            at_most("distance along", tail[..., 0], 1e-9),
        )
    )


@claim(
    page=PAGE,
    says="With noise SAM leaves the sharp valley for the flat one, at a level at which gradient "
    "descent never leaves.",
    limits="100 runs from the bottom of the sharp valley, noise of standard deviation 2, the rate "
    "0.03, ρ = 0.2, 1,000 steps",
    without="the look uphill (gradient descent), or the noise",
)
def sam_leaves_the_sharp_valley_with_noise(sgd: Any, sam: Any, two_valleys: Any) -> Evidence:
    sharp, flat = np.array(two_valleys.minima)

    def moved(rule: Any, loss: Any) -> float:
        last = simulate(rule, loss, np.tile(sharp + 0.01, (100, 1)), 1000).points[-1]
        return float((np.hypot(*(last - flat).T) < np.hypot(*(last - sharp).T)).mean())

    noisy = Noisy(two_valleys, 2.0, seed=1)
    both = sam(lr=0.03, rho=0.2)
    return Evidence(
        (at_least("share that moves to the flat valley", moved(both, noisy), 0.8),),
        (
            at_most("of gradient descent's runs", moved(sgd(lr=0.03), noisy), 0),
            at_most("without noise", moved(both, two_valleys), 0),
        ),
    )


@claim(
    page=PAGE,
    says="In the bend SAM comes to a balance away from the minimum, farther out the larger ρ is, "
    "and even from beside the minimum it drifts out to it; gradient descent arrives.",
    limits="Rosenbrock, the rate 0.0015, ρ of 0.01, 0.025, 0.05 and 0.1, 8,000 steps; from the "
    "surface's start and from (1.001, 1.002)",
    without="the radius (gradient descent)",
)
def sam_balances_away_from_the_minimum(sgd: Any, sam: Any, rosenbrock: Any) -> Evidence:
    radii = column(0.01, 0.025, 0.05, 0.1)
    starts = np.array([rosenbrock.start, (1.001, 1.002)])[:, None]
    run = simulate(sam(lr=0.0015, rho=radii), rosenbrock, starts + 0 * radii, 8000).points
    far, before = distances(run[-1], rosenbrock), distances(run[-1001], rosenbrock)
    descent = distances(path(sgd, rosenbrock, 8000, lr=0.0015).points[-1], rosenbrock)
    return Evidence(
        (
            at_least("distance at last", far, 0.2),
            at_least("distance more than with the next smaller radius", np.diff(far), 0.1),
            at_most("change in the last 1,000 steps", np.abs(far - before), 0.01),
        ),
        (at_most("gradient descent's distance at last", descent, CLOSE),),
    )


@claim(
    page=PAGE,
    says="With more steps gradient descent arrives at Rosenbrock's minimum at the rate that the "
    "search chose for 120 steps.",
    verdict=FAILS,
    limits="6,000 steps, one start. At this rate, which is above 2/λ of the minimum, it stays on "
    "the floor about half a unit before; at half the rate it arrives",
)
def descent_arrives_in_the_bend_with_more_steps(sgd: Any, rosenbrock: Any) -> Evidence:
    lr = tuned(sgd, rosenbrock).lr
    last = distances(path(sgd, rosenbrock, 6000, lr=lr).points[-1], rosenbrock)
    return Evidence((at_most("distance at last", last, CLOSE),), numbers={"away": float(last)})


@claim(
    page=PAGE,
    says="SAM comes to rest on the saddle's pass because its look goes beyond the crest, from "
    "where the slope points back.",
    limits="the surface's own start, a thousandth beside the crest; eight rates from 0.001 to 0.4, "
    "5,000 steps",
    without="the look beyond the crest (ρ = 0.0005, half as long as the way to it)",
)
def a_look_beyond_the_crest_holds_sam(sam: Any, saddle: Any) -> Evidence:
    rates = column(0.001, 0.003, 0.01, 0.0237, 0.05, 0.1, 0.2, 0.4)
    usual, short = (
        np.hypot(*path(sam, saddle, 5000, lr=rates, rho=rho).points[-1].T) for rho in (0.05, 0.0005)
    )
    return Evidence(
        (at_most("distance from the pass at last", usual, 0.05),),
        (at_least("with the short look", short, 1.3),),
    )


@claim(
    page=PAGE,
    says="The worst loss within the radius tells the sharp minimum from the flat one, which are "
    "equally deep; the lowest worst loss is at the flat one.",
    limits="the two valleys; radii from 0.02 to 0.5, all around; the lowest is sought among 61 × "
    "41 points of the picture",
)
def the_worst_loss_nearby_tells_sharp_from_flat(sam: Any, two_valleys: Any) -> Evidence:
    angles = np.linspace(0, 2 * np.pi, 49)[:-1]
    rims = np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    disc = np.concatenate([share * rims for share in (0.25, 0.5, 0.75, 1.0)])
    sharp, flat = np.array(two_valleys.minima)
    (left, right), (low, high) = two_valleys.window
    places = np.stack(
        np.meshgrid(np.linspace(left, right, 61), np.linspace(low, high, 41)), axis=-1
    ).reshape(-1, 1, 2)
    ratios, away = [], []
    for radius in (0.02, 0.05, 0.1, 0.2, 0.5):
        around_sharp, around_flat = (
            two_valleys.value(point + radius * disc).max() for point in (sharp, flat)
        )
        ratios.append(around_sharp / around_flat)
        worst = two_valleys.value(places + radius * disc).max(axis=-1)
        away.append(np.abs(places[worst.argmin(), 0] - flat).max())
    depths = two_valleys.value(np.stack([sharp, flat]))
    return Evidence(
        (
            at_most("loss at both minima", depths, 1e-12),
            at_least("worst loss around the sharp one ÷ around the flat one", ratios, 10),
            at_most("distance of the lowest worst loss from the flat minimum", away, 0.1),
        )
    )
