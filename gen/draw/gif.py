"""GIF: one palette, and for each frame only the rectangle in which something changed."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from gen.draw.frames import HOLD_SECONDS, Stage

if TYPE_CHECKING:
    from gen.draw.picture import Picture

BITS = 7  # half the palette that GIF allows is plenty, and each code starts a bit shorter
CLEAR = 2**BITS - 1  # the index that leaves the frame below as it is


def encode(picture: Picture, theme: str) -> bytes:
    """Return the animation, which loops and holds its last frame."""
    stage = Stage(picture, theme)
    if len(stage.palette) > CLEAR:
        raise ValueError(
            f"{picture.title!r} needs {len(stage.palette)} colors, but a GIF has room for {CLEAR}"
        )
    blocks = [_header(picture.width, picture.height, stage.palette)]
    shown: np.ndarray | None = None
    for t, frame in enumerate(stage.frames()):
        seconds = HOLD_SECONDS if t == picture.steps else picture.pace
        blocks.append(_delta(shown, frame, seconds))
        shown = frame
    return b"".join([*blocks, b";"])


def _header(width: int, height: int, palette: np.ndarray) -> bytes:
    screen = struct.pack(
        "<6sHHBBB", b"GIF89a", width, height, 0x80 | 0x70 | BITS - 1, 0, 0
    )  # a table of 2**BITS colors follows
    forever = b"!\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"
    return screen + palette.tobytes().ljust(3 * 2**BITS, b"\0") + forever


def _delta(shown: np.ndarray | None, frame: np.ndarray, seconds: float) -> bytes:
    if shown is None:
        return _block(frame, 0, 0, seconds)
    changed = shown != frame
    rows, columns = (np.flatnonzero(changed.any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return _block(np.full((1, 1), CLEAR, dtype=np.uint8), 0, 0, seconds)
    area = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return _block(
        np.where(changed[area], frame[area], np.uint8(CLEAR)),
        int(columns[0]),
        int(rows[0]),
        seconds,
    )


def _block(indices: np.ndarray, left: int, top: int, seconds: float) -> bytes:
    height, width = indices.shape
    # 0x05: leave what is below, and CLEAR is transparent.
    control = struct.pack("<BBBBHBB", 0x21, 0xF9, 4, 0x05, round(100 * seconds), CLEAR, 0)
    place = struct.pack("<BHHHHB", 0x2C, left, top, width, height, 0)
    codes = Image.fromarray(np.ascontiguousarray(indices)).tobytes("gif", "L", BITS)  # Pillow's LZW
    return control + place + bytes([BITS]) + codes + b"\0"
