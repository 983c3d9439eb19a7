"""What the pages of the surfaces and of natural gradient say without quoting a number, held by runs of its own."""

import numpy as np
import pytest

from gen.optimizers import OPTIMIZERS
from gen.simulate import simulate
from gen.surfaces import SURFACES
from gen.surfaces.gaussian import NATURAL, gaussian


def run(slug, surface, steps, start=None, **knobs):
    where = SURFACES[surface] if isinstance(surface, str) else surface
    return simulate(OPTIMIZERS[slug](**knobs), where, where.start if start is None else start, steps)


def random_starts(surface, n=500):
    return np.random.default_rng(0).uniform(*np.array(SURFACES[surface].window).T, (n, 2))


def arrived(path, surface):
    away = path.points[-1][..., None, :] - np.array(SURFACES[surface].minima)
    return np.linalg.norm(away, axis=-1).min(axis=-1) < 0.01


def test_the_natural_gradient_gets_the_mean_at_once_and_the_width_as_heron_does():
    way = run("natural-gradient", "gaussian", 8, lr=1.0).points
    assert way[1:, 0] == pytest.approx(0, abs=1e-14)
    (mean, width), widths = way[0], way[1:, 1]
    assert widths[0] == pytest.approx((width + (1 + mean**2) / width) / 2)
    np.testing.assert_allclose(widths[1:], (widths[:-1] + 1 / widths[:-1]) / 2, rtol=1e-12)


def test_one_rate_of_the_natural_gradient_serves_every_start_of_the_gaussian_and_none_of_plain_descent():
    starts = random_starts("gaussian")
    assert arrived(run("natural-gradient", "gaussian", 120, starts, lr=0.1), "gaussian").all()
    for lr in (0.03, 0.1, 0.3, 0.5, 1.0, 3.0):
        assert not arrived(run("sgd", "gaussian", 120, starts, lr=lr), "gaussian").all()


def test_on_the_gaussian_at_one_rate_the_natural_gradient_arrives_and_newton_runs_away():
    start = SURFACES["gaussian"].start
    assert arrived(run("natural-gradient", "gaussian", 120, lr=0.1), "gaussian")
    assert not arrived(run("sgd", "gaussian", 120, lr=0.1), "gaussian")
    descent = run("sgd", "gaussian", 1, lr=0.1).points[1]
    assert descent[1] > 5 * start[1]
    assert np.linalg.eigvalsh(SURFACES["gaussian"].hess(np.array(start))).min() < 0
    newton = run("newton", "gaussian", 120, lr=0.1)
    assert newton.diverged_at >= 0 or np.linalg.norm(newton.points[-1] - (0, 1)) > np.linalg.norm(
        np.subtract(start, (0, 1))
    )


@pytest.mark.parametrize("lr", [0.06, 0.1, 0.5, 1.0])
def test_on_the_softmax_the_natural_gradient_overshoots_from_where_the_model_is_sure(lr):
    assert run("natural-gradient", "softmax", 120, lr=lr).diverged_at > 0


def test_in_natural_parameters_the_fisher_matrix_is_the_hessian_and_a_step_may_leave_the_domain():
    natural = gaussian(NATURAL)
    x = np.random.default_rng(1).uniform([-2, -3], [2, -0.2], (50, 2))
    np.testing.assert_allclose(natural.fisher(x), natural.hess(x), rtol=1e-9)
    assert run("natural-gradient", natural, 120, lr=0.06).diverged_at == 1


@pytest.mark.parametrize("surface", [s for s in SURFACES if SURFACES[s].metric is None])
def test_without_a_distribution_the_natural_gradient_is_gradient_descent(surface):
    natural, plain = (run(slug, surface, 100, lr=1e-3).points for slug in ("natural-gradient", "sgd"))
    assert np.array_equal(natural, plain)
