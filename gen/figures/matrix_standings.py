"""Everyone on the matrix problems: at the best constant rate, the best falling one, at one."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from gen.draw import Picture
from gen.draw.legend import EDGE, paragraph
from gen.figure import Cast, figure
from gen.figures.casts import present
from gen.figures.table import Table
from gen.matrices import MATRICES
from gen.measurements.rate_search import (
    BUDGET,
    ENOUGH,
    FALLING,
    ONE_RATE,
    RATES,
    STARTS,
    at_one_rate,
    searched,
)
from gen.optimizer import Optimizer
from gen.problem import Problem

MODES = ("tuned", FALLING, "one rate")
RULES = present(
    *("sgd", "momentum", "adagrad", "rmsprop", "adam", "adafactor"),
    *("lars", "lamb", "signsgd", "lion"),
    *("kfac", "shampoo", "soap", "muon"),
)
NOTES = (
    f"Decades of loss gained in {BUDGET} steps, averaged over {STARTS} starts; at most "
    f"{ENOUGH:g} count. "
    f"Each at its best of {len(RATES)} rates, constant or falling to zero ({FALLING}); or "
    f"everyone at {ONE_RATE:g}."
)


@figure(
    "matrix-standings",
    title="On matrices",
    page="matrices",
    casts=[Cast(RULES, (), tuple(MATRICES))],
)
def matrix_standings(
    optimizers: Sequence[type[Optimizer]], matrices: Sequence[Problem], title: str
) -> Picture:
    """Show what each rule gains on each problem, and how much of that is the rate's doing."""
    columns = [(mode, problem) for mode in MODES for problem in matrices]
    gained = np.array(
        [[best(cls, problem, mode) for mode, problem in columns] for cls in optimizers]
    )
    table = Table(optimizers, [f"{problem.title}, {mode}" for mode, problem in columns], gained)
    notes = paragraph(NOTES, table.bottom + 28, width=table.width - 2 * EDGE)
    return Picture(
        title,
        _told(optimizers, gained, len(matrices)),
        (),
        {
            f"{cls.slug}_{problem.slug}_{mode.replace(' ', '_')}": value
            for cls, row in zip(optimizers, gained, strict=True)
            for (mode, problem), value in zip(columns, row, strict=True)
        },
        {
            "optimizers": [cls.slug for cls in optimizers],
            "columns": table.titles,
            "decades": gained,
        },
        extra=(*table.ink(), *notes),
        width=table.width,
        height=math.ceil(notes[-1].y + 12),
    )


def best(optimizer: type[Optimizer], problem: Problem, mode: str) -> float:
    """Return the decades that a rule gains on average, at the best rate or at the one rate."""
    if mode != MODES[2]:
        found = searched(optimizer, problem, schedule=FALLING if mode == FALLING else None)
        return float(found["scores"][RATES.index(found["lr"])])
    return at_one_rate(optimizer, problem)


def _told(optimizers: Sequence[type[Optimizer]], gained: np.ndarray, problems: int) -> str:
    parts = []
    for mode, row in zip(
        MODES, gained.reshape(len(optimizers), len(MODES), problems).mean(axis=2).T, strict=True
    ):
        order = np.argsort(-row, stable=True)
        first, last = (optimizers[int(i)].short_title() for i in (order[0], order[-1]))
        parts.append(
            f"{mode}: most by {first}, {row.max():.1f}, and least by {last}, {row.min():.1f}"
        )
    return (
        f"Decades of loss gained by {len(optimizers)} rules on {problems} matrix problems, on "
        f"average. {'; '.join(parts)}."
    )
