"""What the pages from Adan to Sophia say without quoting a number, held by runs of its own."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from gen.figures.casts import LEVEL
from gen.losses import Wrapped
from gen.matrices import MATRICES
from gen.measurements.grid import lattice
from gen.measurements.rate_search import BUDGET, RATES, gained, searched, starts_around, tuned
from gen.measurements.standings import standing
from gen.optimizers import OPTIMIZERS, RACERS
from gen.simulate import simulate
from gen.surface import CLOSE
from gen.surfaces import SURFACES
from gen.surfaces.quadratic import quadratic

EVERYWHERE = ["quadratic", "rosenbrock", "beale", "himmelblau"]


def path(slug, surface, steps, start=None, **knobs):
    where = SURFACES[surface] if isinstance(surface, str) else surface
    return simulate(
        OPTIMIZERS[slug](**knobs), where, where.start if start is None else start, steps
    )


@dataclass(frozen=True)
class Times(Wrapped):
    """A loss multiplied by a constant."""

    factor: float

    def value(self, x):
        return self.factor * self.loss.value(x)

    def grad(self, x):
        return self.factor * self.loss.grad(x)

    def diagonal(self, x):
        return self.factor * self.loss.diagonal(x)


@dataclass(frozen=True)
class Moved(Wrapped):
    """A surface on another part of the map: its point 0 lies at `to`."""

    to: tuple[float, float]

    def value(self, x):
        return self.loss.value(x - np.array(self.to))

    def grad(self, x):
        return self.loss.grad(x - np.array(self.to))


@dataclass(frozen=True)
class Turned(Wrapped):
    """A surface turned by 45 degrees."""

    turn = np.array([[1, -1], [1, 1]]) / 2**0.5

    def value(self, x):
        return self.loss.value(x @ self.turn)

    def grad(self, x):
        return self.loss.grad(x @ self.turn) @ self.turn.T

    def diagonal(self, x):
        return np.einsum("ji,...ik,jk->...j", self.turn, self.loss.hess(x @ self.turn), self.turn)


def around(slug, surface, steps, **knobs):
    """Run from the surface's start and eight around it."""
    where = SURFACES[surface] if isinstance(surface, str) else surface
    return simulate(OPTIMIZERS[slug](**knobs), where, starts_around(where, where.start), steps)


def best(rules, surface, starts):
    """Return how many decades the best of a sweep keeps, on average over the starts."""
    return gained(simulate(rules, surface, starts, BUDGET), surface.lowest).mean(axis=-1).max()


def rates(**knobs):
    return {"lr": np.array(RATES)[:, None, None]} | knobs


def nearest(points, surface):
    return np.linalg.norm(points[..., None, :] - np.array(surface.minima), axis=-1).min(axis=-1)


# Adan


@pytest.mark.parametrize("surface", EVERYWHERE)
def test_adan_that_forgets_every_change_is_adam(surface):
    adan = path("adan", surface, 100, lr=0.05, beta1=0.9, beta2=0.0, beta3=0.999)
    adam = path("adam", surface, 100, lr=0.05, beta1=0.9, beta2=0.999)
    np.testing.assert_allclose(adan.points, adam.points, rtol=1e-9)


def test_adan_makes_up_for_most_of_one_step_of_an_even_change():
    """Gradients that grow by 1 a step: how far what Adan steps by lies behind the newest."""

    class Ramp:
        def __init__(self, t):
            self.t = t

        def grad(self, x):
            return 0 * x + self.t

    adan, adam, lag = (
        OPTIMIZERS["adan"](),
        OPTIMIZERS["adam"](beta1=0.98, beta2=0.0, lr=1.0, eps=0.0),
        [],
    )
    x, state, other = np.zeros(1), adan.init(np.zeros(1)), adam.init(np.zeros(1))
    for t in range(1, 2001):
        _, state = adan.step(x, state, t, Ramp(t))
        _, other = adam.step(x, other, t, Ramp(t))
        lag = [
            t - m / (1 - 0.98**t)
            for m in (state["m"][0] + adan.beta2 * state["v"][0], other["m"][0])
        ]
    assert lag == pytest.approx([49 - 0.92, 49], rel=1e-6)


