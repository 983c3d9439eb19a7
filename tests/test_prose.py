"""What the pages say of behavior without quoting a number, held by runs of its own."""

import numpy as np
import pytest

from gen.losses import Noisy
from gen.measurements.rate_search import RATES, tuned
from gen.optimizers import OPTIMIZERS
from gen.simulate import simulate
from gen.surface import CLOSE
from gen.surfaces import SURFACES
from gen.surfaces.quadratic import quadratic


def path(slug, surface, steps, start=None, **knobs):
    where = SURFACES[surface]
    return simulate(
        OPTIMIZERS[slug](**knobs), where, where.start if start is None else start, steps
    )


def arrival(slug, surface):
    run = simulate(
        tuned(OPTIMIZERS[slug], SURFACES[surface]), SURFACES[surface], SURFACES[surface].start, 120
    )
    away = np.linalg.norm(run.points[:, None] - np.array(SURFACES[surface].minima), axis=-1).min(
        axis=1
    )
    far = np.flatnonzero(away > CLOSE)
    return far[-1] + 1


def test_adam_without_its_correction_steps_too_far_for_over_a_thousand_steps():
    t = np.arange(1, 3001)
    factor = (1 - 0.9**t) / np.sqrt(1 - 0.999**t)
    assert factor[0] == pytest.approx(10**0.5, rel=1e-3)
    assert 10 <= factor.argmax() + 1 <= 14
    assert factor.max() > 6
    assert 1.2 < factor[999] < 1.3


def test_adam_without_momentum_is_corrected_rmsprop():
    surface = SURFACES["rosenbrock"]
    x, v = np.array(surface.start), np.zeros(2)
    run = path("adam", "rosenbrock", 50, lr=0.01, beta1=0.0)
    for t in range(1, 51):
        g = surface.grad(x)
        v = 0.999 * v + 0.001 * g**2
        x = x - 0.01 * g / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
        np.testing.assert_allclose(run.points[t], x, rtol=1e-12)


def test_adam_leaves_a_minimum_that_it_had_reached():
    values = path("adam", "quadratic", 20_000, lr=0.1).values
    reached = values < 1e-12
    first = reached.argmax()
    assert reached.any()
    assert values[first:].max() > 1e6 * values[first]


def test_adam_needs_the_longer_memory_for_the_square():
    usual = path("adam", "quadratic", 2000, lr=0.1).values[-200:].max()
    short = path("adam", "quadratic", 2000, lr=0.1, beta2=0.3).values[-200:].max()
    assert short > 1e3 * usual


@pytest.mark.parametrize("beta", [0.5, 0.9])
def test_speed_limits_of_momentum_and_nesterov(beta):
    limits = {"momentum": 2 * (1 + beta), "nesterov": 2 * (1 + beta) / (1 + 2 * beta), "sgd": 2.0}
    for slug, limit in limits.items():
        knobs = {} if slug == "sgd" else {"beta": beta}
        bowl = quadratic(1)
        below, above = (
            simulate(OPTIMIZERS[slug](lr=share * limit, **knobs), bowl, (1.0, 1.0), 3000).values[-1]
            for share in (0.99, 1.01)
        )
        assert below < 1e-6
        assert above > 1e6


def test_nesterov_is_the_lookahead_of_sutskever():
    surface, lr, beta = SURFACES["beale"], 0.003, 0.9
    behind, velocity = np.array(surface.start), np.zeros(2)
    run = path("nesterov", "beale", 60, lr=lr, beta=beta)
    for t in range(60):
        ahead = behind + beta * velocity
        np.testing.assert_allclose(run.points[t], ahead, rtol=1e-9)
        velocity = beta * velocity - lr * surface.grad(ahead)
        behind = behind + velocity


def test_nesterov_is_faster_where_heavy_ball_swings_and_loses_in_the_bend():
    for surface in ("saddle", "himmelblau", "two-valleys"):
        assert arrival("nesterov", surface) < arrival("momentum", surface) / 2
    ends = {slug: tuned_distance(slug, "rosenbrock") for slug in ("momentum", "nesterov")}
    assert ends["momentum"] < ends["nesterov"]


def tuned_distance(slug, surface):
    where = SURFACES[surface]
    run = simulate(tuned(OPTIMIZERS[slug], where), where, where.start, 120)
    return np.linalg.norm(run.points[-1] - np.array(where.minima), axis=-1).min()


@pytest.mark.parametrize("lr", [0.01, 0.05, 0.2])
def test_rmsprop_bounces_by_half_its_rate_in_every_coordinate(lr):
    tail = path("rmsprop", "quadratic", 4000, lr=lr).points[-100:]
    np.testing.assert_allclose(np.abs(tail), lr / 2, rtol=1e-3)


