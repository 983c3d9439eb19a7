"""What an experiment is: arms, learning rates and seeds; and a summary of what came out."""

from __future__ import annotations

import math
import platform
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib.metadata import version
from typing import Any

import jax

from gen.experiments.fingerprint import fingerprint
from gen.experiments.training import CURVES
from gen.optimizers import OPTIMIZERS

# What a cell measures: for each measure a number at each of the arm's rates; None if it diverged.
Cell = dict[str, list[float | None]]


@dataclass(frozen=True)
class Arm:
    """One of those that are compared: a rule, its learning rates, and whatever else it takes."""

    optimizer: str
    sweep: tuple[float, ...]  # its learning rates
    options: Mapping[str, Any] = field(default_factory=dict)


# Trains from a seed. It is prepared once for all seeds of an arm, so that JAX compiles it once.
Train = Callable[[int], Mapping[str, Any]]


@dataclass(frozen=True)
class Experiment:
    """A comparison at one budget.

    Each arm runs at all its rates. Its rate is chosen by the middle of `chosen_by` over the seeds
    of `tuning`, the smallest of those that are equally good; what is reported is of other seeds.
    """

    slug: str
    arms: Mapping[str, Arm]
    tuning: tuple[int, ...]
    reporting: tuple[int, ...]
    steps: int
    chosen_by: str
    prepare: Callable[[Arm, int], Train]  # of an arm and a number of steps
    sizes: Mapping[str, Any]  # what a reader has to know of the networks, for the record
    counted: tuple[str, ...] = ()  # measures, 0 or 1, of which the mean over the seeds is told
    alike: float = 0.0  # rates that are worse than the best by this share count as equally good

    @property
    def seeds(self) -> tuple[int, ...]:
        """All seeds, those that tune first."""
        return (*self.tuning, *self.reporting)

    @cached_property  # as the code is when the experiment begins
    def fingerprint(self) -> str:
        """A hash of what decides the numbers: this experiment's code and the lines of its rules."""
        rules = {OPTIMIZERS[arm.optimizer] for arm in self.arms.values()}
        schedules = {str(arm.options.get("schedule")) for arm in self.arms.values()} & set(CURVES)
        methods = [method for rule in rules for method in (rule.init, rule.step)]
        defaults = sorted(
            f"{rule.slug}.{knob.name} = {knob.default}"
            for rule in rules
            for knob in rule.hyperparameters()
        )
        code = [self.prepare, *methods, *(CURVES[name] for name in schedules)]
        return fingerprint(code, "\n".join(defaults))

    def cells(self, arm: str) -> Callable[[int], Cell]:
        """Return what trains one arm from a seed at all its rates."""
        train = self.prepare(self.arms[arm], self.steps)
        return lambda seed: {
            measure: [plain(value) for value in values] for measure, values in train(seed).items()
        }

    def shorter(self, sweeps: Mapping[str, Iterable[float]], seeds: int = 1) -> Experiment:
        """Return it with few rates, the chosen ones first, and seeds, as the tests run it."""
        arms = {name: replace(self.arms[name], sweep=tuple(sweeps[name])) for name in sweeps}
        return replace(self, arms=arms, tuning=(), reporting=self.reporting[:seeds])


def plain(value: Any) -> float | None:
    """Return a number at five significant digits, or None for one that is not finite."""
    return float(f"{float(value):.5g}") if math.isfinite(value) else None


def summary(experiment: Experiment, cells: Mapping[tuple[str, int], Cell]) -> dict[str, Any]:
    """Return what came out of all cells, as docs/data/experiments/<slug>.json has it."""
    return {
        "experiment": experiment.slug,
        "command": f"nox -s experiments -- {experiment.slug}",
        "made_from": experiment.fingerprint,
        "versions": {
            "python": platform.python_version(),
            **{name: version(name) for name in ("jax", "numpy", "scikit-learn")},
            "backend": jax.default_backend(),
        },
        "sizes": {"steps": experiment.steps, **experiment.sizes},
        "seeds": {"tuning": list(experiment.tuning), "reporting": list(experiment.reporting)},
        "chosen_by": experiment.chosen_by,
        "arms": {name: _arm(experiment, name, cells) for name in experiment.arms},
    }


def _arm(
    experiment: Experiment, name: str, cells: Mapping[tuple[str, int], Cell]
) -> dict[str, Any]:
    arm = experiment.arms[name]
    places = list(enumerate(arm.sweep))
    tuning = [cells[name, seed] for seed in experiment.tuning]
    reporting = [cells[name, seed] for seed in experiment.reporting]
    judged = [
        _middle(cell[experiment.chosen_by][i] for cell in tuning) for i, _ in places if tuning
    ]
    ranks = [math.inf if value is None else value for value in judged]
    good = [i for i, rank in enumerate(ranks) if rank <= (1 + experiment.alike) * min(ranks)]
    best = good[0] if good else 0
    return {
        "optimizer": arm.optimizer,
        "sweep": list(arm.sweep),
        "tuning": judged,
        "chosen": best,
        "reported": {
            measure: [_spread([cell[measure][i] for cell in reporting]) for i, _ in places]
            for measure in reporting[0]
            if measure not in experiment.counted
        },
        **_counted(experiment, reporting),
        "at_chosen": {
            measure: [cell[measure][best] for cell in reporting] for measure in reporting[0]
        },
    }


def _counted(experiment: Experiment, reporting: Sequence[Cell]) -> dict[str, Any]:
    """Return, by rate, the share of the reporting seeds of which a measure is 1."""
    if not experiment.counted:
        return {}
    by_rate = {
        name: zip(*(cell[name] for cell in reporting), strict=True) for name in experiment.counted
    }
    return {"share": {name: list(map(_mean, rates)) for name, rates in by_rate.items()}}


def _mean(values: Iterable[float | None]) -> float | None:
    return plain(statistics.mean(math.inf if value is None else value for value in values))


def _middle(values: Iterable[float | None]) -> float | None:
    return plain(statistics.median(math.inf if value is None else value for value in values))


def _spread(values: list[float | None]) -> list[float | None]:
    """Return the lowest, the middle and the highest; a run that diverged is above all."""
    known = sorted(math.inf if value is None else value for value in values)
    return [plain(known[0]), plain(statistics.median(known)), plain(known[-1])]
