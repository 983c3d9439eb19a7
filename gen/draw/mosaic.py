"""A map of cells, row by row, in as few strokes as there are runs of equals."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np


def runs(wanted: np.ndarray) -> Iterator[tuple[int, int, int]]:
    """Yield (row, column, length) of each unbroken row of cells where `wanted` holds."""
    rows, columns = wanted.shape
    padded = np.zeros((rows, columns + 2), dtype=int)
    padded[:, 1:-1] = wanted
    row, first = np.nonzero(np.diff(padded, axis=1) == 1)
    _, end = np.nonzero(np.diff(padded, axis=1) == -1)
    yield from zip(row.tolist(), first.tolist(), (end - first).tolist(), strict=True)


def strokes(wanted: np.ndarray) -> str:
    """Return path data through the middle of each run, a cell being one unit wide and high."""
    text, x, y = "", 0, 0
    for row, column, length in runs(wanted):
        move = f"m{column - x} {row - y}" if text else f"M{column} {row}"
        text += f"{move}h{length}"
        x, y = column + length, row
    return text
