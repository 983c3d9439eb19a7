"""Every figure of the site, a module for each kind. One that is not imported here draws nothing.

>>> from gen.figure import FIGURES
>>> FIGURES["race-on-quadratic"].page
'surfaces/quadratic'
"""

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
