"""Backtracking line search: try a long step, and halve it until it pays."""

from dataclasses import dataclass
from typing import final

from gen.arithmetic.line_search import backtrack
from gen.optimizer import Array, Loss, Optimizer, Paper, State, hyperparameter


@final
@dataclass(frozen=True)
class LineSearch(Optimizer):
    """Gradient descent whose every step satisfies Armijo's condition. Armijo, 1966.

    Each step begins at `lr` and shrinks by `rho` until the loss has fallen by at least `c1` of what the slope
    promised; after 30 trials it stays where it is.
    """

    slug = "line-search"
    title = "Backtracking line search"
    family = "second-order"
    idea = "Try a long step along the gradient and shorten it until the loss falls enough."
    paper = Paper(
        "Armijo",
        1966,
        "Minimization of functions having Lipschitz continuous first partial derivatives",
        doi="10.2140/pjm.1966.16.1",
    )
    parents = ("sgd",)
    hue, marker = "teal", "cross"

    lr: float = hyperparameter(1.0, r"\eta", "first trial step", low=1e-2, high=10.0)
    rho: float = hyperparameter(0.5, r"\rho", "shrink factor", low=0.1, high=0.9, scale="linear")
    c1: float = hyperparameter(1e-4, r"c_1", "share of the promised decrease", low=1e-5, high=0.5)

    # --8<-- [start:rule]
    def init(self, x: Array) -> State:
        return {}

    def step(self, x: Array, state: State, t: Array, loss: Loss) -> tuple[Array, State]:
        g = loss.grad(x)
        return x - backtrack(loss, x, -g, g, self.lr, self.rho, self.c1) * g, {}

    # --8<-- [end:rule]
