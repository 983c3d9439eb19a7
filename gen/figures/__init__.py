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
    adams_first_steps,
    condition_number,
    contours,
    decay_length,
    family_tree,
    fisher_ellipses,
    matrix_races,
    matrix_rates,
    matrix_standings,
    natural_gradient,
    noise_ball,
    on_matrices,
    on_surfaces,
    order_of_invariance,
    races,
    range_test,
    rate_and_directions,
    rates,
    saddle_escape,
    schedule_curves,
    schedules_and_optimizers,
    shines_and_fails,
    singular_values,
    standings,
    starts,
    state,
    training_in_its_plane,
)

__all__ = [
    "adams_first_steps",
    "condition_number",
    "contours",
    "decay_length",
    "family_tree",
    "fisher_ellipses",
    "matrix_races",
    "matrix_rates",
    "matrix_standings",
    "natural_gradient",
    "noise_ball",
    "on_matrices",
    "on_surfaces",
    "order_of_invariance",
    "races",
    "range_test",
    "rate_and_directions",
    "rates",
    "saddle_escape",
    "schedule_curves",
    "schedules_and_optimizers",
    "shines_and_fails",
    "singular_values",
    "standings",
    "starts",
    "state",
    "training_in_its_plane",
]
