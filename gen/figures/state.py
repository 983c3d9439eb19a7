"""A rule from the inside: what it remembers, where that takes it, and how far it could reach."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from gen.arithmetic.eigenvectors import eigen
from gen.arithmetic.functions import cos, sin
from gen.arithmetic.matrices import product
from gen.arithmetic.vectors import norm
from gen.draw import Arrow, Axis, Box, Line, Panel, Picture, Shape, Words, log_axis, map_panel
from gen.draw.legend import Entry, Legend
from gen.draw.marks import Content
from gen.draw.picture import EDGE, WIDTH
from gen.draw.scale import number
from gen.figure import Cast, figure
from gen.measurements.possible_steps import Anatomy, dissect
from gen.measurements.rate_search import tuned
from gen.optimizer import Optimizer
from gen.optimizers import RACERS
from gen.palette import GRID, HUES, INK, QUIET, Hue
from gen.surface import Surface

BEND = "rosenbrock"  # one surface for all: a valley that turns, so that no axis is special for long
STEPS = 48  # at most: a run that has come to rest is over
REST = 1e-7  # of all steps that it could still take, the longest is shorter
PACE = 0.1  # seconds: slow enough to follow an arrow
STILLS = (0, 5, 20)  # the moments that stay in the picture
MOST = 4  # numbers of an array that can be told apart as lines; longer ones are histories
LEFT, TOP, MAP, CLOSE_UP, STILL = 58, 60, 266, 196, 58
MIDDLE = 360  # of the page: where the close-up begins
WHOLE, MOST_COLUMNS = 608, 3  # of the charts
NUMBERS = 62  # the room for a chart's: so that three in a row are SMALL, two in a row on a phone
FILL = 0.25


@figure(
    "state-of-{optimizer}",
    title="Inside {Optimizer}: memory and reach",
    page="optimizers/{optimizer}",
    casts=[Cast((optimizer,), (BEND,)) for optimizer in RACERS],
    video=False,
)
def state_of(optimizers: tuple[type[Optimizer]], surfaces: tuple[Surface], title: str) -> Picture:
    """Show each step among those it might have been, and the arrays that made it what it is."""
    (optimizer,), (surface,) = optimizers, surfaces
    rule = tuned(optimizer, surface, STEPS)
    run, hue = until_rest(dissect(rule, surface, surface.start, STEPS)), HUES[optimizer.hue]
    path = Line(run.points, hue, optimizer.marker, 10, moving=True)
    around = Shape(run.points[:, None] + run.reach[:, ::2], hue, 0.8)
    ground = map_panel(
        surface,
        LEFT,
        TOP,
        MAP,
        [path, around],
        surface.start,
        title=f"{surface.title}, η {number(rule.lr)}",
    )
    charts, left_out = _charts(run, hue, ground.box.bottom + 106)
    close_ups, key = list(_close_ups(run, hue)), _key(run, hue)
    heading, lines = _kept(charts), _lines(hue, ground.box.bottom + 80)
    words = [*_moments(run), *_heading(heading, left_out, ground.box.bottom + 58)]
    first = 1 + len(close_ups)
    kept: tuple[Legend | str, ...] = (heading, lines) if len(charts) > 1 else (heading,)
    return Picture(
        title,
        _alt(rule, surface, run),
        (ground, *close_ups, *charts),
        _numbers(rule, run),
        {"surface": surface.slug, "start": surface.start, "lr": rule.lr}
        | {"state": run.state}
        | _paths(run),
        extra=(*words, *key.ink(), *(lines.ink() if len(charts) > 1 else ())),
        column=(0, 1, key, *kept, *range(first, first + len(charts)), *_left_out(left_out)),
        height=math.ceil(charts[-1].box.bottom + 42),
        steps=len(run.points) - 1,
        pace=PACE,
        counter=(560, 24),
    )


def until_rest(run: Anatomy) -> Anatomy:
    """Return the run up to the point at which no step is left that a picture could show."""
    size = np.abs(np.concatenate([run.taken[:, None], run.memory[:, None], run.reach], axis=1)).max(
        axis=(1, 2)
    )
    end = int(np.flatnonzero(size >= REST)[-1]) + 1
    kept = {name: array[:end] for name, array in run.state.items()}
    return Anatomy(run.points[:end], run.taken[:end], run.memory[:end], run.reach[:end], kept)


def stills(rows: np.ndarray) -> list[int]:
    """Return the moments of STILLS that a run of so many rows has."""
    return [step for step in STILLS if step < len(rows)]


def _paths(run: Anatomy) -> dict[str, object]:
    return {"points": run.points, "steps": run.taken, "memory": run.memory, "reach": run.reach}


def _close_ups(run: Anatomy, hue: Hue) -> Iterator[Panel]:
    """Yield what the next step can be, enlarged, at each moment and at three moments for good."""
    whole = np.concatenate([run.taken[:, None], run.memory[:, None], run.reach], axis=1)
    size = np.abs(whole).max(axis=(1, 2), keepdims=True)
    scaled = np.divide(whole, size, out=np.zeros_like(whole), where=size > 0)
    yield _close_up(
        scaled, hue, Box(MIDDLE, TOP, CLOSE_UP, CLOSE_UP), "The next step, enlarged to fit", 2.2
    )
    for i, step in enumerate(stills(scaled)):
        box = Box(MIDDLE + CLOSE_UP + 16, TOP + i * (STILL + 10), STILL, STILL)
        yield _close_up(scaled[step : step + 1], hue, box, "", 1.4)


def _close_up(scaled: np.ndarray, hue: Hue, box: Box, title: str, width: float) -> Panel:
    middle = np.zeros((len(scaled), 2))
    axes = [Line(ends, GRID, width=1) for ends in ([(-2, 0), (2, 0)], [(0, -2), (0, 2)])]
    marks: tuple[Content, ...] = (
        *axes,
        Shape(scaled[:, 2:], hue, 1, FILL),
        Arrow(middle, scaled[:, 0], hue, width),
        Arrow(middle, scaled[:, 1], INK, width),
    )
    return Panel(box, Axis(-1.12, 1.12), Axis(-1.12, 1.12), marks, title=title, bare=True)


def _moments(run: Anatomy) -> Iterator[Words]:
    for i, step in enumerate(stills(run.points)):
        yield Words(MIDDLE + CLOSE_UP + 20, TOP + i * (STILL + 10) + 14, f"{step}", hue=QUIET)


def _key(run: Anatomy, hue: Hue) -> Legend:
    angle = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    disc = 0.5 + 0.45 * np.stack([cos(angle), sin(angle)], axis=-1)
    tail, tip = np.array([[0.0, 0.5]]), np.array([[1.0, 0.5]])
    rows: tuple[tuple[Content, str], ...] = (
        (Arrow(tail, tip, hue), "the step it takes"),
        (
            Arrow(tail, tip),
            "memory: its step if the gradient were zero"
            if run.memory.any()
            else "memory: none that moves it",
        ),
        (Shape(disc[None], hue, 1, FILL), "reach: its steps if the gradient turned"),
    )
    entries = [Entry(text, sample=mark, room=26) for mark, text in rows]
    return Legend(entries, MIDDLE, TOP + CLOSE_UP + 24, WIDTH - MIDDLE - 4, columns=1)


def _charts(run: Anatomy, hue: Hue, top: float) -> tuple[list[Panel], list[str]]:
    """Return a chart of the step's length and of each array, and the names of those left out."""
    lengths = np.column_stack([norm(move)[:, 0] for move in (run.taken, run.memory)])
    told = {"arrow lengths": lengths}
    told |= {
        name: kept
        for name, kept in run.state.items()
        if kept.shape[1] <= MOST and np.ptp(kept, axis=0).any()
    }
    columns = MOST_COLUMNS if len(told) > 2 else 2
    pitch = WHOLE // columns
    panels = []
    for i, (name, values) in enumerate(told.items()):
        row, column = divmod(i, columns)
        box = Box(LEFT + pitch * column, top + 168 * row, pitch - NUMBERS, 110)
        panels.append(_chart(name, values, hue, box))
    return panels, [name for name in run.state if name not in told]


