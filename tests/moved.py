"""Starts moved a little: as far as rounding, or another machine, might take them."""

import numpy as np

from gen.surface import Surface

NUDGE = 1e-9  # of the window, or of weights of size one


def nudged(start, loss):
    """Return a start beside `start`."""
    x = np.asarray(start, dtype=float)
    while not isinstance(loss, Surface) and hasattr(loss, "loss"):
        loss = loss.loss
    size = np.ptp(loss.window, axis=-1) if isinstance(loss, Surface) else 1.0
    # Of the coordinate itself where there is one: a start may be next to a ridge on purpose.
    size = np.where(x == 0, size, np.minimum(size, np.abs(x)))
    return x + NUDGE * size * np.where(np.arange(x.shape[-1]) % 2, -0.7, 1.0)


def moved_point(point):
    """Return `simulate`'s reading of a start, with the start moved a little."""
    return lambda start, loss: nudged(point(start, loss), loss)
