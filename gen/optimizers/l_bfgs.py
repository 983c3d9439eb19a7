"""L-BFGS: BFGS that keeps ten steps instead of a matrix, and finds the direction from them anew."""

from dataclasses import dataclass
from typing import final

from gen import knobs
from gen.arithmetic.line_search import backtrack
from gen.arithmetic.vectors import TINY, dot, norm
from gen.optimizer import Array, Loss, Optimizer, Paper, State

# Pairs of steps and gradient changes; Optax, SciPy, Nocedal & Wright keep ten too, torch a hundred.
MEMORY = 10


@final
@dataclass(frozen=True)
class LBFGS(Optimizer):
    """Nocedal's two loops (1980) with Liu & Nocedal's scaling (1989), backtracking.

    A place of the memory that is still empty has 1/(s·y) = 0, and so no part in the direction.
    """

    slug = "l-bfgs"
    title = "L-BFGS"
    family = "second-order"
    idea = "BFGS from the last ten steps alone: no matrix, memory in proportion to the weights."
    paper = Paper(
        "Liu & Nocedal",
        1989,
        "On the limited memory BFGS method for large scale optimization",
        doi="10.1007/BF01589116",
    )
    parents = ("bfgs",)
    hue, marker = "purple", "plus"

    lr: float = knobs.first_trial()
    rho: float = knobs.shrink_factor()
    c1: float = knobs.promised_share()

    # --8<-- [start:rule]
    def init(self, x: Array) -> State:
        empty = x.__array_namespace__().stack([0 * x] * MEMORY, axis=-2)
        return {"x": x, "g": 0 * x, "s": empty, "y": empty, "inverse": empty[..., :1]}

    def step(self, x: Array, state: State, t: Array, loss: Loss) -> tuple[Array, State]:
        xp, g = x.__array_namespace__(), loss.grad(x)
        s, y = x - state["x"], g - state["g"]
        curved = dot(s, y) > TINY  # or else the pair is not remembered

        def pushed(memory: Array, newest: Array) -> Array:
            moved = xp.concat([memory[..., 1:, :], newest[..., None, :]], axis=-2)
            return xp.where(curved[..., None], moved, memory)

        memory = {
            "s": pushed(state["s"], s),
            "y": pushed(state["y"], y),
            "inverse": pushed(state["inverse"], 1 / xp.where(curved, dot(s, y), 1)),
        }
        p = -two_loops(g, **memory)
        alpha = backtrack(loss, x, p, g, self.lr, self.rho, self.c1)
        return x + alpha * p, {"x": x, "g": g, **memory}

    # --8<-- [end:rule]


# --8<-- [start:two-loops]
def two_loops(g: Array, s: Array, y: Array, inverse: Array) -> Array:
    """Return the pairs' inverse Hessian times `g`: from the newest back, scale, and forth."""
    xp, q, alphas = g.__array_namespace__(), g, []
    for i in reversed(range(MEMORY)):
        alphas.append(inverse[..., i, :] * dot(s[..., i, :], q))
        q = q - alphas[-1] * y[..., i, :]
    newest, some, size = y[..., -1, :], inverse[..., -1, :] > 0, norm(g)
    # Before there is a pair, a step no longer than 1; torch, Optax and SciPy all begin so.
    bend = inverse[..., -1, :] * dot(newest, newest)
    scale = 1 / xp.where(some, bend, xp.maximum(size, 1 + 0 * size))
    r = scale * q
    for i in range(MEMORY):
        beta = inverse[..., i, :] * dot(y[..., i, :], r)
        r = r + (alphas.pop() - beta) * s[..., i, :]
    return r


# --8<-- [end:two-loops]
