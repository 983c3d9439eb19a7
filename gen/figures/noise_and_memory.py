"""Does a velocity smooth noise? Its path is smooth; its ball about the minimum is not small."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic.functions import cos, sin
from gen.arithmetic.vectors import norm
from gen.draw import Axis, Box, Line, Panel, Picture
from gen.draw.legend import Entry, Legend
from gen.draw.marks import Note
from gen.figure import Cast, figure
from gen.losses import Noisy
from gen.optimizer import Optimizer
from gen.palette import HUES, INK
from gen.simulate import Trajectory, simulate
from gen.surfaces.quadratic import quadratic

REACHES = (0.1, 0.5, 1.0)  # η/(1 − β): how far a gradient moves the point in all
MEMORIES = np.array([0.0, 0.15, 0.3, 0.45, 0.6, 0.7, 0.8, 0.9, 0.95])
SHOWN, DRAWN = 0.5, 200  # the reach of the two runs that are drawn, and their steps
SEEDS, WARM, STEPS = 24, 200, 1200
TOP, SIDE, WIDE = 66, 170, 2.2


def noisy_run(momentum: type[Any], reaches: Any, memories: Any, starts: np.ndarray) -> Trajectory:
    """Return runs at rates that give every memory the same reach, in a round bowl with noise."""
    rule = momentum(lr=reaches * (1 - memories), beta=memories)
    return simulate(rule, Noisy(quadratic(1), 1.0, 1), starts, STEPS)


def ball(reach: Any, memory: Any) -> np.ndarray:
    """Return how far from the minimum theory has the point on average (root of mean square)."""
    return np.asarray(np.sqrt(2 * reach / (2 - reach * (1 - memory) / (1 + memory))))


def size(points: np.ndarray) -> np.ndarray:
    """Return the root mean square of vectors (steps, …, seeds, 2) over steps and seeds."""
    return np.asarray(np.sqrt((norm(points)[..., 0] ** 2).mean(axis=(0, -1))))


@figure(
    "noise-and-memory",
    title="What memory does to noise",
    page="learn/what-momentum-remembers",
    casts=[Cast(("sgd", "momentum"), ())],
)
def noise_and_memory(optimizers: tuple[type[Optimizer], type[Optimizer]], title: str) -> Picture:
    """Show runs with and without memory in noise, and how far from the minimum they stay."""
    _, momentum = optimizers
    reaches = np.array(REACHES)[:, None, None, None]
    memories = MEMORIES[:, None, None]
    points = noisy_run(momentum, reaches, memories, np.zeros((SEEDS, 2))).points[WARM:]
    seen, moved = size(points), size(np.diff(points, axis=0))
    shown, nine = REACHES.index(SHOWN), list(MEMORIES).index(0.9)
    turn = np.linspace(0, 2 * np.pi, 61)
    circle = np.column_stack([cos(turn), sin(turn)])
    panels = [
        Panel(
            Box(left, TOP, SIDE, SIDE),
            Axis(-WIDE, WIDE, "x"),
            Axis(-WIDE, WIDE, "y" if left < 100 else ""),
            (
                Line(points[:DRAWN, shown, which, 0], HUES[cls.hue], width=1.1),
                Line(float(seen[shown, which]) * circle, INK, width=1.2, dash=(4, 3)),
            ),
            title=cls.title,
        )
        for cls, left, which in zip(optimizers, (44, 242), (0, nine), strict=True)
    ]
    fine = np.linspace(0, 0.99, 60)
    marks = [
        mark
        for reach, found in zip(REACHES, seen, strict=True)
        for mark in (
            Line(np.column_stack([fine, ball(reach, fine)]), INK, width=1.2),
            Line(np.column_stack([MEMORIES, found]), HUES[momentum.hue], "square", 1, width=0),
            Note(0.5, float(ball(reach, 0.3)) + 0.05, f"reach {reach:g}"),
        )
    ]
    panels.append(
        Panel(
            Box(468, TOP, 158, SIDE),
            Axis(0, 1, "memory β"),
            Axis(0, 1.6, "distance from the minimum"),
            tuple(marks),
        )
    )
    theory = ball(np.array(REACHES)[:, None], MEMORIES)
    shares = {f"ball_{i}": float(seen[i, nine] / seen[i, 0]) for i in range(len(REACHES))}
    steps = float(moved[shown, nine] / moved[shown, 0])
    numbers = {
        **shares,
        "steps": steps,
        "worst": float(np.abs(seen / theory - 1).max()),
    }
    alt = (
        "In a round bowl with noisy gradients, plain descent jumps about the minimum and momentum "
        f"wanders about it in smooth curves, with steps {steps:.2f} times as long. Its ball is "
        f"{shares['ball_1']:.2f} times as wide; at a reach of 0.1 it is as wide as without."
    )
    kinds = (
        Entry("theory", INK, width=1.2),
        Entry("measured", HUES[momentum.hue], "square", 0),
    )
    legend = Legend(kinds)
    return Picture(title, alt, tuple(panels), numbers, below=(legend,))
