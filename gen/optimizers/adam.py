"""Adam: momentum, with every coordinate's step divided by its own recent gradient size."""

from dataclasses import dataclass
from typing import final

from gen import knobs
from gen.arithmetic.functions import power
from gen.optimizer import Array, Loss, Optimizer, Paper, State


@final
@dataclass(frozen=True)
class Adam(Optimizer):
    """Algorithm 1 of Kingma & Ba, 2015: two averages, both corrected for their start at zero."""

    slug = "adam"
    title = "Adam"
    family = "adaptive"
    idea = "Momentum for the direction, RMSprop for the scale of each coordinate."
    paper = Paper(
        "Kingma & Ba", 2015, "Adam: a method for stochastic optimization", arxiv="1412.6980"
    )
    parents = ("rmsprop", "momentum")
    hue, marker = "orange", "star"

    lr: float = knobs.learning_rate(0.001)
    beta1: float = knobs.gradient_memory(0.9)
    beta2: float = knobs.square_memory(0.999)
    eps: float = knobs.epsilon(1e-8)

    # --8<-- [start:rule]
    def init(self, x: Array) -> State:
        return {"m": 0 * x, "v": 0 * x}

    def step(self, x: Array, state: State, t: Array, loss: Loss) -> tuple[Array, State]:
        xp, g = x.__array_namespace__(), loss.grad(x)
        m = self.beta1 * state["m"] + (1 - self.beta1) * g
        v = self.beta2 * state["v"] + (1 - self.beta2) * g**2
        m_hat = m / (1 - power(self.beta1, t))
        v_hat = v / (1 - power(self.beta2, t))
        return x - self.lr * m_hat / (xp.sqrt(v_hat) + self.eps), {"m": m, "v": v}

    # --8<-- [end:rule]
