"""Every figure of the site, a module for each kind. One that is not imported here draws nothing.

>>> from gen.figure import FIGURES
>>> FIGURES["race-on-quadratic"].page
'surfaces/quadratic'
"""

from gen.figures import (
    condition_number,
    contours,
    family_tree,
    fisher_ellipses,
    matrix_races,
    matrix_rates,
    matrix_standings,
    natural_gradient,
    on_matrices,
    on_surfaces,
    order_of_invariance,
    races,
    rates,
    saddle_escape,
    shines_and_fails,
    singular_values,
    standings,
    starts,
    state,
    training_in_its_plane,
)

__all__ = [
    "condition_number",
    "contours",
    "family_tree",
    "fisher_ellipses",
    "matrix_races",
    "matrix_rates",
    "matrix_standings",
    "natural_gradient",
    "on_matrices",
    "on_surfaces",
    "order_of_invariance",
    "races",
    "rates",
    "saddle_escape",
    "shines_and_fails",
    "singular_values",
    "standings",
    "starts",
    "state",
    "training_in_its_plane",
]
