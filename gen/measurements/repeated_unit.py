"""A unit whose output is its next input, many times over: where cliffs come from."""

from __future__ import annotations

import numpy as np

from gen.arithmetic.functions import exp

START, GOAL = 0.5, 0.7
WEIGHTS = (6.0, 9.0)
BIAS = -4.0


def unit(w: np.ndarray, b: np.ndarray, times: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the loss of a unit after so many rounds, and its slopes in weight and bias.

    A round makes w·σ(x) + b of x. The loss is the squared distance of the last σ(x) to GOAL.
    """
    x, by_w, by_b = START + 0 * w, 0 * w, 0 * w
    for _ in range(times):
        s = 1 / (1 + exp(-x))
        slope = w * s * (1 - s)
        x, by_w, by_b = w * s + b, s + slope * by_w, 1 + slope * by_b
    s = 1 / (1 + exp(-x))
    outer = 2 * (s - GOAL) * s * (1 - s)
    return (s - GOAL) ** 2, outer * by_w, outer * by_b


def around_the_cliff(times: int) -> np.ndarray:
    """Return weights between WEIGHTS, the denser the nearer to where the gradient is longest."""
    low, high = WEIGHTS
    found = [np.linspace(low, high, 241)]
    for _ in range(4):
        _, by_w, by_b = unit(found[-1], BIAS + 0 * found[-1], times)
        at, reach = found[-1][(by_w**2 + by_b**2).argmax()], (high - low) / 16
        low, high = max(WEIGHTS[0], at - reach), min(WEIGHTS[1], at + reach)
        found.append(np.linspace(low, high, 81))
    return np.unique(np.concatenate(found))
