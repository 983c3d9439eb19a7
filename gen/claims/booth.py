"""What is said of Booth's surface."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.claims.altered import Moved, Turned
from gen.claims.ledger import Evidence, at_least, at_most, between, claim
from gen.claims.runs import EACH_RATE, around, arrivals, each
from gen.measurements.grid import arrival_steps, distances
from gen.measurements.rate_search import RATES, tuned
from gen.simulate import simulate

PAGE = "surfaces/booth"


@claim(
    page=PAGE,
    says="In Booth's valley gradient descent arrives long before momentum and Adam, which pass the "
    "minimum, swing back, and are close only about step 120; RMSprop arrives at no rate.",
    limits=f"nine starts, 140 steps at the rates of the search; RMSprop's {len(RATES)} rates in "
    "120 steps",
)
def on_booth_descent_is_first(
    sgd: Any, momentum: Any, rmsprop: Any, adam: Any, booth: Any
) -> Evidence:
    swings, late = [], []
    for rule in (momentum, adam):
        points = simulate(tuned(rule, booth), booth, around(booth), 140).points
        along = (points - booth.minima[0]).sum(axis=-1)
        across = (points - booth.minima[0]) @ (1, -1)
        late.append(arrival_steps(distances(points, booth)))
        turns = [(np.diff(np.sign(axis), axis=0) != 0).sum(axis=0) for axis in (along, across)]
        swings.append(np.max(turns, axis=0))
    tried = simulate(rmsprop(lr=EACH_RATE), booth, around(booth), 120)
    never = arrival_steps(distances(tried.points, booth))
    return Evidence(
        (
            at_most("gradient descent's steps", arrivals(sgd, booth), 80),
            between("momentum's and Adam's", np.array(late), 105, 130),
            at_least("how often they pass the minimum along an axis", np.array(swings), 2),
            at_least("RMSprop's steps (121 is never)", never, 121),
        )
    )


@claim(
    page=PAGE,
    says="At large rates Adagrad takes about fifty steps in Booth's valley because it lies aslant.",
    limits="nine starts, rates from 3 to 10; at 3 one start needs only 20 steps",
    without="the slant (the same valley turned by 45 degrees, along the axes)",
)
def booth_slows_adagrad_because_it_lies_aslant(adagrad: Any, booth: Any) -> Evidence:
    here, upright = in_both(adagrad, booth, each(3.16, 4.22, 5.62, 7.5, 10.0))
    return Evidence(
        (
            at_least("fewest steps in Booth's valley", int(here.min()), 15),
            between("middle of them", float(np.median(here)), 40, 60),
        ),
        (at_most("steps in the upright one", upright, 10),),
        {"upright": int(upright.max())},
    )


def in_both(rule: Any, booth: Any, rates: np.ndarray) -> list[np.ndarray]:
    """Return the steps from nine starts in the valley, its minimum at 0, and turned upright."""
    minimum, starts = np.array(booth.minima[0]), around(booth)
    aslant = Moved(booth, -minimum)
    upright = Turned(aslant)
    counts = []
    for loss, whence in ((aslant, starts - minimum), (upright, upright.there(starts - minimum))):
        run = simulate(rule(lr=rates), loss, whence, 120)
        counts.append(arrival_steps(np.hypot(run.points[..., 0], run.points[..., 1])))
    return counts


@claim(
    page=PAGE,
    says="Gradient descent and momentum take as many steps in Booth's valley as in the same one "
    "turned upright.",
    limits="nine starts, the rates of the search",
)
def turning_booth_changes_nothing_for_descent_and_momentum(
    sgd: Any, momentum: Any, booth: Any
) -> Evidence:
    apart = [
        np.subtract(*in_both(rule, booth, each(tuned(rule, booth).lr))) for rule in (sgd, momentum)
    ]
    return Evidence((between("difference of the steps", np.array(apart), 0, 0),))
