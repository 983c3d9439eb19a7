"""Beale's function: a flat plain, a narrow bent trough, and walls that rise like a sixth power."""

from sympy import Rational

from gen.surface import Surface, X, Y

BEALE = Surface(
    slug="beale",
    title="Beale",
    idea="Almost flat in the middle, violently steep at the corners: one learning rate cannot suit "
    "both.",
    expression=(Rational(3, 2) - X + X * Y) ** 2
    + (Rational(9, 4) - X + X * Y**2) ** 2
    + (Rational(21, 8) - X + X * Y**3) ** 2,
    window=((-1.0, 4.2), (-1.6, 1.6)),
    start=(1.0, 1.4),
    minima=((3.0, 0.5),),
    unit=0.3,
    source="Beale, On an iterative method for finding a local minimum of a function of more than "
    "one variable (1958)",
)
