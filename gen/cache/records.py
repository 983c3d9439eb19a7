"""What is known of a task's last run: one file for each, which the build writes and whoever measures may read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from gen.cache.fingerprints import ROOT

RECORDS = "build/records"  # what each task was made from and what came out

Record = dict[str, Any]


def record_path(name: str) -> Path:
    """Return the file that a task's record is in."""
    return ROOT / RECORDS / f"{name}.json"


def read_record(name: str) -> Record | None:
    """Return what is known of a task's last run; None if it never ended or its record is unreadable."""
    try:
        record = json.loads(record_path(name).read_bytes())
        return record if {"inputs", "files", "about"} <= record.keys() else None
    except (OSError, ValueError, AttributeError):
        return None
