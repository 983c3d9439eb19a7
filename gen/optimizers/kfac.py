"""K-FAC: the natural gradient of a whole layer for the price of two small matrices."""

from dataclasses import dataclass
from typing import Any, final

from gen import knobs
from gen.arithmetic.matrices import columns, inverse_root, product, rows, trace
from gen.optimizer import Array, Optimizer, Paper, State


@final
@dataclass(frozen=True)
class KFAC(Optimizer):
    """Martens & Grosse, 2015: section 5's running averages, section 6.3's damping, a fixed rate."""

    slug = "kfac"
    title = "K-FAC"
    family = "natural-gradient"
    idea = (
        "Take a layer's Fisher matrix for a product of two small ones, and divide the "
        "gradient by both."
    )
    paper = Paper(
        "Martens & Grosse",
        2015,
        "Optimizing neural networks with Kronecker-factored approximate curvature",
        arxiv="1503.05671",
    )
    parents = ("natural-gradient",)
    hue, marker = "blue", "hexagon"
    acts_on = "matrix"
    asks = ("factors",)

    lr: float = knobs.learning_rate(0.1)
    beta: float = knobs.memory(0.95, r"\beta", "memory of the factors")
    damping: float = knobs.hyperparameter(1e-3, r"\lambda", "damping", low=1e-8, high=10.0, least=0)

    # --8<-- [start:rule]
    def init(self, x: Array) -> State:
        return {"a": 0 * columns(x), "s": 0 * rows(x)}

    def step(self, x: Array, state: State, t: Array, loss: Any) -> tuple[Array, State]:
        xp, (inputs, outputs) = x.__array_namespace__(), loss.factors(x)
        keep = xp.minimum(1 - 1 / t, self.beta)  # a plain average until there is enough to forget
        a = keep * state["a"] + (1 - keep) * inputs
        s = keep * state["s"] + (1 - keep) * outputs
        # How much larger the inputs' matrix is than the outputs'.
        pi = xp.sqrt((trace(a) / x.shape[-1]) / (trace(s) / x.shape[-2]))
        left = inverse_root(s + xp.sqrt(self.damping) / pi * rows(x), 1)
        right = inverse_root(a + xp.sqrt(self.damping) * pi * columns(x), 1)
        return x - self.lr * product(left, loss.grad(x), right), {"a": a, "s": s}

    # --8<-- [end:rule]
