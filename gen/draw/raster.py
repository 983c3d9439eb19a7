"""Pixels by matplotlib: the one slow renderer, asked once per picture and never per frame.

It paints once for both themes; `gen.draw.indexed` knows what its colors are in each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.path import Path as Outline
from matplotlib.transforms import Affine2D, Bbox

from gen.draw.contours import blend, cuts, tone
from gen.draw.indexed import channels, painted
from gen.draw.ink import Box, Glyph, Link, Mark, Morph, Mosaic, Path, Terrain, Trail
from gen.draw.mosaic import runs
from gen.draw.trails import finished
from gen.palette import CONTOUR, INK, PAGE, SHAPES, Hue

PACKED = np.dtype("<u4")  # red, green, blue and opacity, one byte each


@lru_cache(maxsize=256)
def paint_of(hue: Hue) -> tuple[int, int, int]:
    """Return the channels, 0 to 255, in which a color is painted."""
    red, green, blue = painted(np.array(channels(hue))).tolist()
    return red, green, blue


def packed(hue: Hue) -> int:
    """Return a pixel that is all covered."""
    return int.from_bytes((*paint_of(hue), 255), "little")


def opaque(hue: Hue) -> tuple[float, ...]:
    """Return the color as the renderer wants it, with its opacity."""
    return (*(value / 255 for value in paint_of(hue)), 1.0)


class Sheet:
    """A page of `width` by `height` pixels, `scale` times as many in the result."""

    def __init__(self, width: float, height: float, scale: int, page: Hue = PAGE) -> None:
        """Begin an empty page."""
        self.scale = scale
        # The renderer alone: figure and axes around it would take longer than all that is drawn.
        # At 72 dots per inch a point is a pixel, so widths need no conversion.
        self.renderer = RendererAgg(width * scale, height * scale, 72 * scale)  # type: ignore[no-untyped-call]
        self.image = np.asarray(self.renderer.buffer_rgba())  # type: ignore[no-untyped-call]
        self.pixels = self.image.view(PACKED)[..., 0]
        self.pixels[...] = packed(page)
        self.down = Affine2D().scale(scale, -scale).translate(0, self.image.shape[0])

    def add(self, mark: Mark) -> None:
        """Draw a mark that does not move; a trail or morph is drawn finished."""
        DRAW[type(mark)](self, mark)

    def outline(self, outline: Outline, look: Path) -> None:
        """Draw an outline with the stroke, fill and clip of `look`."""
        pen: Any = self.renderer.new_gc()
        pen.set_alpha(look.opacity if look.opacity < 1 else None)
        pen.set_linewidth(look.width if look.stroke else 0)
        pen.set_foreground(opaque(look.stroke or look.fill or INK), isRGBA=True)
        pen.set_joinstyle("miter" if look.fill else "round")
        pen.set_capstyle("butt" if look.fill or look.dash else "projecting")
        if look.dash:
            pen.set_dashes(0, look.dash)
        if look.clip is not None:
            b = look.clip
            pen.set_clip_rectangle(
                Bbox([(b.left, b.bottom), (b.right, b.top)]).transformed(self.down)
            )
        face = None if look.fill is None else opaque(look.fill)
        self.renderer.draw_path(pen, outline, self.down, face)  # type: ignore[no-untyped-call]

    def _path(self, path: Path) -> None:
        points = np.asarray(path.points, dtype=float)
        closed = path.fill is not None  # an outline that closes ends where it began
        self.outline(
            Outline(np.concatenate([points, points[:1]]) if closed else points, closed=closed), path
        )

    def _glyph(self, glyph: Glyph) -> None:
        corners = np.array(SHAPES[glyph.shape]) * glyph.size + (glyph.x, glyph.y)
        self._path(Path(corners, None, fill=glyph.hue))

    def _terrain(self, terrain: Terrain) -> None:
        self._image(ground(terrain, self.scale), terrain.box)

    def _mosaic(self, mosaic: Mosaic) -> None:
        b = mosaic.box
        colors = [packed(blend(PAGE, hue, share)) for hue, share in mosaic.inks]
        self._image(np.array([*colors, packed(PAGE)], dtype=PACKED)[mosaic.cells], b)
        wide, high = b.width / mosaic.cells.shape[1], b.height / mosaic.cells.shape[0]
        for row, column, length in runs(mosaic.hatched):
            y, x = b.top + high * (row + 0.5), b.left + wide * column
            self.add(Path([(x, y), (x + wide * length, y)], INK, 0.3 * high))

    def _image(self, image: np.ndarray, b: Box) -> None:
        """Put an image into a box, each of its pixels as large as it must be."""
        left, top, right, bottom = (
            round(v * self.scale) for v in (b.left, b.top, b.right, b.bottom)
        )
        rows = (np.arange(bottom - top) * image.shape[0]) // (bottom - top)
        columns = (np.arange(right - left) * image.shape[1]) // (right - left)
        self.pixels[top:bottom, left:right] = image[rows][:, columns]

    def _trail(self, trail: Trail) -> None:
        for mark in finished(trail):
            self.add(mark)

    def _morph(self, morph: Morph) -> None:
        for path in morph.at(-1):
            self.add(path)


DRAW: dict[type, Callable[[Sheet, Any], None]] = {
    Path: Sheet._path,
    Glyph: Sheet._glyph,
    Terrain: Sheet._terrain,
    Trail: Sheet._trail,
    Morph: Sheet._morph,
    Mosaic: Sheet._mosaic,
    Link: lambda sheet, link: None,  # pixels lead nowhere
}


def paint(marks: Iterable[Mark], width: float, height: float, scale: int) -> np.ndarray:
    """Return `marks`, none of which are words, as pixels."""
    sheet = Sheet(width, height, scale)
    for mark in marks:
        sheet.add(mark)
    return sheet.pixels


@lru_cache(maxsize=80)
def ground(terrain: Terrain, scale: int) -> np.ndarray:
    """Return the contours of a surface as pixels: drawn once, whatever runs over them."""
    b = terrain.box
    width, height = round(b.width), round(b.height)
    sheet = Sheet(width, height, scale, tone(0))
    for k, rings in enumerate(cuts(terrain), 1):
        if rings:
            outline = Outline.make_compound_path(
                *(Outline(ring - (b.left, b.top), closed=True) for ring in rings)
            )
            sheet.outline(outline, Path((), CONTOUR, 0.5, fill=tone(k)))
    return sheet.pixels