def test_adan_brakes_before_the_wall_where_adam_of_equal_memory_swings_on():
    """The same averages, with and without the lean: how far each shoots over the valley's floor."""
    knobs = {"lr": 0.1, "beta1": 0.98}
    adan = around("adan", "quadratic", 200, beta2=0.92, beta3=0.99, **knobs).points[..., 1]
    adam = around("adam", "quadratic", 200, beta2=0.99, **knobs).points[..., 1]
    assert (adan.min(axis=0) > 0.9 * adam.min(axis=0)).all()
    swing = np.abs(adan[100:]).max(axis=0) / np.abs(adam[100:]).max(axis=0)
    assert (swing > 0.25).all()
    assert (swing < 0.4).all()


def test_adan_wants_a_larger_rate_than_adam_and_forgives_less():
    """The edges of the range where a rate keeps within two decades of the best."""
    valley = SURFACES["quadratic"]
    spans = {}
    for slug in ("adan", "adam"):
        scores = np.array(searched(OPTIMIZERS[slug], valley)["scores"])
        spans[slug] = np.sum(scores >= scores.max() - 2)
    assert tuned(OPTIMIZERS["adan"], valley).lr > 4 * tuned(OPTIMIZERS["adam"], valley).lr
    assert spans["adan"] + 4 <= spans["adam"]


def test_on_matyas_adan_passes_the_minimum_and_comes_back():
    matyas = SURFACES["matyas"]
    rule = standing(OPTIMIZERS["adan"], matyas).optimizer
    run = simulate(rule, matyas, lattice(matyas), BUDGET)
    along = run.points.sum(axis=-1)  # the floor of this valley is the diagonal
    long_way = np.abs(along[0]) > 5
    passages = np.sum(np.diff(np.sign(along), axis=0) != 0, axis=0)
    assert np.median(passages[long_way]) >= 2


# Adafactor


class Column:
    """Adafactor for a vector, the paper's Algorithm 5: every square remembered, none factored."""

    def walk(self, surface, start, steps, lr=0.01):
        x, v, points = np.array(start), np.zeros(2), [np.array(start)]
        for t in range(1, steps + 1):
            g, beta = surface.grad(x), 1 - t**-0.8
            v = beta * v + (1 - beta) * (g**2 + 1e-30)
            u = g / np.sqrt(v)
            u = u / max(1.0, np.sqrt(np.mean(u**2)))
            x = x - min(lr, t**-0.5) * max(1e-3, np.sqrt(np.mean(x**2))) * u
            points.append(x)
        return np.array(points)


@pytest.mark.parametrize("surface", EVERYWHERE)
def test_of_a_vector_adafactor_forgets_nothing(surface):
    where = SURFACES[surface]
    factored = path("adafactor", surface, 100, lr=0.01).points
    np.testing.assert_allclose(factored, Column().walk(where, where.start, 100), rtol=1e-9)


def test_the_factored_square_has_the_rows_and_columns_of_the_whole_and_is_exact_at_rank_one():
    rng = np.random.default_rng(5)
    square = rng.normal(size=(4, 3)) ** 2
    r, c = square.mean(axis=1, keepdims=True), square.mean(axis=0, keepdims=True)
    guess = r * c / r.mean()
    np.testing.assert_allclose(guess.sum(axis=0), square.sum(axis=0))
    np.testing.assert_allclose(guess.sum(axis=1), square.sum(axis=1))
    assert np.abs(guess / square - 1).max() > 0.5
    outer = rng.uniform(1, 2, (4, 1)) * rng.uniform(1, 2, (1, 3))
    np.testing.assert_allclose(
        outer.mean(axis=1, keepdims=True) * outer.mean(axis=0) / outer.mean(), outer
    )


