"""The formats of slides, 1920 by 1080: PNG and SVG, and of what moves a smooth GIF and a video."""

from __future__ import annotations

import math

from gen.draw.frames import Stage
from gen.draw.gif import looped
from gen.draw.picture import HOLD_SECONDS, Picture
from gen.draw.png import png
from gen.draw.slide import Slide, slide
from gen.draw.svg import Svg
from gen.draw.video import filmed
from gen.palette import THEMES

RATE = 60  # frames of a video a second: as many as a projector shows
DELAY = 0.03  # seconds from frame to frame of a GIF, which counts in hundredths

Files = dict[str, dict[str, bytes]]  # by format and theme


def stills(picture: Picture) -> Files:
    """Return the finished picture on a slide."""
    page = slide(picture)
    return {
        "slide.png": png(page.picture, page.scale),
        "slide.svg": {theme: _svg(picture, page, theme) for theme in THEMES},
    }


def films(picture: Picture) -> Files:
    """Return what moves on a slide; nothing if nothing does."""
    if not picture.steps:
        return {}
    page = slide(picture)
    return {
        "slide.gif": _gif(page.picture, page.scale),
        "slide.mp4": _video(page.picture, page.scale),
    }


def moments(picture: Picture, apart: float) -> list[float]:
    """Return the moments, in steps, that are so many seconds apart; the last step is one."""
    count = math.ceil(picture.steps * picture.pace / apart - 1e-6)
    return [*(round(i * apart / picture.pace, 6) for i in range(count)), float(picture.steps)]


def _svg(picture: Picture, page: Slide, theme: str) -> bytes:
    sheet = Svg(theme)
    for mark in page.picture.finished():
        sheet.add(mark)
    width, height = page.picture.width, page.picture.height
    return sheet.document(width, height, picture.title, picture.alt, page.scale)


def _gif(picture: Picture, scale: float) -> dict[str, bytes]:
    stage, at = Stage(picture, scale), moments(picture, DELAY)
    seconds = [DELAY] * (len(at) - 1) + [HOLD_SECONDS]
    return looped(stage, zip(stage.frames(at), seconds, strict=True))


def _video(picture: Picture, scale: float) -> dict[str, bytes]:
    files = {}
    for theme in THEMES:
        stage = Stage(picture, scale)
        files[theme] = filmed(stage, stage.frames(moments(picture, 1 / RATE)), RATE, theme)
    return files


SLIDES = {"slide": stills, "film": films}  # what is made together
