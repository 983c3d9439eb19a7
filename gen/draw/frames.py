"""Frames without a plotting library: palette indices, touched only where something moved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw

from gen.draw.indexed import blend, palette, shades, stamp
from gen.draw.ink import Box, Morph, Trail
from gen.draw.letters import text_mask
from gen.draw.picture import Picture
from gen.draw.still import still
from gen.draw.trails import DOT, dots, head, lost_marks, near
from gen.palette import INK, PAGE, SHAPES, Hue

FINER = 4  # masks are drawn this many times larger and averaged, which is their antialiasing


class Stage:
    """The picture's still part as palette indices, and the hands that draw on it."""

    def __init__(self, picture: Picture, scale: float = 1) -> None:
        """Draw what does not move, once."""
        self.picture, self.scale = picture, scale
        self.trails = picture.trails()
        self.morphs = picture.morphs()
        changing = [
            hue for morph in self.morphs for hue in (morph.stroke, morph.fill) if hue is not None
        ]
        inks = tuple(dict.fromkeys([PAGE, INK, *(trail.hue for trail in self.trails), *changing]))
        self.palette = palette(inks)
        self.blend = {hue: blend(inks, hue) for hue in inks}
        self.canvas = still(picture, picture.still(), scale, inks)

    def frames(self, moments: Iterable[float] | None = None) -> Iterator[np.ndarray]:
        """Yield the image at each of `moments`, as indices into the palette.

        A moment is a step or between two; they come in order, and are all steps if not given.
        """
        paths = [near(trail.points) for trail in self.trails]
        drawn = 0  # steps that are on the canvas
        for moment in range(self.picture.steps + 1) if moments is None else moments:
            for t in range(drawn, int(moment) + 1):
                for trail, points in zip(self.trails, paths, strict=True):
                    self._advance(trail, points, t)
            drawn = int(moment) + 1
            yield self._frame(paths, moment)

    def _frame(self, paths: Sequence[np.ndarray], moment: float) -> np.ndarray:
        """Return the canvas with all that moves where it is at a moment."""
        frame, t = self.canvas.copy(), int(moment)
        places = [between(points, moment) for points in paths]
        for trail, points, place in zip(self.trails, paths, places, strict=True):
            if (place != points[t]).any():
                self._segment(frame, trail, points[t], place)
        for trail, place in zip(self.trails, places, strict=True):
            lost = 0 <= trail.lost <= moment
            if not trail.curve and not lost and trail.clip.holds(place[None])[0]:
                for glyph in head(float(place[0]), float(place[1]), trail):
                    self._glyph(frame, glyph.x, glyph.y, glyph.shape, glyph.size, glyph.hue)
        for morph in self.morphs:
            self._morph(frame, morph, between(morph.points, moment))
        self._count(frame, t)
        return frame

    def _advance(self, trail: Trail, points: np.ndarray, t: int) -> None:
        if t > 0 and (points[t] != points[t - 1]).any():
            self._segment(self.canvas, trail, points[t - 1], points[t])
        if dots(trail, t) and trail.clip.holds(points[t : t + 1])[0]:
            self._glyph(
                self.canvas, float(points[t, 0]), float(points[t, 1]), trail.shape, DOT, trail.hue
            )
        if t == trail.lost:
            for glyph in lost_marks(trail.clip, points, trail.hue):
                self._glyph(self.canvas, glyph.x, glyph.y, glyph.shape, glyph.size, glyph.hue)

    def _segment(self, target: np.ndarray, trail: Trail, a: np.ndarray, b: np.ndarray) -> None:
        s, half = self.scale, trail.width * self.scale / 2
        low, high = self._window(np.stack([a, b]), half + 1, trail.clip)
        if (high <= low).any():
            return
        ends = tuple(tuple(((p * s - low) * FINER).tolist()) for p in (a, b))
        mask = line_mask(tuple(((high - low) * FINER).tolist()), ends, half * FINER)
        stamp(target, mask, int(low[0]), int(low[1]), self.blend[trail.hue])

    def _morph(self, frame: np.ndarray, morph: Morph, corners: np.ndarray) -> None:
        s = self.scale
        low, high = self._window(corners, morph.width + 1, morph.clip)
        if (high <= low).any():
            return
        outline = tuple(tuple(corner) for corner in ((corners * s - low) * FINER).tolist())
        size = tuple(((high - low) * FINER).tolist())
        if morph.fill is not None:
            mask = inner_mask(size, outline, round(255 * morph.opacity))
            stamp(frame, mask, int(low[0]), int(low[1]), self.blend[morph.fill])
        if morph.stroke is not None:
            mask = outline_mask(size, outline, round(morph.width * s * FINER))
            stamp(frame, mask, int(low[0]), int(low[1]), self.blend[morph.stroke])

    def _window(self, points: np.ndarray, room: float, clip: Box) -> tuple[np.ndarray, np.ndarray]:
        """Return the first and the last pixel of what is drawn through `points`, within `clip`."""
        s = self.scale
        first = np.ceil([clip.left * s, clip.top * s])
        last = np.floor([clip.right * s, clip.bottom * s])
        low = np.maximum(np.floor(points.min(axis=0) * s - room), first)
        high = np.minimum(np.ceil(points.max(axis=0) * s + room), last)
        return low.astype(int), high.astype(int)

    def _glyph(
        self, target: np.ndarray, x: float, y: float, shape: str, size: float, hue: Hue
    ) -> None:
        # A quarter of a pixel is as fine as motion needs, and lets a few masks serve all frames.
        (left, right), (top, down) = (divmod(round(v * self.scale * FINER), FINER) for v in (x, y))
        mask, reach = glyph_mask(shape, size * self.scale, (right, down))
        stamp(target, mask, left - reach, top - reach, self.blend[hue])

    def _count(self, frame: np.ndarray, t: int) -> None:
        x, y = (v * self.scale for v in self.picture.counter)
        mask, rise = text_mask(f"step {t}", 12 * self.scale, True)
        stamp(frame, shades(mask), round(x), round(y) - rise, self.blend[INK])


