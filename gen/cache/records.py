"""What is known of each task's last run: written by the build, also read by who measures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from gen.cache.fingerprints import ROOT, digest

RECORDS = "build/records"  # what each task was made from and what came out

Record = dict[str, Any]


def record_path(name: str) -> Path:
    """Return the file that a task's record is in."""
    return ROOT / RECORDS / f"{name}.json"


def sealed(record: Record) -> bytes:
    """Return the content of a record's file: the fingerprint of what follows in a second line."""
    content = json.dumps(record).encode()
    return digest(content).encode() + b"\n" + content


def read_record(name: str) -> Record | None:
    """Return what is known of a task's last run; None if it never ended or others wrote it."""
    try:
        seal, _, content = record_path(name).read_bytes().partition(b"\n")
    except OSError:
        return None
    # What was not written here, and whole, is not even parsed: it could be anything.
    return dict(json.loads(content)) if seal == digest(content).encode() else None
