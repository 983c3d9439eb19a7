"""What the plane of a network keeps and what it hides: the training's shadow, and the loss on the path beside it."""

from __future__ import annotations

import numpy as np

from gen.draw import Axis, Box, Glyph, Line, Panel, Path, Picture, Words, log_axis, map_panel
from gen.draw.ink import Mark
from gen.figure import Cast, figure
from gen.palette import HUES, QUIET
from gen.surface import Surface
from gen.surfaces import trained_digits as trained
from gen.surfaces.network_plane import UNIT, place

REAL, SHADOW = "vermilion", "blue"


@figure(
    "training-in-its-plane",
    title="A training run and its shadow",
    page="surfaces/network-plane",
    casts=[Cast((), ("network-plane",))],
)
def training_in_its_plane(surfaces: tuple[Surface], title: str) -> Picture:
    """Show the network's own training in the plane, and its real loss beside the loss of its shadow."""
    (surface,) = surfaces
    points = np.array([place(*point) for point in trained.SHADOW])
    real, onto = np.array(trained.ON_THE_PATH), np.array(trained.IN_THE_PLANE)
    steps = np.arange(len(real)) * trained.EVERY
    ground = map_panel(
        surface, 44, 50, 330, [Line(points, HUES[SHADOW], "circle", 10)], surface.start
    )
    lines = (
        Line(np.column_stack([steps, real]), HUES[REAL], every=10, marker="square"),
        Line(np.column_stack([steps, onto]), HUES[SHADOW], marker="circle", every=10),
    )
    loss = log_axis(np.concatenate([real, onto]), "loss")
    chart = Panel(Box(438, 120, 186, 260), Axis(0, float(steps[-1]), "minibatch step"), loss, lines)
    numbers = {
        "weights": trained.WEIGHTS,
        "steps": int(steps[-1]),
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
    alt = (
        f"The path of {numbers['steps']} training steps, seen in its plane, bends down and to the right into the "
        f"minimum. The loss of this shadow differs from the real one by up to {numbers['furthest']:.0f} percent."
    )
    data = {"shadow": points, "real": real, "in_the_plane": onto}
    note = "The network's own run, 1 dot in 100 steps; its loss where it was, and at its shadow in the plane."
    extra = (
        *_key("the network itself", REAL, "square", 64),
        *_key("its shadow", SHADOW, "circle", 84),
    )
    return Picture(
        title,
        alt,
        (ground, chart),
        numbers,
        data,
        (*extra, Words(12, 438, note, 10, QUIET)),
        height=450,
    )


def _key(text: str, hue: str, marker: str, y: float) -> tuple[Mark, ...]:
    return (
        Path([(438, y), (464, y)], HUES[hue], 2),
        Glyph(451, y, marker, HUES[hue], 4.5),
        Words(472, y + 4, text, 11),
    )
