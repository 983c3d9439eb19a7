"""A trust region's step: what the paraboloid promises inside of a circle, and what is kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.functions import cos, evenly, namespace, sin
from gen.arithmetic.vectors import times
from gen.draw import Arrow, Axis, Box, Line, Panel, Picture, Spot, map_panel
from gen.draw.legend import Entry, Legend
from gen.draw.live import Case, Handle, Live, Moved
from gen.figure import Cast, figure
from gen.figures.look_ahead import row
from gen.knobs import Hyperparameter
from gen.optimizer import Optimizer
from gen.palette import BESIDE, HUES, INK
from gen.surface import Surface

HERE = (0.0, 0.0)
LEAST, MOST = 0.05, 1.5  # of the radius
WINDOW = ((-0.55, 1.35), (-0.45, 1.2))
PROMISED, KEPT = HUES["blue"], HUES["orange"]
TURN = np.linspace(0, 2 * np.pi, 61)
CIRCLE = np.column_stack([cos(TURN), sin(TURN)])


@figure(
    "circle-of-trust",
    title="Only as far as the paraboloid is right",
    page="optimizers/trust-region",
    casts=[Cast(("trust-region",), ("rosenbrock",))],
)
def circle_of_trust(
    optimizers: tuple[type[Optimizer]], surfaces: tuple[Surface], title: str
) -> Picture:
    """Show the step inside a circle, and promised and real fall of the loss for every radius."""
    # Only while the rule is there.
    from gen.optimizers.trust_region import steihaug

    (rule,), (surface,) = optimizers, surfaces
    hue, here = HUES[rule.hue], np.array(HERE)
    slope, hessian = surface.grad(here), surface.hess(here)
    bottom = here - slope / np.diagonal(hessian)  # it has no mixed part here
    bent = np.sqrt(hessian[0, 0] / hessian[1, 1])
    ground = replace(surface, window=WINDOW)
    rims = [
        Line(bottom + size * CIRCLE * np.array([1, bent]), BESIDE, width=1.2, dash=(4, 3))
        for size in (0.3, 0.6, 1.0)
    ]
    plane = map_panel(ground, 52, 54, 288, [*rims, Spot(*HERE, "circle", INK, size=6)])

    def tried(radius: Array) -> tuple[Array, Array, Array]:
        """Return step, promised and real fall for radii (..., 1)."""
        g = slope + 0 * radius
        p, promised, _ = steihaug(g, lambda v: times(hessian, v), radius)
        return p, promised[..., 0], surface.value(here) - surface.value(here + p)

    radii = evenly(LEAST, MOST, 121)
    _, promises, falls = tried(radii[:, None])
    chart = Panel(
        Box(404, 54, 222, plane.box.height),
        Axis(0, 1.1, "radius of the circle"),
        Axis(-0.5, 1.1, "fall of the loss"),
        (
            Line(np.column_stack([radii, promises]), PROMISED),
            Line(np.column_stack([radii, falls]), KEPT),
        ),
    )

    def moves(radius: Array) -> Moved:
        xp = namespace(radius)
        p, promised, fell = tried(xp.stack([radius], axis=-1))
        ratio = fell / promised
        told = {"radius": radius, "promised": promised, "fell": fell, "share": ratio}
        told |= {"double": 2 * radius, "quarter": radius / 4, "rose": -fell}
        return Moved(
            (
                (
                    Line(here + CIRCLE * radius, hue),
                    Arrow(row(here + 0 * radius), row(here + p), hue, 2.6),
                ),
                (
                    Spot(radius, promised, "circle", PROMISED, size=5),
                    Spot(radius, fell, "diamond", KEPT, size=5),
                ),
            ),
            (
                Case(
                    "The loss would rise by {rose:.2f}: the step is refused, and the radius falls "
                    "to {quarter:.2f}.",
                    told,
                    fell < 0,
                ),
                Case(
                    "Promised {promised:.2f}, kept {fell:.2f}, less than a quarter: the radius "
                    "falls to {quarter:.2f}.",
                    told,
                    ratio < 0.25,
                ),
                Case(
                    "Promised {promised:.2f}, kept {fell:.2f}, which is {share:.0%}: the radius "
                    "grows to {double:.2f}.",
                    told,
                    ratio > 0.75,
                ),
                Case(
                    "Promised {promised:.2f}, kept {fell:.2f}, which is {share:.0%}: the radius "
                    "stays.",
                    told,
                ),
            ),
        )

    knob = Hyperparameter("radius", 0.2, r"\Delta", "radius of the circle", LEAST, MOST, "log")
    live = Live((knob,), moves, (Handle(1, x="radius"),))
    seen: dict[str, Any] = {name: float(value) for name, value in live.at().says[-1].values.items()}
    seen["most"] = float(radii[falls > 0][-1])
    alt = (
        "In the bend of Rosenbrock's valley the paraboloid is a straight valley, and its bottom "
        "lies on the wall of the real one. The fall of the loss keeps up with the promised one in "
        f"a small circle: {seen['share']:.0%} of it at a radius of {seen['radius']:g}. Beyond "
        f"{seen['most']:.2f} the loss rises."
    )
    kinds = [
        Entry("circle and step", hue),
        Entry("paraboloid", BESIDE, width=1.2),
        Entry("promised", PROMISED, "circle"),
        Entry("kept", KEPT, "diamond"),
    ]
    legend = Legend(kinds)
    return Picture(title, alt, (plane, chart), seen, below=(legend,), live=live)
