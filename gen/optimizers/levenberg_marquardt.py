"""Levenberg-Marquardt: Newton's step, damped more after a bad step and less after a good one."""

from dataclasses import dataclass
from typing import final

from gen import knobs
from gen.arithmetic.vectors import definite, dot, solve
from gen.optimizer import Array, Loss, Optimizer, Paper, State


@final
@dataclass(frozen=True)
class LevenbergMarquardt(Optimizer):
    """Damping by the gain ratio: Nielsen (1999), as in Madsen, Nielsen & Tingleff (2004).

    Marquardt had the Gauss-Newton matrix of a sum of squares where this has the Hessian, so that it
    runs on any loss.
    """

    slug = "levenberg-marquardt"
    title = "Levenberg-Marquardt"
    family = "second-order"
    idea = (
        "Newton where the paraboloid fits, gradient descent where it does not, and the fit is "
        "measured at every step."
    )
    paper = Paper(
        "Marquardt",
        1963,
        "An algorithm for least-squares estimation of nonlinear parameters",
        doi="10.1137/0111030",
    )
    parents = ("newton",)
    hue, marker = "green", "plus"

    lr: float = knobs.learning_rate(1.0, meaning="learning rate to begin with: 1/damping", high=1e2)

    # --8<-- [start:rule]
    def init(self, x: Array) -> State:
        one = 1 + 0 * x[..., :1]
        return {"damping": one / self.lr, "growth": 2 * one}

    def step(self, x: Array, state: State, t: Array, loss: Loss) -> tuple[Array, State]:
        xp, g, h = x.__array_namespace__(), loss.grad(x), loss.hess(x)
        here, damping, growth = loss.value(x)[..., None], state["damping"], state["growth"]
        p = -solve(h, g, damping=damping)
        promised = dot(p, damping * p - g) / 2
        kept = here - loss.value(x + p)[..., None]
        good = definite(h, damping) & (promised > 0) & (kept > 0)
        above = 2 * kept / xp.where(good, promised, 1) - 1
        calmer = damping * xp.maximum(1 - above * above * above, 1 / 3 + 0 * above)
        damping = xp.where(good, calmer, damping * growth)
        growth = xp.where(good, 2, 2 * growth)
        return xp.where(good, x + p, x), {"damping": damping, "growth": growth}

    # --8<-- [end:rule]
