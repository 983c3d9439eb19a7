"""signSGD: one bit for each coordinate, up or down, and every step as long as the last."""

from dataclasses import dataclass
from typing import final

from gen import knobs
from gen.optimizer import Array, Loss, Optimizer, Paper, State


@final
@dataclass(frozen=True)
class SignSGD(Optimizer):
    """x ← x − η sign(m). Bernstein et al., 2018: signSGD with β = 0, with a memory Signum."""

    slug = "signsgd"
    title = "signSGD"
    family = "sign-based"
    idea = "Ask the gradient only for its signs, and move every coordinate by the same amount."
    paper = Paper(
        "Bernstein, Wang, Azizzadenesheli & Anandkumar",
        2018,
        "signSGD: compressed optimisation for non-convex problems",
        arxiv="1802.04434",
    )
    parents = ("sgd",)
    hue, marker = "slate", "cross"

    lr: float = knobs.learning_rate(0.01)
    beta: float = knobs.gradient_memory(0.0, symbol=r"\beta")

    # --8<-- [start:rule]
    def init(self, x: Array) -> State:
        return {"m": 0 * x}

    def step(self, x: Array, state: State, t: Array, loss: Loss) -> tuple[Array, State]:
        xp, g = x.__array_namespace__(), loss.grad(x)
        m = self.beta * state["m"] + (1 - self.beta) * g
        return x - self.lr * xp.sign(m), {"m": m}

    # --8<-- [end:rule]
