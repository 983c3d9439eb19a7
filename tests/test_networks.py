"""The third world: the same rules, compiled by JAX, train a real network on minibatches."""

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from gen.layers import fitted
from gen.networks.digits import CLASSES, Digits
from gen.networks.train import train
from gen.optimizers import RACERS
from gen.pages.facts import PROBE, Counting
from gen.simulate import simulate
from gen.surfaces import SURFACES


def first_step(cls):
    """Return which questions a rule asks in its first step, and the state that it keeps."""
    loss, x = Counting(PROBE), np.array(PROBE.start)
    rule = fitted(cls(), loss)
    state = rule.init(x)
    rule.step(x, state, 1, loss)
    return loss.asked.keys(), state


def squares(cls):
    """Return whether a rule asks for, or keeps, a matrix with a row and column for each weight."""
    asked, state = first_step(cls)
    return not asked.isdisjoint({"hess", "fisher"}) or any(
        np.shape(array)[-2:] == (2, 2) for array in state.values() if cls.acts_on == "vector"
    )


# A matrix with a row for each of 2,410 weights is not for a minibatch; its rules are tested on
# the surfaces below.
SCALABLE = [slug for slug, cls in RACERS.items() if not squares(cls)]
RATES = jnp.geomspace(1e-3, 1.0, 4)
STEPS = 150


@pytest.fixture(scope="module")
def digits():
    """Return digits, their first weights, and their loss with all minibatches drawn before."""
    data, steps = Digits(hidden=32), jnp.arange(STEPS + 1)
    # Drawn within each rule's program, they would be compiled anew for each rule.
    drawn = jax.jit(jax.vmap(data.loss().sample))(steps)
    return data, data.start(), replace(data.loss(), sample=lambda t: tuple(d[t] for d in drawn))


@pytest.mark.parametrize("slug", SCALABLE)
def test_trains_a_network_on_digits(digits, slug):
    """At the best of four rates, 150 minibatch steps read at least four held-out digits of five.

    Of a rule that adds noise to each of 2,410 weights, two of five are asked: four times what
    guessing reads.
    """
    data, start, loss = digits
    runs = jax.jit(jax.vmap(lambda lr: train(RACERS[slug](lr=lr), loss, start, STEPS)))
    weights, losses = runs(RATES)
    first = np.asarray(losses[:, 0])
    np.testing.assert_allclose(first, np.log(CLASSES), atol=0.6)
    wanted = 0.4 if "noise" in first_step(RACERS[slug])[0] else 0.8
    assert max(data.accuracy(x) for x in weights) > wanted


CASES = [(slug, SURFACES["rosenbrock"]) for slug in RACERS] + [
    ("newton", surface) for surface in SURFACES.values()
]


@pytest.mark.parametrize(
    ("slug", "surface"), CASES, ids=lambda each: each if isinstance(each, str) else each.slug
)
def test_takes_the_same_step_under_jit_as_in_numpy(slug, surface):
    # Shampoo's sums begin nearly singular at its default: then a root is rounding made large.
    optimizer = RACERS[slug](lr=1e-4, **({"eps": 1.0} if slug == "shampoo" else {}))
    rule = fitted(optimizer, surface)
    step = jax.jit(rule.step, static_argnums=3)
    # Only noise differs from step to step: to all others the surface is one, and compiled once.
    noisy = surface.noise_level > 0 or "noise" in first_step(RACERS[slug])[0]
    with jax.enable_x64(True):
        x = jnp.asarray(surface.start)
        state = rule.init(x)
        for t in range(1, 4):
            x, state = step(x, state, float(t), surface.at(t) if noisy else surface)
    np.testing.assert_allclose(
        np.asarray(x), simulate(optimizer, surface, surface.start, 3).points[-1], rtol=1e-11
    )


def test_a_rule_that_asks_twice_sees_one_minibatch():
    digits = Digits(hidden=4)
    x, loss = digits.start(), digits.loss()
    assert loss.at(3).value(x) == loss.at(3).value(x)
    assert loss.at(3).value(x) != loss.at(4).value(x)


def test_the_network_has_as_many_weights_as_the_page_of_l_bfgs_says():
    assert len(Digits(hidden=32).start()) == 2410
