"""The classical four, from the same start, with the same number of steps, each at the best rate of an equal search."""

from gen.draw import Picture
from gen.figure import Cast, figure
from gen.figures.measures import best_run
from gen.figures.racing import race
from gen.optimizer import Optimizer
from gen.optimizers import OPTIMIZERS
from gen.surface import Surface
from gen.surfaces import SURFACES

CLASSICAL = tuple(slug for slug in ("sgd", "momentum", "rmsprop", "adam") if slug in OPTIMIZERS)


@figure(
    "race-on-{surface}",
    title="{Surface}: same start, same number of steps",
    page="surfaces/{surface}",
    casts=[Cast(CLASSICAL, (surface,)) for surface in SURFACES],
)
def classical_race(optimizers: tuple[type[Optimizer], ...], surfaces: tuple[Surface], title: str) -> Picture:
    """Show who finds the minimum first when everyone's learning rate is tuned alike."""
    (surface,) = surfaces
    return race(title, [best_run(optimizer, surface) for optimizer in optimizers], surface.start)
