"""What the pages of second-order rules say of behavior without quoting a number, held by runs."""

from dataclasses import dataclass
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest

from gen.arithmetic.line_search import TRIALS, backtrack
from gen.arithmetic.noise import normals
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


def arrivals(slug, surface, steps=120, **knobs):
    """Return the step from which each run stays close to a minimum, or infinity."""
    points = path(slug, surface, steps, **knobs).points[..., None, :]
    away = np.linalg.norm(points - np.array(surface.minima), axis=-1).min(axis=-1) > CLOSE
    return np.where(away[-1], np.inf, len(away) - np.argmax(away[::-1], axis=0))


def arrival(slug, surface, steps=120, **knobs):
    """Return the step from which a run stays close to a minimum, or None."""
    step = arrivals(slug, surface, steps, **knobs)
    return int(step) if np.isfinite(step) else None


def walked(slug, loss, steps, start=None):
    """Return the points and states of a run, each step's state beside the point where it began."""
    rule, x = OPTIMIZERS[slug](), np.array(loss.start if start is None else start)
    state, points, states = rule.init(x), [x], []
    for t in range(1, steps + 1):
        x, state = rule.step(x, state, t, loss.at(t))
        points.append(x)
        states.append(state)
    return np.array(points), states


@dataclass(frozen=True)
class Batches:
    """The valley, which every batch tilts its own way: loss and gradient alike.

    The third coordinate is the number of the run, whose batches are its own. The loss is flat
    along it, so that no rule moves it.
    """

    sigma: float
    t: int = 0

    shapes = ((3,),)

    def tilt(self, x):
        return self.sigma * normals(x[..., :2], self.t, x[..., 2:])

    def value(self, x):
        return VALLEY.value(x[..., :2]) + (self.tilt(x) * x[..., :2]).sum(axis=-1)

    def grad(self, x):
        return flat(VALLEY.grad(x[..., :2]) + self.tilt(x))

    def hess(self, x):
        matrices = np.zeros((*x.shape, 3))
        matrices[..., :2, :2] = VALLEY.hess(x[..., :2])
        return matrices

    def hvp(self, x, v):
        return flat(VALLEY.hvp(x[..., :2], v[..., :2]))

    def at(self, t):
        return Batches(self.sigma, t)


def flat(x):
    return np.concatenate([x, 0 * x[..., :1]], axis=-1)


RUNS = np.column_stack([np.tile(VALLEY.start, (32, 1)), np.arange(32.0)])


def noisy_end(slug, lr, sigma=0.1):
    """Return the median true loss over the last 100 of 300 steps of 32 runs, of each rate."""
    rule = OPTIMIZERS[slug](lr=np.array(lr)[..., None, None])
    points = simulate(rule, Batches(sigma), RUNS, 300).points[-100:]
    return np.median(VALLEY.value(points[..., :2]), axis=(0, -1))


@pytest.fixture(scope="module")
def steady():
    """Return how low gradient descent gets at the best of many constant rates, with batches."""
    return noisy_end("sgd", RATES[8:24:2]).min()


@pytest.mark.parametrize(
    ("slug", "steps"),
    [("newton", 5), ("levenberg-marquardt", 26), ("trust-region", 26)],
)
def test_steps_to_rosenbrocks_minimum_at_the_defaults(slug, steps):
    assert arrival(slug, ROSENBROCK) == steps


@pytest.mark.parametrize(("slug", "steps"), [("newton", 1), ("bfgs", 8), ("conjugate-gradient", 2)])
def test_steps_through_the_valley_at_the_natural_rate(slug, steps):
    assert (
        arrival(slug, VALLEY) == steps == arrivals(slug, VALLEY, lr=np.array(RATES)[:, None]).min()
    )


def test_newton_goes_straight_by_the_same_share_each_step():
    away = path("newton", VALLEY, lr=0.075).points
    np.testing.assert_allclose(away[1:], (1 - 0.075) * away[:-1], rtol=1e-9)


def test_newton_passes_the_bend_while_gradient_descent_is_a_unit_away():
    assert path("newton", ROSENBROCK).values[2] > 10 * ROSENBROCK.value(np.array(ROSENBROCK.start))
    assert np.linalg.norm(path("sgd", ROSENBROCK, 40, lr=0.00316).points[-1] - 1) > 1.2


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
    assert arrivals(slug, VALLEY, lr=np.array(RATES)[:, None]).max() <= latest


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
    assert (noisy_end(slug, (0.01, 1.0, 10.0)) > 10 * steady).all()


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
    assert max(bfgs.max(), conjugate.max(), descent.max()) < 30


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
    _, states = walked("bfgs", Batches(0.1), 120, RUNS)
    inverse = states[-1]["inverse"][:, :2, :2]
    believed = np.median(np.linalg.eigvalsh(np.linalg.inv(inverse)), axis=0)
    true = np.linalg.eigvalsh(VALLEY.hess(np.zeros(2)))
    np.testing.assert_allclose(true, [1, 30])
    assert 1e3 < believed[0] < 1e5
    assert 1e5 < believed[1] < 1e8


