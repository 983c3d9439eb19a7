"""Each surface from above: its minima, how curved they are, and what rate they allow."""

import math
from collections.abc import Iterator, Sequence

import numpy as np

from gen.arithmetic.vectors import distance
from gen.draw import Axis, Box, Line, Panel, Picture, Spot, Words, log_axis, map_alone, map_panel
from gen.draw.contours import LEVELS
from gen.draw.ink import Mark, Path
from gen.draw.legend import paragraph
from gen.draw.scale import number
from gen.figure import Cast, figure
from gen.measurements.local_minima import traps
from gen.measurements.rate_search import RATES
from gen.palette import GRID, INK, PAGE, QUIET
from gen.surface import Surface
from gen.surfaces import SURFACES

LEFT, TOP, MAP = 58, 42, 352
COLUMN, WIDTH, CHART = 432, 196, 116
ROW, STRIP = 17, 12


@figure(
    "contours-{surface}",
    title="{Surface}",
    page="surfaces/{surface}",
    casts=[Cast((), (surface,)) for surface in SURFACES],
)
def contours_of(surfaces: tuple[Surface], title: str) -> Picture:
    """Show a surface, its minima, the learning rate that each of them allows, and a cut to one."""
    (surface,) = surfaces
    others = traps(surface)
    rings = [
        Spot(x, y, "circle", hue, size=size)
        for x, y in others
        for hue, size in ((INK, 3.6), (PAGE, 0.9))
    ]
    ground = map_panel(surface, LEFT, TOP, MAP, rings, surface.start)
    words = _minima(surface)
    strip = TOP + ROW * len(words) + 34
    top = max(strip + STRIP + 56, ground.box.bottom - CHART)
    cut = _cut(surface, Box(COLUMN + 56, top, WIDTH - 56, CHART))
    below = max(ground.box.bottom, cut.box.bottom) + 60
    note = paragraph(_note(surface, len(others)), below)
    return Picture(
        title,
        _alt(surface, len(others)),
        (ground, cut),
        _numbers(surface, others),
        {
            "surface": surface.slug,
            "window": surface.window,
            "minima": surface.minima,
            "other_minima": others,
            "start": surface.start,
        },
        extra=(
            *words,
            *_rates(surface.limits, strip),
            *note,
        ),
        column=(0, *_told(surface), 1, _note(surface, len(others))),
        height=math.ceil(note[-1].y + 13),
        alone=map_alone(surface),
    )


def _numbers(surface: Surface, others: np.ndarray) -> dict[str, float]:
    numbers = {"minima": len(surface.minima), "lowest": surface.lowest, "others": len(others)}
    for i, (least, most) in enumerate(surface.curvatures, 1):
        numbers |= {f"curvature_{i}_most": most, f"curvature_{i}_least": least}
        numbers |= {f"condition_{i}": most / least, f"limit_{i}": 2 / most}
    if len(others):
        numbers |= {
            "next_lowest": float(surface.value(others[0])),
            "highest": float(surface.value(others[-1])),
        }
    return numbers


def _told(surface: Surface) -> Iterator[str]:
    """Yield what is to be known of each minimum: where, condition, curvatures, largest rate."""
    for (x, y), (least, most) in zip(surface.minima, surface.curvatures, strict=True):
        yield (
            f"({_short(x)}, {_short(y)}), κ = {_short(most / least)}; "
            f"λ = {_short(most)}, {_short(least)}; 2/λmax = {_short(2 / most)}"
        )


def _minima(surface: Surface) -> list[Mark]:
    lines = [("Minima" if len(surface.minima) > 1 else "Minimum", INK, True)]
    for told in _told(surface):
        first, *more = told.split("; ")
        lines += [(first, INK, False), *((line, QUIET, False) for line in more)]
    return [
        Words(COLUMN, TOP + 10 + ROW * i, text, hue=hue, bold=bold)
        for i, (text, hue, bold) in enumerate(lines)
    ]


def _rates(limits: Sequence[float], top: float) -> Iterator[Mark]:
    """Yield the rates at which gradient descent can rest, shaded once for each minimum."""
    axis = Axis(RATES[0], RATES[-1], log=True)
    right, bottom = COLUMN + WIDTH, top + STRIP
    edges = COLUMN + WIDTH * np.clip(axis.place(limits), 0, 1)
    yield Words(COLUMN, top - 7, "Rates up to 2/λmax")
    for edge in edges:
        corners = [(COLUMN, top), (edge, top), (edge, bottom), (COLUMN, bottom)]
        yield Path(corners, None, fill=QUIET, opacity=0.3 / len(limits) + 0.1)
    for value, text in axis.ticks(WIDTH):
        x = COLUMN + WIDTH * float(axis.place(value))
        yield Path([(x, bottom), (x, bottom + 4)], GRID)
        yield Words(x, bottom + 17, text, hue=QUIET, anchor="middle")
    yield Path(
        [(COLUMN, top), (right, top), (right, bottom), (COLUMN, bottom), (COLUMN, top)], QUIET
    )
    yield from (Path([(edge, top - 3), (edge, bottom + 3)], INK, 1.6) for edge in edges)


def _short(value: float) -> str:
    return number(float(f"{value:.3g}"))


def _cut(surface: Surface, box: Box) -> Panel:
    start, minima = np.array(surface.start), np.array(surface.minima)
    goal = minima[np.argmin(distance(minima, start))]
    share = np.linspace(0, 1, 121)
    heights = np.maximum(surface.value(start + share[:, None] * (goal - start)) - surface.lowest, 0)
    line = Line(np.column_stack([share, heights]), INK)
    y = log_axis(heights, "loss above lowest", 1e-4)
    return Panel(box, Axis(0, 1, "share of the way"), y, (line,), title="Straight to a minimum")


def _note(surface: Surface, others: int) -> str:
    unit = "" if surface.unit == 1 else f" / {surface.unit:g}"
    said = (
        f"{LEVELS} contours at equal steps of log(1 + (loss − lowest){unit}). "
        "λ: curvatures; κ: their ratio."
    )
    if others:
        said += f" Small rings: {others} minima that are not the lowest."
    return said


def _alt(surface: Surface, others: int) -> str:
    told = (
        f"({x:.3g}, {y:.3g}), with curvatures {_short(most)} and {_short(least)}"
        for (x, y), (least, most) in zip(surface.minima, surface.curvatures, strict=True)
    )
    more = f" {others} other minima in the picture are higher." if others else ""
    return f"{surface.idea} Minimum at {'; minimum at '.join(told)}.{more}"
