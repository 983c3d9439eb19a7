"""`python -m bench [PART…]`: measure the design's bars, print a table and write bench.json.

With --quick each part is only tried, on a little work: its numbers mean nothing and are not kept.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from importlib import import_module
from pathlib import Path

from bench.measure import Measurement, table

PARTS = ("animations", "simulation", "building", "browser")


def main(wanted: list[str]) -> int:
    """Measure the parts asked for, or all, and return 0, or 2 for a part that does not exist."""
    quick, wanted = "--quick" in wanted, [word for word in wanted if word != "--quick"]
    unknown = set(wanted) - set(PARTS)
    if unknown:
        print(
            f"error: no part named {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}",
            file=sys.stderr,
        )
        return 2
    measured: dict[str, list[Measurement]] = {}
    for part in wanted or PARTS:
        measured[part] = list(import_module(f"bench.{part}").measure(quick))
        print(f"\n{part}\n{table(measured[part])}", flush=True)
    if quick:
        return 0
    machine = {
        "python": platform.python_version(),
        "system": platform.system(),
        "cores": os.cpu_count(),
    }
    result = {"machine": machine} | {
        part: [m.as_json() for m in ms] for part, ms in measured.items()
    }
    Path("bench.json").write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
