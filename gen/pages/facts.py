"""The fact boxes: what is read off a definition, and never written down twice."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import sympy

from gen.layers import fitted
from gen.optimizer import Array, Optimizer
from gen.optimizers import RACERS
from gen.optimizers.descent import children, parents
from gen.optimizers.source import source
from gen.pages.parts import number
from gen.problem import SMALL, Problem
from gen.surface import Surface
from gen.surfaces import SURFACES

PROBE = next(iter(SURFACES.values()))  # any surface will do to see what a rule asks and keeps
LETTERS = {
    "value": "loss",
    "grad": "gradient",
    "hess": "Hessian",
    "hvp": "Hessian-vector product",
    "diagonal": "Hessian diagonal",
    "fisher": "Fisher matrix",
    "factors": "pair of Kronecker factors",
    "noise": "draw of noise",
}


class Counting:
    """A loss that counts what it is asked."""

    def __init__(self, surface: Surface) -> None:
        self.surface = surface
        self.asked: Counter[str] = Counter()

    @property
    def shapes(self) -> tuple[tuple[int, ...], ...]:
        """The shapes of the layers; looking at them is not a question."""
        return self.surface.shapes

    def __getattr__(self, question: str) -> Any:
        if not hasattr(self.surface, question):
            raise AttributeError(question)

        def answer(*arguments: Array) -> Array:
            self.asked[question] += 1
            return getattr(self.surface, question)(*arguments)

        return answer


def asks(cls: type[Optimizer]) -> str:
    """Return what one step asks of the loss, counted: "1 gradient, 2 losses"."""
    if cls.slug not in RACERS:
        return ", ".join(
            ["1 gradient", *(f"1 {LETTERS[question]} for each layer" for question in cls.asks)]
        )
    loss, x = Counting(PROBE), np.array(PROBE.start)
    rule = fitted(cls(), loss)
    rule.step(x, rule.init(x), 1, loss)
    return ", ".join(
        f"{count} {_plural(LETTERS[question], count)}" for question, count in loss.asked.items()
    )


def _plural(word: str, count: int) -> str:
    return word if count == 1 else f"{word}es" if word.endswith("ss") else f"{word}s"


def keeps(cls: type[Optimizer]) -> str:
    """Return what a rule remembers from step to step: "2 numbers for each weight (m, v)"."""
    x = np.zeros((3, 2)) if cls.acts_on == "matrix" else np.array(PROBE.start)
    with np.errstate(all="ignore"):
        state = cls().init(x)
    like = [name for name, value in state.items() if np.shape(value) == x.shape]
    sizes = (
        f"{len(like)} {_plural('number', len(like))} for each weight ({', '.join(like)})"
        if like
        else ""
    )
    other = [
        name + _size(np.shape(value))
        for name, value in state.items()
        if name not in like and x.ndim > 1
    ]
    other = other or [name for name in state if name not in like]
    layer = " for an n × m layer" if x.ndim > 1 and other else ""
    return (" and ".join(filter(None, (sizes, ", ".join(other)))) or "nothing") + layer


def _size(shape: tuple[int, ...]) -> str:
    return (
        f" ({' × '.join({3: 'n', 2: 'm'}[size] for size in shape if size > 1)})"
        if max(shape, default=1) > 1
        else ""
    )


def optimizer_facts(cls: type[Optimizer]) -> dict[str, Any]:
    """Return what the fact box of an optimizer says."""
    return {"optimizer": cls, "asks": asks(cls), "keeps": keeps(cls), "source": source(cls)[0]}


def lineage(cls: type[Optimizer]) -> dict[str, list[str]]:
    """Return the slugs of the rules that a rule grew out of, and of those that grew out of it."""
    return {"parents": parents(cls.slug), "children": children(cls.slug)}


def surface_facts(surface: Surface) -> dict[str, Any]:
    """Return what the fact box of a surface says."""
    return {
        "surface": surface,
        "start": _point(surface.start),
        # A minimum known to sixteen digits may leave 10⁻³¹ of height.
        "minima": [
            (_point(m), number(round(float(surface.expression.subs(_at(m))), 12)))
            for m in surface.minima
        ],
        "conditions": [
            number(kappa)
            for kappa in sorted({float(f"{high / low:.3g}") for low, high in surface.curvatures})
        ],
        "limits": [
            number(limit) for limit in sorted({float(f"{limit:.3g}") for limit in surface.limits})
        ],
    }


def matrix_facts(problem: Problem) -> dict[str, Any]:
    """Return what the fact box of a matrix problem says."""
    curvatures = problem.curvatures
    curved = curvatures[curvatures > 1e-9 * curvatures[-1]]
    layers = [f"{rows} × {columns}" for rows, columns in problem.shapes]
    return {
        "problem": problem,
        "weights": f"{problem.start.size}, in {' and '.join(layers)}",
        "small": number(SMALL),
        "lowest": number(problem.lowest),
        "condition": number(float(curved[-1] / curved[0])),
        "flat": len(curvatures) - len(curved),
        "limit": number(problem.limit),
    }


def _at(point: tuple[float, float]) -> dict[sympy.Symbol, float]:
    return dict(zip(sympy.symbols("x y", real=True), point, strict=True))


def _point(point: tuple[float, float]) -> str:
    return f"({', '.join(f'{value:.4g}'.replace('-', '−') for value in point)})"
