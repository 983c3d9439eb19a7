"""Write down what the parity session measured: `nox -s parity` passes --record."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.parity import MEASURED, MODULES, RAN, ran, table
from tests.snippets import RECORD

TABLE = Path(__file__).parent.parent.parent / "docs" / "data" / "parity.json"

# The session runs them; everywhere else tests/test_usage.py reads what it wrote.
collect_ignore = [] if find_spec("torch") else ["test_snippets.py"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--record", action="store_true", help="run many examples and write docs/data/*.json"
    )


def pytest_sessionstart(session: pytest.Session) -> None:
    """Record with everyone else's implementation, or not at all."""
    missing = [package for package, module in MODULES.items() if not find_spec(module)]
    if session.config.getoption("--record", default=False) and missing:
        raise pytest.UsageError(f"--record needs {', '.join(missing)}; run `nox -s parity`")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Write the tables, whole or not at all, after a run in which nothing failed."""
    if not session.config.getoption("--record", default=False) or exitstatus:
        return
    if MEASURED:
        write(TABLE, table(json.loads(TABLE.read_text("utf-8")) if TABLE.exists() else {}))
    if RAN:
        write(RECORD, ran(json.loads(RECORD.read_text("utf-8")) if RECORD.exists() else []))


def write(path: Path, content: Any) -> None:
    """Write a file, whole or not at all."""
    path.parent.mkdir(exist_ok=True)
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    draft.replace(path)
