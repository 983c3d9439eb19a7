"""The matrix problems: their derivatives, their factors, and how a rate is tuned on them."""

import numpy as np
import pytest

from gen.layers import fitted, split
from gen.matrices import MATRICES
from gen.measurements.rate_search import search
from gen.optimizers import OPTIMIZERS
from gen.simulate import simulate
from tests.criterion import NEARLY, is_the_smallest_of_the_best, judged

every_problem = pytest.mark.parametrize(
    "problem", MATRICES.values(), ids=lambda problem: problem.slug
)


def somewhere(problem, batch=()):
    return 0.5 * np.random.default_rng(1).normal(size=(*batch, len(problem.start)))


@every_problem
def test_derivatives_are_those_of_the_loss(problem):
    x, step = somewhere(problem), 1e-6
    ends = x + step * np.eye(len(x)), x - step * np.eye(len(x))
    slope = (problem.value(ends[0]) - problem.value(ends[1])) / (2 * step)
    np.testing.assert_allclose(problem.grad(x), slope, atol=1e-7)
    curvature = (problem.grad(ends[0]) - problem.grad(ends[1])) / (2 * step)
    np.testing.assert_allclose(problem.hess(x), curvature, atol=1e-6)
    np.testing.assert_allclose(problem.diagonal(x), np.diag(curvature), atol=1e-6)


@every_problem
def test_a_batch_is_its_members(problem):
    batch = somewhere(problem, (3,))
    for ask in (problem.value, problem.grad, problem.hess, problem.diagonal, problem.noise):
        together = ask(batch)
        for i in range(3):
            np.testing.assert_allclose(together[i], ask(batch[i]), rtol=1e-12, atol=1e-14)
    for index in range(len(problem.shapes)):
        for part, alone in zip(
            problem.factors(batch, index), problem.factors(batch[1], index), strict=True
        ):
            np.testing.assert_allclose(part[1], alone, rtol=1e-12, atol=1e-14)


def gauss_newton(problem, index, x):
    """Return a layer's Gauss-Newton matrix, from the outputs' Jacobian by central differences."""
    from gen.problem import flat

    sizes = [int(np.prod(shape)) for shape in problem.shapes]
    begin = sum(sizes[:index])
    unit = np.eye(len(x))[begin : begin + sizes[index]]

    def outputs(x):
        keys = getattr(problem, "keys", np.eye(problem.shapes[0][1]))
        return keys @ problem.whole(x).mT  # one example a row

    jacobian = (flat(outputs(x + 1e-6 * unit)) - flat(outputs(x - 1e-6 * unit))) / 2e-6
    if hasattr(problem, "answers"):
        p = problem.answers(x)
        blocks = [w * (np.diag(q) - np.outer(q, q)) for w, q in zip(problem.often, p, strict=True)]
        n = len(p)
        weight = np.zeros((n * n, n * n))
        for i, block in enumerate(blocks):
            weight[i * n : (i + 1) * n, i * n : (i + 1) * n] = block
    else:
        moments = getattr(problem, "inputs", np.eye(problem.shapes[0][1]))
        weight = np.kron(moments, np.eye(problem.shapes[-1][0]))
    return jacobian @ weight @ jacobian.T


@every_problem
def test_the_factors_make_the_gauss_newton_matrix_where_they_say_so(problem):
    x = somewhere(problem)
    for index in range(len(problem.shapes)):
        inputs, outputs = problem.factors(x, index)
        whole, product = gauss_newton(problem, index, x), np.kron(outputs, inputs)
        apart = np.linalg.norm(whole - product) / np.linalg.norm(whole)
        if problem.exact:
            assert apart < 1e-7
        else:
            assert 0.01 < apart < 0.5
            np.testing.assert_allclose(np.trace(whole), np.trace(product), rtol=1e-7)


@every_problem
def test_the_goal_has_the_lowest_loss(problem):
    np.testing.assert_allclose(problem.whole(problem.solution), problem.goal, atol=1e-12)
    assert problem.value(problem.solution) == pytest.approx(problem.lowest, abs=1e-14)
    assert np.abs(problem.grad(problem.solution)).max() < 1e-12
    around = problem.solution + 1e-3 * np.random.default_rng(2).normal(
        size=(50, problem.solution.size)
    )
    assert (problem.value(around) > problem.lowest).all()
    assert problem.value(problem.start) > problem.lowest + 0.1


@every_problem
def test_of_the_goal_all_is_learned_and_of_nothing_none(problem):
    np.testing.assert_allclose(problem.learned(problem.goal), 1, rtol=1e-12)
    np.testing.assert_allclose(problem.learned(0 * problem.goal), 0, atol=1e-12)


@every_problem
def test_a_slice_is_the_loss_with_all_else_learned(problem):
    shares = np.random.default_rng(3).uniform(-0.3, 1.5, (20, 2))
    seen = problem.sliced(shares)
    assert problem.sliced(np.ones(2)) == pytest.approx(problem.lowest, abs=1e-14)
    assert (seen > problem.lowest).all()
    # The first view is the one that the loss sees most: missing it costs more than the second.
    most, least = problem.sliced(np.array([[0.0, 1.0], [1.0, 0.0]])) - problem.lowest
    assert most > 5 * least


# A matrix with a row for each of 128 weights, solved in plain arithmetic, is for surfaces of two.
QUICK = [slug for slug, cls in OPTIMIZERS.items() if cls.family != "second-order"]


@every_problem
@pytest.mark.parametrize("slug", QUICK)
def test_every_optimizer_can_run_on_it_or_says_why_not(problem, slug):
    rule = OPTIMIZERS[slug]()
    try:
        fitted(rule, problem)
    except ValueError as error:
        assert "asks the loss for" in str(error)
        return
    run = simulate(rule, problem, problem.start, 3)
    assert np.isfinite(run.points).all()


@pytest.mark.skipif("sgd" not in OPTIMIZERS, reason="an optimizer is gone")
@every_problem
def test_a_rate_is_tuned_by_what_six_starts_keep(problem):
    scores, kept = judged(OPTIMIZERS["sgd"], problem, problem.starts(6), 24)
    found = search(OPTIMIZERS["sgd"], problem, 24)
    np.testing.assert_allclose(found["scores"], scores, atol=NEARLY)
    assert found["stayed"] == kept.tolist()
    assert is_the_smallest_of_the_best(found["lr"], scores, kept)
    assert 1 < max(scores) < 6  # there was something to choose


def test_the_two_layers_start_near_a_saddle():
    problem = MATRICES["two-layer-network"]
    curvatures = np.linalg.eigvalsh(problem.hess(problem.start))
    assert curvatures[0] < -1
    assert np.linalg.norm(problem.grad(0 * problem.start)) == 0
    assert [part.shape for part in split(problem.start, problem.shapes)] == list(problem.shapes)
