"""Sophia: Newton's step for each coordinate, clipped; curvature is looked up every tenth step."""

from dataclasses import dataclass
from typing import final

from gen import knobs
from gen.optimizer import Array, Loss, Optimizer, Paper, State

EVERY = 10  # steps between two looks at the curvature: the paper's k


@final
@dataclass(frozen=True)
class Sophia(Optimizer):
    """Algorithm 3 of Liu et al., 2023, with the diagonal of the Hessian as the loss gives it."""

    slug = "sophia"
    title = "Sophia"
    family = "curvature-aware"
    idea = (
        "Divide momentum by the curvature of each coordinate, and never step farther than the rate."
    )
    paper = Paper(
        "Liu, Li, Hall, Liang & Ma",
        2023,
        "Sophia: a scalable stochastic second-order optimizer for language model pre-training",
        arxiv="2305.14342",
    )
    parents = ("adam", "newton")
    hue, marker = "teal", "hexagon"

    lr: float = knobs.learning_rate(1e-4, meaning="learning rate: the longest step of a coordinate")
    beta1: float = knobs.gradient_memory(0.96)
    beta2: float = knobs.memory(0.99, r"\beta_2", "memory of the curvature", high=0.999)
    rho: float = knobs.hyperparameter(
        0.01, r"\rho", "weight of the curvature", low=1e-4, high=1.0, least=0
    )
    eps: float = knobs.hyperparameter(
        1e-12, r"\varepsilon", "least curvature", low=1e-15, high=1.0, least=0
    )
    weight_decay: float = knobs.weight_decay(0.2)

    # --8<-- [start:rule]
    def init(self, x: Array) -> State:
        return {"m": 0 * x, "h": 0 * x}

    def step(self, x: Array, state: State, t: Array, loss: Loss) -> tuple[Array, State]:
        xp, g = x.__array_namespace__(), loss.grad(x)
        m = self.beta1 * state["m"] + (1 - self.beta1) * g
        seen = self.beta2 * state["h"] + (1 - self.beta2) * loss.diagonal(x)
        h = xp.where((t - 1) % EVERY == 0, seen, state["h"])
        # A negative curvature counts as almost none; the quotient is huge, and the clip makes it a
        # full step.
        u = m / xp.maximum(self.rho * h, self.eps)
        u = xp.maximum(-1.0, xp.minimum(u, 1.0))
        return x - self.lr * (u + self.weight_decay * x), {"m": m, "h": h}

    # --8<-- [end:rule]
