"""Where cliffs come from: one unit whose output is its next input, many times over."""

from __future__ import annotations

import numpy as np

from gen.draw import Axis, Box, Line, Panel, Picture
from gen.draw.legend import Entry, Legend
from gen.figure import Cast, figure
from gen.measurements.repeated_unit import BIAS, WEIGHTS, around_the_cliff, unit
from gen.palette import HUES

TIMES = (5, 10, 20)
COLORS = (HUES["blue"], HUES["orange"], HUES["vermilion"])


@figure(
    "repeated-unit",
    title="A unit that feeds itself",
    page="learn/clipping",
    casts=[Cast((), ())],
)
def repeated_unit(title: str) -> Picture:
    """Draw loss and gradient against the weight, for a few numbers of rounds."""
    weights = [around_the_cliff(times) for times in TIMES]
    runs = [unit(w, BIAS + 0 * w, times) for w, times in zip(weights, TIMES, strict=True)]
    slopes = [np.sqrt(by_w**2 + by_b**2) for _, by_w, by_b in runs]
    loss = Panel(
        Box(58, 54, 252, 226),
        Axis(*WEIGHTS, "weight w"),
        Axis(0, 0.6, "loss"),
        tuple(
            Line(np.column_stack([w, run[0]]), hue)
            for w, run, hue in zip(weights, runs, COLORS, strict=True)
        ),
    )
    steep = Panel(
        Box(374, 54, 252, 226),
        Axis(*WEIGHTS, "weight w"),
        Axis(1e-3, 1e5, "length of the gradient", log=True),
        tuple(
            Line(np.column_stack([w, s]), hue)
            for w, s, hue in zip(weights, slopes, COLORS, strict=True)
        ),
    )
    numbers = {f"longest_{times}": float(s.max()) for times, s in zip(TIMES, slopes, strict=True)}
    numbers |= {"few": TIMES[0], "many": TIMES[-1]}
    longest = "; ".join(
        f"{numbers[f'longest_{times}']:.3g} after {times} rounds" for times in TIMES
    )
    alt = f"Loss of a unit against its weight. The longest gradient is {longest}."
    kinds = [Entry(f"{times} rounds", hue) for times, hue in zip(TIMES, COLORS, strict=True)]
    legend = Legend(kinds)
    return Picture(title, alt, (loss, steep), numbers, below=(legend,))
