"""Every number that a page quotes is calm: its shown digits stay when the start moves a little."""

import functools
import json
from pathlib import Path

import numpy as np
import pytest

import gen.figures  # noqa: F401 (fills the register)
import gen.measurements.standings as standings
from gen import simulate
from gen.figure import FIGURES
from gen.figures.matrix_runs import run_on
from gen.measurements import possible_steps
from gen.pages.parts import number
from tests.moved import moved_point, nudged
from tests.quotes import QUOTED

DOCS = Path(__file__).parent.parent / "docs"


@functools.cache
def again(optimizer, surface, rate):
    """Return how a rule stands from starts moved a little, at the rate that was chosen for it."""
    facts = standings_kept(optimizer, surface, rate)
    return facts and standings.facts_at(optimizer(lr=facts["lr"]), surface)


standings_kept = standings._kept


@pytest.fixture
def moved(monkeypatch):
    """Move every start of every run a little; rates stay as they were chosen."""
    dissect = possible_steps.dissect
    monkeypatch.setattr(simulate, "_point", moved_point(simulate._point))
    monkeypatch.setattr(standings, "_kept", again)
    monkeypatch.setattr(
        "gen.figures.state.dissect",
        lambda rule, loss, start, steps: dissect(rule, loss, nudged(start, loss), steps),
    )
    forget()
    yield
    forget()


def forget():
    """Empty what a process remembers of runs, so that nobody meets those from other starts."""
    for remembered in (standings.standing, run_on):
        remembered.cache_clear()


@pytest.mark.parametrize("slug", [slug for slug in QUOTED if slug in FIGURES])
def test_a_quoted_number_stays_when_the_start_moves_a_little(slug, moved):
    file = DOCS / "figures" / f"{slug}.json"
    drawn = json.loads(file.read_text(encoding="utf-8"))["numbers"]
    there = FIGURES[slug].draw().numbers
    restless = {}
    for key, spec in sorted(QUOTED[slug]):
        value = there.get(key)
        shown = number(drawn[key], spec), number(rounded(value), spec)
        if shown[0] != shown[1]:
            restless[key] = shown
    assert not restless


def rounded(value):
    """Return a number as the figure's file has it."""
    if isinstance(value, float | np.floating):
        return float(f"{value:.6g}")
    return int(value) if isinstance(value, np.integer) else value
