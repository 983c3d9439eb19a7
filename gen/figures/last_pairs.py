"""What L-BFGS keeps: the last steps of its path, and not a matrix."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.functions import evenly, namespace
from gen.arithmetic.vectors import total
from gen.draw import Arrow, Axis, Box, Line, Panel, Picture, Spot, map_panel
from gen.draw.legend import Entry, Legend
from gen.draw.live import Case, Live, Moved
from gen.figure import Cast, figure
from gen.figures.look_ahead import row
from gen.knobs import Hyperparameter
from gen.optimizer import Optimizer
from gen.palette import BESIDE, HUES
from gen.simulate import simulate
from gen.surface import Surface

STEPS, PAIRS = 40, 10
FEWEST, MOST = 1e1, 1e9  # weights
MATRIX = HUES["vermilion"]


@figure(
    "last-pairs",
    title="The last steps instead of a matrix",
    page="optimizers/l-bfgs",
    casts=[Cast(("l-bfgs",), ("rosenbrock",))],
)
def last_pairs(optimizers: tuple[type[Optimizer]], surfaces: tuple[Surface], title: str) -> Picture:
    """Show which steps of a path are remembered, and how many numbers that takes."""
    (rule,), (surface,) = optimizers, surfaces
    hue = HUES[rule.hue]
    path = simulate(rule(lr=1.0), surface, surface.start, STEPS).points
    plane = replace(
        map_panel(
            surface, 52, 54, 256, [Line(path, BESIDE, "circle", 1, width=1.4)], surface.start
        ),
    )
    weights = evenly(FEWEST, MOST, 41)
    chart = Panel(
        Box(386, 54, 240, plane.box.height),
        Axis(FEWEST, MOST, "weights", log=True),
        Axis(1e1, 1e18, "numbers kept", log=True),
        (Line(np.column_stack([weights, weights * weights]), MATRIX, width=2.4),),
    )
    count = np.arange(STEPS + 1)

    def moves(step: Array, pairs: Array) -> Moved:
        xp, zero = namespace(step), 0 * step + 0 * pairs
        now, kept = xp.floor(step), xp.floor(pairs)

        def at(index: Array) -> Array:
            here = xp.where(xp.abs(count - index) < 0.5, 1.0, 0.0)[:, None]
            return total((path + zero) * here, axis=-2)

        arrows = []
        for k in range(PAIRS):
            # What is not remembered, or came before the start, has no length.
            end = xp.maximum(now - k, 0 * now)
            begin = xp.where((k < kept) & (end >= 1), end - 1, end)
            arrows.append(Arrow(row(at(begin)), row(at(end)), hue, 2.6))
        last = at(now)
        told = {"kept": xp.minimum(kept, now), "step": now, "numbers": 2 * kept * 1e6}
        return Moved(
            (
                (*arrows, Spot(last[0], last[1], rule.marker, hue, size=6)),
                (Line(np.column_stack([weights, weights]) * xp.stack([1 + zero, 2 * kept]), hue),),
            ),
            (
                Case(
                    "At step {step:.0f} it knows {kept:.0f} steps. For a million weights: "
                    "{numbers} numbers.",
                    told,
                ),
            ),
        )

    knobs = (
        Hyperparameter("step", 16.0, "t", "step", 1, STEPS, "linear"),
        Hyperparameter("pairs", 5.0, "m", "pairs that are kept", 1, PAIRS, "linear"),
    )
    live = Live(knobs, moves)
    seen: dict[str, Any] = {
        name: float(value) for name, value in live.at().says[0].values.items()
    } | {"pairs": 5, "ten": 2 * PAIRS * 1e6}
    alt = (
        f"A path along Rosenbrock's valley, of which the last {seen['kept']:.0f} steps are drawn "
        "bold: these are remembered, with what they did to the gradient. For a million weights "
        "ten such pairs are twenty million numbers; BFGS's matrix has a million million."
    )
    kinds = [
        Entry("remembered steps", hue),
        Entry("forgotten, or to come", BESIDE, "circle"),
        Entry("matrix of BFGS", MATRIX),
    ]
    legend = Legend(kinds)
    return Picture(title, alt, (plane, chart), seen, below=(legend,), live=live)