def test_rmsprop_finds_no_rate_for_a_valley_turned_by_45_degrees():
    class Turned:
        turn = np.array([[1, -1], [1, 1]]) / 2**0.5
        valley = SURFACES["quadratic"]

        def value(self, x):
            return self.valley.value(x @ self.turn)

        def grad(self, x):
            return self.valley.grad(x @ self.turn) @ self.turn.T

        def at(self, t):
            return self

    start = np.array(SURFACES["quadratic"].start) @ Turned.turn.T
    run = simulate(OPTIMIZERS["rmsprop"](lr=np.array(RATES)[:, None]), Turned(), start, 120)
    assert np.linalg.norm(run.points[-1], axis=-1).min() > CLOSE


def test_sam_bounces_as_wide_as_the_page_says():
    lr, rho, curvature = 0.02, 0.1, 30.0
    tail = path("sam", "quadratic", 3000, lr=lr, rho=rho).points[-50:, 1]
    np.testing.assert_allclose(np.abs(tail), lr * curvature * rho / (2 - lr * curvature), rtol=1e-3)


def test_descent_takes_the_sharp_valley_and_sam_stays_on_the_ridge():
    assert np.linalg.norm(path("sgd", "two-valleys", 500, lr=0.03).points[-1] - (-1, 0)) < CLOSE
    tail = path("sam", "two-valleys", 3000, lr=0.03, rho=0.5).points[-1000:]
    minima = np.array(SURFACES["two-valleys"].minima)
    assert np.linalg.norm(tail[:, None] - minima, axis=-1).min() > 0.3
    assert np.ptp(tail, axis=0).max() < 0.3


def test_sam_leaves_the_sharp_valley_at_a_noise_that_descent_does_not_mind():
    sharp, flat = np.array(SURFACES["two-valleys"].minima)
    starts, shares = np.tile(sharp, (200, 1)), {}
    for slug, knobs in (("sgd", {}), ("sam", {"rho": 0.2})):
        noisy = Noisy(SURFACES["two-valleys"], 2.0, seed=1)
        ends = simulate(OPTIMIZERS[slug](lr=0.03, **knobs), noisy, starts, 3000).points[-1]
        shares[slug] = np.mean(
            np.linalg.norm(ends - flat, axis=-1) < np.linalg.norm(ends - sharp, axis=-1)
        )
    assert shares["sgd"] == 0
    assert shares["sam"] > 0.9


def test_a_large_rate_alone_rules_out_the_sharp_valley():
    sharp = SURFACES["two-valleys"].minima[0]
    near = (sharp[0] + 0.01, sharp[1])
    assert np.linalg.norm(path("sgd", "two-valleys", 800, near, lr=0.049).points[-1] - sharp) < 1e-6
    assert (
        np.linalg.norm(path("sgd", "two-valleys", 800, near, lr=0.052).points[-1] - sharp) > CLOSE
    )


def test_strong_decay_holds_adamw_in_the_corner_of_its_box():
    end = path("adamw", "himmelblau", 3000, lr=0.1, weight_decay=1.0).points[-1]
    np.testing.assert_allclose(np.abs(end), 1.0, atol=0.1)
    plain = path("adam", "himmelblau", 3000, lr=0.1).points[-1]
    assert np.linalg.norm(plain - np.array(SURFACES["himmelblau"].minima), axis=-1).min() < CLOSE


def test_decay_through_the_gradient_spares_the_noisy_weight():
    """Gradients of nothing but noise, thirty times stronger in the second coordinate."""

    class Noise:
        def __init__(self, pull, step=0):
            self.pull, self.step = pull, step

        def value(self, x):
            return 0 * x[..., 0]

        def grad(self, x):
            return (
                np.random.default_rng(self.step).standard_normal(x.shape) * (1, 30) + self.pull * x
            )

        def at(self, t):
            return Noise(self.pull, t)

    start = np.full((400, 2), 5.0)
    through = simulate(OPTIMIZERS["adam"](lr=0.01), Noise(0.5), start, 400).points[-1].mean(axis=0)
    apart = (
        simulate(OPTIMIZERS["adamw"](lr=0.01, weight_decay=0.5), Noise(0.0), start, 400)
        .points[-1]
        .mean(axis=0)
    )
    assert through[1] - through[0] > 0.5
    assert abs(apart[1] - apart[0]) < 0.1


def test_with_a_very_long_memory_rmsprop_rests_at_small_rates_and_swings_widely_at_larger_ones():
    small = path("rmsprop", "quadratic", 8000, lr=0.03, beta=0.999).points
    assert np.abs(small[-100:]).max() < 1e-12
    large = np.abs(path("rmsprop", "quadratic", 30_000, lr=0.1, beta=0.999).points).max(axis=-1)
    assert large[4000:5000].max() > 0.3
    np.testing.assert_allclose(large[-100:], 0.05, rtol=0.01)


