"""What the pages of the rules around Adam, of noise and of Prodigy say, held by runs."""

import numpy as np
import pytest

from gen.measurements.grid import lattice
from gen.measurements.rate_search import RATES, starts_around, tuned
from gen.measurements.standings import standing
from gen.optimizers import OPTIMIZERS
from gen.simulate import simulate
from gen.surface import Moment
from gen.surfaces import SURFACES
from gen.surfaces.quadratic import quadratic


class Script:
    """A loss whose gradient is what the script says at each step, wherever one stands."""

    def __init__(self, gradients):
        self.gradients, self.t = gradients, 1

    def grad(self, x):
        return 0 * x + self.gradients[(self.t - 1) % len(self.gradients)]

    def at(self, t):
        self.t = t
        return self


def confined(slug, steps, **knobs):
    """Return where a rule ends on [-1, 1]; gradients are 3, -1, -1 and so on, rates 1/sqrt(t)."""
    loss, x = Script([3.0, -1.0, -1.0]), np.array([0.0])
    state = OPTIMIZERS[slug]().init(x)
    for t in range(1, steps + 1):
        x, state = OPTIMIZERS[slug](lr=0.5 / np.sqrt(t), **knobs).step(x, state, t, loss.at(t))
        x = np.clip(x, -1, 1)
    return float(x[0])


def test_adam_climbs_where_amsgrad_descends():
    knobs = {"beta1": 0.0, "beta2": 1 / (1 + 3.0**2)}
    assert confined("adam", 6000, **knobs) > 0.9
    assert confined("amsgrad", 6000, **knobs) < -0.9


def test_radam_divides_from_the_sixth_step_on():
    beta2, t = 0.999, np.arange(1, 20)
    rho = 2 / (1 - beta2) - 1 - 2 * t * beta2**t / (1 - beta2**t)
    assert t[rho > 5][0] == 6
    x, rule = np.array([100.0, 1e-3]), OPTIMIZERS["radam"](lr=1.0)
    state = rule.init(x)
    ratios = []
    for step in range(1, 8):
        moved, state = rule.step(x, state, step, Script([np.array([100.0, 1e-3])]))
        ratios.append(abs((moved - x)[0] / (moved - x)[1]))
    np.testing.assert_allclose(ratios[:5], 1e5, rtol=1e-9)  # undivided: as unequal as the gradients
    np.testing.assert_allclose(ratios[5:], 1.0, rtol=1e-3)  # divided: alike


def test_adadelta_begins_with_three_thousandths_whatever_the_loss():
    for size in (1.0, 1e4):
        rule, x = OPTIMIZERS["adadelta"](), np.zeros(1)
        moved, _ = rule.step(x, rule.init(x), 1, Script([size]))
        assert abs(moved[0]) == pytest.approx(np.sqrt(1e-6 / 0.1), rel=1e-3)


@pytest.mark.parametrize("surface", ["rosenbrock", "beale", "himmelblau"])
def test_adamax_moves_a_coordinate_by_its_rate_at_most(surface):
    where = SURFACES[surface]
    run = simulate(OPTIMIZERS["adamax"](lr=0.05), where, where.start, 500)
    assert np.abs(np.diff(run.points, axis=0)).max() < 0.05 * 1.02


def test_noise_leaves_a_ball_of_the_size_that_the_formula_says():
    valley, sigma = quadratic(4), 1.0
    for lr in (0.02, 0.1):
        many = Moment(valley, 0, seed=np.arange(100)[:, None])  # runs, each with noise of its own
        run = simulate(
            OPTIMIZERS["sgd-with-noise"](lr=lr, sigma=sigma), many, np.zeros((100, 2)), 1500
        )
        curvature = np.diag(valley.hess(np.zeros(2)))
        expected = lr * sigma**2 / (curvature * (2 - lr * curvature))
        np.testing.assert_allclose(run.points[500:].var(axis=(0, 1)), expected, rtol=0.15)


