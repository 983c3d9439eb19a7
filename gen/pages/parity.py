"""Who else computes what we compute, and how far apart we end: docs/data/parity.json, as the pages show it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import gen
from gen.optimizers import OPTIMIZERS
from gen.schedules import SCHEDULES

TABLE = Path(gen.__file__).parent.parent / "docs" / "data" / "parity.json"


def agreements(slug: str = "") -> dict[str, Any]:
    """Return the table, with the rows of one optimizer or of all that are in the catalogue.

    Raises LookupError if no parity run has covered the optimizer.
    """
    table: dict[str, Any] = json.loads(TABLE.read_text(encoding="utf-8"))
    rows = [row for row in table["optimizers"] if row["optimizer"] in ([slug] if slug else OPTIMIZERS)]
    if not rows:
        raise LookupError(f"docs/data/parity.json says nothing of {slug!r}; run `nox -s parity`")
    return table | {"optimizers": rows, "schedules": [r for r in table["schedules"] if r["schedule"] in SCHEDULES]}
