"""Ackley's function: a nearly flat plain of dimples around a funnel with a tip like a needle."""

from sympy import E, Rational, cos, exp, pi, sqrt

from gen.surface import Surface, X, Y

# At its minimum Ackley's function is a cone, which has no gradient there. Here the tip is rounded
# off within this distance, and the constant is the one that puts the minimum at zero.
TIP = Rational(1, 20)

ACKLEY = Surface(
    slug="ackley",
    title="Ackley",
    idea="Dimples all over a plain that is nearly flat, and one funnel: from afar its slope hides "
    "in the ripple.",
    expression=20 * exp(-TIP / 5)
    - 20 * exp(-sqrt((X**2 + Y**2) / 2 + TIP**2) / 5)
    + E
    - exp((cos(2 * pi * X) + cos(2 * pi * Y)) / 2),
    window=((-4.5, 4.5), (-4.5, 4.5)),
    start=(-3.4, 2.6),
    minima=((0.0, 0.0),),
    unit=10.0,
    source="Ackley, A Connectionist Machine for Genetic Hillclimbing (1987), with its tip rounded "
    "within 0.05",
)
