"""Thumbnails: a picture's panels at half their size, without words, which nobody could read.

Where one of them is far larger than the others, as the map of a race is, it stands for all.
"""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
from PIL import Image

from gen.draw.indexed import in_theme, palette
from gen.draw.ink import Words
from gen.draw.picture import Picture
from gen.draw.png import inks
from gen.draw.still import still
from gen.palette import THEMES

LARGER = 2  # times as large as any other panel
MARGIN = 4  # of page around what is drawn, in pixels of the picture


def thumbnail(picture: Picture) -> dict[str, bytes]:
    """Return what is drawn in the picture as a small WebP, in each theme."""
    picture = essence(picture)
    marks = [mark for mark in picture.finished() if not isinstance(mark, Words)]
    painting = inks(marks)
    image = Image.fromarray(cropped(picture, still(picture, marks, 1, painting)))
    files = {}
    for theme in THEMES:
        image.putpalette(in_theme(palette(painting), theme).tobytes())
        out = io.BytesIO()
        image.convert("RGB").reduce(2).save(out, "WEBP", quality=60, method=4)
        files[theme] = out.getvalue()
    return files


def essence(picture: Picture) -> Picture:
    """Return the picture with its largest panels alone: a legend means nothing without words."""
    if not picture.panels:
        return picture
    by_size = sorted(picture.panels, key=lambda panel: panel.box.width * panel.box.height)
    first, *others = (panel.box.width * panel.box.height for panel in reversed(by_size))
    largest = all(first >= LARGER * other for other in others)
    return replace(picture, panels=tuple(by_size[-1:]) if largest else picture.panels, extra=())


def cropped(picture: Picture, canvas: np.ndarray) -> np.ndarray:
    """Return the part of a canvas with the panels; without any, what is not bare page."""
    height, width = canvas.shape
    boxes = [panel.box for panel in picture.panels]
    if boxes:
        left, top = min(box.left for box in boxes), min(box.top for box in boxes)
        right, bottom = max(box.right for box in boxes), max(box.bottom for box in boxes)
    else:
        down, across = np.nonzero(canvas != canvas[0, 0])
        left, right = across.min(initial=width), across.max(initial=0)
        top, bottom = down.min(initial=height), down.max(initial=0)
    rows = slice(max(0, round(top) - MARGIN), round(bottom) + 1 + MARGIN)
    columns = slice(max(0, round(left) - MARGIN), round(right) + 1 + MARGIN)
    return np.ascontiguousarray(canvas[rows, columns])
