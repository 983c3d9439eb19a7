"""Lion: move every coordinate by the same amount, where momentum and gradient together point."""

from dataclasses import dataclass
from typing import final

from gen import knobs
from gen.optimizer import Array, Loss, Optimizer, Paper, State


@final
@dataclass(frozen=True)
class Lion(Optimizer):
    """Algorithm 2 of Chen et al., 2023: an average is kept, a fresher mixture decides signs."""

    slug = "lion"
    title = "Lion"
    family = "sign-based"
    idea = (
        "The sign of momentum, freshened by the newest gradient: equal steps in every coordinate."
    )
    paper = Paper(
        "Chen, Liang, Huang, Real, Wang, Liu, Pham, Dong, Luong, Hsieh, Lu & Le",
        2023,
        "Symbolic discovery of optimization algorithms",
        arxiv="2302.06675",
    )
    parents = ("signsgd", "momentum")
    hue, marker = "purple", "diamond"

    lr: float = knobs.learning_rate(1e-4)
    beta1: float = knobs.memory(0.9, r"\beta_1", "share of memory in the step")
    beta2: float = knobs.memory(0.99, r"\beta_2", "memory of the gradient", high=0.999)
    weight_decay: float = knobs.weight_decay(0.0, high=10.0)

    # --8<-- [start:rule]
    def init(self, x: Array) -> State:
        return {"m": 0 * x}

    def step(self, x: Array, state: State, t: Array, loss: Loss) -> tuple[Array, State]:
        xp, g = x.__array_namespace__(), loss.grad(x)
        c = self.beta1 * state["m"] + (1 - self.beta1) * g
        m = self.beta2 * state["m"] + (1 - self.beta2) * g
        return x - self.lr * (xp.sign(c) + self.weight_decay * x), {"m": m}

    # --8<-- [end:rule]
