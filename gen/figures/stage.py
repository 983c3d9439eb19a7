"""The stage of a race: the map, the loss beside it, and a legend that says how each run ended."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np

from gen.draw import Axis, Box, Line, Panel, Picture, log_axis, map_panel
from gen.draw.ink import Ground
from gen.draw.legend import GAP, WHOLE, Entry, Legend, paragraph
from gen.draw.letters import TEXT, text_width
from gen.draw.picture import WIDTH
from gen.draw.scale import number
from gen.figures.runs import Run, SurfaceRun, told
from gen.measurements.rate_search import SEARCH
from gen.palette import BESIDE, HUES, Hue
from gen.surface import CLOSE

EVERY = 20  # steps from dot to dot
LEFT, TOP, MAP = 58, 42, 352
COLUMN = Box(482, TOP, 146, 0)  # its height follows the map's
NONE: Mapping[Any, Any] = MappingProxyType({})
LOWEST = 130  # of the chart, where the map is a low one
KEY, STROKE = COLUMN.left - 53, 26  # where the legend begins, and how long its strokes are
NARROW = COLUMN.left - 74  # pixels for a note beside the chart


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
    """Return runs over a surface as one animated picture, all of the same start and length.

    Those that are also in `pale` are there for comparison: thin, without a color of their own.
    `details` are a line more in the legend, and `numbers` what prose may quote beside what the runs
    did.
    """
    surface = runs[0].surface
    told_search = f"Learning rate (η): {search}." if search else ""
    arrived = f"Arrived: from then on within {CLOSE:g} of a minimum."
    note = f"{told_search} A dot every {EVERY} steps. {arrived}"
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
    """Return runs on a ground, whose axes have `names`, their losses beside it, and a legend."""
    steps, looks = runs[0].trajectory.steps, {run: PALE if run in pale else BOLD for run in runs}
    behind = dict(sorted(looks.items(), key=lambda item: item[1].width))
    lines = [_line(run, run.seen, look) for run, look in behind.items()]
    seen = map_panel(ground, LEFT, TOP, MAP, lines, start)
    axes = replace(seen.x, label=names[0]), replace(seen.y, label=names[1])
    seen = replace(seen, x=axes[0], y=axes[1])
    entries = [_entry(run, look, details) for run, look in looks.items()]
    legend = Legend(entries, KEY, TOP + 10, WIDTH - 2 - KEY, columns=1)
    top = legend.bottom + 50
    chart = _losses(behind, Box(COLUMN.left, top, COLUMN.width, max(seen.box.bottom - top, LOWEST)))
    beside = chart.box.bottom > seen.box.bottom
    below = seen.box.bottom + 60
    notes = paragraph(note, below, width=NARROW if beside else WHOLE)
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
        extra=(*legend.ink(), *notes),
        column=(0, legend, 1, note),
        height=math.ceil(max(notes[-1].y + 13, chart.box.bottom + 46)),
        steps=steps,
        counter=(COLUMN.left, legend.bottom + 30),
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
    # A diverging run may leave through the top: the axis is that of the others and of the start.
    seen = [h for h, run in zip(heights, runs, strict=True) if run.lost < 0] + [
        h[:1] for h in heights
    ]
    steps = np.arange(len(heights[0]))
    lines = tuple(
        _line(run, np.column_stack([steps, h]), look)
        for (run, look), h in zip(runs.items(), heights, strict=True)
    )
    y = log_axis(np.concatenate(seen), "loss above lowest")
    return Panel(box, Axis(0, steps[-1], "step"), y, lines)


def _entry(run: Run, look: Look, details: Mapping[Any, str]) -> Entry:
    rate, ending = f"η {number(run.rate)}", run.ending
    whole = f"{rate} · {ending}"
    fits = text_width(whole, TEXT) <= WIDTH - 2 - KEY - STROKE - GAP
    said = (*([whole] if fits else [rate, ending]), *([details[run]] if run in details else []))
    look_of = (look.hue(run), run.optimizer.marker, look.width)
    return Entry(run.name, *look_of, room=STROKE, bold=True, details=said)
