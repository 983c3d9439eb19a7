"""Adamax: Adam, with the largest recent gradient where Adam has the mean square."""

from dataclasses import dataclass
from typing import final

from gen import knobs
from gen.arithmetic.functions import power
from gen.optimizer import Array, Loss, Optimizer, Paper, State


@final
@dataclass(frozen=True)
class Adamax(Optimizer):
    """Algorithm 2 of Kingma & Ba, 2015; ε is added to |g| inside the maximum, as in Optax."""

    slug = "adamax"
    title = "Adamax"
    family = "adaptive"
    idea = "Divide the average gradient by the largest one in fading memory."
    paper = Paper(
        "Kingma & Ba", 2015, "Adam: a method for stochastic optimization", arxiv="1412.6980"
    )
    parents = ("adam",)
    hue, marker = "blue", "diamond"

    lr: float = knobs.learning_rate(0.002)
    beta1: float = knobs.gradient_memory(0.9)
    beta2: float = knobs.memory(
        0.999, r"\beta_2", "how slowly the largest gradient fades", high=0.9999
    )
    eps: float = knobs.epsilon(1e-8)

    # --8<-- [start:rule]
    def init(self, x: Array) -> State:
        return {"m": 0 * x, "u": 0 * x}

    def step(self, x: Array, state: State, t: Array, loss: Loss) -> tuple[Array, State]:
        xp, g = x.__array_namespace__(), loss.grad(x)
        m = self.beta1 * state["m"] + (1 - self.beta1) * g
        u = xp.maximum(self.beta2 * state["u"], xp.abs(g) + self.eps)
        m_hat = m / (1 - power(self.beta1, t))  # a maximum has no bias that would need correcting
        return x - self.lr * m_hat / u, {"m": m, "u": u}

    # --8<-- [end:rule]
