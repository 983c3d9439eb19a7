"""Loops and choices that stay loops and choices in the browser, and cost no more than they must."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.functions import namespace

# By the name of a namespace: what leaves its loops to a compiler, as gen.networks.loop does.
LOOPS: dict[str, Callable[..., tuple[Array, ...]]] = {}


def repeat(
    times: int,
    body: Callable[..., tuple[Array, ...]],
    *carry: Array,
    until: Callable[..., Array] | None = None,
) -> tuple[Array, ...]:
    """Return what is left of `carry` after `times` rounds of `carry = body(*carry)`.

    Its shapes must not change. Rounds after `until(*carry)` holds everywhere may be left out, so
    they must not change what is wanted of it.
    """
    xp = namespace(carry[0])
    if hasattr(xp, "tape"):
        # Written once, in a JavaScript loop: thirty copies would weigh thirty times as much.
        return xp.tape.loop(times, body, carry, until)  # type: ignore[no-any-return]
    if xp.__name__ in LOOPS:
        return LOOPS[xp.__name__](times, body, carry, until)
    for _ in range(times):
        carry = body(*carry)
        if xp is np and until is not None and np.all(until(*carry)):
            break
    return carry


def history(times: int, body: Callable[..., tuple[Array, ...]], *carry: Array) -> tuple[Array, ...]:
    """Return all that `carry` was, at first and after each of `times` rounds of `carry = body(…)`.

    Of each array, of any shape, (times + 1, …). In NumPy and in the browser.
    """
    tapes = [array.tape for array in carry if hasattr(array, "tape")]
    if tapes:
        return tapes[0].history(times, body, carry)  # type: ignore[no-any-return]
    rows = [carry]
    for _ in range(times):
        rows.append(body(*rows[-1]))
    return tuple(np.stack(column) for column in zip(*rows, strict=True))


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
