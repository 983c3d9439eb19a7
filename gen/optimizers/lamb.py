"""LAMB: Adam says where each layer goes, and the layer's own length says how far."""

from dataclasses import dataclass
from typing import final

from gen import knobs
from gen.arithmetic.functions import power
from gen.arithmetic.vectors import norm
from gen.optimizer import Array, Loss, Optimizer, Paper, State


@final
@dataclass(frozen=True)
class LAMB(Optimizer):
    """Algorithm 2 of You et al., 2020, for one layer, φ(z) = z: the step is always η‖x‖ long."""

    slug = "lamb"
    title = "LAMB"
    family = "adaptive"
    idea = (
        "Take Adam's direction for each layer, and make the step a fixed share of the layer's "
        "length."
    )
    paper = Paper(
        "You, Li, Reddi, Hseu, Kumar, Bhojanapalli, Song, Demmel, Keutzer & Hsieh",
        2020,
        "Large batch optimization for deep learning: training BERT in 76 minutes",
        arxiv="1904.00962",
    )
    parents = ("adam", "lars")
    hue, marker = "purple", "star"
    acts_on = "layer"

    lr: float = knobs.learning_rate(0.001)
    beta1: float = knobs.gradient_memory(0.9)
    beta2: float = knobs.square_memory(0.999)
    eps: float = knobs.epsilon(1e-6)
    weight_decay: float = knobs.weight_decay(0.01)

    # --8<-- [start:rule]
    def init(self, x: Array) -> State:
        return {"m": 0 * x, "v": 0 * x}

    def step(self, x: Array, state: State, t: Array, loss: Loss) -> tuple[Array, State]:
        xp, g = x.__array_namespace__(), loss.grad(x)
        m = self.beta1 * state["m"] + (1 - self.beta1) * g
        v = self.beta2 * state["v"] + (1 - self.beta2) * g**2
        m_hat = m / (1 - power(self.beta1, t))
        v_hat = v / (1 - power(self.beta2, t))
        u = m_hat / (xp.sqrt(v_hat) + self.eps) + self.weight_decay * x
        size = norm(x)
        length = norm(u)
        # The paper divides without a guard; a layer of zeros then never moves.
        some = (size > 0) & (length > 0)
        ratio = xp.where(some, size / xp.where(some, length, 1.0), 1.0)
        return x - self.lr * ratio * u, {"m": m, "v": v}

    # --8<-- [end:rule]
