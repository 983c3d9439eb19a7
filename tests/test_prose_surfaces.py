"""What the pages of the surfaces and of natural gradient say without quoting a number, held by runs of its own."""

import dataclasses

import numpy as np
import pytest
from sympy import Rational

from gen.losses import Clipped, Noisy
from gen.measurements.local_minima import traps
from gen.measurements.rate_search import tuned
from gen.optimizers import OPTIMIZERS, RACERS
from gen.schedules import SCHEDULES
from gen.simulate import simulate
from gen.surface import Moment, X, Y
from gen.surfaces import SURFACES
from gen.surfaces.gaussian import NATURAL, gaussian


def run(slug, surface, steps, start=None, **knobs):
    where = SURFACES[surface] if isinstance(surface, str) else surface
    return simulate(
        OPTIMIZERS[slug](**knobs), where, where.start if start is None else start, steps
    )


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
    natural, plain = (
        run(slug, surface, 100, lr=1e-3).points for slug in ("natural-gradient", "sgd")
    )
    assert np.array_equal(natural, plain)


FOUR = ("sgd", "momentum", "rmsprop", "adam")


def upright(surface):
    """Return a quadratic surface turned so that its valley lies along the axes."""
    minimum = np.array(surface.minima[0])
    curvatures, axes = np.linalg.eigh(surface.hess(minimum))
    start = (np.array(surface.start) - minimum) @ axes
    turned = (Rational(str(curvatures[0])) * X**2 + Rational(str(curvatures[1])) * Y**2) / 2
    window = ((-12.0, 12.0), (-12.0, 12.0))
    return dataclasses.replace(
        surface, expression=turned, window=window, start=tuple(start.tolist()), minima=((0.0, 0.0),)
    )


def end(slug, surface):
    return simulate(tuned(OPTIMIZERS[slug], surface), surface, surface.start, 120).values[-1]


def test_turning_booth_upright_helps_adagrad_and_changes_nothing_for_descent_and_momentum():
    booth = SURFACES["booth"]
    assert (np.diag(booth.hess(np.zeros(2))) == 10).all()
    assert end("adagrad", upright(booth)) < 1e-190 * end("adagrad", booth)
    for slug in ("sgd", "momentum"):
        assert end(slug, upright(booth)) == pytest.approx(end(slug, booth), rel=0.01)


def test_on_matyas_a_common_rate_takes_only_momentum_near():
    away = {slug: np.linalg.norm(run(slug, "matyas", 120, lr=0.05).points[-1]) for slug in FOUR}
    assert away.pop("momentum") < 1
    assert min(away.values()) > 4
    corner = SURFACES["matyas"].value(np.array([10.0, 10.0]))
    assert corner == pytest.approx(4)


@pytest.mark.parametrize("lr", [0.01, 0.03, 0.1])
def test_what_remains_in_the_noisy_valley_is_the_price_of_the_rate(lr):
    many = Moment(
        SURFACES["noisy-valley"], 0, seed=np.arange(100)[:, None]
    )  # runs, each with noise of its own
    values = simulate(OPTIMIZERS["sgd"](lr=lr), many, np.zeros((100, 2)), 1000).values[500:]
    assert values.mean() == pytest.approx(sum(lr / (2 * (2 - lr * k)) for k in (1, 10)), rel=0.1)


def test_in_the_noisy_valley_a_large_rate_dances_a_small_one_creeps_and_cosine_settles():
    valley = SURFACES["noisy-valley"]
    large = run("sgd", valley, 120, lr=0.1)
    assert np.abs(large.points[20:]).max() < 1.2
    assert np.linalg.norm(run("sgd", valley, 120, lr=0.003).points[-1]) > 1
    cosine = simulate(OPTIMIZERS["sgd"](lr=0.1), valley, valley.start, 120, SCHEDULES["cosine"])
    assert cosine.values[-10:].mean() < 0.2 * large.values[-60:].mean()


def test_line_search_with_an_exact_loss_cheats_the_noise():
    assert end("line-search", SURFACES["noisy-valley"]) < 1e-6 * end(
        "sgd", SURFACES["noisy-valley"]
    )


def test_descent_takes_a_far_smaller_rate_in_the_noisy_valley_than_without_the_noise():
    valley = SURFACES["noisy-valley"]
    quiet = dataclasses.replace(valley, noise_level=0.0)
    assert 5 < tuned(OPTIMIZERS["sgd"], quiet).lr / tuned(OPTIMIZERS["sgd"], valley).lr < 6


