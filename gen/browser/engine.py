"""The browser's engine, written by the rules themselves: each is run once on traced arrays."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import sympy

from gen import palette
from gen.arithmetic.functions import PORTABLE
from gen.browser.settings import RACE
from gen.browser.tracing import Tape, Traced, TracedLoss, traced
from gen.layers import fitted
from gen.measurements.rate_search import AROUND, ENOUGH, EQUAL, RATES, SEARCH
from gen.optimizer import Optimizer
from gen.optimizers import OPTIMIZERS, RACERS
from gen.schedules import SCHEDULES, TITLES
from gen.surface import CLOSE, Surface, statements
from gen.surfaces import SURFACES

HEADER = """\
// @ts-nocheck
// The optimizers, surfaces and schedules of this site, as JavaScript.
// gen/browser/engine.py wrote this file by running the Python rules on traced arrays;
// edit those, not this.
import { FUNCTIONS, power } from "./functions.js";
import { Runner, normal, run } from "./simulate.js";
"""

# The colors of the ground that everything is drawn on, as gen.palette has them.
INKS = {
    name.lower(): vars(getattr(palette, name))
    for name in ("PAGE", "INK", "QUIET", "GRID", "LOW", "SLOPE", "HIGH", "LIT", "SHADE")
}


def nested(x: Traced) -> str:
    """Return a traced array as a JavaScript array of arrays; a scalar as itself."""
    return x.items[0] if not x.shape else f"[{', '.join(nested(part) for part in x)}]"


def record(state: dict[str, Traced]) -> str:
    """Return a state as a JavaScript object."""
    fields = ", ".join(f"{name}: {nested(array)}" for name, array in state.items())
    return f"{{ {fields} }}" if fields else "{}"


def _method(head: str, lines: list[str], result: str) -> str:
    body = "\n".join(f"    {line}" for line in [*lines, f"return {result};"])
    return f"  {head} {{\n{body}\n  }},"


def _constant(comment: str, name: str, about: dict[str, Any], *methods: str) -> str:
    members = [f"  {key}: {_json(value)}," for key, value in about.items()]
    head = [f"// {comment}", f"const {identifier(name)} = {{"]
    return "\n".join([*head, *members, *methods, "};\n"])


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def optimizer_source(cls: type[Optimizer]) -> str:
    """Return one optimizer as the text of a JavaScript object: description, `init` and `step`."""
    place, (init, shapes) = f"{cls.__module__.replace('.', '/')}.py", _init(cls)
    return _constant(place, cls.slug, describe(cls), init, _step(cls, shapes))


def _rule(cls: type[Optimizer], tape: Tape) -> tuple[Any, Traced]:
    knobs = {knob.name: Traced(tape, (), [f"h.{knob.name}"]) for knob in cls.hyperparameters()}
    return fitted(cls(**knobs), TracedLoss(tape)), Traced(tape, (2,), ["x[0]", "x[1]"])


def _init(cls: type[Optimizer]) -> tuple[str, dict[str, tuple[int, ...]]]:
    tape = Tape()
    rule, x = _rule(cls, tape)
    state = traced(rule.init, x)
    shapes = {name: array.shape for name, array in state.items()}
    return _method("init(x, h)", tape.lines, record(state)), shapes


def _step(cls: type[Optimizer], shapes: dict[str, tuple[int, ...]]) -> str:
    tape = Tape()
    rule, x = _rule(cls, tape)
    state = {name: Traced(tape, size, _places(f"s.{name}", size)) for name, size in shapes.items()}
    x, state = traced(rule.step, x, state, Traced(tape, (), ["t"]), TracedLoss(tape))
    return _method("step(x, s, t, h, f)", tape.lines, f"[{nested(x)}, {record(state)}]")


def _places(name: str, shape: tuple[int, ...]) -> list[str]:
    if not shape:
        return [name]
    return [place for i in range(shape[0]) for place in _places(f"{name}[{i}]", shape[1:])]


def describe(cls: type[Optimizer]) -> dict[str, Any]:
    """Return what the page needs to know of an optimizer beside its rule."""
    hue = palette.HUES[cls.hue]
    return {
        "title": cls.title,
        "idea": cls.idea,
        "family": cls.family,
        "defaults": {knob.name: knob.default for knob in cls.hyperparameters()},
        "hyperparameters": [vars(knob) for knob in cls.hyperparameters()],
        "color": {"light": hue.light, "dark": hue.dark},
        "marker": cls.marker,
    }


# What the page knows of a surface under the same name, and what it asks of it at a point.
SURFACE_FACTS = ("title", "idea", "window", "start", "minima", "limits", "unit", "lowest")
SYMMETRIC = "[[{0}, {1}], [{1}, {2}]]"


def surface_source(surface: Surface) -> str:
    """Return one surface as the text of a JavaScript object: its description and its functions."""
    about = {name: getattr(surface, name) for name in SURFACE_FACTS}
    about["noiseLevel"] = surface.noise_level
    methods = [
        _function("value", [surface.expression], "{}"),
        _function("grad", surface.gradient, "[{}, {}]"),
        _function("hess", surface.hessian, SYMMETRIC),
        _function("fisher", surface.fisher_matrix, SYMMETRIC),
    ]
    return _constant(str(surface.expression), surface.slug, about, *methods, "  noise: normal,")


def _function(name: str, expressions: Sequence[sympy.Expr], shape: str) -> str:
    shared, codes = statements(expressions, "Math")
    lines = [f"const {part} = {code};" for part, code in shared]
    return _method(f"{name}(x, y)", lines, shape.format(*codes))


def schedule_source(slug: str, schedule: Callable[..., Any]) -> str:
    """Return one schedule as the text of a JavaScript object with its `multiplier`."""
    tape = Tape()
    result = traced(schedule, Traced(tape, (), ["t"]), Traced(tape, (), ["total"]))
    about = {"title": TITLES[slug], "idea": inspect.getdoc(schedule)}
    method = _method("multiplier(t, total)", tape.lines, nested(result))
    return _constant("gen/schedules.py", f"{slug}-schedule", about, method)


def identifier(slug: str) -> str:
    """Return a slug as a JavaScript name: "line-search" becomes "lineSearch"."""
    return re.sub(r"-(.)", lambda match: match[1].upper(), slug)


def _table(name: str, slugs: Iterable[str], suffix: str = "") -> str:
    rows = "\n".join(f"  {json.dumps(slug)}: {identifier(slug + suffix)}," for slug in slugs)
    return f"export const {name} = {{\n{rows}\n}};\n"


def _rules() -> list[str]:
    return [
        *(optimizer_source(cls) for cls in RACERS.values()),
        *(surface_source(surface) for surface in SURFACES.values()),
        *(schedule_source(slug, schedule) for slug, schedule in SCHEDULES.items()),
    ]


def _tables() -> list[str]:
    return [
        _table("optimizers", RACERS),
        _table("surfaces", SURFACES),
        _table("schedules", SCHEDULES, "-schedule"),
    ]


def _values() -> list[str]:
    absent = {slug: cls for slug, cls in OPTIMIZERS.items() if slug not in RACERS}
    values = {
        "absent": {s: {"title": cls.title, "asks": cls.asks} for s, cls in absent.items()},
        "search": {
            "rates": RATES,
            "words": SEARCH,
            "around": AROUND,
            "enough": ENOUGH,
            "equal": EQUAL,
        },
        "race": RACE,
        "close": CLOSE,
        "inks": INKS,
        "shapes": palette.SHAPES,
    }
    return [f"export const {name} = {_json(value)};\n" for name, value in values.items()]


FOOT = """\
export { moment, normal } from "./simulate.js";
export * from "./functions.js";

const catalogue = { optimizers, surfaces, schedules };
export const simulate = (options) => run(catalogue, options);
export const begin = (options) => new Runner(catalogue, options);
"""


def engine() -> str:
    """Return the text of engine.js.

    Raises UntraceableError, naming file, line and remedy, for a rule beyond it.
    """
    head = HEADER.replace("FUNCTIONS", ", ".join(PORTABLE))
    return "\n".join([head, *_rules(), *_tables(), *_values(), FOOT])
