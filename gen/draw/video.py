"""MP4: the same frames for slides and editors that want a video."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import imageio_ffmpeg
import numpy as np

from gen.draw.frames import Stage
from gen.draw.indexed import in_theme
from gen.draw.picture import HOLD_SECONDS, Picture
from gen.palette import THEMES

SCALE = 2  # pixels to one: then both sides are even, as the codec wants them
COLORS = [
    "-colorspace",
    "bt709",
    "-color_primaries",
    "bt709",
    "-color_trc",
    "bt709",
    "-color_range",
    "tv",
]
FOR_SLIDES = ["-preset", "veryfast", "-crf", "24", "-movflags", "+faststart"]
# Little moves from frame to frame: to search for it longer buys no bytes, and costs a third more.
LITTLE_MOVES = "bframes=0:rc-lookahead=2:subme=1"
# One thread, no version string, and the same choices on every processor: the same bytes everywhere.
EXACT = [
    "-threads",
    "1",
    "-x264-params",
    f"cpu-independent=1:{LITTLE_MOVES}",
    "-fflags",
    "+bitexact",
    "-flags:v",
    "+bitexact",
    "-map_metadata",
    "-1",
]


def video(picture: Picture) -> bytes:
    """Return H.264 in light colors at two pixels to one; the last frame is held as in the GIF."""
    stage = Stage(picture, SCALE)
    return filmed(stage, stage.frames(), 1 / picture.pace, THEMES[0])


def filmed(stage: Stage, frames: Iterable[np.ndarray], rate: float, theme: str) -> bytes:
    """Return frames, so many a second, as a video in a theme; the last of them is held."""
    height, width = stage.canvas.shape
    hold = ["-vf", f"tpad=stop_mode=clone:stop_duration={HOLD_SECONDS - 1 / rate:g}"]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "race.mp4")
        writer = imageio_ffmpeg.write_frames(
            file,
            (width, height),
            pix_fmt_in="yuv420p",
            fps=rate,
            quality=None,  # FOR_SLIDES says it
            codec="libx264",
            macro_block_size=1,
            ffmpeg_log_level="error",
            input_params=COLORS,
            output_params=[*hold, *COLORS, *FOR_SLIDES, *EXACT],
        )
        writer.send(None)
        for plane in planes(stage, frames, theme):
            writer.send(plane)
        writer.close()
        made = file.read_bytes()
    # The index, which is written at the end, has come to the front if all went well.
    if b"moov" not in made[:64]:
        raise OSError(f"the video of {stage.picture.title!r} was not finished")
    return made


def planes(stage: Stage, frames: Iterable[np.ndarray], theme: str) -> Iterator[bytes]:
    """Yield each frame in three parts: brightness, and at half the size two color differences.

    Looking these up is much faster than computing them from colors (BT.709), and only what has
    changed is looked up.
    """
    red, green, blue = in_theme(stage.palette, theme).T / 255
    bright = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    looks = (
        16 + 219 * bright,
        128 + 224 * (blue - bright) / 1.8556,
        128 + 224 * (red - bright) / 1.5748,
    )
    bright, *colored = [np.rint(look).astype(np.uint8) for look in looks]
    whole, halved = Seen([bright]), Seen(colored)
    for frame in frames:
        yield from whole.parts(frame.ravel())
        yield from halved.parts(frame[::2, ::2].ravel())


class Seen:
    """What was looked up of the frame before, in each of some tables."""

    def __init__(self, tables: list[np.ndarray]) -> None:
        """Begin with no frame."""
        self.tables, self.before = tables, np.empty(0, np.uint8)
        self.found: list[np.ndarray] = []

    def parts(self, frame: np.ndarray) -> Iterator[bytes]:
        """Yield what each table has for every number of a frame."""
        if not self.found:
            self.found = [table[frame] for table in self.tables]
        else:
            changed = np.flatnonzero(frame != self.before)
            for part, table in zip(self.found, self.tables, strict=True):
                part[changed] = table[frame[changed]]
        self.before = frame
        yield from (part.tobytes() for part in self.found)
