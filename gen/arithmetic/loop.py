"""Loops and choices that stay loops and choices in the browser, and cost no more than they must."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.functions import namespace


def repeat(
    times: int,
    body: Callable[..., tuple[Array, ...]],
    *carry: Array,
    until: Callable[..., Array] | None = None,
) -> tuple[Array, ...]:
    """Return what is left of `carry` after `times` rounds of `carry = body(*carry)`.

    Its shapes must not change. Rounds after `until(*carry)` holds may be left out, so they must not
    change what is wanted of it; JAX, which cannot leave them out, runs them all.
    """
    xp = namespace(carry[0])
    if hasattr(xp, "tape"):
        # Written once, in a JavaScript loop: thirty copies would weigh thirty times as much.
        return xp.tape.loop(times, body, carry, until)  # type: ignore[no-any-return]
    for _ in range(times):
        carry = body(*carry)
        if until is not None and xp is np and np.all(until(*carry)):
            break
    return carry


def choose(
    condition: Array,
    then: Callable[[], tuple[Array, ...]],
    otherwise: Callable[[], tuple[Array, ...]],
) -> tuple[Array, ...]:
    """Return `then()` where `condition` holds, else `otherwise()`.

    Only one of them is called if the condition is known by now.
    """
    if isinstance(condition, bool | np.bool):
        return then() if condition else otherwise()
    where = namespace(condition).where
    return tuple(where(condition, x, y) for x, y in zip(then(), otherwise(), strict=True))
