"""The cliff: a high plateau that ends in a wall, at whose edge one ordinary step becomes a leap."""

from sympy import Rational, sqrt

from gen.surface import Surface, X, Y

HEIGHT, STEEPNESS = 4, 10

# A smooth stair from 1 to 0 in plain arithmetic; the edge runs aslant, so that a leap goes sideways
# as well.
_ACROSS = STEEPNESS * (X + Y / 2)
_STAIR = (1 - _ACROSS / sqrt(1 + _ACROSS**2)) / 2

CLIFF = Surface(
    slug="cliff",
    title="Cliff",
    idea="A gentle plateau, a wall, a gentle valley: the rate that suits the ground is thrown off "
    "by the wall.",
    expression=HEIGHT * _STAIR + (X - Rational(3, 2)) ** 2 / 10 + Y**2 / 4,
    window=((-4.0, 4.0), (-3.0, 3.0)),
    start=(-3.2, -1.4),
    minima=((1.5277162906497876, 0.005543258129957541),),
    unit=1.0,
    source="Made for this site after figure 6 of Pascanu, Mikolov & Bengio (2013), arXiv:1211.5063",
)
