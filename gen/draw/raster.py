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

from gen.draw.contours import EDGE, RELIEF, blend, cuts, rgb, tone
from gen.draw.indexed import channels, earth, nearest, painted
from gen.draw.ink import Box, Glyph, Link, Mark, Morph, Mosaic, Path, Terrain, Trail
from gen.draw.mosaic import runs
from gen.draw.trails import finished
from gen.palette import INK, PAGE, SHADE, SHAPES, THEMES, Hue

PACKED = np.dtype("<u4")  # red, green, blue and opacity, one byte each


Paint = Callable[[Hue], tuple[int, ...]]


@lru_cache(maxsize=256)
def mixed(hue: Hue) -> tuple[int, ...]:
    """Return the channels, 0 to 255, in which a color is painted for both themes at once."""
    return tuple(painted(np.array(channels(hue))).tolist())


def packed(paint: Iterable[int]) -> int:
    """Return a pixel that is all covered."""
    return int.from_bytes((*paint, 255), "little")


class Sheet:
    """A page of `width` by `height` pixels, `scale` times as many in the result."""

    def __init__(
        self, width: float, height: float, scale: float, page: Hue = PAGE, paint: Paint = mixed
    ) -> None:
        """Begin an empty page; `paint` says in which channels a color is painted."""
        self.scale, self.paint = scale, paint
        # The renderer alone: figure and axes around it would take longer than all that is drawn.
        # At 72 dots per inch a point is a pixel, so widths need no conversion.
        size = round(width * scale), round(height * scale)
        self.renderer = RendererAgg(*size, 72 * scale)  # type: ignore[no-untyped-call]
        self.image = np.asarray(self.renderer.buffer_rgba())  # type: ignore[no-untyped-call]
        self.pixels = self.image.view(PACKED)[..., 0]
        self.pixels[...] = packed(paint(page))
        self.down = Affine2D().scale(scale, -scale).translate(0, self.image.shape[0])

    def add(self, mark: Mark) -> None:
        """Draw a mark that does not move; a trail or morph is drawn finished."""
        DRAW[type(mark)](self, mark)

    def outline(self, outline: Outline, look: Path) -> None:
        """Draw an outline with the stroke, fill and clip of `look`."""
        pen: Any = self.renderer.new_gc()
        pen.set_alpha(look.opacity if look.opacity < 1 else None)
        pen.set_linewidth(look.width if look.stroke else 0)
        pen.set_foreground(self._opaque(look.stroke or look.fill or INK), isRGBA=True)
        pen.set_joinstyle("miter" if look.fill else "round")
        pen.set_capstyle("butt" if look.fill or look.dash else "projecting")
        if look.dash:
            pen.set_dashes(0, look.dash)
        if look.clip is not None:
            b = look.clip
            pen.set_clip_rectangle(
                Bbox([(b.left, b.bottom), (b.right, b.top)]).transformed(self.down)
            )
        face = None if look.fill is None else self._opaque(look.fill)
        self.renderer.draw_path(pen, outline, self.down, face)  # type: ignore[no-untyped-call]

    def _opaque(self, hue: Hue) -> tuple[float, ...]:
        """Return the color as the renderer wants it, with its opacity."""
        return (*(value / 255 for value in self.paint(hue)), 1.0)

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
        colors = [packed(mixed(blend(PAGE, hue, share))) for hue, share in mosaic.inks]
        self._image(np.array([*colors, packed(mixed(PAGE))], dtype=PACKED)[mosaic.cells], b)
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


def paint(marks: Iterable[Mark], width: float, height: float, scale: float) -> np.ndarray:
    """Return `marks`, none of which are words, as pixels."""
    sheet = Sheet(width, height, scale)
    for mark in marks:
        sheet.add(mark)
    return sheet.pixels


@lru_cache(maxsize=80)
def ground(terrain: Terrain, scale: float) -> np.ndarray:
    """Return the contours of a surface as pixels: drawn once, whatever runs over them.

    Light and shade of one theme are not those of the other: each is painted by itself, and of both
    together each pixel takes the nearest of the few colors that the ground has.
    """
    seen = [_lit(terrain, scale, theme) for theme in THEMES]
    found, which = np.unique(
        seen[0].astype(np.uint64) << np.uint64(32) | seen[1], return_inverse=True
    )
    wanted = found.view(np.uint8).reshape(-1, 2, 4)[:, ::-1, :3].reshape(-1, 6)
    colors = np.array([packed(paint) for paint in painted(earth()).tolist()], dtype=PACKED)
    return np.asarray(colors[nearest(wanted, earth())][which].reshape(seen[0].shape))


def _lit(terrain: Terrain, scale: float, theme: str) -> np.ndarray:
    b = terrain.box
    sheet = Sheet(
        round(b.width), round(b.height), scale, tone(0), lambda hue: rgb(getattr(hue, theme))
    )
    for k, rings in enumerate(cuts(terrain), 1):
        if rings:
            outline = Outline.make_compound_path(
                *(Outline(ring - (b.left, b.top), closed=True) for ring in rings)
            )
            for hue, by in RELIEF:
                moved = outline.transformed(Affine2D().translate(by, by))
                sheet.outline(moved, Path((), None, fill=hue))
            sheet.outline(outline, Path((), SHADE, EDGE, fill=tone(k)))
    return sheet.pixels
