"""Adagrad: every coordinate has its own step, which shrinks with all the gradient it ever saw."""

from dataclasses import dataclass
from typing import final

from gen import knobs
from gen.optimizer import Array, Loss, Optimizer, Paper, State


@final
@dataclass(frozen=True)
class Adagrad(Optimizer):
    """s ← s + g², x ← x − ηg / (√s + ε), ε outside the root as in PyTorch. Duchi et al., 2011."""

    slug = "adagrad"
    title = "Adagrad"
    family = "adaptive"
    idea = "Divide each coordinate's step by the size of all its gradients so far."
    paper = Paper(
        "Duchi, Hazan & Singer",
        2011,
        "Adaptive subgradient methods for online learning and stochastic optimization",
        url="https://jmlr.org/papers/v12/duchi11a.html",
    )
    parents = ("sgd",)
    hue, marker = "brown", "diamond"

    lr: float = knobs.learning_rate(0.01, low=1e-3, high=10.0)
    eps: float = knobs.epsilon(1e-10)

    # --8<-- [start:rule]
    def init(self, x: Array) -> State:
        return {"s": 0 * x}

    def step(self, x: Array, state: State, t: Array, loss: Loss) -> tuple[Array, State]:
        xp, g = x.__array_namespace__(), loss.grad(x)
        s = state["s"] + g**2
        return x - self.lr * g / (xp.sqrt(s) + self.eps), {"s": s}

    # --8<-- [end:rule]
