"""Learning-rate schedules: a multiplier for step t of total, with t counted from 1."""

from __future__ import annotations

import math
from collections.abc import Callable

from gen.arithmetic.functions import cos
from gen.optimizer import Array


def constant(t: Array, total: Array) -> Array:
    """The rate you set, at every step."""
    return 1.0 + 0.0 * t


def step(t: Array, total: Array, drop: float = 0.1) -> Array:
    """Divide the rate by ten at half and at three quarters of the run, as ResNets were trained."""
    xp = t.__array_namespace__()
    return xp.where(t <= 0.5 * total, 1.0, xp.where(t <= 0.75 * total, drop, drop * drop))


def warmup(t: Array, total: Array, share: float = 0.1) -> Array:
    """Rise linearly for a tenth of the run (Goyal et al., 2017, arXiv:1706.02677)."""
    return t.__array_namespace__().minimum(1.0 + 0.0 * t, t / (share * total))


def cosine(t: Array, total: Array) -> Array:
    """Fall to nothing along half a cosine (Loshchilov & Hutter, 2017, arXiv:1608.03983)."""
    return 0.5 * (1.0 + cos(math.pi * (t - 1.0) / total))


def warmup_cosine(t: Array, total: Array, share: float = 0.1) -> Array:
    """Rise for a tenth of the run, then fall along half a cosine: the transformer recipe."""
    xp = t.__array_namespace__()
    ramp = share * total
    progress = (t - ramp) / (total - ramp)
    return xp.where(t < ramp, t / ramp, 0.5 * (1.0 + cos(math.pi * progress)))


_ALL: tuple[Callable[..., Array], ...] = (constant, step, warmup, cosine, warmup_cosine)

SCHEDULES = {schedule.__name__.replace("_", "-"): schedule for schedule in _ALL}
