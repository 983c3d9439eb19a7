"""Natural gradient: count a step by how much it changes the distribution, not the numbers."""

from dataclasses import dataclass
from typing import Any, final

from gen import knobs
from gen.arithmetic.vectors import solve
from gen.optimizer import Array, Optimizer, Paper, State


@final
@dataclass(frozen=True)
class NaturalGradient(Optimizer):
    """x ← x − η(F + δI)⁻¹g with the loss's Fisher matrix F. Amari's rule has no damping δ."""

    slug = "natural-gradient"
    title = "Natural gradient"
    family = "natural-gradient"
    idea = (
        "Divide the gradient by the Fisher matrix: equal steps are equal changes of the "
        "distribution."
    )
    paper = Paper(
        "Amari",
        1998,
        "Natural gradient works efficiently in learning",
        doi="10.1162/089976698300017746",
    )
    parents = ("newton", "sgd")
    asks = ("fisher",)
    hue, marker = "green", "down"

    lr: float = knobs.learning_rate(0.1, low=1e-3)
    damping: float = knobs.hyperparameter(
        0.0, r"\delta", "damping", low=0.0, high=1.0, scale="linear", least=0
    )

    # --8<-- [start:rule]
    def init(self, x: Array) -> State:
        return {}

    def step(self, x: Array, state: State, t: Array, loss: Any) -> tuple[Array, State]:
        g, fisher = loss.grad(x), loss.fisher(x)
        return x - self.lr * solve(fisher, g, damping=self.damping), {}

    # --8<-- [end:rule]
