"""A picture: panels and words with their measured numbers, ready to be written in every format."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from PIL import Image

from gen.draw import gif, video
from gen.draw.animated import animated
from gen.draw.frames import STEP_SECONDS, nearest, palette
from gen.draw.ink import Link, Mark, Morph, Mosaic, Trail, Words
from gen.draw.panel import Panel
from gen.draw.raster import paint
from gen.draw.svg import Svg
from gen.palette import INK, PAGE, THEMES, Hue

WIDTH = 640
STATIC = ("svg", "png")
MOVING = ("gif", "animated.svg")


@dataclass(eq=False)
class Picture:
    """What a figure function returns.

    `alt` says what happens in it, in numbers from the run; `numbers` holds those for the prose, and names that were
    found by measuring; `data` is whatever else belongs in the JSON. `extra` is ink outside the panels, such as a key.
    With `steps`, it is an animation of that many steps, of the panels' moving lines; the step is counted at `counter`.
    """

    title: str
    alt: str
    panels: tuple[Panel, ...]
    numbers: Mapping[str, float | str] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    extra: tuple[Mark, ...] = ()
    width: int = WIDTH
    height: int = 480
    steps: int = 0
    pace: float = STEP_SECONDS  # seconds from step to step
    counter: tuple[float, float] = (0.0, 0.0)
    video: bool = True  # where there are hundreds of a kind, they do without: GIF and SVG move, too

    def formats(self) -> dict[str, tuple[str, ...]]:
        """Return the themes of each format."""
        shown = STATIC + MOVING if self.steps else STATIC
        # A video is for download only, where no page surrounds it, and takes longer than all the rest together.
        single = ("mp4", "json") if self.steps and self.video else ("json",)
        return dict.fromkeys(shown, THEMES) | dict.fromkeys(single, THEMES[:1])

    def encode(self, ending: str, theme: str) -> bytes:
        """Return the file of this format."""
        return ENCODE[ending](self, theme)

    def ink(self) -> Iterator[Mark]:
        """Yield everything in drawing order, the step counter apart."""
        yield Words(12, 24, self.title, 15, INK, bold=True)
        for panel in self.panels:
            yield from panel.ink()
        yield from self.extra

    def still(self) -> list[Mark]:
        """Return what does not move."""
        return [mark for mark in self.ink() if not isinstance(mark, Trail | Morph)]

    def trails(self) -> list[Trail]:
        """Return what moves."""
        return [mark for mark in self.ink() if isinstance(mark, Trail)]

    def morphs(self) -> list[Morph]:
        """Return what changes its shape; it is drawn over all else."""
        return [mark for mark in self.ink() if isinstance(mark, Morph)]

    def finished(self) -> list[Mark]:
        """Return the picture after the last step."""
        return [*self.still(), *self.trails(), *self.morphs(), *self.final_words()]

    def final_words(self) -> list[Mark]:
        """Return the step counter as it ends, for the formats that stand still."""
        return [Words(*self.counter, f"step {self.steps}", 13, bold=True)] if self.steps else []


def svg(picture: Picture, theme: str) -> bytes:
    """Return the finished picture as SVG."""
    page = Svg(theme)
    for mark in picture.finished():
        page.add(mark)
    return page.document(picture.width, picture.height, picture.title, picture.alt)


def png(picture: Picture, theme: str) -> bytes:
    """Return the finished picture as PNG, two pixels to one, in the palette of the GIF."""
    marks = picture.finished()
    colors = palette(
        theme, tuple(dict.fromkeys([PAGE, INK, *(hue for mark in marks for hue in hues(mark))]))
    )
    image = Image.fromarray(nearest(paint(marks, picture.width, picture.height, theme, 2), colors))
    image.putpalette(colors.tobytes())
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=7)
    return out.getvalue()


def hues(mark: Mark) -> list[Hue]:
    """Return the colors of a mark."""
    if isinstance(mark, Mosaic):
        return [hue for hue, _ in mark.inks]
    possible = (getattr(mark, name, None) for name in ("hue", "stroke", "fill"))
    return [hue for hue in possible if hue is not None]


def as_json(picture: Picture, _theme: str) -> bytes:
    """Return title, alt text, numbers, links and data; what was drawn can be drawn again from it."""
    links = [mark.address for mark in picture.ink() if isinstance(mark, Link)]
    whole = {"title": picture.title, "alt": picture.alt, "numbers": picture.numbers, **picture.data}
    whole |= {"links": links} if links else {}
    return (
        json.dumps(rounded(whole), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        + "\n"
    ).encode()


def rounded(value: Any) -> Any:
    """Return `value` with every number at six significant digits, and arrays as lists."""
    if isinstance(value, dict):
        return {key: rounded(v) for key, v in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return [rounded(v) for v in value]
    if isinstance(value, float | np.floating):
        return float(f"{value:.6g}")
    return int(value) if isinstance(value, np.integer) else value


ENCODE = {
    "svg": svg,
    "png": png,
    "json": as_json,
    "gif": gif.encode,
    "animated.svg": animated,
    "mp4": video.encode,
}
