"""A surface from above, both axes to one scale: straight down is straight across contours."""

from __future__ import annotations

from collections.abc import Iterable

from gen.draw.ink import Box, Ground
from gen.draw.marks import Content, Spot
from gen.draw.panel import Panel
from gen.draw.scale import Axis
from gen.palette import INK, PAGE

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
) -> Panel:
    """Return the window as a panel `width` pixels wide, its minima and any `start` marked."""
    box = Box(left, top, width, map_height(surface, width))
    # A target for each minimum and a ring for the start: neither is any optimizer's marker.
    minima = [
        Spot(x, y, "circle", hue, size=size) for x, y in surface.minima for hue, size in TARGET
    ]
    begin = (
        []
        if start is None
        else [Spot(*start, "circle", INK, "start", 6), Spot(*start, "circle", PAGE, size=3)]
    )
    (x_low, x_high), (y_low, y_high) = surface.window
    x, y = Axis(x_low, x_high, "x"), Axis(y_low, y_high, "y")
    return Panel(box, x, y, (*minima, *begin, *marks), surface, title)
