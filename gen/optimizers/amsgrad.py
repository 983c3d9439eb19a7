"""AMSGrad: Adam that never forgets how large a gradient can be; its steps never grow again."""

from dataclasses import dataclass
from typing import final

from gen import knobs
from gen.arithmetic.functions import power
from gen.optimizer import Array, Loss, Optimizer, Paper, State


@final
@dataclass(frozen=True)
class AMSGrad(Optimizer):
    """Reddi, Kale & Kumar, 2018, as in PyTorch: the maximum of v, corrected after."""

    slug = "amsgrad"
    title = "AMSGrad"
    family = "adaptive"
    idea = "Adam, dividing by the largest average square so far instead of the latest."
    paper = Paper(
        "Reddi, Kale & Kumar", 2018, "On the convergence of Adam and beyond", arxiv="1904.09237"
    )
    parents = ("adam",)
    hue, marker = "green", "pentagon"

    lr: float = knobs.learning_rate(0.001)
    beta1: float = knobs.gradient_memory(0.9)
    beta2: float = knobs.square_memory(0.999)
    eps: float = knobs.epsilon(1e-8)

    # --8<-- [start:rule]
    def init(self, x: Array) -> State:
        return {"m": 0 * x, "v": 0 * x, "v_max": 0 * x}

    def step(self, x: Array, state: State, t: Array, loss: Loss) -> tuple[Array, State]:
        xp, g = x.__array_namespace__(), loss.grad(x)
        m = self.beta1 * state["m"] + (1 - self.beta1) * g
        v = self.beta2 * state["v"] + (1 - self.beta2) * g**2
        v_max = xp.maximum(state["v_max"], v)
        m_hat = m / (1 - power(self.beta1, t))
        v_hat = v_max / (1 - power(self.beta2, t))
        return x - self.lr * m_hat / (xp.sqrt(v_hat) + self.eps), {"m": m, "v": v, "v_max": v_max}

    # --8<-- [end:rule]
