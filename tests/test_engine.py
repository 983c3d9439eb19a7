"""The second world: the traced engine, in a real browser, takes the steps that NumPy takes."""

import math
import re
from pathlib import Path

import numpy as np
import pytest

from gen.arithmetic.noise import normals
from gen.browser.engine import optimizer_source
from gen.layers import fitted
from gen.optimizers import OPTIMIZERS, RACERS
from gen.schedules import SCHEDULES
from gen.simulate import simulate
from gen.surface import statements
from gen.surfaces import SURFACES

MODULES = Path(__file__).parent.parent / "docs" / "javascripts"
ORIGIN = "http://engine.test/"
LIBRARY = re.compile(
    r"\*\*|Math\.(?!sqrt|sign|abs|max|min)"
)  # what rounds differently from one C library to another


def exact_rule(slug):
    lines = optimizer_source(OPTIMIZERS[slug]).splitlines()
    return not any(LIBRARY.search(line) for line in lines if not line.strip().startswith("//"))


def exact_surface(surface):
    shared, codes = statements([surface.expression, *surface.gradient, *surface.hessian], "Math")
    return not any(LIBRARY.search(code) for code in [*codes, *(code for _, code in shared)])


@pytest.fixture(scope="module")
def run(browser):
    """Return a function that evaluates JavaScript with the engine's exports in scope as `e`."""
    page = browser.new_page()
    sources = {name: (MODULES / name).read_text() for name in ("engine.js", "simulate.js")}

    def serve(route):
        name = route.request.url.removeprefix(ORIGIN)
        body = sources.get(name, "<!doctype html><title>engine</title>")
        route.fulfill(body=body, content_type="text/javascript" if name in sources else "text/html")

    page.route(ORIGIN + "**", serve)
    page.goto(ORIGIN)
    page.evaluate(f"import('{ORIGIN}engine.js').then(module => {{ window.e = module; }})")
    yield page.evaluate
    page.close()


PATH = """([optimizer, hyper, surface, start, steps, schedule]) => {
  const run = e.simulate({optimizer, hyper, surface, start, steps, schedule: schedule ?? undefined});
  const text = (numbers) => Array.from(numbers, String);
  return {points: text(run.points), values: text(run.values), divergedAt: run.divergedAt};
}"""


def numbers(texts):
    return np.array([float(text) for text in texts])


def walk_there(run, slug, hyper, surface, steps, schedule=None):
    result = run(PATH, [slug, hyper, surface.slug, list(surface.start), steps, schedule])
    return numbers(result["points"]).reshape(-1, 2), numbers(result["values"]), result["divergedAt"]


@pytest.mark.parametrize(
    "surface", [s for s in SURFACES.values() if exact_surface(s)], ids=lambda s: s.slug
)
@pytest.mark.parametrize("slug", [slug for slug in RACERS if exact_rule(slug)])
def test_walks_the_same_path_in_the_browser_to_the_last_bit(run, slug, surface):
    for lr in (OPTIMIZERS[slug]().lr, 1e-3, 0.05, 3.0):
        here = simulate(OPTIMIZERS[slug](lr=lr), surface, surface.start, 300)
        points, values, diverged_at = walk_there(run, slug, {"lr": lr}, surface, 300)
        assert diverged_at == here.diverged_at
        assert np.isfinite(here.points).all()
        assert np.array_equal(points, here.points)
        assert np.array_equal(values, here.values)


STEP = """([slug, h, surface, x, s, t]) => e.optimizers[slug].step(x, s, t, h, e.moment(e.surfaces[surface], t))"""


def reached(rule, surface, x, t):
    """Return where a few steps lead from `x`, and the state there, in time for step `t`."""
    state = rule.init(x)
    for earlier in range(max(1, t - 4), t):
        x, state = rule.step(x, state, earlier, surface.at(earlier))
    return x, state


@pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)
@pytest.mark.parametrize("slug", RACERS)
def test_one_step_from_the_same_state_is_the_same(run, slug, surface):
    optimizer, rng = OPTIMIZERS[slug](lr=0.01), np.random.default_rng(5)
    knobs = {knob.name: getattr(optimizer, knob.name) for knob in optimizer.hyperparameters()}
    rule = fitted(optimizer, surface)
    (x_low, x_high), (y_low, y_high) = surface.window
    for t in (1, 2, 10, 300):
        x, state = reached(rule, surface, rng.uniform([x_low, y_low], [x_high, y_high]), t)
        there, kept = run(
            STEP,
            [slug, knobs, surface.slug, x.tolist(), {k: v.tolist() for k, v in state.items()}, t],
        )
        here, expected = rule.step(x, state, t, surface.at(t))
        assert np.isfinite(here).all()
        scale = np.abs(here).max() + np.abs(here - x).max()
        np.testing.assert_allclose(there, here, rtol=1e-12, atol=1e-12 * scale)
        assert kept.keys() == expected.keys()
        for name, array in expected.items():
            np.testing.assert_allclose(
                kept[name], array, rtol=1e-12, atol=1e-12 * np.abs(array).max()
            )


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
    if exact_surface(surface):
        assert np.array_equal(there, here)
    np.testing.assert_allclose(there, here, rtol=1e-12, atol=1e-12 * np.abs(here).max())


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
    np.testing.assert_allclose(run(ask, [slug, total]), here, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("slug", SCHEDULES)
def test_a_schedule_runs_in_the_browser_as_here(run, slug):
    surface = SURFACES["quadratic"]
    here = simulate(OPTIMIZERS["sgd"](lr=0.05), surface, surface.start, 100, SCHEDULES[slug])
    points, _, _ = walk_there(run, "sgd", {"lr": 0.05}, surface, 100, slug)
    np.testing.assert_allclose(points, here.points, rtol=1e-10, atol=1e-13)


def test_tells_of_every_optimizer_surface_and_schedule(run):
    assert run("() => Object.keys(e.optimizers)") == list(RACERS)
    assert sorted([*run("() => Object.keys(e.absent)"), *RACERS]) == sorted(OPTIMIZERS)
    assert run("() => Object.keys(e.surfaces)") == list(SURFACES)
    assert run("() => Object.keys(e.schedules)") == list(SCHEDULES)
    defaults = {
        slug: {k.name: k.default for k in cls.hyperparameters()} for slug, cls in RACERS.items()
    }
    assert (
        run(
            "() => Object.fromEntries(Object.entries(e.optimizers).map(([k, o]) => [k, o.defaults]))"
        )
        == defaults
    )


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
