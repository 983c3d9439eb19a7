"""Muon on one 2 × 2 matrix: an ellipse of directions, strong and faint, becomes a circle."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.functions import cos, namespace, sin
from gen.arithmetic.vectors import stacked
from gen.draw import Axis, Box, Guide, Line, Panel, Picture
from gen.draw.legend import Entry, Legend
from gen.draw.live import Case, Live, Moved
from gen.draw.marks import Content, Note
from gen.figure import Cast, figure
from gen.figures.segment import segment
from gen.knobs import Hyperparameter
from gen.optimizer import Optimizer
from gen.palette import HUES, QUIET

STRONG, ROUNDS = 2.0, 5
TURNS = (0.5, 1.1)  # of the strong direction, in radians: what goes in, and what comes out
STRONG_HUE, FAINT_HUE = HUES["vermilion"], HUES["blue"]
ANGLES = np.linspace(0, 2 * np.pi, 61)
CIRCLE = np.column_stack([cos(ANGLES), sin(ANGLES)])
CELLS = ((-0.25, -2.74), (1.25, -2.74), (-0.25, -3.2), (1.25, -3.2))  # for the entries
QUINTIC = (3.4445, -4.7750, 2.0315)


def turned(angle: float) -> np.ndarray:
    """Return the matrix that turns by an angle."""
    c, s = float(cos(angle)), float(sin(angle))
    return np.array([[c, -s], [s, c]])


INWARD, OUTWARD = (turned(angle) for angle in TURNS)


def entries_of(strong: Array, faint: Array) -> tuple[Array, ...]:
    """Return the four entries of the matrix with these singular values, row by row."""
    return tuple(
        OUTWARD[i, 0] * strong * INWARD[j, 0] + OUTWARD[i, 1] * faint * INWARD[j, 1]
        for i in (0, 1)
        for j in (0, 1)
    )


def image(m: tuple[Array, ...], points: np.ndarray) -> Array:
    """Return where a matrix takes points (n, 2)."""
    x, y = points[:, 0], points[:, 1]
    return stacked([m[0] * x + m[1] * y, m[2] * x + m[3] * y])


@figure(
    "one-matrix",
    title="One 2 × 2 matrix, made equally strong in all directions",
    page="optimizers/muon",
    casts=[Cast(("muon",), ())],
)
def one_matrix(optimizers: tuple[type[Optimizer]], title: str) -> Picture:
    """Draw what the momentum and the step make of a circle, and both singular values on the way."""
    # Only while the rule is there.
    from gen.optimizers.muon import orthogonalized

    (muon,) = optimizers
    hue = HUES[muon.hue]
    panels = [
        Panel(
            Box(left, 62, 186, 186),
            Axis(-2.2, 2.2),
            Axis(-2.2, 2.2),
            (Line(CIRCLE, QUIET, width=1, dash=(4, 3)),),
            title=name,
            bare=True,
        )
        for left, name in ((14, "momentum"), (216, "its step"))
    ]
    chart = Panel(
        Box(462, 62, 164, 186),
        Axis(0, ROUNDS + 0.4, "rounds of Newton–Schulz"),
        Axis(1e-3, 2, "singular values", log=True),
        (Guide(y=1.0),),
    )
    rounds = np.arange(ROUNDS + 1)

    def moves(faint: Array) -> Moved:
        xp, zero = namespace(faint), 0 * faint
        momentum = entries_of(STRONG + zero, faint)
        square = xp.stack([xp.stack(momentum[:2], axis=-1), xp.stack(momentum[2:], axis=-1)], -2)
        found = orthogonalized(square)
        step = (found[0, 0], found[0, 1], found[1, 0], found[1, 1])
        size = xp.sqrt(STRONG * STRONG + faint * faint)
        on_the_way = [[value / size] for value in (STRONG + zero, faint)]
        for values in on_the_way:
            for _ in range(ROUNDS):
                v = values[-1]
                a, b, c = QUINTIC
                values.append(v * (a + v * v * (b + c * v * v)))
        ends = [values[-1] for values in on_the_way]
        told = {"strong": STRONG, "faint": faint, "first": ends[0], "second": ends[1]}
        told |= {"ratio": STRONG / faint, "after": xp.maximum(ends[0] / ends[1], ends[1] / ends[0])}
        marks: list[tuple[Content, ...]] = []
        for m, lengths in ((momentum, (STRONG, faint)), (step, ends)):
            axes = [
                Line(
                    segment((zero, zero), (OUTWARD[0, k] * size, OUTWARD[1, k] * size)),
                    color,
                    width=3,
                )
                for k, (size, color) in enumerate(
                    zip(lengths, (STRONG_HUE, FAINT_HUE), strict=True)
                )
            ]
            numbers = (
                Note(x, y, "{v:.2f}", {"v": value}, "end")
                for value, (x, y) in zip(m, CELLS, strict=True)
            )
            marks.append((Line(image(m, CIRCLE), hue, width=2), *axes, *numbers))
        lines = tuple(
            Line(stacked([rounds + zero, xp.stack(values, axis=-1)]), color, "circle", 1)
            for values, color in zip(on_the_way, (STRONG_HUE, FAINT_HUE), strict=True)
        )
        return Moved(
            (*marks, lines),
            (
                Case(
                    "The faint direction, {ratio:.0f} times fainter, is still short of 1 after "
                    "five rounds: {second:.2f}.",
                    told,
                    ends[1] < 0.6,
                ),
                Case(
                    "Singular values {strong:.1f} and {faint}, {ratio:.0f} times apart, become "
                    "{first:.2f} and {second:.2f}.",
                    told,
                ),
            ),
        )

    knob = Hyperparameter("faint", 0.2, r"\sigma_2", "the faint singular value", 1e-3, 2.0, "log")
    live = Live((knob,), moves)
    seen: dict[str, Any] = {name: float(value) for name, value in live.at().says[1].values.items()}
    alt = (
        "A momentum matrix turns a circle into a narrow ellipse: it stretches one direction by "
        f"{seen['strong']:g} and the other by {seen['faint']:g}. Muon's step turns it into "
        f"nearly a circle: {seen['first']:.2f} and {seen['second']:.2f}, in the same two "
        "directions. Five rounds of Newton–Schulz bring both to nearly one strength."
    )
    kinds = [
        Entry("a circle's image", hue),
        Entry("exactly 1", QUIET, width=1.2),
        Entry("strong direction", STRONG_HUE),
        Entry("faint direction", FAINT_HUE),
    ]
    legend = Legend(kinds)
    return Picture(title, alt, (*panels, chart), seen, below=(legend,), live=live)
