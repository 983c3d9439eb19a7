"""The phases of momentum: what rate and memory make of the distance from a quadratic's minimum."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.functions import exp, log, log10, namespace
from gen.arithmetic.vectors import stacked
from gen.draw import Axis, Box, Cells, Line, Panel, Picture, Spot
from gen.draw.legend import Entry, Legend
from gen.draw.live import Case, Handle, Live, Moved, knob_of
from gen.draw.marks import Content, Note
from gen.figure import Cast, figure
from gen.figures.walks import walked
from gen.optimizer import Optimizer
from gen.palette import HUES
from gen.simulate import simulate
from gen.surfaces.quadratic import quadratic

PAGE = "learn/what-momentum-remembers"
MOST_RATE, MOST_MEMORY = 4.2, 1.0
# So many rows that no memory's root, which a swing keeps, is at an edge between two inks.
COLUMNS, ROWS = 84, 51
STEPS = 120  # of a measured run
EDGES = (0.5, 0.7, 0.85, 0.95, 1.0)  # between the inks: share of the distance that a step keeps
INKS = tuple((HUES["blue"], share) for share in (0.75, 0.55, 0.38, 0.22, 0.1))
DRAWN = 40  # steps of the run that is shown
PLANE = Box(52, 54, 330, 236)
SMALLEST = 1e-9
BORDER = 1e-6  # how near to 1 a share counts as 1


def kept(lr: Array, beta: Array) -> Array:
    """Return the share of the distance that a step keeps in the end, for a curvature of 1.

    It is the larger root, in size, of z² − (1 + β − η) z + β.
    """
    xp = namespace(lr)
    middle = 1 + beta - lr
    under = middle * middle - 4 * beta
    real = (xp.abs(middle) + xp.sqrt(xp.maximum(under, 0.0))) / 2
    return xp.where(under < 0, xp.sqrt(beta), real)


def to_a_thousandth(share: Array) -> Array:
    """Return how many steps that keep this share leave a thousandth."""
    return log(1e-3) / log(namespace(share).maximum(share, SMALLEST))


def on_border(share: Array) -> Array:
    """Return whether a step keeps all of the distance."""
    return namespace(share).abs(share - 1) < BORDER


def measured(momentum: type[Optimizer], rates: np.ndarray, memories: np.ndarray) -> np.ndarray:
    """Return the share of the distance that a step keeps, from runs: of shape (memories, rates).

    Of runs that diverge it is infinite.
    """
    rule = momentum(lr=rates[None, :, None], beta=memories[:, None, None])  # type: ignore[call-arg]
    run = simulate(rule, quadratic(1), (1.0, 0.0), STEPS)
    far, third = np.abs(run.points[..., 0]), STEPS // 3
    early, late = far[:third].max(axis=0), far[-third:].max(axis=0)
    share = np.asarray(exp(log(late / early + 1e-300) / (STEPS + 1 - third)))
    return np.where(run.diverged_at >= 0, math.inf, share)


def boundaries() -> list[Line]:
    """Return where theory has the phases end: η = (1 ∓ √β)² and η = 2(1 + β)."""
    memories = np.linspace(0, 1, 81)
    root = np.sqrt(memories)
    return [
        Line(np.column_stack([rates, memories]), width=1.6, dash=dash)
        for rates, dash in (
            ((1 - root) ** 2, (5.0, 3.0)),
            ((1 + root) ** 2, (5.0, 3.0)),
            (2 * (1 + memories), ()),
        )
    ]


def names(*at: tuple[float, float, str]) -> list[Note]:
    """Return words at places of the plane."""
    return [Note(x, y, text, anchor="middle") for x, y, text in at]


def plane(marks: Sequence[Content], label: str) -> Panel:
    """Return the plane of rate and memory."""
    return Panel(
        PLANE,
        Axis(0, MOST_RATE, label),
        Axis(0, MOST_MEMORY, "memory β"),
        tuple(marks),
        grid=False,
    )


@figure(
    "momentum-phases",
    title="Creep, swing, bounce or leave",
    page=PAGE,
    casts=[Cast(("momentum",), ("quadratic",))],
)
def momentum_phases(optimizers: tuple[type[Optimizer]], title: str) -> Picture:
    """Show the phases over rate and memory, measured and in theory, and the run at one point."""
    (momentum,) = optimizers
    hue = HUES[momentum.hue]
    rates = (np.arange(COLUMNS) + 0.5) / COLUMNS * MOST_RATE
    memories = (np.arange(ROWS) + 0.5) / ROWS * MOST_MEMORY
    found = measured(momentum, rates, memories)
    theory = kept(rates[None, :], memories[:, None])
    stays = theory < 1
    cells = np.where(found < 1, np.digitize(found, EDGES), -1)
    marks: list[Content] = [
        Cells(cells, INKS, np.zeros(cells.shape, dtype=bool)),
        *boundaries(),
        *names((0.28, 0.02, "creeps"), (1.3, 0.6, "swings"), (1.73, 0.012, "bounces")),
        *names((3.5, 0.3, "leaves")),
    ]
    chart = Panel(
        Box(440, 54, 186, PLANE.height), Axis(0, DRAWN, "step"), Axis(-1.1, 1.1, "distance")
    )
    steps = np.arange(DRAWN + 1)
    bowl = quadratic(1)

    def moves(lr: Array, beta: Array) -> Moved:
        xp = namespace(lr)
        points, lost = walked(momentum(lr=lr, beta=beta), bowl, (1.0, 0.0), DRAWN)  # type: ignore[call-arg]
        share = kept(lr, beta)
        hull = exp(steps * log(xp.maximum(share, SMALLEST)))
        middle = 1 + beta - lr
        told = {"share": share, "steps": to_a_thousandth(share)}
        run = stacked([steps + 0 * lr, points[:, 0]])
        return Moved(
            (
                (Spot(lr, beta, momentum.marker, HUES["vermilion"], size=6),),
                (
                    Line(stacked([steps + 0 * lr, hull]), dash=(3, 3), width=1.2),
                    Line(stacked([steps + 0 * lr, -hull]), dash=(3, 3), width=1.2),
                    Line(run, hue, momentum.marker, 1, width=1.4, lost=lost),
                ),
            ),
            (
                Case(
                    "This is the border: a step keeps all of the distance.", told, on_border(share)
                ),
                Case(
                    "It leaves: in the end a step multiplies the distance by {share:.2f}.",
                    told,
                    share > 1,
                ),
                Case("One step comes 1,000 times nearer, or more.", told, share < 1e-3),
                Case(
                    "It swings. Each step keeps √β = {share:.3f} of the swing, whatever the rate: "
                    "{steps:.0f} steps for a factor of 1,000.",
                    told,
                    middle * middle < 4 * beta,
                ),
                Case(
                    "It bounces from side to side. In the end a step keeps {share:.3f}: "
                    "{steps:.0f} steps for a factor of 1,000.",
                    told,
                    middle < 0,
                ),
                Case(
                    "It creeps from one side. In the end a step keeps {share:.3f}: "
                    "{steps:.0f} steps for a factor of 1,000.",
                    told,
                ),
            ),
        )

    knobs = (
        knob_of(momentum, "lr", default=0.5, low=0.01, high=MOST_RATE, scale="linear"),
        knob_of(momentum, "beta", default=0.8, high=0.99),
    )
    told = ("to 0.5", "to 0.7", "to 0.85", "to 0.95", "below 1")
    legend = Legend(
        [
            Entry(text, sample=Cells(np.array([[i]]), INKS, np.zeros((1, 1), dtype=bool)))
            for i, text in enumerate(told)
        ]
    )
    worst = float(np.abs(found - theory)[stays & (found < math.inf)].max())
    agree = float(((found < 1) == stays).mean())
    alt = (
        "Over learning rate and memory, the share of the distance that a step keeps, measured from "
        f"{COLUMNS * ROWS:,} runs, lies as theory says: runs creep left of one dashed curve, swing "
        "between two, bounce right of them, and leave beyond η = 2(1 + β)."
    )
    return Picture(
        title,
        alt,
        (plane(marks, "learning rate × curvature, ηλ"), chart),
        {"runs": COLUMNS * ROWS, "worst": worst, "agree": agree},
        below=("Measured share of the distance that a step keeps:", legend),
        live=Live(knobs, moves, (Handle(0, x="lr", y="beta"),)),
    )


KAPPA = 10.0


def best(kappa: float) -> tuple[float, float]:
    """Return Polyak's rate, times the largest curvature, and his memory."""
    root = math.sqrt(kappa)
    return kappa * (2 / (1 + root)) ** 2, ((root - 1) / (root + 1)) ** 2


