"""What the pages say of behavior without quoting a number, held by runs of its own."""

import numpy as np
import pytest

from gen.losses import Noisy
from gen.measurements.rate_search import RATES, gained, starts_around, tuned
from gen.optimizers import OPTIMIZERS
from gen.schedules import SCHEDULES
from gen.simulate import simulate
from gen.surface import CLOSE
from gen.surfaces import SURFACES
from gen.surfaces.quadratic import quadratic

EACH_RATE = np.array(RATES)[:, None, None]


def column(*values):
    """Return values of a hyperparameter, each for a run of its own."""
    return np.array(values)[:, None]


def path(slug, surface, steps, start=None, schedule=None, **knobs):
    where = SURFACES[surface]
    rule = OPTIMIZERS[slug](**knobs)
    return simulate(rule, where, where.start if start is None else start, steps, schedule)


def around(surface):
    """Return the start of a surface and the eight around it from which a rate is judged."""
    return starts_around(SURFACES[surface], SURFACES[surface].start)


def distances(points, surface):
    """Return how far each point is from the nearest lowest minimum."""
    minima = np.array(SURFACES[surface].minima)
    return np.linalg.norm(points[..., None, :] - minima, axis=-1).min(axis=-1)


def arrival_steps(away):
    """Return after how many steps each run is close for good, or one more than it has."""
    far = away[::-1] > CLOSE
    return np.where(far.any(axis=0), len(away) - far.argmax(axis=0), 0)


def arrivals(slug, surface, **knobs):
    """Return the steps to the minimum from around the start, at the tuned rate or at `lr`."""
    where = SURFACES[surface]
    rule = OPTIMIZERS[slug](**knobs) if "lr" in knobs else tuned(OPTIMIZERS[slug], where)
    return arrival_steps(distances(simulate(rule, where, around(surface), 120).points, surface))


def ends(slug, surface):
    """Return how far from the minimum the runs from around the start end at the tuned rate."""
    where = SURFACES[surface]
    run = simulate(tuned(OPTIMIZERS[slug], where), where, around(surface), 120)
    return distances(run.points[-1], surface)


def test_the_minima_of_himmelblau_are_nearly_round():
    for minimum in SURFACES["himmelblau"].minima:
        flat, steep = np.linalg.eigvalsh(SURFACES["himmelblau"].hess(np.array(minimum)))
        assert 0 < steep < 4 * flat


def test_descent_is_the_first_on_himmelblau_from_all_starts_nearby():
    first = arrivals("sgd", "himmelblau")
    for slug in ("momentum", "adam"):
        assert (first < arrivals(slug, "himmelblau") - 15).all()


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


def leap(run):
    """Return the highest loss of each run after it had all but reached zero."""
    values = run.values.reshape(len(run.values), -1).T
    assert (values.min(axis=1) < 1e-11).all()
    return [losses[(losses < 1e-11).argmax() :].max() for losses in values]


def test_adam_leaves_a_minimum_that_it_had_reached_unless_its_divisor_is_kept_up():
    floors = column(1e-8, 0.1, 1.0)
    tiny, small, large = leap(path("adam", "quadratic", 4000, lr=0.5, eps=floors))
    assert min(tiny, small) > 0.1
    assert large < 1e-6
    assert max(leap(path("amsgrad", "quadratic", 4000, lr=0.5))) < 1e-6
    falling = path("adam", "quadratic", 4000, schedule=SCHEDULES["cosine"], lr=0.5)
    assert max(leap(falling)) < 1e-6


def test_adam_comes_to_rest_only_with_a_long_memory_for_the_square():
    memories = column(0.3, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999)
    tail = path("adam", "quadratic", 2500, lr=0.1, beta2=memories).values[-500:].max(axis=0)
    assert (tail[:-1] > 1e-5).all()
    assert tail[-1] < 1e-30


