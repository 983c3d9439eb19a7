"""The stage of a race: the map, the loss beside it, and a key that says how each run ended."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from textwrap import wrap
from types import MappingProxyType
from typing import Any

import numpy as np

from gen.draw import Axis, Box, Line, Panel, Picture, Words, log_axis, map_panel
from gen.draw.ink import Glyph, Ground, Mark, Path
from gen.draw.trails import HEAD
from gen.figures.runs import Run, SurfaceRun, told
from gen.measurements.rate_search import SEARCH
from gen.palette import BESIDE, HUES, QUIET, Hue
from gen.surface import CLOSE

EVERY = 20  # steps from dot to dot
LEFT, TOP, MAP = 44, 42, 366
COLUMN = Box(482, TOP, 146, 0)  # its height follows the map's
NONE: Mapping[Any, Any] = MappingProxyType({})
LOWEST = 130  # of the chart, where the map is a low one
NARROW, WIDE = 76, 118  # letters of a note, beside the chart or under it


def race(
    title: str,
    runs: Sequence[SurfaceRun],
    start: tuple[float, float],
    alt: str = "",
    search: str = SEARCH,
    pale: Collection[SurfaceRun] = (),
    details: Mapping[SurfaceRun, str] | None = None,
    numbers: Mapping[str, float | str] | None = None,
) -> Picture:
    """Return runs over a surface as one animated picture; all have the same start and number of steps.

    Those of the runs that are also in `pale` are there for comparison: thin, without a color of their own. `details`
    are a line more in the key, and `numbers` what prose may quote beside what the runs did.
    """
    surface = runs[0].surface
    told_search = f"Learning rate (η): {search}." if search else ""
    note = f"{told_search} A dot every {EVERY} steps. Arrived: from then on within {CLOSE:g} of a minimum."
    return stage(
        title,
        alt or told(runs),
        runs,
        surface,
        start,
        note,
        pale=pale,
        details=details or {},
        numbers=numbers or {},
        data={"surface": surface.slug, "start": list(start), "search": search},
    )


def stage(
    title: str,
    alt: str,
    runs: Sequence[Run],
    ground: Ground,
    start: tuple[float, float],
    note: str,
    *,
    data: Mapping[str, object],
    numbers: Mapping[str, float | str] = NONE,
    pale: Collection[Run] = (),
    details: Mapping[Any, str] = NONE,
    names: tuple[str, str] = ("x", "y"),
) -> Picture:
    """Return runs on a ground, their losses beside it, and a key; the axes of the ground have `names`."""
    steps, looks = runs[0].trajectory.steps, {run: PALE if run in pale else BOLD for run in runs}
    behind = dict(sorted(looks.items(), key=lambda item: item[1].width))
    lines = [_line(run, run.seen, look) for run, look in behind.items()]
    seen = map_panel(ground, LEFT, TOP, MAP, lines, start)
    seen = replace(seen, x=replace(seen.x, label=names[0]), y=replace(seen.y, label=names[1]))
    key, used = _key(looks, details)
    top = TOP + used + 40
    chart = _losses(behind, Box(COLUMN.left, top, COLUMN.width, max(seen.box.bottom - top, LOWEST)))
    room = NARROW if chart.box.bottom > seen.box.bottom else WIDE
    below = seen.box.bottom + 46
    notes = [Words(12, below + 13 * i, text, 10, QUIET) for i, text in enumerate(wrap(note, room))]
    return Picture(
        title,
        alt,
        (seen, chart),
        {
            "steps": steps,
            **{key: value for run in runs for key, value in run.numbers().items()},
            **numbers,
        },
        {"runs": [run.data() for run in runs], **data},
        extra=(*key, *notes),
        height=math.ceil(max(below + 13 * len(notes), chart.box.bottom + 42)),
        steps=steps,
        counter=(COLUMN.left, TOP + used + 20),
    )


@dataclass(frozen=True)
class Look:
    """How a run is drawn."""

    width: float
    color: Hue | None = None  # None: its optimizer's own

    def hue(self, run: Run) -> Hue:
        """Return the color of a run."""
        return self.color or HUES[run.optimizer.hue]


BOLD, PALE = Look(2.0), Look(1.2, BESIDE)


def _line(run: Run, points: np.ndarray, look: Look) -> Line:
    return Line(
        points, look.hue(run), run.optimizer.marker, EVERY, look.width, moving=True, lost=run.lost
    )


def _losses(runs: Mapping[Run, Look], box: Box) -> Panel:
    heights = [run.heights for run in runs]
    # A diverging run may leave through the top: the axis is that of the others, and of where all began.
    seen = [h for h, run in zip(heights, runs, strict=True) if run.lost < 0] + [
        h[:1] for h in heights
    ]
    steps = np.arange(len(heights[0]))
    lines = tuple(
        _line(run, np.column_stack([steps, h]), look)
        for (run, look), h in zip(runs.items(), heights, strict=True)
    )
    return Panel(
        box, Axis(0, steps[-1], "step"), log_axis(np.concatenate(seen), "loss above lowest"), lines
    )


def _key(runs: Mapping[Run, Look], details: Mapping[Run, str]) -> tuple[list[Mark], float]:
    left, row = COLUMN.left - 34, 48 if details else 34
    lines: list[Mark] = []
    names: list[Mark] = []
    endings: list[Mark] = []
    for i, (run, look) in enumerate(runs.items()):
        y = TOP + 10 + row * i
        lines += [
            Path([(left, y - 4), (left + 26, y - 4)], look.hue(run), look.width),
            Glyph(left + 13, y - 4, run.optimizer.marker, look.hue(run), HEAD),
        ]
        names.append(Words(left + 34, y, run.name, 11, bold=True))
        said = [f"η {run.rate:g} · {run.ending}", *([details[run]] if run in details else [])]
        endings += [
            Words(left + 34, y + 14 * line, text, 10, QUIET) for line, text in enumerate(said, 1)
        ]
    return [*lines, *names, *endings], row * len(runs)
