"""AdaBelief: step far where the gradient is as expected, and carefully where it surprises."""

from dataclasses import dataclass
from typing import final

from gen import knobs
from gen.arithmetic.functions import power
from gen.optimizer import Array, Loss, Optimizer, Paper, State


@final
@dataclass(frozen=True)
class AdaBelief(Optimizer):
    """Zhuang et al., 2020: Adam with the variance about m; ε both inside and outside the root."""

    slug = "adabelief"
    title = "AdaBelief"
    family = "adaptive"
    idea = (
        "Adam, dividing by how far gradients stray from their average instead of by how large "
        "they are."
    )
    paper = Paper(
        "Zhuang, Tang, Ding, Tatikonda, Dvornek, Papademetris & Duncan",
        2020,
        "AdaBelief optimizer: adapting stepsizes by the belief in observed gradients",
        arxiv="2010.07468",
    )
    parents = ("adam",)
    hue, marker = "vermilion", "hexagon"

    lr: float = knobs.learning_rate(0.001)
    beta1: float = knobs.gradient_memory(0.9)
    beta2: float = knobs.memory(0.999, r"\beta_2", "memory of the squared surprise", high=0.9999)
    eps: float = knobs.epsilon(1e-16)

    # --8<-- [start:rule]
    def init(self, x: Array) -> State:
        return {"m": 0 * x, "s": 0 * x}

    def step(self, x: Array, state: State, t: Array, loss: Loss) -> tuple[Array, State]:
        xp, g = x.__array_namespace__(), loss.grad(x)
        m = self.beta1 * state["m"] + (1 - self.beta1) * g
        s = self.beta2 * state["s"] + (1 - self.beta2) * (g - m) ** 2 + self.eps
        m_hat = m / (1 - power(self.beta1, t))
        s_hat = s / (1 - power(self.beta2, t))
        return x - self.lr * m_hat / (xp.sqrt(s_hat) + self.eps), {"m": m, "s": s}

    # --8<-- [end:rule]
