"""BFGS: learn the curvature from how the gradient changes on the way, and step as Newton would."""

from dataclasses import dataclass
from typing import final

from gen import knobs
from gen.arithmetic.line_search import backtrack
from gen.arithmetic.vectors import TINY, dot, identity, norm, outer, times
from gen.optimizer import Array, Loss, Optimizer, Paper, State


@final
@dataclass(frozen=True)
class BFGS(Optimizer):
    """Broyden, Fletcher, Goldfarb and Shanno, 1970; Algorithm 6.1 of Nocedal & Wright.

    The line search backtracks. Before there is a pair of s and y, the first trial is at most `lr`
    long. The first pair sets the scale (their 6.20).
    """

    slug = "bfgs"
    title = "BFGS"
    family = "second-order"
    idea = "Learn the inverse Hessian from successive gradients, one step at a time."
    paper = Paper(
        "Fletcher; also Broyden, Goldfarb and Shanno",
        1970,
        "A new approach to variable metric algorithms",
        doi="10.1093/comjnl/13.3.317",
    )
    parents = ("newton", "line-search")
    hue, marker = "blue", "cross"

    lr: float = knobs.first_trial()
    rho: float = knobs.shrink_factor()
    c1: float = knobs.promised_share()

    # --8<-- [start:rule]
    def init(self, x: Array) -> State:
        return {"x": x, "g": 0 * x, "inverse": identity(x), "fresh": 1 + 0 * x[..., :1]}

    def step(self, x: Array, state: State, t: Array, loss: Loss) -> tuple[Array, State]:
        xp, g = x.__array_namespace__(), loss.grad(x)
        s, y = x - state["x"], g - state["g"]
        sy = dot(s, y)
        curved = sy > TINY  # or else no positive curvature explains the pair, and it is skipped
        length = norm(g)
        scale = xp.where(curved, sy / dot(y, y), 1 / xp.maximum(length, 1 + 0 * length))
        first = scale[..., None] * identity(x)
        h = xp.where(state["fresh"][..., None] > 0, first, state["inverse"])
        weight, hy = (1 / xp.where(curved, sy, 1))[..., None], times(h, y)
        # (I − ϱ s yᵀ) h (I − ϱ y sᵀ) + ϱ s sᵀ, multiplied out: d² operations, where products of
        # matrices take d³.
        crossed = weight * (outer(s, hy) + outer(hy, s))
        grown = h - crossed + weight * (1 + weight * dot(y, hy)[..., None]) * outer(s, s)
        h = xp.where(curved[..., None], grown, h)
        p = -times(h, g)
        alpha = backtrack(loss, x, p, g, self.lr, self.rho, self.c1)
        fresh = xp.where(curved, 0, state["fresh"])
        return x + alpha * p, {"x": x, "g": g, "inverse": h, "fresh": fresh}

    # --8<-- [end:rule]
