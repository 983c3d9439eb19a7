"""Each surface from above, and what you would see on a straight walk from the start to the nearest minimum."""

import numpy as np

from gen.draw import Axis, Box, Line, Panel, Picture, Words, log_axis, map_panel
from gen.draw.contours import LEVELS
from gen.draw.ink import Mark
from gen.draw.scale import number
from gen.figure import Cast, figure
from gen.figures.racing import even
from gen.palette import INK, QUIET
from gen.surface import Surface
from gen.surfaces import SURFACES

LEFT, TOP, MAP = 44, 42, 366
COLUMN, WIDTH, CHART = 448, 180, 130
ROW = 15


@figure(
    "contours-{surface}",
    title="{Surface}",
    page="surfaces/{surface}",
    casts=[Cast((), (surface,)) for surface in SURFACES],
)
def contours(surfaces: tuple[Surface], title: str) -> Picture:
    """Show the shape of a surface, its minima, how curved each of them is, and a cut through it."""
    (surface,) = surfaces
    ground = map_panel(surface, LEFT, TOP, MAP, start=surface.start)
    curvatures = [np.linalg.eigvalsh(surface.hess(np.array(minimum))) for minimum in surface.minima]
    words = _minima(surface, curvatures)
    top = max(TOP + ROW * len(words) + 44, ground.box.bottom - CHART)
    walk = _walk(surface, Box(COLUMN + 34, top, WIDTH - 34, CHART))
    unit = "" if surface.unit == 1 else f" / {surface.unit:g}"
    note = f"{LEVELS} contours at equal steps of log(1 + (loss − lowest){unit})."
    below = max(ground.box.bottom, walk.box.bottom) + 46
    numbers = {"minima": len(surface.minima), "lowest": surface.lowest}
    for i, (least, most) in enumerate(curvatures, 1):
        numbers |= {f"curvature_{i}_most": most, f"curvature_{i}_least": least}
    return Picture(
        title,
        _alt(surface, curvatures),
        (ground, walk),
        numbers,
        {"surface": surface.slug, "window": surface.window, "minima": surface.minima, "start": surface.start},
        extra=(*words, Words(12, below, note, 10, QUIET)),
        height=even(below + 14),
    )


def _minima(surface: Surface, curvatures: list[np.ndarray]) -> list[Mark]:
    lines = [("Minima, and their curvatures", INK, True)]
    for (x, y), (least, most) in zip(surface.minima, curvatures, strict=True):
        lines += [(f"({_short(x)}, {_short(y)}): {_short(most)} and {_short(least)}", QUIET, False)]
    return [Words(COLUMN, TOP + 10 + ROW * i, text, 11, hue, bold=bold) for i, (text, hue, bold) in enumerate(lines)]


def _short(value: float) -> str:
    return number(float(f"{value:.3g}"))


def _walk(surface: Surface, box: Box) -> Panel:
    start, minima = np.array(surface.start), np.array(surface.minima)
    goal = minima[np.argmin(np.hypot(*(minima - start).T))]
    share = np.linspace(0, 1, 121)
    heights = np.maximum(surface.value(start + share[:, None] * (goal - start)) - surface.lowest, 0)
    line = Line(np.column_stack([share, heights]), INK)
    y = log_axis(heights, "loss above lowest", 1e-4)
    return Panel(box, Axis(0, 1, "share of the way"), y, (line,), title="Straight to a minimum")


def _alt(surface: Surface, curvatures: list[np.ndarray]) -> str:
    told = (
        f"({x:.3g}, {y:.3g}), with curvatures {_short(most)} and {_short(least)}"
        for (x, y), (least, most) in zip(surface.minima, curvatures, strict=True)
    )
    return f"{surface.idea} Minimum at {'; minimum at '.join(told)}."
