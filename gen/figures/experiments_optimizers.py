"""Ten optimizers on a small transformer: who ends lowest, in how many steps, and what does it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from gen.draw import Axis, Box, Guide, Line, Panel, Picture, Spot
from gen.draw.legend import Entry
from gen.experiments.results import Found, Result, by_share, result, steps_needed
from gen.figure import Cast, figure
from gen.figures.experiments_common import (
    APART,
    LEFT,
    TOP,
    WIDTH,
    curve,
    panels,
    picture,
    ranged,
    rates_of,
)
from gen.optimizer import Optimizer
from gen.palette import HUES, QUIET, Hue

TEN = (
    "momentum",
    "adam",
    "lion",
    "sophia",
    "adan",
    "schedule-free-adamw",
    "prodigy",
    "shampoo",
    "soap",
    "muon",
)
NAMES, ROW, TALL = 136, 20, 230  # pixels
TIMED = ("adam", "adam short", "muon", "soap")
PANELS = {
    "SOAP": ("adam", "soap", "soap unturned"),
    "Muon": ("adam", "muon", "muon uneven"),
}
CHANGED = {  # arms that are no rule as it comes
    "adam short": ("Adam, memory {short:g}", "slate", "circle"),
    "soap unturned": ("SOAP without its axes", "slate", "circle"),
    "muon uneven": ("Muon without evening", "green", "diamond"),
}
Look = tuple[str, Hue, str]  # words, color and marker


def looks(
    names: Iterable[str], optimizers: Iterable[type[Optimizer]], found: Result
) -> dict[str, Look]:
    """Return how arms look: as their rule, or as one that was changed."""
    plain = {rule.slug: (rule.short_title(), rule.hue, rule.marker) for rule in optimizers}
    known = plain | CHANGED
    return {
        name: (words.format_map(found.sizes), HUES[hue], marker)
        for name in names
        for words, hue, marker in [known[name]]
    }


@figure(
    "experiments-transformer-optimizers",
    title="Ten optimizers on a small transformer",
    page="networks",
    casts=[Cast(TEN)],
)
def experiments_transformer_optimizers(
    optimizers: tuple[type[Optimizer], ...], title: str
) -> Picture:
    """Show where each ends at its best rate, and where some end after shorter runs."""
    found, shorter = result("transformer-optimizers"), result("transformer-budgets")
    timed = looks(TIMED, optimizers, found)
    order = sorted(optimizers, key=lambda rule: found.arms[rule.slug].middle("loss"))
    # Those of the other panel have their colors there; ten would be too many to tell apart.
    hues = [HUES[rule.hue] if rule.slug in TIMED else QUIET for rule in order]
    rows = [
        mark
        for row, (rule, hue) in enumerate(zip(order, hues, strict=True))
        for mark in ended(found.arms[rule.slug], row, hue, rule.marker)
    ]
    high, adam = ROW * len(order), found.arms["adam"].middle("loss")
    ranks = Panel(
        Box(NAMES, TOP, WIDTH - NAMES - 14, high),
        Axis(0.8, 1.6, "held-out loss at the end"),
        Axis(len(order) - 0.5, -0.5, names=tuple(rule.short_title() for rule in order)),
        (*rows, Guide(x=adam)),
        title="At its best rate (dashed: Adam)",
    )
    runs = Panel(
        Box(LEFT, TOP + high + APART, WIDTH - LEFT - 14, TALL),
        Axis(0.38, 1.02, "length of the run (all steps: 1)"),
        Axis(0.8, 1.8, "held-out loss at the end"),
        (
            Guide(y=adam),
            *(
                mark
                for name, (_, hue, marker) in timed.items()
                for mark in by_budget(found, shorter, name, hue, marker)
            ),
        ),
        title="Shorter runs, at their best rates",
    )
    numbers: dict[str, float] = {
        name: found.sizes[name] for name in ("steps", "weights", "rest", "short")
    }
    for name, arm in found.arms.items():
        key = name.replace(" ", "-")
        numbers |= {key: arm.middle("loss"), f"{key}_lr": arm.rate}
    numbers |= {
        f"{name.replace(' ', '-')}_share": steps_needed(found, shorter, name)
        for name in TIMED
        if name != "adam"
    }
    alt = (
        f"Held-out loss of ten optimizers after {numbers['steps']} steps, each at its best rate: "
        + ", ".join(f"{rule.short_title()} {numbers[rule.slug]:.2f}" for rule in order)
        + ". To come to Adam's loss "
        + ", ".join(
            f"{timed[name][0]} needs {numbers[name.replace(' ', '-') + '_share']:.0%}"
            for name in TIMED
            if name != "adam"
        )
        + " of its steps."
    )
    entries = [Entry(words, hue, marker, 1.6) for words, hue, marker in timed.values()]
    choice = "Each at the rate that {} other seeds choose."
    return picture(title, alt, (ranks, runs), entries, found, numbers, choice)


def ended(arm: Found, row: int, hue: Hue, marker: str) -> list[Line | Spot]:
    """Return the range of a row over the seeds, and a spot at their middle."""
    low, middle, high = arm.reported["loss"][arm.chosen]
    return [Line([(low, row), (high, row)], hue, width=3.0), Spot(middle, row, marker, hue, size=5)]


def by_budget(found: Result, shorter: Result, name: str, hue: Hue, marker: str) -> list[Line]:
    """Return the loss at the end of runs of several lengths, with its range over the seeds."""
    arms = by_share(found, shorter, name)
    return ranged(
        list(arms), [arm.reported["loss"][arm.chosen] for arm in arms.values()], hue, marker
    )


@figure(
    "experiments-transformer-reasons",
    title="SOAP and Muon, and what they add",
    page="networks",
    casts=[Cast(("adam", "soap", "muon"))],
)
def experiments_transformer_reasons(optimizers: tuple[type[Optimizer], ...], title: str) -> Picture:
    """Show the held-out loss against the rate, with and without what SOAP and Muon add."""
    found = result("transformer-optimizers")
    y = Axis(0.8, 2.2, "held-out loss")
    look = looks(dict.fromkeys(itertools.chain(*PANELS.values())), optimizers, found)
    shown = panels(
        [
            (
                name,
                Axis(0.0018, 0.18, rates_of(found.arms["adam"]).label, log=True),
                y,
                [mark for arm in arms for mark in curve(found.arms[arm], "loss", *look[arm][1:])],
            )
            for name, arms in PANELS.items()
        ]
    )
    numbers = {name.replace(" ", "-"): found.arms[name].middle("loss") for name in look}
    alt = (
        f"SOAP ends at {numbers['soap']:.2f}, without its axes at {numbers['soap-unturned']:.2f}; "
        f"Muon at {numbers['muon']:.2f}, without evening its directions at "
        f"{numbers['muon-uneven']:.2f}; Adam at {numbers['adam']:.2f}."
    )
    entries = [Entry(words, hue, marker, 1.6) for words, hue, marker in look.values()]
    return picture(title, alt, shown, entries, found, numbers)