def test_adam_swings_for_hundreds_of_steps_with_a_very_long_memory():
    away = distances(path("adam", "quadratic", 1500, lr=0.1, beta1=0.99).points, "quadratic")
    assert 500 < arrival_steps(away) < 1500


def test_adam_arrives_sooner_beside_the_saddle_without_momentum():
    where = SURFACES["saddle"]
    soonest = {}
    for beta1 in (0.9, 0.0):
        rule = OPTIMIZERS["adam"](lr=EACH_RATE, beta1=beta1)
        away = distances(simulate(rule, where, around("saddle"), 120).points, "saddle")
        soonest[beta1] = arrival_steps(away).max(axis=-1).min()
    assert soonest[0.0] < soonest[0.9] - 10


@pytest.mark.parametrize("beta", [0.5, 0.9])
def test_speed_limits_of_momentum_and_nesterov(beta):
    limits = {"momentum": 2 * (1 + beta), "nesterov": 2 * (1 + beta) / (1 + 2 * beta), "sgd": 2.0}
    for slug, limit in limits.items():
        knobs = {} if slug == "sgd" else {"beta": beta}
        rule = OPTIMIZERS[slug](lr=column(0.98 * limit, 1.02 * limit), **knobs)
        below, above = simulate(rule, quadratic(1), (1.0, 1.0), 1500).values[-1]
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


def test_nesterov_stops_swinging_across_the_valley_long_before_heavy_ball():
    across = {
        slug: np.abs(path(slug, "quadratic", 60, lr=0.03).points[:, 1])
        for slug in ("momentum", "nesterov")
    }
    assert across["nesterov"][10:].max() < 0.001
    assert across["momentum"][40:].max() > 0.05


@pytest.mark.parametrize(
    ("surface", "least", "most"),
    [("himmelblau", 2.5, 3.5), ("two-valleys", 1.4, 1.7), ("quadratic", 1.05, 1.15)],
)
def test_nesterov_arrives_before_heavy_ball(surface, least, most):
    ratio = np.median(arrivals("momentum", surface)) / np.median(arrivals("nesterov", surface))
    assert least < ratio < most


def test_heavy_ball_is_nearer_in_the_bend_from_most_starts():
    nearer = ends("momentum", "rosenbrock") < ends("nesterov", "rosenbrock")
    assert nearer[0]
    assert nearer.mean() > 0.6


def test_at_the_best_memory_both_are_several_times_as_fast_in_the_valley_and_heavy_ball_is_first():
    memories = np.array([*np.arange(0.4, 0.8, 0.05), 0.9])
    rates = np.geomspace(0.01, 0.12, 40)[:, None, None]
    starts, where = around("quadratic"), SURFACES["quadratic"]
    best = {}
    for slug in ("momentum", "nesterov"):
        rule = OPTIMIZERS[slug](lr=rates[..., None], beta=memories[:, None, None])
        away = distances(simulate(rule, where, starts, 120).points, "quadratic")
        *tried, usual = arrival_steps(away).max(axis=-1).min(axis=0)
        best[slug] = min(tried)
        assert best[slug] < usual / 3
    assert best["momentum"] < best["nesterov"] - 1


def test_nesterovs_loss_in_the_valley_is_far_below_heavy_balls():
    where = SURFACES["quadratic"]
    highest = {
        slug: simulate(tuned(OPTIMIZERS[slug], where), where, around("quadratic"), 120)
        .values[-30:]
        .max(axis=0)
        for slug in ("momentum", "nesterov")
    }
    assert (highest["nesterov"] < highest["momentum"] / 30).all()


def test_rmsprop_bounces_by_half_its_rate_in_every_coordinate():
    rates = column(0.01, 0.05, 0.2)
    tail = path("rmsprop", "quadratic", 3000, lr=rates).points[-100:]
    np.testing.assert_allclose(np.abs(tail), np.broadcast_to(rates / 2, tail.shape), rtol=1e-3)


