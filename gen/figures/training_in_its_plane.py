"""What the plane of a network keeps of its training, and what it hides."""

from __future__ import annotations

import numpy as np

from gen.draw import Axis, Box, Line, Panel, Picture, log_axis, map_panel
from gen.draw.legend import Entry, Legend
from gen.figure import Cast, figure
from gen.palette import HUES
from gen.surface import Surface
from gen.surfaces import trained_digits as trained
from gen.surfaces.network_plane import UNIT, place

REAL = Entry("the network itself", HUES["vermilion"], "square", room=26)
SHADOW = Entry("its shadow", HUES["blue"], "circle", room=26)
COLUMN = 438  # where chart and legend begin
NOTE = (
    "The network's own run, 1 dot in 100 steps; its loss where it was, and at its shadow in the "
    "plane."
)


@figure(
    "training-in-its-plane",
    title="A training run and its shadow",
    page="surfaces/network-plane",
    casts=[Cast((), ("network-plane",))],
)
def training_in_its_plane(surfaces: tuple[Surface], title: str) -> Picture:
    """Show the network's own training in the plane, and its real loss beside that of its shadow."""
    (surface,) = surfaces
    points = np.array([place(*point) for point in trained.SHADOW])
    path = Line(points, SHADOW.hue, SHADOW.marker, 10)
    ground = map_panel(surface, 44, 50, 330, [path], surface.start)
    real, onto = np.array(trained.ON_THE_PATH), np.array(trained.IN_THE_PLANE)
    numbers = _numbers(real, onto)
    legend = Legend([REAL, SHADOW])
    return Picture(
        title,
        f"The path of {numbers['steps']} training steps, seen in its plane, bends down and to the "
        "right into the minimum. The loss of this shadow differs from the real one by up to "
        f"{numbers['furthest']:.0f} percent.",
        (ground, _chart(real, onto, ground.box.height)),
        numbers,
        {"shadow": points, "real": real, "in_the_plane": onto},
        below=(legend, NOTE),
    )


def _chart(real: np.ndarray, onto: np.ndarray, height: float) -> Panel:
    steps = np.arange(len(real)) * trained.EVERY
    lines = tuple(
        Line(np.column_stack([steps, losses]), entry.hue, entry.marker, 10)
        for entry, losses in ((REAL, real), (SHADOW, onto))
    )
    loss = log_axis(np.concatenate([real, onto]), "loss")
    return Panel(
        Box(COLUMN, 50, 186, height),
        Axis(0, float(steps[-1]), "minibatch step"),
        loss,
        lines,
    )


def _numbers(real: np.ndarray, onto: np.ndarray) -> dict[str, float]:
    return {
        "weights": trained.WEIGHTS,
        "steps": (len(real) - 1) * trained.EVERY,
        "accuracy": 100 * trained.ACCURACY,
        "first_share": 100 * trained.SHARES[0],
        "second_share": 100 * trained.SHARES[1],
        "worst": 100 * trained.WORST,
        "typical": 100 * trained.TYPICAL,
        "around": 100 * trained.AROUND,
        "degree": trained.DEGREE,
        "coefficients": len(trained.COEFFICIENTS),
        "unit": UNIT,
        "furthest": float(np.max(np.abs(onto / real - 1)) * 100),
        "end": real[-1],
    }