def test_adafactor_moves_by_a_share_of_the_weights():
    points = path("adafactor", "rosenbrock", 100, lr=0.01).points
    size, moved = (np.sqrt(np.mean(x**2, axis=-1)) for x in (points[:-1], np.diff(points, axis=0)))
    assert (moved <= 0.01 * np.maximum(size, 1e-3) * (1 + 1e-12)).all()
    assert moved[0] == pytest.approx(0.01 * size[0])


def test_the_larger_adafactors_cap_the_sooner_its_own_schedule_takes_over():
    assert [next(t for t in range(1, 10**5) if t**-0.5 <= cap) for cap in (1.0, 0.1, 0.01)] == [
        1,
        100,
        10_000,
    ]


def test_from_a_rate_of_one_on_adafactor_runs_alike():
    runs = around("adafactor", "quadratic", 60, lr=np.array([1.0, 3.16, 10.0])[:, None, None])
    assert np.array_equal(runs.points[:, 0], runs.points[:, 1])
    assert np.array_equal(runs.points[:, 0], runs.points[:, 2])


def test_adafactor_leaps_as_far_as_zero_is_away_and_rmsprop_begins_with_short_steps():
    valley, first = SURFACES["quadratic"], {}
    for slug in ("adafactor", "rmsprop"):
        points = around(slug, valley, 1, lr=tuned(OPTIMIZERS[slug], valley).lr).points
        first[slug] = np.linalg.norm(points[1] - points[0], axis=-1)
    away = np.linalg.norm(starts_around(valley, valley.start), axis=-1)
    np.testing.assert_allclose(first["adafactor"], away)
    assert (first["adafactor"] > 10 * first["rmsprop"]).all()


def test_adafactor_hops_about_a_minimum_unless_it_lies_at_zero():
    booth = SURFACES["booth"]
    rule = OPTIMIZERS["adafactor"](lr=standing(OPTIMIZERS["adafactor"], booth).optimizer.lr)
    to = -np.array(booth.minima[0])
    here = simulate(rule, booth, lattice(booth), 600).points[-1]
    moved = simulate(rule, Moved(booth, tuple(to)), lattice(booth) + to, 600).points[-1]
    away = np.median(nearest(here, booth)), np.median(np.linalg.norm(moved, axis=-1))
    assert away[0] > 3 * CLOSE
    assert away[1] < away[0] / 5


# LARS and LAMB


@pytest.mark.parametrize("surface", EVERYWHERE)
def test_without_memory_lars_steps_along_the_gradient_by_a_share_of_its_distance_from_zero(surface):
    where = SURFACES[surface]
    points = path("lars", surface, 60, lr=5.0, beta=0.0, weight_decay=0.0).points
    g = where.grad(points[:-1])
    length = 5.0 * 0.001 * np.linalg.norm(points[:-1], axis=-1, keepdims=True)
    np.testing.assert_allclose(
        np.diff(points, axis=0), -length * g / np.linalg.norm(g, axis=-1, keepdims=True)
    )


@pytest.mark.parametrize("slug", ["lars", "lamb"])
def test_a_layerwise_rule_does_not_see_how_large_the_loss_is(slug):
    knobs = {"weight_decay": 0.0} | ({"eps": 0.0} if slug == "lamb" else {})
    plain = path(slug, "rosenbrock", 60, **knobs).points
    scaled = simulate(
        OPTIMIZERS[slug](**knobs), Times(SURFACES["rosenbrock"], 1000.0), plain[0], 60
    ).points
    np.testing.assert_allclose(scaled, plain, rtol=1e-9)


@pytest.mark.parametrize("surface", EVERYWHERE)
def test_every_step_of_lamb_is_the_rate_times_the_length_of_the_weights(surface):
    points = path("lamb", surface, 200, lr=0.02).points
    moved = np.linalg.norm(np.diff(points, axis=0), axis=-1)
    np.testing.assert_allclose(moved, 0.02 * np.linalg.norm(points[:-1], axis=-1), rtol=1e-9)


