"""Races in a page: what may be set of one, which controls a lesson shows, what a sentence sets.

Here a mistake in a setting is an error of the build; the browser says it in a sentence.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import urlencode

from gen.browser.settings import CONTROLS, LEARNING_RATE, RATES, SETTINGS, SPEEDS, STEPS, USUAL
from gen.optimizers import OPTIMIZERS, RACERS
from gen.pages.addresses import close_to
from gen.schedules import SCHEDULES
from gen.surfaces import SURFACES

LOOKS = ("id", "view", "theme", "controls", "linked", "bare")
VIEWS = ("slide", "lesson")
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)


@dataclass(frozen=True)
class Race:
    """A race where it stands in a page: from which character on, its id, and what it is given."""

    at: int
    id: str
    given: Mapping[str, str]


def words(argument: str) -> dict[str, str]:
    """Return `a=1 b=2` as a dict."""
    pairs = [word.partition("=") for word in shlex.split(argument)]
    for name, sign, value in pairs:
        if not sign or not value:
            raise ValueError(f"settings are given as name=value, not {name + sign!r}")
    return {name: value for name, _, value in pairs}


def one_of(what: str, value: str, choices: tuple[str, ...]) -> None:
    """Raise an error that says what would be right, unless the value is a choice."""
    if value not in choices:
        raise LookupError(f"a race has no {what} {value!r}; {close_to(value, list(choices))}")


def number(name: str, text: str, low: float, high: float) -> float:
    """Return a number within bounds, or raise an error that names them."""
    if not NUMBER.fullmatch(text) or not low <= float(text) <= high:
        raise ValueError(f"{name} of a race must be from {low:g} to {high:g}, not {text!r}")
    return float(text)


def left(given: Mapping[str, str], gone: re.Pattern[str]) -> bool:
    """Return whether a setting names an optimizer or a surface that left its catalogue."""
    named = [*given.get("optimizers", "").split(","), given.get("surface", "")]
    named += [name.partition(".")[0] for name in given if "." in name]
    return any(
        slug not in OPTIMIZERS and slug not in SURFACES and gone.search(slug) for slug in named
    )


def check(given: Mapping[str, str], around: Mapping[str, str]) -> None:
    """Raise an error for a setting that a race does not have, or a value that it would not take.

    `around` is what the race is given besides.
    """
    whole = {"surface": next(iter(SURFACES)), "steps": USUAL["steps"], **around, **given}
    for name, value in given.items():
        if "." in name:
            _check_hyperparameter(name, value)
        else:
            one_of("setting", name, SETTINGS)
            _CHECKS[name](value, whole)


def _check_optimizers(value: str, whole: Mapping[str, Any]) -> None:
    for slug in value.split(","):
        one_of("optimizer", slug, tuple(RACERS))


def _check_hyperparameter(name: str, value: str) -> None:
    slug, _, key = name.partition(".")
    one_of("optimizer", slug, tuple(RACERS))
    knobs = {knob.name: knob for knob in OPTIMIZERS[slug].hyperparameters()}
    if key not in knobs:
        raise LookupError(f"{slug} has no hyperparameter {key!r}; {close_to(key, list(knobs))}")
    low, high = (min(0, knobs[key].low), knobs[key].high) if key != "lr" else LEARNING_RATE
    number(name, value, low, high)


def _check_start(value: str, whole: Mapping[str, Any]) -> None:
    parts = value.split(",")
    if len(parts) != 2:
        raise ValueError(f"start of a race must be two numbers, such as -1.2,1, not {value!r}")
    for axis, part, (low, high) in zip("xy", parts, SURFACES[whole["surface"]].window, strict=True):
        number(f"start {axis}", part, low, high)


_CHECKS: dict[str, Callable[[str, Mapping[str, Any]], object]] = {
    "surface": lambda value, whole: one_of("surface", value, tuple(SURFACES)),
    "optimizers": _check_optimizers,
    "rates": lambda value, whole: one_of("mode of rates", value, tuple(RATES)),
    "lr": lambda value, whole: number("lr", value, *LEARNING_RATE),
    "schedule": lambda value, whole: one_of("schedule", value, tuple(SCHEDULES)),
    "steps": lambda value, whole: number("steps", value, *STEPS),
    "start": _check_start,
    "speed": lambda value, whole: one_of("speed", value, SPEEDS),
    "t": lambda value, whole: number("t", value, 0, float(whole["steps"])),
}


def controls(asked: str, racers: list[str], someone_left: bool) -> str:
    """Return the controls of a lesson's race: names, or hyperparameters of those who race."""
    knobs = {knob.name for slug in racers for knob in OPTIMIZERS[slug].hyperparameters()}
    known = dict.fromkeys([*CONTROLS, *sorted(knobs)])
    names = asked.split(",")
    if someone_left:  # and took a hyperparameter along
        names = [name for name in names if name in known]
    for name in names:
        one_of("control", name, tuple(known))
    return ",".join(names)


def chosen(races: list[Race], asked: str | None, at: int) -> Race:
    """Return the race that a sentence sets: by its id, else the one before it, else the next."""
    if asked is not None:
        ids = [race.id for race in races]
        if asked not in ids:
            raise LookupError(f"the page has no race {asked!r}; {close_to(asked, ids)}")
        return races[ids.index(asked)]
    if not races:
        raise LookupError("the page has no race that a sentence could set")
    return next((race for race in reversed(races) if race.at < at), races[0])


def address(races: list[Race], race: Race, given: Mapping[str, str]) -> str:
    """Return where a link leads that sets a race: to the page, with the race in that state."""
    if not given:
        raise ValueError("a sentence with {race …} names a setting, such as {race lr=0.1}")
    check(given, race.given)
    owner = next((each for each in races if "linked" in each.given), races[0])
    query = urlencode(({} if race is owner else {"race": race.id}) | dict(given), safe=",")
    return escape(f"?{query}#{race.id}")
