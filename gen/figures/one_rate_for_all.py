"""One learning rate for four optimizers: whoever sets it sets who wins."""

from __future__ import annotations

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.functions import namespace
from gen.arithmetic.vectors import stacked
from gen.draw import Axis, Box, Guide, Line, Panel, Picture, Spot, map_panel
from gen.draw.legend import Entry, Legend
from gen.draw.live import Case, Handle, Live, Moved, knob_of
from gen.figure import Cast, figure
from gen.figures.walks import walked
from gen.optimizer import Optimizer
from gen.palette import HUES
from gen.simulate import simulate
from gen.surface import Surface

STEPS, LAST = 60, 15
LOW, HIGH, START = 0.001, 1.0, 0.01
FLOOR, TOP = 1e-6, 1e3  # of the losses that are drawn
RULES = ("sgd", "momentum", "rmsprop", "adam")
EACH = 10.0 ** (np.arange(-24, 1) / 8)


def judged(losses: Array, lost: Array) -> Array:
    """Return the highest of the last losses; infinity if the run was lost."""
    xp = namespace(losses)
    return xp.where(lost >= 0, xp.inf, xp.max(losses))


def swept(rule: type[Optimizer], surface: Surface, rates: np.ndarray = EACH) -> np.ndarray:
    """Return how each rate is judged."""
    starts = np.tile(surface.start, (len(rates), 1))
    run = simulate(rule(lr=rates[:, None]), surface, starts, STEPS)
    high = run.values[-LAST:].max(axis=0)
    return np.where(run.diverged_at < 0, np.clip(high, FLOOR, TOP), TOP)


@figure(
    "one-rate-for-all",
    title="One learning rate for four optimizers",
    page="learn/the-learning-rate-comes-first",
    casts=[Cast(RULES, ("himmelblau",))],
)
def one_rate_for_all(
    optimizers: tuple[type[Optimizer], ...], surfaces: tuple[Surface], title: str
) -> Picture:
    """Run four rules at one rate, and mark on each one's sweep where that rate stands."""
    (surface,) = surfaces
    ground = map_panel(surface, 44, 54, 262, start=surface.start)
    curves = np.array([swept(rule, surface) for rule in optimizers])
    chart = Panel(
        Box(376, 54, 250, ground.box.height),
        Axis(LOW, HIGH, "learning rate η of all four", log=True),
        Axis(FLOOR, TOP, "loss", log=True),
        tuple(
            Line(np.column_stack([EACH, curve]), HUES[rule.hue], width=1.2)
            for rule, curve in zip(optimizers, curves, strict=True)
        ),
        title=f"Highest loss of the last {LAST} steps",
    )

    def moves(lr: Array) -> Moved:
        xp = namespace(lr)
        lines, spots, ends = [], [], []
        for rule in optimizers:
            points, lost = walked(rule(lr=lr), surface, surface.start, STEPS)
            ends.append(judged(surface.value(points[-LAST:]), lost))
            lines.append(Line(points, HUES[rule.hue], rule.marker, 10, 1.6, lost=lost))
            shown = xp.minimum(xp.maximum(ends[-1], FLOOR), TOP)
            spots.append(Spot(lr, shown, rule.marker, HUES[rule.hue], size=5.5))
        first = xp.argmax(-stacked(ends))
        told = {"lr": lr} | dict(zip(RULES, ends, strict=True))
        others = {
            rule.slug: ", ".join(
                f"{other.short_title()} {{{other.slug}}}" for other in optimizers if other != rule
            )
            for rule in optimizers
        }
        return Moved(
            (tuple(lines), (Guide(x=lr), *spots)),
            tuple(
                Case(
                    f"{rule.short_title()} wins at {{lr}}: {{{rule.slug}}}. {others[rule.slug]}.",
                    told,
                    first == k,
                )
                for k, rule in enumerate(optimizers)
            ),
        )

    knob = knob_of(optimizers[0], "lr", default=START, low=LOW, high=HIGH)
    legend = Legend([Entry(rule.short_title(), HUES[rule.hue], rule.marker) for rule in optimizers])
    winners = [RULES[k] for k in curves.argmin(axis=0)]
    best = curves.min(axis=1)
    numbers: dict[str, float | str] = {"steps": STEPS, "winners": len(set(winners))}
    for rule, curve, least in zip(optimizers, curves, best, strict=True):
        at = EACH[[name == rule.slug for name in winners]]
        numbers |= {
            f"{rule.slug}_best": float(EACH[curve.argmin()]),
            f"{rule.slug}_loss": float(least),
        }
        if len(at):
            numbers |= {f"{rule.slug}_from": float(at[0]), f"{rule.slug}_to": float(at[-1])}
    alt = (
        f"Paths of four optimizers at the one rate {START:g}, and the loss of each after {STEPS} "
        "steps against the rate. The lowest curve is, from small rates to large ones, that of "
        + ", then ".join(
            next(rule.short_title() for rule in optimizers if rule.slug == name)
            for name in dict.fromkeys(winners)
        )
        + "."
    )
    return Picture(
        title,
        alt,
        (ground, chart),
        numbers,
        below=(legend,),
        live=Live((knob,), moves, (Handle(1, x="lr"),)),
    )
