"""What multiplying the loss does to a step of descent, and of a rule that divides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.functions import evenly, namespace
from gen.arithmetic.vectors import stacked
from gen.draw import Axis, Box, Guide, Line, Panel, Picture, Spot, map_panel
from gen.draw.legend import Legend
from gen.draw.live import Case, Handle, Live, Moved, knob_of
from gen.figure import Cast, figure
from gen.figures.walks import Given, walked
from gen.figures.who import entries
from gen.knobs import Hyperparameter
from gen.optimizer import Optimizer
from gen.palette import HUES
from gen.surface import Surface

STEPS = 40
RATE = 0.06
LEAST, MOST = 1e-12, 1e3  # of the scale


@dataclass(frozen=True, eq=False)
class Scaled:
    """A surface whose loss is multiplied by a number."""

    surface: Surface
    scale: Array

    def value(self, x: Array) -> Array:
        """Return the multiplied loss."""
        return self.scale * self.surface.value(x)

    def grad(self, x: Array) -> Array:
        """Return the gradient of the multiplied loss."""
        return self.scale * self.surface.grad(x)


def first_steps(rule: Optimizer, slopes: Array) -> Array:
    """Return how long the first steps under gradients across the valley are, in rates."""
    loss: Any = Given(slopes)
    moved, _ = rule.step(0 * slopes, rule.init(0 * slopes), 1, loss)
    return namespace(moved).abs(moved) / RATE


@figure(
    "blind-to-scale",
    title="The same valley, its loss multiplied",
    page="learn/from-adagrad-to-adam",
    casts=[Cast(("sgd", "rmsprop", "adam"), ("quadratic",))],
)
def blind_to_scale(
    optimizers: tuple[type[Any], ...], surfaces: tuple[Surface], title: str
) -> Picture:
    """Show three paths in a valley whose loss is multiplied, and how long their first steps are."""
    (valley,) = surfaces
    descent, *dividing = optimizers
    paths = [
        Line(walked(cls(lr=np.float64(RATE)), Scaled(valley, scale), valley.start, STEPS)[0])  # type: ignore[arg-type]
        for cls in optimizers
        for scale in (np.float64(0.1), np.float64(1.0))
    ]
    ground = map_panel(valley, 44, 54, 290, start=valley.start, clear=paths)
    box = Box(404, 54, 222, ground.box.height)
    _, slope = valley.grad(np.array(valley.start))
    scales = evenly(LEAST, MOST, 91)
    gradients = slope * scales
    chart = Panel(
        box,
        Axis(LEAST, MOST, "what the loss is multiplied by", log=True),
        Axis(1e-6, 1e2, "first step across ÷ rate", log=True),
        (
            Line(
                np.column_stack([scales, first_steps(descent(lr=RATE), gradients)]),
                HUES[descent.hue],
            ),
        ),
    )

    def moves(scale: Array, eps: Array) -> Moved:
        rules = [descent(lr=RATE + 0 * eps)]
        rules += [cls(lr=RATE + 0 * eps, eps=eps) for cls in dividing]
        here = slope * scale
        loss: Any = Scaled(valley, scale)
        runs = [walked(rule, loss, valley.start, STEPS) for rule in rules]
        firsts = [first_steps(rule, here) for rule in rules]
        lines = [
            Line(stacked([scales + 0 * eps, first_steps(rule, gradients + 0 * eps)]), HUES[cls.hue])
            for cls, rule in zip(dividing, rules[1:], strict=True)
        ]
        spots = [
            Spot(scale, first, cls.marker, HUES[cls.hue])
            for cls, first in zip(optimizers, firsts, strict=True)
        ]
        told = {"scale": scale, "eps": eps}
        told |= {cls.slug: first for cls, first in zip(optimizers, firsts, strict=True)}
        paths = tuple(
            Line(points, HUES[cls.hue], cls.marker, 4, lost=lost)
            for cls, (points, lost) in zip(optimizers, runs, strict=True)
        )
        return Moved(
            (paths, (Guide(x=scale), *lines, *spots)),
            (
                Case(
                    "ε is no longer small beside the gradients: Adam's first step is only "
                    "{adam:.1%} of its rate.",
                    told,
                    firsts[2] < 0.9,
                ),
                Case(
                    "Gradient descent leaves the picture. Adam's first step is as long as ever.",
                    told,
                    runs[0][1] >= 0,
                ),
                Case(
                    "Across the valley gradient descent's first step is {sgd} rates long, Adam's "
                    "{adam:.2f}, RMSprop's {rmsprop:.2f}.",
                    told,
                ),
            ),
        )

    scale = Hyperparameter("scale", 1.0, "c", "what the loss is multiplied by", LEAST, MOST, "log")
    eps = knob_of(dividing[-1], "eps")
    live = Live((scale, eps), moves, (Handle(1, x="scale"),))
    small, large = (live.at(scale=value).says[2].values for value in (1e-3, 1e1))
    alt = (
        "Left, gradient descent, RMSprop and Adam in a valley. Right, their first steps against "
        "what the loss is multiplied by: gradient descent's grows in proportion; the other two's "
        "stay as long as they are over twelve factors of ten, until the gradients are as small "
        "as ε."
    )
    numbers = {
        "sgd_small": float(small["sgd"]),
        "sgd_large": float(large["sgd"]),
        "adam_small": float(small["adam"]),
        "adam_large": float(large["adam"]),
        "tiny": float(live.at(scale=1e-9).says[0].values["adam"]),
    }
    legend = Legend(entries(optimizers))
    return Picture(title, alt, (ground, chart), numbers, below=(legend,), live=live)
