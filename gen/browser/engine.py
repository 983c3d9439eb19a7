"""The browser's engine, written by the rules themselves: each is run once on traced arrays."""

from __future__ import annotations

import inspect
import json
import re
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from gen import palette
from gen.browser.tracing import Tape, Traced, TracedLoss, UntraceableError
from gen.layers import fitted
from gen.measurements.rate_search import RATES, SEARCH
from gen.optimizer import Optimizer
from gen.optimizers import OPTIMIZERS, RACERS
from gen.schedules import SCHEDULES
from gen.surface import CLOSE, Surface, statements
from gen.surfaces import SURFACES

HEADER = """\
// @ts-nocheck
// The optimizers, surfaces and schedules of this site, as JavaScript.
// gen/browser/engine.py wrote this file by running the Python rules on traced arrays; edit those, not this.
import { normal, run } from "./simulate.js";
"""

# The colors of the ground that everything is drawn on, as gen.palette has them.
INKS = {
    name.lower(): vars(getattr(palette, name))
    for name in ("PAGE", "INK", "QUIET", "GRID", "LOW", "HIGH", "CONTOUR")
}


def nested(x: Traced) -> str:
    """Return a traced array as a JavaScript array of arrays; a scalar as itself."""
    return x.items[0] if not x.shape else f"[{', '.join(nested(part) for part in x)}]"


def record(state: dict[str, Traced]) -> str:
    """Return a state as a JavaScript object."""
    return (
        f"{{ {', '.join(f'{name}: {nested(array)}' for name, array in state.items())} }}"
        if state
        else "{}"
    )


def traced(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call a rule, and turn whatever it cannot do with traced arrays into a sentence about its own line."""
    try:
        return function(*arguments)
    except UntraceableError:
        raise
    except Exception as error:
        own = Path(inspect.getfile(inspect.unwrap(function)))
        frame = [f for f in traceback.extract_tb(error.__traceback__) if Path(f.filename) == own][
            -1
        ]
        raise UntraceableError(
            f"{frame.filename}:{frame.lineno}: {frame.line!r} cannot run in the browser ({error}); "
            "use arithmetic, the functions of xp, and loops of a fixed length"
        ) from error


def _method(head: str, lines: list[str], result: str) -> str:
    body = "\n".join(f"    {line}" for line in [*lines, f"return {result};"])
    return f"  {head} {{\n{body}\n  }},"


def _constant(comment: str, name: str, about: dict[str, Any], *methods: str) -> str:
    members = [f"  {key}: {json.dumps(value, ensure_ascii=False)}," for key, value in about.items()]
    return "\n".join(
        [f"// {comment}", f"const {identifier(name)} = {{", *members, *methods, "};\n"]
    )


def optimizer_source(cls: type[Optimizer]) -> str:
    """Return one optimizer as the text of a JavaScript object: its description, `init` and `step`."""
    place, (init, shapes) = f"{cls.__module__.replace('.', '/')}.py", _init(cls)
    return _constant(place, cls.slug, describe(cls), init, _step(cls, shapes))


def _rule(cls: type[Optimizer], tape: Tape) -> tuple[Any, Traced]:
    knobs = {knob.name: Traced(tape, (), [f"h.{knob.name}"]) for knob in cls.hyperparameters()}
    return fitted(cls(**knobs), TracedLoss(tape)), Traced(tape, (2,), ["x[0]", "x[1]"])


def _init(cls: type[Optimizer]) -> tuple[str, dict[str, tuple[int, ...]]]:
    tape = Tape()
    rule, x = _rule(cls, tape)
    state = traced(rule.init, x)
    return _method("init(x, h)", tape.lines, record(state)), {
        name: array.shape for name, array in state.items()
    }


def _step(cls: type[Optimizer], shapes: dict[str, tuple[int, ...]]) -> str:
    tape = Tape()
    rule, x = _rule(cls, tape)
    state = {
        name: Traced(tape, shape, _places(f"s.{name}", shape)) for name, shape in shapes.items()
    }
    x, state = traced(rule.step, x, state, Traced(tape, (), ["t"]), TracedLoss(tape))
    return _method("step(x, s, t, h, f)", tape.lines, f"[{nested(x)}, {record(state)}]")


def _places(name: str, shape: tuple[int, ...]) -> list[str]:
    return (
        [name]
        if not shape
        else [p for i in range(shape[0]) for p in _places(f"{name}[{i}]", shape[1:])]
    )


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


def surface_source(surface: Surface) -> str:
    """Return one surface as the text of a JavaScript object: its description, `value`, `grad` and `hess`."""
    about = {
        name: getattr(surface, name)
        for name in ("title", "idea", "window", "start", "minima", "unit", "lowest")
    }
    about["noiseLevel"] = surface.noise_level
    results = {
        "value": ([surface.expression], "{}"),
        "grad": (surface.gradient, "[{}, {}]"),
        "hess": (surface.hessian, "[[{0}, {1}], [{1}, {2}]]"),
        "fisher": (surface.fisher_matrix, "[[{0}, {1}], [{1}, {2}]]"),
    }
    methods = []
    for name, (expressions, shape) in results.items():
        shared, codes = statements(expressions, "Math")
        lines = [f"const {part} = {code};" for part, code in shared]
        methods.append(_method(f"{name}(x, y)", lines, shape.format(*codes)))
    return _constant(str(surface.expression), surface.slug, about, *methods, "  noise: normal,")


def schedule_source(slug: str, schedule: Callable[..., Any]) -> str:
    """Return one schedule as the text of a JavaScript object with its `multiplier`."""
    tape = Tape()
    result = traced(schedule, Traced(tape, (), ["t"]), Traced(tape, (), ["total"]))
    about = {"title": slug.replace("-", " + ").capitalize(), "idea": inspect.getdoc(schedule)}
    method = _method("multiplier(t, total)", tape.lines, nested(result))
    return _constant("gen/schedules.py", f"{slug}-schedule", about, method)


def identifier(slug: str) -> str:
    """Return a slug as a JavaScript name: "line-search" becomes "lineSearch"."""
    return re.sub(r"-(.)", lambda match: match[1].upper(), slug)


def _table(name: str, slugs: Iterable[str], suffix: str = "") -> str:
    rows = "\n".join(f"  {json.dumps(slug)}: {identifier(slug + suffix)}," for slug in slugs)
    return f"export const {name} = {{\n{rows}\n}};\n"


def engine() -> str:
    """Return the text of engine.js. Raises UntraceableError, naming file, line and remedy, for a rule beyond it."""
    absent = {
        slug: {"title": cls.title, "asks": cls.asks}
        for slug, cls in OPTIMIZERS.items()
        if slug not in RACERS
    }
    return "\n".join(
        [
            HEADER,
            *(optimizer_source(cls) for cls in RACERS.values()),
            *(surface_source(surface) for surface in SURFACES.values()),
            *(schedule_source(slug, schedule) for slug, schedule in SCHEDULES.items()),
            _table("optimizers", RACERS),
            f"export const absent = {json.dumps(absent, ensure_ascii=False)};\n",
            _table("surfaces", SURFACES),
            _table("schedules", SCHEDULES, "-schedule"),
            f"export const search = {json.dumps({'rates': RATES, 'words': SEARCH}, ensure_ascii=False)};\n",
            'export { moment, normal } from "./simulate.js";\n',
            f"export const close = {CLOSE};\n",
            f"export const inks = {json.dumps(INKS)};\n",
            "export const simulate = (options) => run({ optimizers, surfaces, schedules }, options);\n",
        ]
    )
