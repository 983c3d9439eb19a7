"""The classical four from one start with as many steps: each at its best rate, then all at one."""

from gen.draw import Picture
from gen.figure import Cast, figure
from gen.figures.casts import CLASSICAL
from gen.figures.runs import best_run, run_of, told
from gen.figures.stage import race
from gen.measurements.rate_search import SEARCH
from gen.optimizer import Optimizer
from gen.surface import Surface
from gen.surfaces import SURFACES


@figure(
    "race-on-{surface}",
    title="{Surface}: same start, same number of steps",
    page="surfaces/{surface}",
    casts=[Cast(CLASSICAL, (surface,)) for surface in SURFACES],
)
def race_on(
    optimizers: tuple[type[Optimizer], ...], surfaces: tuple[Surface], title: str
) -> Picture:
    """Show who finds the minimum first when everyone's learning rate is tuned alike."""
    (surface,) = surfaces
    return race(title, [best_run(optimizer, surface) for optimizer in optimizers], surface.start)


@figure(
    "race-on-{surface}-at-one-rate",
    title="{Surface}: one rate for all",
    page="surfaces/{surface}",
    casts=[Cast(CLASSICAL, (surface,)) for surface in SURFACES if CLASSICAL],
    video=False,
)
def race_on_at_one_rate(
    optimizers: tuple[type[Optimizer], ...], surfaces: tuple[Surface], title: str
) -> Picture:
    """Show what one number means to different rules: the rate that is best for the first."""
    (surface,), first = surfaces, optimizers[0]
    rate = best_run(first, surface).rate
    runs = [run_of(optimizer(lr=rate), surface) for optimizer in optimizers]
    whose = f"{first.short_title()}'s best"
    return race(
        title,
        runs,
        surface.start,
        f"Everyone at {whose} rate, {rate:g}. {told(runs)}",
        f"{whose}, {SEARCH}",
    )
