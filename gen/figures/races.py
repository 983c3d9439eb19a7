"""The classical four, from the same start, with the same number of steps: each at its best rate, then all at one."""

from gen.draw import Picture
from gen.figure import Cast, figure
from gen.figures.casts import CLASSICAL
from gen.figures.measures import best_run, run_of, told
from gen.figures.racing import race
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
def classical_race(
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
)
def race_at_one_rate(
    optimizers: tuple[type[Optimizer], ...], surfaces: tuple[Surface], title: str
) -> Picture:
    """Show what the same number means to different rules: everyone takes the rate that is best for the first."""
    (surface,), first = surfaces, optimizers[0]
    rate = best_run(first, surface).rate
    runs = [run_of(optimizer(lr=rate), surface) for optimizer in optimizers]
    whose = f"{first.short_title()}'s best"
    picture = race(
        title,
        runs,
        surface.start,
        f"Everyone at {whose} rate, {rate:g}. {told(runs)}",
        f"{whose}, {SEARCH}",
    )
    picture.video = False
    return picture
