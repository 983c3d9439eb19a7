"""What stands still, as indices of colors: painted, then written on."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from gen.draw.indexed import blend, indexed, palette, shades, stamp
from gen.draw.ink import Mark, Words
from gen.draw.letters import text_mask
from gen.draw.picture import Picture
from gen.draw.raster import paint
from gen.palette import Hue


def still(
    picture: Picture,
    marks: Iterable[Mark],
    scale: float,
    painting: tuple[Hue, ...],
    writing: tuple[Hue, ...] = (),
) -> np.ndarray:
    """Return `marks`, words on top, in colors of the palette of both kinds of ink.

    Letters alone are in colors that only words have.
    """
    marks = list(marks)
    others = [mark for mark in marks if not isinstance(mark, Words)]
    canvas = indexed(paint(others, picture.width, picture.height, scale), palette(painting))
    for words in (mark for mark in marks if isinstance(mark, Words)):
        _write(canvas, words, scale, blend(painting + writing, words.hue))
    return canvas


def _write(canvas: np.ndarray, words: Words, scale: float, table: np.ndarray) -> None:
    # DejaVu is a wide face: at nine tenths it is as wide as what a browser would choose.
    mask, rise = text_mask(words.text, 0.9 * words.size * scale, words.bold)
    back = {"start": 0, "middle": mask.shape[1] / 2, "end": mask.shape[1]}[words.anchor]
    x, y = words.x * scale, words.y * scale
    left, top = round(x - back), round(y - rise)
    if words.turned:
        mask = np.rot90(mask)
        left, top = round(x - rise), round(y + back) - mask.shape[0]
    stamp(canvas, shades(mask), left, top, table)
