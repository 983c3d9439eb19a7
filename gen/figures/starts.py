"""From everywhere at once: which minimum a rule finds from each point of a map, and how soon."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gen.arithmetic.vectors import distance
from gen.draw import Axis, Box, Cells, Panel, Picture, Spot
from gen.draw.legend import EDGE, Entry, Legend, paragraph
from gen.draw.maps import map_height
from gen.draw.marks import Content
from gen.draw.scale import number
from gen.figure import Cast, figure
from gen.measurements.grid import arrival_steps, lattice, minima, reached
from gen.measurements.rate_search import BUDGET
from gen.measurements.standings import CRITERION, standing
from gen.optimizer import Optimizer
from gen.optimizers import RACERS
from gen.palette import HUES, INK, PAGE, QUIET
from gen.simulate import simulate
from gen.surface import Surface
from gen.surfaces import SURFACES

GROUNDS = tuple(slug for slug in ("himmelblau", "six-hump-camel", "beale") if slug in SURFACES)
SIDE = 48  # starts across and down
SOON = (BUDGET // 3, 2 * BUDGET // 3, BUDGET)  # steps: the sooner, the darker
SHARES = (1.0, 0.5, 0.25)
COLORS = tuple(HUES[name] for name in ("blue", "orange", "green", "pink"))
TRAP = len(COLORS) * len(SOON)  # the number of the ink after those of the minima
INKS = (*((hue, share) for hue in COLORS for share in SHARES), (QUIET, 0.5))
LEFT, TOP, LARGE = 58, 76, 300  # the first map is a large one
COLUMN, SMALL, CAPTION = 424, 204, 104  # and the others stand beside it, each above its caption


@dataclass(frozen=True, eq=False)
class Fates:
    """What became of a run from each start, the bottom row first; all arrays are (SIDE, SIDE)."""

    rule: Optimizer
    surface: Surface
    end: np.ndarray  # the number of its minimum, the lowest ones first; -1 for none
    since: np.ndarray  # the step from which it stayed there; BUDGET + 1 where it did not
    lost: np.ndarray  # whether it diverged

    @property
    def found(self) -> np.ndarray:
        """Which runs are at a lowest minimum."""
        return np.asarray((self.end >= 0) & (self.end < minima(self.surface)[1]))

    @property
    def trapped(self) -> np.ndarray:
        """Which are at one that is not the lowest."""
        return np.asarray(self.end >= minima(self.surface)[1])


def fates(optimizer: type[Optimizer], surface: Surface) -> Fates:
    """Return what becomes of `optimizer` from everywhere, at the rate that serves it best."""
    rule = standing(optimizer, surface).optimizer
    run = simulate(rule, surface, lattice(surface, SIDE), BUDGET)
    lost = run.diverged_at >= 0
    end = np.where(lost, -1, reached(run.points[-1], surface))
    arrived = arrival_steps(distance(run.points, minima(surface)[0][end]))
    since = np.where(end >= 0, arrived, BUDGET + 1)
    return Fates(rule, surface, *(row.reshape(SIDE, SIDE) for row in (end, since, lost)))


@figure(
    "starts-of-{optimizer}",
    title="{Optimizer} from everywhere",
    page="optimizers/{optimizer}",
    casts=[Cast((optimizer,), GROUNDS) for optimizer in RACERS],
)
def starts_of(
    optimizers: tuple[type[Optimizer]], surfaces: tuple[Surface, ...], title: str
) -> Picture:
    """Show, for each start, the minimum that it leads to."""
    all_fates = [fates(optimizers[0], surface) for surface in surfaces]
    panels: list[Panel] = []
    for each in all_fates:
        top = panels[-1].box.bottom + CAPTION if len(panels) > 1 else TOP
        panels.append(_map(each, COLUMN if panels else LEFT, top, SMALL if panels else LARGE))
    legend = _legend(max(panel.box.bottom for panel in panels) + 92)
    hue = "Each start has the hue of the minimum that it leads to, as the dot there has."
    told = f"{hue} Rate (η): {CRITERION}."
    note = paragraph(told, legend.bottom + 24)
    numbers: dict[str, float] = {"side": SIDE, "steps": BUDGET}
    numbers |= {key: value for each in all_fates for key, value in _numbers(each).items()}
    data = {
        each.surface.slug: {"end": each.end, "since": each.since, "lost": each.lost * 1}
        for each in all_fates
    }
    return Picture(
        title,
        " ".join([_rates(all_fates), *map(_told, all_fates)]),
        tuple(panels),
        numbers,
        {"search": CRITERION, "starts": data},
        extra=(*legend.ink(), *note),
        column=(*range(len(panels)), legend, told),
        height=math.ceil(note[-1].y + 17),
    )


def _map(each: Fates, left: float, top: float, width: float) -> Panel:
    box = Box(left, top, width, map_height(each.surface, width))
    shade = np.searchsorted(SOON, each.since)
    cells = np.where(
        each.found, each.end % len(COLORS) * len(SOON) + shade, np.where(each.trapped, TRAP, -1)
    )
    (x_low, x_high), (y_low, y_high) = each.surface.window
    rings = [(x, y, COLORS[i % len(COLORS)]) for i, (x, y) in enumerate(each.surface.minima)]
    targets = [
        Spot(x, y, "circle", color, size=size)
        for x, y, hue in rings
        for color, size in ((INK, 7), (PAGE, 4.4), (hue, 2.6))
    ]
    marks: tuple[Content, ...] = (Cells(cells, INKS, each.lost), *targets)
    return Panel(
        box,
        Axis(x_low, x_high, "x"),
        Axis(y_low, y_high, "y"),
        marks,
        title=f"{each.surface.title}: {_percent(each.found)} arrive",
        caption=", ".join([f"η {number(each.rule.lr)}", *_others(each)]),
        grid=False,
    )


def _percent(which: np.ndarray) -> str:
    share = 100 * float(which.mean())
    if 0 < share < 1:
        return f"{share:.1g}%"
    return f"{min(share, 99.9):.1f}%" if 99 < share < 100 else f"{share:.0f}%"


def _others(each: Fates) -> list[str]:
    """Return which shares of the runs do not arrive, in words."""
    others = [f"{_percent(each.trapped)} in a trap"] if each.trapped.any() else []
    return others + ([f"{_percent(each.lost)} diverged"] if each.lost.any() else [])


def _legend(top: float) -> Legend:
    soon = ", ".join(map(str, SOON))
    entries = [
        Entry(text, sample=_sample(numbers, hatched), room=14 * len(numbers))
        for numbers, hatched, text in (
            (range(len(SOON)), False, f"at a lowest minimum by step {soon}"),
            ([TRAP], False, "in a trap"),
            ([-1], False, "at no minimum"),
            ([-1], True, "diverged"),
        )
    ]
    return Legend(entries, EDGE, top)


def _sample(numbers: Sequence[int], hatched: bool) -> Cells:
    cells = np.tile(numbers, (3, 1))
    return Cells(cells, INKS, np.full(cells.shape, hatched))


def _numbers(each: Fates) -> dict[str, float]:
    slug = each.surface.slug
    measured = {
        "lr": float(each.rule.lr),
        "hit_rate": float(each.found.mean()),
        "hit_rate_any": float((each.end >= 0).mean()),
        "diverged": float(each.lost.mean()),
    }
    if each.found.any():
        measured["median_arrival"] = float(np.median(each.since[each.found]))
    return {f"{slug}_{key}": value for key, value in measured.items()}


def _rates(all_fates: list[Fates]) -> str:
    return (
        f"{all_fates[0].rule.short_title()} from {SIDE} × {SIDE} starts on each of "
        f"{len(all_fates)} surfaces, {BUDGET} steps each."
    )


def _told(each: Fates) -> str:
    where = (
        "the minimum"
        if minima(each.surface)[1] == 1
        else f"one of the {minima(each.surface)[1]} lowest minima"
    )
    parts = [f"{_percent(each.found)} of the runs find {where}"]
    if each.found.any():
        parts[0] += f", half of those by step {np.median(each.since[each.found]):.0f}"
    parts += [f"{_percent(each.trapped)} end in a trap"] if each.trapped.any() else []
    parts += [f"{_percent(each.lost)} diverge"] if each.lost.any() else []
    return f"On {each.surface.title}, at a rate of {each.rule.lr:g}: {', '.join(parts)}."