def test_prodigy_never_believes_the_minimum_farther_than_it_is():
    valley = quadratic(30)
    rule, x = OPTIMIZERS["prodigy"](), np.array([3.0, -2.0])
    state = rule.init(x)
    guesses = []
    for t in range(1, 400):
        x, state = rule.step(x, state, t, valley)
        guesses.append(float(state["d"][0]))
    assert guesses[-1] <= 3.0
    assert guesses[-1] > 0.1
    assert (np.diff(guesses) >= 0).all()


def strength(slug, gradients, **knobs):
    """Return how far a rule moves at each step of a script of gradients, over its rate."""
    rule, x = OPTIMIZERS[slug](lr=1.0, **knobs), np.zeros(1)
    state, loss, moved = rule.init(x), Script(gradients), []
    for t in range(1, len(gradients) + 1):
        after, state = rule.step(x, state, t, loss.at(t))
        moved.append(abs(after[0] - x[0]))
    return np.array(moved)


def test_one_step_of_adam_is_at_most_seven_rates_long():
    """The worst gradients grow by β₂/β₁ a step: the Cauchy-Schwarz inequality bounds all."""
    most = (1 - 0.9) / np.sqrt(1 - 0.999) / np.sqrt(1 - 0.9**2 / 0.999)
    assert most == pytest.approx(7.3, abs=0.05)
    worst = np.maximum(1e-150, (0.999 / 0.9) ** (np.arange(1, 10_001) - 10_000.0))
    assert strength("adam", worst, eps=0.0)[-1] == pytest.approx(most, rel=1e-3)
    silence = np.append(np.full(10_000, 1e-9), 1.0)
    assert strength("adam", silence, eps=0.0)[-1] == pytest.approx(0.1 / np.sqrt(0.001), rel=1e-3)


def test_adamax_exceeds_its_rate_by_one_percent_if_gradients_fade_as_its_maximum_does():
    assert strength("adamax", 0.999 ** np.arange(1, 300), eps=0.0).max() == pytest.approx(
        1.009, abs=2e-4
    )


def test_amsgrad_as_in_pytorch_forgets_a_large_first_gradient_until_its_correction_has_faded():
    gradients = np.append(1.0, np.full(20_000, 1e-3))
    moved = strength("amsgrad", gradients, beta1=0.0) / gradients
    assert 29 < moved[2999] < 32
    assert moved[-1] < 1.05 * moved[2999]
    assert strength("adam", gradients, beta1=0.0)[-1] > 20 * moved[-1] * 1e-3


def test_nadams_momenta_and_its_average_disagree_at_first_about_the_weight_gathered():
    t = np.arange(1, 101)
    gathered = 1 - np.cumprod(0.9 * (1 - 0.5 * 0.96 ** (0.004 * t)))
    assert gathered[0] == pytest.approx(0.55, abs=0.005)
    np.testing.assert_allclose(gathered[29:], 1 - 0.9 ** t[29:], rtol=0.05)
    assert np.log(0.5) / np.log(0.96) / 0.004 == pytest.approx(4000, rel=0.1)


def test_what_adadelta_remembers_of_its_steps_grows_by_less_than_a_factor_of_two():
    rng, rule, x = np.random.default_rng(0), OPTIMIZERS["adadelta"](), np.zeros(50)
    state = rule.init(x)
    for t in range(1, 300):
        before = state["u"]
        x, state = rule.step(
            x, state, t, Script([rng.normal(size=50) * 10.0 ** rng.uniform(-6, 6, 50)])
        )
        assert (state["u"] <= (1.9 * before + 1e-6) * (1 + 1e-12)).all()


def test_yogi_does_not_jump_out_of_a_minimum_as_adam_does():
    risen = {}
    for slug in ("adam", "yogi"):
        values = simulate(OPTIMIZERS[slug](lr=0.1), quadratic(30), (-2.0, 0.9), 8000).values
        risen[slug] = values[(values < 1e-12).argmax() :].max()
    assert risen["yogi"] < 1e-10 < 1e-3 < risen["adam"]


