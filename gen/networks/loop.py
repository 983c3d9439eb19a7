"""Loops of rules, left to JAX as loops: written out, 200 rounds take a minute to compile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jax import lax

from gen.arithmetic.loop import LOOPS


def compiled(
    times: int,
    body: Callable[..., tuple[Any, ...]],
    carry: tuple[Any, ...],
    until: Callable[..., Any] | None,
) -> tuple[Any, ...]:
    """Return what gen.arithmetic.loop.repeat does, from one loop that ends early where it may."""

    def going(state: tuple[Any, ...]) -> Any:
        done, *values = state
        return (done < times) & (True if until is None else ~until(*values).all())

    return lax.while_loop(going, lambda state: (state[0] + 1, *body(*state[1:])), (0, *carry))[1:]


LOOPS["jax.numpy"] = compiled
