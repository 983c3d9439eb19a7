"""What the pages of the surfaces and of natural gradient say, held by runs of its own."""

import dataclasses

import numpy as np
import pytest
from scipy.optimize import minimize
from sympy import Rational

from gen.losses import Clipped, Noisy
from gen.measurements.local_minima import traps
from gen.measurements.rate_search import RATES, starts_around, tuned
from gen.optimizers import OPTIMIZERS, RACERS
from gen.schedules import SCHEDULES
from gen.simulate import simulate
from gen.surface import Moment, X, Y
from gen.surfaces import SURFACES
from gen.surfaces.gaussian import NATURAL, gaussian
from gen.surfaces.quadratic import quadratic


def run(slug, surface, steps, start=None, **knobs):
    where = SURFACES[surface] if isinstance(surface, str) else surface
    return simulate(
        OPTIMIZERS[slug](**knobs), where, where.start if start is None else start, steps
    )


def random_starts(surface, n=500):
    return np.random.default_rng(0).uniform(*np.array(SURFACES[surface].window).T, (n, 2))


def distances(points, surface):
    """How far points are from the nearest minimum."""
    return np.linalg.norm(points[..., None, :] - np.array(surface.minima), axis=-1).min(axis=-1)


def arrived(path, surface):
    return distances(path.points[-1], SURFACES[surface]) < 0.01


def arrivals(slug, surface, rates, starts, steps=120):
    """Return the steps from which runs stay within a hundredth, by rates and starts; or inf."""
    rates = np.array(rates)[:, None, None]
    path = simulate(OPTIMIZERS[slug](lr=rates), surface, np.atleast_2d(starts), steps)
    near = distances(path.points, surface) < 0.01
    first = steps + 1 - np.cumprod(near[::-1], axis=0).sum(axis=0)
    return np.where((first > steps) | (path.diverged_at >= 0), np.inf, first)


def test_the_natural_gradient_gets_the_mean_at_once_and_the_width_as_heron_does():
    way = run("natural-gradient", "gaussian", 8, lr=1.0).points
    assert way[1:, 0] == pytest.approx(0, abs=1e-14)
    (mean, width), widths = way[0], way[1:, 1]
    assert widths[0] == pytest.approx((width + (1 + mean**2) / width) / 2)
    np.testing.assert_allclose(widths[1:], (widths[:-1] + 1 / widths[:-1]) / 2, rtol=1e-12)


def test_one_rate_of_the_natural_gradient_serves_every_start_of_the_gaussian():
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


def test_turning_booth_upright_helps_adagrad():
    booth, rates = SURFACES["booth"], [rate for rate in RATES if rate > 3]
    assert (np.diag(booth.hess(np.zeros(2))) == 10).all()
    here, there = (
        arrivals("adagrad", s, rates, starts_around(s, s.start)) for s in (booth, upright(booth))
    )
    assert there[:, 0].max() <= 8 and there.max() < here.min()
    assert here[:, 0] == pytest.approx(51.5, abs=3)
    assert np.median(here) > 45


@pytest.mark.parametrize(("slug", "rate"), [("sgd", 0.0422), ("momentum", 0.00422)])
def test_turning_booth_upright_changes_nothing_for_descent_and_momentum(slug, rate):
    booth = SURFACES["booth"]
    steps = [arrivals(slug, s, [rate], s.start) for s in (booth, upright(booth))]
    assert steps[0] == steps[1] < 120


def test_on_booth_descent_arrives_long_before_momentum_and_adam_and_rmsprop_does_not():
    booth = SURFACES["booth"]
    starts = starts_around(booth, booth.start)
    when = {s: arrivals(s, booth, [tuned(OPTIMIZERS[s], booth).lr], starts, 140) for s in FOUR}
    assert when["sgd"].max() < 80
    for slug in ("momentum", "adam"):
        assert when[slug].min() > 105 and when[slug].max() < 130
    assert arrivals("rmsprop", booth, RATES, starts).min() == np.inf


