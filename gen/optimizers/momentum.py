"""Heavy-ball momentum: a ball with inertia, which forgets the zigzag and remembers the way down."""

from dataclasses import dataclass
from typing import final

from gen import knobs
from gen.optimizer import Array, Loss, Optimizer, Paper, State


@final
@dataclass(frozen=True)
class Momentum(Optimizer):
    """v ← βv + g, x ← x − ηv: as in PyTorch, η multiplies the whole velocity. Polyak, 1964."""

    slug = "momentum"
    title = "Heavy-ball momentum"
    family = "classical"
    idea = "Keep a velocity: what points the same way adds up, what bounces cancels."
    paper = Paper(
        "Polyak",
        1964,
        "Some methods of speeding up the convergence of iteration methods",
        doi="10.1016/0041-5553(64)90137-5",
    )
    parents = ("sgd",)
    hue, marker = "blue", "square"

    lr: float = knobs.learning_rate(0.01)
    beta: float = knobs.memory(0.9, r"\beta", "memory of the velocity")

    # --8<-- [start:rule]
    def init(self, x: Array) -> State:
        return {"v": 0 * x}

    def step(self, x: Array, state: State, t: Array, loss: Loss) -> tuple[Array, State]:
        g = loss.grad(x)
        v = self.beta * state["v"] + g
        return x - self.lr * v, {"v": v}

    # --8<-- [end:rule]
