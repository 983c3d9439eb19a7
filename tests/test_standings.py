"""Who gains what, and where: measured again run by run, in plain loops."""

import math

import numpy as np
import pytest

from gen.figure import FIGURES
from gen.figures.shines_and_fails import CASTS, LEVEL, lead_on
from gen.measurements.grid import SIDE, lattice, minima, starts
from gen.measurements.rate_search import BUDGET, ENOUGH, EQUAL, RATES
from gen.measurements.standings import standing
from gen.optimizers import OPTIMIZERS, RACERS
from gen.simulate import simulate
from gen.surface import CLOSE
from gen.surfaces import SURFACES
from tests.criterion import decades

SOME = [SURFACES[slug] for slug in ("quadratic", "himmelblau", "rastrigin") if slug in SURFACES]


def gained(losses, diverged_at, surface):
    """Return what one run gains: nothing if it diverged."""
    return 0.0 if diverged_at >= 0 else decades(losses, surface.lowest)


@pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)
def test_starts_fill_the_window_and_leave_something_to_gain(surface):
    points = starts(surface)
    assert SIDE**2 / 2 < len(points) <= SIDE**2
    assert surface.shows(points).all()
    assert (surface.value(points) > surface.lowest).all()
    low, high = np.array(surface.window).T
    cells = np.floor((lattice(surface) - low) / (high - low) * SIDE)
    assert len({tuple(cell) for cell in cells.tolist()}) == SIDE**2  # one in each cell


@pytest.mark.parametrize("surface", SOME, ids=lambda surface: surface.slug)
@pytest.mark.parametrize("slug", list(RACERS)[:6])
def test_the_standing_is_what_single_runs_gain(slug, surface):
    measured = standing(RACERS[slug], surface)
    runs = [simulate(measured.optimizer, surface, start, BUDGET) for start in measured.starts]
    alone = [gained(run.values.tolist(), run.diverged_at, surface) for run in runs]
    np.testing.assert_allclose(measured.decades, alone, rtol=1e-9, atol=1e-9)
    ends = [run.points[-1] for run in runs]
    near = [min(math.dist(end, minimum) for minimum in surface.minima) <= CLOSE for end in ends]
    assert near == measured.found.tolist()
    traps = [
        min(math.dist(end, minimum) for minimum in minima(surface)[0]) <= CLOSE for end in ends
    ]
    assert traps == measured.arrived.tolist()


@pytest.mark.parametrize("surface", SOME[:1], ids=lambda surface: surface.slug)
@pytest.mark.parametrize("slug", list(RACERS)[:3])
def test_the_rate_is_the_smallest_of_the_best_of_the_search(slug, surface):
    means = []
    for rate in RATES:
        run = simulate(RACERS[slug](lr=rate), surface, starts(surface), BUDGET)
        each = zip(run.values.T.tolist(), run.diverged_at.tolist(), strict=True)
        means.append(np.mean([gained(*one, surface) for one in each]))
    smallest = next(r for r, mean in zip(RATES, means, strict=True) if mean >= max(means) - EQUAL)
    assert standing(RACERS[slug], surface).optimizer.lr == smallest


@pytest.mark.parametrize("slug", RACERS)
def test_shines_and_fails_are_the_two_ends_of_the_measured_leads(slug):
    optimizers = [
        OPTIMIZERS[other] for other in next(c for c in CASTS if c.optimizers[0] == slug).optimizers
    ]
    leads = {surface.slug: lead_on(surface, optimizers) for surface in SURFACES.values()}
    for end, most in (("shines", max), ("fails", min)):
        numbers = FIGURES[f"{slug}-{end}"].draw().numbers
        assert numbers["lead"] == leads[numbers["surface"]] == most(leads.values())


@pytest.mark.parametrize("slug", RACERS)
def test_such_a_figure_is_stale_only_through_its_own_and_the_yardstick(slug):
    for end in ("shines", "fails"):
        cast = FIGURES[f"{slug}-{end}"].cast
        assert cast.optimizers[0] == slug
        assert slug == "sgd" or cast.optimizers[1:] == ("sgd",)
        assert cast.surfaces == tuple(SURFACES)


@pytest.mark.parametrize("slug", ["standings", "standings-at-one-rate"])
def test_the_table_holds_everyone_and_what_the_alt_text_says_of_them(slug):
    picture = FIGURES[slug].draw()
    decades = np.array(picture.data["decades"])
    assert decades.shape == (len(RACERS), len(SURFACES))
    assert (decades >= 0).all() and (decades <= ENOUGH).all()
    average = {
        cls.short_title(): row.mean() for cls, row in zip(RACERS.values(), decades, strict=True)
    }
    best, worst = max(average, key=average.get), min(average, key=average.get)
    assert f"gained by {best}, {average[best]:.1f} decades" in picture.alt
    assert f"least by {worst}, {average[worst]:.1f}." in picture.alt


def test_no_row_of_the_table_is_ahead_everywhere():
    """Held for docs/optimizers/index.md."""
    numbers = FIGURES["standings"].draw().numbers
    for slug in RACERS:
        assert numbers[f"{slug}_ahead"] < len(SURFACES)


@pytest.mark.parametrize("slug", RACERS)
def test_the_start_that_is_drawn_is_one_of_those_that_decide(slug):
    optimizers = [
        OPTIMIZERS[other] for other in next(c for c in CASTS if c.optimizers[0] == slug).optimizers
    ]
    for end in ("shines", "fails"):
        picture = FIGURES[f"{slug}-{end}"].draw()
        surface, lead = SURFACES[picture.numbers["surface"]], picture.numbers["lead"]
        all_standings = [standing(optimizer, surface) for optimizer in optimizers]
        (index,) = np.flatnonzero((all_standings[0].starts == picture.data["start"]).all(axis=1))
        here = [s.decades[index] for s in all_standings]
        if abs(lead) > LEVEL:
            assert np.sign(here[0] - np.median(here[1:])) == np.sign(lead)


def leads():
    """Return by how many decades each rule but gradient descent leads it on each surface."""
    means = {
        slug: np.array([standing(OPTIMIZERS[slug], s).mean for s in SURFACES.values()])
        for slug in RACERS
    }
    return {slug: mean - means["sgd"] for slug, mean in means.items() if slug != "sgd"}


def test_no_rule_leads_everywhere_and_nearly_every_one_is_behind_somewhere():
    lead = leads()
    assert all((each <= LEVEL).any() for each in lead.values())
    assert sum((each < -LEVEL).any() for each in lead.values()) > 0.9 * len(lead)


def test_rules_that_search_along_a_line_gain_most():
    average = {slug: each.mean() for slug, each in leads().items()}
    best_four = sorted(average, key=average.get)[-4:]
    assert set(best_four) == {"line-search", "bfgs", "l-bfgs", "conjugate-gradient"}
