"""Pictures: described once in pixels and two-theme colors, written as SVG, PNG, GIF, MP4 and data.

A figure builds a `Picture` from `Panel`s (an x `Axis`, a y `Axis`, a box, marks) and hands it back:

>>> marks = (Guide(x=4),)
>>> chart = Panel(Box(48, 60, 540, 240), Axis(0, 10, "step"), Axis(0, 1, "loss"), marks)
>>> picture = Picture("A chart", "A line stands at step 4.", (chart,))
>>> picture.encode("svg", "light")[:4]
b'<svg'
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
