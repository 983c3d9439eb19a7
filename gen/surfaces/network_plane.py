"""A real network's loss: a plane cut through its 1,210 weights, along the path of its training."""

from sympy import exp, sqrt

from gen.surface import Point, Surface, X, Y
from gen.surfaces.trained_digits import COEFFICIENTS, DEGREE, SHADOW, WINDOW

_POWERS = [(i, j) for i in range(DEGREE + 1) for j in range(DEGREE + 1 - i)]

# The whole plane drawn in between -1 and 1: a polynomial of x and y would mean nothing outside of
# the picture.
_U, _V = (z / sqrt(1 + z**2) for z in (X, Y))

# One unit is half of the picture; in the network's own weights it is this long.
UNIT = (WINDOW[0][1] - WINDOW[0][0]) / 2


def place(u: float, v: float) -> Point:
    """Return where a point of the plane lies in the picture.

    It is measured in weights, from where training ended.
    """
    (left, right), (below, above) = WINDOW
    return (2 * u - left - right) / (right - left), (2 * v - below - above) / (above - below)


NETWORK_PLANE = Surface(
    slug="network-plane",
    title="A network's plane",
    idea="The loss of a network that learns to read digits, in the plane that holds most of its "
    "training.",
    expression=exp(sum(c * _U**i * _V**j for c, (i, j) in zip(COEFFICIENTS, _POWERS, strict=True))),
    formula=r"\exp \sum_{i + j \le " + str(DEGREE) + r"} c_{ij}\, u^i v^j",
    window=((-1.0, 1.0), (-1.0, 1.0)),
    start=place(*SHADOW[0]),
    minima=((0.6842710001819955, -0.27110071833086846),),
    unit=0.1,
    source="Made for this site; the plane is that of Li et al. (2018), arXiv:1712.09913, section "
    "7.2",
)
