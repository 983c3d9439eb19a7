"""Every format of a picture by its file ending: what a picture comes in, and who writes it."""

from __future__ import annotations

from collections.abc import Callable

from gen.draw.animated import FINE, animated
from gen.draw.arranged import narrow, needs_narrow
from gen.draw.data import data
from gen.draw.gif import gif
from gen.draw.module import module
from gen.draw.picture import Picture
from gen.draw.png import png
from gen.draw.svg import MAP, alone, svg
from gen.draw.thumbnail import thumbnail
from gen.draw.video import video
from gen.palette import THEMES


def _each(draw: Callable[[Picture, str], bytes]) -> Callable[[Picture], dict[str, bytes]]:
    return lambda picture: {theme: draw(picture, theme) for theme in THEMES}


def _first(draw: Callable[[Picture], bytes]) -> Callable[[Picture], dict[str, bytes]]:
    return lambda picture: {THEMES[0]: draw(picture)}


def _small(picture: Picture, theme: str) -> bytes:
    """Return a picture for a phone as SVG, of half the resolution, as its animation has it."""
    return svg(picture, theme, FINE, MAP)


ENCODE: dict[str, Callable[[Picture], dict[str, bytes]]] = {
    "svg": _each(lambda picture, theme: svg(picture.at_defaults, theme)),
    "png": lambda picture: png(picture.at_defaults),
    "gif": gif,
    "animated.svg": _each(animated),
    "mp4": _first(video),
    "json": _first(data),
    # For the gallery, which shows hundreds at once.
    "thumbnail.webp": lambda picture: thumbnail(picture.at_defaults),
    # For the page alone, which lays what moves over what does not.
    "still.svg": _each(lambda picture, theme: svg(picture.unmoved, theme)),
    # For a phone, the same three.
    "phone.svg": _each(lambda picture, theme: _small(narrow(picture).at_defaults, theme)),
    "phone.animated.svg": _each(lambda picture, theme: animated(narrow(picture), theme)),
    "phone.still.svg": _each(lambda picture, theme: _small(narrow(picture).unmoved, theme)),
    # For an index of places.
    "map.svg": _each(alone),
    "live.js": _first(module),
}


def formats(picture: Picture, film: bool = True) -> dict[str, tuple[str, ...]]:
    """Return the themes of each format that a picture has, a video only if it is one to `film`."""
    both: tuple[str, ...] = ("svg", "png", "thumbnail.webp")
    both += ("phone.svg",) if needs_narrow(picture) else ()
    if picture.live:
        both += ("still.svg", "phone.still.svg")
        return dict.fromkeys(both, THEMES) | dict.fromkeys(("json", "live.js"), THEMES[:1])
    both += ("gif", "animated.svg") if picture.steps else ()
    both += ("phone.animated.svg",) if picture.steps and needs_narrow(picture) else ()
    both += ("map.svg",) if picture.alone else ()
    # A video is to be downloaded, where no page surrounds it, and takes longer than all else.
    one = ("mp4", "json") if picture.steps and film else ("json",)
    return dict.fromkeys(both, THEMES) | dict.fromkeys(one, THEMES[:1])


def encode(picture: Picture, ending: str) -> dict[str, bytes]:
    """Return the file of this format in each of its themes, the same bytes every time."""
    return ENCODE[ending](picture)
