"""Every minimum in a surface's window, found by looking everywhere: those it names, and traps."""

from __future__ import annotations

import numpy as np

from gen.arithmetic.eigenvectors import eigen
from gen.arithmetic.vectors import distance, times
from gen.surface import Surface

CELLS = 241  # of the grid, each way: fine enough for dimples a twentieth of the window wide
POLISH = 60  # steps of Newton's method from the lowest point of a dip; most need few


def local_minima(surface: Surface) -> np.ndarray:
    """Return all minima inside the window, the lowest first, of shape (n, 2)."""
    found = _polished(surface, _dips(surface))
    kept: list[np.ndarray] = []
    for x in found[np.argsort(surface.value(found), kind="stable")]:
        if all(distance(x, other) > 1e-6 for other in kept):
            kept.append(x)
    return np.array(kept)


def traps(surface: Surface) -> np.ndarray:
    """Return the minima that are not among the surface's own, the lowest first, of shape (n, 2)."""
    found = local_minima(surface)
    away = distance(found[:, None], np.array(surface.minima)).min(axis=1)
    return np.asarray(found[away > 1e-6])


def _dips(surface: Surface) -> np.ndarray:
    """Return the points of a grid that are lower than the eight around them."""
    # A little beyond the window, too: a point on its edge must be compared with what lies beyond.
    x, y = (
        np.linspace(low - (high - low) / 100, high + (high - low) / 100, CELLS)
        for low, high in surface.window
    )
    points = np.stack(np.meshgrid(x, y, indexing="ij"), axis=-1)
    height = surface.value(points)
    inner = slice(1, -1)
    shifts = [(i, j) for i in (0, 1, 2) for j in (0, 1, 2) if (i, j) != (1, 1)]
    around = [height[i : i + CELLS - 2, j : j + CELLS - 2] for i, j in shifts]
    low = np.all([height[inner, inner] <= other for other in around], axis=0)
    return np.asarray(points[inner, inner][low])


def _polished(surface: Surface, x: np.ndarray) -> np.ndarray:
    """Return the minima that Newton's method reaches from `x`, each step no longer than a cell."""
    cell = np.array([(high - low) / CELLS for low, high in surface.window])
    for _ in range(POLISH):
        # In the bend of a valley the Hessian may point uphill: its eigenvalues count by their size.
        sizes, axes = eigen(surface.hess(x))
        along = times(axes.mT, surface.grad(x)) / np.maximum(np.abs(sizes), 1e-9)
        x = x - np.clip(times(axes, along), -cell, cell)
    flat = np.abs(surface.grad(x)).max(axis=-1) < 1e-9 * (
        1 + np.abs(surface.hess(x)).max(axis=(-2, -1))
    )
    bowl = (eigen(surface.hess(x))[0] > 0).all(axis=-1)
    return np.asarray(x[flat & bowl & surface.shows(x)])
