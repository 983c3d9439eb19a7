"""Pictures: described once in pixels and two-theme colors, written in every format.

A figure builds a `Picture` from `Panel`s (a box, an x `Axis`, a y `Axis`, marks) and hands it back.
`gen.draw.formats` writes it as SVG, PNG, GIF, animated SVG, MP4 and JSON:

>>> from gen.draw import Axis, Box, Line, Panel, Picture
>>> from gen.draw.formats import encode
>>> squares = Line([(0, 0), (1, 1), (2, 4)], moving=True)
>>> panel = Panel(Box(48, 60, 300, 200), Axis(0, 2, "step"), Axis(0, 4, "square"), (squares,))
>>> picture = Picture("Squares", "The squares of 0 to 2 rise to 4.", (panel,), steps=2)
>>> [encode(picture, ending)["dark"][:4] for ending in ("svg", "gif")]
[b'<svg', b'GIF8']
"""

from gen.draw.ink import Box, Glyph, Link, Path, Words
from gen.draw.maps import map_alone, map_panel
from gen.draw.marks import Arrow, Cells, Guide, Line, Note, Shape, Span, Spot
from gen.draw.panel import Panel
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
    "Note",
    "Panel",
    "Path",
    "Picture",
    "Shape",
    "Span",
    "Spot",
    "Words",
    "log_axis",
    "map_alone",
    "map_panel",
]
