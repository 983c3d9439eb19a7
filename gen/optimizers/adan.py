"""Adan: Adam that also remembers how the gradient is changing, and leans into the change as Nesterov would."""

from dataclasses import dataclass
from typing import final

from gen.arithmetic.functions import power
from gen.optimizer import Array, Loss, Optimizer, Paper, State, hyperparameter


@final
@dataclass(frozen=True)
class Adan(Optimizer):
    """Xie et al., 2022, as in their code: three averages, all corrected for having started at zero."""

    slug = "adan"
    title = "Adan"
    family = "adaptive"
    idea = "Average the gradient and its change, and step by where the gradient is heading."
    paper = Paper(
        "Xie, Zhou, Li, Lin & Yan",
        2022,
        "Adan: adaptive Nesterov momentum algorithm for faster optimizing deep models",
        arxiv="2208.06677",
    )
    parents = ("adam", "nesterov")
    hue, marker = "brown", "star"

    lr: float = hyperparameter(0.001, r"\eta", "learning rate", low=1e-4, high=1.0)
    beta1: float = hyperparameter(
        0.98, r"\beta_1", "memory of the gradient", low=0.0, high=0.99, scale="linear"
    )
    beta2: float = hyperparameter(
        0.92, r"\beta_2", "memory of its change", low=0.0, high=0.99, scale="linear"
    )
    beta3: float = hyperparameter(
        0.99, r"\beta_3", "memory of the square", low=0.0, high=0.9999, scale="linear"
    )
    eps: float = hyperparameter(
        1e-8, r"\varepsilon", "guard against division by zero", low=1e-12, high=1.0
    )
    weight_decay: float = hyperparameter(
        0.0, r"\lambda", "weight decay", low=0.0, high=1.0, scale="linear"
    )

    # --8<-- [start:rule]
    def init(self, x: Array) -> State:
        return {"m": 0 * x, "v": 0 * x, "n": 0 * x, "before": 0 * x}

    def step(self, x: Array, state: State, t: Array, loss: Loss) -> tuple[Array, State]:
        xp, g = x.__array_namespace__(), loss.grad(x)
        change = xp.where(t == 1, 0 * g, g - state["before"])
        m = self.beta1 * state["m"] + (1 - self.beta1) * g
        v = self.beta2 * state["v"] + (1 - self.beta2) * change
        n = self.beta3 * state["n"] + (1 - self.beta3) * (g + self.beta2 * change) ** 2
        m_hat = m / (1 - power(self.beta1, t))
        v_hat = v / (1 - power(self.beta2, t))
        n_hat = n / (1 - power(self.beta3, t))
        ahead = m_hat + self.beta2 * v_hat
        stepped = x - self.lr * ahead / (xp.sqrt(n_hat) + self.eps)
        return stepped / (1 + self.lr * self.weight_decay), {"m": m, "v": v, "n": n, "before": g}

    # --8<-- [end:rule]