@pytest.mark.parametrize("slug", ["lars", "lamb"])
def test_lambs_success_on_ackley_is_the_place_of_its_minimum(slug):
    """Ackley with its minimum at zero, and the same moved aside, from the same 36 starts."""
    ackley, to = SURFACES["ackley"], (2.0, 1.0)
    gains = {}
    for name, surface, shift in (("here", ackley, 0.0), ("moved", Moved(ackley, to), np.array(to))):
        rules = OPTIMIZERS[slug](lr=np.array(RATES[::2])[:, None, None])
        values = simulate(rules, surface, lattice(ackley) + shift, 120).values[-1]
        gains[name] = np.median(values, axis=-1).min()
    if slug == "lars":
        assert (
            gains["here"] > 1
        )  # shares of a weight's length, too, but small ones: it stays in the holes
    else:
        assert gains["here"] < 0.05
        assert gains["moved"] > 20 * gains["here"]


@pytest.mark.parametrize("slug", ["lamb", "adafactor"])
def test_where_they_gain_most_the_lowest_minimum_lies_at_zero(slug):
    lead = {
        name: standing(OPTIMIZERS[slug], s).mean - standing(OPTIMIZERS["sgd"], s).mean
        for name, s in SURFACES.items()
    }
    assert SURFACES[max(lead, key=lead.get)].minima == ((0.0, 0.0),)


def test_lars_sees_where_zero_is_and_converges_only_there():
    valley, to = SURFACES["quadratic"], (3.0, 2.0)
    here = path("lars", valley, 1500, lr=5.0).points
    moved = (
        simulate(
            OPTIMIZERS["lars"](lr=5.0), Moved(valley, to), np.add(valley.start, to), 1500
        ).points
        - to
    )
    assert np.linalg.norm(here[-1]) < 1e-6
    assert np.linalg.norm(moved[-100:], axis=-1).max() > CLOSE


def test_lars_leads_in_the_noise_only_where_the_minimum_is_at_zero():
    noisy, lead = SURFACES["noisy-valley"], {}
    for to in ((0.0, 0.0), (3.0, 2.0), (-2.0, 1.0)):
        surface, starts = Moved(noisy, to), lattice(noisy) + np.array(to)
        lars, descent = (best(OPTIMIZERS[s](**rates()), surface, starts) for s in ("lars", "sgd"))
        lead[to] = lars - descent
    assert lead.pop((0.0, 0.0)) > 0.7
    assert max(lead.values()) < 0.3


def test_on_beale_momentum_slows_down_on_the_plain_where_lars_strides_on():
    beale = SURFACES["beale"]
    length, first, highest = {}, {}, {}
    for slug in ("momentum", "lars"):
        run = around(slug, beale, BUDGET, lr=tuned(OPTIMIZERS[slug], beale).lr)
        length[slug] = np.linalg.norm(np.diff(run.points, axis=0), axis=-1)[15:60]
        first[slug] = np.argmax(nearest(run.points, beale) < 0.2, axis=0)
        highest[slug] = run.values[-30:].max(axis=0)
    stretch = {slug: each.max(axis=0) / each.min(axis=0) for slug, each in length.items()}
    assert (stretch["lars"] < 2.5).all()
    assert (stretch["momentum"] > 5).all()
    assert (first["momentum"] < first["lars"]).all()
    assert (highest["lars"] > 2 * highest["momentum"]).all()


@pytest.mark.parametrize("slug", ["lars", "lamb"])
def test_a_layer_of_small_weights_starts_slowly(slug):
    """After a sixth of the budget momentum is far ahead of steps that are shares of the weights."""
    network = MATRICES["two-layer-network"]
    left = {}
    for each in (slug, "momentum"):
        run = simulate(tuned(OPTIMIZERS[each], network), network, network.starts(6), 20)
        left[each] = run.values[-1] / run.values[0]
    assert (left[slug] > 2 * left["momentum"]).all()


