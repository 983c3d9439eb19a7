"""Our rules beside everyone else's: same start, same gradients, and how far apart 100 steps lead.

A reference is a function `walk(rule, loss, start, steps)` that returns the points (steps + 1, d)
which somebody else's implementation visits, registered with @reference. Everything else follows:
the test, the table on the optimizer's page, the one in *How it is made*. Where nobody else has the
rule, `package="transcription"`: a plain NumPy loop written from the paper's pseudocode, not from
ours.
"""

from __future__ import annotations

import ast
import hashlib
import inspect
import textwrap
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module, metadata
from typing import Any, Literal

import numpy as np

from gen.arithmetic.noise import normals
from gen.losses import Wrapped
from gen.optimizers import OPTIMIZERS
from gen.optimizers.source import source
from gen.schedules import SCHEDULES
from gen.surfaces.rosenbrock import ROSENBROCK
from tests.snippets import SNIPPETS, Snippet

Walk = Callable[..., np.ndarray]

# What has to be there for a reference to run, by package; names are those of the package index.
MODULES = {
    "torch": "torch",
    "optax": "optax",
    "pytorch_optimizer": "pytorch_optimizer",
    "schedulefree": "schedulefree",
    "scipy": "scipy",
    "transcription": "numpy",
}


def version(package: str) -> str:
    """Return the version of a package, without the kind of processor that it was built for."""
    return metadata.version(package.replace("_", "-")).split("+")[0]


@dataclass(frozen=True, eq=False)
class Reference:
    """An implementation that is not ours, and what must be passed so that the two mean the same."""

    slug: str  # our optimizer
    package: str
    name: str  # as its documentation calls it
    # What was passed beside the shared hyperparameters, or where conventions differ; may be empty.
    option: str
    # The ranges from which hyperparameters are drawn; others keep our default.
    knobs: dict[str, tuple[float, float]]
    losses: tuple[Any, ...]
    # What `walk` returns: points that it visits, or something else of both.
    compared: Literal["points", "directions"]
    walk: Walk = field(repr=False)

    @property
    def version(self) -> str:
        """The version of the package that was compared; none for a transcription."""
        return "" if self.package == "transcription" else version(self.package)

    def __str__(self) -> str:
        return f"{self.slug}-{self.name}".replace(" ", "-")


@dataclass(frozen=True, eq=False)
class ScheduleReference:
    """Another implementation of a schedule.

    `multipliers(total)` returns the multipliers of steps 1 to total.
    """

    slug: str
    package: str
    name: str
    option: str
    multipliers: Callable[[int], Any] = field(repr=False)

    version = Reference.version

    def __str__(self) -> str:
        return f"{self.slug}-{self.name}".replace(" ", "-")


REFERENCES: list[Reference] = []
SCHEDULE_REFERENCES: list[ScheduleReference] = []


@dataclass(frozen=True)
class Quadratic:
    """½ (x − m)ᵀ H (x − m), its weights in `shapes`.

    H is random, with eigenvalues between 0.1 and 3.
    """

    seed: int
    shapes: tuple[tuple[int, ...], ...]

    def __post_init__(self) -> None:
        d, rng = sum(int(np.prod(s)) for s in self.shapes), np.random.default_rng(self.seed)
        basis = np.linalg.qr(rng.normal(size=(d, d)))[0]
        hessian = (basis * rng.uniform(0.1, 3.0, d)) @ basis.T
        object.__setattr__(self, "hessian", (hessian + hessian.T) / 2)
        object.__setattr__(self, "minimum", rng.normal(size=d))
        object.__setattr__(self, "start", rng.normal(size=d))

    def value(self, x: Any) -> Any:
        away = x - self.minimum
        return 0.5 * (away * (away @ self.hessian)).sum(axis=-1)

    def grad(self, x: Any) -> Any:
        return (x - self.minimum) @ self.hessian

    def hess(self, x: Any) -> Any:
        return 0 * x[..., None] + self.hessian

    def hvp(self, x: Any, v: Any) -> Any:
        return v @ self.hessian

    def diagonal(self, x: Any) -> Any:
        return 0 * x + np.diag(self.hessian)

    def at(self, t: int) -> Quadratic:
        return self


