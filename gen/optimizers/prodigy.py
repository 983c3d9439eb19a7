"""Prodigy: estimate how far away the minimum is, and make that the learning rate."""

from dataclasses import dataclass
from typing import final

from gen import knobs
from gen.arithmetic.vectors import dot, total
from gen.optimizer import Array, Loss, Optimizer, Paper, State


@final
@dataclass(frozen=True)
class Prodigy(Optimizer):
    """Mishchenko & Defazio, 2023: Adam times a growing lower bound d on the distance."""

    slug = "prodigy"
    title = "Prodigy"
    family = "schedule-free"
    idea = "Adam whose rate is a running estimate of the distance from the start to the solution."
    paper = Paper(
        "Mishchenko & Defazio",
        2023,
        "Prodigy: an expeditiously adaptive parameter-free learner",
        arxiv="2306.06101",
    )
    parents = ("adam",)
    hue, marker = "green", "circle"

    lr: float = knobs.learning_rate(1.0, low=1e-2, high=10.0)
    beta1: float = knobs.gradient_memory(0.9)
    beta2: float = knobs.square_memory(0.999)
    eps: float = knobs.epsilon(1e-8)
    d0: float = knobs.hyperparameter(
        1e-6, r"d_0", "first guess of the distance", low=1e-8, high=1.0, above=0
    )

    # --8<-- [start:rule]
    def init(self, x: Array) -> State:
        one = 0 * x[..., :1]
        return {"x0": x + 0, "m": 0 * x, "v": 0 * x, "s": 0 * x, "r": one, "d": self.d0 + one}

    def step(self, x: Array, state: State, t: Array, loss: Loss) -> tuple[Array, State]:
        xp, g, d = x.__array_namespace__(), loss.grad(x), state["d"]
        rate, memory = d * self.lr, xp.sqrt(self.beta2)
        gained = dot(g, state["x0"] - x)
        r = memory * state["r"] + d / self.d0 * rate * gained
        s = memory * state["s"] + d / self.d0 * rate * g
        m = self.beta1 * state["m"] + (1 - self.beta1) * d * g
        v = self.beta2 * state["v"] + (1 - self.beta2) * (d * g) ** 2
        length = total(xp.abs(s), keepdims=True)
        # By convexity, a minimum is at least this far.
        farther = xp.maximum(d, r / xp.where(length > 0, length, 1.0))
        x = x - rate * m / (xp.sqrt(v) + farther * self.eps)
        return x, {"x0": state["x0"], "m": m, "v": v, "s": s, "r": r, "d": farther}

    # --8<-- [end:rule]
