"""MP4: the same frames for slides and editors that want a video."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import imageio_ffmpeg
import numpy as np

from gen.draw.frames import HOLD_SECONDS, Stage

if TYPE_CHECKING:
    from gen.draw.picture import Picture

# One thread and no version string: the same frames give the same bytes.
EXACT = ["-threads", "1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-map_metadata", "-1"]
FOR_SLIDES = ["-preset", "veryfast", "-crf", "24", "-movflags", "+faststart"]
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


def encode(picture: Picture, theme: str, scale: int = 2) -> bytes:
    """Return H.264 at two pixels to one; the last frame is held as in the GIF."""
    stage = Stage(picture, theme, scale)
    size = f"{picture.width * scale}x{picture.height * scale}"
    raw = [
        "-f",
        "rawvideo",
        "-pix_fmt",
        "yuv420p",
        *COLORS,
        "-s",
        size,
        "-r",
        f"{1 / picture.pace:g}",
        "-i",
        "-",
    ]
    hold = ["-vf", f"tpad=stop_mode=clone:stop_duration={HOLD_SECONDS - picture.pace:g}"]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "race.mp4")
        encoder = [
            *hold,
            "-c:v",
            "libx264",
            "-pix_fmt",
            "yuv420p",
            *COLORS,
            *FOR_SLIDES,
            *EXACT,
            str(file),
        ]
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", *raw, *encoder]
        with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
            assert process.stdin is not None
            for plane in planes(stage):
                process.stdin.write(plane)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command)
        return file.read_bytes()


def planes(stage: Stage) -> Iterator[memoryview]:
    """Yield each frame in three parts: brightness and, at half the size, two differences of color (BT.709).

    Looking these up, only where something changed, is several times faster than having them computed from colors.
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
    """Return what the three planes are looked up from: all pixels, and twice every other one each way."""
    return frame, frame[::2, ::2], frame[::2, ::2]
