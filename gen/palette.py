"""The one palette: every hue in light and dark, and every marker, the same everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin

THEMES = ("light", "dark")


@dataclass(frozen=True)
class Hue:
    """One colour, as hex, for a light and for a dark page; at least 3:1 contrast on its page."""

    light: str
    dark: str


HUES = {
    "vermilion": Hue("#c8401a", "#ff7a4d"),
    "blue": Hue("#1f6fb4", "#5fb0ff"),
    "green": Hue("#0a8060", "#3ecf9b"),
    "orange": Hue("#a06200", "#ffb733"),
    "purple": Hue("#8a4bb8", "#c792ea"),
    "sky": Hue("#187a9d", "#7fd8f5"),
    "brown": Hue("#8a5a2b", "#d2a679"),
    "pink": Hue("#c2397e", "#ff85bd"),
    "teal": Hue("#00788a", "#41d3df"),
    "slate": Hue("#4a5568", "#b6c2d1"),
}

# What everything is drawn on and written with. The hues above keep 3:1 on all ground, LOW to HIGH.
PAGE = Hue("#ffffff", "#16181d")
INK = Hue("#1c2430", "#e8eaee")
QUIET = Hue("#566071", "#a3acba")
BESIDE = Hue("#656d79", "#a0a8b4")  # a run that is only there to be compared with
GRID = Hue("#d5dae1", "#343a45")
# Ground from the valley over the slope to the ridge, brighter all the way in both themes, so that
# it reads without color; each line between heights lies in the light or in the shade.
LOW = Hue("#a9d2e8", "#0f2b47")
SLOPE = Hue("#d8e7d2", "#28443f")
HIGH = Hue("#fdf5e4", "#5a5040")
LIT = Hue("#ffffff", "#a39c86")
SHADE = Hue("#7d9aab", "#08131e")

Polygon = tuple[tuple[float, float], ...]


def _regular(corners: int, turn: float = 0.0, waist: float = 1.0, size: float = 1.0) -> Polygon:
    """Return a polygon whose first corner points up; `waist` < 1 pulls every other corner in."""
    angles = [2 * pi * (k / corners + turn) - pi / 2 for k in range(corners)]
    radii = [size * (waist if k % 2 else 1.0) for k in range(corners)]
    return tuple(
        (round(r * cos(a), 3), round(r * sin(a), 3)) for a, r in zip(angles, radii, strict=True)
    )


def _plus(turn: float) -> Polygon:
    arm, half = 1.1, 0.36
    corner = [(half, -half), (half, -arm), (-half, -arm), (-half, -half)]
    quarter = [
        (x * cos(q) - y * sin(q), x * sin(q) + y * cos(q))
        for q in (0, -pi / 2, pi, pi / 2)
        for x, y in corner
    ]
    c, s = cos(turn), sin(turn)
    return tuple((round(x * c - y * s, 3), round(x * s + y * c, 3)) for x, y in quarter)


CIRCLE = 0.95  # its radius, so that it looks as large as the others
# Told apart without colour: a marker's name is matplotlib's word for it where it has one.
SHAPES: dict[str, Polygon] = {
    "circle": _regular(20, size=CIRCLE),
    "square": _regular(4, turn=1 / 8, size=1.2),
    "triangle": _regular(3, size=1.25),
    "diamond": _regular(4, size=1.2),
    "star": _regular(10, waist=0.45, size=1.35),
    "plus": _plus(0),
    "cross": _plus(pi / 4),
    "pentagon": _regular(5, size=1.1),
    "hexagon": _regular(6, size=1.1),
    "down": _regular(3, turn=1 / 2, size=1.25),
}
MARKERS = tuple(SHAPES)


def tokens() -> dict[str, Hue]:
    """Return the hues, and what figures are drawn on and with, by their names in CSS."""
    grounds = {name.lower(): hue for name, hue in globals().items() if isinstance(hue, Hue)}
    return {
        **{f"hue-{name}": hue for name, hue in HUES.items()},
        **{f"figure-{name}": hue for name, hue in grounds.items()},
    }
