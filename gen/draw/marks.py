"""What stands between a panel's axes: lines, guides, spots, shapes, in the axes' own numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from gen.draw.ink import Points
from gen.palette import INK, QUIET, Hue


@dataclass(frozen=True, eq=False)
class Line:
    """Values on the panel's axes, joined. With `moving` it grows as the animation plays.

    Then it has a point a step. A run that diverged was `lost` at a step, and gets a cross where it
    left the panel. `marker` stands on each
    `every`-th point (0: none). `label` is written at the last point inside the panel.
    """

    points: Points
    hue: Hue = INK
    marker: str = ""
    every: int = 0
    width: float = 2.0
    dash: tuple[float, ...] = ()
    label: str = ""
    moving: bool = False
    lost: int = -1


@dataclass(frozen=True)
class Guide:
    """A dashed line across the panel at one value of x, or of y."""

    x: float | None = None
    y: float | None = None
    label: str = ""


@dataclass(frozen=True)
class Span:
    """A shaded range of x, said in a few words."""

    low: float
    high: float
    label: str = ""
    hue: Hue = QUIET


@dataclass(frozen=True)
class Spot:
    """A single marker at a point of the panel, with a word over or under it."""

    x: float
    y: float
    shape: str = "cross"
    hue: Hue = INK
    label: str = ""
    size: float = 4.0


@dataclass(frozen=True, eq=False)
class Shape:
    """A closed shape that changes with every step: its corners are `points` (steps + 1, n, 2).

    If there is but one row of them, it stands still.
    """

    points: Points
    hue: Hue = INK
    width: float = 1.0
    fill: float = 0.0  # how much of its color is inside


@dataclass(frozen=True, eq=False)
class Arrow:
    """An arrow from `tails` to `tips`, both (steps + 1, 2), that changes with every step."""

    tails: Points
    tips: Points
    hue: Hue = INK
    width: float = 2.2


@dataclass(frozen=True, eq=False)
class Cells:
    """Colored cells that fill the panel, the bottom row first; see gen.draw.ink.Mosaic."""

    cells: np.ndarray
    inks: tuple[tuple[Hue, float], ...]
    hatched: np.ndarray


@dataclass(frozen=True, eq=False)
class Note:
    """Words at a point of the panel, with numbers in them: see gen.draw.live.Case."""

    x: float
    y: float
    text: str
    values: Mapping[str, Any] = field(default_factory=dict)
    anchor: Literal["start", "middle", "end"] = "start"
    hue: Hue = INK


Content = Cells | Line | Guide | Span | Spot | Shape | Arrow | Note