@pytest.mark.parametrize("surface", ["himmelblau", "beale", "quadratic", "saddle", "booth"])
def test_prodigy_finds_its_distance_in_some_fifteen_steps(surface):
    where = SURFACES[surface]
    rule, x = OPTIMIZERS["prodigy"](), starts_around(where, where.start)
    state, guesses = rule.init(x), []
    for t in range(1, 301):
        x, state = rule.step(x, state, t, where)
        guesses.append(state["d"][:, 0])
    half = np.argmax(np.array(guesses) > guesses[-1] / 2, axis=0) + 1
    assert ((half >= 11) & (half <= 19)).all()


@pytest.mark.parametrize("moved", [0.0, 1e-8])
@pytest.mark.parametrize(("surface", "least", "most"), [("ackley", 0.1, 1), ("booth", 0, 0)])
def test_prodigy_overrates_the_distance_where_the_surface_is_not_convex(
    surface, least, most, moved
):
    where = SURFACES[surface]
    start = lattice(where, 16)
    away = np.abs(start - np.array(where.minima[0])).max(axis=1)
    rule, x = OPTIMIZERS["prodigy"](), start + moved
    state, guess = rule.init(x), 0.0
    with np.errstate(all="ignore"):
        for t in range(1, 121):
            x, state = rule.step(x, state, t, where)
            guess = np.fmax(guess, state["d"][:, 0])  # where d is too large a run may overflow
    assert least <= np.mean(guess > 10 * away) <= most


def tremor(slug, lr, rho, steps):
    """Return how far across and along a valley a rule still moves at the end."""
    rule = OPTIMIZERS[slug](lr=lr[:, None, None], rho=rho[:, None])
    along, across = np.moveaxis(
        np.abs(simulate(rule, quadratic(30), (-2.0, 0.9), steps).points[-300:]), -1, 0
    )
    return across.max(axis=0), along.max()


def test_sam_over_adam_trembles_by_a_share_of_the_rate_and_over_descent_of_the_radius():
    lr, rho = np.array([0.01, 0.03]), np.array([0.01, 0.1, 1.0])
    across, along = tremor("sam-adam", lr, rho, 6000)
    share = across / lr[:, None]
    assert (share > 0.015).all() and (share < 0.35).all() and along < 1e-3 * across.min()
    across, _ = tremor("sam", lr, rho, 1000)
    np.testing.assert_allclose(across[:, 1:] / across[:, :-1], 10, rtol=1e-6)


def test_sam_over_adam_keeps_out_of_the_sharp_valley_and_brings_no_more_into_the_flat_one():
    valleys = SURFACES["two-valleys"]
    starts = np.random.default_rng(0).uniform(*np.array(valleys.window).T, (500, 2))
    shares = {}
    for slug, knobs in (("adam", {}), ("sam-adam", {"rho": 0.5})):
        ends = simulate(OPTIMIZERS[slug](lr=0.03, **knobs), valleys, starts, 1500).points[-1]
        away = np.linalg.norm(ends[:, None] - np.array(valleys.minima), axis=-1)
        shares[slug] = np.mean(away[:, 0] < 0.3), np.mean(away[:, 1] < 0.7)
    assert shares["adam"][0] == pytest.approx(1 / 7, abs=0.03)
    assert shares["sam-adam"][0] == 0
    assert shares["sam-adam"][1] < shares["adam"][1]


def test_schedule_free_takes_several_times_the_rate_of_descent_but_not_in_a_bend():
    def times(name):
        rules = (OPTIMIZERS[slug] for slug in ("schedule-free-sgd", "sgd"))
        free, descent = (tuned(rule, SURFACES[name]).lr for rule in rules)
        return free / descent

    assert all(times(name) > 5 for name in ("himmelblau", "booth", "saddle"))
    assert times("quadratic") < 1
    assert all(times(name) < 2 for name in ("rosenbrock", "beale"))


