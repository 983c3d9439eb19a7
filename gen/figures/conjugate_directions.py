"""Conjugate directions: at right angles in the map that makes the valley's contours round."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.directions import angle_between
from gen.arithmetic.functions import namespace
from gen.arithmetic.loop import history
from gen.arithmetic.vectors import dot, norm, stacked
from gen.draw import Line, Picture, Spot, map_panel
from gen.draw.legend import Entry, Legend
from gen.draw.live import Case, Handle, Live, Moved
from gen.figure import Cast, figure
from gen.figures.walks import walked
from gen.knobs import Hyperparameter
from gen.losses import Wrapped
from gen.optimizer import Optimizer
from gen.palette import BESIDE, HUES, INK
from gen.surfaces.quadratic import quadratic

KAPPA, ROOT = 9.0, 3.0  # curvature across the valley, and its root: by so much it is stretched
WIDE, HIGH = 2.4, 0.9
STEPS, CORNER = 10, 0.16
TINY = 1e-30


@dataclass(frozen=True)
class Straight(Wrapped):
    """A quadratic around 0, whose gradient is its Hessian times where one stands."""

    def hvp(self, x: Array, v: Array) -> Array:
        """Return the Hessian times `v`."""
        return self.grad(v)


def steepest(valley: Any, start: Array, steps: int) -> Array:
    """Return the points of steepest descent that goes to the lowest point of each line."""

    def step(x: Array) -> tuple[Array]:
        g = valley.grad(x)
        return (x - g * (dot(g, g) / (dot(g, valley.hvp(x, g)) + TINY)),)

    return history(steps, step, start)[0]


def corner(points: Array, size: float) -> Array:
    """Return the small square that marks a right angle at the second of three points."""
    back, on = points[0] - points[1], points[2] - points[1]
    back, on = (way * (size / (norm(way) + TINY)) for way in (back, on))
    xp = namespace(points)
    return points[1] + xp.stack([back, back + on, on], axis=-2)


@figure(
    "conjugate-directions",
    title="Two conjugate steps, and a zigzag",
    page="optimizers/conjugate-gradient",
    casts=[Cast(("conjugate-gradient",), ("quadratic",))],
)
def conjugate_directions(optimizers: tuple[type[Optimizer]], title: str) -> Picture:
    """Draw both paths in a valley, and again where the valley is stretched until it is round."""
    (conjugate,) = optimizers
    hue = HUES[conjugate.hue]
    window = ((-WIDE, WIDE), (-HIGH, HIGH))
    valley = replace(quadratic(KAPPA), window=window)
    bowl = replace(quadratic(1), window=(window[0], (-HIGH * ROOT, HIGH * ROOT)))
    left = map_panel(valley, 46, 62, 336, title="the valley")
    right = map_panel(bowl, 440, 62, 186, title="stretched: contours are round")
    right = replace(right, y=replace(right.y, label=f"{ROOT:g} y"))
    loss: Any = Straight(valley)
    stretch = np.array([1.0, ROOT])

    def moves(x: Array, y: Array) -> Moved:
        zero = 0 * x + 0 * y
        start = stacked([x + zero, y + zero])
        bent = walked(conjugate(lr=1 + zero), loss, (x + zero, y + zero), 2)[0]
        zigzag = steepest(loss, start, STEPS)
        panels = tuple(
            (
                Line(zigzag * by, BESIDE, "circle", 1, 1.4),
                Line(bent * by, hue, conjugate.marker, 1, 2.4),
                Line(corner(turned * by, size), INK, width=1.2),
                Spot(x, y * tall, "circle", INK, size=6),
            )
            for by, tall, turned, size in (
                (np.ones(2), 1.0, zigzag, CORNER / 2),
                (stretch, ROOT, bent, 1.6 * CORNER),
            )
        )
        told = {
            "angle": between(bent[0] - bent[1], bent[2] - bent[1]),
            "left": valley.value(zigzag[STEPS]) / (valley.value(start) + TINY),
            "two": valley.value(zigzag[2]) / (valley.value(start) + TINY),
            "steps": STEPS,
        }
        return Moved(
            panels,
            (
                Case(
                    "The slope points straight at the minimum: one step is enough for both.",
                    told,
                    told["left"] < 1e-12,
                ),
                Case(
                    "Two conjugate steps arrive. After {steps:.0f} steepest ones {left:.1%} of the "
                    "loss is left.",
                    told,
                ),
            ),
        )

    knobs = (
        Hyperparameter("x", 2.1, "x_0", "start, along the valley", -WIDE, WIDE, "linear"),
        Hyperparameter("y", 0.3, "y_0", "start, across it", -HIGH, HIGH, "linear"),
    )
    live = Live(knobs, moves, (Handle(0, x="x", y="y"),))
    seen: dict[str, Any] = {name: float(value) for name, value in live.at().says[1].values.items()}
    alt = (
        "In a narrow valley steepest descent turns by 90 degrees after each step and zigzags: "
        f"after {STEPS} steps {seen['left']:.1%} of the loss is left. Conjugate gradients turn by "
        f"another angle, {seen['angle']:.0f} degrees, and end at the minimum with the second "
        "step. Where the valley is stretched until its contours are circles, that angle is a "
        "right one."
    )
    entries = [
        Entry("conjugate gradients: 2 steps", hue, conjugate.marker),
        Entry(f"steepest descent: {STEPS} steps", BESIDE, "circle"),
    ]
    legend = Legend(entries, columns=1)
    return Picture(
        title,
        alt,
        (left, right),
        seen,
        below=(legend,),
        live=live,
    )


def between(a: Array, b: Array) -> Array:
    """Return the angle in degrees between two vectors, up to 180."""
    sharp = a[0] * b[0] + a[1] * b[1] > 0
    return namespace(a).where(sharp, angle_between(a, b), 180 - angle_between(a, -b))
