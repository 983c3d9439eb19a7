"""GIF: one palette, and for each step only the rectangle in which something changed."""

from __future__ import annotations

import io
from collections.abc import Iterator

from PIL import Image

from gen.draw.frames import Stage
from gen.draw.picture import HOLD_SECONDS, Picture

MOST = 255  # colors: one more says that what is below stays as it is


def gif(picture: Picture, theme: str) -> bytes:
    """Return the animation, which loops and holds its last frame."""
    stage = Stage(picture, theme)
    colors = [tuple(color) for color in stage.palette.tolist()]
    if len(colors) > MOST:
        raise ValueError(f"{picture.title!r} has {len(colors)} colors, a GIF has room for {MOST}")
    # Pillow tells colors apart by what they are: the unseen one must be unlike all others.
    unseen = next(color for color in ((0, 0, blue) for blue in range(256)) if color not in colors)
    table = bytes(value for color in (*colors, unseen) for value in color)
    first, *others = _images(stage, table)
    out = io.BytesIO()
    first.save(
        out,
        "GIF",
        save_all=True,
        append_images=others,
        loop=0,
        duration=[round(1000 * picture.pace)] * picture.steps + [round(1000 * HOLD_SECONDS)],
        palette=table,  # for all frames; otherwise Pillow gives each its own
        transparency=len(colors),
        optimize=True,  # so that what did not change becomes transparent
        disposal=1,  # what was drawn stays
    )
    return out.getvalue()


def _images(stage: Stage, table: bytes) -> Iterator[Image.Image]:
    for frame in stage.frames():
        image = Image.fromarray(frame)
        image.putpalette(table)
        yield image
