"""MP4: the same frames for slides and editors that want a video."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import imageio_ffmpeg
import numpy as np

from gen.draw.frames import HOLD_SECONDS, STEP_SECONDS, Stage

if TYPE_CHECKING:
    from gen.draw.picture import Picture

RATE = round(1 / STEP_SECONDS)

# One thread and no version string: the same frames give the same bytes.
EXACT = ["-threads", "1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-map_metadata", "-1"]
FOR_SLIDES = ["-preset", "veryfast", "-tune", "animation", "-crf", "20", "-movflags", "+faststart"]


def encode(picture: Picture, theme: str, scale: int = 2) -> bytes:
    """Return H.264 at two pixels to one; the last frame is held as in the GIF."""
    stage = Stage(picture, theme, scale)
    size = (picture.width * scale, picture.height * scale)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "race.mp4")
        writer = imageio_ffmpeg.write_frames(
            str(file), size, fps=RATE, codec="libx264", quality=None, macro_block_size=2, output_params=EXACT + FOR_SLIDES
        )
        writer.send(None)
        for frame in stage.frames():
            image = stage.palette[frame]
            writer.send(image)
        for _ in range(round(HOLD_SECONDS * RATE)):
            writer.send(np.ascontiguousarray(image))
        writer.close()
        return file.read_bytes()
