"""Newton's method: fit a paraboloid to the surface, and jump to its bottom."""

from dataclasses import dataclass
from typing import final

from gen import knobs
from gen.arithmetic.vectors import solve
from gen.optimizer import Array, Loss, Optimizer, Paper, State


@final
@dataclass(frozen=True)
class Newton(Optimizer):
    """x ← x − η(H + δI)⁻¹g: shortened by η, damped by δ (Levenberg, 1944; Marquardt, 1963)."""

    slug = "newton"
    title = "Newton (damped)"
    family = "second-order"
    idea = "Divide the gradient by the curvature: on a quadratic, one step arrives."
    # Newton's own method is older than Cauchy's descent, and none of the rules here led to it.
    paper = Paper(
        "Levenberg",
        1944,
        "A method for the solution of certain non-linear problems in least squares",
        doi="10.1090/qam/10666",
    )
    hue, marker = "slate", "plus"

    lr: float = knobs.learning_rate(1.0, low=1e-2)
    damping: float = knobs.hyperparameter(
        0.0, r"\delta", "damping", low=0.0, high=10.0, scale="linear", least=0
    )

    # --8<-- [start:rule]
    def init(self, x: Array) -> State:
        return {}

    def step(self, x: Array, state: State, t: Array, loss: Loss) -> tuple[Array, State]:
        g, h = loss.grad(x), loss.hess(x)
        return x - self.lr * solve(h, g, damping=self.damping), {}

    # --8<-- [end:rule]