def test_rmsprop_leaves_the_ridge_first_and_its_loss_rises_again():
    runs = {slug: path(slug, "saddle", 120, lr=0.05) for slug in ("sgd", "rmsprop")}
    first = {slug: (distances(run.points, "saddle") < CLOSE).argmax() for slug, run in runs.items()}
    assert 0 < first["rmsprop"] < 0.7 * first["sgd"]
    gaps = runs["rmsprop"].values - SURFACES["saddle"].lowest
    assert gaps[100:].max() > 10 * gaps[:100].min()


class Turned:
    """The valley, turned by 45 degrees."""

    turn = np.array([[1, -1], [1, 1]]) / 2**0.5
    valley = SURFACES["quadratic"]

    def value(self, x):
        return self.valley.value(x @ self.turn)

    def grad(self, x):
        return self.valley.grad(x @ self.turn) @ self.turn.T

    def at(self, t):
        return self


def test_a_turned_valley_takes_the_lead_from_adagrad_and_a_decade_from_rmsprop():
    starts = around("quadratic") @ Turned.turn.T
    soonest = {}
    for slug in ("sgd", "adagrad"):
        points = simulate(OPTIMIZERS[slug](lr=EACH_RATE), Turned(), starts, 120).points
        soonest[slug] = arrival_steps(np.linalg.norm(points, axis=-1)).min(axis=0)
    assert (np.abs(soonest["sgd"] - arrivals("sgd", "quadratic")) <= 1).all()
    assert (soonest["adagrad"] > soonest["sgd"] + 10).all()
    straight, turned = (
        gained(simulate(OPTIMIZERS["rmsprop"](lr=EACH_RATE), loss, here, 120), 0.0).mean(axis=-1)
        for loss, here in ((Turned.valley, around("quadratic")), (Turned(), starts))
    )
    assert turned.max() < straight.max() - 0.8


def test_a_larger_rate_brings_adagrad_through_the_valley_in_a_few_steps():
    assert (arrivals("adagrad", "quadratic", lr=1.0) < arrivals("adagrad", "quadratic") / 5).all()


def test_adagrad_creeps_along_the_bend_after_its_leaps():
    where = SURFACES["rosenbrock"]
    points = simulate(tuned(OPTIMIZERS["adagrad"], where), where, where.start, 120).points
    lengths = np.linalg.norm(np.diff(points, axis=0), axis=-1)
    assert lengths[10:].max() < lengths[0] / 1000
    assert (ends("momentum", "rosenbrock") < ends("adagrad", "rosenbrock")).all()


def test_off_the_ridge_descent_passes_adagrad_whose_count_hardly_changes():
    descent, adagrad = arrivals("sgd", "saddle"), arrivals("adagrad", "saddle")
    off = np.abs(around("saddle")[:, 1]) > 0.02
    assert off.sum() == 6
    assert np.ptp(adagrad) <= 12
    assert (adagrad[~off] < descent[~off]).all()
    assert (descent[off] < adagrad[off] - 10).all()


def test_sam_bounces_as_wide_as_the_page_says():
    lr, rho, curvature = 0.02, 0.1, 30.0
    tail = path("sam", "quadratic", 2000, lr=lr, rho=rho).points[-50:, 1]
    np.testing.assert_allclose(np.abs(tail), lr * curvature * rho / (2 - lr * curvature), rtol=1e-3)


def test_descent_takes_the_sharp_valley_and_sam_trembles_between_the_two():
    where = SURFACES["two-valleys"]
    assert np.linalg.norm(path("sgd", "two-valleys", 500, lr=0.03).points[-1] - (-1, 0)) < CLOSE
    tail = path("sam", "two-valleys", 2000, lr=0.03, rho=0.5).points[-1000:]
    assert distances(tail, "two-valleys").min() > 0.3
    assert np.ptp(tail, axis=0).max() < 0.3
    slopes = where.grad(tail)
    steepness = np.linalg.norm(slopes, axis=-1)
    found = where.grad(tail + 0.5 * slopes / steepness[:, None])
    assert np.median(np.linalg.norm(found, axis=-1) / steepness) > 5
    assert 0.3 < (found[:, 1] > 0).mean() < 0.7


