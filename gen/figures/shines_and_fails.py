"""Where each rule shines and where it fails: chosen by measuring, not by its friends."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from gen.draw import Picture
from gen.figure import Cast, figure
from gen.figures.casts import CLASSICAL, LEVEL, YARDSTICK
from gen.figures.runs import SurfaceRun, run_of, told
from gen.figures.stage import race
from gen.measurements.grid import SIDE
from gen.measurements.rate_search import BUDGET, ONE_RATE
from gen.measurements.standings import CRITERION, Standing, standing
from gen.optimizer import Optimizer
from gen.optimizers import RACERS
from gen.simulate import simulate
from gen.surface import Surface
from gen.surfaces import SURFACES


def rivals(optimizer: str) -> tuple[str, ...]:
    """Return whom an optimizer is measured against: by the median, if they are several."""
    others = tuple(slug for slug in CLASSICAL if slug != YARDSTICK)
    return others if optimizer == YARDSTICK else (YARDSTICK,)


CASTS = [Cast((optimizer, *rivals(optimizer)), tuple(SURFACES)) for optimizer in RACERS]


@figure(
    "{optimizer}-shines",
    title="Where {Optimizer} gains most",
    page="optimizers/{optimizer}",
    casts=CASTS,
    video=False,
)
def shines(optimizers: Sequence[type[Optimizer]], surfaces: Sequence[Surface]) -> Picture:
    """Show an optimizer where it is farthest ahead."""
    return _extreme(max, optimizers, surfaces, ahead="gains most", behind="loses least")


@figure(
    "{optimizer}-fails",
    title="Where {Optimizer} loses most",
    page="optimizers/{optimizer}",
    casts=CASTS,
    video=False,
)
def fails(optimizers: Sequence[type[Optimizer]], surfaces: Sequence[Surface]) -> Picture:
    """Show an optimizer where it is farthest behind, or least ahead."""
    return _extreme(min, optimizers, surfaces, ahead="gains least", behind="loses most")


def _extreme(
    end: Callable[..., Surface],
    optimizers: Sequence[type[Optimizer]],
    surfaces: Sequence[Surface],
    ahead: str,
    behind: str,
) -> Picture:
    surface = end(surfaces, key=lambda surface: lead_on(surface, optimizers))
    lead = lead_on(surface, optimizers)
    word = "is level" if abs(lead) < LEVEL else ahead if lead > 0 else behind
    return on_a_typical_start(optimizers, surface, lead, word)


def lead_on(surface: Surface, optimizers: Sequence[type[Optimizer]]) -> float:
    """Return how many decades the first of `optimizers` is ahead of the median of the others."""
    own, *others = (standing(optimizer, surface).mean for optimizer in optimizers)
    return float(own - np.median(others))


def on_a_typical_start(
    optimizers: Sequence[type[Optimizer]], surface: Surface, lead: float, word: str
) -> Picture:
    """Show the runs from a start where the lead of the optimizer is the usual one."""
    all_standings = [standing(optimizer, surface) for optimizer in optimizers]
    level = {cls: standing(cls, surface, ONE_RATE).mean for cls in optimizers}
    runs = typical(all_standings, lead)
    own, others = runs[0], runs[1:]
    against = others[0].name if len(others) == 1 else "the median of the classical others"
    numbers: dict[str, float | str] = {
        "surface": surface.slug,
        "surface_title": surface.title,
        "lead": lead,
    }
    numbers |= {"starts": len(all_standings[0].starts), "grid": SIDE, "surfaces": len(SURFACES)}
    numbers |= {
        key: value for measured in all_standings for key, value in measured.numbers().items()
    }
    numbers |= {f"{cls.slug}_decades_at_one_rate": gained for cls, gained in level.items()}
    same = ", ".join(f"{cls.short_title()} {gained:.1f}" for cls, gained in level.items())
    return race(
        f"{own.name} {word} on {surface.title}",
        runs,
        own.start,
        alt=" ".join(
            [_chosen(all_standings, lead, word, against), "From the start drawn here:", told(runs)]
        ),
        search=f"{CRITERION}. Decades and found: over all starts. Were {ONE_RATE:g} the rate of "
        f"all: {same} decades",
        pale=others,
        details={
            run: f"{s.mean:.1f} decades, {_share(s)} found"
            for run, s in zip(runs, all_standings, strict=True)
        },
        numbers=numbers,
    )


def typical(measured: Sequence[Standing], lead: float) -> list[SurfaceRun]:
    """Return the runs from one start, of those where the lead has the sign of `lead` the median.

    Where there are several minima most starts may decide nothing, and the average lead comes from a
    few. A start from which all can be seen comes first.
    """
    surface, begin = measured[0].surface, measured[0].starts
    paths = [simulate(s.optimizer, surface, begin, BUDGET) for s in measured]
    leads = measured[0].decades - np.median([s.decades for s in measured[1:]], axis=0)
    telling = np.sign(lead) * leads > LEVEL
    aim = np.median(leads[telling]) if telling.any() else lead
    leaves = [~surface.shows(path.points).all(axis=0) for path in paths]
    # Who is seen comes first: the protagonist's leaving weighs more than all others' together.
    hidden = len(measured) * leaves[0] + np.sum(leaves[1:], axis=0)
    chosen = begin[np.lexsort((np.abs(leads - aim), hidden, ~telling))[0]]
    return [run_of(s.optimizer, surface, chosen) for s in measured]


def _share(measured: Standing) -> str:
    return f"{measured.found.sum()} of {len(measured.found)}"


def _chosen(measured: Sequence[Standing], lead: float, word: str, against: str) -> str:
    own, surface = measured[0], measured[0].surface
    found = ", ".join(
        f"{s.optimizer.short_title()} gains {s.mean:.2g} decades of loss and finds a lowest "
        f"minimum from {s.found.sum()} of them"
        for s in measured
    )
    return (
        f"Chosen by measurement among {len(SURFACES)} surfaces: against {against}, "
        f"{own.optimizer.short_title()} {word} on {surface.title}. On average over "
        f"{len(own.starts)} starts, {found}."
    )