def hits(slug, surface, lr):
    return arrived_near(
        run(slug, surface, 600, random_starts(surface, 1000), lr=lr), surface
    ).mean()


def arrived_near(path, surface):
    away = path.points[-1][..., None, :] - np.array(SURFACES[surface].minima)
    return np.linalg.norm(away, axis=-1).min(axis=-1) < 0.05


@pytest.mark.parametrize("slug", FOUR)
def test_the_camel_is_a_matter_of_where_one_starts(slug):
    camel = SURFACES["six-hump-camel"]
    assert 0.5 < hits(slug, "six-hump-camel", tuned(OPTIMIZERS[slug], camel).lr) < 0.67
    ended = run(slug, camel, 2000, (2.0, 1.0), lr=0.003).points[-1]
    trapped = np.linalg.norm(ended - traps(camel)[-2:], axis=-1).min() < 0.02
    assert trapped == (slug != "momentum")


def test_on_styblinski_tang_adam_leaps_and_gains_little_by_it():
    surface = SURFACES["styblinski-tang"]
    adam = tuned(OPTIMIZERS["adam"], surface)
    first = run("adam", surface, 1, lr=adam.lr).points
    assert (np.abs(first[1] - first[0]) > 3).all()
    assert hits("adam", "styblinski-tang", adam.lr) < hits("sgd", "styblinski-tang", 0.0075) + 0.1
    assert surface.value(traps(surface)).min() - surface.lowest == pytest.approx(14, abs=0.5)
    assert surface.value(traps(surface)).max() - surface.lowest == pytest.approx(28, abs=0.5)
    watershed = 0.1567
    assert abs(surface.grad(np.array([watershed, watershed]))).max() < 0.01
    assert ((5 + watershed) / 10) ** 10 == pytest.approx(1 / 750, rel=0.02)


def test_on_ackley_those_who_roll_come_in_and_on_rastrigin_nobody_does():
    rates = {
        s: {o: tuned(OPTIMIZERS[o], SURFACES[s]).lr for o in FOUR} for s in ("ackley", "rastrigin")
    }
    assert hits("adam", "ackley", rates["ackley"]["adam"]) == pytest.approx(0.4, abs=0.05)
    assert hits("momentum", "ackley", rates["ackley"]["momentum"]) == pytest.approx(1 / 7, abs=0.03)
    for slug in ("adam", "momentum"):
        assert hits(slug, "rastrigin", rates["rastrigin"][slug]) < 0.03
    for slug in FOUR:
        assert hits(slug, "ackley", 0.001) < 0.03


def test_the_ripple_of_ackley_is_steeper_than_its_funnel():
    x = np.linspace(0, 1, 2001)
    along = np.abs(np.sin(2 * np.pi * x)) * np.exp(
        np.cos(2 * np.pi * x)
    )  # on the diagonal x = y of a dimple
    assert np.pi * 2**0.5 * along.max() == pytest.approx(6.5, abs=0.05)
    assert 2 * 2**0.5 * np.exp(-1 / 2**0.5) == pytest.approx(1.4, abs=0.01)


def plateau():
    starts = random_starts("cliff", 1000)
    return starts[starts[:, 0] + starts[:, 1] / 2 < -0.5]


def leaves(loss, starts, lr):
    return ~SURFACES["cliff"].shows(
        simulate(OPTIMIZERS["sgd"](lr=lr), loss, starts, 120).points
    ).all(axis=0)


def test_at_the_cliff_it_depends_on_where_the_feet_come_down():
    cliff = SURFACES["cliff"]
    for lr, thrown in ((0.2, False), (0.3, True), (0.5, False)):
        assert leaves(cliff, cliff.start, lr) == thrown
        assert arrived(run("sgd", cliff, 120, lr=lr), "cliff")
    assert leaves(cliff, plateau(), 1.0).mean() == pytest.approx(0.4, abs=0.05)
    assert not leaves(Clipped(cliff, 1.0), plateau(), 1.0).any()


def test_the_wall_is_twenty_times_as_steep_as_the_plateau_and_four_hundred_times_as_curved_as_the_valley():
    cliff = SURFACES["cliff"]
    grid = np.stack(np.meshgrid(*(np.linspace(*side, 801) for side in cliff.window)), axis=-1)
    on_the_plateau = np.linalg.norm(cliff.grad(np.array(cliff.start)))
    assert on_the_plateau == pytest.approx(1, abs=0.2)
    assert np.linalg.norm(cliff.grad(grid), axis=-1).max() / on_the_plateau == pytest.approx(
        20, rel=0.1
    )
    most = np.linalg.eigvalsh(cliff.hess(np.array(cliff.minima[0]))).max()
    assert np.linalg.eigvalsh(cliff.hess(grid)).max() / most == pytest.approx(400, rel=0.1)


