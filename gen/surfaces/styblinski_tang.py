"""The Styblinski-Tang function: every coordinate has a good and a bad valley, and chooses alone."""

from gen.surface import Surface, X, Y

LOW = -2.903534027771177  # the lowest root of 4t³ − 32t + 5, the slope of one coordinate, twice

STYBLINSKI_TANG = Surface(
    slug="styblinski-tang",
    title="Styblinski-Tang",
    idea="Four valleys, of which one is the deepest: each coordinate decides for itself, and may "
    "decide wrong.",
    expression=(X**4 - 16 * X**2 + 5 * X + Y**4 - 16 * Y**2 + 5 * Y) / 2,
    window=((-5.0, 5.0), (-5.0, 5.0)),
    start=(0.6, -0.4),
    minima=((LOW, LOW),),
    unit=20.0,
    source="Styblinski & Tang, Neural Networks 3 (1990), doi:10.1016/0893-6080(90)90029-K",
)
