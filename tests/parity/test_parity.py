"""Every rule takes the steps of every other implementation of it, to floating-point accuracy."""

import dataclasses
import json
import math
import os
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, seed, settings
from hypothesis import strategies as st

from gen.optimizers import OPTIMIZERS
from gen.schedules import SCHEDULES
from gen.simulate import simulate
from gen.surfaces.rosenbrock import ROSENBROCK
from tests.parity import (
    BAR,
    MATRICES,
    MODULES,
    REFERENCES,
    SCHEDULE_REFERENCES,
    STEPS,
    Trembling,
    difference,
    fingerprint,
    measured,
)
from tests.parity.grounds import another, grounds

HERE = Path(__file__).parent
for part in sorted(HERE.glob("[!_]*.py")):
    if not part.stem.startswith(("test_", "conftest", "walks", "reader")):
        import_module(f"tests.parity.{part.stem}")

TABLE = HERE.parent.parent / "docs" / "data" / "parity.json"
EXAMPLES = int(os.environ.get("PARITY_EXAMPLES", "3"))
every_reference = pytest.mark.parametrize("reference", REFERENCES, ids=str)


def every(references):
    """Ask a test of those that are installed; of the others the published table says enough."""
    here = [r for r in references if find_spec(MODULES[r.package])]
    return pytest.mark.parametrize("reference", here, ids=str)


def knob(low, high):
    """Draw from a range, evenly on a log scale where that makes sense.

    The simplest draw is the middle.
    """
    log = low > 0 and high / low > 20
    low, high = (math.log(low), math.log(high)) if log else (low, high)
    drawn = st.floats(-0.5, 0.5).map(
        lambda u: min(max((low + high) / 2 + u * (high - low), low), high)
    )
    return drawn.map(math.exp) if log else drawn


@st.composite
def problems(draw, reference, loss):
    """Draw a rule, a loss like `loss` and a start.

    Of quadratics it is any other, and of surfaces a start close to theirs.
    """
    drawn = {name: draw(knob(*ends)) for name, ends in reference.knobs.items()}
    number = draw(st.integers(0, 2**32 - 1))
    loss, start = another(loss, number)
    return dataclasses.replace(OPTIMIZERS[reference.slug](), **drawn), loss, start


@every(REFERENCES)
def test_walks_with(reference):
    """Every loss gets its share of the examples, of which the first is the middle of all ranges."""
    for number, loss in enumerate(reference.losses):

        @seed(number)
        @settings(
            max_examples=math.ceil(EXAMPLES / len(reference.losses)),
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(problems(reference, loss))
        def compare(problem):
            rule, loss, start = problem
            theirs, ours = both(reference, rule, loss, start, STEPS)
            assume(len(theirs) > 1)
            in_part = reference.compared == "points" and len(theirs) <= STEPS
            found = measured(reference, difference(theirs, ours), in_part)
            assert found <= BAR, f"{rule} on {loss}, {len(theirs) - 1} steps: {found:.2g}"

        compare()


def both(reference, rule, loss, start, steps):
    """Return what is compared, theirs and ours."""
    if reference.compared == "directions":
        return reference.walk(rule, loss, start, steps)
    ours = calm(rule, loss, start, steps)
    return reference.walk(rule, loss, start, len(ours) - 1), ours


def calm(rule, loss, start, steps):
    """Return our points until the run diverges, or until asking beside the point has changed it."""
    run, trembling = (simulate(rule, seen, start, steps) for seen in (loss, Trembling(loss)))
    parted = np.abs(trembling.points - run.points).max(axis=-1)
    parted /= np.maximum.accumulate(np.abs(run.points).max(axis=-1))
    # Chaos grows fast: a run that it brings near the bar is compared until well before.
    wild = parted > (BAR / 100 if parted.max() > BAR / 10 else BAR / 10)
    if run.diverged_at >= 0:
        wild[run.diverged_at :] = True
    return run.points[: np.argmax(wild)] if wild.any() else run.points


@every([r for r in REFERENCES if {ROSENBROCK, MATRICES[0]} & set(r.losses)])
def test_steps_with_from_anywhere_on_every_ground(reference):
    """Three steps, before a chaotic surface has had time to multiply the rounding."""
    rule = OPTIMIZERS[reference.slug]()
    # Where two conventions meet only in a range of a knob, its default may lie outside.
    rule = dataclasses.replace(
        rule,
        **{
            name: float(np.clip(getattr(rule, name), *ends))
            for name, ends in reference.knobs.items()
        },
    )
    places, compared = list(grounds(reference, np.random.default_rng(11))), 0
    for ground, start in places:
        theirs, ours = both(reference, rule, ground, start, 3)
        if len(theirs) > 1:
            assert difference(theirs, ours) <= BAR, ground
            compared += 1
    assert compared > len(places) / 2


@every(SCHEDULE_REFERENCES)
@pytest.mark.parametrize("total", [40, 200])
def test_schedule_agrees_with(reference, total):
    ours = [
        float(SCHEDULES[reference.slug](np.float64(t), np.float64(total)))
        for t in range(1, total + 1)
    ]
    assert (
        measured(reference, difference(np.array(reference.multipliers(total)), np.array(ours)))
        <= BAR
    )


@pytest.mark.parametrize("slug", OPTIMIZERS)
def test_has_something_to_be_compared_with(slug):
    assert any(reference.slug == slug for reference in REFERENCES)


@every_reference
@pytest.mark.skipif("config.getoption('--record', default=False)", reason="this run writes it anew")
def test_the_published_table_is_of_this_rule(reference):
    """A changed rule makes its row stale: run `nox -s parity`."""
    rows = json.loads(TABLE.read_text(encoding="utf-8"))["optimizers"]
    row = next(
        (r for r in rows if (r["optimizer"], r["reference"]) == (reference.slug, reference.name)),
        None,
    )
    assert row, f"{reference} is not in docs/data/parity.json"
    assert row["rule"] == fingerprint(reference.slug)
    assert row["difference"] <= BAR
