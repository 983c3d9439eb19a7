"""Every surface: slopes against finite differences, minima that are minima, shapes of batches."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.polynomial.hermite_e import hermegauss
from scipy.optimize import minimize

from gen.measurements.local_minima import traps
from gen.optimizers import OPTIMIZERS
from gen.simulate import simulate
from gen.surface import X, Y
from gen.surfaces import SURFACES
from gen.surfaces.gaussian import DEVIATION, GAUSSIAN, LOGARITHM, NATURAL, gaussian
from gen.surfaces.network_plane import place
from gen.surfaces.quadratic import quadratic
from gen.surfaces.trained_digits import IN_THE_PLANE, SHADOW, WORST

every_surface = pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)
shares = st.tuples(*[st.floats(0, 1, allow_subnormal=False)] * 2)


def inside(surface, share):
    low, high = np.array(surface.window).T
    return low + np.array(share) * (high - low)


def slope(function, x, h):
    """Fourth-order central differences of `function` along each axis, on a new last axis."""
    columns = []
    for e in np.eye(2):
        near = function(x + h * e) - function(x - h * e)
        far = function(x + 2 * h * e) - function(x - 2 * h * e)
        columns.append((8 * near - far) / (12 * h))
    return np.stack(columns, axis=-1)


@every_surface
@given(share=shares)
@settings(max_examples=40)
def test_gradient_is_the_slope_of_the_value(surface, share):
    x = inside(surface, share)
    scale = 1 + np.abs(surface.hess(x)).max() + np.abs(surface.value(x))
    np.testing.assert_allclose(
        surface.grad(x), slope(surface.value, x, 1e-3), rtol=1e-6, atol=1e-7 * scale
    )


@every_surface
@given(share=shares)
@settings(max_examples=40)
def test_hessian_is_the_slope_of_the_gradient(surface, share):
    x = inside(surface, share)
    hessian = surface.hess(x)
    scale = 1 + np.abs(hessian).max() + np.abs(surface.grad(x)).max()
    np.testing.assert_allclose(hessian, slope(surface.grad, x, 1e-3), rtol=1e-6, atol=1e-6 * scale)
    v = np.array([0.3, -1.7])
    np.testing.assert_allclose(surface.hvp(x, v), hessian @ v, rtol=1e-12, atol=1e-12 * scale)


@every_surface
def test_minima_are_minima(surface):
    minima = np.array(surface.minima)
    assert np.abs(surface.grad(minima)).max() < 1e-12
    assert (np.linalg.eigvalsh(surface.hess(minima)) > 0).all()
    np.testing.assert_allclose(surface.value(minima), surface.lowest, atol=1e-12)


@every_surface
def test_nothing_in_the_window_is_lower_than_the_lowest_minimum(surface):
    grid = np.stack(np.meshgrid(*(np.linspace(*side, 801) for side in surface.window)), axis=-1)
    assert surface.value(grid).min() >= surface.lowest - 1e-12


@every_surface
def test_start_and_minima_are_in_the_window(surface):
    low, high = np.array(surface.window).T
    points = np.array([surface.start, *surface.minima])
    assert (points > low).all()
    assert (points < high).all()


@every_surface
def test_any_batch_keeps_its_shape(surface):
    x = np.random.default_rng(0).uniform(*np.array(surface.window).T, (3, 4, 2))
    assert surface.value(x).shape == (3, 4)
    assert surface.grad(x).shape == (3, 4, 2)
    assert surface.hess(x).shape == (3, 4, 2, 2)
    assert surface.value(x)[1, 2] == surface.value(x[1, 2])


@pytest.mark.parametrize("kappa", [1, 10, 1e4])
def test_the_quadratic_has_the_condition_number_asked_for(kappa):
    assert np.linalg.cond(quadratic(kappa).hess(np.zeros(2))) == pytest.approx(kappa)


@pytest.mark.parametrize("kappa", [0.5, -3, float("nan")])
def test_refuses_a_condition_number_below_one(kappa):
    with pytest.raises(ValueError, match="a condition number is at least 1"):
        quadratic(kappa)


def downhill(surface, x):
    """Go from each of `x` where the slope leads, all at once, by ever shorter steps."""
    low, high = np.array(surface.window).T
    for share in np.geomspace(1e-2, 1e-4, 300):
        slope = surface.grad(x) * (high - low)
        length = np.maximum(np.linalg.norm(slope, axis=-1, keepdims=True), 1e-300)
        x = np.clip(x - share * (high - low) * slope / length, low, high)
    return x


def apart(points, distance):
    """Return those of `points` that are not within a distance of one before them."""
    kept = []
    for point in points:
        if all(np.linalg.norm(point - other) >= distance for other in kept):
            kept.append(point)
    return kept


@every_surface
def test_all_minima_of_the_window_are_known(surface):
    """A search that shares nothing with ours: down the slope from many starts, then SciPy's."""
    rng, window = np.random.default_rng(3), np.array(surface.window)
    known = np.array([*surface.minima, *traps(surface)])
    ends = downhill(surface, rng.uniform(*window.T, (max(100, 12 * len(known)), 2)))
    found = []
    for start in apart(ends, 5e-3 * np.ptp(window, axis=1).min()):
        run = minimize(
            surface.value,
            start,
            jac=surface.grad,
            bounds=surface.window,
            method="L-BFGS-B",
            tol=1e-14,
        )
        if (window[:, 0] < run.x).all() and (run.x < window[:, 1]).all():
            found.append(run.x)
    found = apart(found, 1e-3)
    bowls = [x for x in found if np.linalg.eigvalsh(surface.hess(x)).min() > 0]
    assert len(bowls) == len(known)
    assert np.linalg.norm(np.array(bowls)[:, None] - known, axis=-1).min(axis=1).max() < 1e-3
    assert (surface.value(traps(surface)) > surface.lowest + 1e-3).all()


