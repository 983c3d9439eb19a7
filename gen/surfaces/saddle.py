"""A saddle between two minima: uphill one way, downhill the other, nearly flat in the middle."""

from gen.surface import Surface, X, Y

SADDLE = Surface(
    slug="saddle",
    title="Saddle",
    idea="A pass between two valleys: close to it the gradient almost vanishes, and a careful "
    "method waits.",
    expression=X**2 - Y**2 + Y**4 / 4,
    window=((-2.2, 2.2), (-2.2, 2.2)),
    start=(-1.8, 0.001),
    minima=((0.0, 1.4142135623730951), (0.0, -1.4142135623730951)),
    unit=1.0,
    source="The normal form x² − y² of a saddle, closed by a quartic wall so that there is "
    "somewhere to go",
)
