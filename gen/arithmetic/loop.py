"""A loop of known length that stays a loop in the browser, where thirty trials written out would weigh thirty times."""

from __future__ import annotations

from collections.abc import Callable

from gen.arithmetic import Array


def repeat(times: int, body: Callable[..., tuple[Array, ...]], *carry: Array) -> tuple[Array, ...]:
    """Return what is left of `carry` after `times` rounds of `carry = body(*carry)`. Its shapes must not change."""
    xp = carry[0].__array_namespace__()
    if hasattr(xp, "tape"):  # being traced: write the body once, and JavaScript's `for` around it
        return xp.tape.loop(times, body, carry)  # type: ignore[no-any-return]
    for _ in range(times):
        carry = body(*carry)
    return carry