@every_surface
def test_the_fisher_matrix_is_one(surface):
    """Symmetric and positive; for coordinates without a distribution the identity."""
    x = np.random.default_rng(4).uniform(*np.array(surface.window).T, (50, 2))
    fisher = surface.fisher(x)
    assert np.array_equal(fisher, fisher.swapaxes(-1, -2))
    assert (np.linalg.eigvalsh(fisher) > 0).all()
    if surface.metric is None:
        assert (fisher == np.eye(2)).all()


@pytest.mark.parametrize("parameters", [DEVIATION, LOGARITHM, NATURAL], ids=lambda p: p.names[1])
def test_the_gaussian_is_the_same_distribution_under_every_name(parameters):
    """Its height is the divergence, its Fisher matrix the squared score's mean, by quadrature."""
    rng, z, chances = np.random.default_rng(5), *hermegauss(40)
    chances = chances / chances.sum()
    surface = gaussian(parameters)

    def log_density(x, places):
        mean, deviation = (
            float(e.subs({X: x[0], Y: x[1]})) for e in (parameters.mean, parameters.deviation)
        )
        return -np.log(deviation) - (places - mean) ** 2 / (2 * deviation**2)

    for mean, deviation in rng.uniform([-2, 0.5], [2, 3], (20, 2)):
        x, drawn = np.array(parameters.of(mean, deviation), dtype=float), mean + deviation * z
        assert surface.value(x) == pytest.approx(
            chances @ (-(z**2) / 2 - log_density(x, z)), rel=1e-9
        )
        score = slope(partial(log_density, places=drawn), x, 1e-3)
        np.testing.assert_allclose(
            surface.fisher(x), score.T @ (chances[:, None] * score), rtol=1e-6, atol=1e-6
        )


def test_beyond_its_domain_a_surface_is_no_number_and_says_nothing(recwarn):
    run = simulate(OPTIMIZERS["sgd"](lr=6.0), GAUSSIAN, (0.0, 2.0), 20)
    assert np.isnan(GAUSSIAN.value(np.array([0.0, -1.0])))
    assert run.diverged_at > 0
    assert (run.points[:, 1] > 0).all()
    assert not recwarn.list


def test_the_softmax_has_the_hessian_for_its_fisher_matrix():
    x = np.random.default_rng(6).uniform(-5, 5, (50, 2))
    softmax = SURFACES["softmax"]
    np.testing.assert_allclose(softmax.fisher(x), softmax.hess(x), rtol=1e-10, atol=1e-15)


def test_a_noisy_surface_is_noisy_at_every_step_and_exact_when_asked_for_its_slope():
    valley, x = SURFACES["noisy-valley"], np.array([[-1.0, 0.5]] * 3)
    noise = [valley.at(t).grad(x) - valley.grad(x) for t in range(1, 2001)]
    assert (noise[0] == noise[0][0]).all()  # every run of a batch meets the same
    assert np.std(noise) == pytest.approx(valley.noise_level, rel=0.05)
    assert len({tuple(n[0]) for n in noise}) == 2000


def test_the_plane_was_fitted_as_well_as_it_says():
    """On the way of the training it misses the loss that was measured by no more than stated."""
    shadow = np.array([place(*point) for point in SHADOW])
    fitted = SURFACES["network-plane"].value(shadow)
    assert (
        np.abs(fitted / np.array(IN_THE_PLANE) - 1).max() < WORST + 2e-3
    )  # the table has four digits
