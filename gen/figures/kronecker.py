"""K-FAC on one 2 × 2 layer: the Fisher matrix of four weights, and two small ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from gen.arithmetic.vectors import total
from gen.draw import Axis, Box, Panel, Picture
from gen.draw.marks import Cells, Note
from gen.figure import Cast, figure
from gen.optimizer import Optimizer
from gen.palette import HUES, Hue

# Eight examples: what comes into the layer, and how its outputs should change.
INPUTS = np.array([(1, 0), (1, 1), (0, 1), (-1, 1), (2, 1), (1, -1), (1, 2), (2, 0)], dtype=float)
PULLS = np.array([(1, 1), (-1, 0), (0, 1), (1, -1), (1, 0), (-1, -1), (2, 1), (0, -1)], dtype=float)
LEVELS = 6  # of color
CELL, APART = 44, 28  # pixels


def mean_outer(vectors: np.ndarray) -> np.ndarray:
    """Return the mean of v vᵀ over the rows v."""
    return np.asarray(total((vectors[:, :, None] * vectors[:, None, :]).T).T / len(vectors))


def products(s: np.ndarray, a: np.ndarray) -> np.ndarray:
    """Return the matrix of all products of an entry of `s` with one of `a`."""
    blocks = s[:, None, :, None] * a[None, :, None, :]
    return np.asarray(blocks).reshape(len(s) * len(a), -1)


@figure(
    "kronecker",
    title="Two small matrices for one large one",
    page="optimizers/kfac",
    casts=[Cast(("kfac",), ())],
)
def kronecker(optimizers: Sequence[type[Optimizer]], title: str) -> Picture:
    """Show the Fisher matrix of a layer of four weights, its two factors and their product."""
    (kfac,) = optimizers
    hue = HUES[kfac.hue]
    gradients = (PULLS[:, :, None] * INPUTS[:, None, :]).reshape(len(INPUTS), -1)
    exact, a, s = mean_outer(gradients), mean_outer(INPUTS), mean_outer(PULLS)
    product = products(s, a)
    off = float(np.abs(product - exact).max())
    most = float(np.abs(exact).max())
    places = ((exact, "exact"), (s, "≈ outputs"), (a, "⊗ inputs"), (product, "= product"))
    lefts = np.cumulative_sum([14] + [CELL * len(values) + APART for values, _ in places])
    panels = tuple(
        _table(
            values, most, hue, Box(float(left), 66, CELL * len(values), CELL * len(values)), text
        )
        for left, (values, text) in zip(lefts, places, strict=False)
    )
    numbers = {"off": off, "most": most, "examples": len(INPUTS)}
    numbers |= {"exact_first": float(exact[0, 0]), "product_first": float(product[0, 0])}
    numbers |= {"output_first": float(s[0, 0]), "input_first": float(a[0, 0])}
    alt = (
        "The Fisher matrix of a layer with two inputs and two outputs has four rows. K-FAC keeps "
        "two matrices of two rows, one of the inputs and one of the gradients at the outputs. All "
        "products of an entry of one with an entry of the other make a matrix that resembles the "
        f"exact one: its first entry is {product[0, 0]:.2f} for {exact[0, 0]:.2f}, and no entry is "
        f"off by more than {off:.2f}."
    )
    note = f"Means over {len(INPUTS)} examples; the darker, the larger."
    return Picture(title, alt, panels, numbers, below=(note,))


def _table(values: np.ndarray, most: float, hue: Hue, box: Box, title: str) -> Panel:
    """Return a table of numbers, each cell colored by its own."""
    n = len(values)
    cells = np.floor(values / most * (LEVELS - 0.5)).astype(int)
    inks = tuple((hue, 0.6 * k / LEVELS) for k in range(LEVELS))
    return Panel(
        box,
        Axis(0, n),
        Axis(0, n),
        (Cells(cells[::-1], inks, np.zeros_like(cells, dtype=bool)), *_numbers(values)),
        title=title,
        bare=True,
    )


def _numbers(values: np.ndarray) -> Iterator[Note]:
    n = len(values)
    for i, row in enumerate(values):
        for j, value in enumerate(row):
            yield Note(j + 0.5, n - i - 0.6, "{v:.2f}", {"v": value}, "middle")
