"""Counting steps: the first at which something has happened."""

from __future__ import annotations

import numpy as np


def first_step(happened: np.ndarray) -> np.ndarray:
    """Return the first step at which `happened` (steps + 1, ...) is true.

    Raises ValueError where it never is.
    """
    if not happened.any(axis=0).all():
        raise ValueError("a run ended before what was to be measured; give it more steps")
    first: np.ndarray = np.argmax(happened, axis=0)
    return first
