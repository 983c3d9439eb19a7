"""The learning rate first: a stated, equal search, so that no optimizer in a race is favored in silence."""

from __future__ import annotations

import numpy as np

from gen.optimizer import Optimizer
from gen.simulate import simulate
from gen.surface import Surface

BUDGET = 120  # steps: a rate is chosen on exactly the steps that are drawn

# Eight rates a decade, rounded to three digits, so that the browser can search the very same ones.
GRID: tuple[float, ...] = tuple(float(f"{10 ** (k / 8):.3g}") for k in range(-32, 9))

SEARCH = (
    f"the best of {len(GRID)} learning rates from {GRID[0]:g} to {GRID[-1]:g}, eight a decade, "
    "judged by the loss at the last step"
)


def sweep(optimizer: type[Optimizer], surface: Surface, steps: int, start: object = None) -> np.ndarray:
    """Return the loss after `steps` steps for every rate in GRID, infinite where the run diverged."""
    rates = np.array(GRID)[:, None]
    run = simulate(optimizer(lr=rates), surface, surface.start if start is None else start, steps)  # type: ignore[call-arg]
    return np.where(run.diverged_at < 0, run.values[-1], np.inf)


def tuned(optimizer: type[Optimizer], surface: Surface, steps: int = BUDGET, start: object = None) -> Optimizer:
    """Return `optimizer` at the rate with the lowest last loss among runs that did not diverge.

    Equal losses go to the smaller rate. Everything else stays at its default.
    """
    return optimizer(lr=GRID[int(np.argmin(sweep(optimizer, surface, steps, start)))])  # type: ignore[call-arg]