def test_in_the_valley_schedule_free_leaves_the_picture_at_a_larger_rate():
    """And gains nothing in the search for that: without the rule it would take a larger one."""
    valley, rates = SURFACES["quadratic"], np.array(RATES)
    least = tuned(OPTIMIZERS["schedule-free-sgd"], valley).lr
    rule = OPTIMIZERS["schedule-free-sgd"](lr=rates[:, None, None])
    run = simulate(rule, valley, starts_around(valley, valley.start), 120)
    leaves = ~valley.shows(run.points[:2]).all(axis=0).any(axis=1)
    assert leaves[rates >= 0.1].all()
    highest = np.where(run.diverged_at < 0, run.values[-30:].max(axis=0), np.inf).max(axis=1)
    assert rates[highest.argmin()] > 5 * least


def way(slug, surface, steps=120, **knobs):
    return simulate(
        OPTIMIZERS[slug](**knobs), SURFACES[surface], SURFACES[surface].start, steps
    ).points


def lengths(points):
    return np.linalg.norm(np.diff(points, axis=0), axis=-1)


def crossings(heights):
    return int((np.diff(np.sign(heights)) != 0).sum())


def test_with_a_short_memory_amsgrad_falls_behind_on_beale_and_with_the_usual_one_it_does_not():
    short, usual = (
        [way(s, "beale", lr=0.1, **knobs) for s in ("adam", "amsgrad")]
        for knobs in ({"beta2": 0.9}, {})
    )
    minimum = np.array(SURFACES["beale"].minima[0])
    adam, amsgrad = (np.linalg.norm(points[-1] - minimum) for points in short)
    assert adam < 0.01 < 0.3 < amsgrad
    assert np.abs(usual[0] - usual[1]).max() < 0.05


def test_adabelief_soon_steps_twice_as_far_as_adam_on_a_plate_and_not_in_the_bend():
    belief, adam = (lengths(way(slug, "matyas", lr=0.03)) for slug in ("adabelief", "adam"))
    assert belief[20] / adam[20] == pytest.approx(2, abs=0.05)
    bend = [way(slug, "rosenbrock", lr=0.03)[-1] for slug in ("adabelief", "adam")]
    assert np.linalg.norm(bend[0] - bend[1]) < 0.05


def test_adabelief_steps_many_rates_long_where_the_gradient_stays_the_same():
    assert strength("adabelief", np.ones(1000))[-1] > 10


def test_nadam_does_not_swing_where_adam_does_and_its_warming_is_not_the_reason():
    def swings(slug, **knobs):
        points = way(slug, "rosenbrock", lr=0.1, **knobs)
        return crossings(points[:, 1] - points[:, 0] ** 2)

    assert swings("adam") >= 12
    assert swings("nadam") <= 1
    assert swings("nadam", psi=1000.0) <= 3  # the momentum of Adam from the start
    assert way("nadam", "rosenbrock", lr=0.1)[-1, 0] > way("adam", "rosenbrock", lr=0.1)[-1, 0]


def test_adamax_leaps_as_adam_does_and_takes_the_shorter_path():
    where = SURFACES["himmelblau"]
    adam, adamax = (
        simulate(OPTIMIZERS[slug](lr=0.75), where, starts_around(where, where.start), 120).points
        for slug in ("adam", "adamax")
    )
    np.testing.assert_allclose(adam[1], adamax[1], rtol=1e-6)
    np.testing.assert_allclose(adam[-1], adamax[-1], atol=0.03)
    np.testing.assert_allclose(
        lengths(adam).sum(axis=0) / lengths(adamax).sum(axis=0), 1.33, atol=0.06
    )


def test_yogis_average_square_hardly_sinks_in_a_short_race_and_adams_a_little():
    where, sunk = SURFACES["himmelblau"], {}
    for slug in ("adam", "yogi"):
        rule, x = tuned(OPTIMIZERS[slug], where), np.array(where.start)
        state, squares = rule.init(x), []
        for t in range(1, 121):
            x, state = rule.step(x, state, t, where)
            squares.append(state["v"])
        sunk[slug] = (1 - squares[-1] / np.max(squares, axis=0)).max()
    assert sunk["yogi"] < 0.01 < 0.04 < sunk["adam"] < 0.1


