"""Where something lives: the module to look at when what it draws may be out of date."""

from __future__ import annotations

import sys
from typing import Any


def home(item: Any, package: str) -> str:
    """Return the module of `package` that `item` is a value in. Raises LookupError if it is in none."""
    if isinstance(item, type):  # a class says it itself, and others may import it
        return item.__module__
    for name, module in sys.modules.items():
        if name.startswith(f"{package}.") and any(value is item for value in vars(module).values()):
            return name
    raise LookupError(f"{item.slug!r} is no module's own: give it a name in a file of {package.replace('.', '/')}")
