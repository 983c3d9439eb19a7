"""L2 in Adam's gradient against AdamW's decay, on digits: the best one at each learning rate."""

from __future__ import annotations

import numpy as np

from gen.draw import Axis, Line, Picture, Spot
from gen.draw.legend import Entry
from gen.experiments.results import Found, result
from gen.figure import Cast, figure
from gen.figures.experiments_common import panels, picture
from gen.palette import HUES

MEASURE, KINDS = "held-out loss", ("l2", "decay")
RATES = (  # by rate, from the lowest
    ("slate", "circle"),
    ("blue", "square"),
    ("green", "triangle"),
    ("purple", "diamond"),
    ("orange", "pentagon"),
    ("vermilion", "hexagon"),
)


def by_decay(found: Found, times: float, hue: str, marker: str) -> list[Line | Spot]:
    """Return the middle over the seeds by decay times a number, with a spot at the chosen decay."""
    decays = times * np.array(found.sweep)
    middle = np.array([spread[1] for spread in found.reported[MEASURE]])
    x, y = float(decays[found.chosen]), float(middle[found.chosen])
    return [
        Line(np.column_stack([decays, middle]), HUES[hue], marker, 1, 1.6),
        Spot(x, y, marker, HUES[hue], size=6),
    ]


@figure(
    "experiments-digits-decay",
    title="L2 and decay on few digits, by learning rate",
    page="networks",
    casts=[Cast(("adam", "adamw"))],
)
def experiments_digits_decay(title: str) -> Picture:
    """Show the held-out loss against the decay, a curve for each rate: L2, AdamW, its product."""
    found = result("digits-decay")
    rates = found.sizes["rates"]

    def shown(kind: str, product: bool = False) -> list[Line | Spot]:
        return [
            mark
            for rate, look in zip(rates, RATES, strict=True)
            for mark in by_decay(found.arms[f"{kind} {rate}"], rate if product else 1.0, *look)
        ]

    least, most = ([found.arms[f"{k} {rates[0]}"].sweep[i] for k in KINDS] for i in (0, -1))
    y = Axis(0.4, 1.2, "held-out loss")
    axes = (
        ("Adam, L2 in the gradient", least[0], most[0], "decay λ", shown("l2")),
        ("AdamW", least[1], most[1], "decay λ", shown("decay")),
        (
            "AdamW again, by the product of rate and decay",
            least[1] * rates[0],
            most[1] * rates[-1],
            "learning rate × decay",
            shown("decay", product=True),
        ),
    )
    drawn = panels(
        [
            (words, Axis(0.9 * low, 1.1 * high, label, log=True), y, marks)
            for words, low, high, label, marks in axes
        ]
    )
    numbers: dict[str, float] = {name: found.sizes[name] for name in ("steps", "few", "weights")}
    for kind in KINDS:
        arms = [found.arms[f"{kind} {rate}"] for rate in rates]
        chosen = [arm.rate for arm in arms]
        numbers |= {f"{kind}_lowest": min(chosen), f"{kind}_highest": max(chosen)}
        numbers |= {f"{kind}_loss": min(arm.middle(MEASURE) for arm in arms)}
    numbers |= {"slowest": rates[0], "fastest": rates[-1]}
    alt = (
        f"Held-out loss against the decay at six learning rates from {rates[0]:g} to "
        f"{rates[-1]:g}. The best decays are {_range(numbers, 'l2')} with L2 in Adam and "
        f"{_range(numbers, 'decay')} with AdamW. Drawn against the product of rate and decay, "
        "the minima of AdamW lie far apart."
    )
    entries = [
        Entry(f"rate {rate:g}", HUES[hue], marker, 1.6)
        for rate, (hue, marker) in zip(rates, RATES, strict=True)
    ]
    return picture(
        title,
        alt,
        drawn,
        entries,
        found,
        numbers,
        "Large marks: the decay that {} other seeds choose.",
        drawn="Lines: the middle of {} seeds.",
    )


def _range(numbers: dict[str, float], kind: str) -> str:
    low, high = (f"{numbers[f'{kind}_{end}']:.1g}" for end in ("lowest", "highest"))
    return low if low == high else f"{low} to {high}"
