"""Himmelblau's function: four equally good minima; start and optimizer decide which you get."""

from gen.surface import Surface, X, Y

HIMMELBLAU = Surface(
    slug="himmelblau",
    title="Himmelblau",
    idea="Four minima of equal depth: where you end depends on how you move.",
    expression=(X**2 + Y - 11) ** 2 + (X + Y**2 - 7) ** 2,
    window=((-5.0, 5.0), (-5.0, 5.0)),
    start=(-0.5, -0.5),
    minima=(
        (3.0, 2.0),
        (-2.8051180869527448, 3.1313125182505730),
        (-3.7793102533777469, -3.2831859912861694),
        (3.5844283403304917, -1.8481265269644035),
    ),
    unit=10.0,
    source="Himmelblau, Applied Nonlinear Programming (1972)",
)