def test_adagrad_is_first_on_the_saddle_of_all_that_ask_for_gradients_alone():
    rivals = (
        "sgd",
        "momentum",
        "nesterov",
        "rmsprop",
        "adam",
        "nadam",
        "adan",
        "schedule-free-sgd",
    )
    assert arrival("adagrad", "saddle") < min(arrival(slug, "saddle") for slug in rivals)


def test_slow_momentum_is_descent_at_ten_times_the_rate_and_fast_momentum_is_not():
    def apart(lr):
        descent, memory = (
            path(s, "rosenbrock", 3000, lr=r).points[-1]
            for s, r in (("sgd", lr), ("momentum", lr / 10))
        )
        return np.linalg.norm(descent - memory)

    assert apart(1e-4) < 0.01
    assert apart(3e-3) > 0.3


def test_the_best_memory_makes_momentum_several_times_as_fast_in_the_valley():
    def best(beta):
        rates = np.array(RATES)[:, None]
        valley = SURFACES["quadratic"]
        points = simulate(
            OPTIMIZERS["momentum"](lr=rates, beta=beta), valley, valley.start, 120
        ).points
        away = np.linalg.norm(points, axis=-1) > CLOSE
        return min(np.flatnonzero(run)[-1] + 1 for run in away.T if not run[-1])

    assert best(0.6) < best(0.9) / 3


def test_the_best_rate_of_the_bend_depends_on_the_budget_and_momentum_wins_the_long_race():
    where, rates = SURFACES["rosenbrock"], np.array(RATES)
    arrived = {}
    for slug in ("sgd", "momentum", "rmsprop", "adam"):
        points = simulate(OPTIMIZERS[slug](lr=rates[:, None]), where, where.start, 5000).points
        away = np.linalg.norm(points - np.array(where.minima[0]), axis=-1) > CLOSE
        steps = {
            lr: np.flatnonzero(run)[-1] + 1
            for lr, run in zip(RATES, away.T, strict=True)
            if not run[-1]
        }
        arrived[slug] = min(((step, lr) for lr, step in steps.items()), default=(np.inf, 0.0))
    assert (
        arrived["momentum"][0]
        < min(step for slug, (step, _) in arrived.items() if slug != "momentum") / 3
    )
    assert arrived["adam"][1] < tuned(OPTIMIZERS["adam"], where).lr / 10


def test_from_most_starts_descent_diverges_at_the_rate_that_was_tuned_for_one():
    where = SURFACES["rosenbrock"]
    starts = np.random.default_rng(0).uniform(*np.array(where.window).T, (1000, 2))
    assert (
        simulate(tuned(OPTIMIZERS["sgd"], where), where, starts, 120).diverged_at >= 0
    ).mean() > 0.6


def test_adamw_rests_nearer_to_the_minimum_of_the_bend_the_smaller_its_rate():
    away = [
        np.linalg.norm(path("adamw", "rosenbrock", 8000, lr=lr).points[-1] - (1, 1))
        for lr in (0.1, 0.03, 0.01)
    ]
    assert away[0] > 2 * away[1] > 4 * away[2] > 0.004


@pytest.mark.parametrize("lr", [0.001, 0.01, 0.05])
def test_a_saddle_holds_sam_at_small_rates(lr):
    assert np.linalg.norm(path("sam", "saddle", 10_000, lr=lr).points[-1]) < CLOSE


def test_a_rate_that_adam_takes_with_ease_throws_radam_off_the_wall():
    beale = SURFACES["beale"]
    assert beale.shows(path("adam", "beale", 120, lr=0.1).points).all()
    assert not beale.shows(path("radam", "beale", 120, lr=0.1).points[:6]).all()
    assert beale.shows(path("radam", "beale", 120, lr=0.01).points).all()


def lowest(slug, surface):
    """Return the least last loss of all rates of the search, and the rate."""
    where = SURFACES[surface]
    run = simulate(OPTIMIZERS[slug](lr=np.array(RATES)[:, None]), where, where.start, 120)
    values = np.where(run.diverged_at >= 0, np.inf, run.values[-1])
    return values.min(), RATES[int(values.argmin())]


def test_nesterovs_best_loss_in_the_valley_is_far_below_heavy_balls():
    assert lowest("nesterov", "quadratic")[0] < 1e-4 * lowest("momentum", "quadratic")[0]


def test_the_best_rate_of_amsgrad_in_the_valley_is_adams():
    assert lowest("amsgrad", "quadratic")[1] == lowest("adam", "quadratic")[1]
