"""A recurrent network and its long gradients: where runs end, and how many are thrown out."""

from __future__ import annotations

import numpy as np

from gen.draw import Axis, Guide, Line, Picture
from gen.draw.legend import Entry
from gen.experiments.results import result
from gen.figure import Cast, figure
from gen.figures.experiments_common import curve, panels, picture, rates_of
from gen.palette import HUES

CAST = [Cast(("sgd", "adam"))]
LOOKS = {"": ("unclipped", "slate", "circle"), " clipped": ("clipped", "green", "triangle")}
ENTRIES = [Entry(words, HUES[hue], marker, 1.6) for words, hue, marker in LOOKS.values()]


@figure(
    "experiments-adding-problem",
    title="A recurrent network with and without clipping",
    page="networks",
    casts=CAST,
)
def experiments_adding_problem(title: str) -> Picture:
    """Show the error at the end against the rate: SGD and Adam, and SGD on short sequences."""
    found = result("adding-problem")
    sizes = found.sizes
    words = {
        "sgd": f"SGD, sequences of {sizes['length']}",
        "adam": f"Adam, sequences of {sizes['length']}",
        "short sgd": f"SGD, sequences of {sizes['short']}",
    }
    y = Axis(0.004, 2, "held-out error", log=True)
    shown = panels(
        [
            (
                title,
                rates_of(found.arms[arm]),
                y,
                [
                    Guide(y=sizes["guess"]),
                    *(
                        mark
                        for how, (_, hue, marker) in LOOKS.items()
                        for mark in curve(found.arms[arm + how], "loss", HUES[hue], marker)
                    ),
                ],
            )
            for arm, title in words.items()
        ]
    )
    numbers: dict[str, float] = {
        name: sizes[name] for name in ("steps", "length", "short", "weights", "longest", "guess")
    }
    for name, arm in found.arms.items():
        key = name.replace(" ", "_")
        numbers |= {key: arm.middle("loss"), f"{key}_lr": arm.rate}
    alt = (
        f"Mean square error at the end, each at its best rate. On sequences of {sizes['length']} "
        f"SGD ends at {numbers['sgd']:.3f} and clipped at {numbers['sgd_clipped']:.3f}, Adam at "
        f"{numbers['adam']:.3f} and clipped at {numbers['adam_clipped']:.3f}. On sequences of "
        f"{sizes['short']} SGD ends at {numbers['short_sgd']:.3f} and clipped at "
        f"{numbers['short_sgd_clipped']:.3f}. Always answering 1 has the error "
        f"{sizes['guess']:.3f}, the dashed line."
    )
    return picture(title, alt, shown, ENTRIES, found, numbers)


@figure(
    "experiments-adding-diverged",
    title="How many runs of a recurrent network diverge",
    page="networks",
    casts=CAST,
)
def experiments_adding_diverged(title: str) -> Picture:
    """Show the share of the seeds that end higher than they began, against the rate."""
    found = result("adding-problem")
    words = {"sgd": "SGD", "adam": "Adam"}
    y = Axis(0, 1, "share of the runs")
    shown = panels(
        [
            (
                title,
                rates_of(found.arms[arm]),
                y,
                [
                    Line(
                        np.column_stack([found.arms[arm + how].sweep, shares]),
                        HUES[hue],
                        marker,
                        1,
                        1.6,
                    )
                    for how, (_, hue, marker) in LOOKS.items()
                    for shares in [found.arms[arm + how].share["diverged"]]
                ],
            )
            for arm, title in words.items()
        ]
    )
    numbers: dict[str, float] = {"runs": len(found.seeds["reporting"])}
    for name in words:
        for how in LOOKS:
            arm, key = found.arms[name + how], f"{name}{how}".replace(" ", "_")
            numbers |= {f"{key}_most": max(arm.share["diverged"])}
    alt = (
        "Share of the runs that end with a higher error than they began with, by learning rate. "
        f"At the worst rate of the sweep it is {numbers['sgd_most']:.0%} with SGD and "
        f"{numbers['sgd_clipped_most']:.0%} with SGD clipped, {numbers['adam_most']:.0%} with Adam "
        f"and {numbers['adam_clipped_most']:.0%} with Adam clipped."
    )
    return picture(title, alt, shown, ENTRIES, found, numbers, "", drawn="Shares are of {} seeds.")
