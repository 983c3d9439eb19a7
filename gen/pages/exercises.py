"""Exercises: a question, an answer that a run has measured, hints, and the reason."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import yaml

from gen.pages.addresses import close_to

NUMERIC = {"question", "answer", "within", "hints", "reason"}
CHOICE = {"question", "answer", "choices", "claim", "reason"}
SIDES = ("too small", "too large")
TRIES = 3
MEASURED = re.compile(r"\{\{\s*number\s+([^{}]+?)\s*\}\}")
WITHIN = re.compile(r"(\d+\.?\d*)(%?)")
# A value that begins with a directive, a link or code is text, and no mapping or list.
MARKED = re.compile(
    r"^(?P<name>\s*(?:- +)?(?:[\w ]+:[ ]+)?)(?P<text>(?:\{\{|\[|`).*)$", re.MULTILINE
)


@dataclass(frozen=True)
class Exercise:
    """What a fenced block of the language `exercise` says, each field as it must be."""

    question: str
    reason: str
    measured: str = ""  # what answers: the address of a number of a figure or a claim
    within: float = 0.0
    relative: bool = True
    hints: tuple[tuple[str, str], ...] = ()  # each with its miss, "too small 1", or its choice, "0"
    choices: tuple[str, ...] = ()
    right: int = 0
    claim: str = ""

    @property
    def tries(self) -> int:
        """How often a reader may try: the last choice that is left is no answer."""
        return min(TRIES, len(self.choices) - 1) if self.choices else TRIES

    def off_by(self, answer: float) -> float:
        """Return how far from the answer a number is still right."""
        return self.within * abs(answer) if self.relative else self.within


def read(body: str) -> Exercise:
    """Return the exercise, or raise an error that names the field that is missing or wrong."""
    given = _given(body)
    wanted = CHOICE if "choices" in given else NUMERIC
    for name in given:
        if name not in wanted:
            raise LookupError(f"an exercise has no field {name!r}; {close_to(name, list(wanted))}")
    if missing := sorted(wanted - set(given)):
        raise ValueError(f"an exercise lacks {' and '.join(f'{name}:' for name in missing)}")
    question, reason = _text("question", given["question"]), _text("reason", given["reason"])
    about = _choice(given) if "choices" in given else _number(given)
    return Exercise(question, reason, **about)


def _given(body: str) -> dict[str, Any]:
    quoted = MARKED.sub(lambda line: line["name"] + _quoted(line["text"].rstrip()), body)
    try:
        given = yaml.load(quoted, Loader=yaml.BaseLoader)  # which leaves "no" a word
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line if error.problem_mark else 0
        said = body.splitlines()[min(line, len(body.splitlines()) - 1)].strip()
        raise ValueError(f"an exercise cannot be read at {said!r}: {error.problem}") from error
    if not isinstance(given, dict):
        raise ValueError("an exercise needs fields, such as question: and answer:")
    return given


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _text(name: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{name}: of an exercise must be words, not {value!r}")
    return value.strip()


def _number(given: dict[str, Any]) -> dict[str, Any]:
    answer = MEASURED.fullmatch(str(given["answer"]))
    if not answer:
        raise ValueError(
            "answer: of an exercise must be what a run has measured, {{ number name.key }}, "
            f"not {given['answer']!r}"
        )
    within = WITHIN.fullmatch(str(given["within"]))
    if not within or not float(within[1]) or (within[2] and float(within[1]) > 50):
        raise ValueError(
            "within: of an exercise must be a share, such as 5%, or a distance, such as 0.01, "
            f"not {given['within']!r}"
        )
    hints = given["hints"]
    if not isinstance(hints, list) or len(hints) != TRIES - 1:
        raise ValueError(f"hints: of an exercise must be a list of {TRIES - 1}, one for each miss")
    share = float(within[1])
    return {
        "measured": answer[1],
        "within": share / 100 if within[2] else share,
        "relative": bool(within[2]),
        "hints": tuple(
            (f"{side} {miss}", text)
            for miss, given_hint in enumerate(hints, 1)
            for side, text in _hint(given_hint).items()
        ),
    }


def _hint(given: object) -> dict[str, str]:
    """Return a hint by the side on which the reader has missed."""
    if not isinstance(given, dict):
        return dict.fromkeys(SIDES, _text("hints", given))
    if set(given) != set(SIDES):
        raise ValueError("a hint of hints: is a sentence, or has exactly too small: and too large:")
    return {side: _text(side, given[side]) for side in SIDES}


def _choice(given: dict[str, Any]) -> dict[str, Any]:
    choices, answer = given["choices"], _text("answer", given["answer"])
    if not isinstance(choices, dict) or len(choices) < 2:
        raise ValueError("choices: of an exercise must be two or more, each with its hint")
    if answer not in choices:
        known = list(map(str, choices))
        raise LookupError(f"answer: {answer!r} is no choice; {close_to(answer, known)}")
    for text, hint in choices.items():
        if (hint == "") != (text == answer):
            raise ValueError(f"choices: {text!r} needs a hint, unless it is the answer")
    hints = ((i, text, hint) for i, (text, hint) in enumerate(choices.items()) if hint)
    return {
        "choices": tuple(_text("choices", text) for text in choices),
        "hints": tuple((str(i), _text(f"choices: {text}", hint)) for i, text, hint in hints),
        "right": list(choices).index(answer),
        "claim": _text("claim", given["claim"]),
    }