def _chart(name: str, values: np.ndarray, hue: Hue, box: Box) -> Panel:
    steps = np.arange(len(values))
    seen = values[:, values.any(axis=0)]
    lines = tuple(
        Line(np.column_stack([steps, column]), color, width=1.6, moving=True)
        for column, color in zip(seen.T, _colors(hue, seen.shape[1]), strict=True)
    )
    return Panel(box, Axis(0, steps[-1], "step"), _axis(seen), lines, title=name)


def _colors(hue: Hue, count: int) -> list[Hue]:
    """Return the rule's color for the first number, ink for the last, gray for those between."""
    return [hue, *[QUIET] * (count - 2), INK][:count]


def _axis(values: np.ndarray) -> Axis:
    """Return a log axis for what is positive and spans decades, otherwise one with zero in it."""
    positive = values[values > 0]
    if (values >= 0).all() and len(positive) and positive.max() > 30 * positive.min():
        return log_axis(positive, "", 1e-12)
    low, high = min(values.min(initial=0.0), 0.0), max(values.max(initial=0.0), 0.0)
    room = 0.06 * (high - low or 1.0)
    return Axis(low - room, high + room)


def _kept(charts: list[Panel]) -> str:
    return "What it keeps, as its code names it" if len(charts) > 1 else "It keeps nothing"


