"""Frames without a plotting library: palette indices, touched only where something moved."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw

from gen.draw.contours import LEVELS, rgb, tone
from gen.draw.ink import Morph, Trail
from gen.draw.letters import text_mask
from gen.draw.raster import paint
from gen.draw.trails import DOT, dots, head, lost_marks, near
from gen.palette import CONTOUR, GRID, HIGH, INK, LOW, PAGE, QUIET, SHAPES, Hue

if TYPE_CHECKING:
    from gen.draw.picture import Picture

STEP_SECONDS = 0.05
HOLD_SECONDS = 2.0  # how long the last frame stays before the animation begins again
FINER = 4  # masks are drawn this many times larger and averaged, which is their antialiasing
SHADES = 7  # steps of coverage between nothing and full ink


class Stage:
    """The picture's still part as palette indices, and the hands that draw on it."""

    def __init__(self, picture: Picture, theme: str, scale: int = 1) -> None:
        """Draw what does not move, once."""
        self.picture, self.scale = picture, scale
        self.trails = picture.trails()
        self.morphs = picture.morphs()
        changing = [
            hue for morph in self.morphs for hue in (morph.stroke, morph.fill) if hue is not None
        ]
        self.inks = list(
            dict.fromkeys([PAGE, INK, *(trail.hue for trail in self.trails), *changing])
        )
        self.palette = palette(theme, tuple(self.inks))
        self.blend = blends(theme, tuple(self.inks))
        still = paint(picture.still(), picture.width, picture.height, theme, scale)
        self.canvas = nearest(still, self.palette)

    def frames(self) -> Iterator[np.ndarray]:
        """Yield the image of each step, from the start to the last, as indices into the palette."""
        paths = [near(trail.points) for trail in self.trails]
        for t in range(self.picture.steps + 1):
            for trail, points in zip(self.trails, paths, strict=True):
                self._advance(trail, points, t)
            frame = self.canvas.copy()
            for trail, points in zip(self.trails, paths, strict=True):
                lost = 0 <= trail.lost <= t
                if not trail.curve and not lost and trail.clip.holds(points[t : t + 1])[0]:
                    for glyph in head(float(points[t, 0]), float(points[t, 1]), trail):
                        self._glyph(frame, glyph.x, glyph.y, glyph.shape, glyph.size, glyph.hue)
            for morph in self.morphs:
                self._morph(frame, morph, t)
            self._count(frame, t)
            yield frame

    def _advance(self, trail: Trail, points: np.ndarray, t: int) -> None:
        if t > 0 and (points[t] != points[t - 1]).any():
            self._segment(trail, points[t - 1], points[t])
        if dots(trail, t) and trail.clip.holds(points[t : t + 1])[0]:
            self._glyph(
                self.canvas, float(points[t, 0]), float(points[t, 1]), trail.shape, DOT, trail.hue
            )
        if t == trail.lost:
            for glyph in lost_marks(trail.clip, points, trail.hue):
                self._glyph(self.canvas, glyph.x, glyph.y, glyph.shape, glyph.size, glyph.hue)

    def _segment(self, trail: Trail, a: np.ndarray, b: np.ndarray) -> None:
        s, box = self.scale, trail.clip
        half = trail.width * s / 2
        first, last = (
            np.ceil([box.left * s, box.top * s]),
            np.floor([box.right * s, box.bottom * s]),
        )
        low = np.maximum(np.floor(np.minimum(a, b) * s - half - 1), first).astype(int)
        high = np.minimum(np.ceil(np.maximum(a, b) * s + half + 1), last).astype(int)
        if (high <= low).any():
            return
        image = Image.new("L", tuple(((high - low) * FINER).tolist()))
        ends = [tuple(((p * s - low) * FINER).tolist()) for p in (a, b)]
        pen, radius = ImageDraw.Draw(image), half * FINER
        pen.line(ends, 255, round(2 * radius))
        for x, y in ends:
            pen.ellipse((x - radius, y - radius, x + radius - 1, y + radius - 1), 255)
        self._stamp(self.canvas, coverage(image), int(low[0]), int(low[1]), trail.hue)

    def _morph(self, frame: np.ndarray, morph: Morph, t: int) -> None:
        s, box, corners = self.scale, morph.clip, morph.points[t]
        first, last = (
            np.ceil([box.left * s, box.top * s]),
            np.floor([box.right * s, box.bottom * s]),
        )
        low = np.maximum(np.floor(corners.min(axis=0) * s - morph.width - 1), first).astype(int)
        high = np.minimum(np.ceil(corners.max(axis=0) * s + morph.width + 1), last).astype(int)
        if (high <= low).any():
            return
        outline = [tuple(corner) for corner in ((corners * s - low) * FINER).tolist()]
        size = tuple(((high - low) * FINER).tolist())
        if morph.fill is not None:
            image = Image.new("L", size)
            ImageDraw.Draw(image).polygon(outline, round(255 * morph.opacity))
            self._stamp(frame, coverage(image), int(low[0]), int(low[1]), morph.fill)
        if morph.stroke is not None:
            image = Image.new("L", size)
            pen = round(morph.width * s * FINER)
            ImageDraw.Draw(image).line([*outline, *outline[:2]], 255, pen, joint="curve")
            self._stamp(frame, coverage(image), int(low[0]), int(low[1]), morph.stroke)

    def _glyph(
        self, target: np.ndarray, x: float, y: float, shape: str, size: float, hue: Hue
    ) -> None:
        left, top = round(x * self.scale), round(y * self.scale)
        # A quarter of a pixel is as fine as motion needs, and lets a few masks serve all frames.
        part = (0, 0)
        mask, reach = glyph_mask(shape, size * self.scale, part)
        self._stamp(target, mask, left - reach, top - reach, hue)

    def _count(self, frame: np.ndarray, t: int) -> None:
        x, y = (v * self.scale for v in self.picture.counter)
        mask, rise = text_mask(f"step {t}", 12 * self.scale, True)
        self._stamp(frame, shades(mask), round(x), round(y) - rise, INK)

    def _stamp(self, target: np.ndarray, mask: np.ndarray, left: int, top: int, hue: Hue) -> None:
        height, width = target.shape
        x0, y0, x1, y1 = (
            max(left, 0),
            max(top, 0),
            min(left + mask.shape[1], width),
            min(top + mask.shape[0], height),
        )
        if x0 < x1 and y0 < y1:
            patch = target[y0:y1, x0:x1]
            patch[...] = self.blend[self.inks.index(hue)][
                mask[y0 - top : y1 - top, x0 - left : x1 - left], patch
            ]


