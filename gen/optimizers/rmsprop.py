"""RMSprop: Adagrad with a memory that fades, so that it never stops learning."""

from dataclasses import dataclass
from typing import final

from gen import knobs
from gen.optimizer import Array, Loss, Optimizer, Paper, State


@final
@dataclass(frozen=True)
class RMSprop(Optimizer):
    """v ← βv + (1 − β)g², x ← x − ηg / (√v + ε), as in PyTorch. Hinton, 2012."""

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

    lr: float = knobs.learning_rate(0.001)
    beta: float = knobs.square_memory(0.9, symbol=r"\beta")
    eps: float = knobs.epsilon(1e-8)

    # --8<-- [start:rule]
    def init(self, x: Array) -> State:
        return {"v": 0 * x}

    def step(self, x: Array, state: State, t: Array, loss: Loss) -> tuple[Array, State]:
        xp, g = x.__array_namespace__(), loss.grad(x)
        v = self.beta * state["v"] + (1 - self.beta) * g**2
        return x - self.lr * g / (xp.sqrt(v) + self.eps), {"v": v}

    # --8<-- [end:rule]
