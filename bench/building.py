"""The whole build, cold and with nothing changed, in a copy of the sources."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.measure import Measurement, timed

HERE = Path(__file__).parent.parent
SOURCES = ("gen", "requirements")


def measure(quick: bool = False) -> Iterator[Measurement]:
    """Yield how long `python -m gen` takes the first time and the second."""
    command = [sys.executable, "-m", "gen", *(["tokens"] if quick else [])]
    with tempfile.TemporaryDirectory() as folder:
        for name in SOURCES:
            if (HERE / name).is_dir():
                shutil.copytree(
                    HERE / name, Path(folder, name), ignore=shutil.ignore_patterns("__pycache__")
                )

        def build() -> None:
            subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)

        yield Measurement("all figures in all formats, cold", timed(build)[0], "s", 180)
        files = [file for file in Path(folder, "docs").rglob("*") if file.is_file()]
        yield Measurement(
            "all figures in all formats, cold",
            sum(file.stat().st_size for file in files) / 1e6,
            "MB",
        )
        yield Measurement("nothing changed", timed(build, 3)[0], "s", 2)
