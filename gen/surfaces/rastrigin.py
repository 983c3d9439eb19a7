"""Rastrigin's function: a bowl covered with dimples, each of them a trap."""

from sympy import cos, pi

from gen.surface import Surface, X, Y

RASTRIGIN = Surface(
    slug="rastrigin",
    title="Rastrigin",
    idea="A bowl covered in dimples: the gradient points into the nearest one, not toward the "
    "middle.",
    expression=20 + X**2 + Y**2 - 10 * (cos(2 * pi * X) + cos(2 * pi * Y)),
    window=((-4.0, 4.0), (-4.0, 4.0)),
    start=(-2.7, 2.3),
    minima=((0.0, 0.0),),
    unit=40.0,
    source="Rastrigin, Systems of Extremal Control (1974); this form: Mühlenbein, Schomisch & Born "
    "(1991)",
)
