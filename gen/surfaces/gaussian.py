"""Fitting a bell curve: a distance between distributions, whose Fisher matrix is known exactly."""

from collections.abc import Callable
from dataclasses import dataclass

from sympy import Expr, ImmutableMatrix, Rational, exp, log, sqrt

from gen.surface import Surface, X, Y


@dataclass(frozen=True)
class Parameters:
    """Two numbers that name a bell curve; how to get its mean and standard deviation, and back."""

    names: tuple[str, str]
    mean: Expr
    deviation: Expr
    of: Callable[[Expr, Expr], tuple[Expr, Expr]]  # the two numbers from mean and deviation


DEVIATION = Parameters(("μ", "σ"), X, Y, lambda mean, deviation: (mean, deviation))
LOGARITHM = Parameters(("μ", "log σ"), X, exp(Y), lambda mean, deviation: (mean, log(deviation)))
NATURAL = Parameters(
    ("μ/σ²", "−1/2σ²"),
    -X / (2 * Y),
    1 / sqrt(-2 * Y),
    lambda mean, deviation: (mean / deviation**2, -1 / (2 * deviation**2)),
)

WINDOW = ((-4.0, 4.0), (0.4, 5.0))  # of mean and deviation
START = (Rational(-5, 2), Rational(3, 5))


def gaussian(parameters: Parameters = DEVIATION) -> Surface:
    """Return KL(data ‖ model) in nats of the bell curve that x and y name.

    The data are standard normal. Only curves of positive width exist: elsewhere the height is NaN,
    and a run that steps there has diverged.
    """
    mean, deviation = parameters.mean, parameters.deviation
    # How far mean and deviation move with x and y carries their Fisher matrix, 1/σ² and 2/σ², over
    # to x and y.
    jacobian = ImmutableMatrix([mean, deviation]).jacobian([X, Y])
    first, second = (
        tuple(map(float, parameters.of(*point))) for point in (START, (Rational(0), Rational(1)))
    )
    return Surface(
        slug="gaussian",
        title="Gaussian fit",
        idea="Mean and width of a bell curve: where it is narrow the ground is steep, where it is "
        "wide there is none.",
        expression=log(deviation) + (1 + mean**2) / (2 * deviation**2) - Rational(1, 2),
        window=WINDOW,
        start=(first[0], first[1]),
        minima=((second[0], second[1]),),
        unit=0.1,
        source="The likelihood of a normal distribution; Amari (1998), "
        "doi:10.1162/089976698300017746, its geometry",
        metric=(jacobian.T * ImmutableMatrix([[1, 0], [0, 2]]) * jacobian / deviation**2).applyfunc(
            lambda e: e.simplify()
        ),
    )


GAUSSIAN = gaussian()
