"""What is said of the cliff."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic.eigenvectors import eigen
from gen.arithmetic.vectors import norm
from gen.claims.ledger import Evidence, at_least, at_most, between, claim
from gen.claims.newton import grid
from gen.claims.runs import around, column
from gen.losses import Clipped
from gen.measurements.grid import distances, lattice
from gen.measurements.rate_search import tuned
from gen.simulate import simulate

PAGE = "surfaces/cliff"


@claim(
    page=PAGE,
    says="On the cliff's plateau the slope is about 1, on the wall up to twenty times that, and "
    "the curvature there is some four hundred times the valley's.",
    limits="401 × 401 points of the picture; the plateau's slope at the race's start",
)
def the_cliffs_wall_is_steep_and_curved(cliff: Any) -> Evidence:
    points = grid(cliff, 401)
    plateau = float(norm(cliff.grad(np.array(cliff.start)))[0])
    steeper = float(norm(cliff.grad(points)).max() / plateau)
    curved = float(eigen(cliff.hess(points))[0].max() / cliff.curvatures[0][1])
    return Evidence(
        (
            between("slope of the plateau", plateau, 0.8, 1.2),
            between("slope of the wall ÷ the plateau's", steeper, 16, 24),
            between("curvature of the wall ÷ the valley's", curved, 320, 480),
        ),
        numbers={"plateau": plateau, "steeper": steeper, "curved": curved},
    )


def thrown(rule: Any, loss: Any, starts: Any, cliff: Any) -> np.ndarray:
    """Return which runs leave the picture within 120 steps."""
    inside = cliff.shows(simulate(rule, loss, starts, 120).points)
    return np.asarray(~inside.all(axis=0))


@claim(
    page=PAGE,
    says="Whether gradient descent is thrown out of the cliff's picture does not simply grow with "
    "the rate: at 0.3 it is, at 0.2 and 0.5 it is not, and it comes back.",
    limits="the race's start, 120 steps; 51 rates from 0.1 to 0.6",
)
def the_cliff_throws_at_some_rates(sgd: Any, cliff: Any) -> Evidence:
    out = thrown(sgd(lr=column(0.2, 0.3, 0.5)), cliff, cliff.start, cliff)
    end = simulate(sgd(lr=0.3), cliff, cliff.start, 120).points[-1]
    scanned = thrown(sgd(lr=np.linspace(0.1, 0.6, 51)[:, None]), cliff, cliff.start, cliff)
    changes = int((scanned[1:] != scanned[:-1]).sum())
    return Evidence(
        (
            between("runs thrown out at 0.2 and 0.5", out[::2].sum(), 0, 0),
            between("at 0.3", out[1].sum(), 1, 1),
            at_most("distance of that run from the minimum at last", distances(end, cliff), 0.01),
            at_least("how often the answer changes from rate to rate", changes, 4),
        ),
        numbers={"changes": changes},
    )


@claim(
    page=PAGE,
    says="From the plateau gradient descent, at the rate of the search, is thrown out of the "
    "picture in about one run of four, because the wall's gradients are long.",
    limits="a grid of starts on the plateau, 120 steps; none of the nine starts around the race's",
    without="the long gradients (clipped to the length 1)",
)
def the_cliff_throws_because_its_gradients_are_long(sgd: Any, cliff: Any) -> Evidence:
    starts, chosen = plateau(cliff), tuned(sgd, cliff)
    share = float(thrown(chosen, cliff, starts, cliff).mean())
    near = thrown(chosen, cliff, around(cliff), cliff)
    z = simulate(chosen, cliff, cliff.start, 120).points @ (10, 5)
    clipped = thrown(chosen, Clipped(cliff, 1.0), starts, cliff)
    return Evidence(
        (
            between("share of runs thrown out", share, 0.2, 0.33),
            between("of the nine starts", near.sum(), 0, 0),
            between("how often the race's run crosses the edge", (z[1:] * z[:-1] < 0).sum(), 1, 1),
            at_least("least |z| of its points, where the wall is |z| < ½", np.abs(z).min(), 0.5),
        ),
        (between("runs thrown out with clipped gradients", clipped.sum(), 0, 0),),
        {"share": share},
    )


def plateau(cliff: Any) -> np.ndarray:
    """Return an even grid of the starts that are half a unit or more before the edge."""
    starts = lattice(cliff, 45)
    return starts[starts[:, 0] + starts[:, 1] / 2 < -0.5]


@claim(
    page=PAGE,
    says="A run that comes to the cliff's wall with steps of length s lands on it with a chance of "
    "about 1/(ks); smaller steps land there more often and fly less far.",
    limits="a grid of starts on the plateau, rates of 0.1, 0.2 and 0.5, 200 steps; the wall is the "
    "strip of width 1/k in which |z| < ½, s the middle length of the steps that come to it",
)
def smaller_steps_land_on_the_wall_more_often(sgd: Any, cliff: Any) -> Evidence:
    rates, k = (0.1, 0.2, 0.5), 5 * 5**0.5
    landed, lengths, flights = [], [], []
    for lr in rates:
        points = simulate(sgd(lr=lr), cliff, plateau(cliff), 200).points
        z = points @ (10, 5)
        first = (z > -0.5).argmax(axis=0)
        before, there = (np.take_along_axis(z, at[None], axis=0)[0] for at in (first - 1, first))
        landed.append(float((np.abs(there) < 0.5).mean()))
        lengths.append(float(np.median(there - before)) / k)
        flights.append(float(norm(np.diff(points, axis=0)).max()))
    return Evidence(
        (
            between("chance × k × s", np.multiply(landed, lengths) * k, 0.7, 1.4),
            at_most(
                "landings ÷ those at the next smaller rate",
                np.divide(landed[1:], landed[:-1]),
                0.95,
            ),
            between("longest step ÷ rate", np.divide(flights, rates), 18, 24),
        )
    )
