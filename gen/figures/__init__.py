"""Every figure of the site, one module for each kind. A module that is not imported here draws nothing."""

from gen.figures import (
    family_tree,
    matrix_races,
    matrix_rules,
    matrix_standings,
    natural_gradient,
    network_plane,
    overview,
    paths,
    plain_descent,
    races,
    rates,
    singular_values,
    standings,
    starts,
    state,
    surfaces,
)

__all__ = [
    "family_tree",
    "matrix_races",
    "matrix_rules",
    "matrix_standings",
    "natural_gradient",
    "network_plane",
    "overview",
    "paths",
    "plain_descent",
    "races",
    "rates",
    "singular_values",
    "standings",
    "starts",
    "state",
    "surfaces",
]
