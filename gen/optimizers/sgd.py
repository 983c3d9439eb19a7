"""Gradient descent: step downhill, as far as the slope is steep."""

from dataclasses import dataclass
from typing import final

from gen import knobs
from gen.optimizer import Array, Loss, Optimizer, Paper, State


@final
@dataclass(frozen=True)
class GradientDescent(Optimizer):
    """x ← x − η g. Cauchy, 1847; with noisy gradients it is SGD, Robbins & Monro, 1951."""

    slug = "sgd"
    title = "Gradient descent (SGD)"
    family = "classical"
    idea = "Step straight downhill, in proportion to the slope."
    paper = Paper(
        "Robbins & Monro", 1951, "A stochastic approximation method", doi="10.1214/aoms/1177729586"
    )
    hue, marker = "vermilion", "circle"

    lr: float = knobs.learning_rate(0.01)

    # --8<-- [start:rule]
    def init(self, x: Array) -> State:
        return {}

    def step(self, x: Array, state: State, t: Array, loss: Loss) -> tuple[Array, State]:
        g = loss.grad(x)
        return x - self.lr * g, {}

    # --8<-- [end:rule]