@pytest.mark.parametrize("problem", MATRICES)
def test_on_matrices_lars_wants_the_largest_rate_of_the_search(problem):
    assert tuned(OPTIMIZERS["lars"], MATRICES[problem]).lr == RATES[-1]


def test_on_rosenbrock_lamb_lingers_at_zero_and_leaves_it_again():
    rate = tuned(OPTIMIZERS["lamb"], SURFACES["rosenbrock"]).lr
    size = np.linalg.norm(around("lamb", "rosenbrock", 400, lr=rate).points, axis=-1)
    assert (size[BUDGET] < 0.01).all()
    assert (size[400] > 0.2).all()


def test_lamb_cannot_rest_on_a_minimum_that_is_not_zero():
    himmelblau = SURFACES["himmelblau"]
    starts = starts_around(himmelblau, himmelblau.start)
    steady = simulate(OPTIMIZERS["lamb"](lr=0.02), himmelblau, starts, 1000).points
    assert (nearest(steady[-200:], himmelblau).max(axis=0) > 5 * CLOSE).all()
    falling = simulate(
        OPTIMIZERS["lamb"](lr=0.02), himmelblau, starts, 1000, lambda t, n: 1 - (t - 1) / n
    )
    ends = nearest(falling.points[-1], himmelblau)
    assert (ends < 0.4 * nearest(steady[-200:], himmelblau).mean(axis=0)).all()


def test_more_steps_do_not_help_lamb_where_it_fails():
    plane = SURFACES["network-plane"]
    rule = standing(OPTIMIZERS["lamb"], plane).optimizer
    values = simulate(rule, plane, lattice(plane), 5 * BUDGET).values - plane.lowest
    early, late = values[90:121].max(axis=0), values[-31:].max(axis=0)
    assert np.median(late) > np.median(early) / 3


# signSGD and Lion


@pytest.mark.parametrize("slug", ["signsgd", "lion"])
@pytest.mark.parametrize("surface", EVERYWHERE)
def test_a_sign_moves_every_coordinate_by_the_rate(slug, surface):
    moved = np.diff(path(slug, surface, 100, lr=0.03).points, axis=0)
    np.testing.assert_allclose(np.abs(moved), 0.03, rtol=1e-9)


@pytest.mark.parametrize("kappa", [1, 1000])
def test_signs_do_not_see_the_condition_number_of_a_valley_along_the_axes(kappa):
    start = (-2.0, 0.9)
    usual = simulate(OPTIMIZERS["signsgd"](lr=0.03), quadratic(30), start, 120).points
    assert np.array_equal(
        simulate(OPTIMIZERS["signsgd"](lr=0.03), quadratic(kappa), start, 120).points, usual
    )


def turned(valley):
    """Return a valley turned by 45 degrees, and its nine starts, turned with it."""
    return Turned(valley), starts_around(valley, valley.start) @ Turned.turn.T


def test_signsgd_loses_a_decade_in_a_turned_valley_and_gradient_descent_nothing():
    valley, lost = quadratic(300), {}
    for slug in ("signsgd", "sgd"):
        rules = OPTIMIZERS[slug](**rates())
        straight = best(rules, valley, starts_around(valley, valley.start))
        lost[slug] = straight - best(rules, *turned(valley))
    assert 0.7 < lost["signsgd"] < 1.5
    assert abs(lost["sgd"]) < 1e-6


def test_signsgd_bounces_within_one_step_of_the_minimum():
    for lr in (0.01, 0.1):
        tail = path("signsgd", "quadratic", 1000, lr=lr).points[-100:]
        assert np.abs(tail).max() <= lr


