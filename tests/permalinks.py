"""Add what is new to permalinks.txt, the list of every figure's address that was ever published.

Beside it, docs/data/published.json says on which day each came, for the feed.
"""

import datetime
import json
from pathlib import Path

LIST = Path(__file__).with_suffix(".txt")
DOCS = Path(__file__).parent.parent / "docs"
MANIFEST, DAYS = DOCS / "figures" / "index.json", DOCS / "data" / "published.json"


def main() -> None:
    """Append a line for each figure that has none, its id and its formats; it came today."""
    known = LIST.read_text().splitlines() if LIST.exists() else []
    ids = {line.split()[0] for line in known}
    figures = json.loads(MANIFEST.read_text())["figures"]
    # Slides are there only where somebody asked for them.
    formats = {f["id"]: sorted(e for e in f["formats"] if "slide." not in e) for f in figures}
    known += [" ".join([slug, *ends]) for slug, ends in formats.items() if slug not in ids]
    LIST.write_text("".join(f"{line}\n" for line in sorted(known)))
    days = json.loads(DAYS.read_text())
    new = {line.split()[0] for line in known} - {name for names in days.values() for name in names}
    if new:
        today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
        days[today] = sorted([*days.get(today, []), *new])
    DAYS.write_text(json.dumps(days, indent=1) + "\n")


if __name__ == "__main__":
    main()
