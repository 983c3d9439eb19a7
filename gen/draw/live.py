"""Live pictures: knobs that a reader turns, and what of a picture moves with them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from gen.draw.marks import Content
from gen.draw.scale import number, ten_to
from gen.knobs import Hyperparameter

FIELD = re.compile(r"\{(\w+)(?::([^}]*))?\}")


@dataclass(frozen=True, eq=False)
class Case:
    """A sentence for the picture as it is now. Of several the first whose `when` holds is said.

    `{name}` in it is one of `values`: to three digits, or as `{name:.2f}`, `{name:,.0f}` or
    `{name:.0%}` says; of formats the page knows these three, with any number of digits.
    """

    text: str
    values: Mapping[str, Any] = field(default_factory=dict)
    when: Any = True


@dataclass(frozen=True, eq=False)
class Moved:
    """What depends on the knobs: marks for each panel, and what is said under the picture."""

    marks: Sequence[Sequence[Content]]
    says: Sequence[Case]


@dataclass(frozen=True)
class Handle:
    """A panel by which knobs can be taken: dragging along its axes turns `x`, `y` or both."""

    panel: int
    x: str = ""
    y: str = ""


@dataclass(frozen=True, eq=False)
class Live:
    """Knobs, and `moves`, which computes from them, in Array API Python, all that moves.

    `moves` takes each knob by its name and must not branch on it: it is run on NumPy's numbers to
    draw the picture at the knobs' defaults, and once on traced ones, to become JavaScript. Fields
    of marks that may come from it are points and coordinates, and whether a line is `lost`.
    """

    knobs: tuple[Hyperparameter, ...]
    moves: Callable[..., Moved]
    handles: tuple[Handle, ...] = ()

    @cached_property
    def begun(self) -> Moved:
        """What moves, as it is at the defaults."""
        return self.at()

    def at(self, **values: float) -> Moved:
        """Return what moves with knobs at `values`, and otherwise at their defaults."""
        given = {knob.name: np.float64(knob.default) for knob in self.knobs}
        given |= {name: np.float64(value) for name, value in values.items()}
        with np.errstate(all="ignore"):  # a run may diverge
            return self.moves(**given)

    def sentence(self) -> str:
        """Return what is said at the defaults."""
        found = (case for case in self.begun.says if np.all(case.when))
        return next((filled(case.text, case.values) for case in found), "")


def knob_of(optimizer: Any, name: str, **changes: Any) -> Hyperparameter:
    """Return the declaration of an optimizer's hyperparameter, for a figure about it.

    `changes` are fields that differ there, such as `default=0.1` or `high=2.0`.
    """
    (found,) = [knob for knob in optimizer.hyperparameters() if knob.name == name]
    return Hyperparameter(**{**vars(found), **changes})


def filled(text: str, values: Mapping[str, Any]) -> str:
    """Return a text with its numbers in it; docs/javascripts/live/told.js does the same."""
    return FIELD.sub(lambda found: told(float(values[found[1]]), found[2] or ""), text)


def told(value: float, spec: str) -> str:
    """Return a number for a sentence: to three digits, or as `spec` says, with a true minus."""
    if not np.isfinite(value):
        return "∞" if value > 0 else "−∞" if value < 0 else "undefined"
    if spec:
        return format(value, f"z{spec}").replace("-", "−")  # z: nothing is −0
    rounded = float(f"{value:.3g}") + 0.0  # no −0 here, either
    if rounded and not 1e-4 <= abs(rounded) < 1e6:
        mantissa, exponent = f"{rounded:.2e}".split("e")
        return f"{number(float(mantissa))}×{ten_to(int(exponent))}"
    return number(rounded) if abs(rounded) < 1e5 else f"{rounded:.0f}".replace("-", "−")
