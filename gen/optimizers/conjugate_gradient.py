"""Conjugate gradients: a new direction that does not undo what the last one has done."""

from dataclasses import dataclass
from typing import final

from gen import knobs
from gen.arithmetic.line_search import backtrack
from gen.arithmetic.vectors import dot, norm
from gen.optimizer import Array, Loss, Optimizer, Paper, State


@final
@dataclass(frozen=True)
class ConjugateGradient(Optimizer):
    """Conjugate gradients after Polak & Ribière, begun anew where β would be negative (PR+).

    The first trial goes `lr` times the way to the bottom of the parabola along the direction, which
    takes one Hessian-vector product.
    """

    slug = "conjugate-gradient"
    title = "Conjugate gradient"
    family = "second-order"
    idea = (
        "Mix the last direction into the gradient, just so much that progress already made is kept."
    )
    paper = Paper(
        "Polak & Ribière",
        1969,
        "Note sur la convergence de méthodes de directions conjuguées",
        doi="10.1051/m2an/196903R100351",
    )
    parents = ("sgd", "line-search")
    hue, marker = "brown", "cross"

    lr: float = knobs.learning_rate(
        1.0, meaning="first trial, in steps to the parabola's bottom", low=1e-2, high=10.0
    )
    rho: float = knobs.shrink_factor()
    c1: float = knobs.promised_share()

    # --8<-- [start:rule]
    def init(self, x: Array) -> State:
        return {"g": 0 * x, "p": 0 * x}

    def step(self, x: Array, state: State, t: Array, loss: Loss) -> tuple[Array, State]:
        xp, g = x.__array_namespace__(), loss.grad(x)
        before = dot(state["g"], state["g"])
        beta = xp.maximum(dot(g, g - state["g"]) / xp.where(before > 0, before, 1), 0 * before)
        p = beta * state["p"] - g
        p = xp.where(dot(p, g) < 0, p, -g)  # a direction that climbs is dropped for the steepest
        curvature, size = dot(p, loss.hvp(x, p)), norm(p)
        bent = curvature > 0
        bottom = -dot(p, g) / xp.where(bent, curvature, 1)
        first = xp.where(bent, bottom, 1 / xp.where(size > 0, size, 1))
        alpha = backtrack(loss, x, p, g, self.lr * first, self.rho, self.c1)
        return x + alpha * p, {"g": g, "p": p}

    # --8<-- [end:rule]
