"""Pictures: described once in pixels and two-theme colors, written as SVG, PNG, GIF, MP4 and data.

A figure builds a `Picture` from `Panel`s (an x `Axis`, a y `Axis`, a box, marks) and hands it back:

    valley = map_panel(surface, 48, 60, 380, [Line(points, hue, "circle", every=20, moving=True)])
    chart = Panel(Box(480, 60, 140, 253), Axis(0, 120, "step"), log_axis(values, "loss"), (Line(...), Guide(x=40)))
    return Picture(title, alt, (valley, chart), numbers={"kappa": 30.0}, data={...}, steps=120)
"""

from gen.draw.ink import Box, Glyph, Link, Path, Words
from gen.draw.maps import map_panel
from gen.draw.panel import Arrow, Cells, Guide, Line, Panel, Shape, Span, Spot
from gen.draw.picture import Picture
from gen.draw.scale import Axis, log_axis

__all__ = [
    "Arrow",
    "Axis",
    "Box",
    "Cells",
    "Glyph",
    "Guide",
    "Line",
    "Link",
    "Panel",
    "Path",
    "Picture",
    "Shape",
    "Span",
    "Spot",
    "Words",
    "log_axis",
    "map_panel",
]
