"""Learning-rate schedules: a multiplier for step t of total, with t counted from 1.

>>> [float(linear(t, 4.0)) for t in (1.0, 2.0, 3.0, 4.0)]
[1.0, 0.75, 0.5, 0.25]
"""

from __future__ import annotations

import math
from collections.abc import Callable

from gen.arithmetic.functions import cos, exp, log, namespace
from gen.optimizer import Array

CYCLES = 4  # of the schedules that begin anew


def constant(t: Array, total: Array) -> Array:
    """The rate you set, at every step."""
    return 1.0 + 0.0 * t


def step(t: Array, total: Array, drop: float = 0.1) -> Array:
    """Divide the rate by ten at half and at three quarters of the run, as ResNets were trained."""
    xp = namespace(t)
    return xp.where(t <= 0.5 * total, 1.0, xp.where(t <= 0.75 * total, drop, drop * drop))


def linear(t: Array, total: Array) -> Array:
    """Fall to nothing along a straight line (Defazio et al., 2023, arXiv:2310.07831)."""
    return 1.0 - (t - 1.0) / total


def exponential(t: Array, total: Array, end: float = 0.01) -> Array:
    """Lose the same share at every step, and come down to a hundredth."""
    return exp(log(end) * (t - 1.0) / total)


def inverse_root(t: Array, total: Array, share: Array = 0.1) -> Array:
    """Rise for a tenth, then fall as one over the root of t (Vaswani, 2017, arXiv:1706.03762)."""
    xp = namespace(t)
    ramp = share * total
    return xp.minimum(t / ramp, xp.sqrt(ramp / t))


def warmup(t: Array, total: Array, share: Array = 0.1) -> Array:
    """Rise linearly for a tenth of the run (Goyal et al., 2017, arXiv:1706.02677)."""
    return namespace(t).minimum(1.0 + 0.0 * t, t / (share * total))


def cosine(t: Array, total: Array) -> Array:
    """Fall to nothing along half a cosine (Loshchilov & Hutter, 2017, arXiv:1608.03983)."""
    return 0.5 * (1.0 + cos(math.pi * (t - 1.0) / total))


def warmup_cosine(t: Array, total: Array, share: Array = 0.1) -> Array:
    """Rise for a tenth of the run, then fall along half a cosine: the transformer recipe."""
    xp = namespace(t)
    ramp = share * total
    progress = (t - ramp) / (total - ramp)
    return xp.where(t < ramp, t / ramp, 0.5 * (1.0 + cos(math.pi * progress)))


def restarts(t: Array, total: Array) -> Array:
    """Fall along half a cosine four times (SGDR; Loshchilov & Hutter, 2017, arXiv:1608.03983)."""
    cycle = CYCLES * (t - 1.0) / total
    return 0.5 * (1.0 + cos(math.pi * (cycle - namespace(t).floor(cycle))))


def triangular(t: Array, total: Array, low: float = 1 / 6) -> Array:
    """Rise from a sixth and fall back to it, four times (Smith, 2017, arXiv:1506.01186)."""
    xp = namespace(t)
    cycle = CYCLES * (t - 1.0) / total
    place = cycle - xp.floor(cycle)
    return low + (1 - low) * (1.0 - xp.abs(2.0 * place - 1.0))


def one_cycle(t: Array, total: Array, share: Array = 0.3) -> Array:
    """Rise from a 25th, then fall to almost nothing (Smith & Topin, 2017, arXiv:1708.07120)."""
    xp = namespace(t)
    first, last = 1 / 25, 1 / 25e4
    up = xp.maximum(share * total - 1.0, 1e-9 * total)
    rise = 1.0 + 0.5 * (first - 1.0) * (1.0 + cos(math.pi * (t - 1.0) / up))
    progress = (t - 1.0 - up) / (total - 1.0 - up)
    return xp.where(
        t - 1.0 <= up, rise, last + 0.5 * (1.0 - last) * (1.0 + cos(math.pi * progress))
    )


def warmup_stable_decay(t: Array, total: Array, share: Array = 0.1, decay: Array = 0.2) -> Array:
    """Rise for a tenth, stay, fall to nothing in the last fifth (Hu, 2024, arXiv:2404.06395)."""
    xp = namespace(t)
    return xp.minimum(
        xp.minimum(1.0 + 0.0 * t, t / (share * total)), (total - t + 1.0) / (decay * total)
    )


_ALL: dict[str, Callable[..., Array]] = {
    "Constant": constant,
    "Step": step,
    "Linear": linear,
    "Exponential": exponential,
    "Inverse root": inverse_root,
    "Warm-up": warmup,
    "Cosine": cosine,
    "Warm-up + cosine": warmup_cosine,
    "Restarts": restarts,
    "Triangular": triangular,
    "One-cycle": one_cycle,
    "Warm-up, stable, decay": warmup_stable_decay,
}

SCHEDULES = {schedule.__name__.replace("_", "-"): schedule for schedule in _ALL.values()}
TITLES = dict(zip(SCHEDULES, _ALL, strict=True))