def test_sam_leaves_the_sharp_valley_at_a_noise_that_descent_does_not_mind():
    sharp, flat = np.array(SURFACES["two-valleys"].minima)
    starts, shares = np.tile(sharp, (40, 1)), {}
    for slug, knobs in (("sgd", {}), ("sam", {"rho": 0.2})):
        noisy = Noisy(SURFACES["two-valleys"], 2.0, seed=1)
        ended = simulate(OPTIMIZERS[slug](lr=0.03, **knobs), noisy, starts, 1000).points[-1]
        shares[slug] = np.mean(
            np.linalg.norm(ended - flat, axis=-1) < np.linalg.norm(ended - sharp, axis=-1)
        )
    assert shares["sgd"] == 0
    assert shares["sam"] > 0.9


def test_a_large_rate_alone_rules_out_the_sharp_valley():
    sharp = SURFACES["two-valleys"].minima[0]
    near = (sharp[0] + 0.01, sharp[1])
    rested, left = path("sgd", "two-valleys", 800, near, lr=column(0.049, 0.052)).points[-1]
    assert np.linalg.norm(rested - sharp) < 1e-6
    assert np.linalg.norm(left - sharp) > CLOSE


def test_the_balance_of_sam_in_the_bend_is_farther_out_the_larger_its_radius():
    radii = column(0.01, 0.025, 0.05, 0.1)
    lr = tuned(OPTIMIZERS["sam"], SURFACES["rosenbrock"]).lr
    points = path("sam", "rosenbrock", 2000, lr=lr, rho=radii).points
    away = distances(points[[-501, -1]], "rosenbrock")
    assert (np.diff(away[1]) > 0.1).all()
    np.testing.assert_allclose(away[0], away[1], atol=0.02)
    descent = distances(path("sgd", "rosenbrock", 2000, lr=lr).points, "rosenbrock")
    assert descent[-1] < descent[120] / 1.5


def test_a_saddle_holds_sam():
    rates = column(0.001, 0.003, 0.01, 0.0237, 0.05, 0.1, 0.2, 0.4)
    assert np.linalg.norm(path("sam", "saddle", 5000, lr=rates).points[-1], axis=-1).max() < 0.04


def test_adamw_pauses_at_one_corner_of_its_box_and_rests_in_another():
    points = path("adamw", "himmelblau", 2500, lr=0.1, weight_decay=1.0).points
    assert np.linalg.norm(points[120] - (-1, 1)) < 0.1
    assert np.abs(points[121:]).max() > 1.2
    assert np.linalg.norm(points[-1] - (1, 1)) < 0.02


def test_adamw_ends_nearer_to_the_minimum_the_weaker_its_decay():
    decays = column(1.0, 0.3, 0.1, 0.03, 0.0)
    end = path("adamw", "himmelblau", 120, lr=0.1, weight_decay=decays).points[-1]
    away = distances(end, "himmelblau")
    assert (away[1:4] < 0.6 * away[:3]).all()
    assert away[4] < 0.05


def test_adamw_walks_like_adam_at_adams_rate():
    lr = tuned(OPTIMIZERS["adam"], SURFACES["quadratic"]).lr
    adam, adamw = (
        path(slug, "quadratic", 120, around("quadratic"), lr=lr).points
        for slug in ("adam", "adamw")
    )
    assert np.linalg.norm(adam - adamw, axis=-1).max() < 0.03


def test_decay_shortens_the_swing_of_adamw_beside_the_saddle():
    lr = tuned(OPTIMIZERS["adamw"], SURFACES["saddle"]).lr
    usual, none = (arrivals("adamw", "saddle", lr=lr, weight_decay=decay) for decay in (0.01, 0.0))
    assert (usual < none - 3).all()


