"""AdaBelief: step far where the gradient is as expected, and carefully where it surprises."""

from dataclasses import dataclass
from typing import final

from gen.arithmetic.functions import power
from gen.optimizer import Array, Loss, Optimizer, Paper, State, hyperparameter


@final
@dataclass(frozen=True)
class AdaBelief(Optimizer):
    """Zhuang et al., 2020: Adam with the variance about m for the mean square; ε both inside and outside the root."""

    slug = "adabelief"
    title = "AdaBelief"
    family = "adaptive"
    idea = "Adam, dividing by how far gradients stray from their average instead of by how large they are."
    paper = Paper(
        "Zhuang, Tang, Ding, Tatikonda, Dvornek, Papademetris & Duncan",
        2020,
        "AdaBelief optimizer: adapting stepsizes by the belief in observed gradients",
        arxiv="2010.07468",
    )
    parents = ("adam",)
    hue, marker = "vermilion", "hexagon"

    lr: float = hyperparameter(0.001, r"\eta", "learning rate", low=1e-4, high=1.0)
    beta1: float = hyperparameter(
        0.9, r"\beta_1", "memory of the gradient", low=0.0, high=0.99, scale="linear"
    )
    beta2: float = hyperparameter(
        0.999, r"\beta_2", "memory of the squared surprise", low=0.0, high=0.9999, scale="linear"
    )
    eps: float = hyperparameter(
        1e-16, r"\varepsilon", "guard against division by zero", low=1e-16, high=1.0
    )

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
