"""Schedule-Free SGD: average the path instead of lowering the rate."""

from dataclasses import dataclass
from typing import final

from gen import knobs
from gen.optimizer import Array, Loss, Optimizer, Paper, State


@final
@dataclass(frozen=True)
class ScheduleFreeSGD(Optimizer):
    """Defazio et al., 2024: z runs, x averages, the gradient is taken between; their weights."""

    slug = "schedule-free-sgd"
    title = "Schedule-Free SGD"
    family = "schedule-free"
    idea = (
        "One point runs at a constant rate, another averages its path, and the gradient is "
        "taken between the two."
    )
    paper = Paper(
        "Defazio, Yang, Mehta, Mishchenko, Khaled & Cutkosky",
        2024,
        "The road less scheduled",
        arxiv="2405.15682",
    )
    parents = ("sgd", "nesterov")
    hue, marker = "blue", "circle"

    lr: float = knobs.learning_rate(1.0, high=10.0)
    beta: float = knobs.memory(0.9, r"\beta", "pull of the gradient's point to the average")

    # --8<-- [start:rule]
    def init(self, x: Array) -> State:
        return {"z": x + 0, "lr_max": 0 * x, "weights": 0 * x}

    def step(self, x: Array, state: State, t: Array, loss: Loss) -> tuple[Array, State]:
        xp = x.__array_namespace__()
        y = (1 - self.beta) * state["z"] + self.beta * x
        z = state["z"] - self.lr * loss.grad(y)
        lr_max = xp.maximum(state["lr_max"], self.lr + 0 * x)
        weights = state["weights"] + lr_max**2
        # 1/t for a constant rate; a rate that warms up counts for less while it is small.
        c = lr_max**2 / xp.where(weights > 0, weights, 1.0)
        return (1 - c) * x + c * z, {"z": z, "lr_max": lr_max, "weights": weights}

    # --8<-- [end:rule]
