"""What the pages of the second-order rules say of behavior without quoting a number, held by runs of its own."""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pytest

from gen.arithmetic.line_search import TRIALS
from gen.arithmetic.noise import normals
from gen.losses import Wrapped
from gen.measurements.rate_search import RATES
from gen.networks.digits import Digits
from gen.optimizers import OPTIMIZERS
from gen.optimizers.l_bfgs import MEMORY, two_loops
from gen.optimizers.trust_region import ROUNDS, steihaug
from gen.simulate import simulate
from gen.surface import CLOSE
from gen.surfaces import SURFACES
from tests.parity import Quadratic

ROSENBROCK, VALLEY = SURFACES["rosenbrock"], SURFACES["quadratic"]


def path(slug, surface, steps=120, **knobs):
    return simulate(OPTIMIZERS[slug](**knobs), surface, surface.start, steps)


def arrival(slug, surface, steps=120, **knobs):
    """Return the step from which a run stays close to a minimum, or None."""
    points = path(slug, surface, steps, **knobs).points
    away = np.linalg.norm(points[:, None] - np.array(surface.minima), axis=-1).min(axis=-1) > CLOSE
    return None if away[-1] else int(np.flatnonzero(away)[-1]) + 1


def walked(slug, loss, steps, start=None):
    """Return the points and states of a run, the state of each step beside the point where it began."""
    rule, x = OPTIMIZERS[slug](), np.array(loss.start if start is None else start)
    state, points, states = rule.init(x), [x], []
    for t in range(1, steps + 1):
        x, state = rule.step(x, state, t, loss.at(t))
        points.append(x)
        states.append(state)
    return np.array(points), states


@dataclass(frozen=True)
class Batches(Wrapped):
    """A surface that every batch tilts its own way: loss and gradient alike, each run of a batch for itself."""

    sigma: float
    t: int = 0

    def tilt(self, x):
        return self.sigma * normals(x, self.t, np.arange(len(x))[:, None])

    def value(self, x):
        return self.loss.value(x) + (self.tilt(x) * x).sum(axis=-1)

    def grad(self, x):
        return self.loss.grad(x) + self.tilt(x)

    def at(self, t):
        return replace(self, t=t)


def noisy_end(slug, lr, sigma=0.1):
    """Return the median true loss over the last 100 of 300 steps of 64 runs."""
    run = simulate(
        OPTIMIZERS[slug](lr=lr), Batches(VALLEY, sigma), np.tile(VALLEY.start, (64, 1)), 300
    )
    return np.median(VALLEY.value(run.points[-100:]))


@pytest.fixture(scope="module")
def steady():
    """Return how low gradient descent gets at the best of many constant rates, with batches."""
    return min(noisy_end("sgd", lr) for lr in RATES[8:24:2])


@pytest.mark.parametrize(
    ("slug", "steps"),
    [("newton", 5), ("levenberg-marquardt", 26), ("trust-region", 26), ("bfgs", 37)],
)
def test_steps_to_rosenbrocks_minimum_at_the_defaults(slug, steps):
    assert arrival(slug, ROSENBROCK) == steps


@pytest.mark.parametrize(
    "slug", ["levenberg-marquardt", "trust-region", "bfgs", "l-bfgs", "conjugate-gradient"]
)
def test_the_loss_never_rises(slug):
    for surface in SURFACES.values():
        if not surface.noise_level:
            assert (np.diff(path(slug, surface).values) <= 0).all(), surface.slug


@pytest.mark.parametrize("slug", ["levenberg-marquardt", "trust-region"])
def test_newton_jumps_out_of_the_picture_where_its_careful_kin_stay_in(slug):
    assert not ROSENBROCK.shows(path("newton", ROSENBROCK).points[2])
    assert ROSENBROCK.shows(path(slug, ROSENBROCK).points).all()


@pytest.mark.parametrize("surface", ["himmelblau", "saddle", "beale"])
def test_newton_ends_at_no_minimum_where_its_careful_kin_end_at_one(surface):
    assert arrival("newton", SURFACES[surface]) is None
    assert arrival("levenberg-marquardt", SURFACES[surface]) is not None
    assert arrival("trust-region", SURFACES[surface]) is not None


@pytest.mark.parametrize(("slug", "latest"), [("levenberg-marquardt", 12), ("trust-region", 16)])
def test_where_it_starts_hardly_matters(slug, latest):
    assert max(arrival(slug, VALLEY, lr=lr) for lr in RATES) <= latest


@pytest.mark.parametrize("slug", ["levenberg-marquardt", "trust-region"])
def test_a_schedule_changes_nothing(slug):
    rule, surface = OPTIMIZERS[slug](), ROSENBROCK
    plain = simulate(rule, surface, surface.start, 60).points
    assert np.array_equal(
        simulate(rule, surface, surface.start, 60, lambda t, n: 1 - t / (2 * n)).points, plain
    )


