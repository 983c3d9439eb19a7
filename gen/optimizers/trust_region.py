"""Trust region: believe the paraboloid only so far, and learn from every step how far that is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import final

from gen import knobs
from gen.arithmetic.loop import repeat
from gen.arithmetic.vectors import dot, norm
from gen.optimizer import Array, Loss, Optimizer, Paper, State

ROUNDS = 20  # Hessian-vector products a step at most; in fewer dimensions, as many as there are


@final
@dataclass(frozen=True)
class TrustRegion(Optimizer):
    """Newton's step by truncated conjugate gradients inside a ball. Steihaug, 1983; Toint, 1981.

    The ball shrinks to a quarter and doubles as in SciPy's trust-ncg (Nocedal & Wright, Algorithm
    4.1).
    """

    slug = "trust-region"
    title = "Trust region (Newton-CG)"
    family = "second-order"
    idea = "Go to the bottom of the paraboloid, but no farther than it has proved right."
    paper = Paper(
        "Steihaug",
        1983,
        "The conjugate gradient method and trust regions in large scale optimization",
        doi="10.1137/0720042",
    )
    parents = ("levenberg-marquardt", "conjugate-gradient")
    hue, marker = "pink", "square"

    lr: float = knobs.learning_rate(
        1.0, meaning="first radius", symbol=r"\Delta_0", low=1e-2, high=10.0
    )
    limit: float = knobs.hyperparameter(
        1000.0, r"\Delta_{\max}", "largest radius", low=0.1, high=1000.0, above=0
    )
    accept: float = knobs.hyperparameter(
        0.15,
        r"\rho_{\min}",
        "share of the promise that must be kept",
        low=0.0,
        high=0.24,
        scale="linear",
        least=0,
        below=0.25,
    )

    # --8<-- [start:rule]
    def init(self, x: Array) -> State:
        return {"radius": self.lr + 0 * x[..., :1]}

    def step(self, x: Array, state: State, t: Array, loss: Loss) -> tuple[Array, State]:
        xp, g, radius = x.__array_namespace__(), loss.grad(x), state["radius"]
        p, promised, reached = steihaug(g, lambda v: loss.hvp(x, v), radius)
        kept = (loss.value(x) - loss.value(x + p))[..., None]
        ratio = kept / xp.where(promised > 0, promised, 1)
        double = xp.minimum(2 * radius, self.limit + 0 * radius)
        wider = xp.where((ratio > 0.75) & reached, double, radius)
        radius = xp.where(ratio < 0.25, radius / 4, wider)
        return xp.where(ratio > self.accept, x + p, x), {"radius": radius}

    # --8<-- [end:rule]


# --8<-- [start:steihaug]
def steihaug(
    g: Array, product: Callable[[Array], Array], radius: Array
) -> tuple[Array, Array, Array]:
    """Return a step down gᵀp + ½pᵀHp in the ball, the fall it promises, whether it hit the edge.

    Conjugate gradients from 0 that stop at the edge; `product` multiplies by H.
    """
    xp, size = g.__array_namespace__(), norm(g)
    enough = xp.minimum(xp.sqrt(size), 0.5 + 0 * size) * size

    def advance(
        p: Array, r: Array, d: Array, promised: Array, going: Array, reached: Array
    ) -> tuple[Array, ...]:
        hd, rr, pd, dd = product(d), dot(r, r), dot(p, d), xp.where(size > 0, dot(d, d), 1)
        curvature, slope = dot(d, hd), dot(r, d)
        bottom = rr / xp.where(curvature > 0, curvature, 1)
        edge = going & ((curvature <= 0) | (norm(p + bottom * d) >= radius))
        root = xp.sqrt(xp.maximum(pd * pd + dd * (radius * radius - dot(p, p)), 0 * dd))
        forth, back = (root - pd) / dd, -(root + pd) / dd
        # Where the paraboloid bends down there is no bottom; the deeper of both ways out wins.
        deeper = (curvature <= 0) & (fall(back, slope, curvature) > fall(forth, slope, curvature))
        length = xp.where(going, xp.where(edge, xp.where(deeper, back, forth), bottom), 0)
        p, r, promised = p + length * d, r + length * hd, promised + fall(length, slope, curvature)
        reached, going = reached | edge, going & ~edge & (norm(r) >= enough)
        d = xp.where(going, dot(r, r) / xp.where(rr > 0, rr, 1) * d - r, d)
        return p, r, d, promised, going, reached

    rounds, begin = min(g.shape[-1], ROUNDS), (0 * g, g, -g, 0 * size, size > 0, size < 0)
    p, _, _, promised, _, reached = repeat(rounds, advance, *begin)
    return p, promised, reached


def fall(length: Array, slope: Array, curvature: Array) -> Array:
    """Return how far a parabola falls along `length`."""
    return -length * slope - length * length * curvature / 2


# --8<-- [end:steihaug]
