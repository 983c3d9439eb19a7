"""Few colors: the palette that GIF, PNG and video share, and what ink makes of its colors.

A color is six numbers, red, green and blue on a light page and on a dark one. A picture is drawn
once, as indices of colors, and a theme is a palette.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from gen.draw.contours import LEVELS, rgb, tone
from gen.palette import GRID, HIGH, LIT, LOW, PAGE, QUIET, SHADE, THEMES, Hue

SHADES = 7  # steps of coverage between nothing and full ink


def channels(hue: Hue) -> tuple[int, ...]:
    """Return the six numbers of a color."""
    return tuple(value for theme in THEMES for value in rgb(getattr(hue, theme)))


@lru_cache(maxsize=1)
def earth() -> np.ndarray:
    """Return the colors of the ground: its tones, and the edges of heights on some of them."""
    # Every third tone: between thin contours the eye misses none, and equal pixels run longer.
    colors = [channels(tone(k)) for k in range(0, LEVELS + 1, 3)]
    for k in range(0, LEVELS + 1, 6):
        colors += [color for hue in (LIT, SHADE) for color in _thinned(hue, tone(k))]
    return np.array(list(dict.fromkeys(colors)), dtype=np.uint8)


@lru_cache(maxsize=64)
def palette(inks: tuple[Hue, ...]) -> np.ndarray:
    """Return the colors: those of the ground, and each ink as it thins out over all grounds.

    With more inks come more colors; those of the first keep their places.
    """
    colors = [tuple(color) for color in earth().tolist()]
    lines = [(QUIET, (PAGE, HIGH)), (GRID, (PAGE,))]
    for ink, grounds in [*lines, *((ink, (PAGE, LOW, HIGH)) for ink in inks)]:
        for ground in grounds:
            colors += _thinned(ink, ground)
    return np.array(list(dict.fromkeys(colors)), dtype=np.uint8)


def _thinned(ink: Hue, ground: Hue) -> list[tuple[int, ...]]:
    a, b = np.array(channels(ground)), np.array(channels(ink))
    shares = np.array([[0.25], [0.5], [0.75], [1.0]])
    return [tuple(color) for color in np.rint(a + (b - a) * shares).astype(int).tolist()]


def painted(colors: np.ndarray) -> np.ndarray:
    """Return the three channels in which `gen.draw.raster` paints `colors`.

    They are a mixture of both themes: some look alike in one of them and unlike in the other. More
    of the light one, since in the middle black on white would be gray on gray.
    """
    light, dark = np.split(colors.astype(int), len(THEMES), axis=-1)
    return np.asarray((3 * light + dark + 2) // 4)


def in_theme(colors: np.ndarray, theme: str) -> np.ndarray:
    """Return what `colors` are in a theme: red, green and blue."""
    return np.split(colors, len(THEMES), axis=-1)[THEMES.index(theme)]


def nearest(wanted: np.ndarray, colors: np.ndarray) -> np.ndarray:
    """Return, for each of `wanted` (..., channels), the index of the nearest of `colors`."""
    w, c = wanted.astype(np.float32), colors.astype(np.float32)
    # |w - c|² without |w|², which is the same for every candidate; exact, in whole numbers.
    return np.asarray(np.argmin((c * c).sum(axis=1) - 2 * w @ c.T, axis=-1), dtype=np.uint8)


def indexed(pixels: np.ndarray, colors: np.ndarray) -> np.ndarray:
    """Return what `gen.draw.raster` painted as indices of `colors`."""
    # Most pixels are like the one before. Of each run one is looked at.
    flat = pixels.ravel()
    first = np.flatnonzero(np.append(True, flat[1:] != flat[:-1]))
    found, which = np.unique(flat[first], return_inverse=True)
    index = nearest(found.view(np.uint8).reshape(-1, 4)[:, :3], painted(colors))[which]
    return np.repeat(index, np.diff(first, append=flat.size)).reshape(pixels.shape)


@lru_cache(maxsize=512)
def blend(inks: tuple[Hue, ...], hue: Hue) -> np.ndarray:
    """Return table[coverage, index]: what a color becomes under that much of `hue`."""
    colors = palette(inks)
    shares = (np.arange(SHADES + 1) / SHADES)[:, None, None]
    table = nearest(np.rint(colors + (np.array(channels(hue)) - colors) * shares), colors)
    table[0] = np.arange(len(colors))
    return table


def stamp(target: np.ndarray, mask: np.ndarray, left: int, top: int, table: np.ndarray) -> None:
    """Put ink on `target`: as much as `mask` says, from 0 to SHADES, of what `table` blends."""
    height, width = target.shape
    x0, y0 = max(left, 0), max(top, 0)
    x1, y1 = min(left + mask.shape[1], width), min(top + mask.shape[0], height)
    if x0 < x1 and y0 < y1:
        patch = target[y0:y1, x0:x1]
        patch[...] = table[mask[y0 - top : y1 - top, x0 - left : x1 - left], patch]


def shades(mask: np.ndarray) -> np.ndarray:
    """Return coverage from 0 to 255 in few steps."""
    return ((mask.astype(np.uint16) * SHADES + 127) // 255).astype(np.uint8)
