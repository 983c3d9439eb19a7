"""The snippets on the optimizer pages run as they stand, and take the steps that our own rule takes."""

import math
import re
from pathlib import Path

import numpy as np
import pytest

from gen.optimizers import OPTIMIZERS, RACERS
from gen.simulate import simulate
from gen.surfaces.quadratic import quadratic

PAGES = Path(__file__).parent.parent / "docs" / "optimizers"
SNIPPET = re.compile(r'^```python title="(PyTorch|Optax)"\n(.*?)^```$', re.DOTALL | re.MULTILINE)
VALLEY = quadratic(4)  # mild enough for every learning rate on the pages
STEPS = 10

# What the snippets set, in our names; a knob that is not here stands at our default.
WRITTEN = {
    "sgd": {"lr": 0.1},
    "momentum": {"lr": 0.01, "beta": 0.9},
    "nesterov": {"lr": 0.01, "beta": 0.9},
    "adagrad": {"lr": 0.1},
    "sgd-with-noise": {
        "lr": 0.1,
        "sigma": 0.0,
    },  # the batches of the test are all the data, and free of noise
    "schedule-free-sgd": {"lr": 0.1},
    "sam": {"lr": 0.1},
    "lars": {"weight_decay": 0.0},
}


def snippets(slug):
    """Return the snippets on an optimizer's page, by library."""
    return dict(SNIPPET.findall((PAGES / f"{slug}.md").read_text(encoding="utf-8")))


def snippet(slug, library):
    """Return the snippet for `library` on an optimizer's page; skip the test if that library does not have the rule."""
    found = snippets(slug)
    if library not in found:
        pytest.skip(f"nothing in {library} to show")
    return found[library]


# What a library does to a matrix alone, or asks of a layer, has no path on two weights in a row.
MATRICES = [
    slug for slug, cls in OPTIMIZERS.items() if cls.family == "matrix" or slug not in RACERS
]
VECTORS = [slug for slug in OPTIMIZERS if slug not in MATRICES]


@pytest.mark.parametrize("slug", OPTIMIZERS)
def test_a_page_shows_how_the_optimizer_is_used(slug):
    assert snippets(slug)


def ours(slug, steps=STEPS):
    """Return where our own rule ends with the constants of the page."""
    return simulate(OPTIMIZERS[slug](**WRITTEN.get(slug, {})), VALLEY, VALLEY.start, steps).points[
        -1
    ]


def run(code, names):
    """Run a snippet; one that only makes an optimizer gets the loop of gradient descent's page around it."""
    if "optimizer = " in code and "\nfor " not in f"\n{code}":
        code += loop_of(names["library"])
    exec(compile(code, "<snippet>", "exec"), names)


def loop_of(library):
    """Return gradient descent's snippet without the line that makes the optimizer."""
    return "".join(snippet("sgd", library).splitlines(keepends=True)[1:])


@pytest.mark.parametrize("slug", VECTORS)
def test_optax_snippet_walks_our_path(slug):
    jax, optax = pytest.importorskip("jax"), pytest.importorskip("optax")
    jax.config.update("jax_enable_x64", True)
    jnp = jax.numpy

    def loss(x, inputs=None, targets=None):
        return VALLEY.value(x)

    start = jnp.array(VALLEY.start)
    names = {"library": "Optax", "jax": jax, "jnp": jnp, "optax": optax, "math": math, "loss": loss}
    names |= {
        "params": start,
        "x": start,
        "batches": [(None, None)] * STEPS,
        "fisher": VALLEY.fisher,
    }
    run(snippet(slug, "Optax"), names)
    end = names["x"] if names["params"] is start else names["params"]
    np.testing.assert_allclose(end, ours(slug), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("slug", VECTORS)
def test_pytorch_snippet_walks_our_path(slug):
    torch = pytest.importorskip("torch")

    class Point(torch.nn.Module):
        """The two weights of the surface; they are the output, whatever the input."""

        def __init__(self):
            super().__init__()
            self.x = torch.nn.Parameter(torch.tensor(VALLEY.start, dtype=torch.float64))

        def forward(self, inputs):
            return self.x

    def height(x, targets=None):
        return (x[0] ** 2 + 4 * x[1] ** 2) / 2

    model, start = Point(), torch.tensor(VALLEY.start, dtype=torch.float64)
    names = {
        "library": "PyTorch",
        "torch": torch,
        "model": model,
        "loss_fn": height,
        "loss": height,
        "x": start,
    }
    names |= {"batches": [(None, None)] * STEPS, "fisher": lambda x: torch.eye(2, dtype=x.dtype)}
    run(snippet(slug, "PyTorch"), names)
    end = model.x.detach() if names["x"] is start else names["x"]
    np.testing.assert_allclose(end.numpy(), ours(slug), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("slug", MATRICES)
def test_optax_snippet_trains_a_matrix(slug):
    """How exactly they agree is the parity table's to say; here the lines must run, and lower the loss."""
    jax, optax = pytest.importorskip("jax"), pytest.importorskip("optax")
    inputs, targets = regression()

    def loss(weights, inputs, targets):
        return ((inputs @ weights.T - targets) ** 2).mean()

    names = {
        "library": "Optax",
        "jax": jax,
        "optax": optax,
        "loss": loss,
        "params": jax.numpy.zeros((3, 4)),
    }
    names |= {"batches": [(inputs, targets)] * STEPS}
    run(snippet(slug, "Optax"), names)
    assert loss(names["params"], inputs, targets) < loss(jax.numpy.zeros((3, 4)), inputs, targets)


@pytest.mark.parametrize("slug", MATRICES)
def test_pytorch_snippet_trains_a_matrix(slug):
    torch = pytest.importorskip("torch")
    inputs, targets = map(torch.tensor, regression())
    model = torch.nn.Linear(4, 3, dtype=torch.float64)
    with torch.no_grad():
        model.weight.zero_()
        model.bias.zero_()
    before = ((model(inputs) - targets) ** 2).mean().item()
    names = {
        "library": "PyTorch",
        "torch": torch,
        "model": model,
        "loss_fn": torch.nn.MSELoss(),
        "n": 3,
        "m": 4,
    }
    names |= {"batches": [(inputs, targets)] * STEPS, "W": model.weight, "lr": 0.1, "damping": 1e-3}
    torch.set_default_dtype(torch.float64)
    with torch.no_grad() if OPTIMIZERS[slug].asks else torch.enable_grad():
        run(snippet(slug, "PyTorch"), names)
    assert ((model(inputs) - targets) ** 2).mean().item() < before


def regression():
    """Return 20 inputs of 4 numbers, and targets of 3 that are a linear function of them."""
    rng = np.random.default_rng(0)
    inputs = rng.normal(size=(20, 4))
    return inputs, inputs @ rng.normal(size=(4, 3))
