"""Every figure of the site: a small function for each kind, found by the word in its address.

A module that is not imported here draws nothing.

>>> from gen.figure import FIGURES
>>> picture = FIGURES["zigzag-and-condition-number"].draw()
>>> picture.title
'The narrower the valley, the longer the zigzag'
>>> picture.numbers["steps_1"]  # where the curvatures are equal, one step is enough
1
"""

from gen.figures import (
    adam_climbs,
    bias_correction,
    blind_to_scale,
    condition_number,
    contours,
    epsilon,
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
    rare_and_frequent,
    rate_and_directions,
    rates,
    saddle_escape,
    shines_and_fails,
    singular_values,
    standings,
    starts,
    state,
    sum_and_average,
    training_in_its_plane,
    two_steps_of_adam,
    without_correction,
)

__all__ = [
    "adam_climbs",
    "bias_correction",
    "blind_to_scale",
    "condition_number",
    "contours",
    "epsilon",
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
    "rare_and_frequent",
    "rate_and_directions",
    "rates",
    "saddle_escape",
    "shines_and_fails",
    "singular_values",
    "standings",
    "starts",
    "state",
    "sum_and_average",
    "training_in_its_plane",
    "two_steps_of_adam",
    "without_correction",
]