def test_on_matyas_a_common_rate_takes_only_momentum_near():
    away = {slug: np.linalg.norm(run(slug, "matyas", 120, lr=0.05).points[-1]) for slug in FOUR}
    assert away.pop("momentum") < 1
    assert min(away.values()) > 4
    corner = SURFACES["matyas"].value(np.array([10.0, 10.0]))
    assert corner == pytest.approx(4)


def test_on_rosenbrock_descent_diverges_at_a_hundredth_of_its_rate_on_matyas():
    rate = tuned(OPTIMIZERS["sgd"], SURFACES["matyas"]).lr / 100
    bend = SURFACES["rosenbrock"]
    assert (run("sgd", bend, 120, starts_around(bend, bend.start), lr=rate).diverged_at > 0).all()


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
    assert tuned(OPTIMIZERS["sgd"], valley).lr < 0.5 * tuned(OPTIMIZERS["sgd"], quiet).lr


def hits(slug, surface, *rates):
    """Return from which share of a thousand starts runs of 600 steps end in a lowest minimum."""
    rule = OPTIMIZERS[slug](lr=np.array(rates)[:, None, None])
    path = simulate(rule, SURFACES[surface], random_starts(surface, 1000), 600)
    return (distances(path.points[-1], SURFACES[surface]) < 0.05).mean(axis=-1).tolist()


def rate(slug, surface):
    return tuned(OPTIMIZERS[slug], SURFACES[surface]).lr


@pytest.mark.parametrize("slug", FOUR)
def test_the_camel_is_a_matter_of_where_one_starts(slug):
    (share,) = hits(slug, "six-hump-camel", rate(slug, "six-hump-camel"))
    assert share == pytest.approx(0.8 if slug == "adam" else 0.55, abs=0.06)


def test_in_the_corner_of_the_camel_only_momentum_is_not_trapped():
    camel, starts = SURFACES["six-hump-camel"], 2.0 + np.array([[0, -1], [0.02, -0.98], [0, -1.02]])
    for slug in FOUR:
        ended = run(slug, camel, 1000, starts, lr=0.003).points[-1]
        trapped = distances(ended, dataclasses.replace(camel, minima=traps(camel)[-2:])) < 0.02
        assert (trapped == (slug != "momentum")).all(), slug


def test_on_styblinski_tang_adam_leaps_and_arrives_from_a_third_of_all_starts():
    surface, adam = SURFACES["styblinski-tang"], rate("adam", "styblinski-tang")
    first = run("adam", surface, 1, lr=adam).points
    assert (np.abs(first[1] - first[0]) > 3).all()
    assert hits("adam", "styblinski-tang", adam) == pytest.approx([1 / 3], abs=0.03)
    assert hits("sgd", "styblinski-tang", 0.0075) == pytest.approx([1 / 4], abs=0.02)


def test_the_wrong_valleys_of_styblinski_tang_lie_between_14_and_28_higher():
    surface = SURFACES["styblinski-tang"]
    heights = surface.value(traps(surface)) - surface.lowest
    assert [heights.min(), heights.max()] == pytest.approx([14, 28], abs=0.5)
    watershed = 0.1567
    assert abs(surface.grad(np.array([watershed, watershed]))).max() < 0.01
    assert ((5 + watershed) / 10) ** 10 == pytest.approx(1 / 750, rel=0.02)


ROLLERS = {"adam": 0.42, "momentum": 1 / 6}


@pytest.mark.parametrize("slug", FOUR)
def test_on_ackley_those_who_roll_come_in(slug):
    share, small = hits(slug, "ackley", rate(slug, "ackley"), 0.001)
    assert small < 1 / 30
    if slug in ROLLERS:
        assert share == pytest.approx(ROLLERS[slug], abs=0.04)
    else:
        assert share < 1 / 30


