"""The lines of a rule, as in its file: what pages show and the parity table vouches for."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

from gen.optimizer import Optimizer

RULE = re.compile(
    r"^[ ]*# --8<-- \[start:rule\]\n(.*?)^[ ]*# --8<-- \[end:rule\]", re.DOTALL | re.MULTILINE
)


def source(cls: type[Optimizer]) -> tuple[str, str]:
    """Return a rule's file, and its lines that are the rule; raise LookupError if unmarked."""
    path = Path(inspect.getfile(cls))
    found = RULE.search(path.read_text(encoding="utf-8"))
    if not found:
        raise LookupError(
            f"gen/optimizers/{path.name} does not mark its rule "
            "with # --8<-- [start:rule] and [end:rule]"
        )
    return f"gen/optimizers/{path.name}", inspect.cleandoc("\n" + found[1])
