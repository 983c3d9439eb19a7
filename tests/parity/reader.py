"""A small network that the pages' lines train, once in PyTorch and once in JAX, and its data."""

from functools import cache

import jax
import numpy as np
import optax
import torch

STEPS = 30
WORDS, WIDTH, HEADS, KINDS, TEXTS, LENGTH = 12, 8, 2, 3, 60, 10
PARTS = "embedding, convolution, attention, normalization, head"


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
        self.attention = torch.nn.MultiheadAttention(WIDTH, HEADS, batch_first=True)
        self.norm = torch.nn.LayerNorm(WIDTH)
        self.head = torch.nn.Linear(WIDTH, KINDS)

    def features(self, words):
        x = self.embedding(words)
        x = x + torch.relu(self.convolution(x.mT)).mT
        return self.norm(x + self.attention(x, x, x)[0]).mean(dim=1)

    def forward(self, words):
        return self.head(self.features(words))


def parameters(model):
    """Return what a Reader has learned as JAX's arrays, by PyTorch's names."""
    return {name: jax.numpy.array(p.detach().numpy()) for name, p in model.named_parameters()}


@jax.jit
def loss(params, inputs, targets):
    """Return the cross-entropy of a Reader with these parameters, called as on the pages."""

    def line(name, x):
        return x @ params[f"{name}weight"].T + params[f"{name}bias"]

    x = params["embedding.weight"][inputs]
    near = jax.lax.conv(x.mT, params["convolution.weight"], (1,), "SAME")
    x = x + jax.nn.relu(near.mT + params["convolution.bias"])
    parts = jax.numpy.split(line("attention.in_proj_", x), 3, axis=-1)
    asked = [part.reshape(*x.shape[:2], HEADS, WIDTH // HEADS) for part in parts]
    x = x + line("attention.out_proj.", jax.nn.dot_product_attention(*asked).reshape(x.shape))
    x = jax.nn.standardize(x, epsilon=1e-5) * params["norm.weight"] + params["norm.bias"]
    says = line("head.", x.mean(axis=1))
    return optax.softmax_cross_entropy_with_integer_labels(says, targets).mean()


def seen():
    """Return what a head sees of the texts (60, 9), in single precision.

    It is the features of a fresh network and a 1.
    """
    features = Reader().features(torch.tensor(texts()[0])).detach().numpy()
    return np.column_stack([features, np.ones(TEXTS)]).astype(np.float32)
