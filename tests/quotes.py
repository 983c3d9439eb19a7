"""Which numbers the pages quote, and how."""

import re
from pathlib import Path

DOCS = Path(__file__).parent.parent / "docs"
ASKED = re.compile(r"\{\{\s*number\s+([\w-]+)\.([\w.-]+?)\s*(?:\|\s*([^}]*?)\s*)?\}\}")


def quoted():
    """Return, for each figure and claim, the keys of its quoted numbers with their formats."""
    found = {}
    for page in sorted(DOCS.rglob("*.md")):
        for slug, key, spec in ASKED.findall(page.read_text(encoding="utf-8")):
            found.setdefault(slug, set()).add((key, spec))
    return found


QUOTED = quoted()
