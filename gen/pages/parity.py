"""Who else computes what we compute, and how far apart we end, from docs/data/parity.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import gen
from gen.optimizers import OPTIMIZERS
from gen.schedules import SCHEDULES

TABLE = Path(gen.__file__).parent.parent / "docs" / "data" / "parity.json"
CATALOGUES: dict[str, Any] = {"optimizers": OPTIMIZERS, "schedules": SCHEDULES}


def agreements(kind: str, slug: str = "") -> list[dict[str, Any]]:
    """Return the rows of all "optimizers" or "schedules" in the catalogue, or those of one.

    Raises LookupError if there are none: no parity run has covered it.
    """
    if kind not in CATALOGUES:
        raise LookupError(f"there is no table of {kind!r}; there are {' and '.join(CATALOGUES)}")
    rows: list[dict[str, Any]] = json.loads(TABLE.read_text(encoding="utf-8"))[kind]
    found = [
        row for row in rows if row[kind.removesuffix("s")] in ([slug] if slug else CATALOGUES[kind])
    ]
    if not found:
        raise LookupError(
            f"docs/data/parity.json says nothing of {slug or kind!r}; run `nox -s parity`"
        )
    return found
