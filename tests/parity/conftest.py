"""Write down what the parity session measured: `nox -s parity` passes --record."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.parity import MEASURED, table

TABLE = Path(__file__).parent.parent.parent / "docs" / "data" / "parity.json"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--record", action="store_true", help="run many examples and write docs/data/parity.json"
    )


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Write the table, whole or not at all, after a run in which nothing failed."""
    if not session.config.getoption("--record", default=False) or exitstatus or not MEASURED:
        return
    TABLE.parent.mkdir(exist_ok=True)
    draft = TABLE.with_suffix(".draft")
    before = json.loads(TABLE.read_text(encoding="utf-8")) if TABLE.exists() else {}
    draft.write_text(
        json.dumps(table(before), indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    draft.replace(TABLE)
