"""What the pages of the matrix problems say in words, measured."""

import json
from pathlib import Path

import numpy as np
import pytest

from gen.figures.matrix_standings import RULES
from gen.matrices import MATRICES
from gen.measurements.rate_search import RATES
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
def test_steps_that_do_not_shrink_gain_from_a_rate_that_falls_and_gradient_descent_loses():
    found = numbers("matrix-standings")
    for problem in MATRICES:
        for slug in ("muon", "lion", "signsgd", "lamb", "rmsprop"):
            assert found[f"{slug}_{problem}_cosine"] > found[f"{slug}_{problem}_tuned"] + 0.3
        assert found[f"sgd_{problem}_cosine"] < found[f"sgd_{problem}_tuned"] - 0.2
        assert min(found[f"{slug}_{problem}_tuned"] for slug in ("kfac", "shampoo")) > 5.8
        assert found[f"muon_{problem}_tuned"] < found[f"sgd_{problem}_tuned"] - 0.5
        assert found[f"soap_{problem}_tuned"] < found[f"adam_{problem}_tuned"] - 0.5


def from_six_starts(problem, slug, steps=120):
    """Return the maps (steps + 1, 6, n, m) of runs at the rate of the race."""
    rate = numbers(f"matrix-race-on-{problem.slug}")[f"{slug}_lr"]
    run = simulate(OPTIMIZERS[slug](lr=rate), problem, problem.starts(6), steps)
    return problem.whole(run.points)


def first_half(problem, maps):
    """Return from each start the steps at which half of both views is there for the first time."""
    there = problem.learned(maps) > 0.5
    return np.where(there.any(axis=0), there.argmax(axis=0), len(maps)).T


@needs("sgd", "muon", "shampoo", "kfac", "adam")
def test_who_sees_the_matrix_learns_what_the_loss_hardly_notices_early():
    most, least = first_half(REGRESSION, from_six_starts(REGRESSION, "sgd"))
    assert max(most) < 5 < 80 < min(least)
    assert max(first_half(REGRESSION, from_six_starts(REGRESSION, "muon"))[1]) < 70
    for slug in ("shampoo", "kfac"):
        assert max(first_half(REGRESSION, from_six_starts(REGRESSION, slug, 40))[1]) < 30
    most, least = first_half(LAYERS, from_six_starts(LAYERS, "sgd"))
    assert max(most) < 10 < 25 < min(least) < 120 < max(least)


@needs("sgd", "muon", "shampoo", "kfac", "adam", "soap")
def test_nearly_all_singular_values_rise_together_with_muon_and_one_by_one_with_descent():
    """How much larger the largest is at step 10 than the smallest, on layers the last but one."""
    for problem, last, muon, sgd in ((REGRESSION, -1, 3, 5), (LAYERS, -2, 15, 60)):
        for slug, lower, upper in (("muon", 1, muon), ("sgd", sgd, np.inf)):
            values = np.linalg.svd(from_six_starts(problem, slug, 10)[-1], compute_uv=False)
            shares = values[:, 0] / values[:, last]
            assert lower < shares.min() <= shares.max() < upper, (problem.slug, slug)


@needs("sgd", "muon", "shampoo", "kfac", "adam", "soap")
def test_muon_has_the_weakest_direction_first_overshoots_it_and_swings():
    maps = from_six_starts(LAYERS, "muon")
    most, least = first_half(LAYERS, maps)
    assert max(least) <= 12 < 25 < min(most)
    weakest = LAYERS.learned(maps)[..., 1]
    assert (weakest.max(axis=0) > 1.05).all()
    assert (np.ptp(weakest[-20:], axis=0) > 0.05).all()  # it trembles to the end


@needs("kfac")
def test_damping_alone_keeps_kfac_from_solving_the_regression_in_one_step():
    """What is added to C is 0.015 by default; all that is added to the matrix is 16 to 83 λ."""
    c = REGRESSION.inputs
    ends = {
        damping: simulate(
            OPTIMIZERS["kfac"](lr=1.0, damping=damping), REGRESSION, REGRESSION.start, 1
        )
        for damping in (OPTIMIZERS["kfac"]().damping, 1e-14)
    }
    left = [run.values[1] / run.values[0] for run in ends.values()]
    assert 0.01 < left[0] < 0.02 and left[1] < 1e-9
    np.testing.assert_allclose(ends[1e-14].points[-1], REGRESSION.solution, atol=1e-3)
    root, pi = np.sqrt(1e-3), np.sqrt(np.trace(c) / 8)
    assert root * pi == pytest.approx(0.015, abs=5e-4)
    assert root * pi > 4 * np.linalg.eigvalsh(c)[0]
    damped = np.kron((1 + root / pi) * np.eye(6), c + root * pi * np.eye(8))
    more = np.linalg.eigvalsh(damped - np.kron(np.eye(6), c)) / 1e-3
    assert (round(more[0]), round(more[-1])) == (16, 83)


