"""What the pages of the matrix methods say in words, measured."""

import json
from pathlib import Path

import numpy as np
import pytest

from gen.measurements.rate_search import RATES, starts_around
from gen.optimizers import OPTIMIZERS
from gen.optimizers.muon import orthogonalized
from gen.simulate import simulate
from gen.surfaces import SURFACES
from tests.parity import Quadratic

FIGURES = Path(__file__).parent.parent / "docs" / "figures"
ROSENBROCK = SURFACES["rosenbrock"]


def numbers(figure):
    return json.loads((FIGURES / f"{figure}.json").read_text())["numbers"]


def needs(*slugs):
    return pytest.mark.skipif(
        any(slug not in OPTIMIZERS for slug in slugs), reason="an optimizer is gone"
    )


class Turned:
    """A loss whose weights, a matrix W, are seen as L W Rᵀ."""

    def __init__(self, loss, left, right):
        self.loss, self.shapes = loss, loss.shapes
        self.turn = np.kron(left, right)

    def value(self, x):
        return self.loss.value(x @ self.turn)

    def grad(self, x):
        return self.loss.grad(x @ self.turn) @ self.turn.T

    def at(self, t):
        return self


def rotation(n, seed):
    return np.linalg.qr(np.random.default_rng(seed).normal(size=(n, n)))[0]


def apart(slug, **knobs):
    """Return how far a run ends from the same run on turned rows and columns.

    It is relative to how far the run went.
    """
    loss, rule = Quadratic(8, ((4, 4),)), OPTIMIZERS[slug](**knobs)
    turned = Turned(loss, rotation(4, 1), rotation(4, 2))
    ours = simulate(rule, loss, loss.start, 60).points
    theirs = simulate(rule, turned, turned.turn @ loss.start, 60).points @ turned.turn
    return np.abs(ours[-1] - theirs[-1]).max() / np.abs(ours[-1] - ours[0]).max()


@needs("muon", "shampoo", "soap", "adam", "adagrad")
def test_the_matrix_methods_see_no_axes_and_the_others_do():
    assert apart("muon", lr=0.02) < 1e-6
    assert apart("shampoo", lr=0.5) < 1e-6
    assert apart("soap", lr=0.05, weight_decay=0.0) < 1e-6
    assert apart("adam", lr=0.05) > 0.05
    assert apart("adagrad", lr=0.1) > 0.05  # at 0.5 both have nearly arrived


@needs("muon")
def test_on_two_weights_every_step_of_muon_is_equally_long():
    """The column of a 2 × 1 matrix: √2 for its shape, and what the quintic makes of a one."""
    points = simulate(OPTIMIZERS["muon"](lr=0.01), ROSENBROCK, ROSENBROCK.start, 100).points
    lengths = np.linalg.norm(np.diff(points, axis=0), axis=1) / 0.01
    np.testing.assert_allclose(lengths, lengths[0], rtol=1e-6)
    assert 0.95 < lengths[0] < 1.0
    one = orthogonalized(np.array([[1.0], [0.0]]))[0, 0]
    np.testing.assert_allclose(lengths[0], np.sqrt(2) * one, rtol=1e-6)


@needs("muon")
def test_muon_sets_singular_values_to_about_one():
    """From a hundredth of the length upward: 0.68 to 1.14. From a thousandth: 0.47 to 1.21."""

    def end(share):
        """Return what becomes of one singular value, beside another that makes up the length."""
        return orthogonalized(np.diag([share, np.sqrt(1 - share**2)]))[0, 0]

    lower, upper = (
        [end(s) for s in np.geomspace(*shares, 2000)] for shares in ((1e-3, 0.01), (0.01, 1))
    )
    assert 0.68 < min(upper) < max(upper) < 1.14
    assert 0.47 < min(lower) < max(lower) < 1.21
    assert round(3.4445**5) == 485
    stretched = (rotation(8, 3) * np.geomspace(1, 0.02, 8)) @ rotation(8, 4)
    singular = np.linalg.svd(orthogonalized(stretched), compute_uv=False)
    assert 0.68 < singular.min() <= singular.max() < 1.14


@needs("muon")
def test_in_a_large_matrix_a_hundredth_of_the_largest_singular_value_is_not_lifted_all_the_way():
    stretch = np.append(np.ones(99), 0.01)
    assert np.diag(orthogonalized(np.diag(stretch))).min() < 0.6


@needs("muon")
def test_a_gradient_a_thousand_times_larger_moves_muon_no_farther():
    a = np.random.default_rng(5).normal(size=(6, 4))
    np.testing.assert_allclose(orthogonalized(1000 * a), orthogonalized(a), rtol=1e-6)