def test_schedule_free_adamw_leaps_overshoots_once_and_swings_less_than_adam_on_beale():
    where = SURFACES["beale"]
    runs = {
        slug: simulate(
            tuned(OPTIMIZERS[slug], where), where, starts_around(where, where.start), 120
        )
        for slug in ("adam", "adamw", "schedule-free-adamw")
    }
    points = {slug: run.points for slug, run in runs.items()}
    away = {slug: np.linalg.norm(p - where.minima[0], axis=-1) for slug, p in points.items()}
    free = away.pop("schedule-free-adamw")
    assert all(free[20].max() < 0.5 * other[20].min() for other in away.values())
    assert lengths(points["schedule-free-adamw"])[0].min() > 5 * lengths(points["adam"])[0].max()
    x = points["schedule-free-adamw"][10:, :, 0] - 3
    assert (x.max(axis=0) > 0.15).all()
    assert ((np.diff(np.sign(x[:80]), axis=0) != 0).sum(axis=0) == 1).all()
    swings = {
        slug: (np.diff(np.sign(p[20:, :, 1] - 0.5), axis=0) != 0).sum(axis=0).mean()
        for slug, p in points.items()
    }
    assert swings["adam"] > 2 * swings["schedule-free-adamw"]


def test_rmsprops_first_step_is_three_times_as_long_as_adadeltas_largest():
    first = {slug: lengths(best_on_beale(slug))[0] for slug in ("rmsprop", "adadelta")}
    assert tuned(OPTIMIZERS["adadelta"], SURFACES["beale"]).lr == RATES[-1]
    assert first["rmsprop"] / first["adadelta"] == pytest.approx(3.16, abs=0.1)


def best_on_beale(slug):
    return way(slug, "beale", lr=tuned(OPTIMIZERS[slug], SURFACES["beale"]).lr)


def test_radam_steps_a_thousand_times_shorter_once_it_divides_in_the_bend():
    where = SURFACES["rosenbrock"]
    rule = tuned(OPTIMIZERS["radam"], where, 48)
    run = simulate(rule, where, starts_around(where, where.start), 48)
    length = lengths(run.points)
    assert (length[4] > 1000 * length[5]).all()
    assert (length[5:].sum(axis=0) < 0.05 * length[:5].sum(axis=0)).all()


def test_what_adadelta_remembers_of_its_steps_rises_and_falls_on_the_wall():
    where = SURFACES["rosenbrock"]
    rule, x = tuned(OPTIMIZERS["adadelta"], where, 48), np.array(where.start)
    state, sizes = rule.init(x), []
    for t in range(1, 49):
        x, state = rule.step(x, state, t, where)
        sizes.append(state["u"].max())
    assert 5 <= int(np.argmax(sizes)) <= 12 and sizes[-1] < sizes[8] / 5


@pytest.mark.parametrize("surface", [slug for slug, s in SURFACES.items() if not s.noise_level])
def test_the_loss_of_a_line_search_never_rises(surface):
    where = SURFACES[surface]
    assert (
        np.diff(simulate(OPTIMIZERS["line-search"](), where, where.start, 40).values) <= 0
    ).all()


def test_a_rate_of_one_throws_descent_out_of_most_pictures():
    stays = [
        s.shows(simulate(OPTIMIZERS["sgd"](lr=1.0), s, s.start, 60).points).all()
        for s in SURFACES.values()
    ]
    assert sum(stays) < len(stays) / 2


@pytest.mark.parametrize("slug", ["sgd-with-noise", "adadelta"])
def test_two_rules_are_ahead_of_descent_nowhere(slug):
    for surface in SURFACES.values():
        assert (
            standing(OPTIMIZERS[slug], surface).mean
            < standing(OPTIMIZERS["sgd"], surface).mean + 0.05
        )


def test_where_adabelief_gains_most_adam_gains_more():
    gains = {
        slug: {name: standing(OPTIMIZERS[slug], surface).mean for name, surface in SURFACES.items()}
        for slug in ("adabelief", "adam", "sgd")
    }
    best = max(SURFACES, key=lambda name: gains["adabelief"][name] - gains["sgd"][name])
    assert gains["adam"][best] > gains["adabelief"][best]