def test_signsgd_rests_at_the_bottom_of_rastrigin_only_from_a_whole_number_of_steps_away():
    aside = np.array([0.0, 1e-9, -1e-9, 1e-3, 0.1])[:, None] * np.array([8.0, -6.0])
    run = simulate(OPTIMIZERS["signsgd"](lr=1.0), SURFACES["rastrigin"], aside - 2.0, BUDGET)
    highest = run.values[-30:].max(axis=0)
    assert highest[0] < 1e-9
    assert (highest[1:] > 1).all()


def test_the_largest_lead_of_signsgd_is_small():
    lead = [
        standing(OPTIMIZERS["signsgd"], s).mean - standing(OPTIMIZERS["sgd"], s).mean
        for s in SURFACES.values()
    ]
    assert max(lead) < 0.3


def test_lion_is_visibly_ahead_nowhere_and_ends_in_the_hole_where_it_begins():
    lead = {
        name: standing(OPTIMIZERS["lion"], s).mean - standing(OPTIMIZERS["sgd"], s).mean
        for name, s in SURFACES.items()
    }
    assert max(lead.values()) < 0.05
    rastrigin = SURFACES["rastrigin"]
    holes = []
    for slug in ("lion", "sgd"):
        rule = standing(OPTIMIZERS[slug], rastrigin).optimizer
        points = simulate(rule, rastrigin, lattice(rastrigin), BUDGET).points
        holes.append(np.round(points[-1]))
    assert np.array_equal(*holes)


def test_signsgd_is_adam_without_memory():
    signs = path("signsgd", "beale", 60, lr=0.0137).points
    adam = path("adam", "beale", 60, lr=0.0137, beta1=0.0, beta2=0.0, eps=1e-12).points
    np.testing.assert_allclose(signs, adam, rtol=1e-9)


def test_lion_with_one_memory_is_signum():
    lion = path("lion", "rosenbrock", 100, lr=0.01, beta1=0.9, beta2=0.9).points
    signum = path("signsgd", "rosenbrock", 100, lr=0.01, beta=0.9).points
    assert np.array_equal(lion, signum)


def test_decay_holds_lion_in_a_box():
    decay = np.array([1.0, 0.0])[:, None, None]
    points = around("lion", "himmelblau", 1500, lr=0.005, weight_decay=decay).points
    assert np.abs(points[-500:, 0]).max() <= 1 + 1e-9
    assert (nearest(points[-1, 1], SURFACES["himmelblau"]) < 0.1).all()


def test_lions_long_memory_overshoots_and_its_fresh_mixture_shortens_the_swing():
    """How far each is carried past the floor, after coming down the wall at one speed."""
    lion, stale = (
        -around("lion", "quadratic", 400, lr=0.02, beta1=beta).points[..., 1].min(axis=0)
        for beta in (0.9, 0.99)
    )
    signs = -around("signsgd", "quadratic", 400, lr=0.02).points[..., 1].min(axis=0)
    assert (signs <= 0.02).all()
    assert (20 * signs < lion).all()
    assert (lion < 0.8 * stale).all()


def test_on_himmelblau_signsgd_stops_at_the_minimum_and_lion_is_carried_past_and_comes_back():
    where, farthest = SURFACES["himmelblau"], {}
    for slug in ("signsgd", "lion"):
        away = nearest(path(slug, "himmelblau", 120, lr=0.05).points, where)
        near = np.argmax(away < 0.2)
        assert near < 80
        assert away[-1] < 0.05
        farthest[slug] = away[near:].max()
    assert farthest["signsgd"] < 0.2 < 0.6 < farthest["lion"]


# Sophia


NEWTONIAN = {"lr": 1.0, "beta1": 0.0, "beta2": 0.0, "rho": 1.0, "weight_decay": 0.0}


@pytest.mark.parametrize("kappa", [1, 30, 1000])
def test_without_memory_sophia_is_newton_that_never_steps_farther_than_the_rate(kappa):
    points = simulate(OPTIMIZERS["sophia"](**NEWTONIAN), quadratic(kappa), (-1.8, 0.9), 3).points
    np.testing.assert_allclose(points[1], (-0.8, 0.0), atol=1e-12)
    np.testing.assert_allclose(points[2], (0.0, 0.0), atol=1e-12)


