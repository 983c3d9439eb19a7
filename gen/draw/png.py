"""PNG: the finished picture at two pixels to one, in as few colors as the GIF has."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable

from PIL import Image

from gen.draw.indexed import in_theme, palette
from gen.draw.ink import Mark, Mosaic, Words
from gen.draw.picture import Picture
from gen.draw.still import still
from gen.palette import INK, PAGE, THEMES, Hue

SCALE = 2  # pixels to one


def png(picture: Picture, scale: float = SCALE) -> dict[str, bytes]:
    """Return the finished picture as PNG, in each theme."""
    marks = picture.finished()
    painting = inks(mark for mark in marks if not isinstance(mark, Words))
    writing = tuple(hue for hue in inks(marks) if hue not in painting)
    colors = palette(painting + writing)
    image = Image.fromarray(still(picture, marks, scale, painting, writing))
    tables = {theme: in_theme(colors, theme).tobytes() for theme in THEMES}
    image.putpalette(tables[THEMES[0]])
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=6)
    written = _chunk(tables[THEMES[0]])
    return {theme: out.getvalue().replace(written, _chunk(tables[theme]), 1) for theme in THEMES}


def _chunk(table: bytes) -> bytes:
    """Return a palette as PNG holds it, with its checksum."""
    return b"PLTE" + table + zlib.crc32(b"PLTE" + table).to_bytes(4, "big")


def inks(marks: Iterable[Mark]) -> tuple[Hue, ...]:
    """Return the colors of marks, and those of the page and of its ink."""
    return tuple(dict.fromkeys([PAGE, INK, *(hue for mark in marks for hue in hues(mark))]))


def hues(mark: Mark) -> list[Hue]:
    """Return the colors of a mark."""
    if isinstance(mark, Mosaic):
        return [hue for hue, _ in mark.inks]
    possible = (getattr(mark, name, None) for name in ("hue", "stroke", "fill"))
    return [hue for hue in possible if hue is not None]
