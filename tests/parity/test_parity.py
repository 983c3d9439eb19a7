"""Every rule walks with every other implementation of it, to floating-point accuracy."""

import dataclasses
import json
import math
import os
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from gen.optimizers import OPTIMIZERS
from gen.schedules import SCHEDULES
from gen.simulate import simulate
from gen.surfaces import SURFACES
from tests.parity import (
    BAR,
    MODULES,
    REFERENCES,
    SCHEDULE_REFERENCES,
    STEPS,
    VECTORS,
    Trembling,
    difference,
    fingerprint,
    measured,
)

HERE = Path(__file__).parent
for part in sorted(HERE.glob("[!_]*.py")):
    if not part.stem.startswith(("test_", "conftest", "walks")):
        import_module(f"tests.parity.{part.stem}")

TABLE = HERE.parent.parent / "docs" / "data" / "parity.json"
EXAMPLES = int(os.environ.get("PARITY_EXAMPLES", "3"))
every_reference = pytest.mark.parametrize("reference", REFERENCES, ids=str)


def strategy(low, high):
    """Draw evenly on a log scale where that makes sense."""
    if low > 0 and high / low > 20:
        return st.floats(math.log(low), math.log(high)).map(math.exp)
    return st.floats(low, high)


@every_reference
def test_walks_with(reference):
    pytest.importorskip(MODULES[reference.package])

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def compare(data):
        loss = data.draw(st.sampled_from(reference.losses))
        rule = OPTIMIZERS[reference.slug]()
        drawn = {name: data.draw(strategy(*ends)) for name, ends in reference.knobs.items()}
        rule = dataclasses.replace(rule, **drawn)
        start = np.array(loss.start)
        if reference.compared == "directions":
            theirs, ours = reference.walk(rule, loss, start, STEPS)
        else:
            run = simulate(rule, loss, start, STEPS)
            assume(run.diverged_at < 0)
            assume(difference(simulate(rule, Trembling(loss), start, STEPS).points, run.points) <= BAR / 10)
            theirs, ours = reference.walk(rule, loss, start, STEPS), run.points
        found = measured(reference, difference(theirs, ours))
        assert found <= BAR, f"{drawn} on {loss}: {found:.2g}"

    compare()


@every_reference
def test_steps_with_from_anywhere_on_every_surface(reference):
    """Three steps, before a chaotic surface has had time to multiply the rounding."""
    pytest.importorskip(MODULES[reference.package])
    if reference.compared == "directions" or reference.losses is not VECTORS:
        pytest.skip("this one is compared on losses of its own")
    rng, rule = np.random.default_rng(11), OPTIMIZERS[reference.slug]()
    # Where two conventions meet only in a range of a knob, its default may lie outside.
    rule = dataclasses.replace(
        rule, **{name: float(np.clip(getattr(rule, name), *ends)) for name, ends in reference.knobs.items()}
    )
    for surface in SURFACES.values():
        start = rng.uniform(*np.array(surface.window).T)
        run = simulate(rule, surface, start, 3)
        if run.diverged_at < 0 and not surface.noise_level:
            assert difference(reference.walk(rule, surface, start, 3), run.points) <= BAR, surface.slug


@pytest.mark.parametrize("reference", SCHEDULE_REFERENCES, ids=str)
@pytest.mark.parametrize("total", [40, 200])
def test_schedule_agrees_with(reference, total):
    pytest.importorskip(MODULES[reference.package])
    ours = [float(SCHEDULES[reference.slug](np.float64(t), np.float64(total))) for t in range(1, total + 1)]
    assert measured(reference, difference(np.array(reference.multipliers(total)), np.array(ours))) <= BAR


@pytest.mark.parametrize("slug", OPTIMIZERS)
def test_has_something_to_be_compared_with(slug):
    assert any(reference.slug == slug for reference in REFERENCES)


@every_reference
@pytest.mark.skipif("config.getoption('--record', default=False)", reason="this run writes it anew")
def test_the_published_table_is_of_this_rule(reference):
    """A changed rule makes its row stale: run `nox -s parity`."""
    rows = json.loads(TABLE.read_text(encoding="utf-8"))["optimizers"]
    row = next((r for r in rows if (r["optimizer"], r["reference"]) == (reference.slug, reference.name)), None)
    assert row, f"{reference} is not in docs/data/parity.json"
    assert row["rule"] == fingerprint(reference.slug)
    assert row["difference"] <= BAR
