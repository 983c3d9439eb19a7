"""What the pages of the rules around Adam, of noise and of Prodigy say, held by runs."""

import numpy as np
import pytest

from gen.optimizers import OPTIMIZERS
from gen.simulate import simulate
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
    """Return where a rule ends on the segment from -1 to 1, with gradients 3, -1, -1 and so on and rates 1/sqrt(t)."""
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
        run = simulate(OPTIMIZERS["sgd-with-noise"](lr=lr, sigma=sigma), valley, (0.0, 0.0), 40_000)
        curvature = np.diag(valley.hess(np.zeros(2)))
        expected = lr * sigma**2 / (curvature * (2 - lr * curvature))
        np.testing.assert_allclose(run.points[2000:].var(axis=0), expected, rtol=0.15)


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
