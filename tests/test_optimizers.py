"""Every rule, in NumPy and JAX: alone or in a batch it is the same rule, and its source lines stand alone."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gen.losses import Clipped, Noisy
from gen.measurements.rate_search import BUDGET, RATES, tuned
from gen.optimizers import OPTIMIZERS, RACERS
from gen.palette import HUES, MARKERS
from gen.schedules import SCHEDULES
from gen.simulate import BOUND, simulate
from gen.surfaces import SURFACES

every_optimizer = pytest.mark.parametrize("slug", RACERS)
# Every rule on three kinds of ground, and everywhere a few that are quick: all pairs would take minutes.
GROUNDS = [SURFACES[slug] for slug in ("quadratic", "rosenbrock", "rastrigin")]
EVERYWHERE = [slug for slug in ("sgd", "momentum", "adam", "lars") if slug in RACERS]
PAIRS = [
    (slug, surface)
    for slug in RACERS
    for surface in SURFACES.values()
    if surface in GROUNDS or slug in EVERYWHERE
]
every_pair = pytest.mark.parametrize(
    ("slug", "surface"), PAIRS, ids=lambda each: getattr(each, "slug", each)
)


@every_pair
def test_a_batch_walks_as_its_members_do(slug, surface):
    rng = np.random.default_rng(7)
    (x_low, x_high), (y_low, y_high) = surface.window
    starts = rng.uniform([x_low, y_low], [x_high, y_high], (5, 2))
    rule = OPTIMIZERS[slug](lr=0.01)
    together = simulate(rule, surface, starts, 50)
    for i, start in enumerate(starts):
        alone = simulate(rule, surface, start, 50)
        assert np.array_equal(together.points[:, i], alone.points)
        assert together.diverged_at[i] == alone.diverged_at


@every_optimizer
def test_a_sweep_of_rates_is_one_run(slug):
    surface = next(iter(SURFACES.values()))
    rates = np.geomspace(1e-3, 0.1, 4)
    sweep = simulate(OPTIMIZERS[slug](lr=rates[:, None]), surface, surface.start, 40)
    assert sweep.points.shape == (41, 4, 2)
    for i, lr in enumerate(rates):
        alone = simulate(OPTIMIZERS[slug](lr=lr), surface, surface.start, 40)
        np.testing.assert_allclose(sweep.points[:, i], alone.points, rtol=1e-13, atol=0)


@every_optimizer
def test_descends_from_a_gentle_start(slug):
    """At the best rate of the search, every rule ends lower than it began on the first surface."""
    surface = next(iter(SURFACES.values()))
    values = simulate(
        OPTIMIZERS[slug](lr=np.array(RATES)[:, None]), surface, surface.start, 100
    ).values
    assert np.isfinite(values).all()
    assert values[-1].min() < 0.01 * values[0].min()


@every_pair
def test_divergence_freezes_and_is_reported(slug, surface, recwarn):
    run = simulate(
        OPTIMIZERS[slug](lr=np.array([[1e12], [1e300], [-1e300]])), surface, surface.start, 60
    )
    assert np.isfinite(run.points).all()
    assert np.abs(run.points).max() <= BOUND
    for i, step in enumerate(run.diverged_at):
        if step >= 0:
            assert (run.points[step - 1 :, i] == run.points[-1, i]).all()
    assert not recwarn.list


def test_gradient_descent_diverges_beyond_two_over_curvature():
    """The reported step is the first whose point is out of bounds, by hand on x' = (1 - lr)x."""
    descent, quadratic = OPTIMIZERS["sgd"], SURFACES["quadratic"]
    run = simulate(descent(lr=11.0), quadratic, (1.0, 0.0), 20)
    assert run.diverged_at == 7  # |(1 - 11)**7| is 10**7, and the bound 10**6
    assert run.points[-1, 0] == 1e6


@every_optimizer
def test_hyperparameters_describe_themselves(slug):
    knobs = OPTIMIZERS[slug].hyperparameters()
    assert knobs[0].name == "lr"
    for knob in knobs:
        assert knob.low <= knob.default <= knob.high
        assert knob.low < knob.high
        assert knob.scale == "linear" or knob.low > 0
        assert knob.symbol
        assert knob.meaning


