"""Everyone on everything: one number for each pair, so that nobody can be shown only where he is at his best."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from gen.draw import Box, Cells, Glyph, Picture, Words
from gen.draw.ink import Mark
from gen.draw.panel import frame, loose
from gen.draw.trails import HEAD
from gen.figure import Cast, figure
from gen.figures.casts import YARDSTICK
from gen.figures.shines_and_fails import LEVEL
from gen.measurements.rate_search import BUDGET, ENOUGH, RATES
from gen.measurements.standings import ONE_RATE, SIDE, standing
from gen.optimizer import Optimizer
from gen.optimizers import OPTIMIZERS, RACERS
from gen.palette import HUES, INK, PAGE, QUIET, Hue
from gen.surface import Surface
from gen.surfaces import SURFACES

NAMES, TOP, CELL, ROW, HEADING = 158, 186, 25, 17, 24  # pixels
RIGHT = 44  # for the average
DARK_INK = Hue(INK.light, PAGE.dark)  # dark in both themes, for words on full colors
STEPS = (LEVEL, 1.0, 3.0)  # decades ahead or behind from which a cell is colored, and more so
SHARES = (0.25, 0.5, 0.75)
AHEAD, BEHIND = HUES["blue"], HUES["vermilion"]
INKS = tuple((hue, share) for hue in (AHEAD, BEHIND) for share in SHARES)
CASTS = [Cast(tuple(RACERS), tuple(SURFACES))]


@figure("standings", title="Everyone on everything", page="optimizers", casts=CASTS)
def standings(
    optimizers: Sequence[type[Optimizer]], surfaces: Sequence[Surface], title: str
) -> Picture:
    """Show what each optimizer gains on each surface, at the rate of the search that serves it best there."""
    how = (
        f"Each at its best of {len(RATES)} learning rates from {RATES[0]:g} to {RATES[-1]:g} on that surface, "
        "the same from all starts."
    )
    return _table(optimizers, surfaces, title, None, how)


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
    return _table(
        optimizers, surfaces, title, ONE_RATE, f"Everyone at the learning rate {ONE_RATE:g}."
    )


def _table(
    optimizers: Sequence[type[Optimizer]],
    surfaces: Sequence[Surface],
    title: str,
    rate: float | None,
    how: str,
) -> Picture:
    gains = np.array(
        [[standing(cls, surface, rate).mean for surface in surfaces] for cls in optimizers]
    )
    found = np.array(
        [[standing(cls, surface, rate).found.mean() for surface in surfaces] for cls in optimizers]
    )
    leads, places = leads_of(optimizers, gains), tops(optimizers)
    bottom = places[-1] + ROW
    width = NAMES + CELL * len(surfaces) + RIGHT + 12
    notes = (
        f"Decades of loss gained in {BUDGET} steps, whatever a step costs, averaged over {SIDE} × {SIDE} starts; "
        f"at most {ENOUGH:g} count.",
        how,
    )
    extra = (
        *cells(leads, places),
        *texts(gains, leads, places),
        *names(optimizers, places),
        *heads([surface.title for surface in surfaces]),
        *(Words(12, 44 + 14 * i, text, 10, QUIET) for i, text in enumerate(notes)),
        *key(bottom + 26),
    )
    return Picture(
        title,
        f"{how} {_told(optimizers, surfaces, gains, leads)}",
        (),
        _numbers(optimizers, gains, leads),
        {
            "optimizers": [cls.slug for cls in optimizers],
            "surfaces": [surface.slug for surface in surfaces],
            "decades": gains,
            "hit_rates": found,
            "rates": [
                [standing(cls, surface, rate).optimizer.lr for surface in surfaces]
                for cls in optimizers
            ],
        },
        extra=extra,
        width=max(640, math.ceil(width)),
        height=math.ceil(bottom + 44),
    )


def leads_of(optimizers: Sequence[type[Optimizer]], gains: np.ndarray) -> np.ndarray:
    """Return by how much each row of `gains` is above that of the yardstick; zero where there is none."""
    base = [i for i, cls in enumerate(optimizers) if cls.slug == YARDSTICK]
    return gains - gains[base[0]] if base else 0 * gains


def tops(optimizers: Sequence[type[Optimizer]]) -> list[float]:
    """Return where each row begins; a new family has its name above it."""
    places: list[float] = []
    for before, cls in zip([None, *optimizers], optimizers, strict=False):
        new = before is None or before.family != cls.family
        places.append((places[-1] + ROW if places else TOP) + HEADING * new)
    return places


def cells(leads: np.ndarray, tops: list[float]) -> Iterator[Mark]:
    """Yield the colored ground, one mosaic for each unbroken run of rows."""
    level = np.searchsorted(STEPS, np.abs(leads), side="right") - 1
    number = np.where(level < 0, -1, np.where(leads > 0, level, level + len(STEPS)))
    breaks = np.flatnonzero(np.diff(tops) > ROW) + 1
    for rows in np.split(np.arange(len(tops)), breaks):
        cells = number[rows]
        box = Box(NAMES, tops[rows[0]], CELL * cells.shape[1], ROW * len(rows))
        yield from loose(Cells(cells[::-1], INKS, np.zeros(cells.shape, dtype=bool)), box)
        yield frame(box)


def texts(gains: np.ndarray, leads: np.ndarray, tops: list[float]) -> Iterator[Words]:
    """Yield the numbers, and each row's average."""
    full = np.abs(leads) >= STEPS[-1]
    for dark in (False, True):  # neighbors of one color share a group
        for i, j in np.argwhere(full == dark):
            x = NAMES + CELL * (j + 0.5)
            yield Words(
                x, tops[i] + 12, f"{gains[i, j]:.1f}", 9.5, DARK_INK if dark else INK, "middle"
            )
    right = NAMES + CELL * gains.shape[1] + RIGHT / 2 + 4
    for mean, top in zip(gains.mean(axis=1), tops, strict=True):
        yield Words(right, top + 12, f"{mean:.1f}", 10, INK, "middle", bold=True)


