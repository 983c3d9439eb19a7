"""A network that reads digits in batches of three sizes: where its best rate goes."""

from __future__ import annotations

from gen.arithmetic.functions import log10
from gen.draw import Axis, Picture
from gen.draw.legend import Entry
from gen.experiments.results import result
from gen.figure import Cast, figure
from gen.figures.experiments_common import curve, panels, picture
from gen.optimizer import Optimizer
from gen.palette import HUES

AGAIN = "in as many steps"
SIZES = {8: ("blue", "circle"), 32: ("green", "triangle"), 128: ("vermilion", "square")}
RANGES = {"momentum": (0.008, 3.0), "adam": (0.0008, 0.3)}


@figure(
    "experiments-digits-batches",
    title="The best rate moves with the batch, on digits",
    page="learn/the-learning-rate-comes-first",
    casts=[Cast(("momentum", "adam"))],
)
def experiments_digits_batches(optimizers: tuple[type[Optimizer], ...], title: str) -> Picture:
    """Show the loss against the rate for three batch sizes, after as many digits."""
    found = result("digits-batches")
    shown = panels(
        [
            (
                cls.short_title(),
                Axis(*RANGES[cls.slug], "learning rate", log=True),
                Axis(0.003, 10, "loss", log=True),
                [
                    mark
                    for size, (hue, marker) in SIZES.items()
                    for mark in curve(found.arms[f"{cls.slug} {size}"], "loss", HUES[hue], marker)
                ],
            )
            for cls in optimizers
        ]
    )
    numbers: dict[str, float] = {"digits": found.sizes["digits"]}
    told = []
    for cls in optimizers:
        rates = {size: found.arms[f"{cls.slug} {size}"].rate for size in SIZES}
        numbers |= {f"{cls.slug}_{size}": rate for size, rate in rates.items()}
        numbers[f"{cls.slug}_power"] = float(log10(rates[128] / rates[8]) / log10(16.0))
        few, many = (found.arms[f"{cls.slug} {size} {AGAIN}"].rate for size in (8, 128))
        numbers[f"{cls.slug}_steps"] = many / few
        told.append(
            f"{cls.short_title()}'s best rate is "
            + ", ".join(f"{rate:g} for batches of {size}" for size, rate in rates.items())
        )
    alt = f"After {found.sizes['digits']} digits {'; '.join(told)}."
    entries = [
        Entry(f"batches of {n}", HUES[hue], marker, 1.6) for n, (hue, marker) in SIZES.items()
    ]
    *some, last = (str(found.sizes["digits"] // size) for size in SIZES)
    budget = f"{found.sizes['digits']} digits: {', '.join(some)} and {last} steps"
    return picture(title, alt, shown, entries, found, numbers, budget=budget)
