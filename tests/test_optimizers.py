"""Every rule in NumPy: alone or in a batch it is the same, and no input confuses it."""

import dataclasses
import math
import re
import warnings
from contextlib import contextmanager

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gen.losses import Clipped, Noisy
from gen.matrices import MATRICES
from gen.measurements.rate_search import BUDGET, RATES, tuned
from gen.optimizers import OPTIMIZERS, RACERS
from gen.palette import HUES, MARKERS
from gen.schedules import SCHEDULES
from gen.simulate import BOUND, simulate
from gen.surface import Surface
from gen.surfaces import SURFACES
from tests.criterion import is_the_smallest_of_the_best, judged, nine

every_optimizer = pytest.mark.parametrize("slug", RACERS)
# Every rule on three kinds of ground, and a few quick ones everywhere: all pairs take minutes.
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
        assert np.array_equal(sweep.points[:, i], alone.points)


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


NUMBERS = st.one_of(
    st.floats(),
    st.floats(-2, 2),
    st.sampled_from([0.0, 1.0, 1 - 2**-53, 5e-324, 1e200, -1e200, 1.7e308]),
    st.integers(-2, 2),
    st.integers(-(10**400), 10**400),
)
ARRAYS = st.builds(
    lambda numbers, shape: np.resize(np.array(numbers, dtype=float), shape),
    st.lists(st.floats() | st.floats(0, 1), min_size=1, max_size=3),
    st.sampled_from([(), (1,), (3, 1), (2, 3, 1), (2,), (3, 2), (0, 1)]),
)
JUNK = st.sampled_from(
    [None, True, "0.5", "", 1j, b"1", [], [0.1], (0.1,), {}, object, [[1], [1, 2]]]
)
ANYTHING = NUMBERS | ARRAYS | JUNK


@contextmanager
def without_warnings():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def ground(slug):
    """Return a loss that the rule runs on: a surface, or one with layers if it asks for them."""
    return SURFACES["rosenbrock"] if slug in RACERS else MATRICES["matrix-regression"]


def attempt(slug, name, value, loss):
    """Return the points of five steps with a hyperparameter set so, or the error that it raises."""
    try:
        rule = OPTIMIZERS[slug](**{name: value})
    except (TypeError, ValueError) as error:
        return error
    with without_warnings():
        return simulate(rule, loss, loss.start, 5).points


def spelled(value):
    """Return how errors write the single numbers of `value`."""
    if isinstance(value, int):
        return [repr(float(value))] if abs(value) < 10**300 else []
    return [repr(float(v)) for v in np.ravel(value)] if isinstance(value, np.ndarray) else []


def knobs(slug):
    return st.sampled_from([knob.name for knob in OPTIMIZERS[slug].hyperparameters()])


every_rule = pytest.mark.parametrize("slug", OPTIMIZERS)


@every_rule
@given(data=st.data())
@settings(max_examples=20)
def test_any_hyperparameter_gives_a_finite_run_or_an_error_that_names_it(slug, data):
    name, value = data.draw(knobs(slug)), data.draw(ANYTHING)
    result = attempt(slug, name, value, ground(slug))
    if isinstance(result, Exception):
        assert f"{OPTIMIZERS[slug].__name__}.{name} must be " in str(result)
        assert any(f"not {each}" in str(result) for each in (repr(value), *spelled(value)))
    else:
        assert np.isfinite(result).all()


@every_rule
@given(data=st.data())
@settings(max_examples=10)
def test_a_number_does_alone_what_it_does_in_a_sweep(slug, data):
    name, value = data.draw(knobs(slug)), data.draw(st.floats() | st.floats(0, 1))
    loss = ground(slug)
    alone = attempt(slug, name, value, loss)
    swept = attempt(slug, name, np.array([[value]]), loss)
    if isinstance(alone, Exception) or isinstance(swept, Exception):
        assert str(alone) == str(swept)
    else:
        assert np.array_equal(swept[:, 0], alone)


SILLY_STARTS = [5, [1], [], "12", ["1", "2"], [1, 2, 3], [[1], [2]], [[1, 2], [3]], None, 1j, {}]
SILLY_STARTS += [(np.nan, 0), (np.inf, 1), [True, False], [10**400, 0], np.zeros((3, 0))]
SILLY_STEPS = [-1, 2.5, 3.0, math.nan, math.inf, "5", None, True, [3], 1j]


