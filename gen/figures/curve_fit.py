"""Levenberg-Marquardt fits a curve: residuals, and steps between Gauss-Newton's and the slope's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.functions import evenly, exp
from gen.arithmetic.vectors import solve, stacked, total
from gen.draw import Arrow, Axis, Box, Line, Panel, Picture, Spot
from gen.draw.legend import Entry, Legend
from gen.draw.live import Case, Live, Moved
from gen.figure import Cast, figure
from gen.figures.look_ahead import row
from gen.knobs import Hyperparameter
from gen.optimizer import Optimizer
from gen.palette import BESIDE, HUES, INK

TIMES, DRAWN = np.linspace(0, 2, 9), np.linspace(0, 2, 61)
TRUE, START = (2.0, 1.5), (1.5, 3.0)
LEAST, MOST = 1e-3, 1e2  # of the damping


def curve(at: Array, times: np.ndarray) -> Array:
    """Return a·exp(−bt) for `at` (..., 2), the parameters a and b."""
    return at[..., :1] * exp(-at[..., 1:] * times)


DATA = curve(np.array(TRUE), TIMES)


@dataclass(frozen=True)
class Squares:
    """Half the sum of squares over the plane of both parameters, as a map shows it."""

    window: tuple[tuple[float, float], tuple[float, float]] = ((0.9, 2.9), (-0.5, 3.5))
    minima: tuple[tuple[float, float], ...] = (TRUE,)
    lowest: float = 0.0
    unit: float = 0.02

    def value(self, x: Any) -> Any:
        """Return the loss."""
        left = curve(x, TIMES) - DATA
        return total(left * left) / 2


@figure(
    "curve-fit",
    title="From the slope's step to Gauss-Newton's",
    page="optimizers/levenberg-marquardt",
    casts=[Cast(("levenberg-marquardt",), ())],
)
def curve_fit(optimizers: tuple[type[Optimizer]], title: str) -> Picture:
    """Show a curve with its residuals before and after one step, and the step for every damping."""
    (rule,) = optimizers
    hue, start, loss = HUES[rule.hue], np.array(START), Squares()
    before = curve(start, TIMES)
    residuals = before - DATA
    decay = exp(-start[1] * TIMES)
    jacobian = np.stack([decay, -start[0] * TIMES * decay])
    slope = total(jacobian * residuals)
    matrix = total(jacobian[:, None, :] * jacobian[None, :, :])
    dampings = evenly(1e-5, 1e4, 181)
    tips = start - solve(matrix[None], slope[None] + 0 * dampings[:, None], dampings[:, None])
    sticks = [
        Line([(t, y), (t, at)], HUES["vermilion"], width=1.6)
        for t, y, at in zip(TIMES, DATA, before, strict=True)
    ]
    data = Panel(
        Box(52, 54, 268, 226),
        Axis(-0.05, 2.05, "time"),
        Axis(0, 2.6, "value"),
        (
            *sticks,
            Line(np.column_stack([DRAWN, curve(start, DRAWN)]), BESIDE),
            *(Spot(t, y, "circle", INK, size=3.5) for t, y in zip(TIMES, DATA, strict=True)),
        ),
    )
    (a_low, a_high), (b_low, b_high) = loss.window
    plane = Panel(
        Box(392, 54, 234, 226),
        Axis(a_low, a_high, "height a"),
        Axis(b_low, b_high, "rate of decay b"),
        (
            Line(tips, INK, width=1.4, dash=(4, 3)),
            Spot(*TRUE, "diamond", INK, size=5),
            Spot(*START, "circle", INK, size=6),
        ),
        loss,
    )
    gauss = float(loss.value(tips[0]))

    def moves(damping: Array) -> Moved:
        step = -solve(matrix + 0 * damping, slope + 0 * damping, damping)
        there = start + step
        after = loss.value(there)
        told = {"before": loss.value(start), "after": after, "damping": damping}
        return Moved(
            (
                (Line(stacked([DRAWN + 0 * damping, curve(there, DRAWN)]), hue, width=2.6),),
                (
                    Arrow(row(start + 0 * damping), row(there), hue, 2.6),
                    Spot(there[0], there[1], rule.marker, hue, size=5),
                ),
            ),
            (
                Case(
                    "At λ = {damping} the loss rises from {before:.2f} to {after:.2f}: the step is "
                    "refused.",
                    told,
                    after > told["before"],
                ),
                Case("At λ = {damping} the loss falls from {before:.2f} to {after:.3f}.", told),
            ),
        )

    knob = Hyperparameter("damping", 0.1, r"\lambda", "damping", LEAST, MOST, "log")
    live = Live((knob,), moves)
    seen: dict[str, Any] = {
        name: float(value) for name, value in live.at().says[1].values.items()
    } | {"gauss_newton": gauss}
    alt = (
        "Left, nine data points, a curve that falls too fast, and the residuals between them. "
        "Right, in the plane of the curve's two parameters, the tips of the steps for all "
        "dampings: from a short one along the slope to Gauss-Newton's long one, which raises the "
        f"loss from {seen['before']:.2f} to {gauss:.0f}. At λ = {seen['damping']:g} the step ends "
        f"near the best fit, and the loss is {seen['after']:.3f}."
    )
    kinds = [
        Entry("residuals", HUES["vermilion"]),
        Entry("curve before", BESIDE),
        Entry("after one step", hue, rule.marker),
        Entry("best fit", INK, "diamond", width=0),
    ]
    legend = Legend(kinds)
    return Picture(title, alt, (data, plane), seen, below=(legend,), live=live)
