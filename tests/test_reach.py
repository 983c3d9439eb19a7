"""A run taken apart: the same run, and what might have been, against what is known by hand."""

import numpy as np
import pytest

from gen.figure import FIGURES
from gen.figures.state import BEND, REST, STEPS, elongation, until_rest
from gen.measurements.possible_steps import DIRECTIONS, Turned, dissect, turns
from gen.measurements.rate_search import tuned
from gen.optimizers import OPTIMIZERS, RACERS
from gen.simulate import simulate
from gen.surfaces import SURFACES

SURFACE = SURFACES[BEND]


@pytest.mark.parametrize("slug", RACERS)
def test_taking_a_run_apart_does_not_change_it(slug):
    rule = tuned(RACERS[slug], SURFACE, STEPS)
    run, apart = (
        simulate(rule, SURFACE, SURFACE.start, STEPS),
        dissect(rule, SURFACE, SURFACE.start, STEPS),
    )
    np.testing.assert_array_equal(apart.points, run.points)
    np.testing.assert_allclose(
        apart.points[:-1] + apart.taken[:-1], apart.points[1:], rtol=0, atol=1e-12
    )
    assert all(len(kept) == STEPS + 1 for kept in apart.state.values())


@pytest.mark.parametrize("slug", RACERS)
def test_the_true_gradient_is_one_of_the_directions(slug):
    apart = dissect(tuned(RACERS[slug], SURFACE, STEPS), SURFACE, SURFACE.start, STEPS)
    np.testing.assert_allclose(apart.reach[:, 0], apart.taken, rtol=1e-9, atol=1e-12)


def test_turned_gradients_keep_their_length():
    x = np.array([0.3, -0.7])
    g = Turned(SURFACE, turns(DIRECTIONS)).grad(np.broadcast_to(x, (2 + DIRECTIONS, 2)))
    assert (g[0] == SURFACE.grad(x)).all()
    assert (g[1] == 0).all()
    np.testing.assert_allclose(np.linalg.norm(g[2:], axis=-1), np.linalg.norm(g[0]))
    angles = np.unwrap(np.arctan2(*g[2:].T[::-1]))
    np.testing.assert_allclose(np.diff(angles), 2 * np.pi / DIRECTIONS)


@pytest.mark.skipif("sgd" not in OPTIMIZERS, reason="gradient descent has left")
def test_gradient_descent_reaches_a_circle_and_remembers_nothing():
    apart = dissect(OPTIMIZERS["sgd"](lr=0.001), SURFACE, SURFACE.start, 5)
    radii = np.linalg.norm(apart.reach, axis=-1)
    wanted = 0.001 * np.linalg.norm(SURFACE.grad(apart.points), axis=-1)
    np.testing.assert_allclose(radii, np.broadcast_to(wanted[:, None], radii.shape))
    assert not apart.memory.any() and not apart.state
    np.testing.assert_allclose(elongation(apart.reach), 1)


@pytest.mark.skipif("momentum" not in OPTIMIZERS, reason="momentum has left")
def test_the_memory_of_heavy_ball_is_its_faded_velocity():
    rule = OPTIMIZERS["momentum"](lr=0.001)
    apart = dissect(rule, SURFACE, SURFACE.start, 8)
    np.testing.assert_allclose(apart.memory, -rule.lr * rule.beta * apart.state["v"])
    # Its reach is gradient descent's circle, carried along by the memory.
    away = np.linalg.norm(apart.reach - apart.memory[:, None], axis=-1)
    np.testing.assert_allclose(
        away, 0.001 * np.linalg.norm(SURFACE.grad(apart.points), axis=-1)[:, None] + 0 * away
    )


def test_elongation_is_the_ratio_of_the_axes():
    angle = np.linspace(0, 2 * np.pi, 64, endpoint=False)
    ellipse = np.stack([3 * np.cos(angle), np.sin(angle)], axis=-1) + [5, -2]
    turn = np.array([[0.6, -0.8], [0.8, 0.6]])
    np.testing.assert_allclose(elongation(np.stack([ellipse, ellipse @ turn])), 3)


@pytest.mark.parametrize("slug", RACERS)
def test_the_picture_ends_when_the_run_has_come_to_rest(slug):
    whole = dissect(tuned(RACERS[slug], SURFACE, STEPS), SURFACE, SURFACE.start, STEPS)
    shown = until_rest(whole)
    end = len(shown.points)
    assert np.abs(np.concatenate([whole.taken[end:], whole.memory[end:]])).max(initial=0) < REST
    assert np.abs(whole.reach[end:]).max(initial=0) < REST
    assert FIGURES[f"state-of-{slug}"].draw().steps == end - 1
