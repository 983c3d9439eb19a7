"""The one palette: every hue in a light and a dark variant, so that an optimizer looks the same everywhere."""

from __future__ import annotations

from dataclasses import dataclass

THEMES = ("light", "dark")


@dataclass(frozen=True)
class Hue:
    """One colour, as hex, for a light and for a dark page; each has at least 3:1 contrast on its page."""

    light: str
    dark: str


HUES = {
    "vermilion": Hue("#c8401a", "#ff7a4d"),
    "blue": Hue("#1f6fb4", "#5fb0ff"),
    "green": Hue("#0a8060", "#3ecf9b"),
    "orange": Hue("#b06c00", "#ffb733"),
    "purple": Hue("#8a4bb8", "#c792ea"),
    "sky": Hue("#1b87ad", "#7fd8f5"),
    "brown": Hue("#8a5a2b", "#d2a679"),
    "pink": Hue("#c2397e", "#ff85bd"),
    "teal": Hue("#00788a", "#41d3df"),
    "slate": Hue("#4a5568", "#b6c2d1"),
}

# Told apart without colour: a marker's name is matplotlib's word for it where it has one.
MARKERS = (
    "circle",
    "square",
    "triangle",
    "diamond",
    "star",
    "plus",
    "cross",
    "pentagon",
    "hexagon",
    "down",
)

# What everything is drawn on and written with. The hues above keep 3:1 on the whole range from LOW to HIGH ground.
PAGE = Hue("#ffffff", "#16181d")
INK = Hue("#1c2430", "#e8eaee")
QUIET = Hue("#566071", "#a3acba")
BESIDE = Hue("#737b87", "#838c9a")  # a run that is only there to be compared with
GRID = Hue("#d5dae1", "#343a45")
LOW = Hue("#d3e0ea", "#21384a")
HIGH = Hue("#fbfaf7", "#15171b")
CONTOUR = Hue("#b4c4d2", "#35505f")
