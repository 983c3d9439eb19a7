"""Muon: make every direction of a weight matrix move by the same amount."""

import math
from dataclasses import dataclass
from typing import final

from gen import knobs
from gen.arithmetic.matrices import length, product
from gen.optimizer import Array, Loss, Optimizer, Paper, State


@final
@dataclass(frozen=True)
class Muon(Optimizer):
    """Jordan et al., 2024: momentum, orthogonalized by five Newton-Schulz steps, as in his code."""

    slug = "muon"
    title = "Muon"
    family = "matrix"
    idea = "Momentum whose singular values are all set to about one before the step."
    paper = Paper(
        "Jordan, Jin, Boza, You, Cesista, Newhouse & Bernstein",
        2024,
        "Muon: an optimizer for hidden layers in neural networks",
        url="https://kellerjordan.github.io/posts/muon/",
    )
    parents = ("nesterov", "shampoo")
    hue, marker = "purple", "triangle"
    acts_on = "matrix"

    lr: float = knobs.learning_rate(0.02)
    beta: float = knobs.gradient_memory(0.95, symbol=r"\beta")

    # --8<-- [start:rule]
    def init(self, x: Array) -> State:
        return {"m": 0 * x}

    def step(self, x: Array, state: State, t: Array, loss: Loss) -> tuple[Array, State]:
        g = loss.grad(x)
        m = self.beta * state["m"] + (1 - self.beta) * g
        ahead = self.beta * m + (1 - self.beta) * g  # Nesterov's look-ahead
        rows, columns = x.shape[-2:]
        tall = math.sqrt(max(1, rows / columns))  # so that the outputs of a tall matrix move as far
        return x - self.lr * tall * orthogonalized(ahead), {"m": m}

    # --8<-- [end:rule]


# --8<-- [start:orthogonalized]
def orthogonalized(a: Array) -> Array:
    """Return about U Vᵀ for a = U Σ Vᵀ: five quintics drive the singular values near one."""
    y = a / (length(a) + 1e-7)
    tall = a.shape[-2] > a.shape[-1]
    for _ in range(5):
        gram = product(y.mT, y) if tall else product(y, y.mT)
        odd = -4.7750 * gram + 2.0315 * product(gram, gram)
        y = 3.4445 * y + (product(y, odd) if tall else product(odd, y))
    return y


# --8<-- [end:orthogonalized]
