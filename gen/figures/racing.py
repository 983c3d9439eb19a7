"""The stage of a race: the map, the loss beside it, and a key that says how each run ended."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

import numpy as np

from gen.draw import Axis, Box, Line, Panel, Picture, Words, log_axis, map_panel
from gen.draw.ink import Glyph, Mark, Path
from gen.draw.trails import HEAD
from gen.figures.measures import Run, told
from gen.palette import HUES, QUIET, Hue
from gen.surface import CLOSE
from gen.tuning import SEARCH

EVERY = 20  # steps from dot to dot
LEFT, TOP, MAP = 44, 42, 366
COLUMN = Box(482, TOP, 146, 0)  # its height follows the map's
LOWEST = 130  # of the chart, where the map is a low one
NARROW, WIDE = 76, 118  # letters of a note, beside the chart or under it


def race(title: str, runs: Sequence[Run], start: tuple[float, float], alt: str = "", tuned: bool = True) -> Picture:
    """Return the runs as one animated picture; all have the same start and number of steps."""
    surface, steps = runs[0].surface, runs[0].path.steps
    ground = map_panel(surface, LEFT, TOP, MAP, [_line(run, run.path.points) for run in runs], start)
    key, used = _key(runs)
    top = TOP + used + 40
    chart = _losses(runs, Box(COLUMN.left, top, COLUMN.width, max(ground.box.bottom - top, LOWEST)))
    numbers = {"steps": steps, **{key: value for run in runs for key, value in run.numbers().items()}}
    search = f"Learning rate (η): {SEARCH}." if tuned else ""
    note = f"{search} A dot every {EVERY} steps. Arrived: from then on within {CLOSE:g} of a minimum."
    room = NARROW if chart.box.bottom > ground.box.bottom else WIDE
    below = ground.box.bottom + 46
    notes = [Words(12, below + 13 * i, text, 10, QUIET) for i, text in enumerate(wrap(note, room))]
    return Picture(
        title,
        alt or told(runs),
        (ground, chart),
        numbers,
        {"surface": surface.slug, "start": list(start), "search": search, "runs": [run.data() for run in runs]},
        extra=(*key, *notes),
        height=even(max(below + 13 * len(notes), chart.box.bottom + 42)),
        steps=steps,
        counter=(COLUMN.left, TOP + used + 20),
    )


def even(height: float) -> int:
    """Return the next even number: video wants one."""
    return 2 * int(np.ceil(height / 2))


def hue(run: Run) -> Hue:
    """Return the color of the run's optimizer."""
    return HUES[run.optimizer.hue]


def _line(run: Run, points: np.ndarray) -> Line:
    return Line(points, hue(run), run.optimizer.marker, EVERY, moving=True, lost=run.lost)


def _losses(runs: Sequence[Run], box: Box) -> Panel:
    heights = [run.heights for run in runs]
    # A diverging run may leave through the top: the axis is that of the others, and of where all began.
    seen = [h for h, run in zip(heights, runs, strict=True) if run.lost < 0] + [h[:1] for h in heights]
    steps = np.arange(runs[0].path.steps + 1)
    lines = tuple(_line(run, np.column_stack([steps, h])) for run, h in zip(runs, heights, strict=True))
    return Panel(box, Axis(0, steps[-1], "step"), log_axis(np.concatenate(seen), "loss above lowest"), lines)


def _key(runs: Sequence[Run]) -> tuple[list[Mark], float]:
    left, row = COLUMN.left - 34, 34
    lines: list[Mark] = []
    names: list[Mark] = []
    endings: list[Mark] = []
    for i, run in enumerate(runs):
        y = TOP + 10 + row * i
        lines += [
            Path([(left, y - 4), (left + 26, y - 4)], hue(run), 2),
            Glyph(left + 13, y - 4, run.optimizer.marker, hue(run), HEAD),
        ]
        names.append(Words(left + 34, y, run.name, 11, bold=True))
        endings.append(Words(left + 34, y + 14, f"η {run.rate:g} · {run.ending}", 10, QUIET))
    return [*lines, *names, *endings], row * len(runs)
