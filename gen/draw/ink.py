"""All that a picture is made of, in pixels from the top left, in colors that know both themes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np

from gen.draw.letters import TEXT
from gen.palette import INK, Hue

Points = Any  # an array of shape (n, 2)


@dataclass(frozen=True)
class Box:
    """A rectangle: its left and top edge, its width and height."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x of its right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """The y of its bottom edge."""
        return self.top + self.height

    def holds(self, points: Points) -> np.ndarray:
        """Return which of `points` are inside."""
        x, y = np.asarray(points, dtype=float).T
        return np.asarray(
            (x >= self.left) & (x <= self.right) & (y >= self.top) & (y <= self.bottom)
        )

    def touches(self, points: Points) -> np.ndarray:
        """Return which of `points` are on its edge."""
        x, y = np.asarray(points, dtype=float).T
        sides = (x - self.left, x - self.right, y - self.top, y - self.bottom)
        return np.asarray(np.min(np.abs(sides), axis=0) < 0.01)


@dataclass(frozen=True, eq=False)
class Path:
    """A line through `points`, or a shape if it has a `fill`. What leaves `clip` is not drawn."""

    points: Points
    stroke: Hue | None = INK
    width: float = 1.0
    dash: tuple[float, ...] = ()
    fill: Hue | None = None
    opacity: float = 1.0
    clip: Box | None = None


@dataclass(frozen=True)
class Glyph:
    """A marker: `shape` is a name of gen.palette's SHAPES."""

    x: float
    y: float
    shape: str
    hue: Hue
    size: float = 5.0  # its radius


@dataclass(frozen=True)
class Words:
    """A line of text; `y` is its baseline. `turned` text reads upward."""

    x: float
    y: float
    text: str
    size: float = TEXT
    hue: Hue = INK
    anchor: Literal["start", "middle", "end"] = "start"
    bold: bool = False
    turned: bool = False


class Ground(Protocol):
    """What can be seen from above, heights over a plane: a surface, or a slice through a loss."""

    @property
    def window(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """What a picture shows: ((x low, x high), (y low, y high))."""

    @property
    def minima(self) -> tuple[tuple[float, float], ...]:
        """The lowest points, which are marked."""

    @property
    def lowest(self) -> float:
        """The value there."""

    @property
    def unit(self) -> float:
        """The scale of the contours: heights are drawn as log(1 + (value - lowest) / unit)."""

    def value(self, x: Any) -> Any:
        """Return the height at `x` (..., 2), of shape (...)."""


@dataclass(frozen=True)
class Terrain:
    """A ground, its contours filled."""

    surface: Ground
    box: Box
    window: tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True, eq=False)
class Trail:
    """What moves: a point a step. `lost` is the step at which the run diverged, or -1."""

    points: Points
    hue: Hue
    shape: str
    clip: Box
    every: int  # a small marker each so many steps, so that a trail shows its speed
    lost: int = -1
    width: float = 2.0

    @property
    def curve(self) -> bool:
        """Whether it goes right by equal steps: then a curtain reveals it, and no head runs."""
        right = np.diff(np.asarray(self.points)[:, 0])
        return bool(len(right) and right[0] > 0 and np.ptp(right) < 1e-6)


@dataclass(frozen=True, eq=False)
class Morph:
    """A closed shape that changes with every step: `points` (steps + 1, n, 2) are its corners."""

    points: np.ndarray
    clip: Box
    stroke: Hue | None = INK
    width: float = 1.0
    fill: Hue | None = None
    opacity: float = 1.0  # of the fill

    def at(self, step: int) -> Iterator[Path]:
        """Yield the shape as it is at `step`: what fills it, then its outline."""
        corners = self.points[step]
        if self.fill is not None:
            yield Path(corners, None, fill=self.fill, opacity=self.opacity, clip=self.clip)
        if self.stroke is not None:
            yield Path(
                np.concatenate([corners, corners[:1]]), self.stroke, self.width, clip=self.clip
            )


@dataclass(frozen=True, eq=False)
class Mosaic:
    """A grid of cells over `box`, the top row first: each the number of an ink, or -1 for none.

    An ink is a color and how much of it is on the page. Those `hatched` get a thin line through the
    middle.
    """

    box: Box
    cells: np.ndarray  # (rows, columns)
    inks: tuple[tuple[Hue, float], ...]
    hatched: np.ndarray  # (rows, columns)


@dataclass(frozen=True, eq=False)
class Link:
    """A place that leads to a page, in SVG alone.

    `address` is from the site's root, and `name` says what is there. Pointed at or focused, it gets
    an edge of its `hue`, and so do its `lines`, which are hidden otherwise.
    """

    box: Box
    address: str
    name: str
    hue: Hue
    lines: tuple[Points, ...] = ()


Mark = Path | Glyph | Words | Terrain | Trail | Morph | Mosaic | Link
