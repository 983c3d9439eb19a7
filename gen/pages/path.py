"""The path through Learn: each lesson begins with what the lessons before it leave open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gen.pages.addresses import Address

KEPT = -0.85  # 1 − ηλ


@dataclass(frozen=True)
class Stop:
    """A place for a lesson: what it is about, and the pages that stand in until it is written."""

    name: str
    opens: str
    instead: tuple[str, ...] = ()


PATH = (
    Stop("Why plain descent is slow", "One learning rate has to serve steep and flat directions."),
    Stop(
        "Momentum",
        "Steps that alternate should cancel, and steps that agree should add up.",
        ("momentum", "nesterov"),
    ),
    Stop(
        "From Adagrad to Adam",
        "Momentum has one rate for all weights. These rules give each weight its own.",
        ("adagrad", "rmsprop", "adam"),
    ),
    Stop(
        "Weight decay",
        "Adam's division changes what an L2 penalty does. Decay can stay out of it.",
        ("adamw",),
    ),
    Stop(
        "The learning rate comes first",
        "Who compares rules has to give each its own best rate.",
        ("sgd", "optimizers"),
    ),
    Stop(
        "Schedules",
        "No constant rate is fast at the start and precise at the end.",
        ("noisy-valley", "radam", "schedule-free-sgd"),
    ),
    Stop("Clipping", "At a cliff one long gradient throws the weights far away.", ("cliff",)),
    Stop(
        "Second order",
        "A step can be divided by the curvature itself, if one can pay for it.",
        ("newton", "l-bfgs", "conjugate-gradient"),
    ),
    Stop(
        "Natural gradient",
        "A model's steps should not depend on how its parameters are named.",
        ("natural-gradient", "kfac"),
    ),
    Stop(
        "Matrices",
        "The steep directions of a layer are mixtures of its weights.",
        ("matrices", "shampoo", "muon"),
    ),
    Stop(
        "Noise and flat minima",
        "Minibatches make every gradient a little wrong. Which minimum is found then?",
        ("sgd-with-noise", "two-valleys"),
    ),
    Stop("SAM", "A minimum can be asked for whose surroundings are low, too.", ("sam", "sam-adam")),
    Stop(
        "The newcomers",
        "Signs, clipped curvature, averages in place of schedules: what do they add?",
        ("lion", "sophia", "schedule-free-adamw", "prodigy"),
    ),
    Stop(
        "Trust regions",
        "A bound on what a step may change can replace the learning rate.",
        ("trust-region", "levenberg-marquardt"),
    ),
    Stop(
        "The edge of stability",
        "While a network trains, its curvature rises to what the rate just allows.",
        ("sgd", "quadratic"),
    ),
    Stop("Which one", "What to begin with, and what to try next.", ("home", "optimizers")),
    Stop(
        "How demos go wrong",
        "A comparison can make any optimizer win. These are the usual ways.",
        ("optimizers", "matrices"),
    ),
)


def stops(known: Iterable[Address]) -> Iterator[tuple[int, Stop, Address | None]]:
    """Yield each stop with its number, and its lesson if it is among the `known` pages.

    Raises LookupError for a lesson whose order is not a free place on the path.
    """
    lessons: dict[int, Address] = {}
    for address in known:
        if not address.source.startswith("learn/"):
            continue
        if not 1 <= address.order <= len(PATH) or address.order in lessons:
            raise LookupError(
                f"{address.source}: order: {address.order} is not a free place "
                f"among the {len(PATH)} of gen/pages/path.py"
            )
        lessons[address.order] = address
    for number, stop in enumerate(PATH, 1):
        yield number, stop, lessons.get(number)


def across(number: int) -> float:
    """Return where a stop lies across the picture, from 0 to 1.

    The path is that of plain descent across a valley, where each step keeps 1 − ηλ of the distance.
    """
    return 0.5 + 0.5 * KEPT ** (number - 1)
