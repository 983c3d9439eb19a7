"""A surface from above, both axes to one scale: straight down is straight across contours."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from gen.draw.ink import Box, Ground
from gen.draw.marks import Content, Line, Spot
from gen.draw.panel import Panel
from gen.draw.scale import Axis
from gen.palette import INK, PAGE

NAMED, FEW = 240, 4  # pixels of a map, and minima on it, that have room for names
ALONE = Box(0, 0, 320, 240)  # of every map without words
TARGET = ((INK, 5.5), (PAGE, 2.4), (INK, 2.0))


def map_height(surface: Ground, width: float) -> int:
    """Return how high a map of the surface's window is at this width."""
    (x_low, x_high), (y_low, y_high) = surface.window
    return round(width * (y_high - y_low) / (x_high - x_low))


def map_panel(
    surface: Ground,
    left: float,
    top: float,
    width: float,
    marks: Iterable[Content] = (),
    start: tuple[float, float] | None = None,
    title: str = "",
    clear: Iterable[Line] = (),
) -> Panel:
    """Return the window as a panel `width` pixels wide, with names for minima and `start`.

    The names stand clear of the marks, and of what `clear` holds: paths that are drawn later.
    """
    box = Box(left, top, width, map_height(surface, width))
    # The start is a ring, which is no optimizer's marker either.
    begin = (
        []
        if start is None
        else [Spot(*start, "circle", INK, size=6), Spot(*start, "circle", PAGE, size=3)]
    )
    (x_low, x_high), (y_low, y_high) = surface.window
    x, y = Axis(x_low, x_high, "x"), Axis(y_low, y_high, "y")
    places = [(*start, "start")] if start is not None else []
    if width >= NAMED and len(surface.minima) <= FEW:
        places += [(*minimum, "minimum") for minimum in surface.minima]
    # What comes later may run straight to a minimum: its way is kept clear.
    ways = [Line([start, minimum]) for minimum in surface.minima if start is not None]
    own = (*_targets(surface), *begin, *marks)
    return Panel(box, x, y, own, surface, title, places=tuple(places), ways=(*ways[:FEW], *clear))


def map_alone(surface: Ground, marks: Iterable[Content] = ()) -> Panel:
    """Return the map without words, and with as much around its window as fills `ALONE`."""
    sides = [(low + high, high - low) for low, high in surface.window]
    units = [
        size / room for (_, size), room in zip(sides, (ALONE.width, ALONE.height), strict=True)
    ]
    for unit in (max(units), min(units)):  # of a pixel; where the ground ends, less is shown
        reach = unit * np.array([ALONE.width, ALONE.height]) / 2
        low, high = (np.array([twice / 2 for twice, _ in sides]) + way * reach for way in (-1, 1))
        corners = np.stack(np.meshgrid(*np.stack([low, high], axis=1)), axis=-1)
        if np.isfinite(surface.value(corners)).all():
            break
    x, y = (Axis(float(a), float(b)) for a, b in zip(low, high, strict=True))
    return Panel(ALONE, x, y, (*_targets(surface), *marks), surface, bare=True)


def _targets(surface: Ground) -> list[Spot]:
    """Return a target for each minimum: no optimizer's marker."""
    return [Spot(x, y, "circle", hue, size=size) for x, y in surface.minima for hue, size in TARGET]
