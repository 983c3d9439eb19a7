"""How far to go along a direction: try a length, and shorten it until the loss falls enough."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.functions import namespace
from gen.arithmetic.loop import repeat
from gen.arithmetic.vectors import dot

SHORTEST = 1e-9  # of the first length: shorter ones are not tried; with halves, 30 trials are left
AT_ONCE = (1, 5, *[24] * 8)  # so many trials NumPy makes at a time, for those who need them
TRIALS = sum(AT_ONCE)  # at most: what a factor of 0.9 needs to get to SHORTEST


# --8<-- [start:backtrack]
def backtrack(
    loss: Any, x: Array, p: Array, g: Array, first: Array, rho: Array, c1: Array
) -> Array:
    """Return the longest of `first`, ρ·`first`, ρ²·`first`, … that Armijo accepts along `p`.

    Of shape (..., 1); 0 if none down to a billionth of `first` will do. Armijo asks that the loss
    falls by a share `c1` of what the slope promises. `loss.value` must answer for each point by
    itself: it may be asked for many trials at once.
    """
    xp = namespace(x)
    here, slope = loss.value(x)[..., None], dot(g, p)
    if xp is np:
        return _in_blocks(loss, x, p, here, first + 0 * slope, rho, c1 * slope)
    shortest = SHORTEST * xp.abs(first + 0 * slope)

    def attempt(trial: Array, chosen: Array) -> tuple[Array, Array]:
        enough = loss.value(x + trial * p)[..., None] <= here + trial * (c1 * slope)
        good = enough & (xp.abs(trial) >= shortest) & (chosen == 0)
        return rho * trial, xp.where(good, trial, chosen)

    def over(trial: Array, chosen: Array) -> Array:
        return (chosen != 0) | (xp.abs(trial) < shortest)

    trial = first + 0 * slope
    return repeat(TRIALS, attempt, trial, 0 * trial, until=over)[1]


# --8<-- [end:backtrack]


def _in_blocks(
    loss: Any, x: Array, p: Array, here: Array, trial: Array, rho: Array, promised: Array
) -> Array:
    """Make the same trials in few calls: of a batch, some always need all of them."""
    chosen, shortest = 0 * trial, SHORTEST * np.abs(trial)
    still = np.ones(trial.shape[:-1], dtype=bool)
    for size in AT_ONCE:
        block = [trial]
        for _ in range(size - 1):
            block.append(rho * block[-1])
        trial, trials = rho * block[-1], np.stack(block)[:, still]
        there = loss.value(x[still] + trials * p[still])[..., None]
        enough = there <= here[still] + trials * promised[still]
        enough &= np.abs(trials) >= shortest[still]
        longest = np.take_along_axis(trials, np.argmax(enough, axis=0)[None], axis=0)[0]
        chosen[still] = np.where(enough.any(axis=0), longest, 0.0)
        still = ((chosen == 0) & (np.abs(trial) >= shortest))[..., 0]
        if not still.any():
            break
    return chosen
