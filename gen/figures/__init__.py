"""Every figure of the site, one module for each kind. A module that is not imported here draws nothing."""

from gen.figures import (
    condition_number,
    contours,
    family_tree,
    matrix_races,
    matrix_standings,
    natural_gradient,
    on_matrices,
    on_surfaces,
    races,
    rates,
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
    "matrix_races",
    "matrix_standings",
    "natural_gradient",
    "on_matrices",
    "on_surfaces",
    "races",
    "rates",
    "shines_and_fails",
    "singular_values",
    "standings",
    "starts",
    "state",
    "training_in_its_plane",
]
