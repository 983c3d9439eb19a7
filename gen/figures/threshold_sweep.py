"""The threshold as an instrument: who is thrown off the cliff, and who arrives."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic.functions import evenly
from gen.draw import Axis, Box, Line, Panel, Picture
from gen.draw.legend import Entry, Legend
from gen.figure import Cast, figure
from gen.losses import Clipped
from gen.measurements.grid import distances, lattice
from gen.optimizer import Optimizer
from gen.palette import HUES
from gen.simulate import simulate
from gen.surface import Surface

STEPS = 120
RATES = (0.1, 0.3, 0.6)
THRESHOLDS = evenly(0.01, 100, 25)
COLORS = (HUES["blue"], HUES["vermilion"], HUES["purple"])
NEAR = 0.1  # of the minimum


def swept(rule: Optimizer, cliff: Surface) -> tuple[np.ndarray, np.ndarray]:
    """Return by threshold which share of the runs from the plateau leave, and which arrive."""
    starts = lattice(cliff, 25)
    starts = starts[starts[:, 0] + starts[:, 1] / 2 < -0.5]
    left, arrived = [], []
    for threshold in THRESHOLDS:
        loss: Any = Clipped(cliff, float(threshold))
        points = simulate(rule, loss, starts, STEPS).points
        left.append(float((~cliff.shows(points).all(axis=0)).mean()))
        arrived.append(float((distances(points[-1], cliff) < NEAR).mean()))
    return np.array(left), np.array(arrived)


@figure(
    "threshold-sweep",
    title="Thresholds from nearly nothing to no clipping",
    page="learn/clipping",
    casts=[Cast(("sgd",), ("cliff",))],
)
def threshold_sweep(optimizers: tuple[type[Any]], surfaces: tuple[Surface], title: str) -> Picture:
    """Draw both shares against the threshold, for three rates."""
    (descent,), (cliff,) = optimizers, surfaces
    found = [swept(descent(lr=lr), cliff) for lr in RATES]
    panels = tuple(
        Panel(
            Box(left, 60, 252, 220),
            Axis(0.01, 100, "threshold", log=True),
            Axis(0, 1.05, "share of the runs"),
            tuple(
                Line(np.column_stack([THRESHOLDS, shares[part]]), hue, descent.marker, 4)
                for shares, hue in zip(found, COLORS, strict=True)
            ),
            title=name,
        )
        for part, (left, name) in enumerate(((58, "leave the picture"), (374, "arrive")))
    )
    one = int(np.abs(THRESHOLDS - 1).argmin())
    numbers = {
        "thrown": float(found[1][0][-1]),
        "thrown_at_one": float(found[1][0][one]),
        "arrive_at_one": float(found[1][1][one]),
        "arrive_at_least": float(found[1][1][0]),
        "arrive_bare": float(found[1][1][-1]),
    }
    alt = (
        f"Gradient descent from the cliff's plateau at the rate {RATES[1]}. With a threshold of "
        f"0.01 {numbers['arrive_at_least']:.0%} of the runs arrive. With 1, "
        f"{numbers['arrive_at_one']:.0%} arrive and {numbers['thrown_at_one']:.0%} leave the "
        f"picture. Without clipping {numbers['thrown']:.0%} leave it for a while."
    )
    kinds = [
        Entry(f"η = {lr:g}", hue, descent.marker) for lr, hue in zip(RATES, COLORS, strict=True)
    ]
    legend = Legend(kinds)
    return Picture(title, alt, panels, numbers, below=(legend,))