# Levenberg-Marquardt


def test_nielsens_curve_keeps_the_damping_at_half_a_promise_kept():
    factor = {ratio: max(1 / 3, 1 - (2 * ratio - 1) ** 3) for ratio in (0.0, 0.5, 1.0)}
    assert factor == {0.0: 2.0, 0.5: 1.0, 1.0: 1 / 3}


def test_a_refusal_multiplies_the_damping_by_two_then_four_then_eight():
    dampings = [
        1.0,
        *(float(s["damping"][0]) for s in walked("levenberg-marquardt", VALLEY, 5, (0.0, 0.0))[1]),
    ]
    assert [b / a for a, b in pairwise(dampings)] == [2, 4, 8, 16, 32]


def test_the_damped_step_is_the_lowest_point_within_its_own_length():
    rng, loss = np.random.default_rng(3), Quadratic(8, ((4,),))
    h, g = loss.hessian - 1.5 * np.eye(4), rng.normal(size=4)
    p = -np.linalg.solve(h + 0.9 * np.eye(4), g)
    others = rng.normal(size=(10_000, 4))
    others *= (
        np.linalg.norm(p)
        * rng.random((10_000, 1)) ** 0.25
        / np.linalg.norm(others, axis=1, keepdims=True)
    )

    def bowl(q):
        return q @ g + 0.5 * np.einsum("...i,ij,...j", q, h, q)

    assert np.linalg.eigvalsh(h)[0] < 0
    assert (bowl(others) >= bowl(p)).all()


@pytest.mark.parametrize("slug", ["levenberg-marquardt", "trust-region"])
def test_who_measures_the_gain_on_its_own_batch_jumps_to_the_batchs_minimum(slug, steady):
    assert all(noisy_end(slug, lr) > 10 * steady for lr in (0.01, 1.0, 10.0))


# BFGS and L-BFGS


def tried(slug, surface):
    """Return how many lengths each step tried until it arrived, counted on the losses."""
    points, states = walked(slug, surface, arrival(slug, surface) if slug != "line-search" else 120)
    counts = []
    for x, after, state in zip(points, points[1:], states, strict=False):
        g = surface.grad(x)
        p = {"bfgs": lambda g=g, s=state: -s["inverse"] @ g, "line-search": lambda g=g: -g}.get(
            slug, lambda s=state: s["p"]
        )()
        first = 1.0
        if slug == "conjugate-gradient":
            bend = p @ surface.hess(x) @ p
            first = -(g @ p) / bend if bend > 0 else 1 / np.linalg.norm(p)
        length = ((after - x) @ p) / (p @ p)
        counts.append(1 + round(np.log2(first / length)))
    return np.array(counts)


def test_how_many_lengths_a_step_tries_on_rosenbrock():
    bfgs, conjugate, descent = (
        tried(slug, ROSENBROCK) for slug in ("bfgs", "conjugate-gradient", "line-search")
    )
    assert 1.2 < bfgs.mean() < 1.35
    assert 0.78 < (bfgs == 1).mean() < 0.85  # four in five
    assert 0.7 < (conjugate == 1).mean() < 0.8  # three in four
    assert 9 < descent.mean() < 11
    assert max(bfgs.max(), conjugate.max(), descent.max()) < TRIALS


def test_bfgs_ends_with_the_inverse_hessian():
    points, states = walked("bfgs", ROSENBROCK, 40)
    true = np.linalg.inv(ROSENBROCK.hess(points[-1]))
    np.testing.assert_allclose(states[-1]["inverse"], true, rtol=0.02)
    assert np.abs(states[5]["inverse"]).max() < 0.02 * np.abs(true).max()


def test_bfgs_explains_its_last_step():
    points, states = walked("bfgs", ROSENBROCK, 30)
    for t in range(1, 30):
        s, y = (
            points[t] - points[t - 1],
            ROSENBROCK.grad(points[t]) - ROSENBROCK.grad(points[t - 1]),
        )
        if s @ y > 0:
            np.testing.assert_allclose(states[t]["inverse"] @ y, s, rtol=1e-6, atol=1e-12)
            assert np.linalg.eigvalsh(states[t]["inverse"])[0] > 0


def test_noise_makes_bfgs_believe_in_enormous_curvature():
    _, states = walked("bfgs", Batches(VALLEY, 0.1), 120, np.tile(VALLEY.start, (64, 1)))
    believed = np.median(np.linalg.eigvalsh(np.linalg.inv(states[-1]["inverse"])), axis=0)
    true = np.linalg.eigvalsh(VALLEY.hess(np.zeros(2)))
    np.testing.assert_allclose(true, [1, 30])
    assert 1e3 < believed[0] < 1e5
    assert 1e5 < believed[1] < 1e8


