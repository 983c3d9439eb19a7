"""Runs on a quadratic with noise, all steps at once: each step is x → a x + b."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.functions import namespace
from gen.arithmetic.noise import normals


def affine_runs(start: Any, factors: Array, pushes: Array) -> Array:
    """Return x before the first step and after each, (..., n + 1), of n steps x → a x + b.

    Maps are composed in pairs, pairs in fours, and so on: nine rounds for 300 steps, without a
    division, and on whole arrays, as a live figure needs it.
    """
    a, b, reach = factors, pushes, 1
    xp = namespace(a)
    while reach < a.shape[-1]:
        one = 0 * a[..., :reach] + 1
        before = xp.concat([one, a[..., :-reach]], axis=-1)
        b = a * xp.concat([0 * one, b[..., :-reach]], axis=-1) + b
        a, reach = a * before, 2 * reach
    return xp.concat([0 * a[..., :1] + start, a * start + b], axis=-1)


def draws(steps: int, seed: int) -> np.ndarray:
    """Return normal numbers to three decimals, one a step: a constant that weighs little."""
    nothing = np.zeros(1)
    found = [float(normals(nothing, t, seed)[0]) for t in range(1, steps + 1)]
    return np.round(np.array(found), 3)


def spread_of(start: float, rates: Array, curvature: Any = 1.0) -> Array:
    """Return the root of the mean squared distance after every step, over all noise of size 1.

    Exactly: a step multiplies the mean square by (1 − ηλ)² and adds η².
    """
    keep = 1 - rates * curvature
    return namespace(keep).sqrt(affine_runs(start * start, keep * keep, rates * rates))
