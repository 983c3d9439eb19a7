"""A real network's loss: a plane cut through its 1,210 weights, along the way that its training went."""

from sympy import exp

from gen.surface import Point, Surface, X, Y
from gen.surfaces.trained_digits import COEFFICIENTS, DEGREE, SHADOW, WINDOW

_POWERS = [(i, j) for i in range(DEGREE + 1) for j in range(DEGREE + 1 - i)]

# One unit is half of the picture; in the network's own weights it is this long.
UNIT = (WINDOW[0][1] - WINDOW[0][0]) / 2


def place(u: float, v: float) -> Point:
    """Return where a point of the plane, measured in weights from where training ended, lies in the picture."""
    (left, right), (below, above) = WINDOW
    return (2 * u - left - right) / (right - left), (2 * v - below - above) / (above - below)


NETWORK_PLANE = Surface(
    slug="network-plane",
    title="A network's plane",
    idea="The loss of a network that learns to read digits, in the plane that holds most of its training.",
    # Fitted in the picture and a little beyond; further out it means nothing.
    expression=exp(sum(c * X**i * Y**j for c, (i, j) in zip(COEFFICIENTS, _POWERS, strict=True))),
    formula=r"\exp \sum_{i + j \le " + str(DEGREE) + r"} c_{ij}\, x^i y^j",
    window=((-1.0, 1.0), (-1.0, 1.0)),
    start=place(*SHADOW[0]),
    minima=((0.6738736752866012, -0.26935862647437975),),
    unit=0.1,
    source="Made for this site; the plane is that of Li et al. (2018), arXiv:1712.09913, section 7.2",
)
