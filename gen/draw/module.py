"""What moves in a live picture, as a JavaScript module: traced once, and drawn by live.js."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

import numpy as np

from gen.arithmetic.functions import PORTABLE
from gen.browser.arrays import Sheet
from gen.browser.tracing import Traced, traced
from gen.draw.arranged import narrow
from gen.draw.live import Live
from gen.draw.picture import Picture
from gen.draw.scale import Axis
from gen.palette import SHAPES, Hue, tokens

HEADER = """\
// gen/draw/module.py wrote this file by running {function} of {source} on traced knobs;
// edit that, not this.
"""
# What a module may need, and the script, beside docs/figures, that has it.
LIBRARIES = {
    "arrays": ("array", "map", "strided", "joined", "stacked", "cumulative", "folded", "first"),
    "functions": ("power", *PORTABLE),
}


def module(picture: Picture) -> bytes:
    """Return the module's text: `about` the picture, and `moves(knobs)`.

    Raises UntraceableError, naming file, line and remedy, where it has no JavaScript.
    """
    assert picture.live is not None
    sheet = Sheet()
    shapes: set[str] = set()
    result = _moves(sheet, picture.live, shapes)
    body = "\n".join(f"  {line}" for line in [*sheet.lines, f"return {result};"])
    constants = "\n".join(f"const {name} = {code};" for code, name in sheet.constants.items())
    code = f"{constants}\n\nexport function moves(knobs) {{\n{body}\n}}\n"
    about = f"export const about = {_js(_about(picture, picture.live, shapes))};\n"
    called = picture.live.moves
    head = HEADER.format(function=called.__qualname__, source=called.__module__)
    return "\n".join([head + _imports(code), about, code]).encode()


def _moves(sheet: Sheet, live: Live, shapes: set[str]) -> str:
    moved = traced(live.moves, **{k.name: sheet.number(f"knobs.{k.name}") for k in live.knobs})
    marks = [[_mark(sheet, mark, shapes) for mark in panel] for panel in moved.marks]
    panels = ",\n  ".join(f"[{', '.join(panel)}]" for panel in marks)
    says = ", ".join(_value(sheet, vars(case)) for case in moved.says)
    return f"{{ marks: [{panels}], says: [{says}] }}"


def _mark(sheet: Sheet, mark: Any, shapes: set[str]) -> str:
    own = {field.name: getattr(mark, field.name) for field in fields(mark)}
    shapes |= {own[name] for name in ("marker", "shape") if own.get(name) in SHAPES}
    return _value(sheet, {"kind": type(mark).__name__.lower(), **own})


def _value(sheet: Sheet, value: Any) -> str:
    """Return anything as JavaScript: traced arrays by name, colors by theirs in CSS."""
    if isinstance(value, Traced | np.ndarray):
        return sheet.known(value).items[0]
    if isinstance(value, Hue):
        return _js(_token(value))
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{name}: {_value(sheet, v)}' for name, v in value.items())} }}"
    return _js(value.item() if isinstance(value, np.generic) else value)


def _token(hue: Hue) -> str:
    for name, known in tokens().items():
        if known == hue:
            return name
    raise ValueError(f"{hue} has no name in gen.palette; what moves takes its colors from there")


def _about(picture: Picture, live: Live, shapes: Iterable[str]) -> dict[str, Any]:
    return {
        **_placed(picture),
        "phone": _placed(narrow(picture)),
        "handles": [vars(handle) for handle in live.handles],
        # A line without a marker has circles, and a cross where it is lost.
        "shapes": {name: SHAPES[name] for name in sorted({"circle", "cross", *shapes})},
    }


def _placed(picture: Picture) -> dict[str, Any]:
    """Return where the panels are on the page."""
    axes = [{"x": _axis(panel.x), "y": _axis(panel.y)} for panel in picture.panels]
    return {
        "width": picture.width,
        "height": picture.height,
        "panels": [
            {"box": vars(panel.box), **own} for panel, own in zip(picture.panels, axes, strict=True)
        ],
    }


def _axis(axis: Axis) -> dict[str, Any]:
    return {"low": axis.low, "high": axis.high, "log": axis.log}


def _js(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _imports(code: str) -> str:
    """Return the lines that import what `code` calls."""
    lines = []
    for script, names in LIBRARIES.items():
        used = [name for name in names if re.search(rf"(?<![\w.]){name}\(", code)]
        if used:
            lines.append(f'import {{ {", ".join(used)} }} from "../javascripts/{script}.js";\n')
    return "".join(lines)
