"""The learning rate first: a stated, equal search, so that no optimizer in a race is favored in silence."""

from __future__ import annotations

import numpy as np

from gen.optimizer import Optimizer
from gen.problem import Problem
from gen.simulate import Trajectory, simulate
from gen.surface import Surface

BUDGET = 120  # steps: a rate is chosen on exactly the steps that are drawn

# Eight rates a decade, rounded to three digits, so that the browser can search the very same ones.
RATES: tuple[float, ...] = tuple(float(f"{10 ** (k / 8):.3g}") for k in range(-32, 9))

RATES_TOLD = (
    f"the best of {len(RATES)} learning rates from {RATES[0]:g} to {RATES[-1]:g}, eight a decade"
)
SEARCH = (
    f"{RATES_TOLD}, judged by the loss at the last step among runs that never leave the picture"
)
# Where there is no picture to leave, to rise above the start is to be lost.
UNSEEN_SEARCH = f"{RATES_TOLD}, judged by the loss at the last step among runs that never rise above their start"


def sweep(
    optimizer: type[Optimizer], surface: Surface | Problem, steps: int, start: object = None
) -> np.ndarray:
    """Return the loss after `steps` steps for every rate in RATES, infinite where the run diverged."""
    run = _all_rates(optimizer, surface, steps, start)
    return np.where(run.diverged_at < 0, run.values[-1], np.inf)


def _all_rates(
    optimizer: type[Optimizer], surface: Surface | Problem, steps: int, start: object
) -> Trajectory:
    rule = optimizer(lr=np.array(RATES)[:, None])
    return simulate(rule, surface, surface.start if start is None else start, steps)


def tuned(
    optimizer: type[Optimizer],
    surface: Surface | Problem,
    steps: int = BUDGET,
    start: object = None,
) -> Optimizer:
    """Return `optimizer` at the rate with the lowest last loss among runs that stay in the surface's window.

    A run that leaves may come back by luck, and no reader could follow it; on a matrix problem one that rises above
    its start. Equal losses go to the smaller rate. Everything else stays at its default. Raises ValueError for a
    start from which no rate keeps the run in the window.
    """
    run = _all_rates(optimizer, surface, steps, start)
    inside = (
        surface.shows(run.points) if isinstance(surface, Surface) else run.values <= run.values[0]
    )
    stayed = (run.diverged_at < 0) & inside.all(axis=0)
    if not stayed.any():
        raise ValueError(
            f"no rate of the search keeps {optimizer.slug} in the picture of {surface.slug} from {start!r}"
        )
    return optimizer(lr=RATES[int(np.argmin(np.where(stayed, run.values[-1], np.inf)))])
