"""Thumbnails: the finished picture at half its size, without words, which nobody could read."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from gen.draw.indexed import in_theme, palette
from gen.draw.ink import Words
from gen.draw.picture import Picture
from gen.draw.png import inks
from gen.draw.still import still
from gen.palette import THEMES

MARGIN = 4  # of page around what is drawn, in pixels of the picture


def thumbnail(picture: Picture) -> dict[str, bytes]:
    """Return what is drawn in the picture as a small WebP, in each theme."""
    marks = [mark for mark in picture.finished() if not isinstance(mark, Words)]
    painting = inks(marks)
    image = Image.fromarray(cropped(still(picture, marks, 1, painting)))
    files = {}
    for theme in THEMES:
        image.putpalette(in_theme(palette(painting), theme).tobytes())
        out = io.BytesIO()
        image.convert("RGB").reduce(2).save(out, "WEBP", quality=60, method=4)
        files[theme] = out.getvalue()
    return files


def cropped(canvas: np.ndarray) -> np.ndarray:
    """Return the part of a canvas that is not bare page, as its first pixel is."""
    drawn = canvas != canvas[0, 0]
    box = []
    for axis in (1, 0):
        places = np.flatnonzero(drawn.any(axis=axis))
        first, last = (int(places[0]), int(places[-1])) if len(places) else (0, len(drawn))
        box.append(slice(max(0, first - MARGIN), last + 1 + MARGIN))
    return np.ascontiguousarray(canvas[tuple(box)])