@cache
def nearly_one(d: int, t: int) -> np.ndarray:
    """Return d numbers that are 1 up to their last digits, others at every step."""
    return 1 + 1e-15 * normals(np.zeros(d), t)


@dataclass(frozen=True)
class Trembling(Wrapped):
    """A loss that is asked some parts in 10¹⁵ beside the point, as if it had been rounded worse."""

    t: int = 0

    def beside(self, x: Any) -> Any:
        return x * nearly_one(x.shape[-1], self.t)

    def value(self, x: Any) -> Any:
        return self.loss.value(self.beside(x))

    def grad(self, x: Any) -> Any:
        return self.loss.grad(self.beside(x))

    def hess(self, x: Any) -> Any:
        return self.loss.hess(self.beside(x))

    def hvp(self, x: Any, v: Any) -> Any:
        return self.loss.hvp(self.beside(x), v)

    def at(self, t: int) -> Trembling:
        return Trembling(self.loss.at(t), t)


VECTORS = (Quadratic(1, ((2,),)), Quadratic(2, ((5,),)), Quadratic(3, ((10,),)), ROSENBROCK)
MATRICES = (Quadratic(4, ((4, 3),)), Quadratic(5, ((3, 5),)), Quadratic(6, ((2, 2),)))
LAYERS = (Quadratic(7, ((4, 3), (3,))), *MATRICES)


def reference(
    slug: str,
    package: str,
    name: str,
    *,
    option: str = "",
    losses: tuple[Any, ...] = VECTORS,
    compared: Literal["points", "directions"] = "points",
    **knobs: tuple[float, float],
) -> Callable[[Walk], Walk]:
    """Register `walk(rule, loss, start, steps)` as another implementation of the optimizer `slug`.

    `rule` is ours with the drawn hyperparameters as attributes: `rule.lr`, `rule.beta1`. `knobs`
    are the ranges they are drawn from. A run is compared until it diverges, or until gradients that
    tremble have led elsewhere: some rules are chaotic in places, and multiply rounding until
    nothing agrees with anything. With `compared="directions"` the function returns two arrays,
    theirs and ours, of whatever can be compared exactly.
    """

    def register(walk: Walk) -> Walk:
        if slug in OPTIMIZERS:
            unknown = set(knobs) - {knob.name for knob in OPTIMIZERS[slug].hyperparameters()}
            if unknown or package not in MODULES:
                raise LookupError(
                    f"{name}: no hyperparameter {unknown} of {slug}, or no package {package!r}"
                )
            REFERENCES.append(Reference(slug, package, name, option, knobs, losses, compared, walk))
        return walk

    return register


def schedule_reference(
    slug: str, package: str, name: str, option: str = ""
) -> Callable[[Callable[[int], Any]], Callable[[int], Any]]:
    """Register `multipliers(total)` as another implementation of the schedule `slug`."""

    def register(multipliers: Callable[[int], Any]) -> Callable[[int], Any]:
        if slug in SCHEDULES:
            SCHEDULE_REFERENCES.append(ScheduleReference(slug, package, name, option, multipliers))
        return multipliers

    return register


def difference(theirs: np.ndarray, ours: np.ndarray) -> float:
    """Return the largest difference between two runs, relative to their largest coordinate."""
    assert theirs.shape == ours.shape
    assert np.isfinite(theirs).all()
    return float(np.abs(theirs - ours).max() / np.abs(theirs).max())


STEPS = 100
BAR = 1e-10


@dataclass
class Measured:
    """What was seen of a reference so far."""

    difference: float = 0.0  # the largest
    runs: int = 0
    in_part: int = 0  # runs of which only a beginning could be compared


