"""Pixels by matplotlib: the one slow renderer, asked once per picture and never per frame."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch, Polygon, Rectangle
from matplotlib.path import Path as Outline

from gen.draw.contours import blend, cuts, rgb, tone
from gen.draw.ink import Box, Glyph, Link, Mark, Morph, Mosaic, Path, Terrain, Trail, Words
from gen.draw.letters import text_mask
from gen.draw.mosaic import runs
from gen.draw.shapes import SHAPES
from gen.draw.trails import finished
from gen.palette import CONTOUR, INK, PAGE


class Sheet:
    """A page of `width` by `height` pixels, `scale` times as many in the result."""

    def __init__(self, width: float, height: float, theme: str, scale: int) -> None:
        """Begin an empty page."""
        self.theme, self.height = theme, height
        # At 72 dots per inch a point is a pixel, so line widths and font sizes need no conversion.
        self.figure = Figure(figsize=(width / 72, height / 72), dpi=72 * scale, facecolor=getattr(PAGE, theme))
        self.canvas = FigureCanvasAgg(self.figure)
        self.axes = self.figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(height, 0))
        self.axes.set_axis_off()
        self.scale = scale
        self.order = 0
        self.words: list[Words] = []  # they come last, on top of all else

    def add(self, mark: Mark) -> None:
        """Draw a mark that does not move; a trail or morph is drawn finished."""
        DRAW[type(mark)](self, mark)

    def pixels(self) -> np.ndarray:
        """Return the image, (height, width, 3) bytes."""
        self.canvas.draw()  # type: ignore[no-untyped-call]
        image = np.asarray(self.canvas.buffer_rgba())[:, :, :3].copy()  # type: ignore[no-untyped-call]
        for words in self.words:
            self._write(image, words)
        return image

    def _put(self, artist: Artist, clip: Box | None = None) -> None:
        self.order += 1
        artist.set_zorder(self.order)
        self.axes.add_artist(artist)
        if clip is None:
            artist.set_clip_on(False)
        else:
            artist.set_clip_path(
                Rectangle((clip.left, clip.top), clip.width, clip.height, transform=self.axes.transData)
            )

    def _path(self, path: Path) -> None:
        points = np.asarray(path.points, dtype=float)
        stroke = None if path.stroke is None else getattr(path.stroke, self.theme)
        if path.fill is not None:
            fill = getattr(path.fill, self.theme)
            look = {"facecolor": fill, "edgecolor": stroke or "none", "linewidth": path.width if stroke else 0}
            self._put(Polygon(points, closed=True, alpha=path.opacity, **look), path.clip)
            return
        dash: Any = (0, tuple(d / path.width for d in path.dash)) if path.dash else "-"
        line = Line2D(*points.T, color=stroke, linewidth=path.width, linestyle=dash, alpha=path.opacity)
        line.set_solid_joinstyle("round")
        self._put(line, path.clip)

    def _glyph(self, glyph: Glyph) -> None:
        corners = np.array(SHAPES[glyph.shape]) * glyph.size + (glyph.x, glyph.y)
        self._put(Polygon(corners, closed=True, facecolor=getattr(glyph.hue, self.theme), linewidth=0))

    def _words(self, words: Words) -> None:
        self.words.append(words)

    def _write(self, image: np.ndarray, words: Words) -> None:
        """Put a line of text on the finished image: a tenth of the time that matplotlib's own text takes."""
        # DejaVu is a wide face: at nine tenths it takes the room of the faces that a browser would choose.
        mask, rise = text_mask(words.text, 0.9 * words.size * self.scale, words.bold)
        back = {"start": 0, "middle": mask.shape[1] / 2, "end": mask.shape[1]}[words.anchor]
        x, y = words.x * self.scale, words.y * self.scale
        if words.turned:
            mask = np.rot90(mask)
            left, top = round(x - rise), round(y + back) - mask.shape[0]
        else:
            left, top = round(x - back), round(y - rise)
        x0, y0 = max(left, 0), max(top, 0)
        patch = image[y0 : max(top + mask.shape[0], 0), x0 : max(left + mask.shape[1], 0)]
        cover = mask[y0 - top :, x0 - left :][: patch.shape[0], : patch.shape[1], None] / 255
        ink = np.array(rgb(getattr(words.hue, self.theme)))
        patch[...] = np.rint(patch + (ink - patch) * cover)

    def _terrain(self, terrain: Terrain) -> None:
        b = terrain.box
        self._image(ground(terrain, self.theme, self.scale), b)

    def _mosaic(self, mosaic: Mosaic) -> None:
        b = mosaic.box
        colors = [rgb(getattr(blend(PAGE, hue, share), self.theme)) for hue, share in mosaic.inks]
        image = np.array([*colors, rgb(getattr(PAGE, self.theme))], dtype=np.uint8)[mosaic.cells]
        self._image(image, b)
        wide, high = b.width / mosaic.cells.shape[1], b.height / mosaic.cells.shape[0]
        for row, column, length in runs(mosaic.hatched):
            y, x = b.top + high * (row + 0.5), b.left + wide * column
            self.add(Path([(x, y), (x + wide * length, y)], INK, 0.3 * high))

    def _image(self, image: np.ndarray, b: Box) -> None:
        self.axes.imshow(image, extent=(b.left, b.right, b.bottom, b.top), interpolation="nearest", aspect="auto")
        self.axes.set_xlim(0, self.figure.get_figwidth() * 72)
        self.axes.set_ylim(self.height, 0)
        self.axes.images[-1].set_zorder(self.order)

    def _trail(self, trail: Trail) -> None:
        for mark in finished(trail):
            self.add(mark)

    def _morph(self, morph: Morph) -> None:
        for path in morph.at(-1):
            self.add(path)


DRAW: dict[type, Callable[[Sheet, Any], None]] = {
    Path: Sheet._path,
    Glyph: Sheet._glyph,
    Words: Sheet._words,
    Terrain: Sheet._terrain,
    Trail: Sheet._trail,
    Morph: Sheet._morph,
    Mosaic: Sheet._mosaic,
    Link: lambda sheet, link: None,  # pixels lead nowhere
}


def paint(marks: Iterable[Mark], width: float, height: float, theme: str, scale: int) -> np.ndarray:
    """Return `marks` as pixels."""
    sheet = Sheet(width, height, theme, scale)
    for mark in marks:
        sheet.add(mark)
    return sheet.pixels()


@lru_cache(maxsize=160)
def ground(terrain: Terrain, theme: str, scale: int) -> np.ndarray:
    """Return the contours of a surface as pixels: drawn once in a process, whatever runs over them."""
    b = terrain.box
    width, height = round(b.width), round(b.height)
    sheet = Sheet(width, height, theme, scale)
    sheet.figure.set_facecolor(getattr(tone(0), theme))
    look = {"edgecolor": getattr(CONTOUR, theme), "linewidth": 0.5}
    for k, rings in enumerate(cuts(terrain), 1):
        if rings:
            outline = Outline.make_compound_path(*(Outline(ring - (b.left, b.top), closed=True) for ring in rings))
            sheet._put(PathPatch(outline, facecolor=getattr(tone(k), theme), **look))
    return sheet.pixels()
