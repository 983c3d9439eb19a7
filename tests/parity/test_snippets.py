"""PyTorch's lines on the pages train real models, and take the steps of our rules."""

import copy
from functools import cache

import numpy as np
import pytest
import torch

from gen.optimizers import OPTIMIZERS
from gen.simulate import simulate
from gen.surfaces.quadratic import quadratic
from tests.parity import BAR, RAN, fingerprint, version
from tests.snippets import SNIPPETS, WRITTEN

STEPS = 30
WORDS, WIDTH, KINDS, TEXTS, LENGTH = 12, 8, 3, 60, 10
VALLEY = quadratic(4)  # mild enough for every learning rate on the pages


every_snippet = pytest.mark.parametrize(
    "snippet", [snippet for snippet in SNIPPETS if snippet.title == "PyTorch"], ids=str
)


@pytest.fixture(autouse=True)
def defaults():
    """Let PyTorch compute as for a reader who has told it nothing."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float32)
    torch.set_num_threads(1)
    torch.manual_seed(0)
    yield
    torch.set_default_dtype(before)


@cache
def texts():
    """Return texts (60, 10) of 12 words, and which of 3 kinds of word each has most of."""
    words = np.random.default_rng(0).integers(WORDS, size=(TEXTS, LENGTH))
    return words, np.argmax([(words % KINDS == kind).sum(axis=1) for kind in range(KINDS)], axis=0)


class Reader(torch.nn.Module):
    """An embedding, a convolution, attention and a head: it tells which kind of word prevails."""

    def __init__(self):
        super().__init__()
        self.embedding = torch.nn.Embedding(WORDS, WIDTH)
        self.convolution = torch.nn.Conv1d(WIDTH, WIDTH, 3, padding=1)
        self.attention = torch.nn.MultiheadAttention(WIDTH, 2, batch_first=True)
        self.norm = torch.nn.LayerNorm(WIDTH)
        self.head = torch.nn.Linear(WIDTH, KINDS)

    def features(self, words):
        x = self.embedding(words)
        x = x + torch.relu(self.convolution(x.mT)).mT
        return self.norm(x + self.attention(x, x, x)[0]).mean(dim=1)

    def forward(self, words):
        return self.head(self.features(words))


def seen():
    """Return what a head sees of the texts (60, 9), in single precision.

    It is the features of a fresh network and a 1.
    """
    features = Reader().features(torch.tensor(texts()[0])).detach().numpy()
    return np.column_stack([features, np.ones(TEXTS)]).astype(np.float32)


def record(snippet, model, before, after):
    """Remember what was trained with a snippet, and how it ended."""
    used = {"torch"} | {
        name for name in ("scipy", "schedulefree", "pytorch_optimizer") if name in snippet.code
    }
    RAN[snippet] |= {
        "page": snippet.page,
        "title": snippet.title,
        "versions": {name: version(name) for name in sorted(used)},
        "snippet": snippet.fingerprint,
        "model": model,
        "loss": [float(f"{height:.4g}") for height in (before, after)],
    }
    assert after < before, f"the loss goes from {before:.6g} to {after:.6g}"


@every_snippet
def test_pytorch_snippet_trains(snippet):
    if "model" in snippet.names:
        train_a_network(snippet)
    elif "W" in snippet.names:
        train_a_layer(snippet)
    else:
        train_a_head(snippet)


def train_a_network(snippet):
    """Of several optimizers each trains a network of its own; every weight of it has to move."""
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
        for (name, p), before in zip(model.named_parameters(), start.parameters(), strict=True):
            assert torch.isfinite(p).all(), f"{name} is not finite"
            assert not torch.equal(p, before), f"{name} has not moved"
        before, after = (loss_fn(network(words), kinds).item() for network in (start, model))
        record(snippet, "embedding, convolution, attention, normalization, head", before, after)


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
    inputs = torch.tensor(seen())
    answers = torch.tensor(np.where(texts()[1] == 0, 1.0, -1.0), dtype=inputs.dtype)

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


class Point(torch.nn.Module):
    """The two weights of a surface; they are the output, whatever the input."""

    def __init__(self):
        super().__init__()
        self.x = torch.nn.Parameter(torch.tensor(VALLEY.start))

    def forward(self, inputs):
        return self.x


@pytest.mark.parametrize(
    "snippet", [s for s in SNIPPETS if s.title == "PyTorch" and s.walks_our_path], ids=str
)
def test_pytorch_snippet_walks_our_path(snippet):
    torch.set_default_dtype(torch.float64)
    model, start = Point(), torch.tensor(VALLEY.start)

    def height(x, targets=None):
        return (x[0] ** 2 + 4 * x[1] ** 2) / 2

    names = {"torch": torch, "model": model, "loss_fn": height, "loss": height, "x": start}
    names |= {"batches": [(None, None)] * 10, "fisher": lambda x: torch.eye(2)}
    snippet.run(names)
    end = model.x.detach() if names["x"] is start else names["x"]
    rule = OPTIMIZERS[snippet.slug](**WRITTEN.get(snippet.slug, {}))
    ours = simulate(rule, VALLEY, VALLEY.start, 10).points[-1]
    # Of the start, because some arrive at 0.
    found = float(np.abs(end.numpy() - ours).max() / np.abs(VALLEY.start).max())
    RAN[snippet] |= {"difference": float(f"{found:.2g}"), "rule": fingerprint(snippet.slug)}
    assert found <= BAR
