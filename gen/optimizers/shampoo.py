"""Shampoo: divide a matrix gradient by the root of its history, from the left and the right."""

from dataclasses import dataclass
from typing import final

from gen import knobs
from gen.arithmetic.matrices import columns, inverse_root, product, rows
from gen.optimizer import Array, Loss, Optimizer, Paper, State


@final
@dataclass(frozen=True)
class Shampoo(Optimizer):
    """Algorithm 1 of Gupta, Koren & Singer, 2018: sums, ε on both diagonals, no momentum."""

    slug = "shampoo"
    title = "Shampoo"
    family = "matrix"
    idea = (
        "Adagrad for matrices: whiten the rows and the columns of the gradient by all that "
        "they have been."
    )
    paper = Paper(
        "Gupta, Koren & Singer",
        2018,
        "Shampoo: preconditioned stochastic tensor optimization",
        arxiv="1802.09568",
    )
    parents = ("adagrad",)
    hue, marker = "brown", "pentagon"
    acts_on = "matrix"

    lr: float = knobs.learning_rate(1.0, low=1e-3, high=10.0)
    eps: float = knobs.hyperparameter(
        1e-4, r"\varepsilon", "what the sums begin with", low=1e-8, high=1.0, least=0
    )

    # --8<-- [start:rule]
    def init(self, x: Array) -> State:
        return {"l": self.eps * rows(x), "r": self.eps * columns(x)}

    def step(self, x: Array, state: State, t: Array, loss: Loss) -> tuple[Array, State]:
        g = loss.grad(x)
        l, r = state["l"] + product(g, g.mT), state["r"] + product(g.mT, g)  # noqa: E741
        if x.shape[-1] == 1:  # a vector has one side, and the whole root
            return x - self.lr * product(inverse_root(l, 2), g), {"l": l, "r": r}
        return x - self.lr * product(inverse_root(l, 4), g, inverse_root(r, 4)), {"l": l, "r": r}

    # --8<-- [end:rule]
