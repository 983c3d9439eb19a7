"""What experiments have found: docs/data/experiments/*.json, read without JAX."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gen.arithmetic.functions import log
from gen.cache.fingerprints import ROOT

FOLDER = ROOT / "docs" / "data" / "experiments"


def number(value: float | None) -> float:
    """Return what was measured; infinity for a run that diverged."""
    return math.inf if value is None else value


@dataclass(frozen=True)
class Found:
    """What one arm found: its learning rates, the chosen one, and what other seeds made of it."""

    optimizer: str
    sweep: tuple[float, ...]  # its learning rates
    tuning: tuple[float, ...]  # by rate, the middle of what the rate is chosen by
    chosen: int
    reported: Mapping[str, tuple[tuple[float, float, float], ...]]  # lowest, middle, highest
    at_chosen: Mapping[str, tuple[float, ...]]  # each reporting seed's
    share: Mapping[str, tuple[float, ...]]  # by rate, the share of the reporting seeds

    @property
    def rate(self) -> float:
        """The rate that was chosen."""
        return self.sweep[self.chosen]

    def middle(self, measure: str, place: int | None = None) -> float:
        """Return the middle over the reporting seeds, at the chosen rate or at another."""
        return self.reported[measure][self.chosen if place is None else place][1]

    @property
    def favorite(self) -> int:
        """The place of the rate that the tuning seeds like best, be it by less than a percent."""
        return self.tuning.index(min(self.tuning))

    def nearest(self, rate: float) -> int:
        """Return the place of the rate that is nearest, by ratio."""
        return min(range(len(self.sweep)), key=lambda i: abs(log(self.sweep[i] / rate)))


@dataclass(frozen=True)
class Result:
    """What an experiment found, with the sizes and seeds that it was run with."""

    sizes: Mapping[str, Any]
    seeds: Mapping[str, list[int]]
    arms: Mapping[str, Found]


def result_of(data: Mapping[str, Any]) -> Result:
    """Return a summary as figures and claims read it."""
    return Result(
        data["sizes"], data["seeds"], {name: _found(arm) for name, arm in data["arms"].items()}
    )


def _found(arm: Mapping[str, Any]) -> Found:
    return Found(
        arm["optimizer"],
        tuple(arm["sweep"]),
        tuple(map(number, arm["tuning"])),
        arm["chosen"],
        {
            measure: tuple(tuple(map(number, spread)) for spread in rates)  # type: ignore[misc]
            for measure, rates in arm["reported"].items()
        },
        {measure: tuple(map(number, seeds)) for measure, seeds in arm["at_chosen"].items()},
        {measure: tuple(rates) for measure, rates in arm.get("share", {}).items()},
    )


def result(slug: str) -> Result:
    """Return what an experiment found when `nox -s experiments` last ran it.

    Raises LookupError if it never did.
    """
    path = FOLDER / f"{slug}.json"
    if not path.is_file():
        raise LookupError(f"no {path.name} in docs/data/experiments; run `nox -s experiments`")
    return result_of(json.loads(path.read_text(encoding="utf-8")))


def by_share(found: Result, shorter: Result, name: str) -> dict[float, Found]:
    """Return an arm by the share of the steps that it had, the whole run last."""
    arms = {share: shorter.arms[f"{name} {share:g}"] for share in found.sizes["shares"]}
    return {**arms, 1.0: found.arms[name]}


def steps_needed(
    found: Result, shorter: Result, name: str, beside: str = "adam", favorite: bool = False
) -> float:
    """Return in what share of another arm's steps an arm comes to the loss that it ends at.

    `shorter` has an arm for each share of the steps, with a best rate and a schedule of its own:
    between two of them the loss is taken to fall along a line. Infinite if all steps are too few.
    Rates are those chosen, or the seeds' favorites.
    """

    def end(arm: Found) -> float:
        return arm.middle("loss", arm.favorite if favorite else arm.chosen)

    goal = end(found.arms[beside])
    runs = [(share, end(arm)) for share, arm in by_share(found, shorter, name).items()]
    for (less, above), (more, below) in itertools.pairwise(runs):
        if below <= goal <= above:
            return float(less + (more - less) * (above - goal) / (above - below))
    return float(runs[0][0]) if runs[0][1] <= goal else math.inf