def test_large_rates_serve_adamw_only_where_the_minimum_is_where_the_decay_pulls_to():
    valley = SURFACES["quadratic"]

    class Moved:
        away = np.array([1.0, 0.5])

        def value(self, x):
            return valley.value(x - self.away)

        def grad(self, x):
            return valley.grad(x - self.away)

        def at(self, t):
            return self

    def scores(slug, loss, starts):
        run = simulate(OPTIMIZERS[slug](lr=EACH_RATE), loss, starts, 120)
        return gained(run, valley.lowest).mean(axis=-1)

    here, there = around("quadratic"), around("quadratic") + Moved.away
    adam, adamw, moved = (
        scores("adam", valley, here), scores("adamw", valley, here), scores("adamw", Moved(), there)
    )  # fmt: skip
    assert adamw[-1] > adamw[:-3].max() + 0.5
    assert moved[-1] < moved.max() - 0.3
    assert adam[-1] < adam.max() - 1


def test_decay_holds_adamw_off_the_minimum_of_beale():
    window = np.array(SURFACES["beale"].window).T
    starts = np.random.default_rng(0).uniform(*window, (200, 2))
    adam, adamw = (
        (distances(path(slug, "beale", 120, starts, lr=0.316).points[-1], "beale") < CLOSE).mean()
        for slug in ("adam", "adamw")
    )
    assert adam > 0.35
    assert adamw == 0


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
    run = path("rmsprop", "quadratic", 20_000, lr=column(0.03, 0.3), beta=0.999)
    small, large = np.abs(run.points).max(axis=-1).T
    assert small[7900:8000].max() < 1e-12
    assert large[4000:14_000].max() > 0.3
    np.testing.assert_allclose(large[-100:], 0.15, rtol=0.02)


def test_slow_momentum_is_descent_at_ten_times_the_rate_and_fast_momentum_is_not():
    rates = column(1e-4, 3e-3)
    descent = path("sgd", "rosenbrock", 3000, lr=rates).points[-1]
    memory = path("momentum", "rosenbrock", 3000, lr=rates / 10).points[-1]
    slow, fast = np.linalg.norm(descent - memory, axis=-1)
    assert slow < 0.01
    assert fast > 0.3


def test_adamw_rests_nearer_to_the_minimum_of_the_bend_the_smaller_its_rate():
    rates = column(0.1, 0.03, 0.01)
    end = path("adamw", "rosenbrock", 8000, lr=rates).points[-1]
    away = distances(end, "rosenbrock")
    assert away[0] > 2 * away[1] > 4 * away[2] > 0.004


@pytest.mark.parametrize(
    ("slug", "lr", "least", "most"),
    [("nesterov", 0.075, 0.6, 0.72), ("rmsprop", 0.0133, 0.42, 0.5)],
)
def test_shares_of_the_starts_on_the_camel(slug, lr, least, most):
    where = SURFACES["six-hump-camel"]
    x, y = (np.linspace(*side, 49)[:-1] + (side[1] - side[0]) / 96 for side in where.window)
    starts = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    end = simulate(OPTIMIZERS[slug](lr=lr), where, starts, 120).points[-1]
    assert least < (distances(end, "six-hump-camel") < CLOSE).mean() < most


def test_a_rate_that_adam_takes_with_ease_throws_radam_off_the_wall():
    beale = SURFACES["beale"]
    assert beale.shows(path("adam", "beale", 120, lr=0.1).points).all()
    assert not beale.shows(path("radam", "beale", 120, lr=0.1).points[:6]).all()
    assert beale.shows(path("radam", "beale", 120, lr=0.01).points).all()


def test_the_tuned_rate_of_amsgrad_in_the_valley_is_adams():
    where = SURFACES["quadratic"]
    assert tuned(OPTIMIZERS["amsgrad"], where).lr == tuned(OPTIMIZERS["adam"], where).lr
