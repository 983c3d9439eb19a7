"""SAM over Adam: climb to the worst point nearby, and give Adam the gradient found there."""

from dataclasses import dataclass
from typing import final

from gen import knobs
from gen.arithmetic.functions import power
from gen.arithmetic.vectors import norm
from gen.optimizer import Array, Loss, Optimizer, Paper, State


@final
@dataclass(frozen=True)
class SAMAdam(Optimizer):
    """SAM based on Adam: of a step's two gradients the second is averaged. Foret et al., 2021."""

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

    lr: float = knobs.learning_rate(0.001)
    rho: float = knobs.hyperparameter(
        0.05, r"\rho", "radius of the neighborhood", low=1e-3, high=1.0, least=0
    )
    beta1: float = knobs.gradient_memory(0.9)
    beta2: float = knobs.square_memory(0.999)
    eps: float = knobs.epsilon(1e-8)

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
