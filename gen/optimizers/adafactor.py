"""Adafactor: remember a matrix by sums of its rows and columns, and step in proportion to it."""

from dataclasses import dataclass
from typing import final

from gen import knobs
from gen.arithmetic.functions import real_power
from gen.arithmetic.matrices import squared
from gen.arithmetic.vectors import total
from gen.optimizer import Array, Loss, Optimizer, Paper, State


def rms(x: Array) -> Array:
    """Return the root mean square of each matrix in `x` (..., n, m), of shape (..., 1, 1)."""
    xp = x.__array_namespace__()
    return xp.sqrt(squared(x) / (x.shape[-1] * x.shape[-2]))[..., None, None]


@final
@dataclass(frozen=True)
class Adafactor(Optimizer):
    """Algorithms 4 and 6 of Shazeer & Stern, 2018. Of a single column, R C / mean(R) is R."""

    slug = "adafactor"
    title = "Adafactor"
    family = "adaptive"
    idea = (
        "Remember the squared gradient by its rows and columns, and step in proportion to the "
        "weights."
    )
    paper = Paper(
        "Shazeer & Stern",
        2018,
        "Adafactor: adaptive learning rates with sublinear memory cost",
        arxiv="1804.04235",
    )
    parents = ("adam",)
    hue, marker = "teal", "square"
    acts_on = "matrix"

    lr: float = knobs.learning_rate(0.01, meaning="largest relative step", symbol=r"\rho")
    decay: float = knobs.hyperparameter(
        0.8, r"c", "how fast the memory grows", low=0.1, high=1.0, scale="linear", least=0
    )
    clip: float = knobs.hyperparameter(
        1.0, r"d", "largest root mean square of an update", low=0.1, high=10.0, above=0
    )
    eps1: float = knobs.hyperparameter(
        1e-30, r"\varepsilon_1", "added to the squared gradient", low=1e-40, high=1e-8, least=0
    )
    eps2: float = knobs.hyperparameter(
        1e-3, r"\varepsilon_2", "smallest size that weights count as", low=1e-6, high=1.0, least=0
    )

    # --8<-- [start:rule]
    def init(self, x: Array) -> State:
        return {"r": 0 * x[..., :, :1], "c": 0 * x[..., :1, :]}

    def step(self, x: Array, state: State, t: Array, loss: Loss) -> tuple[Array, State]:
        xp, g = x.__array_namespace__(), loss.grad(x)
        n, m = x.shape[-2:]
        beta = 1 - real_power(t, -self.decay)
        square = g**2 + self.eps1
        r = beta * state["r"] + (1 - beta) * total(square, -1, keepdims=True) / m
        c = beta * state["c"] + (1 - beta) * total(square, -2, keepdims=True) / n
        v = r * c / (total(r, -2, keepdims=True) / n)
        u = g / xp.sqrt(v)
        u = u / xp.maximum(1.0, rms(u) / self.clip)
        size = xp.maximum(self.eps2, rms(x))
        return x - xp.minimum(self.lr, 1 / xp.sqrt(t)) * size * u, {"r": r, "c": c}

    # --8<-- [end:rule]
