"""SAM over Adam: climb to the worst point nearby, and give Adam the gradient found there."""

from dataclasses import dataclass
from typing import final

from gen.arithmetic.functions import power
from gen.arithmetic.vectors import norm
from gen.optimizer import Array, Loss, Optimizer, Paper, State, hyperparameter


@final
@dataclass(frozen=True)
class SAMAdam(Optimizer):
    """SAM with Adam as its base: two gradients a step, of which the second enters the averages. Foret et al., 2021."""

    slug = "sam-adam"
    title = "SAM over Adam"
    family = "sharpness-aware"
    idea = "Adam, fed with the gradient from the worst point within a small radius."
    paper = Paper(
        "Foret, Kleiner, Mobahi & Neyshabur",
        2021,
        "Sharpness-aware minimization for efficiently improving generalization",
        arxiv="2010.01412",
    )
    parents = ("sam", "adam")
    hue, marker = "orange", "hexagon"

    lr: float = hyperparameter(0.001, r"\eta", "learning rate", low=1e-4, high=1.0)
    rho: float = hyperparameter(0.05, r"\rho", "radius of the neighborhood", low=1e-3, high=1.0)
    beta1: float = hyperparameter(
        0.9, r"\beta_1", "memory of the gradient", low=0.0, high=0.99, scale="linear"
    )
    beta2: float = hyperparameter(
        0.999, r"\beta_2", "memory of the squared gradient", low=0.0, high=0.9999, scale="linear"
    )
    eps: float = hyperparameter(
        1e-8, r"\varepsilon", "guard against division by zero", low=1e-16, high=1.0
    )

    # --8<-- [start:rule]
    def init(self, x: Array) -> State:
        return {"m": 0 * x, "v": 0 * x}

    def step(self, x: Array, state: State, t: Array, loss: Loss) -> tuple[Array, State]:
        xp, here = x.__array_namespace__(), loss.grad(x)
        g = loss.grad(x + self.rho * here / (norm(here) + 1e-12))
        m = self.beta1 * state["m"] + (1 - self.beta1) * g
        v = self.beta2 * state["v"] + (1 - self.beta2) * g**2
        m_hat = m / (1 - power(self.beta1, t))
        v_hat = v / (1 - power(self.beta2, t))
        return x - self.lr * m_hat / (xp.sqrt(v_hat) + self.eps), {"m": m, "v": v}

    # --8<-- [end:rule]
