"""Arrows, as polygons: shaft and head in one outline."""

from __future__ import annotations

import numpy as np

from gen.arithmetic.vectors import norm


def arrowhead(tails: np.ndarray, tips: np.ndarray, width: float) -> np.ndarray:
    """Return the seven corners of each arrow, of shape (..., 7, 2); a short one is all head."""
    shaft = tips - tails
    length = norm(shaft)
    along = np.divide(shaft, length, out=np.zeros_like(shaft), where=length > 0)
    across = np.stack([-along[..., 1], along[..., 0]], axis=-1)
    head = np.minimum(4.5 * width, length)
    neck = tips - head * along
    half = across * np.minimum(width / 2, head / 6)
    barb = across * 0.42 * head
    return np.stack(
        [tails + half, neck + half, neck + barb, tips, neck - barb, neck - half, tails - half],
        axis=-2,
    )
