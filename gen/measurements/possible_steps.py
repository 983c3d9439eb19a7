"""What a rule could do next: where memory alone would carry it, and all steps within its reach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from gen.arithmetic.functions import cos, sin
from gen.arithmetic.vectors import times
from gen.layers import fitted
from gen.losses import Wrapped
from gen.optimizer import Array, Loss, Optimizer

DIRECTIONS = 32


@dataclass(frozen=True, eq=False)
class Anatomy:
    """A run taken apart.

    Row t belongs to the point after t steps, and to the step that is taken from there.
    """

    points: np.ndarray  # (steps + 1, 2)
    taken: np.ndarray  # (steps + 1, 2): the step
    memory: np.ndarray  # (steps + 1, 2): the step if the gradient were zero
    # (steps + 1, DIRECTIONS, 2): the steps if the gradient, as long as it is, pointed elsewhere.
    reach: np.ndarray
    state: dict[str, np.ndarray]  # (steps + 1, numbers) of each array that the rule keeps


@dataclass(frozen=True)
class Turned(Wrapped):
    """A loss whose gradients are turned, each run's by its own matrix of `turns` (..., 2, 2).

    All else is true.
    """

    turns: Array

    def grad(self, x: Array) -> Array:
        """Return the gradient, turned."""
        return times(self.turns, self.loss.grad(x))


def turns(directions: int) -> np.ndarray:
    """Return the identity, zero, and rotations by equal parts of a circle.

    Their shape is (2 + directions, 2, 2).
    """
    angle = 2 * np.pi * np.arange(directions) / directions
    c, s = cos(angle), sin(angle)
    rotations = np.stack([np.stack([c, -s], axis=-1), np.stack([s, c], axis=-1)], axis=-2)
    return np.concatenate([np.eye(2)[None], np.zeros((1, 2, 2)), rotations])


def dissect(optimizer: Optimizer, loss: Loss, start: Any, steps: int) -> Anatomy:
    """Run from `start`, and at each point try the steps that other gradients would have led to."""
    rule, whatif = fitted(optimizer, loss), Turned(loss, turns(DIRECTIONS))
    x = np.asarray(start, dtype=float)
    crowd = np.broadcast_to(x, (len(whatif.turns), *x.shape))
    state = {name: np.asarray(array) for name, array in rule.init(crowd).items()}
    points, moves, states = [], [], []
    with np.errstate(all="ignore"):
        for t in range(1, steps + 2):
            points.append(crowd[0])
            states.append(state)
            after, state = rule.step(crowd, state, t, whatif.at(t))
            moves.append(np.nan_to_num(after - crowd, nan=0.0, posinf=0.0, neginf=0.0))
            # The first of the crowd saw the true gradient; all begin the next step where it is.
            crowd = np.broadcast_to(after[0], crowd.shape)
            state = {name: np.broadcast_to(array[0], array.shape) for name, array in state.items()}
    move = np.array(moves)
    kept = {name: np.array([s[name][0].ravel() for s in states], dtype=float) for name in states[0]}
    return Anatomy(np.array(points), move[:, 0], move[:, 1], move[:, 2:], kept)