def clipped(points, surface, rule):
    """Return the share of coordinates that a run moved by the full rate, decay aside."""
    moved = (np.diff(points, axis=0) + rule.lr * rule.weight_decay * points[:-1]) / rule.lr
    return np.mean(np.abs(moved) > 1 - 1e-9)


def test_at_its_defaults_sophia_clips_nearly_everything_here():
    for surface in EVERYWHERE:
        for lr in (0.003, 0.03):
            rule = OPTIMIZERS["sophia"](lr=lr)
            where = SURFACES[surface]
            assert clipped(simulate(rule, where, where.start, 120).points, where, rule) > 0.9
    assert (
        0.11 < 1 - 0.99**12 < 0.12
    )  # what its curvature has gathered when the twelve looks of 120 steps are done


def test_a_heavier_curvature_lets_sophia_come_to_rest():
    wild = path("sophia", "quadratic", 300, lr=0.1).points
    calm = path("sophia", "quadratic", 300, lr=0.1, beta2=0.5, rho=1.0).points
    assert np.linalg.norm(calm[-100:], axis=-1).max() < CLOSE
    assert np.linalg.norm(wild[-100:], axis=-1).max() > 10 * CLOSE


def test_newton_climbs_to_the_saddle_that_sophia_leaves():
    saddle, start = SURFACES["saddle"], (0.3, 0.2)
    newton = path("newton", "saddle", 120, start, lr=1.0).points[-1]
    assert np.linalg.norm(newton) < 1e-6
    sophia = path(
        "sophia", "saddle", 120, start, lr=0.05, rho=1.0, beta1=0.0, beta2=0.5, weight_decay=0.0
    ).points
    assert nearest(sophia[-1], saddle) < CLOSE


def test_no_setting_of_sophia_arrives_in_a_turned_valley():
    """A quarter of the rates, four weights of the curvature and twelve pairs of memories."""
    grid = np.meshgrid(RATES[::4], [0.01, 0.1, 1, 10], [0, 0.9, 0.96], [0, 0.5, 0.9, 0.99])
    names = ("lr", "rho", "beta1", "beta2")
    knobs = {name: each.reshape(-1, 1, 1) for name, each in zip(names, grid, strict=True)}
    rules, valley = OPTIMIZERS["sophia"](weight_decay=0.0, **knobs), quadratic(300)
    assert best(rules, valley, starts_around(valley, valley.start)) > 5.99
    assert best(rules, *turned(valley)) < 5


def test_stale_curvature_hardly_matters_to_a_run_that_is_clipped():
    rule = OPTIMIZERS["sophia"](lr=0.01)
    where = SURFACES["rosenbrock"]
    assert np.allclose(
        simulate(rule, where, where.start, 30).points,
        simulate(replace(rule, beta2=0.5), where, where.start, 30).points,
        atol=0.05,
    )


# All of them


def leads():
    """Return by how many decades each rule but gradient descent leads it on each surface."""
    means = {
        slug: np.array([standing(OPTIMIZERS[slug], s).mean for s in SURFACES.values()])
        for slug in RACERS
    }
    return {slug: mean - means["sgd"] for slug, mean in means.items() if slug != "sgd"}


def test_no_rule_leads_everywhere_and_nearly_every_one_is_behind_somewhere():
    lead = leads()
    assert all((each <= LEVEL).any() for each in lead.values())
    assert sum((each < -LEVEL).any() for each in lead.values()) > 0.9 * len(lead)


def test_rules_that_search_along_a_line_gain_most():
    average = {slug: each.mean() for slug, each in leads().items()}
    best_four = sorted(average, key=average.get)[-4:]
    assert set(best_four) == {"line-search", "bfgs", "l-bfgs", "conjugate-gradient"}
