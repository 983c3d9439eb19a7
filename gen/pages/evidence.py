"""What became of each claim: docs/evidence/claims.json, as the pages need it."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gen.claims import ABSENT, CLAIMS
from gen.claims.ledger import VERDICTS, Verdict
from gen.pages.addresses import close_to

FILE = "evidence/claims.json"
PAGE = "evidence/index.md"
SIGNS: dict[Verdict, str] = dict(zip(VERDICTS, "✗≈✓", strict=True))


@dataclass(frozen=True)
class Found:
    """A claim, and what its experiment has found."""

    id: str
    says: str
    page: str
    limits: str
    cause: str
    verdict: Verdict
    checks: list[dict[str, Any]]
    without: list[dict[str, Any]]
    numbers: dict[str, Any]

    @property
    def sign(self) -> str:
        """The verdict as a character."""
        return SIGNS[self.verdict]

    @property
    def source(self) -> tuple[str, str]:
        """Where its experiment is, and the lines of it."""
        function = CLAIMS[self.id].function
        lines, first = inspect.getsourcelines(function)
        begin = next(number for number, line in enumerate(lines) if line.startswith("def "))
        return f"{function.__module__.replace('.', '/')}.py, line {first + begin}", "".join(
            lines[begin:]
        ).rstrip()


@dataclass
class Ledger:
    """The claims of the register that have been measured."""

    docs: Path
    claims: dict[str, Found] = field(init=False)

    def __post_init__(self) -> None:
        """Read the file; before anything was measured there is none."""
        path = self.docs / FILE
        listed = json.loads(path.read_text(encoding="utf-8"))["claims"] if path.exists() else []
        names = Found.__dataclass_fields__
        self.claims = {
            entry["id"]: Found(**{key: entry[key] for key in names})
            for entry in listed
            if entry["id"] in CLAIMS
        }

    def find(self, name: str) -> Found | None:
        """Return a claim, None if somebody in it has left; LookupError for unknown names."""
        if name in self.claims:
            return self.claims[name]
        if name in ABSENT:
            return None
        if name in CLAIMS:
            raise LookupError(f"the claim {name!r} is not measured: run `nox -s figures -- {name}`")
        raise LookupError(f"no claim named {name!r}; {close_to(name, list(CLAIMS))}")

    def chapters(self) -> Iterator[tuple[Verdict, dict[str, list[Found]]]]:
        """Yield each verdict with its claims by page; what failed comes first."""
        for verdict in VERDICTS:
            pages: dict[str, list[Found]] = {}
            for found in self.claims.values():
                if found.verdict == verdict:
                    pages.setdefault(found.page, []).append(found)
            yield verdict, pages
