"""The ledger: a claim is a sentence that a run can refute, and a function that tries to."""

from __future__ import annotations

import inspect
import math
import statistics
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from gen.cast import CATALOGUES, Cast
from gen.catalogue import Catalogue

Verdict = Literal["does not hold here", "holds in part", "holds"]
FAILS: Verdict = "does not hold here"
IN_PART: Verdict = "holds in part"
HOLDS: Verdict = "holds"
VERDICTS = (FAILS, IN_PART, HOLDS)  # in the ledger's order: what failed comes first


@dataclass(frozen=True)
class Check:
    """What was measured, and the bounds, chosen beforehand, between which it has to be."""

    what: str
    measured: tuple[float, ...]  # one number, or one for each start, seed or rate
    low: float = -math.inf
    high: float = math.inf

    @property
    def holds(self) -> bool:
        """Whether all that was measured is within the bounds; what is no number is not."""
        return all(self.low <= value <= self.high for value in self.measured)

    def facts(self) -> dict[str, Any]:
        """Return it as JSON can hold it: the least, the middle and the greatest of many."""
        finite = [value for value in self.measured if not math.isnan(value)]
        spread = [min(finite), statistics.median(finite), max(finite)] if finite else []
        return {
            "what": self.what,
            "of": len(self.measured),
            "measured": [_plain(value) for value in (spread if len(self.measured) > 1 else finite)],
            "low": _plain(self.low),
            "high": _plain(self.high),
            "holds": self.holds,
        }


def _plain(value: float) -> float | int | None:
    """Return a number that JSON has; None for an infinite one."""
    if not math.isfinite(value):
        return None
    return int(value) if value == int(value) and abs(value) < 1e15 else float(value)


def between(what: str, measured: Any, low: float, high: float) -> Check:
    """Check that a number, or all of an array, is in [low, high]."""
    values = (
        [measured] if isinstance(measured, float | int) else getattr(measured, "flat", measured)
    )
    found = tuple(float(value) for value in values)
    if not found:
        raise ValueError(f"nothing was measured of {what!r}")
    return Check(what, found, low, high)


def at_least(what: str, measured: Any, low: float) -> Check:
    """Check that a number, or all of an array, is `low` or more."""
    return between(what, measured, low, math.inf)


def at_most(what: str, measured: Any, high: float) -> Check:
    """Check that a number, or all of an array, is `high` or less."""
    return between(what, measured, -math.inf, high)


@dataclass(frozen=True)
class Evidence:
    """What an experiment found.

    `checks` are what has to be seen if the sentence is true. Of a sentence that gives a reason,
    `without` are what has to be seen once the cause is taken away: that the effect is gone.
    `numbers` is what prose may quote.
    """

    checks: tuple[Check, ...]
    without: tuple[Check, ...] = ()
    numbers: Mapping[str, float | int | str] = field(default_factory=dict)

    @property
    def verdict(self) -> Verdict:
        """Whether the sentence holds: it does if every check does."""
        effect, gone = ([check.holds for check in kind] for kind in (self.checks, self.without))
        if all(effect) and all(gone):
            return HOLDS
        # An effect that stays without its cause refutes the reason, however plain the effect is.
        return IN_PART if any(effect) and (any(gone) or not gone) else FAILS


Experiment = Callable[..., Evidence]


@dataclass(frozen=True)
class Claim:
    """One claim. Its `slug` is its function's name, and its address: /evidence/#<slug>."""

    slug: str
    page: str  # the page whose text it carries: "optimizers/adam"
    says: str
    verdict: Verdict  # the recorded one; what is measured must agree
    limits: str
    without: str  # the cause that the experiment takes away, if the sentence gives a reason
    cast: Cast
    function: Experiment = field(repr=False)

    @property
    def module(self) -> str:
        """The module of its experiment."""
        return self.function.__module__

    def measure(self) -> Evidence:
        """Run the experiment; raise ValueError if it is not of the kind that the claim needs."""
        found = self.function(**_everyone(self.function))
        if not found.checks or bool(found.without) != bool(self.without):
            raise ValueError(
                f"the claim {self.slug!r} must return checks, and checks without the cause "
                "if and only if it names the cause that is taken away"
            )
        return found

    def facts(self) -> dict[str, Any]:
        """Return what the experiment finds, as JSON can hold it."""
        found = self.measure()
        return {
            "verdict": found.verdict,
            "checks": [check.facts() for check in found.checks],
            "without": [check.facts() for check in found.without],
            "numbers": {
                key: value if isinstance(value, str) else _plain(value)
                for key, value in found.numbers.items()
            },
        }


CLAIMS: Catalogue[Claim] = Catalogue("claim", ())
# Claims about somebody who is not in the catalogues, and the names that are missing.
ABSENT: dict[str, set[str]] = {}


def claim(
    *, page: str, says: str, limits: str, verdict: Verdict = HOLDS, without: str = ""
) -> Callable[[Experiment], Experiment]:
    """Register an experiment. Its function's name is the claim's slug, with hyphens.

    Its parameters are those who take part, by slug: `def …(adam, sam_adam, rosenbrock)` is given
    two classes of optimizers and a surface; `optimizers`, `surfaces` and `matrices` are all that
    there are, as tuples. It returns `Evidence`.

    `says` is the sentence, `verdict` what has been found of it, `limits` what was tried and what
    the finding does not cover. A sentence that gives a reason says in `without` what the experiment
    takes away to see the effect go.
    """

    def register(function: Experiment) -> Experiment:
        slug = function.__name__.replace("_", "-")
        names = inspect.signature(function).parameters
        missing = {name.replace("_", "-") for name in names if not _who(name)}
        if missing:
            ABSENT[slug] = missing
        else:
            cast = Cast(**{kind: _slugs(kind, names) for kind in CATALOGUES})
            CLAIMS.add(Claim(slug, page, says, verdict, limits, without, cast, function))
        return function

    return register


def _everyone(function: Experiment) -> dict[str, Any]:
    """Return what an experiment's parameters stand for."""
    return {
        name: next(iter(_who(name).values())) for name in inspect.signature(function).parameters
    }


def _who(name: str) -> dict[str, Any]:
    """Return whom a parameter asks for, by catalogue."""
    slug = name.replace("_", "-")
    return {
        kind: tuple(catalogue.values()) if name == kind else catalogue[slug]
        for kind, catalogue in CATALOGUES.items()
        if name == kind or slug in catalogue
    }


def _slugs(kind: str, names: Iterable[str]) -> tuple[str, ...]:
    every = CATALOGUES[kind]
    if kind in names:
        return tuple(every)
    return tuple(name.replace("_", "-") for name in names if name.replace("_", "-") in every)