@needs("shampoo")
def test_on_two_weights_shampoo_is_adagrad_with_a_whole_matrix():
    rule, x = OPTIMIZERS["shampoo"](lr=0.5), np.array(ROSENBROCK.start)
    points, history = simulate(rule, ROSENBROCK, x, 50).points, rule.eps * np.eye(2)
    for k in range(1, 51):
        g = ROSENBROCK.grad(x)
        history += np.outer(g, g)
        values, vectors = np.linalg.eigh(history)
        x = x - rule.lr * (vectors / np.sqrt(values)) @ vectors.T @ g
        np.testing.assert_allclose(points[k], x, rtol=1e-7)


@needs("shampoo")
def test_the_first_step_of_shampoo_evens_out_the_singular_values():
    """With nothing yet in its history, L^−¼ G R^−¼ is U Vᵀ: the step that Muon takes always."""
    g = np.random.default_rng(6).normal(size=(4, 4))
    loss = Quadratic(8, ((4, 4),))
    start = loss.minimum + np.linalg.solve(loss.hessian, g.ravel())
    step = np.diff(
        simulate(OPTIMIZERS["shampoo"](lr=1.0, eps=1e-8), loss, start, 1).points, axis=0
    )[0]
    np.testing.assert_allclose(np.linalg.svd(step.reshape(4, 4), compute_uv=False), 1, rtol=1e-3)


@needs("shampoo")
def test_every_rate_of_shampoo_from_its_best_on_arrives_on_the_quadratic():
    best, valley = numbers("rates-of-shampoo")["best_lr"], SURFACES["quadratic"]
    rates = np.array([rate for rate in RATES if rate >= best])[:, None, None]
    run = simulate(
        OPTIMIZERS["shampoo"](lr=rates), valley, starts_around(valley, valley.start), 120
    )
    assert np.linalg.norm(run.points[-1] - valley.minima[0], axis=-1).max() < 0.01


@needs("shampoo", "sgd")
def test_shampoo_gains_no_less_than_descent_on_any_surface():
    worst = numbers("shampoo-fails")
    assert worst["lead"] > -0.1
    assert min(worst["shampoo_decades"], worst["sgd_decades"]) > 5.9
    assert worst["sgd_arrived"] < worst["shampoo_arrived"] - 10


@needs("muon", "sgd")
def test_on_two_weights_muon_has_no_lead_that_counts():
    assert 0 < numbers("muon-shines")["lead"] < 0.5


@needs("soap", "adam")
def test_on_two_weights_soap_is_adam_after_a_first_look():
    knobs = {"lr": 0.05, "beta1": 0.95, "beta2": 0.95, "eps": 1e-8}
    soap = simulate(
        OPTIMIZERS["soap"](**knobs, weight_decay=0.0), ROSENBROCK, ROSENBROCK.start, 41
    ).points
    adam = simulate(OPTIMIZERS["adam"](**knobs), ROSENBROCK, ROSENBROCK.start, 40).points
    assert (soap[1] == soap[0]).all()
    np.testing.assert_allclose(soap[1:], adam, rtol=1e-9)


class Regression:
    """½ tr((W − W*)ᵀ S (W − W*) A): a layer whose Fisher matrix is just its factors' product."""

    shapes = ((3, 4),)

    def __init__(self, inputs, outputs, goal):
        self.inputs, self.outputs, self.goal = inputs, outputs, goal

    def grad(self, x):
        return (self.outputs @ (x.reshape(3, 4) - self.goal) @ self.inputs).ravel()

    def value(self, x):
        away = x.reshape(3, 4) - self.goal
        return 0.5 * np.sum(away * (self.outputs @ away @ self.inputs))

    def factors(self, x, index):
        return self.inputs, self.outputs

    def at(self, t):
        return self


@needs("kfac")
def test_where_the_fisher_matrix_is_a_product_kfac_solves_in_one_step():
    rng, spread = np.random.default_rng(9), lambda n: np.diag(np.geomspace(1, 1e-3, n))
    loss = Regression(spread(4), spread(3), rng.normal(size=(3, 4)))
    end = simulate(OPTIMIZERS["kfac"](lr=1.0, damping=1e-16), loss, np.zeros(12), 1).points[-1]
    np.testing.assert_allclose(end.reshape(3, 4), loss.goal, atol=1e-3)


@needs("kfac")
def test_kfac_does_not_care_in_which_basis_a_layer_sees_its_inputs():
    """Up to damping: inputs stretched by M are the weights times M⁻¹, and so is every step."""
    rng = np.random.default_rng(10)
    m, goal = rng.normal(size=(4, 4)), rng.normal(size=(3, 4))
    rule = OPTIMIZERS["kfac"](lr=0.1, damping=1e-12)
    plain = (
        simulate(rule, Regression(np.eye(4), np.eye(3), goal), np.zeros(12), 20)
        .points[-1]
        .reshape(3, 4)
    )
    mixed = Regression(m @ m.T, np.eye(3), goal @ np.linalg.inv(m))
    same = simulate(rule, mixed, np.zeros(12), 20).points[-1].reshape(3, 4)
    np.testing.assert_allclose(same @ m, plain, rtol=1e-3)