def coverage(image: Image.Image) -> np.ndarray:
    """Return an enlarged mask at its real size, as steps of coverage."""
    return shades(np.asarray(image.reduce(FINER)))


def shades(mask: np.ndarray) -> np.ndarray:
    """Return coverage from 0 to 255 in few steps."""
    return ((mask.astype(np.uint16) * SHADES + 127) // 255).astype(np.uint8)


@lru_cache(maxsize=2048)
def glyph_mask(shape: str, size: float, part: tuple[int, int]) -> tuple[np.ndarray, int]:
    """Return the mask of a marker, and how far its middle is from the mask's corner."""
    reach = int(1.4 * size) + 2
    image = Image.new("L", ((2 * reach + 1) * FINER,) * 2)
    corners = [
        (FINER * (reach + x * size) + part[0], FINER * (reach + y * size) + part[1])
        for x, y in SHAPES[shape]
    ]
    ImageDraw.Draw(image).polygon(corners, 255)
    return coverage(image), reach


@lru_cache(maxsize=64)
def palette(theme: str, inks: tuple[Hue, ...]) -> np.ndarray:
    """Return the colors: every tone of the ground, and each ink as it thins out over low, high and page."""
    # Every third tone: between thin antialiased contours the eye misses none, and runs of equal pixels get longer.
    colors = [rgb(getattr(tone(k), theme)) for k in range(0, LEVELS + 1, 3)]
    lines = [(CONTOUR, (LOW, HIGH)), (QUIET, (PAGE, HIGH)), (GRID, (PAGE,))]
    for ink, grounds in [*((ink, (PAGE, LOW, HIGH)) for ink in inks), *lines]:
        for ground in grounds:
            a, b = (np.array(rgb(getattr(hue, theme))) for hue in (ground, ink))
            colors += [
                tuple(np.rint(a + (b - a) * share).astype(int).tolist())
                for share in (0.25, 0.5, 0.75, 1)
            ]
    return np.array(list(dict.fromkeys(colors)), dtype=np.uint8)


def nearest(image: np.ndarray, colors: np.ndarray) -> np.ndarray:
    """Return, for each pixel of `image` (..., 3), the index of the nearest of `colors`."""
    packed = (
        image[..., 0].astype(np.uint32) << 16 | image[..., 1].astype(np.uint32) << 8 | image[..., 2]
    )
    # All colors there can be are only 16 million: a table of them is much faster than sorting the pixels.
    seen = np.zeros(1 << 24, dtype=bool)
    seen[packed] = True
    found = np.flatnonzero(seen)
    wanted = np.stack([found >> 16, found >> 8 & 255, found & 255], axis=-1).astype(np.float32)
    c = colors.astype(np.float32)
    # |w - c|² without |w|², which is the same for every candidate.
    table = np.empty(1 << 24, dtype=np.uint8)
    table[found] = np.argmin((c * c).sum(axis=1) - 2 * wanted @ c.T, axis=1)
    return np.asarray(table[packed])


@lru_cache(maxsize=64)
def blends(theme: str, inks: tuple[Hue, ...]) -> np.ndarray:
    """Return table[ink, coverage, index]: what a palette color becomes under that much of an ink."""
    colors = palette(theme, inks)
    shares = (np.arange(SHADES + 1) / SHADES)[None, :, None, None]
    ink = np.array([rgb(getattr(hue, theme)) for hue in inks])[:, None, None, :]
    table = nearest(np.rint(colors + (ink - colors) * shares).astype(np.uint8), colors)
    table[:, 0] = np.arange(len(colors))
    return table
