"""NAdam: Adam that looks ahead, as Nesterov does."""

from dataclasses import dataclass
from typing import final

from gen import knobs
from gen.arithmetic.functions import power, real_power
from gen.optimizer import Array, Loss, Optimizer, Paper, State


@final
@dataclass(frozen=True)
class NAdam(Optimizer):
    """Dozat, 2016, with its warming momentum μ_t, as in PyTorch; Optax leaves the warming out."""

    slug = "nadam"
    title = "NAdam"
    family = "adaptive"
    idea = (
        "Adam with Nesterov's momentum: the step already contains the gradient that the "
        "average will learn of."
    )
    paper = Paper(
        "Dozat",
        2016,
        "Incorporating Nesterov momentum into Adam",
        url="https://openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ",
    )
    parents = ("adam", "nesterov")
    hue, marker = "sky", "star"

    lr: float = knobs.learning_rate(0.002)
    beta1: float = knobs.gradient_memory(0.9)
    beta2: float = knobs.square_memory(0.999)
    eps: float = knobs.epsilon(1e-8)
    psi: float = knobs.hyperparameter(
        0.004, r"\psi", "how fast the momentum warms up", low=0.0, high=0.1, scale="linear", least=0
    )

    # --8<-- [start:rule]
    def init(self, x: Array) -> State:
        return {"m": 0 * x, "v": 0 * x, "product": 1 + 0 * x}

    def step(self, x: Array, state: State, t: Array, loss: Loss) -> tuple[Array, State]:
        xp, g = x.__array_namespace__(), loss.grad(x)
        mu = self.beta1 * (1 - 0.5 * real_power(0.96, t * self.psi))
        mu_next = self.beta1 * (1 - 0.5 * real_power(0.96, (t + 1) * self.psi))
        product = state["product"] * mu
        m = self.beta1 * state["m"] + (1 - self.beta1) * g
        v = self.beta2 * state["v"] + (1 - self.beta2) * g**2
        m_hat = mu_next * m / (1 - product * mu_next) + (1 - mu) * g / (1 - product)
        v_hat = v / (1 - power(self.beta2, t))
        x = x - self.lr * m_hat / (xp.sqrt(v_hat) + self.eps)
        return x, {"m": m, "v": v, "product": product}

    # --8<-- [end:rule]