def test_with_batches_l_bfgs_ends_about_where_gradient_descent_does(steady):
    loud = min(noisy_end("sgd", lr, 1.0) for lr in RATES[8:24:2])
    assert 0.5 < noisy_end("l-bfgs", 1.0, 0.1) / steady < 0.8
    assert 2 < noisy_end("l-bfgs", 1.0, 1.0) / loud < 3


def test_l_bfgs_has_weights_enough_in_the_test_that_trains_with_it():
    assert len(Digits(hidden=32).start()) == 2410


def test_l_bfgs_walks_almost_as_bfgs_does():
    assert abs(arrival("l-bfgs", ROSENBROCK) - arrival("bfgs", ROSENBROCK)) <= 6


def test_two_loops_are_the_product_of_matrices():
    rng = np.random.default_rng(2)
    s = rng.normal(size=(MEMORY, 5))
    y = s @ Quadratic(2, ((5,),)).hessian
    inverse = 1 / (s * y).sum(axis=1, keepdims=True)
    matrix = (s[-1] @ y[-1]) / (y[-1] @ y[-1]) * np.eye(5)
    for a, b in zip(s, y, strict=True):
        left = np.eye(5) - np.outer(a, b) / (a @ b)
        matrix = left @ matrix @ left.T + np.outer(a, a) / (a @ b)
    g = rng.normal(size=5)
    np.testing.assert_allclose(two_loops(g, s, y, inverse), matrix @ g, rtol=1e-10)


# Conjugate gradients


def test_conjugate_gradients_arrive_in_as_many_steps_as_dimensions():
    loss = Quadratic(3, ((10,),))
    values = path("conjugate-gradient", loss, 10).values
    assert values[10] < 1e-30 * values[0]
    assert values[8] > 1e-30 * values[0]


def test_successive_directions_are_conjugate_to_all_before():
    loss = Quadratic(2, ((5,),))
    p = np.array([state["p"] for state in walked("conjugate-gradient", loss, 5)[1]])
    products = p @ loss.hessian @ p.T
    scale = np.sqrt(np.outer(np.diag(products), np.diag(products)))
    assert np.abs(products / scale - np.eye(5)).max() < 1e-9


def test_conjugate_gradients_want_the_right_distance():
    assert arrival("conjugate-gradient", VALLEY, lr=1.0) == 2
    assert arrival("conjugate-gradient", VALLEY, lr=0.316) == 37


def test_where_only_the_gradient_is_noisy_the_exact_losses_save_conjugate_gradients(steady):
    """The noisy valley's way of being noisy, against batches that tilt the loss as well."""
    valley = SURFACES["noisy-valley"]
    assert arrival("conjugate-gradient", valley) is not None
    assert noisy_end("conjugate-gradient", 1.0) > 3 * steady
    assert noisy_end("conjugate-gradient", 0.1) < 1.3 * steady


# Trust region


def test_the_inner_steps_only_lead_outward_and_down():
    rng = np.random.default_rng(4)
    loss = Quadratic(3, ((10,),))
    for _ in range(20):
        g = rng.normal(size=10)
        steps = [
            steihaug(g, lambda v: v @ loss.hessian, np.array([r]))
            for r in np.geomspace(1e-3, 10, 30)
        ]
        lengths = [np.linalg.norm(p) for p, _, _ in steps]
        assert (np.diff(lengths) >= -1e-12).all()
        assert (np.diff([promised.item() for _, promised, _ in steps]) >= -1e-12).all()


def test_a_trust_region_leaves_along_what_bends_down_to_the_rim():
    h = np.diag([1.0, -2.0])
    p, promised, reached = steihaug(np.array([0.1, 0.3]), lambda v: h @ v, np.array([0.5]))
    assert reached
    assert promised > 0
    assert np.linalg.norm(p) == pytest.approx(0.5)


def test_while_the_circle_is_small_every_step_ends_on_its_rim():
    rule, x, radii, lengths = (
        OPTIMIZERS["trust-region"](lr=1e-4),
        np.array(ROSENBROCK.start),
        [],
        [],
    )
    state = rule.init(x)
    for t in range(1, 10):
        radii.append(state["radius"].item())
        after, state = rule.step(x, state, t, ROSENBROCK)
        lengths.append(np.linalg.norm(after - x))
        x = after
    np.testing.assert_allclose(lengths, radii, rtol=1e-9)
    np.testing.assert_allclose(radii, 1e-4 * 2.0 ** np.arange(9))


def test_the_products_of_one_step_are_bounded():
    assert ROUNDS == 20
    asked = []
    steihaug(np.ones(50), lambda v: asked.append(1) or v * np.arange(1, 51), np.array([100.0]))
    assert len(asked) == 20
