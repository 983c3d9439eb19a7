"""How far to go along a direction: try a length, and shorten it until the loss falls enough."""

from __future__ import annotations

from typing import Any

from gen.arithmetic import Array
from gen.arithmetic.loop import ask_where, repeat
from gen.arithmetic.vectors import dot

TRIALS = 30  # at most; 0.5³⁰ of the first length is under a billionth of it


# --8<-- [start:backtrack]
def backtrack(
    loss: Any, x: Array, p: Array, g: Array, first: Array, rho: Array, c1: Array
) -> Array:
    """Return the longest of `first`, ρ·`first`, ρ²·`first`, … that Armijo accepts along `p`, or 0.

    Of shape (..., 1). Armijo asks that the loss falls by a share `c1` of what the slope promises.
    """
    xp = x.__array_namespace__()
    here, slope = loss.value(x)[..., None], dot(g, p)

    def attempt(trial: Array, chosen: Array) -> tuple[Array, Array]:
        open_still = (chosen == 0)[..., 0]
        there = ask_where(open_still, loss.value, x + trial * p, xp.nan)[..., None]
        enough = there <= here + c1 * trial * slope
        return rho * trial, xp.where(enough & (chosen == 0), trial, chosen)

    trial = first + 0 * slope
    return repeat(TRIALS, attempt, trial, 0 * trial, until=lambda _, chosen: chosen > 0)[1]


# --8<-- [end:backtrack]