@figure(
    "two-directions-one-memory",
    title="Two directions, one rate, one memory",
    page=PAGE,
    casts=[Cast(("momentum",), ("quadratic",))],
)
def two_directions_one_memory(optimizers: tuple[type[Optimizer]], title: str) -> Picture:
    """Show where both directions of a valley stand among the phases, and how each shrinks."""
    (momentum,) = optimizers
    valley = quadratic(KAPPA)
    steep, flat = HUES["vermilion"], HUES["blue"]
    rate, memory = best(KAPPA)
    least = float(kept(np.float64(rate), np.float64(memory)))
    steps, low = np.arange(DRAWN + 1), 1e-6
    seen = steps[: int(log(low) / log(least))]
    chart = Panel(
        Box(452, 54, 174, PLANE.height),
        Axis(0, DRAWN, "step"),
        Axis(low, 10, "distance in each direction", log=True),
        (Line(np.column_stack([seen, exp(seen * log(least))]), dash=(4, 3), width=1.2),),
    )

    def moves(lr: Array, beta: Array) -> Moved:
        xp = namespace(lr)
        points, _ = walked(momentum(lr=lr / KAPPA, beta=beta), valley, (1.0, 1.0), DRAWN)  # type: ignore[call-arg]
        far = xp.abs(points)
        shares = kept(lr, beta), kept(lr / KAPPA, beta)
        slower = xp.maximum(*shares)
        told = {
            "steep": shares[0],
            "flat": shares[1],
            "steps": to_a_thousandth(slower),
        }
        count = steps + 0 * lr
        return Moved(
            (
                (
                    Line(
                        stacked([np.array([1 / KAPPA, 1.0]) * lr, np.array([1.0, 1.0]) * beta]),
                        width=1.2,
                    ),
                    Spot(lr / KAPPA, beta, "circle", flat, "flat", 6),
                    Spot(lr, beta, "square", steep, "steep", 6),
                ),
                (
                    Line(stacked([count, far[:, 1]]), steep, "square", 1, width=1.4),
                    Line(stacked([count, far[:, 0]]), flat, "circle", 1, width=1.4),
                ),
            ),
            (
                Case("The steep direction keeps its distance.", told, on_border(shares[0])),
                Case("The steep direction leaves.", told, shares[0] > 1),
                Case(
                    "A step keeps {flat:.3f} of the flat direction and {steep:.3f} of the steep "
                    "one: {steps:.0f} steps for a factor of 1,000.",
                    told,
                ),
            ),
        )

    knobs = (
        knob_of(momentum, "lr", default=1.5, low=0.05, high=MOST_RATE, scale="linear"),
        knob_of(momentum, "beta", default=0.6, high=0.99),
    )
    alt = (
        f"In a valley {KAPPA:g} times as steep across as along, both directions stand at one "
        "height of the phase diagram, the flat one ten times farther left. Theory's best puts one "
        f"on each dashed curve: a step then keeps {least:.2f} of both."
    )
    return Picture(
        title,
        alt,
        (plane(boundaries(), "learning rate × largest curvature, ηλ"), chart),
        {
            "rate": rate,
            "memory": memory,
            "least": least,
            "kappa": KAPPA,
            "steps": float(log10(1e-3) / log10(least)),
            "descent": (KAPPA - 1) / (KAPPA + 1),
        },
        live=Live(knobs, moves, (Handle(0, x="lr", y="beta"),)),
    )
