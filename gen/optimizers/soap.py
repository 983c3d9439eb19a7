"""SOAP: run Adam in the axes that Shampoo would have chosen."""

from dataclasses import dataclass
from typing import final

from gen import knobs
from gen.arithmetic.eigenvectors import eigen, orthonormal
from gen.arithmetic.functions import power
from gen.arithmetic.loop import choose
from gen.arithmetic.matrices import columns, product, rows
from gen.arithmetic.vectors import total
from gen.optimizer import Array, Loss, Optimizer, Paper, State


@final
@dataclass(frozen=True)
class SOAP(Optimizer):
    """Vyas et al., 2024, as in their code: the first step only looks, every tenth renews axes."""

    slug = "soap"
    title = "SOAP"
    family = "matrix"
    idea = (
        "Adam, run along the eigenvectors of Shampoo's matrices instead of along the single "
        "weights."
    )
    paper = Paper(
        "Vyas, Morwani, Zhao, Kwun, Shapira, Brandfonbrener, Janson & Kakade",
        2024,
        "SOAP: improving and stabilizing Shampoo using Adam",
        arxiv="2409.11321",
    )
    parents = ("shampoo", "adam")
    hue, marker = "sky", "pentagon"
    acts_on = "matrix"

    lr: float = knobs.learning_rate(0.003)
    beta1: float = knobs.gradient_memory(0.95)
    beta2: float = knobs.memory(
        0.95, r"\beta_2", "memory of the squares and of both matrices", high=0.999
    )
    eps: float = knobs.epsilon(1e-8)
    weight_decay: float = knobs.weight_decay(0.01)

    # --8<-- [start:rule]
    def init(self, x: Array) -> State:
        adam = {"m": 0 * x, "v": 0 * x}
        if x.shape[-1] == 1:  # a vector keeps the axes it has
            return adam
        return adam | {"l": 0 * rows(x), "r": 0 * columns(x), "ql": rows(x), "qr": columns(x)}

    def step(self, x: Array, state: State, t: Array, loss: Loss) -> tuple[Array, State]:
        xp, g = x.__array_namespace__(), loss.grad(x)
        ql, qr = state.get("ql", rows(x)), state.get("qr", columns(x))
        moves, k = t > 1, xp.maximum(t - 1, 1)
        m = xp.where(moves, self.beta1 * state["m"] + (1 - self.beta1) * g, 0 * x)
        turned = product(ql.mT, g, qr)
        v = xp.where(moves, self.beta2 * state["v"] + (1 - self.beta2) * turned**2, 0 * x)
        m_hat, v_hat = m / (1 - power(self.beta1, k)), v / (1 - power(self.beta2, k))
        scale = xp.sqrt(v_hat) + self.eps / xp.sqrt(1 - power(self.beta2, k))
        ahead = x - self.lr * product(ql, product(ql.mT, m_hat, qr) / scale, qr.mT)
        x = xp.where(moves, (1 - self.lr * self.weight_decay) * ahead, x)
        if "l" not in state:
            return x, {"m": m, "v": v}
        l = self.beta2 * state["l"] + (1 - self.beta2) * product(g, g.mT)  # noqa: E741
        r = self.beta2 * state["r"] + (1 - self.beta2) * product(g.mT, g)
        (ql, rank), (qr, file) = renewed(l, ql, t), renewed(r, qr, t)
        v = xp.take_along_axis(xp.take_along_axis(v, rank.mT, axis=-2), file, axis=-1)
        return x, {"m": m, "v": v, "l": l, "r": r, "ql": ql, "qr": qr}

    # --8<-- [end:rule]


# --8<-- [start:renewed]
EVERY = 10  # steps, as in the authors' code


def renewed(a: Array, q: Array, t: Array) -> tuple[Array, Array]:
    """Return axes for `a` (..., n, n), and (..., 1, n), which of the axes before each was.

    At first its eigenvectors, then every tenth step one power iteration from the axes `q`, ordered
    by what they stretch by; in between the same axes.
    """
    xp = a.__array_namespace__()
    same = xp.arange(a.shape[-1]) + 0 * xp.argsort(a[..., :1, :], axis=-1, stable=True)

    def found() -> tuple[Array, Array]:
        return xp.flip(eigen(a)[1], axis=-1), same

    def turned() -> tuple[Array, Array]:
        stretched = product(a, q)
        by = total(q * stretched, -2, keepdims=True)
        order = xp.argsort(-by, axis=-1, stable=True)
        return orthonormal(xp.take_along_axis(stretched, order, axis=-1)), order

    due = (t > 1) & ((t - 1) % EVERY == 0)
    return choose(t == 1, found, lambda: choose(due, turned, lambda: (q, same)))


# --8<-- [end:renewed]
