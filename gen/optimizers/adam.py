"""Adam: momentum, with every coordinate's step divided by its own recent gradient size."""

from dataclasses import dataclass
from typing import final

from gen.arithmetic.functions import power
from gen.optimizer import Array, Loss, Optimizer, Paper, State, hyperparameter


@final
@dataclass(frozen=True)
class Adam(Optimizer):
    """Algorithm 1 of Kingma & Ba, 2015: two running averages, both corrected for having started at zero."""

    slug = "adam"
    title = "Adam"
    family = "adaptive"
    idea = "Momentum for the direction, RMSprop for the scale of each coordinate."
    paper = Paper(
        "Kingma & Ba", 2015, "Adam: a method for stochastic optimization", arxiv="1412.6980"
    )
    parents = ("rmsprop", "momentum")
    hue, marker = "orange", "star"

    lr: float = hyperparameter(0.001, r"\eta", "learning rate", low=1e-4, high=1.0)
    beta1: float = hyperparameter(
        0.9, r"\beta_1", "memory of the gradient", low=0.0, high=0.99, scale="linear"
    )
    beta2: float = hyperparameter(
        0.999, r"\beta_2", "memory of the squared gradient", low=0.0, high=0.9999, scale="linear"
    )
    eps: float = hyperparameter(
        1e-8, r"\varepsilon", "guard against division by zero", low=1e-12, high=1.0
    )

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
