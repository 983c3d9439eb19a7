"""Two valleys of equal depth, one sharp, one flat: a test of the idea that flat is better."""

from sympy import Integer, Rational

from gen.surface import Surface, X, Y

# Near its own minimum each bowl is far the smaller of the two, and half the harmonic mean follows
# it exactly: both minima are at zero, and their Hessians are those of the bowls.
_SHARP = 20 * ((X + Integer(1)) ** 2 + Y**2)
_FLAT = Rational(1, 2) * ((X - Integer(1)) ** 2 + Y**2)

TWO_VALLEYS = Surface(
    slug="two-valleys",
    title="Two valleys",
    idea="A sharp minimum and a flat one, equally deep: the loss cannot tell them apart, the path "
    "can.",
    expression=_SHARP * _FLAT / (_SHARP + _FLAT),
    window=((-2.2, 3.2), (-2.0, 2.0)),
    start=(-1.6, 1.2),
    minima=((-1.0, 0.0), (1.0, 0.0)),
    unit=0.1,
    source="Made for this site: two quadratic bowls joined by their harmonic mean",
)