def names(optimizers: Sequence[type[Optimizer]], tops: list[float]) -> Iterator[Mark]:
    """Yield who each row is, and above them their families."""
    seen = set()
    for cls, top in zip(optimizers, tops, strict=True):
        if cls.family not in seen:
            seen.add(cls.family)
            yield Words(12, top - 6, cls.family[:1].upper() + cls.family[1:], 10, QUIET, bold=True)
        yield Glyph(18, top + 8.5, cls.marker, HUES[cls.hue], HEAD)
        yield Words(29, top + 12, cls.short_title(), 10)


def heads(titles: Sequence[str]) -> Iterator[Words]:
    """Yield the words above the columns, and over the last one."""
    for j, title in enumerate(titles):
        yield Words(NAMES + CELL * (j + 0.5) + 3.5, TOP + HEADING - 8, title, 10, turned=True)
    yield Words(
        NAMES + CELL * len(titles) + RIGHT / 2 + 7.5,
        TOP + HEADING - 8,
        "Average",
        10,
        bold=True,
        turned=True,
    )


def key(y: float) -> Iterator[Mark]:
    """Yield what the colors mean."""
    name = (
        OPTIMIZERS[YARDSTICK].short_title().lower() if YARDSTICK in OPTIMIZERS else "the yardstick"
    )
    x = 12.0
    for words, first in (
        (f"ahead of {name}; by 1 decade; by 3", 0),
        ("behind it; by 1; by 3", len(STEPS)),
    ):
        cells = np.array([[first, first + 1, first + 2]])
        box = Box(x, y - 10, 3 * CELL, 13)
        yield from loose(Cells(cells, INKS, np.zeros(cells.shape, dtype=bool)), box)
        yield frame(box)
        yield Words(box.right + 6, y, words, 10)
        x = box.right + 30 + 5.6 * len(words)


def _numbers(
    optimizers: Sequence[type[Optimizer]], gains: np.ndarray, leads: np.ndarray
) -> dict[str, float]:
    numbers: dict[str, float] = {
        "optimizers": len(optimizers),
        "surfaces": gains.shape[1],
        "starts": SIDE**2,
    }
    for cls, row, lead in zip(optimizers, gains, leads, strict=True):
        numbers[f"{cls.slug}_average"] = float(row.mean())
        numbers[f"{cls.slug}_ahead"] = int((lead > LEVEL).sum())
        numbers[f"{cls.slug}_behind"] = int((lead < -LEVEL).sum())
    return numbers


def _told(
    optimizers: Sequence[type[Optimizer]],
    surfaces: Sequence[Surface],
    gains: np.ndarray,
    leads: np.ndarray,
) -> str:
    mean = gains.mean(axis=1)
    best, worst = (
        optimizers[int(mean.argmax())].short_title(),
        optimizers[int(mean.argmin())].short_title(),
    )
    (up, across), (down, along) = (
        map(int, np.unravel_index(f(leads), leads.shape)) for f in (np.argmax, np.argmin)
    )
    return (
        f"A table of {len(optimizers)} optimizers on {len(surfaces)} surfaces. On average over the surfaces most is "
        f"gained by {best}, {mean.max():.1f} decades of loss, and least by {worst}, {mean.min():.1f}. Farthest ahead "
        f"of gradient descent is {optimizers[up].short_title()} on {surfaces[across].title}, by {leads.max():.1f}; "
        f"farthest behind is {optimizers[down].short_title()} on {surfaces[along].title}, by {-leads.min():.1f}."
    )
