"""MP4: the same frames for slides and editors that want a video."""

from __future__ import annotations

import subprocess
import tempfile
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


def encode(picture: Picture, theme: str, scale: int = 2) -> bytes:
    """Return H.264 at two pixels to one; the last frame is held as in the GIF."""
    stage = Stage(picture, theme, scale)
    size = f"{picture.width * scale}x{picture.height * scale}"
    # ffmpeg takes palette indices, a third of the bytes, if each frame brings its palette: blue, green, red, alpha.
    colors = np.full((256, 4), 255, dtype=np.uint8)
    colors[: len(stage.palette), :3] = stage.palette[:, ::-1]
    raw = ["-f", "rawvideo", "-pix_fmt", "pal8", "-s", size, "-r", f"{1 / picture.pace:g}", "-i", "-"]
    hold = ["-vf", f"tpad=stop_mode=clone:stop_duration={HOLD_SECONDS - picture.pace:g}"]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "race.mp4")
        encoder = [*hold, "-c:v", "libx264", "-pix_fmt", "yuv420p", *FOR_SLIDES, *EXACT, str(file)]
        subprocess.run(
            [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", *raw, *encoder],
            input=b"".join(frame.tobytes() + colors.tobytes() for frame in stage.frames()),
            check=True,
        )
        return file.read_bytes()
