"""What has been drawn: docs/figures/index.json, as the pages need it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mkdocs.exceptions import PluginError

import gen.figures  # noqa: F401  (fills the register)
from gen.draw import png, slide, video
from gen.figure import ABSENT, FIGURES
from gen.pages.addresses import close_to, departed

# What each file ending is to a reader, in the order of the download menu.
FORMATS = {
    "gif": "GIF, for slides",
    "mp4": "MP4 video",
    "animated.svg": "Animated SVG",
    "svg": "SVG",
    "png": "PNG",
    "slide.png": "PNG, 16:9",
    "slide.svg": "SVG, 16:9",
    "slide.gif": "GIF, 16:9",
    "slide.mp4": "MP4 video, 16:9",
    "json": "Data (JSON)",
}
# What one takes for which purpose, the best of it first.
PURPOSES = {
    "For a slide": ("slide.mp4", "slide.gif", "slide.png", "slide.svg", "gif", "mp4", "png"),
    "For a paper": ("svg", "png"),
    "For a web page": ("animated.svg", "svg"),
    "For your own plots": ("json",),
}
SCALES = {"png": png.SCALE, "mp4": video.SCALE}  # pixels of a file for one of its figure


@dataclass(frozen=True)
class Drawn:
    """A figure that is there to be shown, with its measured numbers."""

    id: str
    title: str
    alt: str
    width: int
    height: int
    formats: dict[str, dict[str, dict[str, Any]]]
    numbers: dict[str, Any] = field(repr=False)
    phone: tuple[int, int] | None = None  # width and height of its form for a phone, if it has one
    links: tuple[str, ...] = ()  # where parts of it lead, from the root of the site
    live: dict[str, Any] | None = None  # what a reader turns, and what is said at the defaults
    surface: str = ""  # where its runs go down, if on one
    race: Mapping[str, str] | None = None  # the settings of a race that takes the same steps

    def file(self, ending: str, theme: str = "light") -> str:
        """Return the address of a format, from the root of the site."""
        return f"figures/{self.formats[ending][theme]['file']}"

    @property
    def moves(self) -> bool:
        """Whether there is an animation."""
        return "animated.svg" in self.formats

    @property
    def on_slides(self) -> bool:
        """Whether all of its slides have been made."""
        return {"slide.png", *(["slide.mp4"] if self.moves else [])} <= self.formats.keys()

    @property
    def downloads(self) -> list[tuple[str, str, str, int]]:
        """Return (name, address, address for dark pages or "", bytes) of each format."""
        return [
            (
                name,
                self.file(e),
                self.file(e, "dark") if "dark" in self.formats[e] else "",
                self.bytes(e),
            )
            for e, name in FORMATS.items()
            if e in self.formats
        ]

    @property
    def purposes(self) -> dict[str, list[str]]:
        """Return the endings of the files that there are for each purpose."""
        there = {why: [e for e in fit if e in self.formats] for why, fit in PURPOSES.items()}
        return {why: endings for why, endings in there.items() if endings}

    def pixels(self, ending: str) -> tuple[int, int] | None:
        """Return width and height of a format in pixels; None if it has none."""
        if ending.startswith("slide."):
            return slide.WIDTH, slide.HEIGHT
        scale = SCALES.get(ending, 1)
        return None if ending == "json" else (self.width * scale, self.height * scale)

    def bytes(self, ending: str) -> int:
        """Return the size of a format, on a light page."""
        return int(self.formats[ending]["light"]["bytes"])


class Manifest:
    """The figures of the register that have been drawn."""

    def __init__(self, folder: Path) -> None:
        index = folder / "index.json"
        if not index.exists():
            raise PluginError("no figures yet: run `nox -s figures`, or `python -m gen`")
        self.folder = folder
        # "adam-on-rosenbrock", when adam is deleted and another page still shows it.
        self.gone = re.compile(
            rf"(^|-)({'|'.join(map(re.escape, departed(folder.parent))) or '(?!)'})(-|$)"
        )
        entries = json.loads(index.read_text(encoding="utf-8"))["figures"]
        # An entry of a figure that is no longer registered is left over from an earlier build.
        self.figures = {e["id"]: _drawn(e, folder) for e in entries if e["id"] in FIGURES}
        self.files = {"index.json"} | {
            variant["file"]
            for f in self.figures.values()
            for themes in f.formats.values()
            for variant in themes.values()
        }

    def svg(self, drawn: Drawn, theme: str) -> str:
        """Return a figure as it is in its file."""
        name: str = drawn.formats["svg"][theme]["file"]
        return (self.folder / name).read_text(encoding="utf-8")

    def find(self, name: str) -> Drawn | None:
        """Return a figure, None if what it shows has left; raise LookupError for unknown names."""
        if name in self.figures:
            return self.figures[name]
        if name in ABSENT or self.gone.search(name):
            return None
        if name in FIGURES:
            raise LookupError(f"the figure {name!r} is not drawn: run `nox -s figures -- {name}`")
        raise LookupError(f"no figure named {name!r}; {close_to(name, list(FIGURES))}")


def _drawn(entry: dict[str, Any], folder: Path) -> Drawn:
    facts = json.loads(
        (folder / entry["formats"]["json"]["light"]["file"]).read_text(encoding="utf-8")
    )
    kept = ("id", "title", "alt", "width", "height", "formats")
    links = tuple(facts.get("links", ()))
    own = {key: entry[key] for key in kept}
    own |= {"phone": tuple(entry["phone"])} if "phone" in entry else {}
    return Drawn(
        **own,
        numbers=facts["numbers"],
        links=links,
        live=facts.get("live"),
        surface=facts.get("surface", ""),
        race=race_of(facts),
    )


def race_of(facts: dict[str, Any]) -> dict[str, str] | None:
    """Return the settings of the race that a figure shows; None if it shows none."""
    runs = facts.get("runs")
    if not runs or not facts.get("surface") or "start" not in facts:
        return None
    rates = {run.get("optimizer"): run.get("lr") for run in runs}
    if len(rates) < len(runs) or None in rates or None in rates.values():
        return None
    return {
        "surface": facts["surface"],
        "optimizers": ",".join(rates),
        "rates": "own",
        "steps": str(facts["numbers"]["steps"]),
        "start": ",".join(repr(float(x)).removesuffix(".0") for x in facts["start"]),
        **{f"{slug}.lr": f"{rate:g}" for slug, rate in rates.items()},
    }
