"""Embeddings of rare tokens: which of them SGD, momentum and Adam have learned at the end."""

from __future__ import annotations

import numpy as np

from gen.draw import Axis, Line, Picture
from gen.draw.legend import Entry
from gen.experiments.results import Found, result
from gen.figure import Cast, figure
from gen.figures.experiments_common import BEYOND, panels, picture
from gen.optimizer import Optimizer
from gen.palette import HUES, Hue

CHOICE = "Each at the rate that {} other seeds choose."


@figure(
    "experiments-zipf-embeddings",
    title="Rare tokens: left by SGD, learned by Adam",
    page="networks",
    casts=[Cast(("sgd", "momentum", "adam"))],
)
def experiments_zipf_embeddings(optimizers: tuple[type[Optimizer], ...], title: str) -> Picture:
    """Show the loss of each group of tokens, where most are rare and where all are alike."""
    found = result("zipf-embeddings")
    groups = len(found.sizes["tokens_by_group"])
    x = Axis(0.7, groups + 0.3, "group of tokens, from the commonest (1) to the rarest")
    y = Axis(0.02, 4, "excess loss", log=True)
    words = {"rare": "Frequency 1/rank (Zipf)", "even": "All tokens equally frequent"}
    shown = panels(
        [
            (
                words[kind],
                x,
                y,
                [
                    mark
                    for cls in optimizers
                    for mark in by_group(
                        found.arms[f"{kind} {cls.slug}"], groups, HUES[cls.hue], cls.marker
                    )
                ],
            )
            for kind in words
        ]
    )
    numbers: dict[str, float] = {"tokens": found.sizes["tokens"], "steps": found.sizes["steps"]}
    for kind in words:
        for cls in optimizers:
            arm = found.arms[f"{kind} {cls.slug}"]
            numbers |= {f"{kind}_{cls.slug}": arm.middle("loss"), f"{kind}_{cls.slug}_lr": arm.rate}
            numbers |= {f"{kind}_{cls.slug}_{g}": arm.middle(f"group {g}") for g in (1, groups)}
    told = {
        kind: ", ".join(
            f"{cls.short_title()} {numbers[f'{kind}_{cls.slug}']:.2f}" for cls in optimizers
        )
        for kind in words
    }
    alt = (
        f"Loss above the lowest possible by group of tokens. Where most tokens are rare, each rule "
        f"at its best rate ends at {told['rare']}; on the rarest group momentum is at "
        f"{numbers[f'rare_momentum_{groups}']:.2f} and Adam at "
        f"{numbers[f'rare_adam_{groups}']:.2f}. "
        f"Where all are equally frequent they end alike, at {told['even']}."
    )
    entries = [Entry(cls.short_title(), HUES[cls.hue], cls.marker, 1.6) for cls in optimizers]
    return picture(title, alt, shown, entries, found, numbers, CHOICE)


def by_group(arm: Found, groups: int, hue: Hue, marker: str) -> list[Line]:
    """Return the loss of each group at the chosen rate, with its range over the seeds."""
    spreads = [arm.reported[f"group {g + 1}"][arm.chosen] for g in range(groups)]
    low, middle, high = np.minimum(np.array(spreads), BEYOND).T
    places = np.arange(groups) + 1
    edges = [Line(np.column_stack([places, edge]), hue, width=0.6) for edge in (low, high)]
    return [*edges, Line(np.column_stack([places, middle]), hue, marker, 1, 1.6)]
