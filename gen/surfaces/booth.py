"""Booth's function: a mild valley across the axes, so that no coordinate can be treated alone."""

from gen.surface import Surface, X, Y

BOOTH = Surface(
    slug="booth",
    title="Booth",
    idea="A valley at 45° to the axes: to help one coordinate you have to move both.",
    expression=(X + 2 * Y - 7) ** 2 + (2 * X + Y - 5) ** 2,
    window=((-4.0, 6.0), (-2.0, 8.0)),
    start=(-2.2, 7.2),
    minima=((1.0, 3.0),),
    unit=10.0,
    source="Named after A. D. Booth; in the survey of Jamil & Yang (2013), arXiv:1308.4008",
)
