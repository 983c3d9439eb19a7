"""Nesterov momentum: look where the velocity will carry you, and correct before you are there."""

from dataclasses import dataclass
from typing import final

from gen import knobs
from gen.optimizer import Array, Loss, Optimizer, Paper, State


@final
@dataclass(frozen=True)
class Nesterov(Optimizer):
    """v ← βv + g, x ← x − η(g + βv): Nesterov's step as PyTorch and Optax write it.

    Here x is the point looked ahead to, at which the gradient is taken; Sutskever et al. (2013)
    follow the point behind it, x + ηβv. The gradients are the same.
    """

    slug = "nesterov"
    title = "Nesterov momentum"
    family = "classical"
    idea = "Take the gradient where the velocity is about to carry you, and brake in time."
    paper = Paper(
        "Nesterov",
        1983,
        "A method of solving a convex programming problem with convergence rate O(1/k²)",
        url="https://www.mathnet.ru/eng/dan46009",
    )
    parents = ("momentum",)
    hue, marker = "sky", "down"

    lr: float = knobs.learning_rate(0.01)
    beta: float = knobs.memory(0.9, r"\beta", "memory of the velocity")

    # --8<-- [start:rule]
    def init(self, x: Array) -> State:
        return {"v": 0 * x}

    def step(self, x: Array, state: State, t: Array, loss: Loss) -> tuple[Array, State]:
        g = loss.grad(x)
        v = self.beta * state["v"] + g
        return x - self.lr * (g + self.beta * v), {"v": v}

    # --8<-- [end:rule]
