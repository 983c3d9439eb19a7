"""Adadelta: measure each step by the steps before it, and the learning rate all but disappears."""

from dataclasses import dataclass
from typing import final

from gen import knobs
from gen.optimizer import Array, Loss, Optimizer, Paper, State


@final
@dataclass(frozen=True)
class Adadelta(Optimizer):
    """Zeiler, 2012; ε inside both roots, and PyTorch's rate of 1, since the paper has none."""

    slug = "adadelta"
    title = "Adadelta"
    family = "adaptive"
    idea = "RMSprop whose learning rate is replaced by the size of its own recent steps."
    paper = Paper("Zeiler", 2012, "Adadelta: an adaptive learning rate method", arxiv="1212.5701")
    parents = ("adagrad",)
    hue, marker = "teal", "triangle"

    lr: float = knobs.learning_rate(1.0, low=1e-2, high=10.0)
    rho: float = knobs.memory(0.9, r"\rho", "memory of both averages", high=0.999)
    eps: float = knobs.hyperparameter(
        1e-6, r"\varepsilon", "size of the first steps, squared", low=1e-12, high=1.0, least=0
    )

    # --8<-- [start:rule]
    def init(self, x: Array) -> State:
        return {"v": 0 * x, "u": 0 * x}

    def step(self, x: Array, state: State, t: Array, loss: Loss) -> tuple[Array, State]:
        xp, g = x.__array_namespace__(), loss.grad(x)
        v = self.rho * state["v"] + (1 - self.rho) * g**2
        step = xp.sqrt(state["u"] + self.eps) / xp.sqrt(v + self.eps) * g
        u = self.rho * state["u"] + (1 - self.rho) * step**2
        return x - self.lr * step, {"v": v, "u": u}

    # --8<-- [end:rule]
