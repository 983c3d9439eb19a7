"""MP4: the same frames for slides and editors that want a video."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import imageio_ffmpeg
import numpy as np

from gen.draw.frames import Stage
from gen.draw.picture import HOLD_SECONDS, Picture

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


def video(picture: Picture, theme: str) -> bytes:
    """Return H.264 at two pixels to one; the last frame is held as in the GIF."""
    hold = ["-vf", f"tpad=stop_mode=clone:stop_duration={HOLD_SECONDS - picture.pace:g}"]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "race.mp4")
        writer = imageio_ffmpeg.write_frames(
            file,
            (picture.width * SCALE, picture.height * SCALE),
            pix_fmt_in="yuv420p",
            fps=1 / picture.pace,
            quality=None,  # FOR_SLIDES says it
            codec="libx264",
            macro_block_size=1,
            ffmpeg_log_level="error",
            input_params=COLORS,
            output_params=[*hold, *COLORS, *FOR_SLIDES, *EXACT],
        )
        writer.send(None)
        for plane in planes(Stage(picture, theme, SCALE)):
            writer.send(plane)
        writer.close()
        made = file.read_bytes()
    # The index, which is written at the end, has come to the front if all went well.
    if b"moov" not in made[:64]:
        raise OSError(f"the video of {picture.title!r} was not finished")
    return made


def planes(stage: Stage) -> Iterator[memoryview]:
    """Yield each frame in three parts: brightness, and at half the size two color differences.

    Looking these up, only where something changed, is several times faster than computing them from
    colors (BT.709).
    """
    red, green, blue = stage.palette.T / 255
    bright = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    looks = (
        16 + 219 * bright,
        128 + 224 * (blue - bright) / 1.8556,
        128 + 224 * (red - bright) / 1.5748,
    )
    table = [np.rint(look).astype(np.uint8) for look in looks]
    shown: np.ndarray | None = None
    for frame in stage.frames():
        if shown is None:
            drawn = [look[part] for look, part in zip(table, halved(frame), strict=True)]
        else:
            rows = np.flatnonzero((shown != frame).any(axis=1))
            first, end = (
                (int(rows[0]) // 2 * 2, int(rows[-1]) // 2 * 2 + 2) if len(rows) else (0, 0)
            )
            for plane, look, part, by in zip(
                drawn, table, halved(frame[first:end]), (1, 2, 2), strict=True
            ):
                plane[first // by : end // by] = look[part]
        shown = frame
        yield from (plane.data for plane in drawn)


def halved(frame: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return what the planes are looked up from: all pixels, and twice every other one."""
    return frame, frame[::2, ::2], frame[::2, ::2]
