"""The second world: the traced engine, in a real browser, takes the steps that NumPy takes."""

import math
from pathlib import Path

import numpy as np
import pytest

from gen.arithmetic import functions
from gen.arithmetic.functions import PORTABLE
from gen.arithmetic.noise import normals
from gen.optimizers import OPTIMIZERS, RACERS
from gen.schedules import SCHEDULES
from gen.simulate import simulate
from gen.surfaces import SURFACES

MODULES = Path(__file__).parent.parent / "docs" / "javascripts"
ORIGIN = "http://engine.test/"


@pytest.fixture(scope="module")
def run(browser):
    """Return a function that evaluates JavaScript with the engine's exports in scope as `e`."""
    page = browser.new_page()
    sources = {
        name: (MODULES / name).read_text()
        for name in ("engine.js", "functions.js", "simulate.js", "arithmetic.js")
    }

    def serve(route):
        name = route.request.url.removeprefix(ORIGIN)
        body = sources.get(name, "<!doctype html><title>engine</title>")
        route.fulfill(body=body, content_type="text/javascript" if name in sources else "text/html")

    page.route(ORIGIN + "**", serve)
    page.goto(ORIGIN)
    page.evaluate(f"import('{ORIGIN}engine.js').then(module => {{ window.e = module; }})")
    yield page.evaluate
    page.close()


# One text for all numbers of a run: Playwright wraps each member of an array by itself.
RUN = """([optimizer, rates, surface, start, steps, schedule]) => rates.map((lr) => {
  const options = {optimizer, hyper: {lr}, surface, start, steps};
  const run = e.simulate(schedule ? {...options, schedule} : options);
  return [[...run.points].join(), [...run.values].join(), run.divergedAt];
})"""


def numbers(texts):
    return np.array([float(text) for text in texts])


def runs_there(run, slug, rates, surface, steps, schedule=None):
    """Return points, values and the step of divergence of the browser's run at each rate."""
    for points, values, diverged_at in run(
        RUN, [slug, rates, surface.slug, list(surface.start), steps, schedule]
    ):
        yield (
            numbers(points.split(",")).reshape(-1, 2),
            numbers(values.split(",")),
            diverged_at,
        )


@pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)
@pytest.mark.parametrize("slug", RACERS)
def test_runs_the_same_in_the_browser_to_the_last_bit(run, slug, surface):
    rates = [float(OPTIMIZERS[slug]().lr), 1e-3, 0.05, 3.0]
    # A batch, whose members are what they would be alone: tests/test_optimizers.py holds that.
    rule = OPTIMIZERS[slug](lr=np.array(rates)[:, None])
    here = simulate(rule, surface, surface.start, 300)
    assert np.isfinite(here.points).all()
    there = runs_there(run, slug, rates, surface, 300)
    for i, (points, values, diverged_at) in enumerate(there):
        assert diverged_at == here.diverged_at[i]
        assert np.array_equal(points, here.points[:, i])
        assert np.array_equal(values, here.values[:, i])


ANSWERS = """([name, xs]) => xs.map((x) => String(e[name](Number(x))))"""


@pytest.mark.parametrize("name", PORTABLE)
def test_functions_have_the_same_bits(run, name):
    rng = np.random.default_rng(2)
    x = np.concatenate(
        [
            rng.uniform(-1, 1, 2000) * 10.0 ** rng.uniform(-300, 8, 2000),
            rng.uniform(-800, 800, 2000),
            [0.0, np.inf, -np.inf, np.nan, 5e-324, 1e-310, -745.2, 709.9, 710.0],
        ]
    )
    texts = [{"inf": "Infinity", "-inf": "-Infinity"}.get(repr(v), repr(v)) for v in x.tolist()]
    there = numbers(run(ANSWERS, [name, texts]))
    assert np.array_equal(there, getattr(functions, name)(x), equal_nan=True)


def test_whole_powers_have_the_same_bits(run):
    there = run("(base) => Array.from({length: 400}, (_, n) => e.power(base, n))", 0.987654321)
    assert there == [functions.power(0.987654321, n) for n in range(400)]


@pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)
def test_surfaces_agree_at_random_points(run, surface):
    x = np.random.default_rng(1).uniform(*np.array(surface.window).T, (100, 2))
    ask = """([slug, xs]) => {
      const s = e.surfaces[slug];
      return xs.map(([x, y]) => [s.value(x, y), ...s.grad(x, y), ...s.hess(x, y).flat()]);
    }"""
    there = np.array(run(ask, [surface.slug, x.tolist()]))
    here = np.concatenate(
        [surface.value(x)[:, None], surface.grad(x), surface.hess(x).reshape(-1, 4)], axis=1
    )
    assert np.array_equal(there, here)


def test_noise_has_the_same_bits_for_every_step_coordinate_and_seed(run):
    steps, seeds, coordinates = (0, 1, 7, 500, 2**32 - 1), (0, 1, 2, 77, 2**32 - 1), 5
    ask = """([steps, seeds, coordinates]) => seeds.map((seed) => steps.map((t) =>
      Array.from({length: coordinates}, (_, i) => e.normal(t, i, seed))))"""
    here = [[normals(np.zeros(coordinates), t, seed).tolist() for t in steps] for seed in seeds]
    assert run(ask, [steps, seeds, coordinates]) == here


@pytest.mark.parametrize("slug", SCHEDULES)
@pytest.mark.parametrize("total", [1, 2, 7, 300])
def test_schedules_agree_at_every_step(run, slug, total):
    ask = "([slug, n]) => Array.from({length: n}, (_, i) => e.schedules[slug].multiplier(i + 1, n))"
    here = [float(SCHEDULES[slug](np.float64(t), np.float64(total))) for t in range(1, total + 1)]
    assert all(map(math.isfinite, here))
    assert run(ask, [slug, total]) == here


@pytest.mark.parametrize("slug", SCHEDULES)
def test_a_schedule_runs_in_the_browser_as_here(run, slug):
    surface = SURFACES["quadratic"]
    here = simulate(OPTIMIZERS["sgd"](lr=0.05), surface, surface.start, 100, SCHEDULES[slug])
    ((points, _, _),) = runs_there(run, "sgd", [0.05], surface, 100, slug)
    assert np.array_equal(points, here.points)


def test_tells_of_every_optimizer_surface_and_schedule(run):
    assert run("() => Object.keys(e.optimizers)") == list(RACERS)
    assert sorted([*run("() => Object.keys(e.absent)"), *RACERS]) == sorted(OPTIMIZERS)
    assert run("() => Object.keys(e.surfaces)") == list(SURFACES)
    assert run("() => Object.keys(e.schedules)") == list(SCHEDULES)
    defaults = {
        slug: {k.name: k.default for k in cls.hyperparameters()} for slug, cls in RACERS.items()
    }
    ask = """() => Object.fromEntries(
      Object.entries(e.optimizers).map(([slug, optimizer]) => [slug, optimizer.defaults]))"""
    assert run(ask) == defaults


@pytest.mark.parametrize("which", ["optimizer", "surface", "schedule"])
def test_an_unknown_name_is_an_error_that_says_so(run, which):
    options = {
        "optimizer": "sgd",
        "surface": "quadratic",
        "start": [1, 1],
        "steps": 3,
        which: "nosuch",
    }
    said = run(
        "(options) => { try { e.simulate(options); } catch (error) { return error.message; } }",
        options,
    )
    assert "nosuch" in said
    assert "sgd" in said or "quadratic" in said or "cosine" in said
