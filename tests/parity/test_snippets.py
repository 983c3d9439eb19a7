"""The lines of PyTorch and Optax on the pages train real models, and take our rules' steps."""

import copy
import math

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
import torch

from gen.optimizers import OPTIMIZERS
from gen.simulate import simulate
from gen.surfaces.quadratic import quadratic
from tests.parity import BAR, RAN, fingerprint, version
from tests.parity.reader import PARTS, STEPS, Reader, loss, parameters, seen, texts
from tests.snippets import SNIPPETS, WRITTEN

VALLEY = quadratic(4)  # mild enough for every learning rate on the pages
OPTAX = {"jax": jax, "jnp": jnp, "optax": optax, "math": math}


def every(title, *, on_a_surface=False):
    """Try every snippet of a library, or those only that take our steps on a surface."""
    chosen = [s for s in SNIPPETS if s.title == title and (s.takes_our_steps or not on_a_surface)]
    return pytest.mark.parametrize("snippet", chosen, ids=str)


@pytest.fixture(autouse=True)
def defaults():
    """Let both libraries compute as for a reader who has told them nothing."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float32)
    torch.set_num_threads(1)
    torch.manual_seed(0)
    with jax.enable_x64(False):
        yield
    torch.set_default_dtype(before)


def record(snippet, model, before, after):
    """Remember what was trained with a snippet, and how it ended."""
    own = {"PyTorch": {"torch"}, "Optax": {"jax", "optax"}}[snippet.title]
    others = ("scipy", "schedulefree", "pytorch_optimizer")
    used = own | {name for name in others if name in snippet.code}
    RAN[snippet] |= {
        "page": snippet.page,
        "title": snippet.title,
        "versions": {name: version(name) for name in sorted(used)},
        "snippet": snippet.fingerprint,
        "model": model,
        "loss": [float(f"{height:.4g}") for height in (before, after)],
    }
    assert after < before, f"the loss goes from {before:.6g} to {after:.6g}"


def all_moved(before, after):
    """Assert that every weight has moved, to a number; both are arrays by name."""
    for name, p in after.items():
        assert np.isfinite(p).all(), f"{name} is not finite"
        assert not np.array_equal(p, before[name]), f"{name} has not moved"


@every("PyTorch")
def test_pytorch_snippet_trains(snippet):
    if "model" in snippet.names:
        train_a_network(snippet)
    elif "W" in snippet.names:
        train_a_layer(snippet)
    else:
        train_a_head(snippet)


def train_a_network(snippet):
    """Of several optimizers each trains a network of its own."""
    words, kinds = map(torch.tensor, texts())
    loss_fn = torch.nn.CrossEntropyLoss()
    for choice in range(max(1, len(snippet.choices))):
        model = Reader()
        start = copy.deepcopy(model)
        names = {"torch": torch, "model": model, "loss_fn": loss_fn}

        def batches(names=names):
            for _ in range(STEPS):
                yield words, kinds
                if "scheduler" in names:  # after the optimizer, as the page says
                    names["scheduler"].step()

        names["batches"] = batches()
        snippet.run(names, choice)
        all_moved(parameters(start), parameters(model))
        before, after = (loss_fn(network(words), kinds).item() for network in (start, model))
        record(snippet, PARTS, before, after)


def train_a_layer(snippet):
    """The last layer of the network, by squared error."""
    inputs = torch.tensor(seen())
    targets = torch.nn.functional.one_hot(torch.tensor(texts()[1])).to(inputs)
    n, m = targets.shape[1], inputs.shape[1]
    W = torch.zeros(n, m)
    names = {"torch": torch, "W": W, "n": n, "m": m, "lr": 0.1, "damping": 1e-3}
    snippet.run(names | {"batches": [(inputs, targets)] * STEPS})
    after = ((inputs @ W.T - targets) ** 2).mean().item()
    record(snippet, "linear layer", (targets**2).mean().item(), after)


def train_a_head(snippet):
    """One output of the last layer: does kind 0 prevail? Logistic regression on what it sees."""
    inputs, answers = head()
    inputs, answers = torch.tensor(inputs), torch.tensor(answers)

    def loss(x):
        return torch.nn.functional.softplus(-answers * (inputs @ x)).mean()

    def fisher(x):
        p = torch.sigmoid(inputs @ x)
        return inputs.T @ ((p * (1 - p))[:, None] * inputs) / len(inputs)

    x = torch.zeros(inputs.shape[1])
    names = {"torch": torch, "loss": loss, "fisher": fisher, "x": x}
    snippet.run(names)
    assert names["x"].dtype == x.dtype
    record(snippet, "logistic regression", loss(x).item(), loss(names["x"]).item())


def head():
    """Return what the head sees (60, 9), and 1 where kind 0 prevails, else −1."""
    return seen(), np.where(texts()[1] == 0, 1.0, -1.0).astype(np.float32)


@every("Optax")
def test_optax_snippet_trains(snippet):
    if "x" in snippet.names:
        train_a_head_in_jax(snippet)
    else:
        train_a_network_in_jax(snippet)


def train_a_network_in_jax(snippet):
    """Of several optimizers each trains the network; a sweep of rates tells how it ended."""
    words, kinds = map(jnp.array, texts())
    for choice in range(max(1, len(snippet.choices))):
        start = parameters(Reader())
        names = {**OPTAX, "loss": loss, "params": start, "batches": [(words, kinds)] * STEPS}
        snippet.run(names, choice)
        if "losses" in names:
            after = names["losses"][names["best"]]
        else:
            all_moved(start, names["params"])
            after = loss(names["params"], words, kinds)
        record(snippet, PARTS, float(loss(start, words, kinds)), float(after))


def train_a_head_in_jax(snippet):
    inputs, answers = map(jnp.array, head())

    def loss(x):
        return jax.nn.softplus(-answers * (inputs @ x)).mean()

    def fisher(x):
        p = jax.nn.sigmoid(inputs @ x)
        return inputs.T @ ((p * (1 - p))[:, None] * inputs) / len(inputs)

    x = jnp.zeros(inputs.shape[1])
    names = {**OPTAX, "loss": loss, "fisher": fisher, "x": x}
    snippet.run(names)
    record(snippet, "logistic regression", float(loss(x)), float(loss(names["x"])))


def test_the_network_is_the_same_in_both():
    words, kinds = texts()
    model = Reader()
    there = torch.nn.functional.cross_entropy(model(torch.tensor(words)), torch.tensor(kinds))
    here = loss(parameters(model), words, kinds)
    np.testing.assert_allclose(here, there.item(), rtol=1e-5)


class Point(torch.nn.Module):
    """The two weights of a surface; they are the output, whatever the input."""

    def __init__(self):
        super().__init__()
        self.x = torch.nn.Parameter(torch.tensor(VALLEY.start))

    def forward(self, inputs):
        return self.x


def compare(snippet, end):
    """Record how far from ours a snippet's ten steps in the valley end, and hold it to the bar."""
    rule = OPTIMIZERS[snippet.slug](**WRITTEN.get(snippet.slug, {}))
    ours = simulate(rule, VALLEY, VALLEY.start, 10).points[-1]
    # Of the start, because some arrive at 0.
    found = float(np.abs(np.asarray(end) - ours).max() / np.abs(VALLEY.start).max())
    RAN[snippet] |= {"difference": float(f"{found:.2g}"), "rule": fingerprint(snippet.slug)}
    assert found <= BAR


@every("PyTorch", on_a_surface=True)
def test_pytorch_snippet_takes_our_steps(snippet):
    torch.set_default_dtype(torch.float64)
    model, start = Point(), torch.tensor(VALLEY.start)

    def height(x, targets=None):
        return (x[0] ** 2 + 4 * x[1] ** 2) / 2

    names = {"torch": torch, "model": model, "loss_fn": height, "loss": height, "x": start}
    names |= {"batches": [(None, None)] * 10, "fisher": lambda x: torch.eye(2)}
    snippet.run(names)
    compare(snippet, model.x.detach() if names["x"] is start else names["x"])


@every("Optax", on_a_surface=True)
@jax.enable_x64(True)
def test_optax_snippet_takes_our_steps(snippet):
    def height(x, inputs=None, targets=None):
        return (x[0] ** 2 + 4 * x[1] ** 2) / 2

    start = jnp.array(VALLEY.start)
    names = {**OPTAX, "loss": height, "params": start, "x": start}
    names |= {"batches": [(None, None)] * 10, "fisher": lambda x: jnp.eye(2)}
    snippet.run(names)
    compare(snippet, names["x"] if names["params"] is start else names["params"])
