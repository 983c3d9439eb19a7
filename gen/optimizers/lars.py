"""LARS: momentum in which each layer's step is a fixed small share of that layer's length."""

from dataclasses import dataclass
from typing import final

from gen import knobs
from gen.arithmetic.vectors import norm
from gen.optimizer import Array, Loss, Optimizer, Paper, State


@final
@dataclass(frozen=True)
class LARS(Optimizer):
    """Algorithm 1 of You, Gitman & Ginsburg, 2017, for one layer, without its schedule."""

    slug = "lars"
    title = "LARS"
    family = "adaptive"
    idea = "Let each layer move by a small share of its own length, however long its gradient is."
    paper = Paper(
        "You, Gitman & Ginsburg",
        2017,
        "Large batch training of convolutional networks",
        arxiv="1708.03888",
    )
    parents = ("momentum",)
    hue, marker = "pink", "down"
    acts_on = "layer"

    lr: float = knobs.learning_rate(1.0, low=1e-2, high=100.0)
    beta: float = knobs.memory(0.9, r"\beta", "memory of the velocity")
    trust: float = knobs.hyperparameter(
        0.001, r"\tau", "trust coefficient", low=1e-4, high=1.0, least=0
    )
    weight_decay: float = knobs.weight_decay(0.0005, high=0.1)

    # --8<-- [start:rule]
    def init(self, x: Array) -> State:
        return {"v": 0 * x}

    def step(self, x: Array, state: State, t: Array, loss: Loss) -> tuple[Array, State]:
        xp, g = x.__array_namespace__(), loss.grad(x)
        size = norm(x)
        slope = norm(g) + self.weight_decay * size
        # A layer of zeros would never move, so where there is nothing to compare with, the ratio
        # becomes 1.
        some = (size > 0) & (slope > 0)
        ratio = xp.where(some, self.trust * size / xp.where(some, slope, 1.0), 1.0)
        v = self.beta * state["v"] + self.lr * ratio * (g + self.weight_decay * x)
        return x - v, {"v": v}

    # --8<-- [end:rule]