MEASURED: defaultdict[Any, Measured] = defaultdict(Measured)
RAN: defaultdict[Snippet, dict[str, Any]] = defaultdict(dict)  # what ran of the pages' snippets


def measured(key: Any, found: float, in_part: bool = False) -> float:
    """Remember one more run, in which the difference was `found`, and return that."""
    so_far = MEASURED[key]
    so_far.difference = max(so_far.difference, found)
    so_far.runs += 1
    so_far.in_part += in_part
    return found


def fingerprint(slug: str) -> str:
    """Return a hash of what decides where a rule steps: its lines, defaults, and helpers."""
    cls = OPTIMIZERS[slug]
    defaults = [(knob.name, knob.default) for knob in cls.hyperparameters()]
    text = "".join([source(cls)[1], repr(defaults), *helpers(slug).values()])
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def helpers(slug: str) -> dict[str, str]:
    """Return what a rule computes with, and these in turn, by name: of functions their lines."""
    cls = OPTIMIZERS[slug]
    found: dict[str, str] = {}
    _follow(source(cls)[1], cls.__module__, found)
    return dict(sorted(found.items()))


def _follow(code: str, module: str, found: dict[str, str]) -> None:
    """Add to `found` everything of ours that `code`, which stands in `module`, names."""
    known = vars(import_module(module))
    names = {node.id for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)}
    for name in sorted(names & known.keys()):
        thing = inspect.unwrap(known[name]) if callable(known[name]) else known[name]
        home = thing.__name__ if inspect.ismodule(thing) else getattr(thing, "__module__", "")
        if isinstance(thing, (int, float, str, tuple)):
            found[f"{module}.{name}"] = repr(thing)
        elif (home or "").startswith("gen.") and home != "gen.optimizer":
            key = f"{home}.{getattr(thing, '__qualname__', '')}"
            if key not in found:
                found[key] = inspect.getsource(thing)
                _follow(textwrap.dedent(found[key]), home, found)


def table(before: dict[str, Any]) -> dict[str, Any]:
    """Return what was measured, as docs/data/parity.json has it.

    There is a row for each reference, in the site's order. References that this run left out keep
    their row of `before`.
    """
    parts = (("optimizer", OPTIMIZERS, REFERENCES), ("schedule", SCHEDULES, SCHEDULE_REFERENCES))
    tables = {f"{key}s": _rows(key, list(order), known, before) for key, order, known in parts}
    return {"steps": STEPS, "bar": BAR, **tables}


def _rows(
    key: str, order: list[str], references: list[Any], before: dict[str, Any]
) -> list[dict[str, Any]]:
    old = {(row[key], row["reference"]): row for row in before.get(f"{key}s", [])}
    rows = [_row(r, key) if r in MEASURED else old.get((r.slug, r.name)) for r in references]
    return sorted(filter(None, rows), key=lambda row: order.index(row[key]))


def _row(reference: Reference | ScheduleReference, key: str) -> dict[str, Any]:
    found = MEASURED[reference]
    row = {
        key: reference.slug,
        "reference": reference.name,
        "package": reference.package,
        "version": reference.version,
        "option": reference.option,
        "difference": float(f"{found.difference:.2g}"),
        "runs": found.runs,
    }
    if isinstance(reference, Reference):
        row |= {
            "in_part": found.in_part,
            "compared": reference.compared,
            "rule": fingerprint(reference.slug),
        }
    return row


def ran(before: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what ran of the snippets, as docs/data/snippets.json has it, in the pages' order.

    Snippets that this run left out keep what stands in their row of `before`.
    """
    old = {row["snippet"]: row for row in before}
    rows = [old.get(snippet.fingerprint, {}) | RAN.get(snippet, {}) for snippet in SNIPPETS]
    return [row for row in rows if "loss" in row]
