"""Normal noise from integers and sums alone: bit for bit the same in Python and in the browser."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from gen.arithmetic import Array

# Uniform numbers that make a normal one: their sum has variance 1, and tails that end at ±6.
DRAWS = 12


def mixed(h: Array) -> Array:
    """Scramble 32-bit integers so that neighbors have nothing in common (Ettinger's lowbias32)."""
    h = h ^ (h >> np.uint32(16))
    h *= np.uint32(0x7FEB352D)
    h ^= h >> np.uint32(15)
    h *= np.uint32(0x846CA68B)
    h ^= h >> np.uint32(16)
    return h


def normals(x: Array, t: Any, seed: Any = 0) -> Array:
    """Return standard normal numbers of the shape of `x` (..., d).

    They depend on the step `t`, the seed and the coordinate alone. So every run of a batch sees the
    same noise, as racers on one track do, unless `seed` is an array (..., 1).
    """
    draw = _one_draw if isinstance(t, int) and isinstance(seed, int) else _draw
    return 0 * x + x.__array_namespace__().asarray(draw(x.shape[-1], t, seed))


def _draw(size: int, t: Any, seed: Any) -> np.ndarray:
    with np.errstate(over="ignore"):
        coordinate = np.arange(size, dtype=np.uint32)
        h = mixed(mixed(mixed(np.asarray(seed, np.uint32)) + np.uint32(t)) + coordinate)
        draws = (mixed(h + np.uint32(k)) / 2.0**32 for k in range(1, DRAWS + 1))
        return np.asarray(sum(draws) - DRAWS / 2)


_one_draw = lru_cache(maxsize=4096)(_draw)  # all racers of all runs ask for the same
