"""SAM: climb to the worst point nearby, and descend with the gradient found there."""

from dataclasses import dataclass
from typing import final

from gen import knobs
from gen.arithmetic.vectors import norm
from gen.optimizer import Array, Loss, Optimizer, Paper, State


@final
@dataclass(frozen=True)
class SAM(Optimizer):
    """x ← x − η∇L(x + ρg/‖g‖): two gradients a step, over gradient descent. Foret et al., 2021."""

    slug = "sam"
    title = "SAM"
    family = "sharpness-aware"
    idea = "Look for the worst point within a small radius, and step by the gradient there."
    paper = Paper(
        "Foret, Kleiner, Mobahi & Neyshabur",
        2021,
        "Sharpness-aware minimization for efficiently improving generalization",
        arxiv="2010.01412",
    )
    parents = ("sgd",)
    hue, marker = "purple", "hexagon"

    lr: float = knobs.learning_rate(0.01)
    rho: float = knobs.hyperparameter(
        0.05, r"\rho", "radius of the neighborhood", low=1e-3, high=1.0, least=0
    )

    # --8<-- [start:rule]
    def init(self, x: Array) -> State:
        return {}

    def step(self, x: Array, state: State, t: Array, loss: Loss) -> tuple[Array, State]:
        g = loss.grad(x)
        # The paper has no guard; ours only matters where g is 0.
        worst = x + self.rho * g / (norm(g) + 1e-12)
        return x - self.lr * loss.grad(worst), {}

    # --8<-- [end:rule]
