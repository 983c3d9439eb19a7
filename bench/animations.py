"""One race in every format, against FuncAnimation and PillowWriter."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import gen.figures  # noqa: F401 (fills the register)
from bench.baseline import plain_gif
from bench.measure import Measurement, timed
from gen.draw.contours import cuts
from gen.draw.curves import fitting, weighed
from gen.draw.formats import encode, formats
from gen.draw.raster import ground
from gen.figure import FIGURES
from gen.figures.runs import best_run
from gen.optimizers import OPTIMIZERS
from gen.surfaces import SURFACES

RACE, WARM_UP = "race-on-rosenbrock", "race-on-quadratic"
BARS = {"animated.svg": {"s": 0.1, "bytes": 30_000}}


def forget() -> None:
    """Empty what a process remembers of a surface, so that its background is drawn anew."""
    for remembered in (cuts, weighed, fitting, ground):
        remembered.cache_clear()


def measure(quick: bool = False) -> Iterator[Measurement]:
    """Yield time and bytes of each format, background included, and the GIF's share of plain's."""
    figure, warm_up = FIGURES[RACE], FIGURES[WARM_UP].draw()
    surface = SURFACES[figure.cast.surfaces[0]]
    runs = [best_run(OPTIMIZERS[slug], surface) for slug in figure.cast.optimizers]
    frames = 2 if quick else runs[0].path.steps + 1
    plain_seconds, plain = timed(lambda: plain_gif(surface, runs, figure.title, frames))
    yield Measurement("plain GIF (FuncAnimation + PillowWriter)", plain_seconds, "s")
    yield Measurement("plain GIF (FuncAnimation + PillowWriter)", len(plain), "bytes")
    picture = figure.draw()
    for ending in formats(picture, figure.video):
        # Fonts and libraries are loaded once in a process, not once in a picture.
        if not quick:
            encode(warm_up, ending)
        draw = partial(encode, picture, ending)
        seconds, files = timed(draw, 1 if quick else 5, forget)
        bars = BARS.get(ending, {})
        yield Measurement(f"race as {ending}", seconds, "s", bars.get("s"))
        yield Measurement(f"race as {ending}", len(files["light"]), "bytes", bars.get("bytes"))
        if ending == "gif":
            yield Measurement(
                "GIF, times faster than plain", plain_seconds / seconds, "×", 100, at_least=True
            )
            yield Measurement(
                "GIF, share of plain's bytes", len(files["light"]) / len(plain), "×", 0.1
            )
