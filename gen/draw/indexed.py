"""Few colors: the palette that GIF, PNG and video share, and what ink makes of its colors."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from gen.draw.contours import LEVELS, rgb, tone
from gen.palette import CONTOUR, GRID, HIGH, LOW, PAGE, QUIET, Hue

SHADES = 7  # steps of coverage between nothing and full ink


@lru_cache(maxsize=64)
def palette(theme: str, inks: tuple[Hue, ...]) -> np.ndarray:
    """Return the colors: tones of the ground, and each ink as it thins out over all grounds."""
    # Every third tone: between thin contours the eye misses none, and equal pixels run longer.
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
    # There are only 16 million colors: a table of them is much faster than sorting the pixels.
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
    """Return table[ink, coverage, index]: what a color becomes under that much of an ink."""
    colors = palette(theme, inks)
    shares = (np.arange(SHADES + 1) / SHADES)[None, :, None, None]
    ink = np.array([rgb(getattr(hue, theme)) for hue in inks])[:, None, None, :]
    table = nearest(np.rint(colors + (ink - colors) * shares).astype(np.uint8), colors)
    table[:, 0] = np.arange(len(colors))
    return table