@needs("kfac")
def test_on_the_regression_kfac_gains_all_up_to_twice_newton_s_rate_and_nothing_beyond():
    rates = np.array([0.237, 0.5, 1.0, 1.78, 2.37])[:, None, None]
    run = simulate(OPTIMIZERS["kfac"](lr=rates), REGRESSION, REGRESSION.starts(6), 120)
    left = run.values[-30:].max(axis=0) / run.values[0]
    assert left[:4].max() < 1e-6
    assert left[4].min() > 1


def test_the_hessian_of_the_regression_is_one_valley_for_every_output():
    np.testing.assert_allclose(
        REGRESSION.hess(REGRESSION.start), np.kron(np.eye(6), REGRESSION.inputs), atol=1e-12
    )


@needs("sgd")
def test_an_aligned_strength_grows_as_the_logistic_says():
    """da/dt = 2a(s − a), from layers that share the goal's directions and a strength alike."""
    u, s, v = np.linalg.svd(LAYERS.goal)
    begin, rate, steps = 0.01, 4e-3, 300
    half = np.sqrt(begin) * np.eye(8)
    start = np.concatenate([np.ravel(half @ v), np.ravel(u @ half)])
    run = simulate(OPTIMIZERS["sgd"](lr=rate), LAYERS, start, steps)
    strengths = np.einsum("ji,tjk,ik->ti", u, LAYERS.whole(run.points), v)
    time = rate * np.arange(steps + 1)[:, None]
    logistic = s / (1 + (s / begin - 1) * np.exp(-2 * s * time))
    np.testing.assert_allclose(strengths, logistic, atol=0.04)


def test_half_of_the_two_layers_directions_lead_nowhere():
    curvatures = np.linalg.eigvalsh(LAYERS.hess(LAYERS.solution))
    assert np.sum(np.abs(curvatures) < 1e-9) == 64
    flat = LAYERS.value(0 * LAYERS.start)
    np.testing.assert_allclose(LAYERS.value(LAYERS.starts(6)), flat, rtol=0.05)
    assert np.linalg.eigvalsh(LAYERS.hess(0 * LAYERS.start))[0] < -1  # a saddle


def test_the_memory_s_first_gradient_is_as_uneven_as_the_keys():
    values = np.linalg.svd(MEMORY.grad(np.zeros(64)).reshape(8, 8), compute_uv=False)
    shares = values[:7] / MEMORY.often[:7]
    assert np.ptp(shares) < 0.02 * shares.mean()
    assert values[7] < 1e-12
    assert np.sum(np.abs(np.linalg.eigvalsh(MEMORY.hess(MEMORY.solution))) < 1e-9) == 8


@needs("sgd", "muon", "shampoo", "kfac", "adam", "soap")
def test_who_evens_out_the_slope_leaves_the_start_nearer_to_the_diagonal():
    """How much of the rarest key is learned at first, as a share of the commonest's."""
    expected = {
        "sgd": (0.11, 0.14),
        "adam": (0.25, 0.5),
        "muon": (0.5, 0.58),
        "kfac": (0.56, 0.7),
        "shampoo": (0.75, 0.85),
        "soap": (0.75, 0.87),
    }
    for slug, (lower, upper) in expected.items():
        first = 2 if slug == "soap" else 1  # which only looks in its first step
        shares = MEMORY.learned(from_six_starts(MEMORY, slug, first))
        moves = shares[first] - shares[0]
        assert (lower < moves[:, 1] / moves[:, 0]).all(), slug
        assert (moves[:, 1] / moves[:, 0] < upper).all(), slug


@needs("sgd", "muon", "shampoo", "kfac", "adam")
def test_on_the_memory_muon_does_not_win():
    tuned, one = (
        numbers(f"matrix-race-on-associative-memory{end}") for end in ("", "-at-one-rate")
    )
    assert tuned["muon_decades"] < tuned["sgd_decades"]
    assert (
        max(one[f"{slug}_decades"] for slug in ("adam", "kfac", "muon"))
        < 0.1
        < 5
        < one["shampoo_decades"]
    )


@needs(*RULES)
def test_what_scales_layers_gains_less_than_momentum_but_adafactor_on_the_memory():
    found = numbers("matrix-standings")
    for problem in MATRICES:
        gained = {slug: found[f"{slug}_{problem}_tuned"] for slug in RULES}
        beaten = {"lars", "lamb", "adafactor"}
        if problem == "associative-memory":
            assert gained["momentum"] + 0.3 < gained["adafactor"] < gained["sgd"] - 0.2
            beaten.remove("adafactor")
        assert max(gained[slug] for slug in beaten) < gained["momentum"] - 0.5
    on_regression = {s: found[f"{s}_matrix-regression_tuned"] for s in ("sgd", "lars")}
    assert abs(on_regression["lars"] - on_regression["sgd"]) < 0.3
    assert numbers("layer-race-on-matrix-regression")["lars_lr"] == max(RATES)
    assert numbers("matrix-race-on-associative-memory")["sgd_lr"] == max(RATES)
