"""Each optimizer alone, at its best rate: what its way of moving looks like in a valley, a bend and a saddle."""

from gen.draw import Picture
from gen.figure import Cast, figure
from gen.figures.measures import best_run
from gen.figures.racing import race
from gen.optimizer import Optimizer
from gen.optimizers import OPTIMIZERS
from gen.surface import Surface

TERRAINS = ("quadratic", "rosenbrock", "saddle")


@figure(
    "{optimizer}-on-{surface}",
    title="{Optimizer} on {Surface}",
    page="optimizers/{optimizer}",
    casts=[Cast((optimizer,), (surface,)) for optimizer in OPTIMIZERS for surface in TERRAINS],
)
def path(optimizers: tuple[type[Optimizer]], surfaces: tuple[Surface], title: str) -> Picture:
    """Show one optimizer's path and its loss, at the tuned learning rate."""
    return race(title, [best_run(optimizers[0], surfaces[0])], surfaces[0].start)
