"""Everyone on everything: one number for each pair, so that nobody is shown only at his best."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from gen.draw import Picture
from gen.draw.legend import paragraph
from gen.figure import Cast, figure
from gen.figures.casts import LEVEL
from gen.figures.table import Table
from gen.measurements.grid import SIDE
from gen.measurements.rate_search import BUDGET, ENOUGH, ONE_RATE, RATES
from gen.measurements.standings import standing
from gen.optimizer import Optimizer
from gen.optimizers import RACERS
from gen.surface import Surface
from gen.surfaces import SURFACES

CASTS = [Cast(tuple(RACERS), tuple(SURFACES))]
WHAT = (
    f"Decades of loss gained in {BUDGET} steps, whatever a step costs, averaged over {SIDE} × "
    f"{SIDE} starts; at most {ENOUGH:g} count."
)


@figure("standings", title="Everyone on everything", page="optimizers", casts=CASTS)
def standings(
    optimizers: Sequence[type[Optimizer]], surfaces: Sequence[Surface], title: str
) -> Picture:
    """Show what each optimizer gains on each surface, at the rate that serves it best there."""
    how = (
        f"Each at its best of {len(RATES)} learning rates from {RATES[0]:g} to {RATES[-1]:g} on "
        "that surface, the same from all starts."
    )
    return _standings(optimizers, surfaces, title, None, how)


@figure(
    "standings-at-one-rate",
    title="Everyone on everything, at one rate",
    page="optimizers",
    casts=CASTS,
)
def standings_at_one_rate(
    optimizers: Sequence[type[Optimizer]], surfaces: Sequence[Surface], title: str
) -> Picture:
    """Show what is left of it when nobody's learning rate is tuned."""
    how = f"Everyone at the learning rate {ONE_RATE:g}."
    return _standings(optimizers, surfaces, title, ONE_RATE, how)


def _standings(
    optimizers: Sequence[type[Optimizer]],
    surfaces: Sequence[Surface],
    title: str,
    rate: float | None,
    how: str,
) -> Picture:
    measured = [[standing(cls, surface, rate) for surface in surfaces] for cls in optimizers]
    gains = np.array([[each.mean for each in row] for row in measured])
    notes = paragraph(f"{WHAT} {how}", 46)
    table = Table(
        optimizers, [surface.title for surface in surfaces], gains, above=notes[-1].y + 16
    )
    return Picture(
        title,
        f"{how} {_told(table)}",
        (),
        _numbers(table),
        {
            "optimizers": [cls.slug for cls in optimizers],
            "surfaces": [surface.slug for surface in surfaces],
            "decades": gains,
            "hit_rates": [[each.found.mean() for each in row] for row in measured],
            "rates": [[each.optimizer.lr for each in row] for row in measured],
        },
        extra=(
            *table.ink(),
            *notes,
        ),
        width=table.width,
        height=math.ceil(table.bottom + 18),
    )


def _numbers(table: Table) -> dict[str, float]:
    numbers: dict[str, float] = {
        "optimizers": len(table.optimizers),
        "surfaces": len(table.titles),
        "starts": SIDE**2,
    }
    for cls, row, lead in zip(table.optimizers, table.gains, table.leads, strict=True):
        numbers[f"{cls.slug}_average"] = float(row.mean())
        numbers[f"{cls.slug}_ahead"] = int((lead > LEVEL).sum())
        numbers[f"{cls.slug}_behind"] = int((lead < -LEVEL).sum())
    return numbers


def _told(table: Table) -> str:
    names = [cls.short_title() for cls in table.optimizers]
    mean, leads = table.gains.mean(axis=1), table.leads
    best, worst = names[int(mean.argmax())], names[int(mean.argmin())]
    (up, across), (down, along) = (
        map(int, np.unravel_index(f(leads), leads.shape)) for f in (np.argmax, np.argmin)
    )
    return (
        f"A table of {len(names)} optimizers on {len(table.titles)} surfaces. On average over the "
        f"surfaces most is gained by {best}, {mean.max():.1f} decades of loss, and least by "
        f"{worst}, {mean.min():.1f}. Farthest ahead of gradient descent is {names[up]} on "
        f"{table.titles[across]}, by {leads.max():.1f}; farthest behind is {names[down]} on "
        f"{table.titles[along]}, by {-leads.min():.1f}."
    )
