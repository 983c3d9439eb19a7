"""GIF: for each step only the rectangle in which something changed, and one palette a theme.

The frames hold numbers of colors: both themes have the same, and only the palette differs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from PIL import Image
from PIL.GifImagePlugin import getdata, getheader

from gen.draw.frames import Stage
from gen.draw.indexed import in_theme
from gen.draw.picture import HOLD_SECONDS, Picture
from gen.palette import THEMES

MOST = 255  # colors: one more says that what is below stays as it is


def gif(picture: Picture) -> dict[str, bytes]:
    """Return the animation, which loops and holds its last frame, in each theme."""
    stage = Stage(picture)
    seconds = [picture.pace] * picture.steps + [HOLD_SECONDS]
    return looped(stage, zip(stage.frames(), seconds, strict=True))


def looped(stage: Stage, timed: Iterable[tuple[np.ndarray, float]]) -> dict[str, bytes]:
    """Return frames, each with how many seconds it stays, as an animation in each theme."""
    colors = len(stage.palette)
    if colors > MOST:
        raise ValueError(f"{stage.picture.title!r} has {colors} colors, a GIF has room for {MOST}")
    frames = b"".join(_blocks(timed, unseen=colors))
    height, width = stage.canvas.shape
    files = {}
    for theme in THEMES:
        page = Image.new("P", (width, height))
        page.putpalette(in_theme(stage.palette, theme).tobytes() + bytes(3 * (256 - colors)))
        header, _ = getheader(page, info={"loop": 0})
        files[theme] = b"".join([*header, frames, b";"])
    return files


def _blocks(timed: Iterable[tuple[np.ndarray, float]], unseen: int) -> Iterator[bytes]:
    """Yield each frame as a block of data: what differs from the one before, where it does."""
    before = None
    for frame, seconds in timed:
        left, top, changed = 0, 0, frame
        if before is not None:
            differs = frame != before
            rows, columns = (np.flatnonzero(differs.any(axis=axis)) for axis in (1, 0))
            # If nothing does, a pixel keeps the time.
            top, left = (int(places[0]) if len(places) else 0 for places in (rows, columns))
            bottom, right = (int(places[-1]) if len(places) else 0 for places in (rows, columns))
            part = np.s_[top : bottom + 1, left : right + 1]
            changed = np.where(differs[part], frame[part], np.uint8(unseen))
        yield from getdata(
            Image.fromarray(changed),
            (left, top),
            duration=round(1000 * seconds),
            transparency=unseen,
            disposal=1,  # what was drawn stays
        )
        before = frame
