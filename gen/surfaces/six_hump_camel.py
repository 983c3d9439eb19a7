"""The six-hump camel: six minima in mirrored pairs, and only one pair of them the lowest."""

from sympy import Rational

from gen.surface import Surface, X, Y

CAMEL = Surface(
    slug="six-hump-camel",
    title="Six-hump camel",
    idea="Six minima in three pairs of different depth: near is not the same as low.",
    expression=(4 - Rational(21, 10) * X**2 + X**4 / 3) * X**2 + X * Y + (4 * Y**2 - 4) * Y**2,
    window=((-2.2, 2.2), (-1.2, 1.2)),
    start=(-1.15, 0.1),
    minima=((0.08984201310031806, -0.7126564030207396), (-0.08984201310031806, 0.7126564030207396)),
    unit=1.0,
    source="Dixon & Szegö, Towards Global Optimisation 2 (1978)",
)