def _left_out(names: list[str]) -> list[str]:
    return [f"not drawn: {', '.join(names)}"] if names else []


def _lines(hue: Hue, y: float) -> Legend:
    return Legend([Entry("first coordinate", hue, width=1.6), Entry("second", width=1.6)], EDGE, y)


def _heading(kept: str, left_out: list[str], y: float) -> Iterator[Words]:
    yield Words(EDGE, y, kept, bold=True)
    for text in _left_out(left_out):
        yield Words(628, y + 22, text, hue=QUIET, anchor="end")


def _numbers(rule: Optimizer, run: Anatomy) -> dict[str, float | str]:
    length, memory = (norm(move)[:, 0] for move in (run.taken, run.memory))
    share = np.median(memory[length > 0] / length[length > 0])
    return {
        "lr": float(rule.lr),
        "steps": len(run.points) - 1,
        "memory_share": float(share),
        "elongation": float(np.median(elongation(run.reach))),
        "numbers_kept": sum(kept.shape[1] for kept in run.state.values()),
        "last_step": float(length[-1]),
    }


def elongation(reach: np.ndarray) -> np.ndarray:
    """Return how many times as long as wide each reach is, by its moments; at most a million."""
    away = reach - reach.mean(axis=-2, keepdims=True)
    spread = np.sqrt(np.maximum(eigen(product(away.mT, away))[0], 0))
    return np.asarray(
        np.divide(spread[..., 1], np.maximum(spread[..., 0], 1e-6 * spread[..., 1] + 1e-300))
    )


def _alt(rule: Optimizer, surface: Surface, run: Anatomy) -> str:
    numbers = _numbers(rule, run)
    name = rule.short_title()
    kept = f"It keeps {', '.join(run.state)}." if run.state else "It keeps nothing between steps."
    memory = float(numbers["memory_share"])
    carried = (
        f"Were the gradient zero, it would still move: {memory:.2g} times as far, at the median "
        "step."
        if memory > 0
        else "Were the gradient zero, it would stay where it is."
    )
    return (
        f"{numbers['steps']} steps of {name} on {surface.title} at a learning rate of "
        f"{numbers['lr']:g}, and around each point all the steps it might have taken there. "
        f"{carried} At the median step its reach is {numbers['elongation']:.2g} times as long as "
        f"wide. {kept}"
    )
