"""Backtracking line search: try a long step, and halve it until it pays."""

from dataclasses import dataclass
from typing import final

from gen import knobs
from gen.arithmetic.line_search import backtrack
from gen.optimizer import Array, Loss, Optimizer, Paper, State


@final
@dataclass(frozen=True)
class LineSearch(Optimizer):
    """Gradient descent whose every step satisfies Armijo's condition. Armijo, 1966.

    Each step begins at `lr` and shrinks by `rho` until the loss has fallen by at least `c1`
    of what the slope promised; if no trial down to a billionth of `lr` does, it stays where it is.
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

    lr: float = knobs.first_trial()
    rho: float = knobs.shrink_factor()
    c1: float = knobs.promised_share()

    # --8<-- [start:rule]
    def init(self, x: Array) -> State:
        return {}

    def step(self, x: Array, state: State, t: Array, loss: Loss) -> tuple[Array, State]:
        g = loss.grad(x)
        return x - backtrack(loss, x, -g, g, self.lr, self.rho, self.c1) * g, {}

    # --8<-- [end:rule]