@every_optimizer
def test_has_a_look_of_its_own(slug):
    looks = {(cls.hue, cls.marker) for cls in OPTIMIZERS.values()}
    assert len(looks) == len(OPTIMIZERS)
    assert OPTIMIZERS[slug].hue in HUES
    assert OPTIMIZERS[slug].marker in MARKERS
    assert OPTIMIZERS[slug].paper.link.startswith("https://")


@every_optimizer
@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_refuses_a_hyperparameter_that_is_no_number(slug, bad):
    with pytest.raises(ValueError, match="lr must be a finite number"):
        OPTIMIZERS[slug](lr=bad)


def test_an_unknown_name_is_told_the_nearest():
    with pytest.raises(LookupError, match="no optimizer named 'adm'; did you mean 'adam'"):
        OPTIMIZERS["adm"]


@pytest.mark.parametrize("start", [(np.nan, 0), (np.inf, 1)])
def test_refuses_a_start_that_is_no_point(start):
    with pytest.raises(ValueError, match="the start must be finite"):
        simulate(OPTIMIZERS["sgd"](), SURFACES["quadratic"], start, 5)


@pytest.mark.parametrize("slug", SCHEDULES)
@given(total=st.integers(2, 5000))
@settings(max_examples=30, deadline=None)
def test_a_schedule_stays_between_nothing_and_the_full_rate(slug, total):
    t = np.arange(1.0, total + 1)
    multipliers = SCHEDULES[slug](t, np.float64(total))
    assert multipliers.shape == t.shape
    assert (multipliers >= 0).all()
    assert (multipliers <= 1).all()


def test_a_schedule_multiplies_the_rate_outside_the_rule():
    surface, descent = SURFACES["quadratic"], OPTIMIZERS["sgd"]
    run = simulate(descent(lr=0.01), surface, surface.start, 10, SCHEDULES["cosine"])
    x = np.array(surface.start)
    for t in range(1, 11):
        x = x - 0.01 * 0.5 * (1 + np.cos(np.pi * (t - 1) / 10)) * surface.grad(x)
        np.testing.assert_allclose(run.points[t], x, rtol=1e-14)


def test_noise_is_seeded_and_new_at_every_step():
    surface, rule = SURFACES["quadratic"], OPTIMIZERS["sgd"]()
    runs = [simulate(rule, Noisy(surface, 0.5, seed), surface.start, 30) for seed in (1, 1, 2)]
    assert np.array_equal(runs[0].points, runs[1].points)
    assert not np.array_equal(runs[0].points, runs[2].points)
    exact = np.array([surface.grad(x) for x in runs[0].points[:-1]])
    noise = (runs[0].points[:-1] - runs[0].points[1:]) / rule.lr - exact
    assert len(np.unique(noise.round(9), axis=0)) == 30
    assert 0.3 < noise.std() < 0.7


def test_clipping_shortens_long_gradients_and_leaves_short_ones():
    surface = SURFACES["rosenbrock"]
    x = np.random.default_rng(3).uniform(-2, 2, (200, 2))
    plain, clipped = surface.grad(x), Clipped(surface, 30.0).grad(x)
    length = np.linalg.norm(plain, axis=-1, keepdims=True)
    assert (length < 30).any()
    assert (length > 30).any()
    np.testing.assert_allclose(clipped, plain * np.minimum(1, 30 / length), rtol=1e-12)


@every_pair
def test_the_tuned_rate_is_the_best_that_stays_in_the_picture(slug, surface):
    best = simulate(tuned(OPTIMIZERS[slug], surface), surface, surface.start, BUDGET)
    assert surface.shows(best.points).all()
    others = simulate(OPTIMIZERS[slug](lr=np.array(RATES)[:, None]), surface, surface.start, BUDGET)
    stayed = surface.shows(others.points).all(axis=0) & (others.diverged_at < 0)
    assert best.values[-1] <= others.values[-1][stayed].min()


def test_a_start_outside_the_picture_has_no_tuned_rate():
    with pytest.raises(ValueError, match="no rate of the search keeps sgd in the picture of beale"):
        tuned(OPTIMIZERS["sgd"], SURFACES["beale"], start=(4.5, 4.5))


@every_optimizer
def test_a_rule_is_frozen(slug):
    with pytest.raises(dataclasses.FrozenInstanceError):
        OPTIMIZERS[slug]().lr = 1.0
