"""Adan: Adam that also remembers how the gradient changes, and leans into it as Nesterov would."""

from dataclasses import dataclass
from typing import final

from gen import knobs
from gen.arithmetic.functions import power
from gen.optimizer import Array, Loss, Optimizer, Paper, State


@final
@dataclass(frozen=True)
class Adan(Optimizer):
    """Xie et al., 2022, as in their code: three averages, all corrected for their start."""

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

    lr: float = knobs.learning_rate(0.001)
    beta1: float = knobs.gradient_memory(0.98)
    beta2: float = knobs.memory(0.92, r"\beta_2", "memory of its change")
    beta3: float = knobs.memory(0.99, r"\beta_3", "memory of the square", high=0.9999)
    eps: float = knobs.epsilon(1e-8)
    weight_decay: float = knobs.weight_decay(0.0)

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
