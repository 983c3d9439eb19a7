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
# One thread, no version string, and the same choices on every processor: the same bytes everywhere.
EXACT = [
    "-threads",
    "1",
    "-x264-params",
    "cpu-independent=1",
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

    Looking these up is much faster than computing them from colors (BT.709).
    """
    red, green, blue = in_theme(stage.palette, theme).T / 255
    bright = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    looks = (
        16 + 219 * bright,
        128 + 224 * (blue - bright) / 1.8556,
        128 + 224 * (red - bright) / 1.5748,
    )
    tables = [np.rint(look).astype(np.uint8).tobytes().ljust(256) for look in looks]
    for frame in frames:
        halved = frame[::2, ::2].tobytes()
        for table, part in zip(tables, (frame.tobytes(), halved, halved), strict=True):
            yield part.translate(table)