@pytest.mark.parametrize("steps", [0, 5])
@pytest.mark.parametrize("start", SILLY_STARTS, ids=repr)
def test_refuses_a_start_that_is_no_point_of_the_loss(start, steps):
    with pytest.raises((TypeError, ValueError), match="the start must be a point of 2 finite"):
        simulate(OPTIMIZERS["sgd"](), SURFACES["quadratic"], start, steps)


def test_refuses_a_start_of_another_size_than_the_problem():
    problem = MATRICES["matrix-regression"]
    with pytest.raises(ValueError, match=f"a point of {len(problem.start)} finite numbers"):
        simulate(OPTIMIZERS["muon"](), problem, problem.start[1:], 5)


@pytest.mark.parametrize("steps", SILLY_STEPS, ids=repr)
def test_refuses_a_number_of_steps_that_is_no_count(steps):
    with pytest.raises(
        (TypeError, ValueError), match="the number of steps must be a whole number"
    ) as e:
        simulate(OPTIMIZERS["sgd"](), SURFACES["quadratic"], (1.0, 1.0), steps)
    assert f"not {steps!r}" in str(e.value)


def test_refuses_more_points_than_fit():
    with pytest.raises(ValueError, match="10000000000000 steps of points of shape"):
        simulate(OPTIMIZERS["sgd"](), SURFACES["quadratic"], (1.0, 1.0), 10**13)


@given(
    start=ARRAYS | st.lists(st.floats(), min_size=2, max_size=2) | JUNK, steps=st.integers(-1, 5)
)
@settings(max_examples=100)
def test_any_start_gives_a_finite_run_or_an_error_that_names_it(start, steps):
    with without_warnings():
        try:
            run = simulate(OPTIMIZERS["adam"](lr=0.1), SURFACES["beale"], start, steps)
        except (TypeError, ValueError) as error:
            assert re.match("the (start|number of steps) must be", str(error))
        else:
            assert np.isfinite(run.points).all()
            assert run.steps == steps


def test_refuses_a_sweep_that_does_not_fit_the_starts():
    rule = OPTIMIZERS["sgd"](lr=np.ones((3, 1)))
    with pytest.raises(ValueError, match=r"the start \(4, 2\), lr \(3, 1\)"):
        simulate(rule, SURFACES["quadratic"], np.ones((4, 2)), 5)


@pytest.mark.parametrize("thing", [OPTIMIZERS["adam"], "adam", None, 5], ids=repr)
def test_refuses_what_is_no_optimizer(thing):
    with pytest.raises(TypeError, match="the optimizer must be an instance"):
        simulate(thing, SURFACES["quadratic"], (1.0, 1.0), 5)


@pytest.mark.parametrize("thing", [Surface, "quadratic", None, 5], ids=repr)
def test_refuses_what_is_no_loss(thing):
    with pytest.raises(TypeError, match="the loss must be an instance"):
        simulate(OPTIMIZERS["adam"](), thing, (1.0, 1.0), 5)


@pytest.mark.parametrize("schedule", ["cosine", 0.5, [1.0], {}], ids=repr)
def test_refuses_a_schedule_that_is_no_function(schedule):
    with pytest.raises(TypeError, match="the schedule must be a function"):
        simulate(OPTIMIZERS["adam"](), SURFACES["quadratic"], (1.0, 1.0), 5, schedule)


@pytest.mark.parametrize("bad", [np.nan, np.inf, 1e308, None, "1", 1j, [1.0], True], ids=repr)
def test_a_schedule_that_returns_no_number_is_told_the_step(bad):
    rule = OPTIMIZERS["adam"](lr=1e3)
    with pytest.raises((TypeError, ValueError), match=r"at step 3 of 5, .* must be"):
        simulate(
            rule, SURFACES["quadratic"], (1.0, 1.0), 5, lambda t, steps: bad if t == 3 else 1.0
        )