@pytest.mark.parametrize("slug", FOUR)
def test_on_rastrigin_hardly_a_start_leads_to_the_middle(slug):
    tuned_share, small = hits(slug, "rastrigin", rate(slug, "rastrigin"), 0.001)
    assert tuned_share < 1 / 30
    assert small == pytest.approx(1 / 81, abs=0.008)


def test_on_ackley_descent_bounces_at_nearly_five_times_the_limit():
    ackley = SURFACES["ackley"]
    assert 4.3 < rate("sgd", "ackley") / ackley.limit < 5
    for slug in FOUR:
        path = run(slug, ackley, 120, lr=rate(slug, "ackley"))
        assert not arrived(path, "ackley")
        finds = distances(path.points[-60:], ackley).max() < 1.5
        assert finds == (slug in ("sgd", "rmsprop"))


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


def test_at_its_tuned_rate_no_start_close_by_is_thrown_off_the_cliff_and_a_quarter_of_others_is():
    cliff, chosen = SURFACES["cliff"], rate("sgd", "cliff")
    assert not leaves(cliff, starts_around(cliff, cliff.start), chosen).any()
    assert leaves(cliff, plateau(), chosen).mean() == pytest.approx(0.27, abs=0.04)
    assert not leaves(Clipped(cliff, 1.0), plateau(), chosen).any()
    edge = run("sgd", cliff, 120, lr=chosen).points @ (10, 5)
    assert (np.abs(edge) > 1).all() and (edge[:-1] * edge[1:] < 0).sum() == 1


def test_the_wall_of_the_cliff_is_far_steeper_and_more_curved_than_what_lies_beside_it():
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
        points = run(slug, surface, 300, starts, lr=lr).points[-1]
        return np.linalg.norm(points[:, None] - np.array(surface.minima), axis=-1).argmin(axis=-1)

    tiny = ends("sgd", 0.001)
    chosen = {slug: rate(slug, "himmelblau") for slug in ("sgd", "momentum", "adam")}
    for slug, lr, elsewhere in (
        ("rmsprop", 0.1, 0.075),
        ("adam", 0.1, 0.075),
        ("sgd", chosen["sgd"], 0.0),
        ("adam", chosen["adam"], 0.2),
        ("momentum", chosen["momentum"], 0.28),
        ("line-search", 1.0, 0.35),
    ):
        others = ends(slug, lr)
        assert np.mean(others != tiny) == pytest.approx(elsewhere, abs=0.024), slug
        assert np.bincount(others).max() < 400


def test_halving_beats_a_careful_search_on_himmelblau_and_crawls_in_the_bend():
    himmelblau, bend = SURFACES["himmelblau"], SURFACES["rosenbrock"]
    assert arrived(run("line-search", himmelblau, 20, rho=0.5), "himmelblau")
    assert not arrived(run("line-search", bend, 2000), "rosenbrock")


def test_newton_ends_at_no_minimum_of_himmelblau_from_a_large_part_of_all_starts():
    ends = run("newton", "himmelblau", 120, random_starts("himmelblau", 1000))
    assert 0.35 < 1 - arrived(ends, "himmelblau").mean() < 0.5
    top = run("newton", "himmelblau", 120).points[-1]
    assert (np.linalg.eigvalsh(SURFACES["himmelblau"].hess(top)) < 0).all()


def test_noise_prefers_the_flat_valley_in_a_window():
    valleys, sigma = SURFACES["two-valleys"], np.array([1.0, 3.0, 20.0])
    noisy = Noisy(valleys, sigma[:, None, None, None], seed=1)
    starts = np.tile(np.array(valleys.minima)[:, None], (3, 1, 100, 1))
    ends = simulate(OPTIMIZERS["sgd"](lr=0.03), noisy, starts, 3000).points[-1]
    away = np.linalg.norm(ends[..., None, :] - np.array(valleys.minima), axis=-1)
    share = (away < (0.3, 0.7)).mean(axis=2)  # by noise, by where they start and where they end
    sharp, flat = 0, 1
    assert share[0, sharp].tolist() == [1, 0]
    assert share[1, sharp, flat] > 0.5
    assert share[1, flat, sharp] < 0.05
    assert share[2, sharp].max() < 0.1