def test_the_softmax_is_never_steep_and_never_curved():
    x = np.random.default_rng(2).uniform(-20, 20, (5000, 2))
    softmax = SURFACES["softmax"]
    assert np.linalg.norm(softmax.grad(x), axis=-1).max() < 1
    assert np.linalg.eigvalsh(softmax.hess(x)).max() <= 0.5 + 1e-12
    start = np.exp([*softmax.start, 0])
    assert start[0] / start.sum() == pytest.approx(0.002, abs=1e-4)


def test_the_network_starts_on_a_dome_which_newton_climbs():
    plane = SURFACES["network-plane"]
    assert (np.linalg.eigvalsh(plane.hess(np.array(plane.start))) < 0).all()
    values = run("newton", plane, 120, lr=0.05).values
    assert values[-1] > values[0]


def test_in_the_plane_momentum_swings_out_and_back_and_adam_cuts_the_corner():
    plane = SURFACES["network-plane"]
    ways = {slug: run(slug, plane, 120, lr=0.05) for slug in ("sgd", "momentum", "adam")}
    assert [slug for slug, way in ways.items() if not plane.shows(way.points).all()] == ["momentum"]
    lengths = {
        slug: np.linalg.norm(
            np.diff(way.points[: np.argmax(way.values < 0.3)], axis=0), axis=-1
        ).sum()
        for slug, way in ways.items()
    }
    assert lengths["adam"] < lengths["sgd"] < lengths["momentum"]


def test_on_himmelblau_small_rates_share_their_basins_and_long_steps_have_their_own():
    surface, starts = SURFACES["himmelblau"], random_starts("himmelblau", 1000)

    def ends(slug, lr):
        points = run(slug, surface, 2000, starts, lr=lr).points[-1]
        return np.linalg.norm(points[:, None] - np.array(surface.minima), axis=-1).argmin(axis=-1)

    tiny = ends("sgd", 0.001)
    rates = {slug: tuned(OPTIMIZERS[slug], surface).lr for slug in ("momentum", "adam")}
    agree = {
        (slug, lr): np.mean(ends(slug, lr) == tiny)
        for slug, lr in (("rmsprop", 0.1), ("adam", 0.1), *rates.items(), ("line-search", 1.0))
    }
    assert min(agree["rmsprop", 0.1], agree["adam", 0.1]) > 0.9
    assert agree["momentum", rates["momentum"]] == pytest.approx(0.8, abs=0.05)
    assert agree["line-search", 1.0] == pytest.approx(2 / 3, abs=0.05)
    assert rates["adam"] > 2
    assert agree["adam", rates["adam"]] < 0.5


def test_halving_beats_a_careful_search_on_himmelblau_and_crawls_in_the_bend():
    himmelblau, bend = SURFACES["himmelblau"], SURFACES["rosenbrock"]
    assert arrived(run("line-search", himmelblau, 20, rho=0.5), "himmelblau")
    assert not arrived(run("line-search", himmelblau, 1000, rho=0.9), "himmelblau")
    assert not arrived(run("line-search", bend, 2000), "rosenbrock")


def test_newton_ends_at_no_minimum_of_himmelblau_from_a_large_part_of_all_starts():
    ends = run("newton", "himmelblau", 120, random_starts("himmelblau", 1000))
    assert 0.35 < 1 - arrived(ends, "himmelblau").mean() < 0.5
    top = run("newton", "himmelblau", 120).points[-1]
    assert (np.linalg.eigvalsh(SURFACES["himmelblau"].hess(top)) < 0).all()


def test_noise_prefers_the_flat_valley_in_a_window():
    valleys = SURFACES["two-valleys"]
    sharp, flat = np.array(valleys.minima)

    def shares(sigma, start):
        noisy = Noisy(valleys, sigma, seed=1)
        ends = simulate(OPTIMIZERS["sgd"](lr=0.03), noisy, np.tile(start, (200, 1)), 3000).points[
            -1
        ]
        return [
            np.mean(np.linalg.norm(ends - goal, axis=-1) < reach)
            for goal, reach in ((sharp, 0.3), (flat, 0.7))
        ]

    assert shares(1.0, sharp) == [1, 0]
    assert shares(3.0, sharp)[1] > 0.5
    assert shares(3.0, flat)[0] < 0.05
    assert max(shares(20.0, sharp)) < 0.1