def test_a_schedule_that_raises_is_told_the_step():
    with pytest.raises(ZeroDivisionError) as error:
        simulate(OPTIMIZERS["sgd"](), SURFACES["quadratic"], (1.0, 1.0), 5, lambda t, _: 1 // 0)
    assert error.value.__notes__ == ["the schedule raised this at step 1 of 5"]


@every_rule
def test_a_rate_of_nothing_leaves_a_rule_where_it_is_until_it_grows(slug):
    """As with a warm-up that begins at 0."""
    loss = ground(slug)
    run = simulate(OPTIMIZERS[slug](lr=1e-6), loss, loss.start, 8, lambda t, _: max(0.0, t - 4) / 4)
    assert run.diverged_at < 0
    if slug not in ("levenberg-marquardt", "trust-region"):  # which use the rate only to begin with
        assert (run.points[:5] == loss.start).all()


def test_an_unknown_name_is_told_the_nearest():
    with pytest.raises(LookupError, match="no optimizer named 'adm'; did you mean 'adam'"):
        OPTIMIZERS["adm"]


@pytest.mark.parametrize("name", [None, 5, 2.5, (), OPTIMIZERS["adam"]], ids=repr)
def test_what_is_no_name_is_told_the_names(name):
    with pytest.raises(LookupError, match=r"no optimizer named .*; there are sgd, "):
        OPTIMIZERS[name]


@pytest.mark.parametrize("slug", SCHEDULES)
@given(total=st.integers(2, 5000))
@settings(max_examples=30)
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
        np.testing.assert_allclose(run.points[t], x, rtol=1e-12)


def noise_of(loss, start, steps=40):
    """Return the noise that gradient descent met at every step of its run."""
    rule = OPTIMIZERS["sgd"](lr=1e-3)
    run = simulate(rule, loss, start, steps)
    exact = np.array([loss.loss.grad(x) for x in run.points[:-1]])
    return (run.points[:-1] - run.points[1:]) / rule.lr - exact


def test_equal_seeds_give_equal_noise_and_others_other():
    surface = SURFACES["quadratic"]
    first, again, other = (noise_of(Noisy(surface, 0.5, s), surface.start) for s in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.isclose(first, other, atol=1e-6).any()


def test_noise_is_new_at_every_step_in_every_run_and_of_the_size_asked_for():
    surface = SURFACES["quadratic"]
    starts = np.tile(surface.start, (100, 1))
    noise = np.concatenate(
        [noise_of(Noisy(surface, 0.5, seed), starts) for seed in range(3)], axis=1
    )
    assert len(np.unique(noise.round(6))) > 0.99 * noise.size
    assert abs(noise.mean()) < 0.02
    assert 0.49 < noise.std() < 0.51
    assert abs(np.corrcoef(noise.reshape(-1, 2).T)[0, 1]) < 0.03


def test_a_noisy_loss_leaves_the_draws_of_a_rule_alone():
    """What a rule draws for itself is not the noise that its gradients have."""
    surface, x = SURFACES["quadratic"], np.zeros((1, 2))
    for seed in range(5):
        now = Noisy(surface, 1.0, seed).at(3)
        assert np.abs(now.grad(x) - surface.grad(x) - now.noise(x)).max() > 1e-6


def test_clipping_shortens_long_gradients_and_leaves_short_ones():
    surface = SURFACES["rosenbrock"]
    x = np.random.default_rng(3).uniform(-2, 2, (200, 2))
    plain, clipped = surface.grad(x), Clipped(surface, 30.0).grad(x)
    length = np.linalg.norm(plain, axis=-1, keepdims=True)
    assert (length < 30).any()
    assert (length > 30).any()
    np.testing.assert_allclose(clipped, plain * np.minimum(1, 30 / length), rtol=1e-12)


@every_pair
def test_the_tuned_rate_is_the_smallest_that_is_as_good_as_the_best(slug, surface):
    """Held against scores by another hand: 0.02 decades count as nothing, and rounding as less."""
    rule = OPTIMIZERS[slug]
    scores, kept = judged(rule, surface, nine(surface), BUDGET)
    assert is_the_smallest_of_the_best(tuned(rule, surface).lr, scores, kept)


def test_a_start_from_which_all_leave_has_no_tuned_rate():
    """All starts around this one are drawn into the corner, from which the slope leads outside."""
    said = r"no rate of the search keeps sgd in the picture of rosenbrock from \(4\.5, 4\.5\)"
    with pytest.raises(ValueError, match=said):
        tuned(OPTIMIZERS["sgd"], SURFACES["rosenbrock"], start=(4.5, 4.5))


@every_optimizer
def test_a_rule_is_frozen(slug):
    with pytest.raises(dataclasses.FrozenInstanceError):
        OPTIMIZERS[slug]().lr = 1.0