def test_both_valleys_are_left_over_one_pass_which_is_nearer_to_the_sharp_one():
    valleys = SURFACES["two-valleys"]
    found = minimize(lambda x: -valleys.value(np.array([x[0], 0.0])), [-0.5], tol=1e-12).x[0]
    point = np.array([found, 0.0])
    assert np.linalg.norm(valleys.grad(point)) < 1e-5
    low, high = np.linalg.eigvalsh(valleys.hess(point))
    assert low < 0 < high
    assert [found + 1, 1 - found] == pytest.approx([0.45, 1.55], abs=0.005)


def test_at_small_rates_only_momentum_avoids_the_sharp_valley():
    valleys, rates = SURFACES["two-valleys"], np.array([0.003, 0.01])[:, None, None]
    share = {}
    for slug in FOUR:
        path = simulate(OPTIMIZERS[slug](lr=rates), valleys, random_starts("two-valleys"), 2000)
        away = np.linalg.norm(path.points[-1] - valleys.minima[0], axis=-1)
        share[slug] = np.mean(away < 0.3, axis=-1)
    momentum, others = share.pop("momentum"), np.array([*share.values()])
    assert (np.ptp(others, axis=0) < 0.03).all()
    assert (momentum < 0.85 * others.min(axis=0)).all()


