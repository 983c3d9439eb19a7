"""Each optimizer alone, at its best rate: how it moves in a valley, a bend and at a saddle."""

from gen.arithmetic.vectors import distance
from gen.draw import Picture
from gen.figure import Cast, figure
from gen.figures.runs import SurfaceRun, best_run, length, told
from gen.figures.stage import race
from gen.optimizer import Optimizer
from gen.optimizers import RACERS
from gen.surface import Surface

TERRAINS = ("quadratic", "rosenbrock", "saddle")

# Those whose paths were published, on all three and as videos, before there were forty of them:
# an address stays. Of the others, where they shine, fail and start from says more.
FILMED = (
    *("sgd", "momentum", "nesterov", "adagrad", "rmsprop"),
    *("adam", "adamw", "sam", "newton", "line-search"),
)


@figure(
    "{optimizer}-on-{surface}",
    title="{Optimizer} on {Surface}",
    page="optimizers/{optimizer}",
    casts=[
        Cast((o,), (surface,))
        for o in RACERS
        for surface in (TERRAINS if o in FILMED else TERRAINS[:2])
    ],
    video=FILMED,
)
def on_surface(optimizers: tuple[type[Optimizer]], surfaces: tuple[Surface], title: str) -> Picture:
    """Show one optimizer's path and its loss, at the tuned learning rate."""
    run = best_run(optimizers[0], surfaces[0])
    return race(title, [run], surfaces[0].start, alt=f"{told([run])} {crooked(run)}")


def crooked(run: SurfaceRun) -> str:
    """Return how crooked the path is, and what it gained, as a sentence."""
    points, values = run.trajectory.points, run.trajectory.values
    long, straight = length(points), distance(points[-1], points[0])
    ends = f"the loss goes from {values[0]:.3g} to {values[-1]:.2g}"
    return f"Its path is {long:.3g} long between ends that are {straight:.3g} apart; {ends}."
