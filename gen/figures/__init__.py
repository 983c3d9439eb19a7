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
    condition_number,
    contours,
    family_tree,
    fisher_ellipses,
    heavy_ball_cycles,
    look_ahead,
    matrix_races,
    matrix_rates,
    matrix_standings,
    memory_as_a_sum,
    momentum_phases,
    natural_gradient,
    noise_and_memory,
    on_matrices,
    on_surfaces,
    order_of_invariance,
    pushes_in_the_ravine,
    races,
    rate_and_directions,
    rate_in_the_velocity,
    rates,
    saddle_escape,
    saddle_wait,
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
    "heavy_ball_cycles",
    "look_ahead",
    "matrix_races",
    "matrix_rates",
    "matrix_standings",
    "memory_as_a_sum",
    "momentum_phases",
    "natural_gradient",
    "noise_and_memory",
    "on_matrices",
    "on_surfaces",
    "order_of_invariance",
    "pushes_in_the_ravine",
    "races",
    "rate_and_directions",
    "rate_in_the_velocity",
    "rates",
    "saddle_escape",
    "saddle_wait",
    "shines_and_fails",
    "singular_values",
    "standings",
    "starts",
    "state",
    "training_in_its_plane",
]
