"""Ellipses of equal distance: how far a step must go for a model to change by so many nats."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from gen.arithmetic.eigenvectors import eigen
from gen.arithmetic.functions import cos, sin
from gen.arithmetic.vectors import times
from gen.draw import Line
from gen.palette import QUIET
from gen.surface import Surface


def ellipse(surface: Surface, center: np.ndarray, nats: float) -> np.ndarray:
    """Return the points (65, 2) that are `nats` away from `center`: where ½ dᵀFd is that much."""
    turn = np.linspace(0, 2 * np.pi, 65)
    sizes, axes = eigen(surface.fisher(center))
    circle = np.stack([cos(turn), sin(turn)], axis=-1)
    return np.asarray(center + times(axes, circle * np.sqrt(2 * nats / sizes)))


def ellipses(surface: Surface, centers: Iterable[np.ndarray], nats: float) -> list[Line]:
    """Return the ellipses around `centers`, thin."""
    return [Line(ellipse(surface, center, nats), QUIET, width=1.0) for center in centers]
