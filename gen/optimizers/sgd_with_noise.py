"""SGD with noise: gradient descent that sees each gradient blurred, as through a minibatch."""

from dataclasses import dataclass
from typing import final

from gen import knobs
from gen.optimizer import Array, Loss, Optimizer, Paper, State


@final
@dataclass(frozen=True)
class NoisyGradientDescent(Optimizer):
    """x ← x − η(g + σξ), ξ standard normal, as a minibatch does it. Robbins & Monro, 1951."""

    slug = "sgd-with-noise"
    title = "SGD with noise"
    family = "classical"
    idea = "Gradient descent on gradients that are right only on average."
    paper = Paper(
        "Robbins & Monro", 1951, "A stochastic approximation method", doi="10.1214/aoms/1177729586"
    )
    parents = ("sgd",)
    hue, marker = "brown", "circle"

    lr: float = knobs.learning_rate(0.01)
    sigma: float = knobs.hyperparameter(
        1.0, r"\sigma", "size of the noise in each coordinate", low=1e-2, high=100.0, least=0
    )

    # --8<-- [start:rule]
    def init(self, x: Array) -> State:
        return {}

    def step(self, x: Array, state: State, t: Array, loss: Loss) -> tuple[Array, State]:
        g = loss.grad(x) + self.sigma * loss.noise(x)
        return x - self.lr * g, {}

    # --8<-- [end:rule]
