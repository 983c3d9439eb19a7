"""What the pictures of experiments share: a curve over the rates with its range over the seeds."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from gen.draw import Axis, Box, Line, Panel, Picture, Spot
from gen.draw.arranged import WIDEST
from gen.draw.legend import Entry, Legend
from gen.draw.marks import Content
from gen.experiments.results import Found, Result
from gen.palette import Hue

# Narrow, with the panels under each other, so that words can be read on a phone.
WIDTH, LEFT, HIGH, APART, TOP = WIDEST, 56, 190, 62, 58
BEYOND = 1e9  # where a run that diverged is drawn: above any panel


def curve(
    found: Found, measure: str, hue: Hue, marker: str, mark: bool = True
) -> list[Line | Spot]:
    """Return the middle over the seeds by rate, thin lines for the range, a spot at the choice."""
    lines = ranged(found.sweep, found.reported[measure], hue, marker)
    x, y = map(float, np.asarray(lines[-1].points)[found.chosen])
    return [*lines, Spot(x, y, marker, hue, size=6)] if mark else [*lines]


def ranged(
    across: Sequence[float], spreads: Sequence[Sequence[float]], hue: Hue, marker: str
) -> list[Line]:
    """Return thin lines for the lowest and the highest of `spreads`, then one for the middle."""
    kept = np.minimum(np.array(spreads), BEYOND)
    low, middle, high = (np.column_stack([across, kept[:, k]]) for k in range(3))
    return [
        Line(low, hue, width=0.6),
        Line(high, hue, width=0.6),
        Line(middle, hue, marker, 1, 1.6),
    ]


def rates_of(found: Found, label: str = "learning rate") -> Axis:
    """Return the axis of the learning rates that an arm has tried."""
    return Axis(found.sweep[0] * 0.9, found.sweep[-1] * 1.1, label, log=True)


def panels(axes: Sequence[tuple[str, Axis, Axis, Sequence[Content]]]) -> tuple[Panel, ...]:
    """Return panels under each other, each of a title, two axes and marks."""
    return tuple(
        Panel(
            Box(LEFT, TOP + i * (HIGH + APART), WIDTH - LEFT - 14, HIGH),
            x,
            y,
            (*marks,),
            title=title,
        )
        for i, (title, x, y, marks) in enumerate(axes)
    )


def picture(
    title: str,
    alt: str,
    shown: tuple[Panel, ...],
    entries: Sequence[Entry],
    result: Result,
    numbers: dict[str, float],
    choice: str = "Large marks: the rate that {} other seeds choose.",
    budget: str = "",
    drawn: str = "Thick: the middle of {} seeds; thin: the lowest and the highest.",
) -> Picture:
    """Return the panels with a legend under them, and what the seeds and steps were."""
    seeds, steps = result.seeds, result.sizes["steps"]
    kept = drawn.format(len(seeds["reporting"])), choice.format(len(seeds["tuning"]))
    told = " ".join((f"{budget or f'{steps} steps'}.", *filter(None, kept)))
    return Picture(
        title,
        alt,
        shown,
        numbers,
        {"sizes": dict(result.sizes), "seeds": dict(seeds), "arms": _arms(result)},
        below=(Legend(entries), told),
        width=WIDTH,
    )


def _arms(result: Result) -> dict[str, object]:
    return {
        name: {
            "learning_rates": found.sweep,
            "chosen": found.rate,
            "reported": {
                measure: [[v if math.isfinite(v) else None for v in spread] for spread in spreads]
                for measure, spreads in found.reported.items()
            },
        }
        for name, found in result.arms.items()
    }