def test_with_batches_l_bfgs_ends_about_where_gradient_descent_does(steady):
    loud = noisy_end("sgd", RATES[8:24:2], 1.0).min()
    assert 0.4 < noisy_end("l-bfgs", 1.0, 0.1) / steady < 1.3
    assert 1.5 < noisy_end("l-bfgs", 1.0, 1.0) / loud < 4


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


@pytest.mark.parametrize("seed", [0, 2, 8, 11])
def test_conjugate_gradients_arrive_in_as_many_steps_as_dimensions(seed):
    """Exactly, were there no rounding, which leaves some 10⁻³⁰ of the loss; a step earlier not."""
    values = path("conjugate-gradient", Quadratic(seed, ((10,),)), 10).values
    assert values[10] < 1e-20 * values[0]
    assert values[9] > 1e-8 * values[0]


def test_successive_directions_are_conjugate_to_all_before():
    loss = Quadratic(2, ((5,),))
    p = np.array([state["p"] for state in walked("conjugate-gradient", loss, 5)[1]])
    products = p @ loss.hessian @ p.T
    scale = np.sqrt(np.outer(np.diag(products), np.diag(products)))
    assert np.abs(products / scale - np.eye(5)).max() < 1e-9


def test_conjugate_gradients_want_the_right_distance():
    steps = arrivals("conjugate-gradient", VALLEY, lr=np.array([1.0, 0.562, 0.178])[:, None])
    assert steps[0] == 2
    assert steps[1] > 10
    assert steps[2] > 50
    assert arrival("conjugate-gradient", VALLEY, lr=1.78) > 40


def test_where_only_the_gradient_is_noisy_the_exact_losses_save_conjugate_gradients(steady):
    """The noisy valley's way of being noisy, against batches that tilt the loss as well."""
    valley = SURFACES["noisy-valley"]
    assert arrival("conjugate-gradient", valley) is not None
    default, small = noisy_end("conjugate-gradient", (1.0, 0.1))
    assert default > 5 * steady
    assert small < 1.3 * steady


# Line search


def lengths(surface, rho):
    """Return the length of each of 120 steps of the line search, in gradients."""
    points = path("line-search", surface, rho=rho).points
    slopes = surface.grad(points[:-1])
    return -(np.diff(points, axis=0) * slopes).sum(axis=-1) / (slopes * slopes).sum(axis=-1)


def test_a_length_that_hardly_shrinks_takes_many_trials_and_is_no_better():
    trials = {
        rho: 1 + np.median(np.log(lengths(ROSENBROCK, rho)) / np.log(rho)) for rho in (0.5, 0.9)
    }
    assert trials[0.9] > 6 * trials[0.5]
    ends = [path("line-search", ROSENBROCK, rho=rho).points[-1] for rho in (0.5, 0.9)]
    half, most = np.linalg.norm(np.array(ends) - ROSENBROCK.minima[0], axis=-1)
    assert most > 2 * half


@pytest.mark.parametrize(("rho", "trials"), [(0.5, 30), (0.9, 197)])
def test_no_length_below_a_billionth_of_the_first_is_tried(rho, trials):
    """On a loss that rises whichever way one goes, none is accepted: each is asked for once."""
    asked = []

    def value(x):
        asked.append(np.abs(x[..., 0]).ravel())
        return np.where(x[..., 0] == 0, 0.0, 1.0)

    loss, x, p = SimpleNamespace(value=value), np.zeros((1, 1)), np.ones((1, 1))
    assert backtrack(loss, x, p, -p, 1.0, rho, 1e-4) == 0
    tried = np.concatenate(asked[1:])
    assert (tried >= 1e-9).sum() == trials <= TRIALS


def test_a_first_length_from_the_search_is_seldom_halved_where_a_constant_rate_diverges():
    lr, points = 0.075, path("line-search", VALLEY, lr=0.075).points
    kept = np.isclose(np.diff(points, axis=0), -lr * VALLEY.grad(points[:-1]), rtol=1e-9)
    assert 0.05 < 1 - kept.all(axis=-1).mean() < 0.25
    assert lr > VALLEY.limit


def test_the_line_search_leaves_the_saddle_within_ten_steps_at_its_default():
    assert arrival("line-search", SURFACES["saddle"]) <= 10


# Trust region


def test_the_inner_steps_only_lead_outward_and_down():
    rng = np.random.default_rng(4)
    loss = Quadratic(3, ((10,),))
    for _ in range(5):
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


def test_a_trust_region_does_not_see_what_bends_down_from_exactly_on_the_ridge():
    saddle = SURFACES["saddle"]
    on, beside = np.array([-1.5, 0.0]), np.array([-1.5, 1e-3])
    ends = simulate(OPTIMIZERS["trust-region"](), saddle, np.array([on, beside]), 60).points[-1]
    np.testing.assert_allclose(ends[0], (0, 0), atol=1e-9)
    assert np.abs(saddle.value(ends[1]) - saddle.lowest) < 1e-9


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
