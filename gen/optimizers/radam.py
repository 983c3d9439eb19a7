"""RAdam: Adam that waits with its division until it has seen enough gradients to divide by."""

from dataclasses import dataclass
from typing import final

from gen import knobs
from gen.arithmetic.functions import power
from gen.optimizer import Array, Loss, Optimizer, Paper, State


@final
@dataclass(frozen=True)
class RAdam(Optimizer):
    """Liu et al., 2020: momentum until the divisor's variance is finite, rectified steps after."""

    slug = "radam"
    title = "RAdam"
    family = "adaptive"
    idea = (
        "Adam with the warm-up built in: no division before its estimate can be trusted, and "
        "a share of it after."
    )
    paper = Paper(
        "Liu, Jiang, He, Chen, Liu, Gao & Han",
        2020,
        "On the variance of the adaptive learning rate and beyond",
        arxiv="1908.03265",
    )
    parents = ("adam",)
    hue, marker = "purple", "square"

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
        rho_inf = 2 / (1 - self.beta2) - 1
        # How many gradients v is worth, at most.
        rho = rho_inf - 2 * t * power(self.beta2, t) / (1 - power(self.beta2, t)) + 0 * x
        trusted = rho > 5  # below 4 the variance is infinite; 5 is the authors' margin
        share = (rho - 4) * (rho - 2) * rho_inf / ((rho_inf - 4) * (rho_inf - 2) * rho)
        r = xp.sqrt(xp.where(trusted, share, 1.0))
        scaled = r * xp.sqrt(1 - power(self.beta2, t) + 0 * x) / (xp.sqrt(v) + self.eps)
        return x - self.lr * m_hat * xp.where(trusted, scaled, 1.0), {"m": m, "v": v}

    # --8<-- [end:rule]
