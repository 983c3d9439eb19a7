"""The snippets on the pages run as they stand, and take the steps that our own rule takes."""

import json
import math

import jax
import numpy as np
import optax
import pytest

from gen.optimizers import OPTIMIZERS
from gen.simulate import simulate
from gen.surfaces.quadratic import quadratic
from tests.parity import BAR, fingerprint
from tests.snippets import MATRICES, RECORD, SNIPPETS, VECTORS, WRITTEN, Snippet

VALLEY = quadratic(4)  # mild enough for every learning rate on the pages
STEPS = 10
OPTAX = [snippet for snippet in SNIPPETS if snippet.title == "Optax"]


def every(snippets):
    return pytest.mark.parametrize("snippet", snippets, ids=str)


@pytest.mark.parametrize("slug", OPTIMIZERS)
def test_a_page_shows_how_the_optimizer_is_used(slug):
    assert [snippet for snippet in SNIPPETS if snippet.slug == slug]


@pytest.mark.parametrize("snippet", SNIPPETS, ids=str)
def test_a_snippet_is_for_a_library_that_is_run(snippet):
    assert snippet.title in {"PyTorch", "Optax"}


@every([snippet for snippet in SNIPPETS if snippet.title == "PyTorch"])
def test_parity_has_run_the_snippet(snippet):
    """PyTorch is there alone: a changed snippet, or a changed rule, has to run anew."""
    rows = json.loads(RECORD.read_text(encoding="utf-8"))
    row = next((row for row in rows if row["snippet"] == snippet.fingerprint), None)
    assert row, f"{snippet} has changed since it last ran; run `nox -s parity`"
    assert (row["page"], row["title"]) == (snippet.page, snippet.title)
    before, after = row["loss"]
    assert after < before
    if snippet.walks_our_path:
        assert row["rule"] == fingerprint(snippet.slug), f"{snippet}: run `nox -s parity`"
        assert row["difference"] <= BAR


def test_a_snippet_that_fails_names_its_line():
    broken = Snippet("docs/index.md", 12, "PyTorch", "fine = 1\nfine.wrong()\n")
    with pytest.raises(AttributeError) as caught:
        broken.run({})
    assert (str(caught.traceback[-1].path)[-13:], caught.traceback[-1].lineno + 1) == (
        broken.page,
        13,
    )


# What Optax computes under that name is not what we do; the page's conventions say in what.
OTHERWISE = {"nadam", "prodigy", "schedule-free-sgd", "schedule-free-adamw"}


def ended(snippet):
    """Return where a snippet of Optax's ends in our valley."""
    jax.config.update("jax_enable_x64", True)
    jnp = jax.numpy

    def loss(x, inputs=None, targets=None):
        return VALLEY.value(x)

    start = jnp.array(VALLEY.start)
    names = {"jax": jax, "jnp": jnp, "optax": optax, "math": math, "loss": loss}
    names |= {"params": start, "x": start, "fisher": VALLEY.fisher}
    names["batches"] = [(None, None)] * STEPS
    snippet.run(names)
    return names["x"] if names["params"] is start else names["params"]


@every([snippet for snippet in OPTAX if snippet.slug in OTHERWISE])
def test_optax_snippet_that_computes_otherwise_descends_all_the_same(snippet):
    assert VALLEY.value(np.asarray(ended(snippet))) < VALLEY.value(np.array(VALLEY.start))


@every([snippet for snippet in OPTAX if snippet.slug in {*VECTORS} - OTHERWISE])
def test_optax_snippet_walks_our_path(snippet):
    rule = OPTIMIZERS[snippet.slug](**WRITTEN.get(snippet.slug, {}))
    ours = simulate(rule, VALLEY, VALLEY.start, STEPS).points[-1]
    np.testing.assert_allclose(ended(snippet), ours, rtol=1e-9, atol=1e-9)


@every([snippet for snippet in OPTAX if snippet.slug in MATRICES])
def test_optax_snippet_trains_a_matrix(snippet):
    """How exactly they agree is the parity table's to say; these lines must lower the loss."""
    inputs, targets = regression()

    def loss(weights, inputs, targets):
        return ((inputs @ weights.T - targets) ** 2).mean()

    start = jax.numpy.zeros((3, 4))
    names = {"jax": jax, "optax": optax, "loss": loss, "params": start}
    names["batches"] = [(inputs, targets)] * STEPS
    snippet.run(names)
    assert loss(names["params"], inputs, targets) < loss(start, inputs, targets)


def regression():
    """Return 20 inputs of 4 numbers, and targets of 3 that are a linear function of them."""
    rng = np.random.default_rng(0)
    inputs = rng.normal(size=(20, 4))
    return inputs, inputs @ rng.normal(size=(4, 3))
