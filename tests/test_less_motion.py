"""An animated SVG moves by itself, and stands still for readers who ask for less motion."""

import pytest

from gen.figure import FIGURES
from tests.stage import ORIGIN

# A race with a count, dots, heads and a curtain; shapes that change; a run that diverges.
KINDS = ("race-on-rosenbrock", "state-of-adam", "race-on-quadratic-at-one-rate")


@pytest.mark.parametrize("preference", ["reduce", "no-preference"])
def test_a_figure_moves_unless_its_reader_asks_for_less_motion(tab, stage, preference):
    # By its own address: what Playwright prefers does not reach into an <img>, what a reader does.
    page = tab(ORIGIN, reduced_motion=preference)
    for slug in (slug for slug in KINDS if slug in FIGURES):
        page.goto(f"{ORIGIN}/figures/{slug}.animated.svg")
        shots = []
        for _ in range(3):
            page.wait_for_timeout(400)
            shots.append(page.screenshot())
        assert (shots[1] == shots[2]) == (preference == "reduce"), slug  # the first warms up
    page.goto(ORIGIN)  # where there is a storage to clear
