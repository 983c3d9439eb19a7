"""What the matrix rules compute with, against NumPy's own linear algebra."""

import numpy as np
import pytest

from gen.arithmetic.matrices import columns, eigen, inverse_root, length, product, rows, trace


def positive(n, seed=0, batch=()):
    a = np.random.default_rng(seed).normal(size=(*batch, n, n))
    return a @ a.mT + 0.1 * np.eye(n)


@pytest.mark.parametrize("n", [1, 2, 5])
@pytest.mark.parametrize("p", [1, 2, 4])
def test_an_inverse_root_undoes_the_matrix(n, p):
    a = positive(n, batch=(3,))
    root = inverse_root(a, p)
    np.testing.assert_allclose(
        np.linalg.matrix_power(root, p) @ a, np.broadcast_to(np.eye(n), a.shape), atol=1e-9
    )


@pytest.mark.parametrize("p", [1, 2, 4])
def test_an_inverse_root_of_a_multiple_of_the_identity_has_no_direction(p):
    np.testing.assert_allclose(
        inverse_root(9 * np.eye(2), p), 9 ** (-1 / p) * np.eye(2), rtol=1e-15
    )


def test_a_nearly_singular_matrix_of_two_rows_keeps_its_small_eigenvalue():
    a = np.array([[1.0, 1.0], [1.0, 1.0 + 1e-10]])
    np.testing.assert_allclose(inverse_root(a, 1) @ a, np.eye(2), atol=1e-5)


def test_a_matrix_that_is_not_finite_spoils_no_other():
    batch = positive(3, batch=(3,))
    batch[1, 0, 0] = np.inf
    values, _ = eigen(batch)
    assert np.isnan(values[1]).all()
    np.testing.assert_allclose(values[[0, 2]], np.linalg.eigvalsh(batch[[0, 2]]))


@pytest.mark.parametrize("shape", [(2, 1), (2, 2), (4, 3)])
def test_products_lengths_and_identities(shape):
    a = np.random.default_rng(1).normal(size=(5, *shape))
    np.testing.assert_allclose(product(a, a.mT, a), a @ a.mT @ a, rtol=1e-12)
    np.testing.assert_allclose(length(a)[:, 0, 0], np.linalg.norm(a, axis=(1, 2)))
    np.testing.assert_allclose(trace(a @ a.mT)[:, 0, 0], np.trace(a @ a.mT, axis1=1, axis2=2))
    assert (product(rows(a), a) == a).all()
    assert (product(a, columns(a)) == a).all()