def test_nobody_but_yogi_leaves_the_crest_of_the_saddle_without_noise():
    saddle = SURFACES["saddle"]
    left = {
        slug
        for slug, cls in RACERS.items()
        if slug != "sgd-with-noise" and simulate(cls(), saddle, (-1.8, 0.0), 120).points[:, 1].any()
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


def test_the_wall_of_beale_is_curved_and_most_of_the_window_bends_down_somewhere():
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


def test_on_rastrigin_a_billionth_decides_where_momentum_stops():
    rastrigin = SURFACES["rastrigin"]
    starts = np.array(rastrigin.start) + 8e-9 * np.arange(30)[:, None]
    rule = tuned(OPTIMIZERS["momentum"], rastrigin)
    ends = simulate(rule, rastrigin, starts, 120).points[-1]
    assert len(np.unique(np.rint(ends), axis=0)) > 5


def test_newton_damped_by_five_leaves_the_saddle():
    assert arrived(run("newton", "saddle", 60, damping=5.0), "saddle")


def test_tuned_descent_leaves_the_saddle_last_and_rests_first():
    saddle = SURFACES["saddle"]
    paths = {slug: run(slug, saddle, 120, lr=rate(slug, "saddle")).points for slug in FOUR}
    leaves = {slug: int(np.argmax(np.abs(path[:, 1]) > 1)) for slug, path in paths.items()}
    assert leaves.pop("sgd") > max(leaves.values()) + 5
    rests = {slug: np.flatnonzero(distances(p, saddle) > 0.01)[-1] for slug, p in paths.items()}
    assert rests.pop("sgd") < min(rests.values()) - 15
    starts = starts_around(saddle, saddle.start)
    assert arrivals("sgd", saddle, [0.3], starts).max() < 20


def test_tuned_descent_momentum_and_adam_nearly_tie_in_the_valley_of_30():
    valley = SURFACES["quadratic"]
    starts = starts_around(valley, valley.start)
    when = {s: arrivals(s, valley, [rate(s, "quadratic")], starts) for s in FOUR}
    middle = [np.median(when[slug]) for slug in ("sgd", "momentum", "adam")]
    assert max(middle) - min(middle) < 4
    assert np.median(when["rmsprop"]) > max(middle) + 10


def test_a_narrower_valley_costs_descent_three_times_the_steps_and_momentum_none():
    steps = {}
    for kappa in (30, 100):
        valley = quadratic(kappa)
        for slug in ("sgd", "momentum"):
            steps[slug, kappa] = arrivals(slug, valley, RATES, valley.start, 400).min()
    assert steps["sgd", 100] > 3 * steps["sgd", 30]
    assert steps["momentum", 100] == pytest.approx(steps["momentum", 30], abs=4)


def test_on_beale_the_two_that_average_gradients_come_nearest_and_nobody_arrives():
    beale = SURFACES["beale"]
    starts = starts_around(beale, beale.start)
    away = {
        s: np.median(distances(run(s, beale, 120, starts, lr=rate(s, "beale")).points[-1], beale))
        for s in FOUR
    }
    assert away["adam"] < 0.5 * away["momentum"] and 1.5 * away["momentum"] < away["rmsprop"]
    assert 1.5 * away["momentum"] < away["sgd"]
    assert distances(run("adam", beale, 120, lr=rate("adam", "beale")).points[-1], beale) > 0.01
    assert run("momentum", beale, 120, lr=rate("sgd", "beale")).diverged_at > 0


def test_a_rate_of_one_takes_descent_into_the_flat_valley_with_its_second_step():
    valleys = SURFACES["two-valleys"]
    starts = starts_around(valleys, valleys.start)
    assert (arrivals("sgd", valleys, [1.0], starts) == 2).all()


def test_the_order_on_rosenbrock_is_that_of_most_starts_close_by():
    bend = SURFACES["rosenbrock"]
    starts = starts_around(bend, bend.start)
    away = {
        s: np.median(
            distances(run(s, bend, 120, starts, lr=rate(s, "rosenbrock")).points[-1], bend)
        )
        for s in FOUR
    }
    assert away["momentum"] < 0.8 * away["adam"]
    assert away["adam"] < 0.7 * min(away["sgd"], away["rmsprop"])
    jumps = run("rmsprop", bend, 120, lr=rate("rmsprop", "rosenbrock")).points[10:]
    walls = np.sign(jumps[:, 1] - jumps[:, 0] ** 2)
    assert (walls[1:] != walls[:-1]).mean() > 0.8


@pytest.mark.parametrize(
    ("slug", "rates", "arrives"),
    [
        ("momentum", [0.0006], True),
        ("adam", [0.03], True),
        ("sgd", RATES, False),
        ("rmsprop", RATES, False),
    ],
)
def test_who_gets_to_the_end_of_the_bend_in_three_thousand_steps(slug, rates, arrives):
    bend = SURFACES["rosenbrock"]
    steps = arrivals(slug, bend, rates, starts_around(bend, bend.start)[:3], 3000)
    assert (np.isfinite(steps) == arrives).all()


def test_from_half_of_all_starts_on_rosenbrock_descent_and_momentum_diverge():
    for slug in FOUR:
        path = run(
            slug, "rosenbrock", 120, random_starts("rosenbrock"), lr=rate(slug, "rosenbrock")
        )
        share = 0.5 if slug in ("sgd", "momentum") else 0.0
        assert (path.diverged_at >= 0).mean() == pytest.approx(share, abs=0.07), slug


def test_turning_the_narrow_valley_costs_adagrad_and_rmsprop_much_and_adam_little():
    valley = SURFACES["quadratic"]
    along, across = np.array(valley.start) @ np.array([[1, 1], [1, -1]]) / 2**0.5
    expression = ((X + Y) ** 2 / 2 + 15 * (X - Y) ** 2) / 2
    window = ((-3.0, 3.0), (-3.0, 3.0))
    turned = dataclasses.replace(
        valley, expression=expression, start=(float(along), float(across)), window=window
    )
    best = {
        slug: [arrivals(slug, s, RATES, s.start).min() for s in (valley, turned)]
        for slug in (*FOUR, "adagrad")
    }
    assert best["adagrad"][0] <= 6 and best["adagrad"][1] > 100
    assert best["rmsprop"][0] < 115 and best["rmsprop"][1] == np.inf
    assert best["adam"][0] < best["adam"][1] < best["adam"][0] + 10
    for slug in ("sgd", "momentum"):
        assert best[slug][0] == best[slug][1]
