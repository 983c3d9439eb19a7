"""What the pages of the matrix problems say in words, measured."""

import json
from pathlib import Path

import numpy as np
import pytest

from gen.figures.matrix_standings import RULES
from gen.matrices import MATRICES
from gen.optimizers import OPTIMIZERS
from gen.simulate import simulate

FIGURES = Path(__file__).parent.parent / "docs" / "figures"
MEMORY, REGRESSION, LAYERS = (
    MATRICES[s] for s in ("associative-memory", "matrix-regression", "two-layer-network")
)


def numbers(figure):
    return json.loads((FIGURES / f"{figure}.json").read_text())["numbers"]


def needs(*slugs):
    return pytest.mark.skipif(
        any(slug not in OPTIMIZERS for slug in slugs), reason="an optimizer is gone"
    )


@needs(*RULES)
def test_steps_of_a_fixed_length_gain_from_a_rate_that_falls_and_gradient_descent_loses():
    found = numbers("matrix-standings")
    for problem in MATRICES:
        for slug in ("muon", "lion", "signsgd", "lamb", "rmsprop"):
            assert found[f"{slug}_{problem}_cosine"] > found[f"{slug}_{problem}_tuned"] + 0.3
        assert found[f"sgd_{problem}_cosine"] < found[f"sgd_{problem}_tuned"]


@needs("sgd", "muon", "shampoo", "kfac")
def test_who_sees_the_matrix_learns_what_the_loss_hardly_notices_early():
    on_regression, on_layers = (
        numbers(f"singular-values-on-{p}") for p in ("matrix-regression", "two-layer-network")
    )
    assert on_regression["sgd_least"] > 20 * on_regression["sgd_most"]
    assert on_layers["sgd_least"] > 20 * on_layers["sgd_most"]
    assert on_regression["muon_least"] < 1.5 * on_regression["muon_most"]
    assert max(on_regression[f"{slug}_least"] for slug in ("shampoo", "kfac")) < 5


@needs("muon")
def test_muon_has_the_weakest_direction_first_and_overshoots_it():
    run = simulate(OPTIMIZERS["muon"](lr=0.0422), LAYERS, LAYERS.start, 120)
    most, least = LAYERS.learned(LAYERS.whole(run.points)).T
    assert np.flatnonzero(least > 0.9)[0] <= 20
    assert np.flatnonzero(most > 0.5)[0] > 20
    assert least.max() > 1.05
    assert np.ptp(least[-20:]) > 0.05  # it trembles to the end


@needs("kfac")
def test_kfac_without_damping_solves_the_regression_in_one_step():
    end = simulate(
        OPTIMIZERS["kfac"](lr=1.0, damping=1e-14), REGRESSION, REGRESSION.start, 1
    ).points[-1]
    np.testing.assert_allclose(end, REGRESSION.solution, atol=1e-3)


def test_the_hessian_of_the_regression_is_one_valley_for_every_output():
    np.testing.assert_allclose(
        REGRESSION.hess(REGRESSION.start), np.kron(np.eye(6), REGRESSION.inputs), atol=1e-12
    )


@needs("sgd")
def test_an_aligned_strength_grows_as_the_logistic_says():
    """da/dt = 2a(s − a), from layers that share the goal's directions and a strength alike."""
    u, s, v = np.linalg.svd(LAYERS.goal)
    begin, rate, steps = 0.01, 1e-3, 2000
    half = np.sqrt(begin) * np.eye(8)
    start = np.concatenate([np.ravel(half @ v), np.ravel(u @ half)])
    run = simulate(OPTIMIZERS["sgd"](lr=rate), LAYERS, start, steps)
    strengths = np.einsum("ji,tjk,ik->ti", u, LAYERS.whole(run.points), v)
    time = rate * np.arange(steps + 1)[:, None]
    logistic = s / (1 + (s / begin - 1) * np.exp(-2 * s * time))
    np.testing.assert_allclose(strengths, logistic, atol=0.03)


def test_half_of_the_two_layers_directions_lead_nowhere():
    curvatures = np.linalg.eigvalsh(LAYERS.hess(LAYERS.solution))
    assert np.sum(np.abs(curvatures) < 1e-9) == 64
    assert LAYERS.value(0 * LAYERS.start) > LAYERS.value(LAYERS.start) > 1
    assert np.linalg.eigvalsh(LAYERS.hess(0 * LAYERS.start))[0] < -1  # a saddle


def test_the_memory_s_first_gradient_is_as_uneven_as_the_keys():
    values = np.linalg.svd(MEMORY.grad(np.zeros(64)).reshape(8, 8), compute_uv=False)
    shares = values[:7] / MEMORY.often[:7]
    assert np.ptp(shares) < 0.02 * shares.mean()
    assert values[7] < 1e-12
    assert np.sum(np.abs(np.linalg.eigvalsh(MEMORY.hess(MEMORY.solution))) < 1e-9) == 8


@needs("sgd", "muon", "shampoo", "kfac", "adam", "soap")
def test_who_evens_out_the_slope_leaves_the_start_on_the_diagonal():
    for slug in ("adam", "shampoo", "soap", "kfac", "muon"):
        rule = OPTIMIZERS[slug](lr=0.01)
        first = MEMORY.learned(MEMORY.whole(simulate(rule, MEMORY, 0 * MEMORY.start, 2).points[-1]))
        assert 0.5 < first[1] / first[0] < 1.5, slug
    step = MEMORY.learned(
        MEMORY.whole(simulate(OPTIMIZERS["sgd"](lr=0.01), MEMORY, 0 * MEMORY.start, 2).points[-1])
    )
    assert step[1] / step[0] == pytest.approx(1 / 8, rel=0.05)


@needs("sgd", "muon", "shampoo", "kfac", "adam")
def test_on_the_memory_muon_does_not_win():
    tuned, one = (
        numbers(f"matrix-race-on-associative-memory{end}") for end in ("", "-at-one-rate")
    )
    assert tuned["muon_decades"] < tuned["sgd_decades"]
    assert (
        max(one[f"{slug}_decades"] for slug in ("adam", "kfac", "muon"))
        < 1
        < 5
        < one["shampoo_decades"]
    )


@needs("sgd", "momentum", "lars", "lamb", "adafactor")
def test_what_scales_layers_gains_less_than_momentum():
    for problem in MATRICES:
        found = numbers(f"layer-race-on-{problem}")
        assert (
            max(found[f"{slug}_decades"] for slug in ("lars", "lamb", "adafactor"))
            < found["momentum_decades"]
        )
    found = numbers("layer-race-on-matrix-regression")
    assert found["lars_decades"] > found["sgd_decades"]
