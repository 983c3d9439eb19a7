"""Matyas's function: a plate so slightly bent that nothing pushes, its floor along the diagonal."""

from sympy import Rational

from gen.surface import Surface, X, Y

MATYAS = Surface(
    slug="matyas",
    title="Matyas",
    idea="A shallow valley along the diagonal: the scale is small, so small learning rates go "
    "nowhere.",
    expression=Rational(26, 100) * (X**2 + Y**2) - Rational(48, 100) * X * Y,
    window=((-10.0, 10.0), (-10.0, 10.0)),
    start=(-8.6, -3.4),
    minima=((0.0, 0.0),),
    unit=1.0,
    source="Named after J. Matyas; in the survey of Jamil & Yang (2013), arXiv:1308.4008",
)
