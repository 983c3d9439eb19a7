"""Maps of starts: each cell is the end of a run of its own, and strokes cover just the cells."""

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gen.draw.mosaic import runs, strokes
from gen.figure import FIGURES
from gen.figures.starts import GROUNDS, SIDE, fates
from gen.measurements.grid import lattice, minima
from gen.measurements.rate_search import BUDGET
from gen.optimizers import RACERS
from gen.simulate import simulate
from gen.surface import CLOSE
from gen.surfaces import SURFACES


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("slug", list(RACERS)[:4])
def test_a_cell_is_what_becomes_of_a_run_from_there(slug, ground):
    surface = SURFACES[ground]
    measured = fates(RACERS[slug], surface)
    points = lattice(surface, SIDE).reshape(SIDE, SIDE, 2)
    for row, column in np.random.default_rng(1).integers(0, SIDE, (12, 2)):
        run = simulate(measured.rule, surface, points[row, column], BUDGET)
        assert measured.lost[row, column] == (run.diverged_at >= 0)
        away = [math.dist(run.points[-1], minimum) for minimum in minima(surface)[0]]
        wanted = int(np.argmin(away)) if min(away) <= CLOSE and run.diverged_at < 0 else -1
        assert measured.end[row, column] == wanted
        if wanted >= 0:
            since = measured.since[row, column]
            near = [math.dist(point, minima(surface)[0][wanted]) <= CLOSE for point in run.points]
            assert all(near[since:]) and (since == 0 or not near[since - 1])


@pytest.mark.parametrize("slug", list(RACERS)[:2])
def test_shares_are_those_of_the_cells(slug):
    numbers = FIGURES[f"starts-of-{slug}"].draw().numbers
    for ground in GROUNDS:
        each = fates(RACERS[slug], SURFACES[ground])
        lowest = len(SURFACES[ground].minima)
        assert numbers[f"{ground}_hit_rate"] == np.mean((each.end >= 0) & (each.end < lowest))
        assert numbers[f"{ground}_hit_rate_any"] == np.mean(each.end >= 0)


@given(arrays(bool, st.tuples(st.integers(1, 7), st.integers(1, 9))))
def test_strokes_cover_the_wanted_cells_and_no_others(wanted):
    covered = np.zeros_like(wanted)
    for row, column, length in runs(wanted):
        assert length > 0 and not covered[row, column : column + length].any()
        covered[row, column : column + length] = True
    assert (covered == wanted).all()
    drawn, x, y = np.zeros_like(wanted), 0, 0
    for letter, first, second, length in re.findall(
        r"([Mm])(-?\d+) (-?\d+)h(\d+)", strokes(wanted)
    ):
        x, y = (int(first), int(second)) if letter == "M" else (x + int(first), y + int(second))
        drawn[y, x : x + int(length)] = True
        x += int(length)
    assert (drawn == wanted).all()
