"""The third world: the same rules, compiled by JAX, train a real network on minibatches."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from gen.javascript import optimizer_source
from gen.networks.digits import CLASSES, Digits
from gen.networks.train import train
from gen.optimizers import OPTIMIZERS
from gen.simulate import simulate
from gen.surfaces import SURFACES

# A Hessian of five thousand weights is not for a minibatch; its rules are tested on the surfaces below.
FIRST_ORDER = [slug for slug, cls in OPTIMIZERS.items() if "f.hess(" not in optimizer_source(cls)]
RATES = jnp.geomspace(1e-3, 1.0, 7)


@pytest.mark.parametrize("slug", FIRST_ORDER)
def test_trains_a_network_on_digits(slug):
    """At the best of seven rates, 150 minibatch steps read at least four held-out digits of five."""
    digits = Digits(hidden=32)
    runs = jax.vmap(lambda lr: train(OPTIMIZERS[slug](lr=lr), digits.loss(), digits.start(), 150))
    weights, losses = runs(RATES)
    first = np.asarray(losses[:, 0])
    np.testing.assert_allclose(first, np.log(CLASSES), atol=0.6)
    assert max(digits.accuracy(x) for x in weights) > 0.8


@pytest.mark.parametrize("slug", OPTIMIZERS)
@pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)
def test_takes_the_same_step_under_jit_as_in_numpy(slug, surface):
    rule = OPTIMIZERS[slug](lr=1e-4)
    with jax.enable_x64(True):
        x = jnp.asarray(surface.start)
        state = rule.init(x)
        step = jax.jit(lambda x, state, t: rule.step(x, state, t, surface))
        for t in range(1, 4):
            x, state = step(x, state, float(t))
    np.testing.assert_allclose(np.asarray(x), simulate(rule, surface, surface.start, 3).points[-1], rtol=1e-11)


def test_a_rule_that_asks_twice_sees_one_minibatch():
    digits = Digits(hidden=4)
    x, loss = digits.start(), digits.loss()
    assert loss.at(3).value(x) == loss.at(3).value(x)
    assert loss.at(3).value(x) != loss.at(4).value(x)
