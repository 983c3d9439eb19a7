"""PNG: the finished picture at two pixels to one, in as few colors as the GIF has."""

from __future__ import annotations

import io

from PIL import Image

from gen.draw.indexed import nearest, palette
from gen.draw.ink import Mark, Mosaic
from gen.draw.picture import Picture
from gen.draw.raster import paint
from gen.palette import INK, PAGE, Hue


def png(picture: Picture, theme: str) -> bytes:
    """Return the finished picture as PNG."""
    marks = picture.finished()
    colors = palette(
        theme, tuple(dict.fromkeys([PAGE, INK, *(hue for mark in marks for hue in hues(mark))]))
    )
    image = Image.fromarray(nearest(paint(marks, picture.width, picture.height, theme, 2), colors))
    image.putpalette(colors.tobytes())
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=7)
    return out.getvalue()


def hues(mark: Mark) -> list[Hue]:
    """Return the colors of a mark."""
    if isinstance(mark, Mosaic):
        return [hue for hue, _ in mark.inks]
    possible = (getattr(mark, name, None) for name in ("hue", "stroke", "fill"))
    return [hue for hue in possible if hue is not None]