def between(rows: np.ndarray, moment: float) -> np.ndarray:
    """Return the row of a step, or what is between two."""
    t = int(moment)
    share = moment - t
    return np.asarray(rows[t] + share * (rows[t + 1] - rows[t]) if share else rows[t])


def coverage(image: Image.Image) -> np.ndarray:
    """Return an enlarged mask at its real size, as steps of coverage."""
    return shades(np.asarray(image.reduce(FINER)))


Corners = tuple[tuple[float, float], ...]


def line_mask(size: tuple[int, int], ends: Corners, radius: float) -> np.ndarray:
    """Return how a line with round ends covers an area that is `size` finer pixels large."""
    image = Image.new("L", size)
    pen = ImageDraw.Draw(image)
    pen.line(ends, 255, round(2 * radius))
    for x, y in ends:
        pen.ellipse((x - radius, y - radius, x + radius - 1, y + radius - 1), 255)
    return coverage(image)


@lru_cache(maxsize=1024)
def inner_mask(size: tuple[int, int], outline: Corners, full: int) -> np.ndarray:
    """Return how a polygon, filled up to `full` of 255, covers an area."""
    image = Image.new("L", size)
    ImageDraw.Draw(image).polygon(outline, full)
    return coverage(image)


@lru_cache(maxsize=1024)
def outline_mask(size: tuple[int, int], outline: Corners, width: int) -> np.ndarray:
    """Return how the outline of a polygon covers an area."""
    image = Image.new("L", size)
    ImageDraw.Draw(image).line([*outline, *outline[:2]], 255, width, joint="curve")
    return coverage(image)


@lru_cache(maxsize=2048)
def glyph_mask(shape: str, size: float, part: tuple[int, int]) -> tuple[np.ndarray, int]:
    """Return the mask of a marker, and how far its middle is from the mask's corner.

    It stands `part`, in quarters of a pixel, right and down of there.
    """
    reach = int(1.4 * size) + 2
    image = Image.new("L", ((2 * reach + 1) * FINER,) * 2)
    corners = [
        (FINER * (reach + x * size) + part[0], FINER * (reach + y * size) + part[1])
        for x, y in SHAPES[shape]
    ]
    ImageDraw.Draw(image).polygon(corners, 255)
    return coverage(image), reach
