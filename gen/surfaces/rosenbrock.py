"""Rosenbrock's banana: a curved valley that is easy to find and slow to follow."""

from gen.surface import Surface, X, Y

ROSENBROCK = Surface(
    slug="rosenbrock",
    title="Rosenbrock",
    idea="A bent valley with steep walls: finding it takes a few steps, following it takes "
    "thousands.",
    expression=(1 - X) ** 2 + 100 * (Y - X**2) ** 2,
    window=((-2.0, 2.0), (-1.0, 3.0)),
    start=(-1.2, 1.0),
    minima=((1.0, 1.0),),
    unit=1.0,
    source="Rosenbrock, The Computer Journal 3 (1960), doi:10.1093/comjnl/3.3.175",
)
