"""Twelve schedules side by side: the rate at every step, and how much of it is spent in all."""

from __future__ import annotations

import inspect
from collections.abc import Callable

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.vectors import stacked, total
from gen.draw import Axis, Box, Line, Note, Panel, Picture
from gen.draw.live import Case, Live, Moved
from gen.figure import Cast, figure
from gen.knobs import Hyperparameter
from gen.optimizer import Optimizer
from gen.palette import HUES, QUIET
from gen.schedules import SCHEDULES, TITLES

LONGEST = 300
COLUMNS, WIDE, HIGH, TOP = 4, 128, 62, 46
PLACES = np.linspace(0.0, 1.0, 161)  # along the run
HUE, TOLD = HUES["blue"], HUES["vermilion"]
KNOBS = (
    Hyperparameter("peak", 1.0, r"\eta", "peak rate", 0.1, 1.0, "linear"),
    Hyperparameter("steps", 200.0, "T", "steps in all", 20.0, LONGEST, "linear"),
    Hyperparameter("share", 0.1, "w", "share of the warm-up", 0.02, 0.5, "linear"),
)


def rises(schedule: Callable[..., Array]) -> bool:
    """Return whether a schedule has a warm-up whose share can be set."""
    return "share" in inspect.signature(schedule).parameters


@figure(
    "schedule-curves",
    title="Twelve schedules: the rate at every step",
    page="learn/schedules",
    casts=[Cast(("sgd",), ())],
)
def schedule_curves(optimizers: tuple[type[Optimizer]], title: str) -> Picture:
    """Draw the rate of each schedule against the step; those with a warm-up follow its share."""
    boxes = [
        Box(40 + 152 * (i % COLUMNS), TOP + 112 * (i // COLUMNS), WIDE, HIGH)
        for i in range(len(SCHEDULES))
    ]
    panels = tuple(
        Panel(box, Axis(0, LONGEST), Axis(0, 1.08), title=TITLES[slug])
        for box, slug in zip(boxes, SCHEDULES, strict=True)
    )

    def moves(peak: Array, steps: Array, share: Array) -> Moved:
        t = 1.0 + (steps - 1.0) * PLACES
        marks = []
        for schedule in SCHEDULES.values():
            given = {"share": share} if rises(schedule) else {}
            rates = peak * schedule(t, steps, **given)
            spent = {"spent": total(rates) / (peak * len(PLACES))}
            line = Line(stacked([t, rates]), TOLD if given else HUE)
            marks.append((line, Note(LONGEST - 6, 0.06, "{spent:.0%}", spent, "end", QUIET)))
        ramp = share * steps
        first = {"ramp": ramp, "first": 1 / ramp, "steps": steps}
        return Moved(
            marks,
            (
                Case(
                    "A warm-up of less than one step is none. Grey: the average rate ÷ the peak.",
                    first,
                    ramp < 1,
                ),
                Case(
                    "A warm-up of {ramp:.1f} of {steps:.0f} steps. Its first rate is {first:.1%} "
                    "of the peak, one-cycle's always 4%. Grey: the average rate ÷ the peak.",
                    first,
                ),
            ),
        )

    alt = (
        "The rate against the step for twelve schedules. With 200 steps and a warm-up of 20, a "
        "cosine spends half of what a constant rate does, and warm-up, stable, decay 85 percent."
    )
    spent = {
        f"spent_{slug.replace('-', '_')}": float(
            np.mean(schedule(np.arange(1.0, 1001.0), np.float64(1000)))
        )
        for slug, schedule in SCHEDULES.items()
    }
    return Picture(
        title, alt, panels, {"schedules": len(SCHEDULES), **spent}, live=Live(KNOBS, moves)
    )
