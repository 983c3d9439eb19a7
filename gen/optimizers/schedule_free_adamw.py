"""Schedule-Free AdamW: AdamW with an average of its path in place of a schedule."""

from dataclasses import dataclass
from typing import final

from gen import knobs
from gen.arithmetic.functions import power
from gen.optimizer import Array, Loss, Optimizer, Paper, State


@final
@dataclass(frozen=True)
class ScheduleFreeAdamW(Optimizer):
    """Algorithm 1 of Defazio et al., 2024: decay at the gradient's point, no momentum but y."""

    slug = "schedule-free-adamw"
    title = "Schedule-Free AdamW"
    family = "schedule-free"
    idea = (
        "AdamW whose momentum is a pull toward the average of its own path, so that no "
        "schedule has to end it."
    )
    paper = Paper(
        "Defazio, Yang, Mehta, Mishchenko, Khaled & Cutkosky",
        2024,
        "The road less scheduled",
        arxiv="2405.15682",
    )
    parents = ("adamw", "schedule-free-sgd")
    hue, marker = "pink", "circle"

    lr: float = knobs.learning_rate(0.0025)
    beta1: float = knobs.memory(0.9, r"\beta_1", "pull of the gradient's point to the average")
    beta2: float = knobs.square_memory(0.999)
    eps: float = knobs.epsilon(1e-8)
    weight_decay: float = knobs.weight_decay(0.0)

    # --8<-- [start:rule]
    def init(self, x: Array) -> State:
        return {"z": x + 0, "v": 0 * x, "lr_max": 0 * x, "weights": 0 * x}

    def step(self, x: Array, state: State, t: Array, loss: Loss) -> tuple[Array, State]:
        xp = x.__array_namespace__()
        y = (1 - self.beta1) * state["z"] + self.beta1 * x
        g = loss.grad(y)
        v = self.beta2 * state["v"] + (1 - self.beta2) * g**2
        v_hat = v / (1 - power(self.beta2, t))
        z = state["z"] - self.lr * (g / (xp.sqrt(v_hat) + self.eps) + self.weight_decay * y)
        lr_max = xp.maximum(state["lr_max"], self.lr + 0 * x)
        weights = state["weights"] + lr_max**2
        c = lr_max**2 / xp.where(weights > 0, weights, 1.0)
        return (1 - c) * x + c * z, {"z": z, "v": v, "lr_max": lr_max, "weights": weights}

    # --8<-- [end:rule]
