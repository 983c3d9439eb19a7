"""The functions of gen.arithmetic as JavaScript, for the race and for live figures."""

from __future__ import annotations

from gen.arithmetic.functions import PORTABLE
from gen.browser.tracing import Tape, Traced, traced

HEADER = """\
// @ts-nocheck
// gen/browser/functions.py wrote this file by running gen.arithmetic.functions on traced numbers;
// edit those, not this.
import { frexp, ldexp } from "./arithmetic.js";

export { power } from "./arithmetic.js";
"""


def function_source(name: str) -> str:
    """Return one of the portable functions as the text of a JavaScript function."""
    tape = Tape()
    (result,) = traced(PORTABLE[name], Traced(tape, (), ["x"])).items
    lines = "\n".join(f"  {line}" for line in [*tape.lines, f"return {result};"])
    return f"export function {name}(x) {{\n{lines}\n}}\n"


def functions() -> str:
    """Return the text of functions.js."""
    return "\n".join([HEADER, *map(function_source, PORTABLE)])
