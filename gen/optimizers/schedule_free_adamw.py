"""Schedule-Free AdamW: Adam's divisor, decoupled decay, and an average of the path in place of a schedule."""

from dataclasses import dataclass
from typing import final

from gen.arithmetic.functions import power
from gen.optimizer import Array, Loss, Optimizer, Paper, State, hyperparameter


@final
@dataclass(frozen=True)
class ScheduleFreeAdamW(Optimizer):
    """Defazio et al., 2024, Algorithm 1, as in the authors' code: decay at the gradient's point, no momentum but y."""

    slug = "schedule-free-adamw"
    title = "Schedule-Free AdamW"
    family = "schedule-free"
    idea = "AdamW whose momentum is a pull toward the average of its own path, so that no schedule has to end it."
    paper = Paper(
        "Defazio, Yang, Mehta, Mishchenko, Khaled & Cutkosky",
        2024,
        "The road less scheduled",
        arxiv="2405.15682",
    )
    parents = ("adamw", "schedule-free-sgd")
    hue, marker = "pink", "circle"

    lr: float = hyperparameter(0.0025, r"\eta", "learning rate", low=1e-4, high=1.0)
    beta1: float = hyperparameter(
        0.9,
        r"\beta_1",
        "pull of the gradient's point to the average",
        low=0.0,
        high=0.99,
        scale="linear",
    )
    beta2: float = hyperparameter(
        0.999, r"\beta_2", "memory of the squared gradient", low=0.0, high=0.9999, scale="linear"
    )
    eps: float = hyperparameter(
        1e-8, r"\varepsilon", "guard against division by zero", low=1e-16, high=1.0
    )
    weight_decay: float = hyperparameter(
        0.0, r"\lambda", "weight decay", low=0.0, high=1.0, scale="linear"
    )

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
        c = lr_max**2 / weights
        return (1 - c) * x + c * z, {"z": z, "v": v, "lr_max": lr_max, "weights": weights}

    # --8<-- [end:rule]
