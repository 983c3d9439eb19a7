"""Yogi: Adam whose divisor moves by small steps only, so that it cannot collapse."""

from dataclasses import dataclass
from typing import final

from gen import knobs
from gen.arithmetic.functions import power
from gen.optimizer import Array, Loss, Optimizer, Paper, State


@final
@dataclass(frozen=True)
class Yogi(Optimizer):
    """Zaheer et al., 2018, with Adam's corrections and both averages begun at 10⁻⁶, as in Optax."""

    slug = "yogi"
    title = "Yogi"
    family = "adaptive"
    idea = (
        "Adam whose average square rises or falls by a share of the newest square, however "
        "large the average is."
    )
    paper = Paper(
        "Zaheer, Reddi, Sachan, Kale & Kumar",
        2018,
        "Adaptive methods for nonconvex optimization",
        url="https://papers.nips.cc/paper/8186-adaptive-methods-for-nonconvex-optimization",
    )
    parents = ("adam",)
    hue, marker = "slate", "triangle"

    lr: float = knobs.learning_rate(0.01)
    beta1: float = knobs.gradient_memory(0.9)
    beta2: float = knobs.square_memory(0.999)
    eps: float = knobs.epsilon(1e-3)

    # --8<-- [start:rule]
    def init(self, x: Array) -> State:
        return {"m": 1e-6 + 0 * x, "v": 1e-6 + 0 * x}

    def step(self, x: Array, state: State, t: Array, loss: Loss) -> tuple[Array, State]:
        xp, g = x.__array_namespace__(), loss.grad(x)
        m = self.beta1 * state["m"] + (1 - self.beta1) * g
        v = state["v"] - (1 - self.beta2) * xp.sign(state["v"] - g**2) * g**2
        m_hat = m / (1 - power(self.beta1, t))
        v_hat = v / (1 - power(self.beta2, t))
        return x - self.lr * m_hat / (xp.sqrt(v_hat) + self.eps), {"m": m, "v": v}

    # --8<-- [end:rule]
