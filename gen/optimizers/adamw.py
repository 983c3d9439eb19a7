"""AdamW: Adam, with weights that decay by themselves instead of through the gradient."""

from dataclasses import dataclass
from typing import final

from gen import knobs
from gen.arithmetic.functions import power
from gen.optimizer import Array, Loss, Optimizer, Paper, State


@final
@dataclass(frozen=True)
class AdamW(Optimizer):
    """Adam and decoupled weight decay, η times λ as in PyTorch. Loshchilov & Hutter, 2019."""

    slug = "adamw"
    title = "AdamW"
    family = "adaptive"
    idea = (
        "Adam, with weight decay taken out of the gradient, so that it shrinks every weight alike."
    )
    paper = Paper(
        "Loshchilov & Hutter", 2019, "Decoupled weight decay regularization", arxiv="1711.05101"
    )
    parents = ("adam",)
    hue, marker = "pink", "pentagon"

    lr: float = knobs.learning_rate(0.001)
    beta1: float = knobs.gradient_memory(0.9)
    beta2: float = knobs.square_memory(0.999)
    eps: float = knobs.epsilon(1e-8)
    weight_decay: float = knobs.weight_decay(0.01)

    # --8<-- [start:rule]
    def init(self, x: Array) -> State:
        return {"m": 0 * x, "v": 0 * x}

    def step(self, x: Array, state: State, t: Array, loss: Loss) -> tuple[Array, State]:
        xp, g = x.__array_namespace__(), loss.grad(x)
        x = x - self.lr * self.weight_decay * x
        m = self.beta1 * state["m"] + (1 - self.beta1) * g
        v = self.beta2 * state["v"] + (1 - self.beta2) * g**2
        m_hat = m / (1 - power(self.beta1, t))
        v_hat = v / (1 - power(self.beta2, t))
        return x - self.lr * m_hat / (xp.sqrt(v_hat) + self.eps), {"m": m, "v": v}

    # --8<-- [end:rule]