@pytest.mark.parametrize("lr", [0.003, 0.01])
def test_at_small_rates_only_momentum_avoids_the_sharp_valley(lr):
    starts, sharp = random_starts("two-valleys", 1000), SURFACES["two-valleys"].minima[0]
    share = {
        slug: np.mean(
            np.linalg.norm(
                run(slug, "two-valleys", 5000, starts, lr=lr).points[-1] - sharp, axis=-1
            )
            < 0.3
        )
        for slug in FOUR
    }
    momentum = share.pop("momentum")
    assert max(share.values()) - min(share.values()) < 0.03
    assert momentum < 0.85 * min(share.values())


def test_nobody_but_yogi_leaves_the_crest_of_the_saddle_without_noise():
    saddle = SURFACES["saddle"]
    left = {
        slug
        for slug, cls in RACERS.items()
        if slug != "sgd-with-noise" and simulate(cls(), saddle, (-1.8, 0.0), 300).points[:, 1].any()
    }
    assert left == {"yogi"}


def test_newton_and_the_natural_gradient_do_not_care_about_the_units_of_the_weights():
    """The same surface seen through x = Az."""
    a, gaussian_fit = np.array([[2.0, 0.3], [-0.5, 0.7]]), SURFACES["gaussian"]

    class Stretched:
        def value(self, z):
            return gaussian_fit.value(z @ a.T)

        def grad(self, z):
            return gaussian_fit.grad(z @ a.T) @ a

        def hess(self, z):
            return a.T @ gaussian_fit.hess(z @ a.T) @ a

        def fisher(self, z):
            return a.T @ gaussian_fit.fisher(z @ a.T) @ a

        def at(self, t):
            return self

    start = np.array([0.4, 1.3])
    for slug, same in (
        ("newton", True),
        ("natural-gradient", True),
        ("sgd", False),
        ("bfgs", False),
    ):
        plain = simulate(OPTIMIZERS[slug](lr=0.1), gaussian_fit, start, 20).points
        seen = (
            simulate(OPTIMIZERS[slug](lr=0.1), Stretched(), np.linalg.solve(a, start), 20).points
            @ a.T
        )
        assert np.allclose(seen, plain, rtol=1e-9) == same, slug


def test_the_wall_of_beale_is_a_thousand_times_as_curved_and_most_of_the_window_bends_down_somewhere():
    beale = SURFACES["beale"]
    grid = np.stack(np.meshgrid(*(np.linspace(*side, 201) for side in beale.window)), axis=-1)
    curvatures = np.linalg.eigvalsh(beale.hess(grid))
    assert 3000 < curvatures.max() < 6000
    assert (curvatures[..., 0] < 0).mean() > 0.5
    np.testing.assert_allclose(
        np.linalg.eigvalsh(beale.hess(np.array([0.0, 1.0]))), [-27.75, 27.75]
    )
    np.testing.assert_allclose(run("newton", beale, 120).points[-1], (0, 1), atol=1e-6)


def test_it_takes_more_than_twice_the_limit_to_throw_descent_out_of_the_sharp_valley():
    flat = np.array(SURFACES["two-valleys"].minima[1])
    away = {
        lr: np.linalg.norm(run("sgd", "two-valleys", 120, lr=lr).points[-1] - flat)
        for lr in (0.06, 0.1, 0.12)
    }
    assert away[0.06] > 1.5
    assert away[0.1] > 1.5
    assert away[0.12] < 0.01


def test_from_small_rates_rastrigins_middle_is_a_matter_of_luck_and_momentums_way_to_it_too():
    rastrigin = SURFACES["rastrigin"]
    for slug in FOUR:
        assert hits(slug, "rastrigin", 0.001) == pytest.approx(1 / 81, abs=0.008)
    rule = tuned(OPTIMIZERS["momentum"], rastrigin)
    start = np.array(rastrigin.start)
    end, beside = (simulate(rule, rastrigin, s, 120).points[-1] for s in (start, start + 0.01))
    assert np.linalg.norm(end) == pytest.approx(1, abs=0.1)
    assert np.linalg.norm(beside) > 2


def test_newton_damped_by_five_leaves_the_saddle():
    assert arrived(run("newton", "saddle", 60, damping=5.0), "saddle")
