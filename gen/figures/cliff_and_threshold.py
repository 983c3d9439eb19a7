"""A run that comes to the cliff, with its gradients clipped by norm at a threshold."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.functions import namespace
from gen.arithmetic.vectors import norm, stacked
from gen.draw import Axis, Box, Guide, Line, Panel, Picture, map_panel
from gen.draw.live import Case, Handle, Live, Moved, knob_of
from gen.figure import Cast, figure
from gen.figures.walks import walked
from gen.knobs import Hyperparameter
from gen.losses import Clipped
from gen.optimizer import Optimizer
from gen.palette import HUES, QUIET
from gen.surface import Surface

STEPS, RATE = 60, 0.3
LEAST, MOST = 0.03, 100.0  # of the threshold
NEAR = 0.1  # from the minimum: a run that ends within it has arrived


@figure(
    "cliff-and-threshold",
    title="One long gradient, and a threshold for it",
    page="learn/clipping",
    casts=[Cast(("sgd",), ("cliff",))],
)
def cliff_and_threshold(
    optimizers: tuple[type[Optimizer]], surfaces: tuple[Surface], title: str
) -> Picture:
    """Draw the run, and how long the gradient is at each of its points."""
    (descent,), (cliff,) = optimizers, surfaces
    ground = map_panel(cliff, 44, 54, 312, start=cliff.start)
    chart = Panel(
        Box(424, 54, 202, ground.box.height),
        Axis(0, STEPS, "step"),
        Axis(LEAST, MOST, "length of the gradient", log=True),
    )
    count, (low, high) = np.arange(STEPS + 1), np.array(cliff.window).T
    goal = np.array(cliff.minima[0])

    def moves(threshold: Array, lr: Array) -> Moved:
        xp, zero = namespace(lr), 0 * lr + 0 * threshold
        loss: Any = Clipped(cliff, threshold + zero)
        points, lost = walked(descent(lr=lr + zero), loss, cliff.start, STEPS)
        lengths = norm(cliff.grad(points))[:, 0]
        out = xp.any((points < low) | (points > high))
        flown = norm(points[1:] - points[:STEPS])[:, 0]
        left = norm(points[STEPS] - goal)[0]
        used = lengths[:STEPS]
        told = {
            "threshold": threshold,
            "longest": xp.max(used),
            "flight": xp.max(flown),
            "acts": xp.cumulative_sum(xp.where(used > threshold, 1.0, 0.0))[STEPS - 1],
            "left": left,
            "steps": STEPS,
        }
        hue = HUES[descent.hue]
        return Moved(
            (
                (Line(points, hue, descent.marker, 1, lost=lost),),
                (
                    Line(stacked([count + zero, lengths]), QUIET),
                    Guide(y=threshold),
                ),
            ),
            (
                Case(
                    "The longest gradient is {longest:.1f}. The step after it is {flight:.1f} "
                    "long, and the run leaves the picture.",
                    told,
                    out,
                ),
                Case(
                    "Nothing is clipped: no gradient is longer than {threshold}. The run ends "
                    "{left:.2f} from the minimum.",
                    told,
                    told["acts"] < 1,
                ),
                Case(
                    "Clipped: {acts:.0f} of {steps:.0f} gradients. No step is longer than "
                    "{flight:.2f}, and the run arrives.",
                    told,
                    left < NEAR,
                ),
                Case(
                    "Clipped: {acts:.0f} of {steps:.0f} gradients. No step is longer than "
                    "{flight:.3f}, and the run ends {left:.1f} from the minimum.",
                    told,
                ),
            ),
        )

    knobs = (
        Hyperparameter("threshold", 1.0, "c", "threshold", LEAST, MOST, "log"),
        knob_of(descent, "lr", default=RATE, low=0.05, high=1.0, scale="log"),
    )
    live = Live(knobs, moves, (Handle(1, y="threshold"),))
    seen = {name: float(value) for name, value in live.at().says[2].values.items()}
    bare, small = (live.at(threshold=value).says[0].values for value in (100.0, 0.03))
    seen |= {"bare": float(bare["flight"]), "wall": float(bare["longest"])}
    seen |= {"small": float(small["left"])}
    alt = (
        f"At the rate {RATE} gradient descent comes to a cliff. Clipped at {seen['threshold']:g}, "
        f"no step is longer than {seen['flight']:.2f}, and it arrives. Without clipping it steps "
        f"onto the wall, where the gradient is {seen['wall']:.0f} long, and the next step of "
        f"{seen['bare']:.1f} carries it out of the picture."
    )
    return Picture(title, alt, (ground, chart), seen, live=live)
