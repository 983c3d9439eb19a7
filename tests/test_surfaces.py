"""Every surface: derivatives against finite differences, minima that are minima, a batch that broadcasts."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gen.surfaces import SURFACES
from gen.surfaces.quadratic import quadratic

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
@settings(max_examples=40, deadline=None)
def test_gradient_is_the_slope_of_the_value(surface, share):
    x = inside(surface, share)
    scale = 1 + np.abs(surface.hess(x)).max() + np.abs(surface.value(x))
    np.testing.assert_allclose(surface.grad(x), slope(surface.value, x, 1e-3), rtol=1e-6, atol=1e-7 * scale)


@every_surface
@given(share=shares)
@settings(max_examples=40, deadline=None)
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
