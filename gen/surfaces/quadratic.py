"""The ill-conditioned quadratic: a valley whose walls are κ times as curved as its floor."""

from sympy import Rational

from gen.surface import Surface, X, Y


def quadratic(kappa: float = 30) -> Surface:
    """Return the valley ½(x² + κy²), whose condition number is `kappa` (at least 1)."""
    if not kappa >= 1:
        raise ValueError(f"a condition number is at least 1, not {kappa!r}")
    return Surface(
        slug="quadratic",
        title="Ill-conditioned quadratic",
        idea="A long, straight valley: steep across, almost flat along.",
        expression=(X**2 + Rational(str(kappa)) * Y**2) / 2,
        window=((-2.4, 1.2), (-1.2, 1.2)),
        start=(-2.0, 0.9),
        minima=((0.0, 0.0),),
        unit=1.0,
        source="The standard model of conditioning; see Nocedal & Wright, Numerical Optimization, "
        "2006, section 3.3.",
    )


QUADRATIC = quadratic()
