"""Add what is new to permalinks.txt, the list of every figure's address that was ever published."""

import json
from pathlib import Path

LIST = Path(__file__).with_suffix(".txt")
MANIFEST = Path(__file__).parent.parent / "docs" / "figures" / "index.json"


def main() -> None:
    """Append a line for each figure that has none: its id and its formats."""
    known = LIST.read_text().splitlines() if LIST.exists() else []
    ids = {line.split()[0] for line in known}
    figures = json.loads(MANIFEST.read_text())["figures"]
    known += [" ".join([f["id"], *sorted(f["formats"])]) for f in figures if f["id"] not in ids]
    LIST.write_text("".join(f"{line}\n" for line in sorted(known)))


if __name__ == "__main__":
    main()
