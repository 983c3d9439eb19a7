"""A network that reads digits: what the rate, the optimizer and the schedule are worth."""

from __future__ import annotations

from gen.draw import Axis, Picture
from gen.draw.legend import Entry
from gen.experiments.results import result
from gen.figure import Cast, figure
from gen.figures.experiments_common import curve, panels, picture, rates_of
from gen.optimizer import Optimizer
from gen.palette import HUES

SIX = ("sgd", "momentum", "adagrad", "rmsprop", "adam", "lion")
CURVES = {
    "constant": ("slate", "circle"),
    "linear": ("green", "triangle"),
    "cosine": ("purple", "diamond"),
    "warmup-cosine": ("orange", "square"),
}


@figure(
    "experiments-digits-rates",
    title="Six optimizers on digits: the rate decides",
    page="networks",
    casts=[Cast(SIX)],
)
def experiments_digits_rates(optimizers: tuple[type[Optimizer], ...], title: str) -> Picture:
    """Show loss and held-out accuracy against the learning rate, for six optimizers."""
    found = result("digits-rates")
    x = Axis(1e-5, 10, "learning rate", log=True)
    axes = {
        "loss": ("Loss on the training digits", Axis(1e-3, 10, "loss", log=True)),
        "accuracy": ("Held-out digits read", Axis(0, 1, "share")),
    }
    shown = panels(
        [
            (
                words,
                x,
                y,
                [
                    mark
                    for cls in optimizers
                    for mark in curve(found.arms[cls.slug], measure, HUES[cls.hue], cls.marker)
                ],
            )
            for measure, (words, y) in axes.items()
        ]
    )
    numbers: dict[str, float] = {"steps": found.sizes["steps"], "weights": found.sizes["weights"]}
    for cls in optimizers:
        arm = found.arms[cls.slug]
        numbers |= {f"{cls.slug}_lr": arm.rate, f"{cls.slug}_loss": arm.middle("loss")}
        numbers |= {f"{cls.slug}_percent": 100 * arm.middle("accuracy")}
        numbers |= {
            f"{cls.slug}_percent_{word}": 100
            * arm.middle("accuracy", arm.nearest(arm.rate * factor))
            for word, factor in (("below", 0.1), ("above", 10.0))
        }
    best = {cls.short_title(): numbers[f"{cls.slug}_percent"] for cls in optimizers}
    above = {cls.short_title(): numbers[f"{cls.slug}_percent_above"] for cls in optimizers}
    alt = (
        f"At its best rate each of six optimizers reads between {min(best.values()):.1f} and "
        f"{max(best.values()):.1f} percent of held-out digits. At ten times its best rate "
        + ", ".join(f"{name} reads {share:.0f}" for name, share in above.items())
        + " percent."
    )
    entries = [Entry(cls.short_title(), HUES[cls.hue], cls.marker, 1.6) for cls in optimizers]
    return picture(title, alt, shown, entries, found, numbers)


@figure(
    "experiments-digits-schedules",
    title="Schedules at the same budget, on digits",
    page="networks",
    casts=[Cast(("momentum", "adam"))],
)
def experiments_digits_schedules(optimizers: tuple[type[Optimizer], ...], title: str) -> Picture:
    """Show the loss against the highest rate for four schedules, with momentum and with Adam."""
    found = result("digits-schedules")
    shown = panels(
        [
            (
                cls.short_title(),
                rates_of(found.arms[f"{cls.slug} constant"], "highest learning rate"),
                Axis(0.008, 2, "loss", log=True),
                [
                    mark
                    for schedule, (hue, marker) in CURVES.items()
                    for mark in curve(
                        found.arms[f"{cls.slug} {schedule}"], "loss", HUES[hue], marker
                    )
                ],
            )
            for cls in optimizers
        ]
    )
    numbers: dict[str, float] = {"steps": found.sizes["steps"], "batch": found.sizes["batch"]}
    told = []
    for cls in optimizers:
        for schedule in CURVES:
            arm, key = found.arms[f"{cls.slug} {schedule}"], f"{cls.slug}_{schedule}"
            numbers |= {key: arm.middle("loss"), f"{key}_lr": arm.rate}
            numbers |= {f"{key}_percent": 100 * arm.middle("accuracy")}
        ends = ", ".join(f"{numbers[f'{cls.slug}_{s}']:.3f} with {s}" for s in CURVES)
        told.append(f"{cls.short_title()} ends at a loss of {ends}")
    alt = f"Each schedule at its best rate: {'; '.join(told)}."
    entries = [Entry(name, HUES[hue], marker, 1.6) for name, (hue, marker) in CURVES.items()]
    return picture(title, alt, shown, entries, found, numbers)
