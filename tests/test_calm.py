"""Every number that a page quotes is calm: its shown digits stay when the start moves a little."""

import functools
import json
import re
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
from gen.surface import Surface

DOCS = Path(__file__).parent.parent / "docs"
ASKED = re.compile(r"\{\{\s*number\s+([\w-]+)\.([\w.-]+?)\s*(?:\|\s*([^}]*?)\s*)?\}\}")
NUDGE = 1e-9  # of the window, or of weights of size one


def quoted():
    """Return, for each figure, which of its numbers pages quote, and how."""
    found = {}
    for page in sorted(DOCS.rglob("*.md")):
        for slug, key, spec in ASKED.findall(page.read_text(encoding="utf-8")):
            if slug in FIGURES:
                found.setdefault(slug, set()).add((key, spec))
    return found


QUOTED = quoted()


def nudged(start, loss):
    """Return a start beside `start`: as far away as rounding and other machines might take it."""
    x = np.asarray(start, dtype=float)
    while not isinstance(loss, Surface) and hasattr(loss, "loss"):
        loss = loss.loss
    size = np.ptp(loss.window, axis=-1) if isinstance(loss, Surface) else 1.0
    # Of the coordinate itself where there is one: a start may be next to a ridge on purpose.
    size = np.where(x == 0, size, np.minimum(size, np.abs(x)))
    return x + NUDGE * size * np.where(np.arange(x.shape[-1]) % 2, -0.7, 1.0)


@functools.cache
def again(optimizer, surface, rate):
    """Return how a rule stands from starts moved a little, at the rate that was chosen for it."""
    facts = standings_kept(optimizer, surface, rate)
    return facts and standings.facts_at(optimizer(lr=facts["lr"]), surface)


standings_kept = standings._kept


@pytest.fixture
def moved(monkeypatch):
    """Move every start of every run a little; rates stay as they were chosen."""
    point, dissect = simulate._point, possible_steps.dissect
    monkeypatch.setattr(simulate, "_point", lambda start, loss: nudged(point(start, loss), loss))
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


@pytest.mark.parametrize("slug", QUOTED)
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
