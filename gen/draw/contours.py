"""Contours: a surface cut at equal heights, each cut with as few points as the eye can tell."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
from contourpy import contour_generator

from gen.arithmetic.functions import log
from gen.draw.ink import Box, Terrain
from gen.palette import HIGH, LIT, LOW, SHADE, SLOPE, Hue

LEVELS = 24
CELLS = 600  # of the grid, across and down: fewer break a narrow valley into islands
ROWS = 5  # of it, asked for together: more would not stay in a processor's cache
# The light comes from the upper left. Under each height lies its shadow, and over there its bright
# rim, both moved by so many pixels: an edge is as wide as it faces the light or turns from it
# (Tanaka Kitiro, The relief contour method, 1950).
EDGE = 0.3  # pixels, of the line itself
RELIEF = ((SHADE, 0.8), (LIT, -0.8))
UNIT = Box(0, 0, 1, 1)
MARGIN = 0.06  # how far contours run on beyond the box: what happens at their ends is clipped away


@lru_cache(maxsize=128)
def cuts(terrain: Terrain, levels: int = LEVELS) -> tuple[tuple[np.ndarray, ...], ...]:
    """Return, for each height from the lowest, the rings in pixels around all that is higher.

    Rings of one height fill by the even-odd rule; each height is painted over the one below.
    """
    box = terrain.box
    size, corner = np.array([box.width, box.height]), np.array([box.left, box.top])
    return tuple(
        tuple(ring * size + corner for ring in rings)
        for rings in _in_shares(replace(terrain, box=UNIT), levels)
    )


@lru_cache(maxsize=32)
def _in_shares(terrain: Terrain, levels: int) -> tuple[tuple[np.ndarray, ...], ...]:
    """Return the rings in shares of the box, the same wherever a surface stands."""
    surface, ((x_low, x_high), (y_low, y_high)) = terrain.surface, terrain.window
    s = np.linspace(-MARGIN, 1 + MARGIN, CELLS)
    x, y = np.meshgrid(x_low + s * (x_high - x_low), y_low + s * (y_high - y_low))
    points = np.split(np.stack([x, y], axis=-1), CELLS // ROWS)
    above = np.concatenate([np.maximum(surface.value(part) - surface.lowest, 0) for part in points])
    height = log(1 + above / surface.unit)
    seen = (
        slice(int(MARGIN / (1 + 2 * MARGIN) * CELLS), -int(MARGIN / (1 + 2 * MARGIN) * CELLS)),
    ) * 2
    top = height[seen].max()
    generator = contour_generator(s, 1 - s, height, fill_type="OuterOffset")
    return tuple(
        _rings(generator.filled(top * k / (levels + 1), np.inf)) for k in range(1, levels + 1)
    )


def _rings(filled: Any) -> tuple[np.ndarray, ...]:
    points, offsets = filled
    return tuple(
        ring for p, o in zip(points, offsets, strict=True) for ring in np.split(p, o[1:-1])
    )


def edge(box: Box) -> Box:
    """Return the larger box at which the rings end."""
    return Box(
        box.left - MARGIN * box.width,
        box.top - MARGIN * box.height,
        box.width * (1 + 2 * MARGIN),
        box.height * (1 + 2 * MARGIN),
    )


def tone(k: int, levels: int = LEVELS) -> Hue:
    """Return the color of the ground above the `k`-th cut; 0 is the valley floor."""
    share = 2 * k / levels
    return blend(LOW, SLOPE, share) if share < 1 else blend(SLOPE, HIGH, share - 1)


def blend(a: Hue, b: Hue, share: float) -> Hue:
    """Return the color that is `share` of the way from `a` to `b`."""
    return Hue(_mix(a.light, b.light, share), _mix(a.dark, b.dark, share))


def _mix(a: str, b: str, share: float) -> str:
    pairs = zip(rgb(a), rgb(b), strict=True)
    return "#" + "".join(f"{round(p + (q - p) * share):02x}" for p, q in pairs)


def rgb(color: str) -> tuple[int, int, int]:
    """Return the three channels, 0 to 255, of a hex color."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
