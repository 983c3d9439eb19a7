"""A small transformer: with and without warm-up, with and without clipping, and its first steps."""

from __future__ import annotations

from gen.draw import Axis, Picture
from gen.draw.legend import Entry
from gen.experiments.results import result
from gen.figure import Cast, figure
from gen.figures.experiments_common import curve, panels, picture, rates_of
from gen.palette import HUES, INK

CAST = [Cast(("momentum", "adam"))]
ADAM = {
    "adam": ("constant rate", "slate", "circle"),
    "adam warm-up": ("warm-up", "orange", "square"),
    "adam wait": ("first only collect", "purple", "diamond"),
    "adam clipped": ("clipped", "green", "triangle"),
}
BEFORE = {
    "pre-norm adam": ("constant rate", "slate", "circle"),
    "pre-norm adam warm-up": ("warm-up", "orange", "square"),
}
MOMENTUM = {
    "momentum": ("constant rate", "slate", "circle"),
    "momentum clipped": ("clipped", "green", "triangle"),
}


@figure(
    "experiments-transformer",
    title="A small transformer: warm-up and clipping",
    page="networks",
    casts=CAST,
)
def experiments_transformer(title: str) -> Picture:
    """Show the held-out loss against the rate: Adam, Adam with norms before, momentum."""
    found = result("character-transformer")
    words = {
        "Adam, normalized after each part (post-norm)": ADAM,
        "Adam, normalized before each part (pre-norm)": BEFORE,
        "Momentum, post-norm": MOMENTUM,
    }
    shown = panels(
        [
            (
                name,
                rates_of(found.arms[next(iter(arms))]),
                Axis(1.4, 2.8, "held-out loss"),
                [
                    mark
                    for arm, (_, hue, marker) in arms.items()
                    for mark in curve(found.arms[arm], "loss", HUES[hue], marker)
                ],
            )
            for name, arms in words.items()
        ]
    )
    numbers: dict[str, float] = {"steps": found.sizes["steps"], "weights": found.sizes["weights"]}
    for name, arm in found.arms.items():
        numbers |= {
            name.replace(" ", "-"): arm.middle("loss"),
            f"{name.replace(' ', '-')}_lr": arm.rate,
        }
    large = found.arms["adam"].chosen + 1
    for name in ADAM:
        place = found.arms[name].nearest(found.arms["adam"].sweep[large])
        numbers[f"{name.replace(' ', '-')}_large"] = found.arms[name].middle("loss", place)
    numbers["large_lr"] = found.arms["adam"].sweep[large]
    alt = (
        f"At the best rate of each, Adam ends at a loss of {numbers['adam']:.2f} and with warm-up "
        f"at {numbers['adam-warm-up']:.2f}. At the rate {numbers['large_lr']:g} it ends at "
        f"{numbers['adam_large']:.2f}, with warm-up at {numbers['adam-warm-up_large']:.2f}, and "
        f"after only collecting averages at {numbers['adam-wait_large']:.2f}. Momentum ends at "
        f"{numbers['momentum']:.2f}, clipped at {numbers['momentum-clipped']:.2f}."
    )
    entries = [Entry(words, HUES[hue], marker, 1.6) for words, hue, marker in ADAM.values()]
    return picture(title, alt, shown, entries, found, numbers)


@figure(
    "experiments-first-steps",
    title="Adam's first steps in a transformer",
    page="networks",
    casts=[Cast(("adam",))],
)
def experiments_first_steps(title: str) -> Picture:
    """Show how long Adam's steps are, how its divisor differs, and how far minibatches agree."""
    found = result("first-steps")
    arm = found.arms["adam"]
    x = Axis(0.9, 110, "step", log=True)
    axes = {
        "length": ("Length of a step, in learning rates per weight", Axis(0, 1.1, "length")),
        "spread": ("Divisor: how much it differs between draws", Axis(1, 20, "factor", log=True)),
        "agreement": ("Agreement (cosine) of two draws of minibatches", Axis(0, 1, "cosine")),
    }
    shown = panels(
        [
            (words, x, y, curve(arm, measure, INK, "star", mark=False))
            for measure, (words, y) in axes.items()
        ]
    )
    numbers: dict[str, float] = {"draws": found.sizes["draws"]}
    for measure in axes:
        for i, t in enumerate(arm.sweep):
            numbers[f"{measure}_{t:.0f}"] = arm.middle(measure, i)
    alt = (
        f"At the first step Adam moves every weight by {numbers['length_1']:.2f} of the rate, at "
        f"the hundredth by {numbers['length_100']:.2f}. Its divisor differs between draws of "
        f"minibatches by a factor of {numbers['spread_1']:.1f} at the first step and "
        f"{numbers['spread_100']:.2f} at the hundredth; the steps of two draws agree to a cosine "
        f"of {numbers['agreement_1']:.2f} and {numbers['agreement_100']:.2f}."
    )
    return picture(
        title,
        alt,
        shown,
        [Entry("Adam", INK, "star", 1.6)],
        found,
        numbers,
        "The weights stay at their start.",
    )
