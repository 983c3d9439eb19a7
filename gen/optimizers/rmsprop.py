"""RMSprop: Adagrad with a memory that fades, so that it never stops learning."""

from dataclasses import dataclass
from typing import final

from gen.optimizer import Array, Loss, Optimizer, Paper, State, hyperparameter


@final
@dataclass(frozen=True)
class RMSprop(Optimizer):
    """v ← βv + (1 − β)g², x ← x − ηg / (√v + ε), with ε outside the root as in PyTorch. Hinton, 2012."""

    slug = "rmsprop"
    title = "RMSprop"
    family = "adaptive"
    idea = "Divide each coordinate's step by the recent size of its gradient."
    paper = Paper(
        "Tieleman & Hinton",
        2012,
        "Neural Networks for Machine Learning, lecture 6e",
        url="https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf",
    )
    parents = ("adagrad",)
    hue, marker = "green", "triangle"

    lr: float = hyperparameter(0.001, r"\eta", "learning rate", low=1e-4, high=1.0)
    beta: float = hyperparameter(
        0.9, r"\beta", "memory of the squared gradient", low=0.0, high=0.999, scale="linear"
    )
    eps: float = hyperparameter(
        1e-8, r"\varepsilon", "guard against division by zero", low=1e-12, high=1.0
    )

    # --8<-- [start:rule]
    def init(self, x: Array) -> State:
        return {"v": 0 * x}

    def step(self, x: Array, state: State, t: Array, loss: Loss) -> tuple[Array, State]:
        xp, g = x.__array_namespace__(), loss.grad(x)
        v = self.beta * state["v"] + (1 - self.beta) * g**2
        return x - self.lr * g / (xp.sqrt(v) + self.eps), {"v": v}

    # --8<-- [end:rule]
