"""Lines of text as masks: each is drawn once in a process, however many pictures say the same."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import matplotlib
import numpy as np
from PIL import Image, ImageDraw, ImageFont

# DejaVu Sans ships with matplotlib: the same on every machine.
TEXT = 13  # pixels, of all words but a title: read with ease where a picture has its own size
FACES = Path(matplotlib.get_data_path(), "fonts/ttf")


@lru_cache(maxsize=8192)
def text_mask(text: str, size: float, bold: bool) -> tuple[np.ndarray, int]:
    """Return how much of each pixel a line covers, 0 to 255, and how far below the top it is."""
    face = _face(size, bold)
    ascent, descent = face.getmetrics()
    image = Image.new("L", (int(face.getlength(text)) + 2, ascent + descent))
    ImageDraw.Draw(image).text((0, 0), text, 255, face)
    return np.asarray(image), ascent


@lru_cache(maxsize=8192)
def text_width(text: str, size: float, bold: bool = False) -> float:
    """Return how wide a line is at most: DejaVu is the widest face that a browser may choose."""
    return float(_face(size, bold).getlength(text))


def wrapped(text: str, size: float, width: float, bold: bool = False) -> list[str]:
    """Return the text in lines no wider than `width`, unless a word is."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


@lru_cache(maxsize=64)
def _face(size: float, bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FACES / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"), size)
